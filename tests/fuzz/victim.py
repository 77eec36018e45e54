"""The process that reads broken files: ``python -m tests.fuzz.victim FOLDER``.

Reads a path per line, works on it as the command line does, and answers with a line of JSON: what every step said, how
long it took and how much memory. A crash or hang is seen by `tests.fuzz.watch`, which knows whose turn it was.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from ai.errors import ReportableError


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    work = Path(sys.argv[1])
    os.environ["XDG_STATE_HOME"] = os.environ["HOME"] = str(work)
    for descriptor in (1, 2):
        os.dup2(os.open(work / f"said{descriptor}", os.O_RDWR | os.O_CREAT | os.O_TRUNC), descriptor)
    from app.cli.entry import main as lightbox

    answers.write("{}\n")
    for line in sys.stdin:
        path = json.loads(line)
        picture, volume = work / "x.png", work / "x.nii"
        commands = {
            "info": ["info", path, "--json"],
            "render": ["render", path, "-o", str(picture)],
            "convert": ["convert", path, "-o", str(volume)],
        }
        _forget_peak()
        before, child_before = _status("VmRSS"), _children_peak()
        steps = {name: _step(lightbox, words) for name, words in commands.items()}
        for each in (picture, volume):
            each.unlink(missing_ok=True)
        growth = max(0, _status("VmHWM") - before)
        child = _children_peak()
        # The peak of all children so far: only a new one is that of this file.
        told = {"steps": steps, "growth": growth, "child": child if child > child_before else 0}
        answers.write(json.dumps(told) + "\n")


def _step(lightbox: Callable[[list[str]], int], words: list[str]) -> dict[str, object]:
    started, raised, code = time.monotonic(), "", -1
    for descriptor in (1, 2):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        try:
            code = lightbox(words)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever gets through is what is looked for
            raised = "".join(traceback.format_exception(error))[-3000:]
            if isinstance(error, ReportableError):
                raised = f"not caught: {raised}"
    sys.stdout.flush()
    sys.stderr.flush()
    seconds = time.monotonic() - started
    return {"code": code, "raised": raised, "seconds": seconds, "out": _said(1), "err": _said(2)}


def _said(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, min(size, 100_000), 0).decode("utf-8", errors="replace")


def _forget_peak() -> None:
    """Start the high-water mark of memory anew, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return


def _status(name: str) -> int:
    """Bytes of an entry of this process' status; 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


def _children_peak() -> int:
    """Bytes of the largest child process so far."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


if __name__ == "__main__":
    main()
