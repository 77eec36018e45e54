from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import InputMismatch, ModelPackError, ReportableError, WorkerFailed
from ai.inference.options import RunOptions
from ai.inference.result_cache import ResultCache
from ai.library.card import ModelCard
from ai.progress import Cancelled
from ai.volume import Volume
from ai.words import Sentence
from ai.worker.client import Worker, run_here

WritePack = Callable[..., ModelCard]
MakeRadiograph = Callable[..., Volume]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """Start the real process once for the module: torch takes seconds to import."""
    made = Worker(log=tmp_path_factory.mktemp("log") / "worker.log")
    made.warm_up()
    yield made
    made.close()


def _film(radiograph: MakeRadiograph, **changes: object) -> Volume:
    return radiograph(np.random.default_rng(0).integers(0, 4096, (96, 96)).astype(np.uint16), **changes)


def test_errors_over_there_arrive_as_what_they_are(
    worker: Worker, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    card = write_pack()
    with pytest.raises(InputMismatch, match="this series is MR") as refused:
        worker.run(card, _film(radiograph, modality="MR"))
    # It can be said in another language on this side.
    assert isinstance(refused.value.message, Sentence)
    assert refused.value.message.template == "{model} needs {wanted}; this series is {found}."
    assert isinstance(refused.value.hint, Sentence)
    # Random weights find no chest: the whole run happened over there, and nothing is drawn.
    with pytest.raises(InputMismatch, match="nothing is drawn"):
        worker.run(card, _film(radiograph))
    (card.folder / card.members[0].file).write_bytes(b"changed")
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        worker.run(replace(card, title="Not the warm one"), _film(radiograph))


def test_same_answer_as_in_this_process(worker: Worker, write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    card, volume = write_pack(), _film(radiograph)
    with pytest.raises(InputMismatch) as here:
        run_here(card, volume, options=RunOptions(device="cpu"))
    with pytest.raises(InputMismatch) as there:
        worker.run(card, volume, options=RunOptions(device="cpu"))
    assert str(here.value) == str(there.value)


def test_cancel_returns_at_once_and_the_worker_goes_on(
    worker: Worker, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    started = time.monotonic()
    with pytest.raises(Cancelled):
        worker.run(write_pack(), _film(radiograph), progress=stop)
    assert time.monotonic() - started < 2
    with pytest.raises(InputMismatch):
        worker.run(write_pack(version="3.0.0"), _film(radiograph))


def _script(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "fake_worker.py"
    path.write_text("import json, sys, time\n" + text)
    return (sys.executable, str(path))


def test_a_process_that_dies_is_a_sentence_and_starts_again(
    tmp_path: Path, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    worker = Worker(command=_script(tmp_path, "sys.stdin.readline(); sys.exit(3)"))
    for _ in range(2):
        with pytest.raises(WorkerFailed, match="ended unexpectedly"):
            worker.run(write_pack(tmp_path / str(time.monotonic_ns())), _film(radiograph))
    worker.close()


def test_a_deaf_process_is_killed_on_cancel(tmp_path: Path, write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    worker = Worker(command=_script(tmp_path, "sys.stdin.readline(); time.sleep(60)"))
    calls: list[float] = []

    def stop_soon(fraction: float, message: str) -> None:
        calls.append(fraction)
        if len(calls) > 3:
            raise Cancelled

    started = time.monotonic()
    with pytest.raises(Cancelled):
        worker.run(write_pack(), _film(radiograph), progress=stop_soon)
    assert time.monotonic() - started < 5
    process = worker._process
    assert process is not None
    assert process.poll() is not None
    worker.close()


def test_a_program_that_cannot_be_started(tmp_path: Path, write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    worker = Worker(command=(str(tmp_path / "absent"),))
    with pytest.raises(WorkerFailed, match="cannot be started"):
        worker.run(write_pack(), _film(radiograph))


def test_progress_arrives(tmp_path: Path, write_pack: WritePack, radiograph: MakeRadiograph) -> None:
    answers = '{"progress": [0.25, "Quarter"]}\n{"error": ["Nonsense", "What happened.", "Do this."]}\n'
    worker = Worker(
        command=_script(
            tmp_path, f"sys.stdin.readline(); sys.stdout.write({answers!r}); sys.stdout.flush(); time.sleep(1)"
        )
    )
    seen: list[tuple[float, str]] = []

    def note(fraction: float, message: str) -> None:
        seen.append((fraction, message))

    with pytest.raises(ReportableError, match=r"What happened\. Do this\."):
        worker.run(write_pack(), _film(radiograph), progress=note)
    assert seen[-1] == (0.25, "Quarter")
    worker.close()


def test_the_client_imports_no_torch() -> None:
    code = "import sys, ai.worker.client; sys.exit('torch' in sys.modules or 'monai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_warm_up_from_two_threads_starts_one_process(tmp_path: Path) -> None:
    worker = Worker(command=_script(tmp_path, "sys.stdin.read()"))
    threads = [threading.Thread(target=worker.warm_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process = worker._process
    assert process is not None
    worker.warm_up()
    assert worker._process is process
    worker.close()
    assert process.poll() is not None


def test_a_second_press_is_answered_without_the_process(
    tmp_path: Path, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    """The process answers once and ends; the second answer can only come from what was kept."""
    volume = _film(radiograph)
    gate = {"verdict": "ok", "reasons": [], "overridden": False}
    provenance = {
        "model_id": "tiny", "model_version": "1.2.0", "weights_sha256": "w", "contract_sha256": "c", "gate": gate,
        "thresholds": [], "device": "cpu", "seconds": 1.0, "app_version": "0", "source_id": volume.source_id,
    }  # fmt: skip
    data = {"structures": [], "measurements": [], "notes": ["Said once."], "provenance": provenance}
    answer = json.dumps({"result": {"data": data, "arrays": {}}})
    script = f"sys.stdin.readline(); print({answer!r}, flush=True); sys.exit(3)"
    worker = Worker(command=_script(tmp_path, script), results=ResultCache())
    card = write_pack()
    first = worker.run(card, volume)
    assert first.notes == ("Said once.",)
    assert worker.run(card, volume) is first
    # Another question is asked anew, of a fresh process.
    assert worker._process is not None
    worker._process.wait()
    assert worker.run(replace(card, threshold=0.4), _film(radiograph, age_band="60-69")) is not first
    worker.close()


def test_a_model_is_read_before_it_is_asked_for(
    worker: Worker, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    card = write_pack(version="7.0.0")
    worker.load(card)
    with pytest.raises(InputMismatch, match="this series is MR"):  # answered after the model was read
        worker.run(card, _film(radiograph, modality="MR"))
    # The networks are those that were read: weights that change afterwards are not looked at again.
    (card.folder / card.members[0].file).write_bytes(b"changed")
    with pytest.raises(InputMismatch, match="nothing is drawn"):
        worker.run(card, _film(radiograph))


def test_a_damaged_model_read_early_is_told_when_it_runs(
    worker: Worker, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    card = write_pack(version="8.0.0")
    (card.folder / card.members[0].file).write_bytes(b"changed")
    worker.load(card)
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        worker.run(card, _film(radiograph))


BENT_PROGRESS, BENT_RESULT = "print('{\"progress\": 1}')", "print('{\"result\": 1}')"


@pytest.mark.parametrize(
    "said",
    [
        "print('no JSON')",
        "print('[' * 100_000)",
        "print('[]')",
        "o.write(bytes([255, 10]))",
        BENT_PROGRESS,
        BENT_RESULT,
    ],
)
def test_a_process_that_says_no_message_ends_the_run(
    said: str, write_pack: WritePack, radiograph: MakeRadiograph
) -> None:
    program = f"import sys, time; o = sys.stdout.buffer; {said}; sys.stdout.flush(); o.flush(); time.sleep(60)"
    worker = Worker(command=(sys.executable, "-c", program))
    started = time.monotonic()
    with pytest.raises(WorkerFailed, match="ended unexpectedly"):
        worker.run(write_pack(), _film(radiograph))
    worker.close()
    assert time.monotonic() - started < 20
