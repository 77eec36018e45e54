"""What every filter of the lens would make of the middle of the picture, to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

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

_KEY = "lens previews"


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


class LensPreviews(QObject):
    """Makes the previews in a job and tells of each as it is there.

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
        One more is there; emitted in the thread of the job.
    """

    preview_made = Signal(object)

    def __init__(self, session: Session, view: View, lens: LensActions, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._lens = lens
        self._runner = runner

    def start(self) -> None:
        """Make all previews of the slice that is shown, around the middle of what is seen; nothing without a slice."""
        opened, pane = self._session.opened, self._session.panes.active
        stack = pane.stack
        if opened is None or stack is None or opened.volume.is_colour:
            return
        if not stack.is_ready(pane.index, opened.filled):
            return
        lenses = (None, *(Lens((self._lens.last_step(each.name),)) for each in FILTERS))
        self._runner.start(
            say("Preview of all filters"),
            make_previews,
            opened,
            pane.index,
            self._view.state.pan,
            lenses,
            self.preview_made.emit,
            cut=stack.cut,
            lane=Lane.VIEW,
            key=_KEY,
        )

    def stop(self) -> None:
        """Make no more."""
        self._runner.cancel_key(_KEY)


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
        What to do; None for the original.
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
