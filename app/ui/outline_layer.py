"""Outlines of marked structures in one pane: found bit by bit, what is there is shown at once."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.imaging.cut_stack import CutStack
from app.imaging.part_on_plane import part_on_plane, widened_part
from app.state.painted import Painted
from app.state.reading import Reading
from app.ui.outline_finder import OutlineFinder
from app.ui.outline_patch import lines_near
from app.ui.overlay_item import OverlayItem
from app.ui.refresh import Refresh
from app.ui.turn_budget import this_turn


class OutlineLayer(QObject):
    """Shows what differs in the item of a canvas.

    Parameters
    ----------
    item
        Of the canvas.
    """

    def __init__(self, item: OverlayItem, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._finder = OutlineFinder()
        self._stack: CutStack | None = None
        self._wanted: tuple[Reading, int] | None = None
        self._shown: object = None
        self._plane: tuple[CutStack | None, int] | None = None
        self._more = Refresh(self._find_and_draw, self)

    @property
    def is_complete(self) -> bool:
        """Whether all outlines are there."""
        return self._shown is not None or self._wanted is None

    def show_nothing(self) -> None:
        """Take everything away."""
        self.show_stack(None)
        self._wanted = self._shown = self._plane = None
        self._item.show_outlines(())

    def show_stack(self, stack: CutStack | None) -> None:
        """Take other planes."""
        self._stack = stack
        self._finder.show_stack(stack)

    def show_plane(self, reading: Reading, index: int, *, hidden: bool) -> None:
        """Show what is drawn on a plane; nothing where everything of AI is hidden, or the picture is in a hurry.

        Where the picture stays and only what is drawn on it differs, panes follow one after the other: a hundred
        structures take 13 ms to draw, and four panes at once would hold the window up.
        """
        key = (reading.layers, self._stack, index, hidden)
        if key == self._shown and not self._item.is_outdated:
            return
        if hidden:
            self._wanted, self._shown = None, key
            self._item.show_outlines(())
            return
        self._wanted, self._shown = (reading, index), None
        before, self._plane = self._plane, (self._stack, index)
        if before == self._plane and not self._item.is_outdated:
            self._more.soon()
        else:
            self._find()

    def show_painted(self, painted: Painted, reading: Reading, index: int, *, hidden: bool) -> None:
        """Show at once what a movement of a stroke changed on the plane, and look at nothing else of it."""
        before, now = ((each.layers, self._stack, index, hidden) for each in (painted.before, reading))
        if not hidden and before == self._shown and self._patch(painted, reading, index):
            self._wanted, self._shown = (reading, index), now
        else:
            self.show_plane(reading, index, hidden=hidden)

    def _patch(self, painted: Painted, reading: Reading, index: int) -> bool:
        """Draw what differs; False where more has to be drawn than that."""
        stack = self._stack
        if stack is None:
            return False
        part = part_on_plane(stack, index, painted.box)
        if part is None:
            return True
        near = widened_part(part, self._item.reach, stack.shape_px)
        lines = lines_near(painted.before, reading, stack, index, near)
        return lines is not None and self._item.patch(lines, part)

    def settle(self) -> None:
        """Show all of them at once, however long that takes."""
        while not self.is_complete:
            this_turn().renew()
            self._find()

    def _find_and_draw(self) -> None:
        self._find()
        self._item.draw_now()

    def _find(self) -> None:
        """Find some more, the others in the next turns."""
        if self._wanted is None or self._shown is not None:
            return
        reading, index = self._wanted
        outlines, is_complete = self._finder.outlines(reading, index, this_turn().end_s)
        if is_complete:
            self._shown = (reading.layers, self._stack, index, False)
        else:
            self._more.soon()
        if is_complete or not self._item.is_patched:
            # What a stroke drew stays until its outlines are found.
            self._item.show_outlines(outlines)
