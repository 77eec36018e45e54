"""Return, Backspace and Escape while something is drawn on a picture, or waits to be taken."""

from __future__ import annotations

from app.actions.actions import Actions
from app.state.session import Session
from app.ui.view_grid import ViewGrid


class DrawingKeys:
    """Hands the keys to what is drawn; each tells whether they were for it.

    With a tool in the hand that waits for them they are never for findings: one press too many would accept or reject.

    Parameters
    ----------
    grid
        Over whose active pane something is drawn.
    session
        Which tool is in the hand, and what waits.
    actions
        Take it.
    """

    def __init__(self, grid: ViewGrid, session: Session, actions: Actions) -> None:
        self._grid = grid
        self._session = session
        self._tools = actions.mask_tools
        self._boxes = actions.models.boxes
        self._proposals = actions.masks.proposals

    def conclude(self, *, clears: bool = False) -> bool:
        """Close what is drawn, or take what grew; ``clears`` to clear the mask there."""
        canvas = self._grid.active_view.canvas
        if canvas.annotating.is_drawing:
            canvas.annotating.close()
            return True
        if self._boxes.run() or self._proposals.take():
            return True
        canvas.outlining.close(clears=clears)
        self._tools.grow.take(clears)
        return self._waits

    def step_back(self) -> bool:
        """Take back the last corner."""
        canvas = self._grid.active_view.canvas
        if canvas.annotating.is_drawing:
            canvas.annotating.step_back()
            return True
        if self._proposals.step_back():
            return True
        canvas.outlining.step_back()
        return self._waits

    def cancel(self) -> bool:
        """Let go what is drawn, or what grew."""
        canvas = self._grid.active_view.canvas
        if canvas.annotating.cancel() or canvas.outlining.cancel():
            return True
        if self._boxes.cancel() or self._proposals.give_up():
            return True
        grew = self._session.editing.growth.growth is not None
        self._tools.grow.give_up()
        return grew

    @property
    def _waits(self) -> bool:
        return self._session.tools.tool.paints
