"""Keeps the box that a model asks for over the picture of one pane."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont

from ai.inference.box_limits import usual_sides_mm
from app.imaging.cut_stack import CutStack
from app.imaging.grid_box import faces_on_plane, plane_indices
from app.imaging.masks.grid_facts import is_even
from app.imaging.screen import ScreenGeometry
from app.state.box_prompt import BoxAsked
from app.state.pane import Pane
from app.state.session import Session
from app.ui.box_prompt_item import BoxHint, BoxPromptItem
from app.ui.box_prompt_mouse import BoxPromptMouse, BoxScene
from app.ui.refresh import Refresh
from app.ui.spoken import spoken


class BoxPromptLayer(QObject):
    """Follows the question, and shows what of the box lies on the plane.

    Parameters
    ----------
    session, pane
        What is asked for, and whose picture.
    item, mouse
        Of the canvas of the pane.
    """

    def __init__(
        self, session: Session, pane: Pane, item: BoxPromptItem, mouse: BoxPromptMouse, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panes = session.panes
        self._pane = pane
        self._prompt = session.tools.box_prompt
        self._item = item
        self._mouse = mouse
        self._plane: tuple[CutStack, int] | None = None
        self._refresh = Refresh(self.refresh, self, at_once=True)
        self._prompt.prompt_changed.connect(self._refresh.soon)

    def show_plane(
        self, stack: CutStack | None, index: int, geometry: ScreenGeometry | None, ratio: float, font: QFont
    ) -> None:
        """Take the plane that is shown and where it lies; None for none."""
        self._plane = None if stack is None else (stack, index)
        self._item.show_geometry(geometry, ratio, font)
        self.refresh()

    def refresh(self) -> None:
        """Draw the box as it is now."""
        asked = self._prompt.asked
        if asked is None or self._plane is None or self._plane[0].volume.source_id != asked.volume.source_id:
            self._mouse.show(None)
            if self._item.hint is not None:
                self._item.show_box((), None)
            return
        stack, index = self._plane
        if not is_even(asked.volume):
            return
        plane = plane_indices(stack, index)
        self._mouse.show(BoxScene(asked.volume, plane, asked.box, usual_sides_mm(asked.card, asked.volume)))
        self._item.show_box(() if asked.box is None else faces_on_plane(asked.box, plane), self._hint(asked))

    def _hint(self, asked: BoxAsked) -> BoxHint:
        if self._panes.active is not self._pane:
            return BoxHint("", size_text(asked))
        if asked.box is None:
            todo = self.tr("{model}: drag a box around it. Return runs, Esc cancels.")
            return BoxHint(todo.format(model=asked.card.title))
        if asked.refusal:
            todo = self.tr("Drag its edges on any plane. Esc cancels.")
        else:
            todo = self.tr("Drag its edges on any plane. Return runs, Esc cancels.")
        return BoxHint(todo, size_text(asked), spoken(asked.refusal))


def size_text(asked: BoxAsked) -> str:
    """Sides from right to left, front to back and up, in mm."""
    if asked.box is None:
        return ""
    x, y, z = asked.box.placed(asked.volume).sides_xyz_mm
    return f"{x:.0f} × {y:.0f} × {z:.0f} mm"
