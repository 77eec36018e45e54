"""Networks for masks that start from random weights, by name, and how they read the scans of a site. No torch here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.library.card import Architecture, InputSpec
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.prepare.directions import axes_towards, letters_of
from ai.training.dataset.case import Case
from ai.volume import SpacingKind, Volume

NETWORKS = ("unet", "dynunet", "segresnet", "two-path")
"""Names that a plan may give as its architecture; each in 2D for pictures and thin scans, in 3D for the others."""

FILTERS = (16, 32, 64, 128)

HALVINGS = 3
"""How often the networks halve the grid."""

MULTIPLE = 2**HALVINGS

SMALLEST_SIDE = 2 * MULTIPLE
"""Of a window: its coarsest grid keeps two voxels a side, of which a norm can tell a spread."""

LEAST_SLICES = 12
"""Of the usual scan on the network's grid; with fewer a network sees one slice at a time."""

MOST_VOXELS = {2: 192 * 192, 3: 48 * 64 * 48}
"""Of a window, by dimensions: what some seconds on a processor and a small card can hold."""

CT_PERCENTILES = (0.5, 99.5)
"""Of the values inside the masks of the training part: what CT is clipped to, as nnU-Net does."""


@dataclass(frozen=True)
class Scans:
    """What a plan depends on, of the training part.

    Parameters
    ----------
    orientation
        Letters of the most frequent order of the stored axes; ``""`` where a scan does not tell its axes.
    spacing_mm, shape
        Medians along (slices, rows, columns) in that order; spacing 0 where a scan does not tell it.
    values
        (low, high, mean, standard deviation) of the values inside the masks of CT scans; None for anything else.
    """

    orientation: str
    spacing_mm: tuple[float, float, float]
    shape: tuple[float, float, float]
    values: tuple[float, float, float, float] | None

    @property
    def dimensions(self) -> int:
        """Whether a network reads slices or blocks."""
        return 3 if self.shape[0] >= LEAST_SLICES else 2


def look(cases: Sequence[Case], names: Sequence[str]) -> Scans:
    """Look at the scans of the training part.

    Raises
    ------
    TrainingDataError
        When a scan cannot be read.
    """
    volumes = [case.volume() for case in cases]
    told = all(each.axes_known for each in volumes)
    orientation = Counter(letters_of(each.affine_lps) for each in volumes).most_common(1)[0][0] if told else ""
    known = all(each.spacing_kind is not SpacingKind.UNKNOWN for each in volumes)
    spacings, shapes = [], []
    for volume in volumes:
        axes = axes_towards(volume.affine_lps, orientation)[0] if told else (0, 1, 2)
        spacings.append([volume.spacing_mm[axis] for axis in axes])
        shapes.append([volume.shape[axis] * volume.spacing_mm[axis] for axis in axes])
    spacing = np.median(spacings, axis=0) if known else np.ones(3)
    extents = np.median(shapes, axis=0) if known else np.median([each.shape for each in volumes], axis=0)
    values = _ct_values(cases, volumes, names) if all(each.modality == "CT" for each in volumes) else None
    return Scans(
        orientation,
        _three(spacing) if known else (0.0, 0.0, 0.0),
        _three(np.asarray(extents) / spacing),
        values,
    )


def contract(scans: Scans, facts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]) -> InputSpec:
    """Write the input contract: median spacing, and a window of the usual scan as far as it is not too large.

    Parameters
    ----------
    scans
        From `look`.
    facts
        Modalities, body parts and views that are accepted.
    """
    dimensions = scans.dimensions
    sides = [
        max(SMALLEST_SIDE, MULTIPLE * math.ceil(round(side, 3) / MULTIPLE)) for side in scans.shape[3 - dimensions :]
    ]
    while math.prod(sides) > MOST_VOXELS[dimensions]:
        longest = sides.index(max(sides))
        sides[longest] -= MULTIPLE
    steps: tuple[IntensityStep, ...] = (IntensityStep("invert"), IntensityStep("z-score"))  # bones bright everywhere
    if scans.values is not None:
        low, high, mean, deviation = scans.values
        steps = (
            IntensityStep("clip", (("low", low), ("high", high))),
            IntensityStep("normalise", (("mean", mean), ("std", deviation or 1.0))),
        )
    spacing = scans.spacing_mm if dimensions == 3 else (0.0, *scans.spacing_mm[1:])
    grid = GridSpec(
        dimensions=dimensions,
        orientation=scans.orientation,
        spacing_mm=(spacing[0], spacing[1], spacing[2]),
        patch=tuple(sides),
        overlap=0.5,
        intensity=steps,
    )
    modalities, body_parts, views = facts
    return InputSpec(modalities, body_parts, views, (0, 0), (0.0, 100.0), 1, grid)


def network_of(
    name: str, dimensions: int, outputs: int, spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)
) -> Architecture:
    """Tell how a network of this name is built.

    Parameters
    ----------
    name
        One of `NETWORKS`. ``unet`` is a plain U-Net, all axes halved alike; ``dynunet`` has residual blocks, and halves
        a coarse axis only when the others have become as coarse, as nnU-Net plans it; ``segresnet`` is Myronenko's
        network without its autoencoder; ``two-path`` is `ai.networks.two_path`.
    dimensions, outputs
        2 or 3; the background counts.
    spacing_mm
        Of the network's grid; 0 where it is not known.

    Raises
    ------
    TrainingDataError
        When the name is none of `NETWORKS`.

    References
    ----------
    Ronneberger et al., MICCAI 2015; Isensee et al., Nat Methods 2021;18:203; Myronenko, BrainLes 2018.
    """
    if name not in NETWORKS:
        raise TrainingDataError(
            f"The network {name!r} is unknown for masks.", f"Choose one of: {', '.join(NETWORKS)}; or a base model."
        )
    inner: tuple[tuple[str, object], ...] = (
        ("spatial_dims", dimensions),
        ("in_channels", 1),
        ("out_channels", outputs),
    )
    if name == "two-path":
        return Architecture("two-path", (*inner, ("filters", (24, 24, 32, 32, 48))))
    if name == "segresnet":
        return Architecture(
            "monai", (("name", "SegResNet"), *inner, ("init_filters", 16), ("blocks_down", (1, 2, 2, 2)))
        )
    alike = (1.0,) * dimensions
    sides = tuple(side or 1.0 for side in spacing_mm[3 - dimensions :]) if name == "dynunet" else alike
    kernels, strides = _stages(sides)
    return Architecture(
        "monai",
        (
            ("name", "DynUNet"),
            *inner,
            ("kernel_size", kernels),
            ("strides", strides),
            ("upsample_kernel_size", strides[1:]),
            ("filters", FILTERS),
            ("norm_name", ("INSTANCE", {"affine": True})),
            ("act_name", ("leakyrelu", {"inplace": True, "negative_slope": 0.01})),
            ("res_block", name == "dynunet"),
        ),
    )


def _stages(spacing_mm: Sequence[float]) -> tuple[tuple[list[int], ...], tuple[list[int], ...]]:
    """Kernels and strides of each stage: an axis over twice as coarse as the finest waits for the others."""
    current, kernels, strides = list(spacing_mm), [], [[1] * len(spacing_mm)]
    for stage in range(len(FILTERS)):
        due = [side <= 2 * min(current) for side in current]
        kernels.append([3 if each else 1 for each in due])
        if stage < HALVINGS:
            strides.append([2 if each else 1 for each in due])
            current = [side * (2 if each else 1) for side, each in zip(current, due, strict=True)]
    return tuple(kernels), tuple(strides)


def _ct_values(
    cases: Sequence[Case], volumes: Sequence[Volume], names: Sequence[str]
) -> tuple[float, float, float, float] | None:
    """Look at one voxel in so many of each case, that all cases count."""
    inside = []
    for case, volume in zip(cases, volumes, strict=True):
        for name in names:
            if name in case.masks and (mask := case.mask(name)).shape == volume.shape and mask.any():
                found = volume.voxels[mask].astype(np.float64)
                inside.append(found[:: max(1, len(found) // 5000)])
    if not inside:
        return None
    values = np.concatenate(inside)
    low, high = np.percentile(values, CT_PERCENTILES)
    clipped = np.clip(values, low, high)
    return float(low), float(high), float(clipped.mean()), float(clipped.std())


def _three(values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    first, second, third = (float(each) for each in values)
    return first, second, third
