"""Where the slices of a volume truly lie along their normal, also where they are uneven; PS3.3 C.7.6.2.1.1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError
from ai.volume import Affine, Volume
from ai.words import say

LARGEST_STEPS = 2.1
"""Usual steps between two slices up to which values between them are interpolated: one slice may be missing (and its
neighbours a little off). Over a wider gap nothing is known, and nothing is invented."""

REACH_STEPS = 0.5
"""Usual steps that a slice reaches to either side where nothing is interpolated: half its share of the stack."""


@dataclass(frozen=True, eq=False)
class SlicePlaces:
    """The places of parallel slices.

    Parameters
    ----------
    origin_lps_mm
        (3,) float64, centre of the first voxel of the first slice.
    normal_lps
        (3,) float64, unit normal of the slices, from the first to the last.
    drift_lps
        (3,) float64, what the slices slide sideways per mm along the normal; 0 unless the gantry was tilted.
    along_mm
        (slices,) float64, place of each slice along the normal from the first one, ascending from 0.
    usual_mm
        The usual step.
    """

    origin_lps_mm: npt.NDArray[np.float64]
    normal_lps: npt.NDArray[np.float64]
    drift_lps: npt.NDArray[np.float64]
    along_mm: npt.NDArray[np.float64]
    usual_mm: float

    @property
    def steps_mm(self) -> npt.NDArray[np.float64]:
        """(slices - 1,) distance of each slice to the next."""
        return np.diff(self.along_mm)

    @property
    def largest_mm(self) -> float:
        """The widest step over which values are interpolated."""
        return LARGEST_STEPS * self.usual_mm

    @property
    def wide_gaps(self) -> npt.NDArray[np.intp]:
        """Slices after which the step is too wide to interpolate."""
        return np.flatnonzero(self.steps_mm > self.largest_mm)

    def indices_at(self, along_mm: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Turn places along the normal into fractional slice indices.

        Parameters
        ----------
        along_mm
            Any shape, mm from the first slice.

        Returns
        -------
        npt.NDArray[np.float64]
            Same shape. Straight between neighbours; in a gap that is too wide the nearest slice as far as it reaches,
            then NaN. Beyond the first and last slice it goes on with their own steps.
        """
        count = len(self.along_mm)
        if count == 1:
            return along_mm / self.usual_mm
        nodes_mm: list[float] = []
        indices: list[float] = []
        wide = set(self.wide_gaps.tolist())
        reach = REACH_STEPS * self.usual_mm
        for index, place in enumerate(self.along_mm.tolist()):
            nodes_mm.append(place)
            indices.append(index)
            if index in wide:
                following = float(self.along_mm[index + 1])
                # A node without a value makes everything up to the nodes beside it unknown.
                nodes_mm += [place + reach, (place + following) / 2, following - reach]
                indices += [index, np.nan, index + 1]
        first, last = self._end_step(0), self._end_step(-1)
        nodes_mm = [nodes_mm[0] - first, *nodes_mm, nodes_mm[-1] + last]
        indices = [-1.0, *indices, float(count)]
        return np.asarray(np.interp(along_mm, nodes_mm, indices), dtype=np.float64)

    def _end_step(self, which: int) -> float:
        """Step at an end; half of what one index beyond it is shows as the slice itself."""
        step = float(self.steps_mm[which])
        return step if step <= self.largest_mm else self.usual_mm


def slice_places(volume: Volume, purpose: str) -> SlicePlaces:
    """Find the places of the slices of a volume.

    Parameters
    ----------
    volume
        Any whose slices lie at known places, even or not.
    purpose
        What for, as the start of the sentence that refuses it: "Reconstruction in other planes".

    Raises
    ------
    GeometryError
        Where it has a fault that leaves the places unknown.
    """
    if volume.geometry_fault and not volume.places_known:
        volume.require_uniform(purpose)
    normal = normal_of(volume.affine_lps)
    step = volume.affine_lps[:3, 0]
    usual_mm = float(step @ normal)
    if volume.slice_positions_mm is None:
        along = np.arange(volume.shape[0], dtype=np.float64) * np.float64(usual_mm)
    else:
        along = np.asarray(volume.slice_positions_mm, dtype=np.float64)
        # Positions count along the normal of the rows and columns, which may point the other way.
        along = np.abs(along - along[0])
    if len(along) != volume.shape[0] or (np.diff(along) <= 0).any():
        raise GeometryError(
            say("{purpose} needs slices in the order of their places.", purpose=purpose), say("Open the series again.")
        )
    return SlicePlaces(volume.affine_lps[:3, 3], normal, step / usual_mm - normal, along, usual_mm)


def normal_of(affine_lps: Affine) -> npt.NDArray[np.float64]:
    """Return the (3,) unit normal of the slices that points from the first to the last."""
    normal = np.cross(affine_lps[:3, 2], affine_lps[:3, 1])
    normal /= np.linalg.norm(normal)
    return -normal if normal @ affine_lps[:3, 0] < 0 else normal
