"""Decode the rest of every series that is in sight: one after the other, the one that is worked with first."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

from ai.words import say
from app.dicom.series_load import OpenSeries, fill
from app.jobs.runner import JobRunner, Lane, Task
from app.state.session import Session


class Filling(QObject):
    """Fills what the panes show, and nothing else: memory of slices that nobody can see is not touched.

    Parameters
    ----------
    session
        What is open.
    runner
        Runs the decoding.
    """

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._fills: dict[str, _Fill] = {}
        self._given_up: set[str] = set()
        self._glimpses: set[str] = set()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.resume)
        runner.job_progressed.connect(self._on_job_progressed)
        panes = session.panes
        panes.grid_changed.connect(self._on_panes_changed)
        panes.active_changed.connect(self._on_panes_changed)
        for pane in panes.all:
            pane.shown_changed.connect(self._on_shown_changed)

    def is_running(self, opened: OpenSeries) -> bool:
        """Whether the rest of a series is being decoded, or waits for its turn."""
        return opened.volume.source_id in self._fills

    def note_glimpse(self, opened: OpenSeries) -> None:
        """Leave a series alone that is shown for the moment only."""
        self._glimpses.add(opened.volume.source_id)

    def insist(self, opened: OpenSeries) -> None:
        """Try a series again that the reader stopped, or that failed: it was chosen anew."""
        self._given_up.discard(opened.volume.source_id)
        self.resume()

    def pause(self) -> None:
        """Stop for the moment, so that a first picture need not wait; `resume` goes on where it was."""
        for one in tuple(self._fills.values()):
            self._runner.cancel_key(one.key)
        self._fills.clear()
        self._tell()

    def resume(self) -> None:
        """Fill what is in sight and not complete: the series of the active pane, then the others as they lie."""
        shown = self._wanted()
        for source_id in tuple(self._fills):
            if source_id not in shown:
                self._runner.cancel_key(self._fills.pop(source_id).key)
        for source_id, opened in shown.items():
            if source_id not in self._fills:
                one = _Fill(self._session, opened, self._end)
                self._fills[source_id] = one
                one.task = self._runner.start(
                    say("Loading {series}", series=opened.series.title),
                    fill,
                    opened,
                    focus=one.looked_at,
                    lane=Lane.DISK,
                    key=one.key,
                    on_done=one.done,
                    on_stopped=one.stopped,
                )
        self._tell()

    def _wanted(self) -> dict[str, OpenSeries]:
        """List what is to be filled, most urgent first, by the source of the volume."""
        panes = self._session.panes
        shown = [pane.opened for pane in (panes.active, *panes.laid_out) if pane.opened is not None]
        left = self._given_up | self._glimpses
        return {
            opened.volume.source_id: opened
            for opened in shown
            if opened.volume.source_id not in left and not bool(opened.filled.all())
        }

    def _end(self, one: _Fill, opened: OpenSeries | None) -> None:
        """Take a series that is complete, or give up one that failed or that the reader stopped."""
        source_id = one.opened.volume.source_id
        if self._fills.get(source_id) is not one:
            # It had ended at the moment when it was told to pause.
            return
        del self._fills[source_id]
        self._tell()
        if opened is None:
            self._given_up.add(source_id)
        elif any(pane.shows(opened) for pane in self._session.panes.all):
            self._session.set_opened(opened)

    def _on_panes_changed(self) -> None:
        """See to it that what is worked with comes first."""
        shown = tuple(self._wanted())
        if shown and self._fills and shown[0] not in (next(iter(self._fills)), None):
            self.pause()
        self.resume()

    def _on_shown_changed(self) -> None:
        """Drop what no pane shows any more.

        What is new is filled when its opening says so, else soon: it may be shown again after planes were laid out.
        """
        panes = self._session.panes
        shown = {pane.opened.volume.source_id for pane in panes.all if pane.opened is not None}
        for source_id in [each for each in self._fills if each not in shown]:
            self._runner.cancel_key(self._fills.pop(source_id).key)
        self._tell()
        self._given_up &= shown
        self._glimpses &= shown
        self._later.start()

    def _tell(self) -> None:
        """Tell which series are on their way."""
        self._session.marks.set_loading(frozenset(self._fills))

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        for one in self._fills.values():
            if one.task == task:
                self._session.note_slices_arrived(one.opened)
                return


class _Fill:
    """The filling of one series."""

    def __init__(self, session: Session, opened: OpenSeries, end: Callable[[_Fill, OpenSeries | None], None]) -> None:
        self.opened = opened
        self.key: Hashable = ("fill", opened.volume.source_id)
        self.task: Task | None = None
        self._panes = session.panes
        self._end = end
        self._seen = int(opened.filled.argmax())

    def looked_at(self) -> int:
        """Slice that the reader looks at, from 0, in the active pane or the first that shows it; from any thread."""
        for pane in (self._panes.active, *self._panes.laid_out):
            state = pane.state
            # Planes of the patient need all slices: it goes on from where it was.
            if pane.shows(self.opened) and not state.cut.is_mpr:
                self._seen = min(state.index, self.opened.series.slice_count - 1)
                break
        return self._seen

    def done(self, opened: OpenSeries) -> None:
        """Hand over the complete series."""
        self._end(self, opened)

    def stopped(self) -> None:
        """Tell that it failed or that the reader stopped it."""
        self._end(self, None)
