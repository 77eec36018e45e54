"""The tools of the mask editor beside the brush."""

from __future__ import annotations

from app.actions.brush_mask import BrushActions
from app.actions.grow_mask import GrowActions
from app.actions.island_mask import IslandActions
from app.actions.outline_mask import OutlineActions
from app.jobs.runner import JobRunner
from app.state.session import Session
from app.state.tool import Tool


class MaskToolActions:
    """What a reader can do with each of them.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    runner
        Does what takes long.
    brush
        Paints, by its rules.
    """

    def __init__(self, session: Session, runner: JobRunner, brush: BrushActions) -> None:
        self._session = session
        self._brush = brush
        self.outline = OutlineActions(session, brush)
        self.grow = GrowActions(session, runner, brush)
        self.island = IslandActions(session, runner, brush)

    def pick(self, row: float, column: float, with_shift: bool) -> None:
        """Do what the tool in the hand does at a pixel of the active pane."""
        if self._session.tools.tool is Tool.GROW:
            self.grow.seed(row, column)
        elif self._session.tools.tool is Tool.ISLAND:
            self.island.pick(row, column, with_shift)

    def step_size(self, steps: int) -> None:
        """Take the next larger (1) or smaller (-1) brush or, where something grows, tolerance."""
        if self._session.tools.tool is Tool.GROW:
            self.grow.step_tolerance(steps)
        else:
            self._brush.step_radius(steps)
