"""Keeps hints and proposal for the mask that is edited over the picture of one pane."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.imaging.block_on_plane import block_on_plane, joined_block
from app.imaging.cut_stack import CutStack
from app.imaging.grid_box import plane_indices
from app.imaging.masks.grid_facts import is_even
from app.imaging.screen import ScreenGeometry
from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import Tool
from app.ui.proposal_item import PROPOSED, SAID_INSIDE, SAID_OUTSIDE, ProposalItem
from app.ui.proposal_mouse import ProposalMouse
from app.ui.refresh import Refresh


class ProposalLayer(QObject):
    """Follows what is said and proposed.

    Parameters
    ----------
    session, pane
        Which mask is edited, and whose plane is shown.
    item, mouse
        Of the canvas of the pane.
    """

    def __init__(self, session: Session, pane: Pane, item: ProposalItem, mouse: ProposalMouse, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self._item = item
        self._mouse = mouse
        self._plane: tuple[CutStack, int] | None = None
        self._refresh = Refresh(self.refresh, self, at_once=True)
        session.editing.proposal.proposal_changed.connect(self._refresh.soon)

    def show_plane(
        self, stack: CutStack | None, index: int, geometry: ScreenGeometry | None, ratio: float, *, hidden: bool
    ) -> None:
        """Take the plane that is shown and where it lies; nothing is said where masks are hidden."""
        self._plane = None if stack is None or hidden else (stack, index)
        self._item.show_geometry(geometry, ratio)
        self._mouse.show(None if self._plane is None else self._tool(self._plane[0]))
        self.refresh()

    def refresh(self) -> None:
        """Draw what is said and proposed by now."""
        proposal, mask = self._session.editing.proposal, self._session.editing.mask
        if self._plane is None or mask is None or not proposal.hints:
            self._item.show_plane(None)
            return
        stack, index = self._plane
        if stack.volume.source_id != mask.volume.source_id or not (stack.is_source or is_even(mask.volume)):
            self._item.show_plane(None)
            return
        parts = [] if proposal.region is None else [(proposal.region.low, proposal.region.inside, PROPOSED)]
        for each in proposal.hints:
            parts.append((each.region.low, each.region.inside, SAID_INSIDE if each.is_inside else SAID_OUTSIDE))
        block, low = joined_block(parts)
        shown = block_on_plane(block, low, plane_indices(stack, index), stack.shape_px)
        if shown is None:
            self._item.show_plane(None)
        else:
            self._item.show_plane(*shown)

    def _tool(self, stack: CutStack) -> Tool | None:
        editing, tool, opened = self._session.editing, self._session.tools.tool, self._pane.opened
        mask = editing.mask
        if mask is None or not tool.proposes or editing.is_busy or opened is None:
            return None
        if self._session.panes.active is not self._pane or opened.volume.source_id != mask.volume.source_id:
            return None
        return tool if stack.is_source or is_even(mask.volume) else None
