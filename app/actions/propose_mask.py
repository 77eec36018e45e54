"""Strokes over what belongs to the mask that is edited, and over what does not: what follows is proposed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.actions.brush_mask import BrushActions
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region, merged
from app.imaging.masks.scribble import Strokes, proposed
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.proposal import Hint
from app.state.session import Session
from app.state.tool import Tool

PROPOSAL_KEY = "propose a mask"
"""Of the job: another one replaces it."""

_LEAST_MM = 1.0
"""Radius of a stroke; a pixel where pixels are larger."""


@dataclass(frozen=True, eq=False)
class _Spot:
    """Where on which plane the pen is."""

    plane: tuple[object, int]
    point_lps_mm: npt.NDArray[np.float64]
    normal_lps: npt.NDArray[np.float64]


class ProposeActions(QObject):
    """What a reader can do with a proposal for the mask that is edited.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    runner
        Makes proposals.
    brush
        Tells of the step when one is taken.
    """

    def __init__(self, session: Session, runner: JobRunner, brush: BrushActions) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._proposal = session.editing.proposal
        self._runner = runner
        self._brush = brush
        self._last: _Spot | None = None
        self._drawn: list[Region] = []
        self._is_inside = True
        self._tool = session.tools.tool
        session.tools.tool_changed.connect(self._on_tool_changed)

    def press(self, row: float, column: float, is_outside: bool) -> None:
        """Begin a stroke at a pixel of the active pane, over what belongs to the structure or over what does not."""
        self._last, self._drawn, self._is_inside = None, [], not is_outside
        self.move(row, column)

    def move(self, row: float, column: float) -> None:
        """Go on with a stroke."""
        mask, spot = self._editing.mask, self._spot(row, column)
        if mask is None or spot is None or self._editing.is_busy:
            return
        last = spot if self._last is None or self._last.plane != spot.plane else self._last
        self._last = spot
        region = stroke(
            Brush(max(_LEAST_MM, *(mm / 2 for mm in mask.volume.spacing_mm[1:]))),
            last.point_lps_mm,
            spot.point_lps_mm,
            normal_lps=spot.normal_lps,
            affine_lps=mask.volume.affine_lps,
            shape=mask.volume.shape,
        )
        if region is not None:
            former = self._proposal.hints[: -1 if self._drawn else None]
            self._drawn.append(region)
            self._proposal.set_hints((*former, Hint(merged(self._drawn), self._is_inside)))

    def release(self) -> None:
        """End a stroke; with one of each side something is proposed."""
        was_drawn, self._last, self._drawn = bool(self._drawn), None, []
        if was_drawn:
            self._propose()

    def step_back(self) -> bool:
        """Forget the last hint; tells whether there was one."""
        hints = self._proposal.hints
        if not hints:
            return False
        self._runner.cancel_key(PROPOSAL_KEY)
        self._proposal.set_hints(hints[:-1])
        if self._session.tools.tool is Tool.SCRIBBLE:
            self._propose()
        self._proposal.taken_back.emit()
        return True

    def take(self) -> bool:
        """Mark what is proposed, in one step; tells whether anything was said or proposed."""
        mask, region = self._editing.mask, self._proposal.region
        if mask is None or not self._proposal.hints:
            return False
        if region is None or self._proposal.is_under_way or self._editing.is_busy:
            return True
        self.give_up()
        self._brush.paint(region, Deed.MARK, reckoned=True)
        return True

    def give_up(self) -> bool:
        """Let hints and proposal go; tells whether there were any."""
        had_any = bool(self._proposal.hints)
        self._runner.cancel_key(PROPOSAL_KEY)
        self._proposal.clear()
        return had_any

    def _propose(self) -> None:
        """Make a proposal of the strokes; the former one is seen until then."""
        mask = self._editing.mask
        if mask is None or mask.volume.is_colour:
            return
        if not self._proposal.has_both:
            self._proposal.set_region(None)
            return
        self._proposal.await_region()
        self._runner.start(
            say("Growing from the strokes"),
            proposal_of,
            mask,
            strokes_of(self._proposal.hints),
            lane=Lane.VIEW,
            key=PROPOSAL_KEY,
            on_done=self._on_proposed,
            on_stopped=self._on_stopped,
        )

    def _on_proposed(self, found: tuple[EditedMask, Region | None]) -> None:
        mask, region = found
        if mask is self._editing.mask and self._proposal.has_both:
            self._proposal.set_region(region)

    def _on_stopped(self) -> None:
        self._proposal.set_region(None)

    def _on_tool_changed(self) -> None:
        """Begin anew with another tool: what was said to one means nothing to the other."""
        tool = self._session.tools.tool
        if tool is not self._tool:
            self._tool = tool
            self.give_up()

    def _spot(self, row: float, column: float) -> _Spot | None:
        """Find where in the patient a pixel of the active pane is; None where that pane shows something else."""
        mask, pane = self._editing.mask, self._session.panes.active
        opened, stack = pane.opened, pane.stack
        if mask is None or opened is None or stack is None or opened.volume.source_id != mask.volume.source_id:
            return None
        volume, index = mask.volume, pane.index
        if stack.is_source:
            point = volume.to_lps_mm(np.array(stack.voxel_at(index, row, column)))
            normal = np.cross(volume.affine_lps[:3, 2], volume.affine_lps[:3, 1])
            return _Spot((stack, index), point, normal / np.linalg.norm(normal))
        if not is_even(volume):
            return None
        frame = stack.frame(index)
        return _Spot((stack, index), frame.to_lps_mm((row, column)), frame.normal_lps)


def strokes_of(hints: tuple[Hint, ...]) -> Strokes:
    """Sort strokes by their side."""
    return Strokes(
        tuple(each.region for each in hints if each.is_inside),
        tuple(each.region for each in hints if not each.is_inside),
    )


def proposal_of(mask: EditedMask, strokes: Strokes, *, progress: Progress = silent) -> tuple[EditedMask, Region | None]:
    """Make a proposal; see `app.imaging.masks.scribble.proposed`."""
    return mask, proposed(mask.volume.voxels, strokes, mask.volume.spacing_mm, progress=progress)
