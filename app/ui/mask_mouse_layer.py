"""What the mouse does to the mask that is edited over one pane, and what would grow there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.imaging.contours import contours
from app.imaging.cut_stack import CutStack
from app.imaging.labels import Colour
from app.imaging.masks.live_wire import Limits
from app.imaging.screen import ScreenGeometry
from app.imaging.window import Voi, Window
from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import Tool
from app.ui.brush_layer import BrushLayer, paintable
from app.ui.outline_mouse import OutlinePen
from app.ui.overlay_item import Outline
from app.ui.slice_canvas import SliceCanvas

_TO_WHITE = 0.45
"""What would grow is so much lighter than the mask that it would be added to."""


class MaskMouseLayer(QObject):
    """Gives the mouse of a pane its tools of the mask.

    Parameters
    ----------
    session
        Which mask is edited, and with what.
    pane
        Whose plane is shown.
    canvas
        Of it.
    """

    def __init__(self, session: Session, pane: Pane, canvas: SliceCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._canvas = canvas
        self._brush = BrushLayer(session, pane, canvas.brushing)
        self._stack: CutStack | None = None
        self._shown: object = None
        self._place: object = None
        session.editing.growth.growth_changed.connect(self._show_growth)

    def show_plane(self, stack: CutStack | None, geometry: ScreenGeometry | None, *, hidden: bool) -> None:
        """Take the plane that is shown, None for none, and where; nothing is done where masks are hidden."""
        canvas, session = self._canvas, self._session
        self._stack = None if hidden else stack
        self._brush.show_plane(stack, canvas.ratio, hidden=hidden)
        tool = session.tools.tool
        mask = None if self._stack is None else paintable(session, self._pane, self._stack)
        pen: OutlinePen | None = None
        if mask is not None and self._stack is not None and tool.outlines:
            limits = None if mask.volume.is_colour else seen_values(self._pane.state.voi)
            pen = OutlinePen(self._stack, self._pane.index, tool is Tool.LIVE_WIRE, limits)
        canvas.outlining.show(pen, (session.editing.mask, tool), geometry, canvas.ratio)
        is_grey = mask is not None and not mask.volume.is_colour
        canvas.picking.show(picks=(tool is Tool.ISLAND and mask is not None) or (tool is Tool.GROW and is_grey))
        place = geometry, canvas.ratio
        if place != self._place:
            self._place = place
            canvas.growth.show_geometry(geometry, canvas.ratio)
        self._show_growth()

    def _show_growth(self) -> None:
        """Draw what would grow on the plane, as a draft."""
        self._canvas.picking.lend_wheel(self._session.editing.growth.growth is not None)
        mask, growth, stack = self._session.editing.mask, self._session.editing.growth.growth, self._stack
        opened, index = self._pane.opened, self._pane.index
        if mask is None or opened is None or opened.volume.source_id != mask.volume.source_id:
            growth = None
        key = (growth, stack, index)
        if key == self._shown:
            return
        self._shown = key
        if growth is None or growth.region is None or stack is None or mask is None:
            self._canvas.growth.show_outlines(())
            return
        lines = contours(stack.mask(growth.mask, index))
        outline = Outline(lines, lighter(mask.colour), opacity=1.0, filled=True, draft=True)
        self._canvas.growth.show_outlines((outline,) if lines else ())


def seen_values(voi: Voi | None) -> Limits | None:
    """Tell beyond which values a window shows no difference; None where it does everywhere."""
    if not isinstance(voi, Window):
        return None
    return voi.centre - voi.width / 2, voi.centre + voi.width / 2


def lighter(colour: Colour) -> Colour:
    """Give the colour of what would be added to a mask."""
    red, green, blue = (round(each + (255 - each) * _TO_WHITE) for each in colour)
    return red, green, blue
