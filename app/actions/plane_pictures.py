"""Planes that take long are made in jobs, and the voxels brought into the order that quick sagittal planes need."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say
from app.dicom.files.memory import MEMORY_SHARE, available_bytes
from app.imaging.cut import Cut
from app.imaging.cut_stack import SLOW_MS, CutStack, cut_stack
from app.imaging.layout import ColumnLayout, column_layout
from app.jobs.runner import JobRunner, Lane
from app.state.pane import Pane, Prepared
from app.state.session import Session


class PlanePictures(QObject):
    """Sees to it that every pane gets its planes; nothing else has to ask for them.

    Parameters
    ----------
    session
        Whose panes.
    runner
        Where what takes long is done.
    """

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._pictures = tuple(_PlanePicture(pane, runner, self) for pane in session.panes.all)
        self._columns = tuple(_Columns(session, pane, runner, self) for pane in session.panes.all)


class _PlanePicture(QObject):
    """Follows a pane and hands it the plane that it shows, where that takes too long to wait for."""

    def __init__(self, pane: Pane, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._runner = runner
        self._key = ("plane", pane.number)
        self._running: tuple[Volume, Cut, int] | None = None
        pane.shown_changed.connect(self._follow)
        pane.slices_arrived.connect(self._follow)
        pane.view_changed.connect(self._follow)

    def _follow(self) -> None:
        opened, stack, index = self._pane.opened, self._pane.stack, self._pane.index
        is_slow = (
            opened is not None
            and stack is not None
            and stack.cost_ms(index) > SLOW_MS
            and stack.is_ready(index, opened.filled)
        )
        if not is_slow or stack is None:
            self._drop()
            return
        wanted = (stack.volume, stack.cut, index)
        prepared = self._pane.prepared
        if self._running == wanted or (prepared is not None and prepared.is_of(stack, index)):
            return
        self._running = wanted
        self._runner.start(
            say("Slab of {slab}", slab=_words(stack)),
            make_plane,
            *wanted,
            lane=Lane.VIEW,
            key=self._key,
            on_done=self._take,
            on_stopped=self._give_up,
            quiet=True,
        )

    def _take(self, prepared: Prepared) -> None:
        self._running = None
        self._pane.set_prepared(prepared)

    def _give_up(self) -> None:
        """Leave the coarse picture until another one is wanted."""

    def _drop(self) -> None:
        if self._running is not None:
            self._running = None
            self._runner.cancel_key(self._key)
        self._pane.set_prepared(None)


class _Columns(QObject):
    """Has the voxels laid out by columns once a pane shows planes along them."""

    def __init__(self, session: Session, pane: Pane, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._runner = runner
        self._given_up: Volume | None = None
        pane.slices_arrived.connect(self._follow)
        pane.view_changed.connect(self._follow)

    def _follow(self) -> None:
        opened, stack = self._pane.opened, self._pane.stack
        if opened is None or stack is None or not stack.wants_columns or not bool(opened.filled.all()):
            return
        key = ("columns", opened.volume.source_id)
        if self._given_up is opened.volume or self._runner.is_active(key):
            return
        for pane in self._session.panes.all:
            if pane.shows(opened) and pane.columns is not None:
                self._pane.set_columns(pane.columns)
                return
        self._runner.start(
            say("Quick sagittal planes"),
            lay_out_columns,
            opened.volume,
            lane=Lane.VIEW,
            key=key,
            on_done=self._take,
            on_stopped=self._give_up,
            quiet=True,
        )

    def _take(self, made: tuple[Volume, ColumnLayout]) -> None:
        volume, columns = made
        for pane in self._session.panes.all:
            if pane.opened is not None and pane.opened.volume is volume:
                pane.set_columns(columns)

    def _give_up(self) -> None:
        """Stay with slower planes: there was no memory for more."""
        if self._pane.opened is not None:
            self._given_up = self._pane.opened.volume


def make_plane(volume: Volume, cut: Cut, index: int, *, progress: Progress = silent) -> Prepared:
    """Make a plane that takes long, as it is shown."""
    return Prepared(volume, cut, index, cut_stack(volume, cut).plane(index, progress=progress))


def lay_out_columns(volume: Volume, *, progress: Progress = silent) -> tuple[Volume, ColumnLayout]:
    """Copy voxels into the order of sagittal planes; returns the volume with them.

    Raises
    ------
    ai.errors.MemoryShort
        Where there is no room for a second copy.
    """
    free = available_bytes()
    may_use = None if free is None else int(MEMORY_SHARE * free)
    return volume, column_layout(volume.voxels, may_use_bytes=may_use, progress=progress)


def _words(stack: CutStack) -> str:
    return "" if stack.cut.slab is None else stack.cut.slab.words
