"""ICC profiles of colour images → sRGB, the colours of a screen; PS3.3 C.11.15."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms
from pydicom.dataset import Dataset

from app.dicom.files.attribute import items, raw_value

Rgb: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns, 3), uint8."""

PROFILE_LIMIT_BYTES = 16 << 20
"""Larger than any profile of a camera or scanner."""

UNSEEN_LEVELS = 2
"""A profile that moves no colour by more says sRGB in other words, and is left alone."""

PROBE_STEPS = 9
"""Levels of each channel at which a profile is compared with sRGB."""


@dataclass(frozen=True, eq=False)
class SrgbTransform:
    """Turns the colours of a file into sRGB."""

    _cms: ImageCms.ImageCmsTransform

    def apply(self, rgb: Rgb) -> Rgb:
        """Transform a picture of (rows, columns, 3) into a new one."""
        picture = ImageCms.applyTransform(Image.fromarray(np.ascontiguousarray(rgb)), self._cms)
        return np.asarray(picture, dtype=np.uint8)


def srgb_transform_of(header: Dataset) -> SrgbTransform | None:
    """Find what turns the RGB of a file into sRGB.

    Parameters
    ----------
    header
        With (0028,2000) ICC Profile, at the top or in (0048,0105) Optical Path Sequence, PS3.3 C.8.12.5; or without.

    Returns
    -------
    SrgbTransform or None
        None where the colours are to be shown as they are: no profile, a damaged one, one for other than RGB, or one
        that says sRGB.
    """
    for dataset in (header, *items(header, "OpticalPathSequence")):
        profile = raw_value(dataset, "ICCProfile")
        if isinstance(profile, bytes) and profile:
            return srgb_transform(profile)
    return None


@lru_cache(maxsize=4)
def srgb_transform(profile: bytes) -> SrgbTransform | None:
    """Build the transform of a profile; None as in `srgb_transform_of`. The files of a series share one profile."""
    if len(profile) > PROFILE_LIMIT_BYTES:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return None
        # The intent that the profile asks for in its own header, ICC.1 7.2.15.
        intent = ImageCms.Intent(source.profile.rendering_intent)
        cms = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), "RGB", "RGB", intent)
        transform = SrgbTransform(cms)
        return None if _says_srgb(transform) else transform
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _says_srgb(transform: SrgbTransform) -> bool:
    levels = np.linspace(0, 255, PROBE_STEPS).astype(np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(1, -1, 3)
    moved = np.abs(transform.apply(colours).astype(np.int16) - colours)
    return int(moved.max()) <= UNSEEN_LEVELS
