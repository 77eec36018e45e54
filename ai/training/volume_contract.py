"""How a network of whole scans reads the scans of a site: direction, spacing, field, window. No torch here.

All scans are turned alike, brought to one spacing in mm, and padded or cut round their middle to one field. Nothing is
stretched: a centimetre is as long in every scan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.inference.scan_field import ORIENTATION, along_grid_mm
from ai.library.card import InputSpec
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.progress import Progress, silent
from ai.training.dataset.case import Case
from ai.training.sample_step import sample_step
from ai.training.teaching_cases import are_scans, common_facts
from ai.volume import SpacingKind, Volume

MULTIPLE = 8
"""Sides of the field are multiples of it."""

SMALLEST_SIDE = 16
"""Of the field, in voxels: what every network of `ai.networks.volume_names` can read."""

MOST_VOXELS = 64 * 80 * 80
"""Of the field: with more a step of four scans takes over five seconds on a core. Coarser voxels make up for it."""

MOST_OF_USUAL, LEAST_OF_USUAL = 1.5, 0.25
"""The field holds scans up to so many times the median along an axis; of a scan that is shorter than so much of the
median too little is seen."""

PERCENTILES = (0.5, 99.5)
"""Of the values: what they are clipped to, as nnU-Net does."""

DARK, BRIGHT = -1.0, 3.0
"""Where these percentiles come to in scans without units: with much dark background the mean is near 0."""

AIR_HU = -950.0
"""Up to here a voxel of CT is air round the patient, which tells nothing of the tissue."""

LUNG_HU = -500.0
"""Where the lowest percentile of the tissue lies below, lung is shown: then air counts, as emphysema does."""

WHOLE_AIR_HU = -1024.0

_SAMPLES = 20_000
"""Values that each CT scan gives, so that all scans count."""

_COARSER = 1.02
"""Factor by which voxels grow until the field is small enough."""


@dataclass(frozen=True)
class ScanFacts:
    """What the contract needs to know of one scan.

    Parameters
    ----------
    spacing_mm, extent_mm
        Along the (slices, rows, columns) of the network's direction.
    values
        Some of the values of a CT scan, HU; None for anything else.
    """

    spacing_mm: tuple[float, float, float]
    extent_mm: tuple[float, float, float]
    values: npt.NDArray[np.float64] | None = None


def are_whole_scans(cases: Sequence[Case]) -> bool:
    """Whether the cases are scans of several slices; only headers are read.

    Raises
    ------
    TrainingDataError
        As `ai.training.teaching_cases.are_scans`, or when a scan does not tell its directions or spacing.
    """
    if not are_scans(cases):
        return False
    for case in cases:
        if not case.record.axes_known or case.record.spacing_kind is SpacingKind.UNKNOWN:
            raise TrainingDataError(
                f"The scan of case {case.key} does not tell how the patient lies or how large a voxel is, and a "
                "network of scans sees all from one side and in millimetres.",
                "Import it from its original images, or remove its folder and split again.",
            )
    return True


def look(cases: Sequence[Case], *, progress: Progress = silent) -> list[ScanFacts]:
    """Look at the scans that are taught and chosen with; see `are_whole_scans` for what is refused before.

    Raises
    ------
    TrainingDataError
        When a scan cannot be read, or is far shorter than the others along an axis.
    """
    found = []
    for number, case in enumerate(cases):
        progress(number / len(cases), f"Looking at scan {number + 1} of {len(cases)}")
        found.append(_facts(case.volume(), in_hu=all(each.record.modality == "CT" for each in cases)))
    usual = np.median([each.extent_mm for each in found], axis=0)
    for case, each in zip(cases, found, strict=True):
        for along, length, median in zip(("up-down", "front-back", "right-left"), each.extent_mm, usual, strict=True):
            if length < LEAST_OF_USUAL * median:
                raise TrainingDataError(
                    f"The scan of case {case.key} is too small: {length:.0f} mm {along}, where the usual one has "
                    f"{median:.0f} mm.",
                    "Remove its folder (it may be a localiser), then split again.",
                )
    return found


def contract(cases: Sequence[Case], scans: Sequence[ScanFacts]) -> InputSpec:
    """Write the input contract for cases and what `look` told of them."""
    spacing = np.median([each.spacing_mm for each in scans], axis=0)
    extents = np.array([each.extent_mm for each in scans])
    field_mm = np.minimum(extents.max(0), MOST_OF_USUAL * np.median(extents, axis=0))
    while math.prod(_sides(field_mm, spacing)) > MOST_VOXELS:
        spacing[int(np.argmin(spacing))] *= _COARSER  # the finest first: thick slices are coarse enough
    steps, dark = _intensity([each.values for each in scans if each.values is not None])
    grid = GridSpec(
        dimensions=3,
        orientation=ORIENTATION,
        spacing_mm=_rounded(spacing),
        centres="half-pixel-smooth",
        fit="centre",
        size=_sides(field_mm, spacing),
        intensity=steps,
        intensity_first=True,  # of the whole scan: what is cut off changes no value
        pad_value=dark,
        activation="softmax",
        background=False,
    )
    return with_grid(cases, grid)


def with_grid(cases: Sequence[Case], grid: GridSpec) -> InputSpec:
    """Write the contract of a grid for what the cases tell of themselves."""
    modalities, body_parts, views = common_facts(cases)
    return InputSpec(modalities, body_parts, views, (0, 0), (0.0, 100.0), 1, grid)


def refitted(grid: GridSpec, scans: Sequence[ScanFacts]) -> GridSpec:
    """Make a base's grid of windows one of whole scans: its spacing and its values, the field of these scans.

    Raises
    ------
    TrainingDataError
        When the base turns scans in another order, or they have too many voxels at its spacing.
    """
    if not is_upright(grid):
        raise TrainingDataError(
            "The base reads scans in another order of axes than slices, rows and columns of an axial stack.",
            "Start from a network by name.",
        )
    extents = np.array([each.extent_mm for each in scans])
    field_mm = np.minimum(extents.max(0), MOST_OF_USUAL * np.median(extents, axis=0))
    spacing = np.where(np.array(grid.spacing_mm) > 0, grid.spacing_mm, np.median([s.spacing_mm for s in scans], axis=0))
    size = _sides(field_mm, spacing)
    if math.prod(size) > 2 * MOST_VOXELS:
        raise TrainingDataError(
            f"At the spacing of the base these scans have {size[0]} x {size[1]} x {size[2]} voxels, too many to be "
            "read as a whole.",
            "Start from a network by name: it reads them at a coarser spacing.",
        )
    return replace(
        grid,
        fit="centre",
        size=size,
        patch=(),
        multiple_of=1,
        activation="softmax",
        background=False,
    )


def is_upright(grid: GridSpec) -> bool:
    """Whether the axes of a grid are those of `ORIENTATION`, in either direction."""
    pairs = zip(grid.orientation, ("SI", "AP", "LR"), strict=False)
    return grid.dimensions == 3 and len(grid.orientation) == 3 and all(letter in pair for letter, pair in pairs)


def cut_scans(scans: Sequence[ScanFacts], grid: GridSpec) -> int:
    """Count the scans that are longer than the field along an axis, by more than a voxel."""
    field_mm = np.array(grid.size) * grid.spacing_mm
    return sum(bool((np.array(each.extent_mm) > field_mm + grid.spacing_mm).any()) for each in scans)


def _facts(volume: Volume, *, in_hu: bool) -> ScanFacts:
    spacing, extent = along_grid_mm(volume)
    if not in_hu:
        return ScanFacts(spacing, extent)
    flat = volume.voxels.reshape(-1)
    return ScanFacts(spacing, extent, flat[:: sample_step(volume.shape, _SAMPLES)].astype(np.float64))


def _sides(field_mm: npt.NDArray[np.float64], spacing_mm: npt.NDArray[np.float64]) -> tuple[int, int, int]:
    first, second, third = (
        max(SMALLEST_SIDE, MULTIPLE * math.ceil(round(length / mm, 3) / MULTIPLE))
        for length, mm in zip(field_mm, spacing_mm, strict=True)
    )
    return first, second, third


def _rounded(spacing_mm: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    first, second, third = (round(float(each), 4) for each in spacing_mm)
    return first, second, third


def _intensity(values: Sequence[npt.NDArray[np.float64]]) -> tuple[tuple[IntensityStep, ...], float]:
    """Make the steps of the contract; with the value of what is dark."""
    tissue = list(_tissue(values))
    if not any(len(each) for each in tissue):
        low, high = PERCENTILES
        stretch = (("low", low), ("high", high), ("to_low", DARK), ("to_high", BRIGHT), ("clip", 1.0))
        return (IntensityStep("invert"), IntensityStep("percentile", stretch)), DARK
    together = np.concatenate(tissue)
    low, high = (float(each) for each in np.percentile(together, PERCENTILES))
    low = WHOLE_AIR_HU if low < LUNG_HU else low
    clipped = np.clip(together, low, high)
    mean, deviation = round(float(clipped.mean()), 2), round(float(clipped.std()), 2) or 1.0
    low, high = round(low), round(max(high, low + 1))
    return (
        IntensityStep("clip", (("low", float(low)), ("high", float(high)))),
        IntensityStep("normalise", (("mean", mean), ("std", deviation))),
    ), round((low - mean) / deviation, 4)


def _tissue(values: Sequence[npt.NDArray[np.float64]]) -> Iterator[npt.NDArray[np.float64]]:
    """Leave the air out, unless there is nothing else."""
    for each in values:
        inside = each[np.isfinite(each) & (each > AIR_HU)]
        yield inside if len(inside) else each[np.isfinite(each)]
