"""What every filter of the lens would make of the middle of the picture, to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from ai.progress import Progress, part, silent
from ai.words import say
from app.actions.lens import LensActions
from app.actions.lens_picture import filter_slice
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Cut
from app.imaging.cut_stack import cut_stack
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens
from app.imaging.window import RealPlane, Voi
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session
from app.state.view_state import View

_SLICES = Cut()

SIDE_PX = 176
"""Side of a preview, in pixels of the picture: stored pixels one to one, so that noise and edges are seen as they
are."""

REST_MS = 150
"""So long after the last change of the window those that follow it are made again."""

_KEY = "lens previews"
_WINDOW_KEY = "lens previews of another window"


@dataclass(frozen=True, eq=False)
class LensPreview:
    """A part of the picture as a lens shows it.

    Parameters
    ----------
    lens
        What was done; None for the original.
    plane
        (rows, columns), modality values.
    voi
        As in `app.state.view_state.Filtered`.
    """

    lens: Lens | None
    plane: RealPlane
    voi: Voi | None = None


@dataclass(frozen=True, eq=False)
class _Scene:
    """What previews are made of; see `make_previews`."""

    opened: OpenSeries
    index: int
    centre: tuple[float, float] | None
    lenses: tuple[Lens | None, ...]
    cut: Cut
    voi: Voi | None


class LensPreviews(QObject):
    """Makes the previews in a job and tells of each as it is there; of another window, of those again that follow it.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    lens
        Knows the values that each filter last had.
    runner
        Where the filters work.

    Signals
    -------
    preview_made(LensPreview)
        One more is there, or a newer one of the same filters; emitted in the thread of the job.
    """

    preview_made = Signal(object)

    def __init__(self, session: Session, view: View, lens: LensActions, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._lens = lens
        self._runner = runner
        self._scene: _Scene | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest)
        view.view_changed.connect(self._on_view_changed)

    def start(self) -> None:
        """Make all previews of the slice that is shown, around the middle of what is seen; nothing without a slice."""
        opened, pane = self._session.opened, self._session.panes.active
        stack = pane.stack
        if opened is None or stack is None or opened.volume.is_colour:
            return
        if not stack.is_ready(pane.index, opened.filled):
            return
        state = self._view.state
        lenses = (None, *(Lens((self._lens.last_step(each.name),)) for each in FILTERS))
        self._make(_Scene(opened, pane.index, state.pan, lenses, stack.cut, state.voi), lenses, _KEY)

    def stop(self) -> None:
        """Make no more."""
        self._scene = None
        self._rest.stop()
        self._runner.cancel_key(_KEY)
        self._runner.cancel_key(_WINDOW_KEY)

    def _make(self, scene: _Scene, lenses: tuple[Lens | None, ...], key: str) -> None:
        """Make the previews of some of the lenses of a scene."""
        self._scene = scene
        self._runner.start(
            say("Preview of all filters"),
            make_previews,
            scene.opened,
            scene.index,
            scene.centre,
            tuple(None if each is None else each.within(scene.voi) for each in lenses),
            self.preview_made.emit,
            cut=scene.cut,
            lane=Lane.VIEW,
            key=key,
        )

    def _on_view_changed(self) -> None:
        if self._scene is not None and self._view.state.voi != self._scene.voi:
            self._rest.start()

    def _on_rest(self) -> None:
        if self._scene is not None:
            following = tuple(each for each in self._scene.lenses if each is not None and each.follows_window)
            self._make(replace(self._scene, voi=self._view.state.voi), following, _WINDOW_KEY)


def make_previews(
    opened: OpenSeries,
    index: int,
    centre: tuple[float, float] | None,
    lenses: tuple[Lens | None, ...],
    tell: Callable[[LensPreview], None],
    *,
    cut: Cut = _SLICES,
    progress: Progress = silent,
) -> None:
    """Filter a slice with every lens and tell of the part around a point.

    The whole slice is filtered each time: CLAHE and Wiener look at all of it, and a preview must not differ from what
    the choice will show.

    Parameters
    ----------
    opened
        Grey; the slice is decoded.
    index
        From 0.
    centre
        (row, column) in the middle of the previews; None for the middle of the picture.
    lenses
        What to do, each `Lens.within` the window; None for the original.
    tell
        Called with each preview.
    cut
        Of which planes of the series.
    """
    plane = cut_stack(opened.volume, cut).plane(index)
    rows, columns = plane.shape
    row, column = centre or ((rows - 1) / 2, (columns - 1) / 2)
    top, left = _start(row, rows), _start(column, columns)
    seen = (slice(top, top + SIDE_PX), slice(left, left + SIDE_PX))
    for number, lens in enumerate(lenses):
        here = part(progress, number / len(lenses), (number + 1) / len(lenses))
        here(0.0, "" if lens is None else lens.words)
        if lens is None:
            tell(LensPreview(None, plane[seen].copy()))
        else:
            filtered = filter_slice(opened, index, lens, cut=cut, progress=here)
            tell(LensPreview(lens, filtered.plane[seen].copy(), filtered.voi))


def _start(centre: float, length: int) -> int:
    """First of `SIDE_PX` pixels around a place, within the picture."""
    return int(min(max(round(centre - SIDE_PX / 2), 0), max(length - SIDE_PX, 0)))
