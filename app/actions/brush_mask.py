"""What the brush does to the mask that is edited: strokes on any plane, and how the brush is set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from app.actions.mask_place import mask_place
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.counts import Planned
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.whole import Fill
from app.imaging.masks.work import LONG_VOXELS
from app.state.mask_editing import RADII_MM, EditedMask
from app.state.session import SeriesKey, Session
from app.state.tool import Tool


@dataclass(frozen=True, eq=False)
class _Spot:
    """Where on which plane the brush is."""

    plane: tuple[object, int]
    point_lps_mm: npt.NDArray[np.float64]


class BrushActions(QObject):
    """What a reader can do with the brush.

    Parameters
    ----------
    session
        What is open, and which mask is edited.

    Signals
    -------
    stroke_ended(Change)
        A stroke is over that changed the mask: one step.
    large_found(Fill)
        A region is to be marked or cleared that is too large to do so at once.
    """

    stroke_ended = Signal(object)
    large_found = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._last: _Spot | None = None
        self._deed = Deed.MARK

    def press(self, row: float, column: float, inverted: bool) -> None:
        """Begin a stroke at a pixel of the active pane; inverted the brush erases and the eraser marks."""
        self.release()
        erases = (self._session.tools.tool is Tool.ERASER) is not inverted
        self._deed = Deed.CLEAR if erases else Deed.MARK
        self.move(row, column)

    def move(self, row: float, column: float) -> None:
        """Go on with a stroke to a pixel of the active pane."""
        place = mask_place(self._session)
        if place is None or self._editing.is_busy:
            return
        mask, spot = place.mask, _Spot(place.plane, place.point_lps_mm(row, column))
        last = spot if self._last is None or self._last.plane != spot.plane else self._last
        self._last = spot
        volume, brush = mask.volume, self._editing.brush
        region = stroke(
            Brush(brush.radius_mm, is_ball=brush.is_ball and is_even(volume)),
            last.point_lps_mm,
            spot.point_lps_mm,
            normal_lps=place.normal_lps,
            affine_lps=volume.affine_lps,
            shape=volume.shape,
        )
        if region is not None and self._paint(mask, region, self._deed):
            self._session.set_painted(cast(SeriesKey, mask.key), dict(mask.drawn()), region.box)

    def release(self) -> None:
        """End a stroke: it is one step of undo."""
        mask, was_painting = self._editing.mask, self._last is not None
        self._last = None
        if mask is not None and was_painting:
            self._end_step(mask)

    def choose_tool(self, tool: Tool) -> None:
        """Paint or erase with the left button; only while a mask is edited."""
        if self._editing.mask is not None:
            self._session.tools.set_tool(tool)

    def set_radius(self, radius_mm: float) -> None:
        """Take a brush of another size."""
        self._editing.set_brush(replace(self._editing.brush, radius_mm=radius_mm))

    def step_radius(self, steps: int) -> None:
        """Take the next larger (1) or smaller (-1) brush."""
        radius = self._editing.brush.radius_mm
        number = min(range(len(RADII_MM)), key=[abs(each - radius) for each in RADII_MM].__getitem__)
        self.set_radius(RADII_MM[min(max(number + steps, 0), len(RADII_MM) - 1)])

    def set_ball(self, is_ball: bool) -> None:
        """Touch all around, or the plane alone."""
        self._editing.set_brush(replace(self._editing.brush, is_ball=is_ball))

    def set_intensity(self, intensity: tuple[float, float] | None) -> None:
        """Touch only values of the scan from one to another, or any."""
        self._editing.set_brush(replace(self._editing.brush, intensity=intensity))

    def paint(self, region: Region | None, deed: Deed, *, reckoned: bool = False) -> None:
        """Mark or clear a region in one step, but for what the brush may not touch either; a large one in a job.

        ``reckoned`` where the program or a model found it; see `app.imaging.masks.work.MaskWork.paint`.
        """
        mask = self._editing.mask
        if mask is None or region is None or self._editing.is_busy:
            return
        self.release()
        if reckoned and region.inside.size > LONG_VOXELS:
            self.large_found.emit(Fill(region, deed, self._intensity(mask)))
        elif self._paint(mask, region, deed, reckoned=reckoned):
            self._end_step(mask)

    def apply(self, mask: EditedMask, planned: Planned | None) -> None:
        """Take a change of the whole mask, found while nothing was painted, in one step."""
        if mask is self._editing.mask and planned is not None:
            mask.work.do(planned)
            self.stroke_ended.emit(planned.change)

    def _paint(self, mask: EditedMask, region: Region, deed: Deed, *, reckoned: bool = False) -> bool:
        voxels, intensity = mask.volume.voxels, self._intensity(mask)
        return mask.work.paint(region, deed, intensity=intensity, voxels=voxels, reckoned=reckoned)

    def _intensity(self, mask: EditedMask) -> tuple[float, float] | None:
        """Tell which values of the scan may be touched."""
        return None if mask.volume.is_colour else self._editing.brush.intensity

    def _end_step(self, mask: EditedMask) -> None:
        change = mask.work.end_press()
        if change is not None:
            self.stroke_ended.emit(change)
