"""How the app runs models: in the warm worker process, or in this process. Imports no torch."""

from __future__ import annotations

import importlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from ai import errors
from ai.confined import is_confined, own_modules
from ai.errors import ReportableError, WorkerFailed
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.result_cache import ResultCache
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.plain import from_plain
from ai.progress import Cancelled, Progress, silent
from ai.volume import Volume
from ai.words import say
from ai.worker.wire import exchange_folder, line, pack, unpack

Answers: TypeAlias = "queue.SimpleQueue[dict[str, Any] | None]"
"""Messages of the worker in order; None when it has ended."""

POLL_S = 0.05
"""How often a waiting run asks whether it was cancelled."""

LONGEST_LINE = 64 << 20
"""Characters of a message; pictures and masks go through files, a longer line is none of the worker's."""

GRACE_S = 0.8
"""How long a cancelled worker may take to stop by itself; then it is killed, which frees its memory for certain."""


def run_here(
    card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
) -> ModelResult:
    """Run a model in this process, for the command line and tests; torch is loaded here and only here."""
    if card.architecture.name in PROGRAM_SUFFIXES and not is_confined():
        # Programs of others run in a process of their own, whoever asks.
        worker = Worker()
        try:
            return worker.run(card, volume, options=options, progress=progress)
        finally:
            worker.close()
    run: Callable[..., ModelResult] = importlib.import_module("ai.worker.serve").run_here
    return run(card, volume, options=options, progress=progress)


class ModelHere:
    """Runs models in this process, for work over many scans: the one that ran last stays loaded.

    It can go by pickle to another process until it has run one.
    """

    def __init__(self) -> None:
        self._run: Callable[..., ModelResult] | None = None
        self._worker: Worker | None = None

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run a model; torch is loaded by the first call, and only then."""
        if card.architecture.name in PROGRAM_SUFFIXES and not is_confined():
            # Programs of others run in a process of their own, whoever asks.
            self._worker = self._worker or Worker()
            return self._worker.run(card, volume, options=options, progress=progress)
        if self._run is None:
            self._run = importlib.import_module("ai.worker.serve").KeptModel().run
        return self._run(card, volume, options=options, progress=progress)

    def close(self) -> None:
        """Let the model go."""
        self._run = None
        if self._worker is not None:
            self._worker.close()
            self._worker = None


class Worker:
    """The warm process that holds torch, started on demand and again after it died.

    Parameters
    ----------
    log
        File that takes what the process writes to stderr; None drops it.
    command
        How the process is started; tests give another.
    results
        Answers a run that was done before without asking the process; None asks always.
    """

    def __init__(
        self,
        *,
        log: Path | None = None,
        command: tuple[str, ...] = (sys.executable, "-m", "ai", "worker"),
        results: ResultCache | None = None,
    ) -> None:
        self._log = log
        self._results = results
        self._command = command
        self._process: subprocess.Popen[str] | None = None
        self._answers: Answers = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._runs = 0

    def warm_up(self) -> None:
        """Start the process if none runs; returns at once, torch is imported over there."""
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                _end(self._process)
                self._process = None
            if self._process is None:
                self._process = self._start()

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run a model over there and wait for its result; one run at a time. What was done before is at hand at once.

        Raises
        ------
        ReportableError
            What the run raised over there, or `WorkerFailed` when the process died.
        Cancelled
            From ``progress``, asked every 50 ms; the worker is free again within a second.
        """
        if self._results is None:
            return self._run(card, volume, options, progress)
        progress(0.0, say("Starting the model process"))
        key = self._results.key(card, volume, options)
        result = self._results.get(key, volume)
        if result is None:
            result = self._run(card, volume, options, progress)
            self._results.add(key, result)
        return result

    def load(self, card: ModelCard) -> None:
        """Have a model read over there, so that its first run does not wait for it; returns at once.

        Programs of others are left until they are run: they confine the process for good.
        """
        if card.architecture.name not in PROGRAM_SUFFIXES:
            self.warm_up()
            self._send({"load": pack(card, Path())})

    def _run(self, card: ModelCard, volume: Volume, options: RunOptions, progress: Progress) -> ModelResult:
        self.warm_up()
        self._runs += 1
        identifier = str(self._runs)
        with exchange_folder(volume.voxels.nbytes) as folder:
            request = {
                "run": identifier,
                "card": pack(card, folder),
                "volume": pack(volume, folder),
                "folder": str(folder),
                "options": pack(options, folder),
            }
            self._send(request)
            try:
                answer = self._wait(progress)
            except Cancelled:
                self._stop_run(identifier)
                raise
            return unpack(ModelResult, answer, folder)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _start(self) -> subprocess.Popen[str]:
        if self._log is not None:
            self._log.parent.mkdir(parents=True, exist_ok=True)
        stderr = subprocess.DEVNULL if self._log is None else self._log.open("ab")
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=own_modules(),
                text=True,
                encoding="utf-8",
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        except OSError as error:
            raise WorkerFailed(
                say("The process that runs the models cannot be started."), str(error.strerror)
            ) from error
        finally:
            if not isinstance(stderr, int):
                stderr.close()
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        return process

    def _send(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise _died(None)
        try:
            process.stdin.write(line(message))
            process.stdin.flush()
        except OSError as error:
            raise _died(process.poll()) from error

    def _wait(self, progress: Progress) -> dict[str, Any]:
        last: tuple[float, str] = (0.0, say("Starting the model process"))
        while True:
            progress(*last)
            try:
                answer = self._answers.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if answer is None:
                raise _died(self._process.poll() if self._process else None)
            try:
                if "progress" in answer:
                    fraction, message = answer["progress"]
                    last = (float(fraction), from_plain(str, message, {}))
                elif "error" in answer:
                    raise _error(*answer["error"])
                elif "result" in answer:
                    return dict(answer["result"])
            except (TypeError, ValueError) as error:  # a message of another shape than ours
                self._kill()
                raise _died(None) from error

    def _stop_run(self, identifier: str) -> None:
        """Ask the worker to stop this run; kill it when it does not answer in time."""
        process = self._process
        if process is None:
            return
        try:
            self._send({"cancel": identifier})
            while (answer := self._answers.get(timeout=GRACE_S)) is not None:
                if not answer.keys().isdisjoint({"cancelled", "error", "result"}):
                    return
        except (queue.Empty, WorkerFailed):
            pass
        self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _listen(process: subprocess.Popen[str], answers: Answers) -> None:
    """Turn the worker's lines into messages; runs in a thread that ends with the process.

    A line that is no message ends the process: whoever waits is told so, and the next run starts a fresh one.
    """
    if process.stdout is not None:
        with process.stdout:
            try:
                while text := process.stdout.readline(LONGEST_LINE):
                    answers.put(_message(text))
            except (ValueError, RecursionError):  # no JSON, no UTF-8, nested without end
                process.kill()
    process.wait()
    answers.put(None)


def _message(text: str) -> dict[str, Any]:
    """Read one line of the worker; ValueError where it is no JSON object."""
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError
    return message


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        with suppress(OSError):  # a dead process takes no last bytes
            process.stdin.close()  # the worker's loop ends with its requests
    try:
        process.wait(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _error(name: str, message: object, hint: object) -> ReportableError:
    """Make the error that was raised over there; an unknown class becomes the base."""
    kind = getattr(errors, name, ReportableError)
    if not (isinstance(kind, type) and issubclass(kind, ReportableError)):
        kind = ReportableError
    return kind(from_plain(str, message, {}), from_plain(str, hint, {}))


def _died(code: int | None) -> WorkerFailed:
    return WorkerFailed(
        say("The process that runs the models ended unexpectedly; nothing that was open is lost.")
        if code is None
        else say(
            "The process that runs the models ended unexpectedly (code {code}); nothing that was open is lost.",
            code=code,
        ),
        say("Run the model again; the log file tells more."),
    )


__all__ = ["ModelHere", "Worker", "run_here"]
