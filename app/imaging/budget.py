"""Memory that a caller allows, asked before it is taken."""

from __future__ import annotations

from ai.errors import MemoryShort
from ai.words import say


def require_bytes(needed_bytes: int, may_use_bytes: int | None, purpose: str) -> None:
    """Refuse an allocation beyond what the caller allows.

    Parameters
    ----------
    needed_bytes
        What will be allocated.
    may_use_bytes
        What the caller allows; None asks for nothing.
    purpose
        What for, as the start of the sentence: "The second layout".

    Raises
    ------
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    if may_use_bytes is not None and needed_bytes > may_use_bytes:
        raise MemoryShort(
            say(
                "{purpose} needs {needed:.1f} GB of memory, and {allowed:.1f} GB may be used.",
                purpose=purpose,
                needed=needed_bytes / 1e9,
                allowed=may_use_bytes / 1e9,
            ),
            say("Close other studies and programs, or open fewer images."),
        )
