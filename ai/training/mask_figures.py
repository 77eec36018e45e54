"""What is measured of a mask that a model drew, on the voxels of the case.

A mask of the truth may be empty: it says that there is none. Where nothing was drawn either, the overlaps and the
surface Dice are 1, HD95 and the error of the volume 0. Where one of both is empty the overlaps and the surface Dice are
0, HD95 is the diagonal of the scan and the error 100 %: a case that was missed counts, it does not drop out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.training.compare import Figure
from ai.training.dataset.case import Case
from ai.training.metrics import dice, jaccard
from ai.training.surfaces import close_share, percentile_95, surface_distances
from ai.volume import BoolMask, SpacingKind, Volume

TOLERANCE_MM = 1.0
"""Of the surface Dice; the finest side of a voxel where that is larger: less cannot be drawn."""

COUNTED = (
    "An empty mask says that there is none. Where nothing was drawn either, overlap and surface Dice count as 1, HD95 "
    "and error as 0; where only one of both is empty they count as 0, HD95 as the diagonal of the scan and the error "
    "as 100 %."
)


@dataclass(frozen=True)
class Measure:
    """How the masks of one test part are measured, the same for all of its cases.

    Parameters
    ----------
    tolerance
        Of the surface Dice.
    unit
        "mm", or "pixels" where a case does not tell its spacing.
    flat
        Whether all cases are single pictures: then areas are compared, not volumes.
    longest, largest_error
        Most that HD95 and the error can be: where their intervals end.
    """

    tolerance: float
    unit: str
    flat: bool
    longest: float
    largest_error: float

    @property
    def figures(self) -> tuple[Figure, ...]:
        """In the order of `scores_of`; the first leads."""
        return (
            Figure("Dice", "Dice"),
            Figure("Jaccard", "Jaccard"),
            Figure("nsd", f"Surface Dice at {self.tolerance:.3g} {self.unit}"),
            Figure("hd95", f"HD95 in {self.unit} (smaller is better)", self.longest),
            Figure("error", f"{'Area' if self.flat else 'Volume'} error in % (smaller is better)", self.largest_error),
        )

    def scores_of(self, found: BoolMask, truth: BoolMask, volume: Volume) -> tuple[float, float, float, float, float]:
        """Dice, Jaccard, surface Dice, HD95 and error of the size of one mask.

        Parameters
        ----------
        found, truth
            (slices, rows, columns) bool on the grid of the volume.
        volume
            The scan, for its spacing.
        """
        overlaps = dice(found, truth), jaccard(found, truth)
        if not found.any() and not truth.any():
            return *overlaps, 1.0, 0.0, 0.0
        if not found.any() or not truth.any():
            return *overlaps, 0.0, _diagonal(volume, self.unit), 100.0
        ways = surface_distances(found, truth, _sides(volume, self.unit).tolist())
        drawn, true = int(found.sum()), int(truth.sum())
        return *overlaps, close_share(ways, self.tolerance), percentile_95(ways), 100 * abs(drawn - true) / true


def measure_of(cases: Sequence[Case], names: Sequence[str]) -> Measure:
    """Decide how the masks of a test part are measured."""
    volumes = [(case, case.volume()) for case in cases]
    unit = "pixels" if any(volume.spacing_kind is SpacingKind.UNKNOWN for _, volume in volumes) else "mm"
    flat = all(volume.shape[0] == 1 for _, volume in volumes)
    finest = max(min(_sides(volume, unit)[1 if flat else 0 :]) for _, volume in volumes)
    least_share = 1.0
    for case, volume in volumes:
        for name in names:
            if name in case.masks and (count := int(np.count_nonzero(case.mask(name)))):
                least_share = min(least_share, count / math.prod(volume.shape))
    return Measure(
        max(TOLERANCE_MM, finest),
        unit,
        flat,
        max(_diagonal(volume, unit) for _, volume in volumes),
        100 / least_share,
    )


def millilitres(mask: BoolMask, volume: Volume) -> float:
    """Volume of a mask; NaN where a picture or an unknown spacing tells none."""
    if volume.shape[0] == 1 or volume.spacing_kind is not SpacingKind.PATIENT:
        return math.nan
    return int(np.count_nonzero(mask)) * abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / 1000


def _sides(volume: Volume, unit: str) -> npt.NDArray[np.float64]:
    return np.ones(3) if unit == "pixels" else np.asarray(volume.spacing_mm, np.float64)


def _diagonal(volume: Volume, unit: str) -> float:
    sizes = np.array(volume.shape) * _sides(volume, unit)
    return float(np.linalg.norm(sizes[1:] if volume.shape[0] == 1 else sizes))
