"""A quick small look at one picture of any kind, as `ai.inference.router` takes it: milliseconds for a large film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.library.card import InputSpec
from ai.prepare.radiograph import FloatPlane, prepare_radiograph
from ai.volume import Volume

SOFT_TISSUE_HU = (-160.0, 240.0)
"""Window in which a CT slice is looked at: the usual one of soft tissue, centre 40, width 400."""

KEPT_PX = 512
"""Rows or columns that are looked at, at least, of a larger picture: every n-th, before anything else is done."""

_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
"""Of red, green and blue, ITU-R BT.601."""


def glance(volume: Volume, spec: InputSpec) -> FloatPlane:
    """Turn any single picture into the small standardised one.

    It is hung by its patient axes as a frontal film hangs, see `ai.prepare.radiograph`; as stored where they are not
    known.

    Parameters
    ----------
    volume
        One slice, grey or colour.
    spec
        Contract of the router.

    Returns
    -------
    FloatPlane
        ``spec.size_px``, mean 0, standard deviation 1, dense tissue bright as far as the file tells.

    Raises
    ------
    ai.errors.InputMismatch
        When it holds one single value, or is no single slice.
    """
    every = max(1, min(volume.shape[1:]) // KEPT_PX)
    voxels = volume.voxels[:, ::every, ::every]
    if volume.is_colour:
        voxels = voxels.astype(np.float32) @ _LUMINANCE
    if volume.unit == "HU":
        voxels = np.clip(voxels, *SOFT_TISSUE_HU)
    picture, _ = prepare_radiograph(replace(volume, voxels=voxels), spec)
    return picture
