"""Feeds broken files to a process that may die of them, and judges what it says."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.base_files import BIRTH, IDENTIFIER, NAME

HANG_SECONDS = 20.0
"""For one command: information, picture or volume."""

COMMANDS = 3

GROWTH_LIMIT = 1_500_000_000
"""Bytes that one file may cost, in the process that reads it and in its children."""

LONGEST_SENTENCE = 700
FORBIDDEN = ("Traceback", "Error:", "Warning:", "Something went wrong", "/tmp", "site-packages", ".py", "0x")
PATIENT = (*NAME.split("^"), IDENTIFIER, BIRTH)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Verdict:
    """What became of a file; ``faults`` is empty where all is well."""

    path: Path
    faults: tuple[str, ...]
    seconds: float
    growth: int
    sentences: tuple[str, ...] = ()
    found_images: bool = False


def verdicts(paths: Iterable[Path]) -> Iterator[Verdict]:
    """Have every path read; a process that dies or hangs is replaced."""
    victim = None
    try:
        for path in paths:
            if victim is None:
                victim = _Victim()
            verdict = victim.read(path)
            if not victim.is_alive:
                victim.kill()
                victim = None
            yield verdict
    finally:
        if victim is not None:
            victim.kill()


class _Victim:
    def __init__(self) -> None:
        self._work = tempfile.TemporaryDirectory(prefix="fuzz-")
        environment = dict(os.environ) | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.victim", self._work.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._answer(60.0)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def read(self, path: Path) -> Verdict:
        started = time.monotonic()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(str(path)).encode() + b"\n")
        self._process.stdin.flush()
        told, fault = self._answer(COMMANDS * HANG_SECONDS)
        took = time.monotonic() - started
        if told is None:
            self.kill()
            return Verdict(path, (fault,), took, 0)
        growth = max(int(told["growth"]), int(told["child"]))
        faults = list(_faults(told, path))
        if growth > GROWTH_LIMIT:
            faults.append(f"grew by {growth / 1e9:.1f} GB")
        sentences = tuple(str(step["err"]).strip() for step in told["steps"].values() if step["code"] == 1)
        return Verdict(path, tuple(faults), took, growth, sentences, told["steps"]["info"]["code"] == 0)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self._selector.close()
        self._work.cleanup()

    def _answer(self, seconds: float) -> tuple[dict[str, Any] | None, str]:
        """One line, or None with what happened instead."""
        assert self._process.stdout is not None
        until, line = time.monotonic() + seconds, b""
        while not line.endswith(b"\n"):
            if not self._selector.select(max(0.0, min(0.1, until - time.monotonic()))):
                if _resident(self._process.pid) > 3 * GROWTH_LIMIT:
                    return None, "eats all memory"
                if time.monotonic() > until:
                    return None, f"hangs for {seconds:.0f} s"
                continue
            piece = os.read(self._process.stdout.fileno(), 1 << 16)
            if not piece:
                return None, f"crashed with code {self._process.wait()}"
            line += piece
        return json.loads(line), ""


def _faults(told: dict[str, Any], path: Path) -> Iterator[str]:
    for name, step in told["steps"].items():
        if step["raised"]:
            yield f"{name} raised\n{step['raised']}"
            continue
        if step["seconds"] > HANG_SECONDS:
            yield f"{name} took {step['seconds']:.0f} s"
        if step["code"] not in (0, 1):
            yield f"{name} ended with {step['code']}"
        lines = str(step["err"]).splitlines()
        if step["code"] == 1:
            yield from (f"{name}: {fault}" for fault in _sentence_faults(lines))
            if name == "info":
                yield from (f"info: {fault}" for fault in _json_faults(str(step["out"])))
        else:
            yield from (f"{name}: said {line[:300]!r} besides" for line in lines if not _is_note(line))
        said = f"{step['err']}"
        yield from (f"{name}: tells {word!r} of the patient" for word in PATIENT if word.lower() in said.lower())
        if path.parent.name in said:
            yield f"{name}: tells the path: {said[:300]!r}"


def _is_note(line: str) -> bool:
    """Whether a line is a sentence that goes with a success."""
    return line.endswith(".") and len(line) < LONGEST_SENTENCE and not any(word in line for word in FORBIDDEN)


def _sentence_faults(lines: list[str]) -> Iterator[str]:
    *notes, sentence = lines or [""]
    yield from (f"said {line[:300]!r} besides" for line in notes if not _is_note(line))
    if not sentence.strip().endswith((".", "?")) or len(sentence) < 15:
        yield f"no sentence: {sentence[:300]!r}"
    if len(sentence) > LONGEST_SENTENCE:
        yield f"{len(sentence)} characters: {sentence[:300]!r}"
    yield from (f"{word!r} in {sentence[:300]!r}" for word in FORBIDDEN if word in sentence)


def _json_faults(out: str) -> Iterator[str]:
    try:
        if "error" not in json.loads(out):
            yield "no error in the document"
    except ValueError:
        yield f"no JSON: {out[:200]!r}"


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0
