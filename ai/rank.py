"""The rank of a process that works for a window: it gives way, and goes first where memory ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NICENESS = 15
"""Lower priority than the window: on a busy machine this, not the process, keeps the window smooth (SPEED.md 5)."""


def give_way(niceness: int = NICENESS) -> None:
    """Lower the priority of this process and of those that it starts, where the system has such a thing."""
    if hasattr(os, "nice"):
        os.nice(niceness)


def go_first() -> None:
    """Where the computer runs out of memory, Linux ends this process, not the window."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")
