"""Siemens mosaics: one picture that holds all slices of a volume as tiles; where each tile is and lies.

References
----------
The tags are private; the layout and the position of the first tile are as the makers of open converters found them:
the image position of a mosaic is that of a picture of the mosaic's size, centred where the slice is centred.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from app.dicom.files.attribute import integer, number, texts, vector
from app.dicom.files.private import PrivateTag, private_numbers, private_value
from app.dicom.frames.csa import csa_numbers
from app.dicom.frames.plane import Orientation, Position, normal_of, unit_orientation

TILE_COUNT = PrivateTag(0x0019, 0x0A, "SIEMENS MR HEADER", "SIEMENS")
"""(0019,xx0A) NumberOfImagesInMosaic."""

SLICE_STEP = PrivateTag(0x0019, 0x18, "SIEMENS MR HEADER", "SIEMENS")

CSA_IMAGE_HEADER = PrivateTag(0x0029, 0x10, "SIEMENS CSA HEADER", "SIEMENS")
"""(0029,xx10) CSA Image Header Info."""

LARGEST_TILE_COUNT = 4096
"""Far more slices than any mosaic has; protects against lies."""


@dataclass(frozen=True)
class MosaicLayout:
    """How the tiles stand in the picture, and where they lie.

    Parameters
    ----------
    tiles
        Slices of the volume.
    across
        Tiles side by side in the picture; as many rows of tiles, the last ones may be empty.
    rows, columns
        Pixels of a tile.
    positions_lps_mm
        Centre of the first pixel of every tile; None where the file does not tell.
    """

    tiles: int
    across: int
    rows: int
    columns: int
    positions_lps_mm: tuple[Position, ...] | None


def is_mosaic(header: Dataset) -> bool:
    """Whether (0008,0008) Image Type calls a file a mosaic."""
    return "MOSAIC" in texts(header, "ImageType")


def mosaic_of(header: Dataset) -> MosaicLayout | None:
    """Find the layout of a mosaic, or None for any other image.

    Parameters
    ----------
    header
        Top-level elements of a file.
    """
    if not is_mosaic(header):
        return None
    csa = private_value(header, CSA_IMAGE_HEADER)
    csa = csa if isinstance(csa, bytes) else b""
    told = private_numbers(header, TILE_COUNT, code="H") or csa_numbers(csa, "NumberOfImagesInMosaic")
    rows, columns = integer(header, "Rows") or 0, integer(header, "Columns") or 0
    if not told or not 1 <= told[0] <= LARGEST_TILE_COUNT or (integer(header, "NumberOfFrames") or 1) > 1:
        return None
    tiles = int(told[0])
    across = math.isqrt(tiles - 1) + 1
    if rows % across or columns % across or not rows or not columns:
        return None
    size = rows // across, columns // across
    return MosaicLayout(tiles, across, *size, _positions(header, csa, tiles, (rows, columns), size))


def tile(picture: npt.NDArray[Any], layout: MosaicLayout, number: int) -> npt.NDArray[Any]:
    """Cut one slice out of a mosaic.

    Parameters
    ----------
    picture
        (across * rows, across * columns[, 3]) the whole picture.
    layout
        As `mosaic_of` found it.
    number
        Which tile, from 0: left to right, then down.

    Returns
    -------
    numpy.ndarray
        (rows, columns[, 3]) view of the picture.
    """
    down, along = divmod(number, layout.across)
    top, left = down * layout.rows, along * layout.columns
    return picture[top : top + layout.rows, left : left + layout.columns]


def _positions(
    header: Dataset, csa: bytes, tiles: int, picture: tuple[int, int], size: tuple[int, int]
) -> tuple[Position, ...] | None:
    position = vector(header, "ImagePositionPatient", 3)
    orientation = unit_orientation(vector(header, "ImageOrientationPatient", 6))
    spacing = vector(header, "PixelSpacing", 2)
    step = _slice_step(header, csa)
    if position is None or orientation is None or spacing is None or (step is None and tiles > 1):
        return None
    row, column = np.array(orientation[:3]), np.array(orientation[3:])
    # The position is given as if the slice were as large as the whole picture, around the same centre.
    first = (
        np.array(position)
        + row * spacing[1] * (picture[1] - size[1]) / 2
        + column * spacing[0] * (picture[0] - size[0]) / 2
    )
    direction = _slice_direction(csa, orientation)
    places = first + np.outer(np.arange(tiles) * (step or 0.0), direction)
    return tuple((x, y, z) for x, y, z in places.tolist())


def _slice_step(header: Dataset, csa: bytes) -> float | None:
    """Distance between the centres of slices, mm."""
    told = number(header, "SpacingBetweenSlices")
    if told is None:
        told = next(iter(csa_numbers(csa, "SpacingBetweenSlices")), None)
    if told is None:
        told = number(header, "SliceThickness")
    return abs(told) if told else None


def _slice_direction(csa: bytes, orientation: Orientation) -> npt.NDArray[np.float64]:
    """(3,) unit vector from the first tile to the next: along the normal, or against it where the file says so."""
    normal = normal_of(orientation)
    told = csa_numbers(csa, "SliceNormalVector")
    if len(told) == 3 and float(np.dot(told, normal)) < 0:
        return -normal
    return normal
