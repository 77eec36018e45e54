"""What the brush does over one pane: it paints where the mask that is edited is seen."""

from __future__ import annotations

from app.imaging.cut_stack import CutStack
from app.imaging.masks.grid_facts import is_even
from app.state.mask_editing import EditedMask
from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import Tool
from app.ui.brush_mouse import BrushMouse, BrushPen


class BrushLayer:
    """Gives the mouse of a pane its brush.

    Parameters
    ----------
    session
        Which mask is edited, and with what.
    pane
        Whose plane is shown.
    mouse
        Of its canvas.
    """

    def __init__(self, session: Session, pane: Pane, mouse: BrushMouse) -> None:
        self._session = session
        self._pane = pane
        self._mouse = mouse

    def show_plane(self, stack: CutStack | None, ratio: float, *, hidden: bool) -> None:
        """Take the plane that is shown, None for none; nothing is painted where masks are hidden."""
        self._mouse.show(None if stack is None or hidden else self._pen(stack, ratio))

    def _pen(self, stack: CutStack, ratio: float) -> BrushPen | None:
        tool, mask = self._session.tools.tool, paintable(self._session, self._pane, stack)
        if mask is None or not tool.strokes:
            return None
        radius = self._session.editing.brush.radius_mm
        radius_px = radius / stack.pixel_mm[0], radius / stack.pixel_mm[1]
        return BrushPen(radius_px, tool is Tool.ERASER, ratio)


def paintable(session: Session, pane: Pane, stack: CutStack) -> EditedMask | None:
    """Return the mask that is edited where a press over a pane would change it; None where it would not."""
    editing, opened = session.editing, pane.opened
    mask = editing.mask
    if mask is None or editing.is_busy or opened is None:
        return None
    if session.panes.active is not pane:
        # A press in another pane only makes it the active one: a ring there would promise a stroke.
        return None
    if opened.volume.source_id != mask.volume.source_id or not (stack.is_source or is_even(mask.volume)):
        return None
    layer = session.reading_of(opened).layer_of(mask.finding)
    return mask if layer is not None and layer.is_shown else None
