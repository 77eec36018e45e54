"""Small pictures of series for the browser, some at a time while nothing else needs the lane."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.progress import Progress, silent
from ai.words import say
from app.actions.first_picture import of_one_slice
from app.dicom.series import Series
from app.dicom.series_load import open_series
from app.imaging.presets import starting_voi
from app.imaging.screen import place, sample
from app.imaging.slices import take
from app.imaging.voi import apply_voi
from app.jobs.runner import JobRunner, Lane
from app.state.session import SeriesKey, series_key

SIDE_PX = 96
"""Longest side: a thumbnail of 48 logical pixels on a screen of twice the density."""

TOGETHER = 8
"""Made by one job: a job for each would be most of the work where hundreds of small series are listed."""

TOGETHER_S = 0.1
"""After so long a job ends with what it has: a preset that the reader chooses waits in the same lane."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns) grey or (rows, columns, 3) RGB."""


class Thumbnails(QObject):
    """Thumbnails of the series that are listed, each made once.

    Signals
    -------
    thumbnail_made(tuple)
        The `app.state.session.SeriesKey` of a series whose thumbnail is there now.
    """

    thumbnail_made = Signal(tuple)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._made: dict[SeriesKey, Pixels] = {}
        self._asked: set[SeriesKey] = set()
        self._waiting: deque[Series] = deque()
        self._is_busy = False

    def of(self, series: Series) -> Pixels | None:
        """Return the thumbnail; None where there is none yet."""
        return self._made.get(series_key(series))

    def request(self, listed: Iterable[Series]) -> None:
        """Make what is missing, in this order; forgets what is listed no more."""
        wanted = {series_key(series): series for series in listed}
        self._made = {key: made for key, made in self._made.items() if key in wanted}
        self._asked &= wanted.keys()
        self._waiting = deque(series for series in self._waiting if series_key(series) in wanted)
        for key, series in wanted.items():
            if key not in self._asked:
                self._asked.add(key)
                self._waiting.append(series)
        self._next()

    def _next(self) -> None:
        """Start some more, in one job."""
        if self._is_busy or not self._waiting:
            return
        self._is_busy = True
        self._runner.start(
            say("Thumbnail"),
            thumbnails,
            tuple(islice(self._waiting, TOGETHER)),
            lane=Lane.VIEW,
            on_done=self._keep,
            on_stopped=self._skip,
            quiet=True,
        )

    def _keep(self, made: Sequence[tuple[Series, Pixels | None]]) -> None:
        self._is_busy = False
        self._forget_waiting([series_key(series) for series, _ in made])
        for series, pixels in made:
            key = series_key(series)
            if pixels is not None and key in self._asked:
                self._made[key] = pixels
                self.thumbnail_made.emit(key)
        self._next()

    def _skip(self) -> None:
        # By a fault that nobody foresaw. The first is left out, so that the others have their turn again.
        self._is_busy = False
        self._forget_waiting([series_key(series) for series in islice(self._waiting, 1)])
        self._next()

    def _forget_waiting(self, keys: Sequence[SeriesKey]) -> None:
        self._waiting = deque(series for series in self._waiting if series_key(series) not in keys)


def thumbnails(listed: Sequence[Series], *, progress: Progress = silent) -> tuple[tuple[Series, Pixels | None], ...]:
    """Make the thumbnails of some series, as many as `TOGETHER_S` allows, one at least.

    Returns
    -------
    tuple of (Series, Pixels or None)
        None where a series cannot be decoded: it says so when it is opened.
    """
    until = time.monotonic() + TOGETHER_S
    made: list[tuple[Series, Pixels | None]] = []
    for series in listed:
        try:
            made.append((series, thumbnail(series, progress=progress)))
        except ReportableError:
            made.append((series, None))
        if time.monotonic() > until:
            break
    return tuple(made)


def thumbnail(series: Series, *, progress: Progress = silent) -> Pixels:
    """Make a small picture of the middle of a series; its longest side is `SIDE_PX`."""
    progress(0.0, say("Thumbnail"))
    opened = open_series(of_one_slice(series))
    progress(0.5, say("Thumbnail"))
    index = int(opened.filled.argmax())
    plane = take(opened.volume, index)
    rows, columns = plane.shape[:2]
    _, row_mm, column_mm = opened.volume.spacing_mm
    geometry = place((rows, columns), (row_mm, column_mm), (SIDE_PX, SIDE_PX))
    small = sample(plane, geometry)
    voi = starting_voi(opened.volume, opened.presentation, index, filled=opened.filled)
    if voi is None:
        return np.ascontiguousarray(small, dtype=np.uint8)
    return apply_voi(small, voi, inverted=opened.presentation.inverted)
