"""The part of the input contract that says how a scan becomes tensors: axes, spacing, size, channels, intensities.

One declarative description for every model, whoever made it: adapters of foreign formats only fill it in, and
`ai.prepare` carries it out with an exact way back to the source grid. No torch here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ai.errors import ModelPackError
from ai.words import say

ORIENTATION_PAIRS = ("RL", "AP", "IS")
"""Letters of opposite directions in the patient; an orientation names one of each pair."""

INTENSITY_STEPS = (
    "clip",
    "scale-range",
    "scale-min-max",
    "percentile",
    "normalise",
    "z-score",
    "z-score-nonzero",
    "z-score-inside",
    "stored-bits",
    "invert",
)
"""Names of steps that `ai.prepare.intensity` knows; what each does and its arguments are told there."""

FITS = ("free", "resize", "pad", "crop-pad", "centre")
"""How the picture comes to ``GridSpec.size``: not at all; stretched; padded to a square or cube and resized; the
central square or cube cut out and resized; padded or cut to the size round its middle, never resized. Square means: of
the proportions of the size."""

CENTRES = ("half-pixel", "half-pixel-smooth", "first-voxel")
"""Where the voxels of a new spacing lie. ``"half-pixel"``: both grids cover the same space, the new size is rounded and
the spacing is what then results (nnU-Net, skimage, torch with ``align_corners=False``). ``"half-pixel-smooth"``: the
same, and a coarser voxel is made of all that it covers (``"triangle"`` of `SHRINKS`), so that a much coarser grid shows
no noise of single voxels. ``"first-voxel"``: the first voxels of both grids have the same centre and the spacing is
exact (MONAI's Spacing, SimpleITK with the same origin)."""

SHRINKS = ("sample", "triangle", "area", "gaussian")
"""What a smaller picture is made of. ``"sample"``: interpolated at its centres (nnU-Net, MONAI's Spacing).
``"triangle"``: the interpolation widened by the factor (torchvision and Pillow with antialias, linear only).
``"area"``: mean of what a new pixel covers (MONAI's Resize). ``"gaussian"``: smoothed before by sigma (factor - 1) / 2
with zeros outside, then interpolated (skimage's resize in TorchXRayVision)."""

BLENDS = ("constant", "gaussian", "gaussian-even")
"""How overlapping patches are laid and weighed: the first two as MONAI does (whole steps, the last patch moved back to
the edge), the third as nnU-Net does (spread evenly, weighed round the voxel at half the side)."""

MAX_SIDE = 4096
"""Longest side of what a network reads, in voxels; the finest mammograms are hardly larger."""

MAX_VOXELS = 1 << 28
"""Most voxels of one input, of all channels: 1 GiB in float32, four times what the largest known patches take."""

MAX_CHANNELS = 64
MAX_MULTIPLE = 1024
MAX_SPACING_MM = 1000.0


@dataclass(frozen=True)
class IntensityStep:
    """One step that turns values into what the network was trained on.

    Parameters
    ----------
    name
        One of `INTENSITY_STEPS`.
    arguments
        (name, value) pairs; numbers.
    """

    name: str
    arguments: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.name not in INTENSITY_STEPS:
            raise ModelPackError(
                say("The card asks for the intensity step {name!r}, which this version does not know.", name=self.name)
            )


@dataclass(frozen=True)
class GridSpec:
    """How the source grid becomes the network's grid.

    Parameters
    ----------
    dimensions
        3: the network sees blocks; 2: it sees one slice at a time (slices are axis 0 of the oriented volume).
    orientation
        Three letters, the direction in the patient towards which the index of each tensor axis (slice, row, column)
        grows: ``"SPL"`` is an axial stack from the feet up, rows to the back, columns to the left, as DICOM lies;
        MONAI's ``"RAS"`` transposed to (z, y, x) is ``"SAR"``. ``""``: as stored.
    axes
        Where ``orientation`` is ``""``: which axis of the stored scan each axis of the tensor is (nnU-Net's
        ``transpose_forward``).
    crop_zeros
        Whether only the smallest block that holds all values but 0 is read, before anything is computed (nnU-Net).
    spacing_mm
        Of (slices, rows, columns) of the tensor; 0 keeps the source's along that axis.
    centres
        One of `CENTRES`; for the spacing. ``fit`` always covers the same space.
    fit
        One of `FITS`.
    size
        (slices, rows, columns), or (rows, columns) where ``dimensions`` is 2; empty where ``fit`` is ``"free"``.
    patch
        Size of the sliding window, as ``size``; empty: the whole at once.
    overlap
        Part of a patch that its neighbour covers again, 0 to less than 1.
    blend
        One of `BLENDS`.
    multiple_of
        Sizes are padded up to a multiple of this for networks that halve the grid; 1 where it does not matter.
    order
        Of the interpolation of values: 1 linear, 3 cubic B-spline.
    thick_order
        The same along the one axis that is over three times as coarse as the finest, in the source or else in the
        network's spacing, for values and results: 0 nearest, 1 linear (nnU-Net's ``order_z``); -1: as all axes.
    shrink
        One of `SHRINKS`; what is made smaller by ``fit``.
    channels
        Copies of the grey picture that the network wants (3 for networks of photographs).
    intensity
        In order, on the values of the source (HU for CT), before or after resampling as ``intensity_first`` says.
    intensity_first
        Whether values are scaled before the grid is changed.
    pad_value
        What stands outside the picture, in scaled values.
    activation
        What turns outputs into probabilities: ``"softmax"``, ``"sigmoid"`` or ``"none"`` where they are already.
    background
        Whether channel 0 of a softmax is background, not a label.
    """

    dimensions: int = 3
    orientation: str = ""
    axes: tuple[int, int, int] = (0, 1, 2)
    crop_zeros: bool = False
    spacing_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    centres: str = "half-pixel"
    fit: str = "free"
    size: tuple[int, ...] = ()
    patch: tuple[int, ...] = ()
    overlap: float = 0.5
    blend: str = "gaussian"
    multiple_of: int = 1
    order: int = 1
    thick_order: int = -1
    shrink: str = "sample"
    channels: int = 1
    intensity: tuple[IntensityStep, ...] = ()
    intensity_first: bool = False
    pad_value: float = 0.0
    activation: str = "softmax"
    background: bool = True

    def __post_init__(self) -> None:
        known = (
            self.dimensions in (2, 3)
            and self.fit in FITS
            and self.blend in BLENDS
            and self.order in (1, 3)
            and self.thick_order in (-1, 0, 1)
            and self.centres in CENTRES
            and self.shrink in SHRINKS
            and sorted(self.axes) == [0, 1, 2]
            and not (self.orientation and self.axes != (0, 1, 2))
            and self.activation in ("softmax", "sigmoid", "none")
        )
        sizes_fit = all(
            len(each) in (0, self.dimensions)
            and all(0 < side <= MAX_SIDE for side in each)
            and math.prod(each) * self.channels <= MAX_VOXELS
            for each in (self.size, self.patch)
        )
        # Said this way round, NaN is out of bounds too.
        bounds = 0 <= self.overlap < 1 and 1 <= self.multiple_of <= MAX_MULTIPLE and 1 <= self.channels <= MAX_CHANNELS
        bounds = bounds and all(0 <= each <= MAX_SPACING_MM for each in self.spacing_mm)
        bounds = bounds and math.isfinite(self.pad_value)
        if not (known and sizes_fit and bounds and (self.fit == "free") == (not self.size)):
            raise ModelPackError(say("The card describes a grid that no network can have."))
        axes = sorted(next((pair for pair in ORIENTATION_PAIRS if letter in pair), "?") for letter in self.orientation)
        if self.orientation and axes != sorted(ORIENTATION_PAIRS):
            raise ModelPackError(
                say("The card names the orientation {letters!r}, which is none.", letters=self.orientation)
            )
