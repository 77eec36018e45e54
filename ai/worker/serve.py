"""The warm process that holds torch: reads requests on stdin, answers with JSON lines on stdout."""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import torch

from ai.confined import confine
from ai.errors import ReportableError
from ai.inference.loaded import LoadedModel, wake
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import ModelCard
from ai.networks.program import import_needed, is_program
from ai.plain import to_plain
from ai.progress import Cancelled, Progress, silent
from ai.rank import give_way, go_first
from ai.volume import Volume
from ai.words import say
from ai.worker.wire import line, pack, unpack


def run_here(
    card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
) -> ModelResult:
    """Load and run a model in this process, for the command line and tests."""
    return run_model(load_model(card, device=options.device), volume, options=options, progress=progress)


class KeptModel:
    """Runs models in this process; the one that ran last stays loaded."""

    def __init__(self) -> None:
        self._model: LoadedModel | None = None
        self._device = ""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run a model, loading it where the last run was of another one."""
        if self._model is None or (self._model.card, self._device) != (card, options.device):
            self._model = None  # frees the old networks before the new ones are read
            self._model = load_model(card, device=options.device)
            self._device = options.device
        return run_model(self._model, volume, options=options, progress=progress)


class Server:
    """Answers one request after the other; the loaded model of the last one stays warm.

    Parameters
    ----------
    requests
        Lines of JSON: ``{"run": id, "card": ..., "volume": ..., "folder": ..., "options": ...}`` or
        ``{"load": card}``, which is not answered, or ``{"cancel": id}``.
    answers
        Takes lines of JSON: ``{"ready": true}``, ``{"progress": [fraction, message]}``, ``{"result": ...}``,
        ``{"error": [class, message, hint]}``, ``{"cancelled": true}``; messages and hints as `ai.plain.to_plain` writes
        sentences.
    """

    def __init__(self, requests: TextIO, answers: TextIO) -> None:
        self._requests = requests
        self._answers = answers
        self._waiting: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._cancelled: set[str] = set()
        self._model: LoadedModel | None = None
        self._device = ""

    def serve(self) -> None:
        """Work until the requests end."""
        threading.Thread(target=self._listen, daemon=True).start()
        self._answer({"ready": True})
        while (request := self._waiting.get()) is not None:
            if "load" in request:
                self._load_early(unpack(ModelCard, request["load"], Path()))
            else:
                self._run(request)

    def _listen(self) -> None:
        for text in self._requests:
            message = json.loads(text)
            if "cancel" in message:
                self._cancelled.add(message["cancel"])
            else:
                self._waiting.put(message)
        self._waiting.put(None)

    def _run(self, request: dict[str, Any]) -> None:
        identifier = request["run"]

        def progress(fraction: float, message: str) -> None:
            if identifier in self._cancelled:
                raise Cancelled
            self._answer({"progress": [fraction, to_plain(message, {})]})

        folder = Path(request["folder"])
        try:
            progress(0.0, say("Loading the model"))
            card = unpack(ModelCard, request["card"], folder)
            volume = unpack(Volume, request["volume"], folder, keep_on_disk=True)
            options = unpack(RunOptions, request["options"], folder)
            result = run_model(self._load(card, options.device), volume, options=options, progress=progress)
            self._answer({"result": pack(result, folder)})
        except Cancelled:
            self._answer({"cancelled": True})
        except ReportableError as error:
            self._answer({"error": [type(error).__name__, to_plain(error.message, {}), to_plain(error.hint, {})]})

    def _load_early(self, card: ModelCard) -> None:
        """Read a model that will probably be run; what is wrong with it is said when it is."""
        with suppress(ReportableError, RuntimeError, MemoryError):
            wake(self._load(card, RunOptions().device))

    def _load(self, card: ModelCard, device: str) -> LoadedModel:
        if self._model is None or (self._model.card, self._device) != (card, device):
            self._model = None  # frees the old networks before the new ones are read
            if is_program(card.architecture):
                # For good, and before the program is read: from here on this process makes no connection, starts no
                # other program and unpickles nothing.
                import_needed(card.architecture.name)
                confine(writable=None)
            self._model = load_model(card, device=device)
            self._device = device
        return self._model

    def _answer(self, message: dict[str, Any]) -> None:
        self._answers.write(line(message))
        self._answers.flush()


def main() -> int:
    """Entry of ``python -m ai worker``."""
    # Whatever a library prints must not fall between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    give_way()
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    torch.set_flush_denormal(True)
    go_first()
    Server(sys.stdin, answers).serve()
    return 0
