"""How much memory there is, asked before much of it is taken."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from ai.errors import MemoryShort
from ai.words import say

MEMORY_SHARE = 0.9
"""Part of the free memory that one volume may take; the rest keeps window and system alive."""


def require_memory(needed_bytes: int, purpose: str) -> None:
    """Refuse an allocation that the machine cannot hold.

    Parameters
    ----------
    needed_bytes
        What will be allocated.
    purpose
        What for, as the start of the sentence: "This series".

    Raises
    ------
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    free = available_bytes()
    if free is not None and needed_bytes > MEMORY_SHARE * free:
        raise MemoryShort(
            say(
                "{purpose} needs {needed:.1f} GB of memory, and {free:.1f} GB are free.",
                purpose=purpose,
                needed=needed_bytes / 1e9,
                free=free / 1e9,
            ),
            say("Close other studies and programs, or open fewer images."),
        )


def available_bytes() -> int | None:
    """Memory that can be taken without swapping, or None where the system does not tell."""
    if sys.platform == "win32":
        return _windows_available()
    meminfo = Path("/proc/meminfo")
    try:
        for line in meminfo.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        # macOS tells only the whole; half of it is what a single program may count on.
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (ValueError, OSError):
        return None


def _windows_available() -> int | None:
    class MemoryStatus(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "page", "page_free", "virtual", "virtual_free")),
            ("extended", ctypes.c_ulonglong),
        ]

    status = MemoryStatus()
    status.length = ctypes.sizeof(MemoryStatus)
    windll = getattr(ctypes, "windll", None)
    if windll is None or not windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.free)
