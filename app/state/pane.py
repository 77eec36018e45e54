"""One place of the grid: the series that it shows, and how."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ai.volume import Volume, Voxels
from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import CutStack, cut_stack, refusal
from app.imaging.layout import ColumnLayout
from app.imaging.true_place import are_places_known
from app.imaging.window import Voi
from app.state.cine import CineHolder
from app.state.view_state import View, ViewState


@dataclass(frozen=True, eq=False)
class Prepared:
    """A plane that takes long, made in a job.

    Parameters
    ----------
    volume, cut, index
        Of which plane; no other one is ever shown with it.
    plane
        (rows, columns) as shown.
    """

    volume: Volume
    cut: Cut
    index: int
    plane: Voxels

    def is_of(self, stack: CutStack, index: int) -> bool:
        """Whether it is this plane."""
        return self.volume is stack.volume and self.cut == stack.cut and self.index == index


class Pane(View):
    """Holder of what one pane shows.

    Signals
    -------
    shown_changed()
        Another series is shown, or none.
    slices_arrived()
        More slices of its series are decoded; take `opened` anew.
    prepared_changed()
        A plane that takes long was made, or dropped.
    """

    shown_changed = Signal()
    slices_arrived = Signal()
    prepared_changed = Signal()

    def __init__(self, number: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.number = number
        """Place in the grid, from 0: row by row."""
        self.drag_scale = 1.0
        """Change of centre or width per screen pixel of a window drag, in the unit of the volume."""
        self.starting_voi: Voi | None = None
        """What its series was first shown with."""
        self.area_px: tuple[int, int] = (1, 1)
        """(height, width) that its picture may take, in device pixels; kept by the widget that shows it."""
        self.cine = CineHolder(self)
        """How it runs through its planes by itself."""
        self._columns: ColumnLayout | None = None
        self._prepared: Prepared | None = None
        self._stacks: dict[tuple[Volume, Cut, ColumnLayout | None], CutStack] = {}
        self._stack: tuple[Cut, CutStack] | None = None
        self._opened: OpenSeries | None = None
        self._study: Study | None = None

    @property
    def opened(self) -> OpenSeries | None:
        """The series that it shows."""
        return self._opened

    @property
    def study(self) -> Study | None:
        """The study of that series."""
        return self._study

    @property
    def stack(self) -> CutStack | None:
        """The planes that it scrolls through; the slices themselves where its cut is not possible for its series."""
        # Asked a hundred times in a frame: the last answer is found without a look at all parts of the cut.
        if self._stack is None or self._stack[0] is not self._state.cut:
            found = self.stack_of(self._state.cut)
            self._stack = None if found is None else (self._state.cut, found)
        return None if self._stack is None else self._stack[1]

    def stack_of(self, cut: Cut) -> CutStack | None:
        """Return the planes that it would scroll through with another cut; the last two are kept."""
        if self._opened is None:
            self._stacks.clear()
            return None
        volume = self._opened.volume
        columns = self._columns if cut.direction is Direction.SAGITTAL else None
        key = (volume, cut, columns)
        stack = self._stacks.get(key)
        if stack is None:
            possible = cut if refusal(volume, cut) is None else Cut(turn=cut.turn)
            stack = cut_stack(volume, possible, columns=columns)
            while len(self._stacks) > 1:
                del self._stacks[next(iter(self._stacks))]
            self._stacks[key] = stack
        return stack

    @property
    def index(self) -> int:
        """Plane of `stack` that is shown, from 0."""
        stack = self.stack
        return 0 if stack is None else min(max(self._state.index, 0), stack.count - 1)

    @property
    def source_index(self) -> int:
        """Slice of the series that is shown, or that runs nearest to the middle of the plane, from 0."""
        stack = self.stack
        return 0 if stack is None else stack.source_index(self.index)

    @property
    def space(self) -> str | None:
        """Name of the space in which its places are told; panes of one name share them. None where none are known.

        By (0020,0052) Frame of Reference UID and patient: two patients never share a space.
        """
        if self._opened is None or not are_places_known(self._opened.volume):
            return None
        uid = self._opened.frame_of_reference_uid
        person = () if self._study is None else (self._study.patient_id, self._study.patient_name)
        return "\n".join((uid, *person)) if uid else self._opened.volume.source_id

    @property
    def prepared(self) -> Prepared | None:
        """The plane that took too long to be made while the window waits; perhaps another than is shown by now."""
        return self._prepared

    @property
    def columns(self) -> ColumnLayout | None:
        """The voxels of its series in the order of sagittal planes, where that was made."""
        return self._columns

    def set_columns(self, columns: ColumnLayout | None) -> None:
        """Take the voxels in the order of sagittal planes."""
        self._columns = columns
        self._stack = None

    def set_prepared(self, prepared: Prepared | None) -> None:
        """Take a plane that was made in a job, or drop it."""
        if prepared is not self._prepared:
            self._prepared = prepared
            self.prepared_changed.emit()

    def shows(self, opened: OpenSeries) -> bool:
        """Whether it shows this opening of a series, perhaps with fewer slices decoded."""
        return self._opened is not None and self._opened.volume.source_id == opened.volume.source_id

    def set_shown(self, opened: OpenSeries, study: Study | None) -> None:
        """Show another series, or a fuller value of the same (then only `slices_arrived` is told)."""
        same = self.shows(opened)
        self._opened, self._study, self._stack = opened, study, None
        if same:
            self.slices_arrived.emit()
        else:
            self._drop_made()
            self.shown_changed.emit()

    def set_study(self, study: Study) -> None:
        """Take another value of the study, after a scan found more of it; told by `Session.studies_changed`."""
        self._study = study

    def note_slices_arrived(self) -> None:
        """Tell that more slices are decoded."""
        self.slices_arrived.emit()

    def clear(self) -> None:
        """Show nothing, in the way of a new pane."""
        was_open = self._opened is not None
        self._opened = self._study = self._stack = self.starting_voi = None
        self.drag_scale = 1.0
        self._drop_made()
        state = self.state
        # Which words are wanted is the reader's taste, not a thing of the series.
        self.set_state(ViewState(overlay_text=state.overlay_text, graphics=state.graphics))
        if was_open:
            self.shown_changed.emit()

    def _drop_made(self) -> None:
        """Drop what was made of the series before."""
        self._columns = self._stack = None
        self._stacks.clear()
        self.set_prepared(None)
        self.set_filtered(None)
