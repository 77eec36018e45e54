"""Filters of SimpleITK that can be cancelled while they run."""

from __future__ import annotations

import threading
import time
from typing import Protocol

import SimpleITK

from ai.progress import Cancelled, Progress

_EVERY_S = 0.05
"""Progress is told no more often: some filters have news for every few voxels."""


class Filter(Protocol):
    """What is asked of one."""

    def AddCommand(self, event: int, command: object) -> int:  # noqa: N802 - its name in the library
        """Call a command at an event."""

    def RemoveAllCommands(self) -> None:  # noqa: N802
        """Call none any more."""

    def GetProgress(self) -> float:  # noqa: N802
        """Tell the share that is done."""

    def Abort(self) -> None:  # noqa: N802
        """Stop soon."""

    def Execute(self, image: SimpleITK.Image) -> SimpleITK.Image:  # noqa: N802
        """Run."""


def executed(work: Filter, image: SimpleITK.Image, progress: Progress) -> SimpleITK.Image:
    """Run a filter.

    Raises
    ------
    Cancelled
        When ``progress`` says so; the filter stops at its next news.
    """
    thread = threading.get_ident()
    stopped: list[Cancelled] = []
    told = time.perf_counter()

    def tell() -> None:
        nonlocal told
        now = time.perf_counter()
        # An exception would be lost in the library: it is kept, and raised when the filter has stopped.
        if threading.get_ident() != thread or stopped or now - told < _EVERY_S:
            return
        told = now
        try:
            progress(min(max(work.GetProgress(), 0.0), 1.0), "")
        except Cancelled as cancelled:
            stopped.append(cancelled)
            work.Abort()

    work.AddCommand(SimpleITK.sitkProgressEvent, tell)
    try:
        found = work.Execute(image)
    except RuntimeError:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        work.RemoveAllCommands()
    if stopped:
        raise stopped[0]
    return found
