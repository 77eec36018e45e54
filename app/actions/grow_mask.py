"""Growing from a place in the mask that is edited: shown first, marked when the reader takes it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.actions.brush_mask import BrushActions
from app.actions.mask_place import mask_place
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.grow import OnPlane, grown
from app.imaging.masks.paint import Deed
from app.imaging.masks.tolerance import nearest_step, tissue_at, tolerance_steps
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.mask_growth import Growth, GrowthChoice
from app.state.session import Session
from app.state.tool import Tool

_KEY = "grow in the mask"

_HARD_VALUES = (-np.inf, np.inf)


class GrowActions(QObject):
    """What a reader can do to grow over like values.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    runner
        Grows.
    brush
        Marks what was taken, by its rules: its range of values, and other structures, stop the growth.
    """

    def __init__(self, session: Session, runner: JobRunner, brush: BrushActions) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._growth = session.editing.growth
        self._runner = runner
        self._brush = brush
        session.tools.tool_changed.connect(self._on_tool_changed)
        session.editing.editing_changed.connect(self._on_editing_changed)
        self._intensity = session.editing.brush.intensity

    def seed(self, row: float, column: float) -> None:
        """Grow from a pixel of the active pane; what grew before goes, its tolerance stays."""
        place = mask_place(self._session)
        voxel = None if place is None else place.voxel(row, column)
        if place is None or voxel is None or self._editing.is_busy or place.mask.volume.is_colour:
            return
        volume, before = place.mask.volume, self._growth.growth
        middle, spread = tissue_at(volume.voxels, voxel, volume.spacing_mm)
        steps = tolerance_steps(volume.voxels[voxel[0]]) if before is None else before.steps
        tolerance = steps[nearest_step(steps, spread)] if before is None else before.tolerance
        plane = OnPlane(place.point_lps_mm(row, column), place.normal_lps)
        self._grow(Growth(voxel, plane, volume.shape, middle, steps, tolerance))

    def set_tolerance(self, tolerance: float) -> None:
        """Take values that are so far from those at the seed."""
        growth = self._growth.growth
        if growth is not None and tolerance != growth.tolerance:
            self._grow(replace(growth, tolerance=tolerance))

    def step_tolerance(self, steps: int) -> None:
        """Take the next wider (1) or narrower (-1) tolerance."""
        growth = self._growth.growth
        if growth is not None:
            number = nearest_step(growth.steps, growth.tolerance) + steps
            self.set_tolerance(growth.steps[min(max(number, 0), len(growth.steps) - 1)])

    def set_radius(self, radius_mm: float) -> None:
        """Grow no further than so far from the seed."""
        self._choose(replace(self._growth.choice, radius_mm=radius_mm))

    def set_ball(self, is_ball: bool) -> None:
        """Grow over all slices around, or on the plane alone."""
        self._choose(replace(self._growth.choice, is_ball=is_ball))

    def take(self, clears: bool = False) -> None:
        """Mark what grew, or clear it, in one step."""
        growth = self._growth.growth
        if growth is None or growth.region is None or self._editing.is_busy:
            return
        self.give_up()
        self._brush.paint(growth.region, Deed.CLEAR if clears else Deed.MARK, reckoned=True)

    def give_up(self) -> None:
        """Let go what grew."""
        self._runner.cancel_key(_KEY)
        self._growth.clear()

    def _choose(self, choice: GrowthChoice) -> None:
        if choice != self._growth.choice:
            self._growth.set_choice(choice)
            self._grow(self._growth.growth)

    def _grow(self, growth: Growth | None) -> None:
        """Grow anew; what grew before is seen until then."""
        mask = self._editing.mask
        if growth is None or mask is None:
            return
        self._growth.show(growth)
        self._runner.start(
            say("Growing from the place"),
            grown_from,
            growth,
            mask,
            choice=self._growth.choice,
            intensity=self._editing.brush.intensity,
            lane=Lane.VIEW,
            key=_KEY,
            on_done=self._on_grown,
            on_stopped=self._on_stopped,
        )

    def _on_grown(self, found: tuple[EditedMask, Growth]) -> None:
        mask, growth = found
        if mask is self._editing.mask and self._growth.growth is not None:
            self._growth.show(growth)

    def _on_stopped(self) -> None:
        self._growth.clear()

    def _on_tool_changed(self) -> None:
        if self._session.tools.tool is not Tool.GROW:
            self.give_up()

    def _on_editing_changed(self) -> None:
        """Grow anew where other values may be touched."""
        intensity = self._editing.brush.intensity
        if intensity != self._intensity:
            self._intensity = intensity
            self._grow(self._growth.growth)


def grown_from(
    growth: Growth,
    mask: EditedMask,
    *,
    choice: GrowthChoice,
    intensity: tuple[float, float] | None,
    progress: Progress = silent,
) -> tuple[EditedMask, Growth]:
    """Grow; see `app.imaging.masks.grow.grown`. The mask stays as it is."""
    volume = mask.volume
    own = float(volume.voxels[growth.seed])
    # The value under the cursor is alike whatever noise made of it.
    low, high = min(own, growth.middle - growth.tolerance), max(own, growth.middle + growth.tolerance)
    lowest, highest = intensity or _HARD_VALUES
    region = grown(
        volume.voxels,
        growth.seed,
        lowest=max(low, lowest),
        highest=min(high, highest),
        radius_mm=choice.radius_mm,
        affine_lps=volume.affine_lps,
        plane=None if choice.is_ball and is_even(volume) else growth.plane,
        free=mask.work.free,
        progress=progress,
    )
    return mask, replace(growth, region=region)
