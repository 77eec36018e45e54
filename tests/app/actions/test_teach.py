"""Teaching without a window: data, a run that is followed through its events, the decision."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.library.card import ModelCard
from ai.library.choice import required_reason
from ai.training.dataset.case import Task
from ai.training.events import EventLog
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder
from app.actions.left_run import DECISION_FILE, PROCESS_FILE, LeftProcess, find_left_run
from app.actions.teach import TeachActions
from app.actions.teach_data import Source, parse_flags
from app.actions.teach_plan import Plan
from app.jobs.runner import Lane
from app.state.teach_run import RunState, TeachRun

pytestmark = pytest.mark.usefixtures("qapp")

EPOCH = {
    "stage": "train",
    "epochs": 5,
    "loss": 0.5,
    "validation_loss": 0.6,
    "metric": 0.8,
    "metric_name": "AUC",
    "seconds_left": 12.0,
}


@dataclass
class FakeProcess:
    pid: int = 0
    code: int | None = None

    def poll(self) -> int | None:
        return self.code


@dataclass
class FakeSpawn:
    """Starts nothing; the test writes the events."""

    started: list[tuple[FinetuneConfig, bool]] = field(default_factory=list)
    process: FakeProcess = field(default_factory=FakeProcess)
    error: TrainingDataError | None = None

    def __call__(self, config: FinetuneConfig, *, resume: bool = False) -> FakeProcess:
        if self.error is not None:
            raise self.error
        self.started.append((config, resume))
        config.output.mkdir(parents=True, exist_ok=True)
        write_config(config, config.output / "config.toml")
        self.process = FakeProcess()
        return self.process

    @property
    def log(self) -> EventLog:
        return JobFolder(self.started[-1][0].output).log()


@dataclass
class FakeShelf:
    card: ModelCard
    added: list[tuple[Path, bool]] = field(default_factory=list)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    def add(self, pack: Path, *, draft: bool = False) -> ModelCard:
        self.added.append((pack, draft))
        return replace(self.card, draft=draft)

    def adopt(self, pack: Path, *, verdict: str, reason: str = "") -> ModelCard:
        required_reason(verdict, reason)
        self.reasons.append((verdict, reason))
        return self.add(pack)

    def take_back(self, card: ModelCard) -> ModelCard:
        self.returned.append(card.key)
        return replace(card, draft=True)


@pytest.fixture
def spawn() -> FakeSpawn:
    return FakeSpawn()


@pytest.fixture
def shelf(make) -> FakeShelf:
    return FakeShelf(make.card("site", title="Site model", parent="cxr-anatomy-0.1.0"))


@pytest.fixture
def teach(models, shelf, runner, spawn, tmp_path: Path) -> TeachActions:
    return TeachActions(models, shelf, runner, folder=tmp_path / "teaching", spawn=spawn)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Two classes of 30 pictures each."""
    random = np.random.default_rng(0)
    for number, name in enumerate(("cat", "dog")):
        (tmp_path / "images" / name).mkdir(parents=True)
        for case in range(30):
            picture = random.integers(0, 120, (32, 32)) + 100 * number
            cv2.imwrite(str(tmp_path / "images" / name / f"{name}{case:02}.png"), picture.astype(np.uint8))
    return tmp_path / "images"


@pytest.fixture
def begun(teach: TeachActions, images: Path) -> TeachActions:
    teach.import_classes(images)
    teach.begin(Plan("cxr-anatomy-0.1.0", "", "probe", 5, 8, 1e-3))
    return teach


def tick(teach: TeachActions) -> None:
    teach._on_timeout()


def finish(spawn: FakeSpawn, verdict: str = "better") -> None:
    """Let the run end well."""
    folder = spawn.started[-1][0].output
    (folder / "report").mkdir()
    report = {"task": "classification", "comparison": {"verdict": {"word": verdict}}}
    (folder / "report" / "report.json").write_text(json.dumps(report))
    spawn.log.add(
        "done",
        pack="pack/site-0.1.0",
        report="report/report.json",
        model="site-0.1.0",
        verdict="better",
        message="Yes.",
    )
    spawn.process.code = 0


def test_the_report_does_not_wait_for_the_process(begun: TeachActions, spawn: FakeSpawn, runner) -> None:
    """It takes seconds to let go of its libraries after its last word."""
    finish(spawn)
    spawn.process.code = None
    tick(begun)
    assert begun.report["task"] == "classification"
    asked = len(runner.started)
    spawn.process.code = 0
    tick(begun)
    assert not begun._timer.isActive()
    assert len(runner.started) == asked


def test_import_checks_and_splits(teach: TeachActions, images: Path, runner) -> None:
    teach.import_classes(images)
    prepared = teach.prepared
    assert prepared is not None
    assert prepared.is_ready
    assert [(count.name, count.cases) for count in prepared.report.counts] == [("cat", 30), ("dog", 30)]
    assert prepared.split is not None
    assert sum(cases for row in prepared.split.rows for cases, _ in row.counts.values()) == 60
    assert len(prepared.split.sha256) == 64
    assert runner.started[-1][1] is Lane.DISK
    again = prepared.split.sha256
    teach.import_classes(images)
    assert teach.prepared is not None
    assert teach.prepared.split is not None
    assert (teach.prepared.added, teach.prepared.known, teach.prepared.split.sha256) == (0, 60, again)


def test_pairs(teach: TeachActions, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for folder in ("films", "masks/lung"):
        (tmp_path / folder).mkdir(parents=True)
    for case in range(12):
        cv2.imwrite(str(tmp_path / f"films/f{case}.png"), random.integers(0, 255, (32, 32)).astype(np.uint8))
        mask = np.zeros((32, 32), np.uint8)
        mask[8:20, 8 : 12 + case] = 255
        cv2.imwrite(str(tmp_path / f"masks/lung/f{case}.png"), mask)
    teach.import_pairs(tmp_path / "films", tmp_path / "masks", person="(.+)")
    assert teach.prepared is not None
    assert teach.prepared.report.task is Task.SEGMENTATION
    assert teach.prepared.is_ready, teach.prepared


def test_one_class_is_one_sentence(teach: TeachActions, images: Path) -> None:
    heard: list[str] = []
    teach.failed.connect(lambda error: heard.append(str(error)))
    teach.import_classes(images, only=("cat",))
    assert teach.prepared is None
    assert len(heard) == 1
    assert "only one class" in heard[0]
    teach.begin(Plan("", "resnet18", "all", 5, 8, 1e-3))
    assert teach.run is None


def test_sources_are_told_apart(tmp_path: Path) -> None:
    one = Source(tmp_path / "Brain MRI")
    assert one.name.startswith("brain-mri-")
    assert one.name == Source(tmp_path / "Brain MRI").name
    assert (
        len({one.name, replace(one, person="(.+)").name, replace(one, images=tmp_path / "x" / "Brain MRI").name}) == 3
    )


def test_flags() -> None:
    assert parse_flags("lung=1, heart = 2") == (("lung", 1), ("heart", 2))
    assert parse_flags("  ") == ()
    for wrong in ("lung", "lung=a", "=1", "a=1,a=2"):
        with pytest.raises(TrainingDataError, match="lung=1"):
            parse_flags(wrong)


def test_a_run_is_followed_to_its_decision(begun: TeachActions, spawn: FakeSpawn, shelf: FakeShelf) -> None:
    config, resume = spawn.started[0]
    assert (config.base, config.scope, config.epochs, resume) == ("cxr-anatomy-0.1.0", "probe", 5, False)
    assert begun.is_running
    spawn.log.add("started", title="Cat or dog", task="classification", epochs=5)
    spawn.log.add("step", step=3, steps=30, epoch=1, loss=0.9, seconds_left=20.0)
    spawn.log.add("epoch", epoch=1, step=6, **EPOCH)
    tick(begun)
    run = begun.run
    assert run is not None
    assert (run.title, run.state, run.epoch, run.epochs, run.seconds_left) == ("Cat or dog", RunState.RUNNING, 1, 5, 12)
    assert [(point.epoch, point.metric) for point in run.points] == [(1, 0.8)]
    assert [point.epochs for point in run.steps] == [0.5]
    begun.decide.adopt()
    assert shelf.added == []
    spawn.log.add("stage", stage="report", message="Comparing on the held-out part")
    tick(begun)
    assert (run.message, run.seconds_left) == ("Comparing on the held-out part", None)
    finish(spawn)
    tick(begun)
    assert run.state is RunState.DONE
    assert begun.report["task"] == "classification"
    begun.decide.adopt()
    assert shelf.added == [(config.output / "pack/site-0.1.0", False)]
    assert "in the library as site-0.1.0" in begun.decide.sentence
    assert json.loads((config.output / DECISION_FILE).read_text())["decision"] == "adopted"


def test_keep_base_and_draft(begun: TeachActions, spawn: FakeSpawn, shelf: FakeShelf) -> None:
    finish(spawn)
    tick(begun)
    begun.decide.keep_base()
    assert shelf.added == []
    begun.decide.keep_as_draft()
    assert [draft for _, draft in shelf.added] == [True]
    assert "draft" in begun.decide.sentence


@pytest.mark.parametrize("text", ["[1]", "3", "{", "[" * 100_000])
def test_a_report_that_is_none_is_a_sentence(begun, spawn: FakeSpawn, text: str) -> None:
    told: list[str] = []
    begun.failed.connect(lambda error: told.append(str(error)))
    finish(spawn)
    (spawn.started[-1][0].output / "report" / "report.json").write_text(text)
    tick(begun)
    assert [each.startswith("The report of the run cannot be read.") for each in told] == [True]
    assert begun.report == {}
    assert begun.run.state is RunState.DONE


def test_a_verdict_that_is_not_better_asks_for_a_reason(begun, spawn: FakeSpawn, shelf: FakeShelf, errors) -> None:
    finish(spawn, "no proof")
    tick(begun)
    assert begun.decide.needs_reason
    begun.decide.adopt(" ")
    assert [str(error)[:10] for error in errors] == ["The report"]
    assert shelf.added == []
    assert not (spawn.started[-1][0].output / DECISION_FILE).is_file()
    begun.decide.adopt(" fewer false marks ")
    assert shelf.reasons == [("no proof", "fewer false marks")]
    noted = json.loads((spawn.started[-1][0].output / DECISION_FILE).read_text())
    assert (noted["decision"], noted["verdict"], noted["reason"]) == ("adopted", "no proof", "fewer false marks")


def test_an_adopted_model_is_returned_by_one_click(begun, spawn: FakeSpawn, shelf: FakeShelf) -> None:
    finish(spawn)
    tick(begun)
    told: list[str] = []
    begun.decide.returned.connect(lambda card: told.append(card.key))
    begun.decide.take_back_adopted()
    assert told == []
    begun.decide.adopt()
    # Nothing else can be decided until it is returned.
    begun.decide.keep_base()
    begun.decide.keep_as_draft()
    assert begun.decide.adopted is not None
    assert len(shelf.added) == 1
    begun.decide.take_back_adopted()
    assert shelf.returned == told == ["site-0.1.0"]
    assert begun.decide.adopted is None
    # Its question is that of the shipped model.
    assert "Chest X-ray anatomy (cxr-anatomy-0.1.0) is the default" in begun.decide.sentence
    assert json.loads((spawn.started[-1][0].output / DECISION_FILE).read_text())["decision"] == "returned"
    begun.decide.keep_base()
    assert "nothing in the library has changed" in begun.decide.sentence


def test_requests_reach_the_run(begun: TeachActions, spawn: FakeSpawn) -> None:
    job = JobFolder(spawn.started[0][0].output)
    begun.pause()
    assert job.asks(PAUSE)
    spawn.log.add("paused", step=3)
    tick(begun)
    assert begun.run is not None
    assert begun.run.state is RunState.PAUSED
    begun.resume()
    assert not job.asks(PAUSE)
    begun.stop()
    begun.cancel()
    assert job.asks(STOP)
    assert job.asks(CANCEL)


def test_a_killed_process_can_go_on(begun: TeachActions, spawn: FakeSpawn) -> None:
    spawn.log.add("epoch", epoch=1, step=6, **EPOCH)
    spawn.log.add("epoch", epoch=2, step=12, **EPOCH)
    spawn.process.code = -9
    tick(begun)
    run = begun.run
    assert run is not None
    assert run.state is RunState.FAILED
    assert "unexpectedly" in run.message
    begun.resume()
    assert spawn.started[-1][1]
    spawn.log.add("resumed", step=6, epoch=1)
    spawn.log.add("epoch", epoch=2, step=12, **EPOCH)
    tick(begun)
    assert run.state is RunState.RUNNING
    assert [point.epoch for point in run.points] == [1, 2]


def test_a_process_that_does_not_start(teach: TeachActions, images: Path, spawn: FakeSpawn) -> None:
    heard: list[str] = []
    teach.failed.connect(lambda error: heard.append(str(error)))
    teach.import_classes(images)
    spawn.error = TrainingDataError("The training process cannot be started.")
    teach.begin(Plan("", "resnet18", "all", 5, 8, 1e-3))
    assert heard == ["The training process cannot be started."]
    assert not teach.is_running


def test_one_run_at_a_time(begun: TeachActions, spawn: FakeSpawn) -> None:
    begun.begin(Plan("", "resnet18", "all", 5, 8, 1e-3))
    assert len(spawn.started) == 1


def test_a_later_window_finds_the_run(begun: TeachActions, spawn, models, shelf, runner, tmp_path: Path) -> None:
    spawn.log.add("started", title="Cat or dog", task="classification", epochs=5)
    spawn.log.add("epoch", epoch=1, step=6, **EPOCH)
    later = TeachActions(models, shelf, runner, folder=tmp_path / "teaching", spawn=spawn)
    later.reattach()
    assert later.run is not None
    assert later.run.title == "Cat or dog"
    # Process 0 does not run: the window says so, and the run can go on.
    assert later.run.state is RunState.FAILED
    later.resume()
    assert spawn.started[-1][1]
    finish(spawn)
    tick(later)
    later.decide.keep_base()
    assert find_left_run(tmp_path / "teaching" / "runs", progress=lambda *_: None) is None


def test_a_living_process_is_told_from_a_number(tmp_path: Path) -> None:
    # This very process lives but teaches nothing; where the system shows commands, that is seen.
    shows_commands = Path("/proc/self/cmdline").is_file()
    assert (LeftProcess(os.getpid()).poll() is None) is not shows_commands
    assert LeftProcess(0).poll() == 0


def test_a_damaged_process_file_is_no_process(begun: TeachActions, spawn: FakeSpawn, tmp_path: Path) -> None:
    (spawn.started[0][0].output / PROCESS_FILE).write_text("{")
    found = find_left_run(tmp_path / "teaching" / "runs", progress=lambda *_: None)
    assert found is not None
    assert found[2].poll() == 0


def test_unknown_events_say_nothing(tmp_path: Path) -> None:
    run = TeachRun(JobFolder(tmp_path))
    run.take({"event": "later_version", "x": 1})
    assert run.state is RunState.STARTING
    assert run.points == ()
