"""``lightbox predict --every``: every series of the model, each whole or not at all. The model is a stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai.errors import InputMismatch, MemoryShort, ModelPackError
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.pack import write_card
from ai.progress import Progress
from ai.volume import Volume
from ai.words import say
from app.audit.trail import AuditTrail
from app.batch.one_job import without_names
from app.batch.result_files import RESULT_FILE
from app.batch.table import TABLE_FILE, JobTable
from app.dicom.study_scan import scan, series_of

Lightbox = Callable[..., Any]
FILES = ["heart.nii.gz", "result.json", "right_lung.nii.gz", "seg.dcm", "sr.dcm"]


@pytest.fixture
def card(tmp_path: Path, make: Any, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    folder = tmp_path / "models" / "tiny-0.1.0"
    folder.mkdir(parents=True)
    made: ModelCard = make.card("tiny", modalities=("CR",), folder=folder)
    write_card(made)
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "models",))
    return made


class Model:
    """Stands in for the model: counts its runs, raises what it is told to for a run."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self.runs = 0
        self.raises: dict[int, BaseException] = {}

    def run(self, card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        self.runs += 1
        progress(0.5, "Looking")
        if self.runs in self.raises:
            raise self.raises[self.runs]
        result: ModelResult = self._make.result(volume, card.id)
        return result


@pytest.fixture
def model(make: Any, monkeypatch: pytest.MonkeyPatch) -> Model:
    model = Model(make)
    monkeypatch.setattr("app.batch.one_job.ModelHere.run", lambda here, *words, **named: model.run(*words, **named))
    return model


@pytest.fixture
def archive(tmp_path: Path, make: Any) -> Path:
    """Three radiographs and a CT."""
    for number in range(3):
        make.scan(tmp_path / "archive" / f"Muster_Berta_{number}", modality="CR", slices=1, patient="Muster^Berta")
    make.scan(tmp_path / "archive" / "ct", patient="Muster^Berta")
    return tmp_path / "archive"


def folders(out: Path) -> list[Path]:
    return sorted(path for path in out.iterdir() if path.is_dir())


def test_every_series_of_the_model_has_a_folder(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path, audit_file: Path
) -> None:
    out = tmp_path / "out"
    done = lightbox("predict", "tiny", archive, "-o", out, "--every", "--json", "--also", "csv")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["counts"] == {"waiting": 0, "running": 0, "done": 3, "refused": 0, "failed": 0}
    assert [job["folder"] for job in answer["jobs"]] == [folder.name for folder in folders(out)]
    for job in answer["jobs"]:
        result = json.loads((out / job["folder"] / RESULT_FILE).read_text(encoding="utf-8"))
        assert result["series_instance_uid"] == job["series_instance_uid"]
        assert sorted(path.name for path in (out / job["folder"]).iterdir()) == sorted([*FILES, "findings.csv"])
    assert "made for 3 of 4 series" in done.err
    names = [path.name for path in out.rglob("*")]
    assert not any("Muster" in name or "Berta" in name for name in names)
    assert [entry.deed.value for entry in AuditTrail(audit_file).entries()] == ["ran"] * 3


def test_the_same_command_again_does_nothing_twice(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path, make: Any
) -> None:
    out = tmp_path / "out"
    model.raises[2] = KeyboardInterrupt()
    assert lightbox("predict", "tiny", archive, "-o", out, "--every").code == 130
    assert len(folders(out)) == 1
    again = lightbox("predict", "tiny", archive, "-o", out, "--every")
    assert again.code == 0
    assert "1 of 3 series were done before." in again.err
    assert again.out == "Chest X-ray anatomy 0.1.0 on 3 series: 3 done. Results are in out.\n"
    assert model.runs == 4
    make.scan(archive / "later", modality="CR", slices=1)
    assert "4 done" in lightbox("predict", "tiny", archive, "-o", out, "--every").out
    assert model.runs == 5


def test_what_was_written_before_the_process_died_is_kept(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    lightbox("predict", "tiny", archive, "-o", out, "--every")
    (out / TABLE_FILE).unlink()
    for left in out.glob(f"{TABLE_FILE}-*"):
        left.unlink()
    assert lightbox("predict", "tiny", archive, "-o", out, "--every").code == 0
    assert model.runs == 3


def test_one_that_fails_and_one_that_is_refused_stop_nothing(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path, audit_file: Path
) -> None:
    out = tmp_path / "out"
    model.raises[1] = ValueError("Muster^Berta")
    model.raises[2] = InputMismatch(say("{model} needs a frontal view.", model="Tiny"), say("Open a frontal one."))
    done = lightbox("predict", "tiny", archive, "-o", out, "--every", "--json")
    assert done.code == 1
    assert done.err.endswith(
        "1 of 3 series failed; the others are done. Run the command again to try them once more; the table says why.\n"
    )
    answer = json.loads(done.out)
    assert [job["state"] for job in answer["jobs"]] == ["failed", "refused", "done"]
    assert answer["jobs"][1]["reason"] == "Tiny needs a frontal view. Open a frontal one."
    assert "ValueError" in answer["jobs"][0]["reason"]
    assert len(folders(out)) == 1
    assert not list(out.glob(".0*"))
    content = b"".join(path.read_bytes() for path in out.glob(f"{TABLE_FILE}*"))
    assert b"Muster" not in content
    assert {entry.deed.value for entry in AuditTrail(audit_file).entries()} == {"failed", "refused", "ran"}
    # The failed one is tried again, the refused one is not.
    assert lightbox("predict", "tiny", archive, "-o", out, "--every").code == 0
    assert model.runs == 4


def test_a_damaged_model_stops_the_run_at_once(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path
) -> None:
    model.raises[1] = ModelPackError("The weights are damaged.", "Install the model again.")
    done = lightbox("predict", "tiny", archive, "-o", tmp_path / "out", "--every", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"] == "The weights are damaged."
    assert model.runs == 1
    assert [job.state.value for job in JobTable(tmp_path / "out").jobs()] == ["waiting"] * 3


def test_other_options_in_the_same_folder_are_refused(
    lightbox: Lightbox, card: ModelCard, model: Model, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert lightbox("predict", "tiny", archive, "-o", out, "--every").code == 0
    done = lightbox("predict", "tiny", archive, "-o", out, "--every", "--also", "csv")
    assert done.code == 1
    assert "another run (tiny-0.1.0)" in done.err


def test_nothing_for_the_model_is_one_sentence(
    lightbox: Lightbox, card: ModelCard, model: Model, tmp_path: Path, make: Any
) -> None:
    done = lightbox("predict", "tiny", make.scan(tmp_path / "ct"), "-o", tmp_path / "out", "--every")
    assert done.code == 1
    assert done.err == "Chest X-ray anatomy is not made for any of the 1 series. It reads CR.\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--workers", "2"),
        ("--ray",),
        ("--every", "--gpus", "1"),
        ("--every", "--workers", "0"),
        ("--every", "--ray", "--gpus", "many"),
        ("--every", "--series", "1.2"),
    ],
)
def test_options_that_do_not_fit(lightbox: Lightbox, card: ModelCard, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert lightbox("predict", "tiny", tmp_path, "-o", tmp_path / "out", *words).code == 2


def test_reasons_do_not_hold_names_of_files(archive: Path) -> None:
    series = series_of(scan([archive / "Muster_Berta_0"]))[0]
    file = series.instances[0].path.name
    told = say("{file} has {count} rows.", file=file, count=3)
    assert without_names(told, series) == "a file has 3 rows."
    assert without_names(say("It failed: {why}", why=told), series) == "It failed: a file has 3 rows."
    assert without_names(f"{file} is broken.", series) == "a file is broken."


def test_a_single_run_is_in_the_trail_and_a_failed_one_too(
    lightbox: Lightbox,
    card: ModelCard,
    make: Any,
    archive: Path,
    tmp_path: Path,
    audit_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = archive / "Muster_Berta_0"
    monkeypatch.setattr("ai.worker.client.run_here", lambda card, volume, **named: make.result(volume, card.id))
    assert lightbox("predict", "tiny", film, "-o", tmp_path / "out").code == 0

    def short(*words: object, **named: object) -> ModelResult:
        raise MemoryShort("Too little memory.")

    monkeypatch.setattr("ai.worker.client.run_here", short)
    assert lightbox("predict", "tiny", film, "-o", tmp_path / "out").code == 1
    failed, ran = AuditTrail(audit_file).entries()
    assert (failed.deed.value, failed.details) == ("failed", {"error": "MemoryShort"})
    assert (ran.deed.value, ran.model) == ("ran", "tiny-0.1.0")
    assert ran.details == {"verdict": "ok", "device": "cpu", "seconds": 1.25}
    assert ran.series == failed.series != ""


def test_a_trail_that_cannot_be_written_is_told_and_the_result_stays(
    lightbox: Lightbox,
    card: ModelCard,
    model: Model,
    archive: Path,
    tmp_path: Path,
    audit_file: Path,
) -> None:
    audit_file.mkdir(parents=True)
    done = lightbox("predict", "tiny", archive, "-o", tmp_path / "out", "--every")
    assert done.code == 0
    assert "Not in the audit trail: The audit trail cannot be read or written." in done.err
    assert len(folders(tmp_path / "out")) == 3
