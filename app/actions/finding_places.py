"""On which slices the models marked something, for the bar beside the picture."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ai.inference.results import ModelResult
from ai.progress import Progress, silent
from ai.words import say
from app.jobs.runner import JobRunner, Lane
from app.state.session import SeriesKey, Session, series_key


class FindingPlaces(QObject):
    """Looks through the masks of every result once, in the background: those of a large scan take a while.

    Parameters
    ----------
    session
        Whose results.
    runner
        Runs the search.
    """

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._known: dict[SeriesKey, tuple[ModelResult, ...]] = {}
        session.findings_changed.connect(self._on_findings_changed)
        for pane in session.panes.all:
            pane.shown_changed.connect(self._on_findings_changed)

    def _on_findings_changed(self) -> None:
        for pane in self._session.panes.all:
            if pane.opened is None:
                continue
            key, results = series_key(pane.opened.series), self._session.reading_of(pane.opened).results
            if results and self._known.get(key) != results:
                self._known[key] = results
                self._runner.start(
                    say("Slices with findings"),
                    places_of,
                    key,
                    results,
                    pane.opened.volume.shape[0],
                    lane=Lane.VIEW,
                    key=("findings", key),
                    on_done=self._take,
                    quiet=True,
                )

    def _take(self, found: tuple[SeriesKey, npt.NDArray[np.bool_]]) -> None:
        self._session.marks.set_findings(*found)


def places_of(
    key: SeriesKey, results: tuple[ModelResult, ...], count: int, *, progress: Progress = silent
) -> tuple[SeriesKey, npt.NDArray[np.bool_]]:
    """Find the slices on which a structure or a measurement is drawn.

    Parameters
    ----------
    key
        Of the series; returned with the result.
    results
        On the source grid.
    count
        Slices of the series.

    Returns
    -------
    tuple
        ``key``, and (slices,) bool.
    """
    places = np.zeros(count, np.bool_)
    for result in results:
        for structure in result.structures:
            progress(0.0, "")
            places |= structure.mask.reshape(count, -1).any(axis=1)
        for measurement in result.measurements:
            for caliper in measurement.calipers:
                for end in (caliper.start, caliper.end):
                    index = round(end[0]) if math.isfinite(end[0]) else -1
                    if 0 <= index < count:
                        places[index] = True
    return key, places
