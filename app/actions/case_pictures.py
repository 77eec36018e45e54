"""Small pictures of cases that are pictures themselves; a volume would have to be unpacked whole for its own."""

from __future__ import annotations

import time
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import Case
from ai.training.dataset.image_file import PICTURE, read_pixels
from ai.words import say
from app.jobs.runner import JobRunner, Lane

SIDE_PX = 80
"""Longest side: 40 logical pixels on a screen of twice the density."""

MOST_KEPT = 2000
"""Small pictures that are kept: some 13 MB."""

TOGETHER_S = 0.1
"""After so long a job ends with what it has: whatever the reader asks for waits in the same lane."""

Small = npt.NDArray[np.uint8]
"""(rows, columns) grey."""


class CasePictures(QObject):
    """Makes them for the rows that are looked at.

    Signals
    -------
    pictures_made()
        Some more are there.
    """

    pictures_made = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._made: dict[str, Small | None] = {}
        self._wanted: list[Case] = []
        self._is_busy = False

    def of(self, case: Case) -> Small | None:
        """Return the small picture of a case; None where there is none, or not yet."""
        return self._made.get(case.image_sha256)

    def request(self, cases: Sequence[Case]) -> None:
        """Make those of these cases that are missing, and no others any more."""
        self._wanted = [case for case in cases if case.record.image == PICTURE and case.image_sha256 not in self._made]
        self._next()

    def _next(self) -> None:
        if self._is_busy or not self._wanted:
            return
        self._is_busy = True
        self._runner.start(
            say("Thumbnail"),
            small_pictures,
            tuple(self._wanted),
            lane=Lane.VIEW,
            on_done=self._on_made,
            on_stopped=self._on_stopped,
            quiet=True,
        )

    def _on_made(self, made: tuple[tuple[str, Small | None], ...]) -> None:
        self._is_busy = False
        self._made.update(made)
        while len(self._made) > MOST_KEPT:
            del self._made[next(iter(self._made))]
        self._wanted = [case for case in self._wanted if case.image_sha256 not in self._made]
        if made:
            self.pictures_made.emit()
        self._next()

    def _on_stopped(self) -> None:
        self._is_busy = False
        self._wanted.clear()


def small_pictures(cases: Sequence[Case], *, progress: Progress = silent) -> tuple[tuple[str, Small | None], ...]:
    """Make small pictures of some cases, as many as `TOGETHER_S` allows, one at least.

    Returns
    -------
    tuple
        SHA-256 of each image with its picture; None where it cannot be read.
    """
    until = time.monotonic() + TOGETHER_S
    made: list[tuple[str, Small | None]] = []
    for case in cases:
        progress(len(made) / len(cases), say("Thumbnail"))
        try:
            pixels, _ = read_pixels(case.image)
            made.append((case.image_sha256, small_picture(np.asarray(pixels[0], np.uint8))))
        except TrainingDataError:
            made.append((case.image_sha256, None))
        if time.monotonic() > until:
            break
    return tuple(made)


def small_picture(pixels: Small) -> Small:
    """Make (rows, columns) smaller; the longest side becomes `SIDE_PX` where it is longer."""
    rows, columns = pixels.shape
    scale = min(1.0, SIDE_PX / max(rows, columns))
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    return np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
