"""What other panes mark in the picture of a pane: lines of the crosshair, and the reference line of the active one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.imaging.cut_stack import CutStack
from app.imaging.plane_frame import PlaneFrame, Vector
from app.imaging.plane_lines import Line, are_parallel, line_through, reference_line
from app.state.pane import Pane
from app.state.session import Session


@dataclass(frozen=True)
class CrossLine:
    """The plane of another pane in a picture.

    Parameters
    ----------
    number
        Of that pane; it has its colour.
    line
        From edge to edge of the picture, (row, column).
    slab
        The two faces of its slab, where it has one.
    can_turn
        Whether it is a plane of the patient, which can be turned.
    """

    number: int
    line: Line
    slab: tuple[Line, ...]
    can_turn: bool


@dataclass(frozen=True)
class PlaneMarks:
    """All that other panes mark in a picture.

    Parameters
    ----------
    centre
        (row, column) of the point that all look at; None without a crosshair.
    lines
        Of the crosshair, without those of planes that are parallel to the picture.
    references
        (number of the pane, where its picture cuts this one).
    """

    centre: tuple[float, float] | None = None
    lines: tuple[CrossLine, ...] = ()
    references: tuple[tuple[int, Line], ...] = ()


NO_MARKS = PlaneMarks()


def made_of(session: Session, pane: Pane) -> tuple[object, ...]:
    """Return all that `plane_marks` follows from for a pane of the grid, to compare: while it is equal, they are."""
    panes, crosshair = session.panes, session.crosshair
    return (
        pane.number,
        pane.space,
        panes.active.number,
        session.links.links.lines,
        crosshair.is_shown,
        crosshair.point(pane.space),
        *((each.number, each.space, each.stack, each.index, each.state.cut.is_mpr) for each in panes.laid_out),
    )


def plane_marks(session: Session, pane: Pane) -> PlaneMarks:
    """Find what other panes of the grid mark in the picture of a pane."""
    space, stack = pane.space, pane.stack
    if space is None or stack is None:
        return NO_MARKS
    panes = session.panes
    frame = stack.frame(pane.index)
    others = [each for each in panes.laid_out if each is not pane and each.space == space and each.stack is not None]
    crosshair = session.crosshair
    point = crosshair.point(space) if crosshair.is_shown else None
    lines: tuple[CrossLine, ...] = ()
    centre: tuple[float, float] | None = None
    if point is not None:
        row, column = frame.to_pixel(point).tolist()
        centre = (row, column)
        lines = tuple(line for each in _joined(others) if (line := _cross_line(frame, each, point)) is not None)
    return PlaneMarks(centre, lines, _references(session, pane, frame, {line.number for line in lines}))


def _joined(others: list[Pane]) -> list[Pane]:
    """Leave out slices where another pane shows planes of the patient along them: two lines would lie on each other."""
    kept: list[Pane] = []
    for each in others:
        planes = [other.stack for other in others if other is not each and other.state.cut.is_mpr]
        stack = each.stack
        is_double = not each.state.cut.is_mpr and stack is not None and _runs_along(stack, planes)
        if not is_double:
            kept.append(each)
    return kept


def _runs_along(stack: CutStack, others: list[CutStack | None]) -> bool:
    return any(other is not None and are_parallel(stack.normal_lps, other.normal_lps) for other in others)


def _cross_line(frame: PlaneFrame, other: Pane, point: Vector) -> CrossLine | None:
    stack = other.stack
    if stack is None:
        return None
    normal = stack.normal_lps
    away = stack.distance_mm(other.index, point)
    on_plane = np.array(point) - away * normal
    line = line_through(frame, on_plane, normal)
    if line is None:
        return None
    slab = stack.cut.slab
    faces: tuple[Line, ...] = ()
    if slab is not None:
        halves = (on_plane + normal * slab.thickness_mm / 2, on_plane - normal * slab.thickness_mm / 2)
        faces = tuple(face for each in halves if (face := line_through(frame, each, normal)) is not None)
    return CrossLine(other.number, line, faces, other.state.cut.is_mpr)


def _references(session: Session, pane: Pane, frame: PlaneFrame, drawn: set[int]) -> tuple[tuple[int, Line], ...]:
    """Find the reference line of the active pane, unless the crosshair has its line already."""
    active = session.panes.active
    if not session.links.links.lines or active is pane or active.space != pane.space or active.number in drawn:
        return ()
    if active not in session.panes.laid_out or active.stack is None:
        return ()
    if session.crosshair.is_shown and session.crosshair.point(pane.space) is not None and _is_joined(session, active):
        return ()
    line = reference_line(frame, active.stack.frame(active.index))
    return () if line is None else ((active.number, line),)


def _is_joined(session: Session, active: Pane) -> bool:
    """Whether a line of the crosshair stands for the slices of the active pane."""
    others = [each for each in session.panes.laid_out if each.space == active.space and each is not active]
    planes = [each.stack for each in others if each.state.cut.is_mpr]
    return not active.state.cut.is_mpr and active.stack is not None and _runs_along(active.stack, planes)
