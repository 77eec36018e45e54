"""How much memory there is, asked before much of it is taken."""

from __future__ import annotations

from ai.errors import MemoryShort
from ai.memory import available_bytes
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


__all__ = ["MEMORY_SHARE", "available_bytes", "require_memory"]
