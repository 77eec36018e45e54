"""Planes of the patient: which one a pane shows, how it lies on the screen, as a slab; all three side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from ai.errors import GeometryError
from app.actions.change_cut import change_cut
from app.actions.crosshair import CrosshairActions
from app.dicom.series_load import OpenSeries
from app.imaging.cut import MPR_DIRECTIONS, THICKNESS_LIMITS_MM, Cut, Direction, Slab
from app.imaging.cut_stack import refusal
from app.imaging.cut_turn import Turn
from app.imaging.slab import Projection
from app.imaging.window import Voi
from app.state.pane import Pane
from app.state.panes import Grid
from app.state.session import Session
from app.state.view_state import ViewState

DIRECTIONS = tuple(Direction)
"""In the order of their commands."""

PROJECTIONS = tuple(Projection)
"""In the order of their commands."""

THICKNESSES_MM = (1.0, 2.0, 3.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0, 80.0, 120.0, 200.0)
"""Steps of the thickness."""

MPR_GRID = Grid(2, 2)
"""Axial, sagittal, coronal, and the slices as they were taken."""

_PLACES = (Direction.AXIAL, Direction.SAGITTAL, Direction.CORONAL, Direction.SOURCE)

_FIRST_SLAB = Slab(Projection.MAXIMUM, 10.0)


@dataclass(frozen=True, eq=False)
class _Kept:
    """What a pane showed before the planes were laid out."""

    opened: OpenSeries | None
    state: ViewState
    starting_voi: Voi | None
    drag_scale: float


class MprActions(QObject):
    """What a reader can do with planes.

    Parameters
    ----------
    session
        What is open.
    crosshair
        Joins the planes.

    Signals
    -------
    refused(GeometryError)
        The series cannot be shown like that; says why.
    """

    refused = Signal(object)

    def __init__(self, session: Session, crosshair: CrosshairActions) -> None:
        super().__init__(session)
        self._session = session
        self._panes = session.panes
        self._crosshair = crosshair
        self._slab = _FIRST_SLAB
        self._before: tuple[Grid, Pane, tuple[_Kept, ...]] | None = None
        session.studies_changed.connect(self._on_studies_changed)

    # Planes

    def has_layout(self) -> bool:
        """Whether the three planes of the active series are side by side."""
        shown = {pane.state.cut.direction for pane in self._panes.laid_out if pane.space == self._panes.active.space}
        return self._panes.active.space is not None and shown.issuperset(MPR_DIRECTIONS)

    def shows_direction(self, number: int) -> bool:
        """Whether the active pane shows planes of one of `DIRECTIONS`."""
        return self._panes.active.state.cut.direction is DIRECTIONS[number]

    def toggle(self) -> None:
        """Lay the planes of the active series side by side, or show again what was there before."""
        if self.has_layout():
            self._lay_back()
        else:
            self._lay_out()

    def show_direction(self, number: int) -> None:
        """Show planes of one of `DIRECTIONS` in the active pane, through the point that is looked at."""
        pane = self._panes.active
        cut = replace(pane.state.cut, direction=DIRECTIONS[number], turn=Turn())
        if self._is_possible(cut):
            crosshair = self._session.crosshair
            change_cut(pane, cut, through=crosshair.point(pane.space) if crosshair.is_shown else None)
            pane.update(zoom=1.0, pan=None)

    def _lay_out(self) -> None:
        active, opened = self._panes.active, self._panes.active.opened
        if opened is None or not self._is_possible(Cut(Direction.AXIAL)):
            return
        panes = self._panes.all[: MPR_GRID.count]
        self._before = (self._panes.grid, active, tuple(_kept(pane) for pane in self._panes.all))
        state, source = replace(active.state, zoom=1.0, pan=None, lens=None), active.source_index
        starting_voi, drag_scale = active.starting_voi, active.drag_scale
        stack = active.stack_of(Cut())
        self._panes.set_grid(MPR_GRID)
        for pane, direction in zip(panes, _PLACES, strict=True):
            pane.starting_voi, pane.drag_scale = starting_voi, drag_scale
            self._session.set_opened(opened, pane)
            cut = Cut(direction)
            planes = pane.stack_of(cut)
            index = source
            if planes is not None and stack is not None and cut.is_mpr:
                index = planes.index_at(stack.frame(source).corners_lps_mm.mean(axis=0))
            pane.set_state(replace(state, cut=cut, index=index))
        self._panes.set_active(panes[0])
        self._crosshair.centre()
        self._session.crosshair.set_shown(True)

    def _lay_back(self) -> None:
        self._session.crosshair.set_shown(False)
        opened, before = self._panes.active.opened, self._before
        self._before = None
        if before is None or opened is None:
            for pane in self._panes.laid_out:
                pane.update(cut=Cut(), index=pane.source_index, zoom=1.0, pan=None)
            return
        grid, active, kept = before
        for pane, one in zip(self._panes.all, kept, strict=True):
            if one.opened is None:
                self._session.empty(pane)
                continue
            # What was open then may be there in a fuller value by now.
            same = next((each.opened for each in self._panes.all if each.shows(one.opened)), None)
            pane.starting_voi, pane.drag_scale = one.starting_voi, one.drag_scale
            self._session.set_opened(same or one.opened, pane)
            pane.set_state(one.state)
        self._panes.set_grid(grid)
        self._panes.set_active(active)

    def _on_studies_changed(self) -> None:
        """Keep no patient that was closed: neither in memory nor for the way back."""
        if not self._session.studies:
            self._before = None

    # How a plane lies on the screen

    def has_turn(self) -> bool:
        """Whether the picture of the active pane does not lie as it comes."""
        return not self._panes.active.state.cut.turn.is_none

    def turn(self, quarters: int) -> None:
        """Turn the picture of the active pane clockwise, by so many quarters."""
        self._set_turn(self._panes.active.state.cut.turn.turned(quarters))

    def mirror_across(self) -> None:
        """Exchange left and right in the active pane."""
        self._set_turn(self._panes.active.state.cut.turn.mirrored_across())

    def mirror_down(self) -> None:
        """Exchange top and bottom in the active pane."""
        self._set_turn(self._panes.active.state.cut.turn.mirrored_down())

    def reset_turn(self) -> None:
        """Show the picture of the active pane as it comes."""
        self._set_turn(Turn())

    def _set_turn(self, turn: Turn) -> None:
        pane = self._panes.active
        change_cut(pane, replace(pane.state.cut, turn=turn))

    # Slabs

    @property
    def slab(self) -> Slab | None:
        """What the active pane projects; None for the plane alone."""
        return self._panes.active.state.cut.slab

    def has_slab(self) -> bool:
        """Whether the active pane shows a slab."""
        return self.slab is not None

    def projects(self, number: int) -> bool:
        """Whether the slab of the active pane is one of `PROJECTIONS`."""
        return self.slab is not None and self.slab.projection is PROJECTIONS[number]

    def toggle_slab(self) -> None:
        """Project what lies around the plane of the active pane, as last time, or show the plane alone."""
        self._set_slab(None if self.slab is not None else self._slab)

    def slab_off(self) -> None:
        """Show the plane alone."""
        self._set_slab(None)

    def choose_projection(self, number: int) -> None:
        """Project by one of `PROJECTIONS`."""
        self._set_slab(replace(self.slab or self._slab, projection=PROJECTIONS[number]))

    def set_thickness(self, thickness_mm: float) -> None:
        """Make the slab so thick, within the limits."""
        low, high = THICKNESS_LIMITS_MM
        self._set_slab(replace(self.slab or self._slab, thickness_mm=min(max(thickness_mm, low), high)))

    def step_thickness(self, steps: int) -> None:
        """Make the slab thicker (positive) or thinner by steps; a plane alone becomes a slab, as last time."""
        slab = self.slab
        if slab is None:
            if steps > 0:
                self._set_slab(self._slab)
            return
        larger = [each for each in THICKNESSES_MM if each > slab.thickness_mm + 1e-6]
        smaller = [each for each in reversed(THICKNESSES_MM) if each < slab.thickness_mm - 1e-6]
        ways = larger if steps > 0 else smaller
        if ways:
            self.set_thickness(ways[min(abs(steps), len(ways)) - 1])

    def _set_slab(self, slab: Slab | None) -> None:
        pane = self._panes.active
        cut = replace(pane.state.cut, slab=slab)
        if self._is_possible(cut):
            self._slab = slab or self._slab
            pane.update(cut=cut)

    def _is_possible(self, cut: Cut) -> bool:
        """Tell whether the open series can be shown in a cut, and say why where it cannot."""
        opened = self._session.opened
        refused: GeometryError | None = None if opened is None else refusal(opened.volume, cut)
        if refused is not None:
            self.refused.emit(refused)
        return opened is not None and refused is None


def _kept(pane: Pane) -> _Kept:
    return _Kept(pane.opened, pane.state, pane.starting_voi, pane.drag_scale)
