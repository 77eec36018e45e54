"""Another cut in a pane: the place that is looked at stays in the middle."""

from __future__ import annotations

from dataclasses import replace

from app.imaging.cut import Cut
from app.imaging.plane_frame import Vector
from app.imaging.screen import place
from app.state.pane import Pane


def scale_per_mm(pane: Pane) -> float:
    """Tell how many device pixels a millimetre of the picture has; 0 without one."""
    stack = pane.stack
    if stack is None:
        return 0.0
    geometry = place(stack.shape_px, stack.pixel_mm, pane.area_px, zoom=pane.state.zoom, pan=pane.state.pan)
    return geometry.row_scale / stack.pixel_mm[0]


def zoom_for(pane: Pane, per_mm: float, cut: Cut) -> float:
    """Tell which zoom gives a millimetre so many device pixels."""
    stack = pane.stack_of(cut)
    if stack is None or per_mm <= 0:
        return pane.state.zoom
    fitted = place(stack.shape_px, stack.pixel_mm, pane.area_px)
    return per_mm * stack.pixel_mm[0] / fitted.row_scale


def middle_of(pane: Pane) -> Vector | None:
    """Return the point in the middle of the pane, LPS mm; None without a picture."""
    stack = pane.stack
    if stack is None:
        return None
    rows, columns = stack.shape_px
    pan = pane.state.pan or ((rows - 1) / 2, (columns - 1) / 2)
    x, y, z = stack.frame(pane.index).to_lps_mm(pan).tolist()
    return x, y, z


def change_cut(pane: Pane, cut: Cut, *, through: Vector | None = None, keeps_scale: bool = False) -> None:
    """Show a pane in another cut.

    Parameters
    ----------
    pane
        Which one; without a series nothing happens.
    cut
        The choice.
    through
        Point of the patient that the plane shown runs through; the one in the middle of the pane where None.
    keeps_scale
        Whether a picture that fits the pane keeps its scale, and does not fit any more; for a movement of many small
        changes.
    """
    state, stack, middle, other = pane.state, pane.stack, middle_of(pane), pane.stack_of(cut)
    if stack is None or other is None or middle is None:
        return
    index = pane.index
    if not (stack.cut.direction is cut.direction and stack.cut.axes == cut.axes):
        index = other.index_at(middle if through is None else through)
    if state.zoom == 1.0 and state.pan is None and not keeps_scale:
        pane.set_state(replace(state, cut=cut, index=index))
        return
    row, column = other.frame(index).to_pixel(middle).tolist()
    zoom = zoom_for(pane, scale_per_mm(pane), cut)
    pane.set_state(replace(state, cut=cut, index=index, zoom=zoom, pan=(row, column)))
