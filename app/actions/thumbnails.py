"""Small pictures of series for the browser, made one after the other while nothing else needs the lane."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

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
        self._made: dict[SeriesKey, npt.NDArray[np.uint8]] = {}
        self._asked: set[SeriesKey] = set()
        self._waiting: deque[Series] = deque()
        self._current: SeriesKey | None = None

    def of(self, series: Series) -> npt.NDArray[np.uint8] | None:
        """Return the thumbnail, (rows, columns) grey or (rows, columns, 3) RGB, uint8; None where there is none yet."""
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
        """Start one: a preset that the reader chooses then waits for one thumbnail at most."""
        if self._current is None and self._waiting:
            series = self._waiting.popleft()
            self._current = series_key(series)
            self._runner.start(
                say("Thumbnail"),
                thumbnail,
                series,
                lane=Lane.VIEW,
                on_done=self._keep,
                on_stopped=self._skip,
                quiet=True,
            )

    def _keep(self, pixels: npt.NDArray[np.uint8]) -> None:
        key, self._current = self._current, None
        if key is not None and key in self._asked:
            self._made[key] = pixels
            self.thumbnail_made.emit(key)
        self._next()

    def _skip(self) -> None:
        # A series that cannot be decoded says so when it is opened; a notice for its thumbnail would come unasked.
        self._current = None
        self._next()


def thumbnail(series: Series, *, progress: Progress = silent) -> npt.NDArray[np.uint8]:
    """Make a small picture of the middle of a series.

    Returns
    -------
    npt.NDArray[np.uint8]
        (rows, columns) grey or (rows, columns, 3) RGB, longest side `SIDE_PX`.
    """
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
