"""The computer's memory: how much is free, in pages of which size. No torch here."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def ask_for_large_pages() -> None:
    """Let torch take large arrays in pages of 2 MB where the system has them (Linux); to be called before its import.

    A new array of 146 MB took 49 ms in pages of 4 kB and takes 11. Whoever set the variable otherwise is left alone.
    """
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")


_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
"""Numbers of the parameters in ``malloc.h`` of the GNU C library."""


def keep_memory() -> None:
    """Let this process keep what it has let go of (Linux with the GNU C library); for one that ends with its work.

    Arrays of tens of MB are else given back to the system, and come again page by page with every batch: features of
    120 pictures in a fresh process took 1.66 s and take 1.03. The most memory that teaching needs stays the same.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


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
