"""The crosshair: panes that show the same space of a patient look at the same point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from app.actions.change_cut import change_cut
from app.imaging.cut import MprAxes
from app.imaging.cut_turn import vector
from app.imaging.plane_frame import Vector
from app.imaging.screen import place
from app.state.pane import Pane
from app.state.session import Session


class CrosshairActions(QObject):
    """What a reader can do with the crosshair; gestures are those in the active pane.

    Parameters
    ----------
    session
        What is open; its crosshair is moved, and its panes follow.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._panes = session.panes
        self._crosshair = session.crosshair
        self._followers = tuple(_Follower(pane, self) for pane in session.panes.all)
        session.crosshair.crosshair_changed.connect(self._look_at_points)
        session.panes.grid_changed.connect(self._look_at_points)

    def makes_sense(self) -> bool:
        """Whether the active pane tells places of the patient."""
        return self._panes.active.space is not None

    def has_crosshair(self) -> bool:
        """Whether it is drawn."""
        return self._crosshair.is_shown

    def is_turned(self) -> bool:
        """Whether planes of the active space are turned."""
        return any(pane.state.cut.is_oblique for pane in self._members(self._panes.active.space))

    def toggle(self) -> None:
        """Show or hide the crosshair; a new one stands in the middle of the active pane."""
        if not self._crosshair.is_shown:
            self.centre()
        self._crosshair.set_shown(not self._crosshair.is_shown)

    def centre(self) -> None:
        """Give the space of the active pane a point where it has none: the middle of its picture."""
        pane = self._panes.active
        space, stack = pane.space, pane.stack
        if space is not None and stack is not None and self._crosshair.point(space) is None:
            self._crosshair.move(space, vector(stack.frame(pane.index).corners_lps_mm.mean(axis=0)))

    def jump(self, row: float, column: float) -> None:
        """Have all panes look at a pixel of the active one."""
        pane = self._panes.active
        if pane.space is None or pane.stack is None:
            return
        frame = pane.stack.frame(pane.index)
        rows, columns = frame.shape_px
        at = (min(max(row, 0.0), rows - 1.0), min(max(column, 0.0), columns - 1.0))
        self._crosshair.move(pane.space, vector(frame.to_lps_mm(at)))
        self._crosshair.set_shown(True)

    def drag_line(self, number: int, row: float, column: float) -> None:
        """Move the plane of the pane ``number``, from 0, until its line in the active pane runs through a pixel."""
        active, other = self._panes.active, self._panes.all[number]
        space, point = active.space, self._crosshair.point(active.space)
        if point is None or space is None or active.stack is None or other.stack is None:
            return
        frame, normal = active.stack.frame(active.index), other.stack.normal_lps
        wanted = float((frame.to_lps_mm((row, column)) - np.array(point)) @ normal)
        # Within the active picture: its own plane stays where it is.
        towards = normal - float(normal @ frame.normal_lps) * frame.normal_lps
        across = float(towards @ normal)
        if across > 0:
            self._crosshair.move(space, vector(np.array(point) + towards * (wanted / across)))

    def turn(self, degrees: float) -> None:
        """Turn the planes of the other panes about the crosshair, clockwise in the picture of the active pane."""
        active = self._panes.active
        point = self._crosshair.point(active.space)
        if point is None or active.stack is None:
            return
        # Right-handed about the direction of sight leads from the right of a picture to its bottom: clockwise.
        normal = active.stack.frame(active.index).normal_lps
        self._set_axes(active.space, self._axes(active.space).turned(normal, degrees, point))

    def reset_axes(self) -> None:
        """Lay the planes along the patient again."""
        self._set_axes(self._panes.active.space, MprAxes())

    def follow(self, pane: Pane) -> None:
        """Bring point and pane together: a scroll in the active pane moves the point, other panes go to it."""
        stack, point = pane.stack, self._crosshair.point(pane.space)
        if not self._crosshair.is_shown or stack is None or point is None or pane not in self._panes.laid_out:
            return
        if stack.index_at(point) == pane.index:
            return
        if pane is self._panes.active and pane.space is not None:
            away = stack.distance_mm(pane.index, point)
            self._crosshair.move(pane.space, vector(np.array(point) - away * stack.normal_lps))
        else:
            _look_at(pane, point)

    def _members(self, space: str | None) -> Iterator[Pane]:
        """List the panes of the grid that tell places in a space."""
        for pane in self._panes.laid_out:
            if space is not None and pane.space == space:
                yield pane

    def _axes(self, space: str | None) -> MprAxes:
        """Return how far the planes of a space are turned."""
        turned = (pane.state.cut.axes for pane in self._members(space) if pane.state.cut.is_mpr)
        return next(turned, MprAxes())

    def _set_axes(self, space: str | None, axes: MprAxes) -> None:
        """Turn all planes of the patient in a space; what is in the middle of each pane stays there."""
        point = self._crosshair.point(space)
        for pane in self._members(space):
            cut = replace(pane.state.cut, axes=axes)
            stack = pane.stack_of(cut)
            if stack is not None and cut.is_mpr and cut != pane.state.cut:
                change_cut(pane, cut, through=point, keeps_scale=stack.is_oblique)
                if not axes.is_turned:
                    pane.update(zoom=1.0, pan=None)

    def _look_at_points(self) -> None:
        """Bring every pane to the point of its space."""
        if not self._crosshair.is_shown:
            return
        for pane in self._panes.laid_out:
            point = self._crosshair.point(pane.space)
            if point is not None:
                _look_at(pane, point)


class _Follower(QObject):
    """Tells whose view changed."""

    def __init__(self, pane: Pane, actions: CrosshairActions) -> None:
        super().__init__(actions)
        self._pane = pane
        self._actions = actions
        pane.view_changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        self._actions.follow(self._pane)


def _look_at(pane: Pane, point: Vector) -> None:
    """Show the plane through a point, and the point itself where the picture is larger than the pane."""
    stack = pane.stack
    if stack is None:
        return
    index, state = stack.index_at(point), pane.state
    row, column = stack.frame(index).to_pixel(point).tolist()
    geometry = place(stack.shape_px, stack.pixel_mm, pane.area_px, zoom=state.zoom, pan=state.pan)
    x, y = geometry.to_screen(row, column)
    is_seen = 0 <= x < geometry.pane_width_px and 0 <= y < geometry.pane_height_px
    if is_seen or not geometry.holds(row, column):
        pane.update(index=index)
    else:
        pane.update(index=index, pan=(row, column))
