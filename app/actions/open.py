"""What a reader can open and close: folders, files, the series of a study, in any pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.actions.filling import Filling
from app.actions.look_through import LookThrough, always
from app.actions.open_in_pane import PaneOpening
from app.dicom.series import ScanResult, Series
from app.dicom.series_load import OpenSeries
from app.jobs.runner import JobRunner
from app.state.axis_volumes import by_axis, volumes_beside
from app.state.pane import Pane
from app.state.session import Session, series_key


class OpenActions(QObject):
    """What a reader can open and close. Without a pane named, the active one is meant.

    Parameters
    ----------
    session
        What is open.
    runner
        Runs scan and decoding.

    Signals
    -------
    scan_warned(tuple of str)
        Sentences about all that a finished scan looked through.
    looked_through(app.actions.look_through.Looked)
        A scan of files that outlast the program is finished, and its studies are listed.
    results_came_in(tuple of Path)
        A finished scan found nothing but results of others, and the images of their study are listed.
    """

    scan_warned = Signal(tuple)
    looked_through = Signal(object)
    results_came_in = Signal(tuple)

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._filling = Filling(session, runner)
        self._places = tuple(PaneOpening(session, pane, runner, self._filling) for pane in session.panes.all)
        self._looking = LookThrough(session, runner, self._places)
        self._looking.scan_warned.connect(self.scan_warned)
        self._looking.looked_through.connect(self.looked_through)
        self._looking.results_came_in.connect(self.results_came_in)

    def open_paths(
        self,
        paths: Sequence[Path],
        *,
        prefer: Callable[[Series], bool] = always,
        only: bool = False,
        lasting: bool = True,
        pane: Pane | None = None,
    ) -> None:
        """Look through files and folders; the studies found are added to the list, and one series is shown.

        Where the pane is empty, one picture of the first series that comes in is shown at once, and the whole of that
        series once every file was seen.

        Parameters
        ----------
        paths
            Files and folders.
        prefer
            The first series that it accepts is shown; the first of all where it accepts none.
        only
            Where it accepts none, none is shown: another patient must not come in the place of the one asked for.
        lasting
            Whether the files outlast the program; nothing is told of others by `looked_through`.
        pane
            Where.
        """
        self._looking.start(paths, self._place(pane), prefer=prefer, only=only, lasting=lasting)

    def add(self, found: ScanResult) -> None:
        """List what another scan found; what is open stays open."""
        self._looking.add(found)

    def open(self, series: Series, pane: Pane | None = None) -> None:
        """Show a series. What is open stays until the first picture is there, and also when there is none.

        A series that another pane shows is shown from the same memory.
        """
        self._place(pane).choose(series)

    def is_loading(self, opened: OpenSeries) -> bool:
        """Whether the rest of a series is being decoded, or waits for its turn."""
        return self._filling.is_running(opened)

    def step_axis(self, steps: int) -> None:
        """Show the next (1) or previous (-1) volume of the fourth axis: echo, b-value, moment. Stays at the ends.

        Slice, window, zoom and lens stay as they are.
        """
        opened, study = self._session.opened, self._session.study
        if opened is None or study is None or opened.series.axis is None:
            return
        volumes = volumes_beside(opened.series, study.series)
        keys = [series_key(series) for series in volumes]
        key = series_key(opened.series)
        index = keys.index(key) + steps if key in keys else -1
        if 0 <= index < len(volumes):
            first = min(self._session.panes.active.source_index, volumes[index].slice_count - 1)
            self._place(None).choose_beside(volumes[index], first)

    def step_series(self, steps: int) -> None:
        """Show the next (1) or previous (-1) series of the study; stays at the ends."""
        opened, study = self._session.opened, self._session.study
        if opened is None or study is None:
            return
        # The volumes of one fourth axis are one series to the reader.
        key = series_key(opened.series)
        entries = by_axis(study.series)
        here = [number for number, volumes in enumerate(entries) if key in map(series_key, volumes)]
        index = here[0] + steps if here else -1
        if 0 <= index < len(entries):
            self.open(entries[index][0])

    def empty_pane(self, pane: Pane | None = None) -> None:
        """Show nothing in a pane; what is listed stays."""
        place = self._place(pane)
        place.clear()
        self._session.empty(place.pane)

    def close_all(self) -> None:
        """Close every study."""
        self._looking.stop()
        for place in self._places:
            place.clear()
        self._session.clear()

    def _place(self, pane: Pane | None) -> PaneOpening:
        return self._places[(pane or self._session.panes.active).number]
