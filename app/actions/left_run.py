"""A fine-tuning run that an earlier window started: found again in its folder, its process by number."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Protocol

from ai.progress import Progress
from ai.training.events import read_events
from ai.training.job_folder import JobFolder
from ai.words import say
from app.state.teach_run import TeachRun

PROCESS_FILE, DECISION_FILE = "process.json", "decision.json"
"""In the job folder: which process runs it, and what the reader decided."""


class Process(Protocol):
    """The part of `subprocess.Popen` that is needed."""

    pid: int

    def poll(self) -> int | None:
        """Exit code, or None while it runs."""


class LeftProcess:
    """A process that an earlier window started; only its number is known."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs; its exit code is not known."""
        return None if _is_alive(self.pid) else 0


def find_left_run(folder: Path, *, progress: Progress) -> tuple[TeachRun, int, Process] | None:
    """Find the newest run, where no decision was made about it.

    Returns
    -------
    tuple or None
        The run as its events tell it, the bytes of them that were read, and its process.
    """
    progress(0.0, say("Looking for a run that still goes"))
    started = [path for path in folder.glob("*") if (path / PROCESS_FILE).is_file()]
    if not started:
        return None
    newest = max(started, key=_started_at)
    if (newest / DECISION_FILE).is_file():
        return None
    run = TeachRun(JobFolder(newest))
    events, offset = read_events(run.job.events)
    for event in events:
        run.take(event)
    try:
        pid = int(json.loads((newest / PROCESS_FILE).read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        pid = 0
    return run, offset, LeftProcess(pid)


def _started_at(path: Path) -> float:
    return (path / PROCESS_FILE).stat().st_mtime


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _is_alive_windows(pid)
    command = Path(f"/proc/{pid}/cmdline")
    if command.is_file():
        # The number may have gone to another program since; a dead process that nobody fetched has no command.
        return b"finetune" in command.read_bytes()
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _is_alive_windows(pid: int) -> bool:
    import ctypes

    synchronize, still_running = 0x00100000, 0x102
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    handle = kernel.OpenProcess(synchronize, False, pid)
    if not handle:
        return False
    result: int = kernel.WaitForSingleObject(handle, 0)
    kernel.CloseHandle(handle)
    return result == still_running
