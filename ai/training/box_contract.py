"""How a network for boxes reads the scans of a site: axes, spacing and window by its scans and boxes. No torch here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.library.card import InputSpec
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.prepare.directions import axes_towards, letters_of
from ai.progress import Progress, silent
from ai.training.box_cases import read_boxed_volume
from ai.training.dataset.case import Case
from ai.training.outline_networks import CT_PERCENTILES, MULTIPLE, SMALLEST_SIDE
from ai.training.teaching_cases import common_facts
from ai.volume import SpacingKind, Volume

SMALL, LARGE = 10, 90
"""Percentiles of the sides of the boxes that stand for small and large findings."""

SMALL_VOXELS, LARGE_VOXELS = 8.0, 24.0
"""Along a small and a large finding on the network's grid: more tells nothing new and costs by the third power, and a
large one must lie in a window with room around it."""

MOST_VOXELS = 48**3
"""Of a window: twice as long as a large finding, and some seconds a step on a processor."""

MARGIN = 0.5
"""Of its sides, by which a box is widened on each side where the values of CT are looked at: a finding is told by what
it stands out from."""

FIRST_STEP, COARSE = 2, 2.0
"""Voxels of one cell of the maps along a fine axis; how many times as coarse as the finest an axis is that waits."""

LEAST_CELLS, LEAST_HALVINGS = 3, 2
"""Along each side of the coarsest map, and halvings that the smallest window has room for. Of maps of two cells torch's
bfloat16 convolutions on a processor gave gradients of up to 1e34, now and then, from memory that nobody had written."""

_SAMPLES = 5000
"""Values of a case that are looked at."""


@dataclass(frozen=True)
class BoxedScans:
    """What the contract depends on, of the training part.

    Parameters
    ----------
    orientation
        Letters of the most frequent order of the stored axes; ``""`` where a scan does not tell its axes.
    spacing_mm
        Medians along (slices, rows, columns) in that order; 0 where a scan does not tell it.
    extent
        Medians of the length of a scan in mm, or in voxels.
    sides
        Small and large findings in mm, or in voxels: percentiles `SMALL` and `LARGE` of the mean side of a box.
    values
        (low, high, mean, standard deviation) of the values in and round the boxes of CT; None for anything else.
    """

    orientation: str
    spacing_mm: tuple[float, float, float]
    extent: tuple[float, float, float]
    sides: tuple[float, float]
    values: tuple[float, float, float, float] | None


def look_at_boxes(cases: Sequence[Case], *, progress: Progress = silent) -> BoxedScans:
    """Look at the scans of the training part, one at a time.

    Raises
    ------
    TrainingDataError
        When a case is no scan, or its boxes do not lie in it.
    """
    looks = []
    for number, case in enumerate(cases):
        progress(number / len(cases), f"Looking at scan {number + 1} of {len(cases)}")
        looks.append(_look(case))
    told = all(each.letters for each in looks)
    orientation = Counter(each.letters for each in looks).most_common(1)[0][0] if told else ""
    known = all(each.known_mm for each in looks)
    spacings, extents, sides = [], [], []
    for each in looks:
        axes = axes_towards(each.affine_lps, orientation)[0] if told else (0, 1, 2)
        unit = np.asarray(each.spacing_mm) if known else np.ones(3)
        spacings.append(unit[list(axes)])
        extents.append((np.asarray(each.shape) * unit)[list(axes)])
        sides.extend((each.sides * unit).mean(1))
    small, large = np.percentile(sides, (SMALL, LARGE)) if sides else (0.0, 0.0)
    inside = [each.inside for each in looks if len(each.inside)]
    is_ct = all(case.record.modality == "CT" for case in cases)
    return BoxedScans(
        orientation,
        _three(np.median(spacings, axis=0)) if known else (0.0, 0.0, 0.0),
        _three(np.median(extents, axis=0)),
        (float(small), float(large)),
        _values(np.concatenate(inside)) if is_ct and inside else None,
    )


def box_contract(scans: BoxedScans, cases: Sequence[Case]) -> InputSpec:
    """Write the input contract.

    The spacing is the scans' own, or as much coarser as the findings allow; the window holds the usual scan as far as
    it is not too large.

    Parameters
    ----------
    scans
        From `look_at_boxes`.
    cases
        Whose modalities and body parts are accepted.
    """
    small, large = scans.sides
    coarsest = max(small / SMALL_VOXELS, large / LARGE_VOXELS)
    own = [each or 1.0 for each in scans.spacing_mm]
    # Without millimetres a grid cannot be made coarser: voxels stay as they are.
    spacing = [max(each, coarsest) for each in own] if all(scans.spacing_mm) else own
    voxels = [length / each for length, each in zip(scans.extent, spacing, strict=True)]
    sides = [max(SMALLEST_SIDE, MULTIPLE * math.ceil(round(side, 3) / MULTIPLE)) for side in voxels]
    while math.prod(sides) > MOST_VOXELS:
        sides[sides.index(max(sides))] -= MULTIPLE
    steps: tuple[IntensityStep, ...] = (IntensityStep("z-score"),)
    if scans.values is not None:
        low, high, mean, deviation = scans.values
        steps = (
            IntensityStep("clip", (("low", low), ("high", high))),
            IntensityStep("normalise", (("mean", mean), ("std", deviation or 1.0))),
        )
    grid = GridSpec(
        dimensions=3,
        orientation=scans.orientation,
        spacing_mm=(spacing[0], spacing[1], spacing[2]) if all(scans.spacing_mm) else (0.0, 0.0, 0.0),
        patch=tuple(sides),
        overlap=0.5,
        intensity=steps,
        activation="none",
    )
    modalities, body_parts, views = common_facts(cases)
    return InputSpec(modalities, body_parts, views, (0, 0), (0.0, 100.0), 1, grid)


def steps_of(grid: GridSpec, most: int) -> tuple[list[int], ...]:
    """List the steps along (slices, rows, columns) of each halving of a network: a coarse axis waits for the others.

    Parameters
    ----------
    grid
        The contract: spacing and window.
    most
        Halvings at most; there are fewer where a map of the window would have sides of under `LEAST_CELLS`.

    References
    ----------
    Isensee et al., Nat Methods 2021;18:203.
    """
    sides, current = list(grid.patch), [each or 1.0 for each in grid.spacing_mm]
    steps: list[list[int]] = []
    for _ in range(most):
        due = [FIRST_STEP if side <= COARSE * min(current) else 1 for side in current]
        sides = [-(-side // step) for side, step in zip(sides, due, strict=True)]
        if len(steps) >= LEAST_HALVINGS and min(sides) < LEAST_CELLS:
            break
        steps.append(due)
        current = [side * step for side, step in zip(current, due, strict=True)]
    return tuple(steps)


@dataclass(frozen=True, eq=False)
class _Look:
    """One scan; ``sides`` are (boxes, 3) voxels along its own axes, ``inside`` values in and round its boxes."""

    letters: str
    affine_lps: npt.NDArray[np.float64]
    known_mm: bool
    spacing_mm: tuple[float, float, float]
    shape: tuple[int, int, int]
    sides: npt.NDArray[np.float64]
    inside: npt.NDArray[np.float64]


def _look(case: Case) -> _Look:
    volume = read_boxed_volume(case, of_scans=True)
    corners = np.asarray([(box.low_index, box.high_index) for box in case.boxes], np.float64).reshape(-1, 2, 3)
    return _Look(
        letters_of(volume.affine_lps) if volume.axes_known else "",
        volume.affine_lps,
        volume.spacing_kind is not SpacingKind.UNKNOWN,
        volume.spacing_mm,
        volume.shape,
        corners[:, 1] - corners[:, 0],
        _inside(volume, corners),
    )


def _inside(volume: Volume, corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found = []
    for low, high in corners:
        more = MARGIN * (high - low)
        spans = [
            slice(max(0, math.floor(first + 0.5)), math.ceil(stop + 0.5))
            for first, stop in zip(low - more, high + more, strict=True)
        ]
        found.append(volume.voxels[spans[0], spans[1], spans[2]].astype(np.float64).ravel())
    values = np.concatenate(found) if found else np.zeros(0)
    values = values[np.isfinite(values)]
    return values[:: max(1, len(values) // _SAMPLES)]


def _values(values: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    low, high = np.percentile(values, CT_PERCENTILES)
    clipped = np.clip(values, low, high)
    return float(low), float(high), float(clipped.mean()), float(clipped.std())


def _three(values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    first, second, third = (float(each) for each in values)
    return first, second, third
