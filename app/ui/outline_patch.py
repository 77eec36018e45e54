"""Outlines near what a movement of a stroke changed: no more of the plane is looked at."""

from __future__ import annotations

from app.imaging.contours import Polyline, contours
from app.imaging.cut_stack import CutStack
from app.imaging.plane_frame import Part
from app.state.reading import Reading


def lines_near(
    before: Reading, now: Reading, stack: CutStack, index: int, near: Part
) -> dict[int, tuple[Polyline, ...]] | None:
    """Find the outlines of masks that were painted, in a part of a plane.

    Parameters
    ----------
    before, now
        What is filed under the series, until the movement and since: the same layers, drawn in the same way.
    stack, index
        Which plane.
    near
        Part of it. Where a mask goes on beyond, its outline is closed along the border of the part.

    Returns
    -------
    dict[int, tuple[Polyline, ...]] | None
        Lines as `app.ui.overlay_item.Outline` has them, by the place of their structure among those that are shown;
        None where an outline hung on more than voxels: then all of it is another one.
    """
    found: dict[int, tuple[Polyline, ...]] = {}
    pairs = [(was, layer) for was, layer in zip(before.drawn, now.drawn, strict=True) if layer.is_shown]
    for number, (was, layer) in enumerate(pairs):
        if layer is was:
            continue
        if any(each.structure.probability is not None or each.structure.votes is not None for each in (was, layer)):
            return None
        mask = stack.labels(layer.structure.labelled, index, part=near) == layer.structure.value
        corner = near[0].start, near[1].start
        found[number] = tuple(line + corner for line in contours(mask))
    return found
