"""Planes along the grid of a volume: voxels as they are, put in another order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.progress import Progress
from ai.volume import Volume, Voxels
from app.imaging.cut import Slab
from app.imaging.cut_axes import CutAxes
from app.imaging.cut_turn import vector
from app.imaging.layout import ColumnLayout
from app.imaging.plane_frame import Part, PlaneFrame
from app.imaging.slab import layers_within, oblique_slab, project
from app.imaging.true_place import to_lps_mm
from app.imaging.untilt import is_tilted

_NS_PER_VOXEL = {0: 0.5, 1: 0.6, 2: 2.5}
"""Time to project a voxel by the axis of the planes: columns are far from each other in memory."""

_NS_PER_VOXEL_BY_COLUMNS = 0.6
"""The same where a layout by columns is there."""


class GridPlanes:
    """Planes whose pixels are voxels.

    Parameters
    ----------
    volume
        Any.
    axes
        That follow the grid.
    slab
        What is projected onto every plane, or None.
    columns
        The voxels with columns first, or None; used for planes along them.
    """

    def __init__(self, volume: Volume, axes: CutAxes, slab: Slab | None, columns: ColumnLayout | None) -> None:
        self._volume = volume
        self._axes = axes
        self._slab = slab
        # Slices that slide sideways under a tilted gantry do not lie behind each other pixel by pixel.
        self._samples_slab = slab is not None and is_tilted(volume.affine_lps)
        self._by_columns = columns is not None and axes.order[0] == 2
        if columns is not None and self._by_columns:
            self._voxels = self._ordered(columns.voxels, (2, 0, 1))
        else:
            self._voxels = self._ordered(volume.voxels, (0, 1, 2))
        self.wants_columns = slab is not None and axes.order[0] == 2 and not self._by_columns
        self.origins_lps_mm = self._origins()
        self.first = self._first()
        self._places_mm = self.origins_lps_mm @ axes.normal_lps

    def plane(self, index: int, thinning: int, progress: Progress) -> Voxels:
        """Return a plane, or what the slab around it shows, of every so many rows and columns."""
        if self._slab is None:
            return self._thinned(self._voxels[index], thinning)
        if self._samples_slab:
            return self._sampled_slab(index, thinning, progress)
        within = layers_within(index, self._slab.thickness_mm, self._places_mm)
        layers = self._voxels[within.start : within.stop]
        return project(layers[:, ::thinning, ::thinning], self._slab.projection)

    def labels(
        self, values: npt.NDArray[Any], index: int, *, smooth: bool, part: Part | None = None
    ) -> npt.NDArray[Any]:
        """Return values of another array on the grid of the volume; nothing lies between voxels here."""
        plane: npt.NDArray[Any] = self._ordered(values, (0, 1, 2))[index]
        return plane if part is None else plane[part]

    def cost_ms(self, index: int) -> float:
        """Estimate how long a plane takes; views cost nothing."""
        if self._slab is None:
            return 0.0
        layers = len(layers_within(index, self._slab.thickness_mm, self._places_mm))
        per_voxel = _NS_PER_VOXEL_BY_COLUMNS if self._by_columns else _NS_PER_VOXEL[self._axes.order[0]]
        if self._samples_slab:
            per_voxel = 60.0
        return layers * int(self._voxels[0].size) * per_voxel * 1e-6

    def sources(self, index: int) -> slice:
        """Tell which slices of the volume a plane needs."""
        if self._axes.order[0] != 0:
            return slice(None)
        count = self._volume.shape[0]
        within = range(index, index + 1)
        if self._slab is not None:
            within = layers_within(index, self._slab.thickness_mm, self._places_mm)
        first, last = within.start, within.stop - 1
        if self._axes.flips[0]:
            first, last = count - 1 - last, count - 1 - first
        return slice(first, last + 1)

    def _origins(self) -> npt.NDArray[np.float64]:
        """Find the first pixel of every plane, (count, 3) LPS mm."""
        volume, axes = self._volume, self._axes
        count = volume.shape[axes.order[0]]
        corners = np.zeros((count, 3))
        for to, source in enumerate(axes.order):
            steps = np.arange(count) if to == 0 else np.zeros(count)
            corners[:, source] = volume.shape[source] - 1 - steps if axes.flips[to] else steps
        return to_lps_mm(volume, corners)

    def _first(self) -> PlaneFrame:
        """Lay the first plane."""
        volume, axes = self._volume, self._axes
        _, rows, columns = (volume.shape[source] for source in axes.order)
        _, row_mm, column_mm = (volume.spacing_mm[source] for source in axes.order)
        origin = vector(self.origins_lps_mm[0])
        return PlaneFrame(origin, vector(axes.right_lps), vector(axes.down_lps), (row_mm, column_mm), (rows, columns))

    def _ordered(self, values: npt.NDArray[Any], stands: tuple[int, int, int]) -> npt.NDArray[Any]:
        """View an array in the order of the planes; ``stands`` names the axis of the grid of each of its axes."""
        order = [stands.index(source) for source in self._axes.order]
        ordered = values.transpose(*order, *range(3, values.ndim))
        turned = tuple(axis for axis, flips in enumerate(self._axes.flips) if flips)
        return np.flip(ordered, turned) if turned else ordered

    def _thinned(self, plane: Voxels, thinning: int) -> Voxels:
        return plane if thinning == 1 else plane[::thinning, ::thinning]

    def _sampled_slab(self, index: int, thinning: int, progress: Progress) -> Voxels:
        """Project what truly lies behind the pixels of a slice."""
        slab = self._slab
        assert slab is not None
        frame = thinned_frame(replace(self.first, origin_lps_mm=vector(self.origins_lps_mm[index])), thinning)
        fill = float(self._volume.voxels[index].min())
        return oblique_slab(self._volume, frame, slab.thickness_mm, slab.projection, fill=fill, progress=progress)


COARSE_PLANES = 5
"""Of which a slab at an angle is made in a hurry."""


def thinned_frame(frame: PlaneFrame, thinning: int) -> PlaneFrame:
    """Give the frame of every so many rows and columns."""
    if thinning == 1:
        return frame
    rows, columns = frame.shape_px
    row_mm, column_mm = frame.pixel_mm
    shape_px = (-(-rows // thinning), -(-columns // thinning))
    return PlaneFrame(
        frame.origin_lps_mm, frame.right_lps, frame.down_lps, (row_mm * thinning, column_mm * thinning), shape_px
    )
