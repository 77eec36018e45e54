"""Where the mask that is edited is worked on: the plane of the active pane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.imaging.contours import Polyline
from app.imaging.cut_stack import CutStack
from app.imaging.masks.centres import ROUNDING, half_thickness_mm
from app.imaging.masks.drawn import drawn, drawn_on_slice
from app.imaging.masks.grid_facts import is_even
from app.imaging.masks.region import Index, Region
from app.state.mask_editing import EditedMask
from app.state.session import Session


@dataclass(frozen=True, eq=False)
class MaskPlace:
    """A plane on which the mask is seen.

    Parameters
    ----------
    mask
        That is edited.
    stack, index
        Of the active pane.
    normal_lps
        (3,) unit vector across the plane.
    """

    mask: EditedMask
    stack: CutStack
    index: int
    normal_lps: npt.NDArray[np.float64]

    @property
    def plane(self) -> tuple[object, int]:
        """Which plane it is: equal for the same one."""
        return self.stack, self.index

    def point_lps_mm(self, row: float, column: float) -> npt.NDArray[np.float64]:
        """(3,) LPS mm of a pixel of the picture."""
        if self.stack.is_source:
            # By the grid itself, whatever is known of the places of slices: the slice that is seen is worked on.
            return self.mask.volume.to_lps_mm(np.array(self.stack.voxel_at(self.index, row, column)))
        return self.stack.frame(self.index).to_lps_mm((row, column))

    def voxel(self, row: float, column: float) -> Index | None:
        """Find the voxel of the grid under a pixel of the picture; None beside the grid."""
        volume = self.mask.volume
        steps, origin = volume.affine_lps[:3, :3], volume.affine_lps[:3, 3]
        back = np.linalg.inv(steps)
        at = back @ (self.point_lps_mm(row, column) - origin)
        # Half-way between two slices as the brush has it.
        at -= back @ self.normal_lps * half_thickness_mm(self.normal_lps, steps) * 2 * ROUNDING
        first, second, third = np.floor(at + 0.5).astype(int).tolist()
        found = first, second, third
        return found if all(0 <= each < side for each, side in zip(found, volume.shape, strict=True)) else None

    def within(self, line: Polyline) -> Region | None:
        """Find the voxels inside a closed line on the picture; None where there are none.

        Parameters
        ----------
        line
            (points, 2) row and column of the picture; the last point joins the first.
        """
        volume = self.mask.volume
        if self.stack.is_source:
            on_slice = [self.stack.voxel_at(self.index, row, column)[1:] for row, column in line.tolist()]
            return drawn_on_slice(np.array(on_slice, np.float64), index=self.index, shape=volume.shape)
        frame = self.stack.frame(self.index)
        return drawn(frame.to_lps_mm(line), plane=frame, affine_lps=volume.affine_lps, shape=volume.shape)


def mask_place(session: Session) -> MaskPlace | None:
    """Find where the mask is worked on; None where the active pane shows something else, or no places are known."""
    mask, pane = session.editing.mask, session.panes.active
    opened, stack = pane.opened, pane.stack
    if mask is None or opened is None or stack is None or pane.state.overlay_hidden:
        return None
    layer = session.reading_of(opened).layer_of(mask.finding)
    if opened.volume.source_id != mask.volume.source_id or layer is None or not layer.is_shown:
        return None
    volume, index = mask.volume, pane.index
    if stack.is_source:
        normal = np.cross(volume.affine_lps[:3, 2], volume.affine_lps[:3, 1])
        return MaskPlace(mask, stack, index, normal / np.linalg.norm(normal))
    if not is_even(volume):
        return None
    return MaskPlace(mask, stack, index, stack.frame(index).normal_lps)
