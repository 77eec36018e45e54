"""The picture in a pane: where it lies, and its values at every screen pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Plane: TypeAlias = npt.NDArray[Any]
"""(rows, columns) or (rows, columns, 3) for colour; any real dtype."""

MAX_SCALE = 512.0
"""Device pixels per picture pixel that are never exceeded: more shows one even area and overflows integers."""

_RESIZE_PAYS_UNTIL = 4
"""Whole pictures up to so many times the visible area are resized whole: cheaper than a warp of the visible part."""

_NATIVE = frozenset({"uint8", "uint16", "int16", "float32", "float64"})
"""Dtypes that OpenCV resamples."""


class Quality(Enum):
    """How the values between the picture's pixels are found."""

    REST = "rest"
    """Mean of the covered pixels where the picture is made smaller, linear where it is enlarged."""
    DRAG = "drag"
    """Linear from a picture of half, quarter ... the size: an even pace while something moves."""
    NEAREST = "nearest"
    """Stored values only."""


@dataclass(frozen=True)
class ScreenGeometry:
    """Where a picture lies in its pane, in device pixels.

    The picture's edges lie on whole device pixels, so that the picture, its resampling and what is drawn over it agree.
    Pixel centres of the picture have whole indices: its edges are at -0.5 and at its size - 0.5. A device pixel of the
    pane covers [x, x + 1).

    Parameters
    ----------
    rows, columns
        Size of the picture.
    left_px, top_px
        Where its left and upper edge lie in the pane; may be outside.
    width_px, height_px
        Its size on the screen, at least 1.
    pane_width_px, pane_height_px
        Size of the pane.
    """

    rows: int
    columns: int
    left_px: int
    top_px: int
    width_px: int
    height_px: int
    pane_width_px: int
    pane_height_px: int

    def __post_init__(self) -> None:
        if min(self.rows, self.columns, self.width_px, self.height_px) < 1:
            raise ValueError("a picture needs at least one pixel, in the file and on the screen")

    @property
    def row_scale(self) -> float:
        """Device pixels per row."""
        return self.height_px / self.rows

    @property
    def column_scale(self) -> float:
        """Device pixels per column."""
        return self.width_px / self.columns

    @property
    def visible_px(self) -> tuple[int, int, int, int]:
        """(left, top, right, bottom) of the picture within the pane; right and bottom excluded, empty if outside."""
        left = min(max(self.left_px, 0), self.pane_width_px)
        top = min(max(self.top_px, 0), self.pane_height_px)
        right = max(min(self.left_px + self.width_px, self.pane_width_px), left)
        bottom = max(min(self.top_px + self.height_px, self.pane_height_px), top)
        return left, top, right, bottom

    def to_screen(self, row: float, column: float) -> tuple[float, float]:
        """(row, column) index, may be fractional -> (x, y) in device pixels."""
        return self.left_px + (column + 0.5) * self.column_scale, self.top_px + (row + 0.5) * self.row_scale

    def to_index(self, x_px: float, y_px: float) -> tuple[float, float]:
        """(x, y) in device pixels -> (row, column) index, fractional."""
        return (y_px - self.top_px) / self.row_scale - 0.5, (x_px - self.left_px) / self.column_scale - 0.5

    def holds(self, row: float, column: float) -> bool:
        """Whether an index lies on the picture."""
        return -0.5 <= row < self.rows - 0.5 and -0.5 <= column < self.columns - 0.5


def place(
    size: tuple[int, int],
    pixel_mm: tuple[float, float],
    pane_px: tuple[int, int],
    *,
    zoom: float = 1.0,
    pan: tuple[float, float] | None = None,
) -> ScreenGeometry:
    """Lay a picture into a pane, with its true aspect.

    Parameters
    ----------
    size
        (rows, columns) of the picture.
    pixel_mm
        (row spacing, column spacing); only their ratio matters.
    pane_px
        (height, width) of the pane in device pixels.
    zoom
        1.0 fits the picture into the pane.
    pan
        (row, column) index that is in the middle of the pane; None for the middle of the picture.

    Returns
    -------
    ScreenGeometry
        With the picture's edges rounded to device pixels.
    """
    rows, columns = size
    height_px, width_px = max(pane_px[0], 1), max(pane_px[1], 1)
    row_mm, column_mm = pixel_mm
    per_mm = zoom * min(height_px / (rows * row_mm), width_px / (columns * column_mm))
    per_mm = min(per_mm, MAX_SCALE / max(row_mm, column_mm))
    picture_height_px = max(round(rows * row_mm * per_mm), 1)
    picture_width_px = max(round(columns * column_mm * per_mm), 1)
    row, column = pan if pan is not None else ((rows - 1) / 2, (columns - 1) / 2)
    return ScreenGeometry(
        rows=rows,
        columns=columns,
        left_px=math.floor(width_px / 2 - (column + 0.5) * picture_width_px / columns + 0.5),
        top_px=math.floor(height_px / 2 - (row + 0.5) * picture_height_px / rows + 0.5),
        width_px=picture_width_px,
        height_px=picture_height_px,
        pane_width_px=width_px,
        pane_height_px=height_px,
    )


class Sampler:
    """One picture that is looked at in many geometries.

    Parameters
    ----------
    plane
        (rows, columns) or (rows, columns, 3). Never written; its smaller copies are made when first needed.
    """

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._halves: list[Plane] = []

    def sample(self, geometry: ScreenGeometry, quality: Quality = Quality.REST) -> Plane:
        """Find the values of the visible part of the picture at the device pixels.

        Parameters
        ----------
        geometry
            Where the picture lies; its rows and columns are those of the plane.
        quality
            How.

        Returns
        -------
        Plane
            (bottom - top, right - left[, 3]) of `ScreenGeometry.visible_px`, in the dtype of the plane; integers are
            rounded to the nearest. Types that OpenCV does not know become the next larger one, 64-bit integers float64.
        """
        if self._plane.shape[:2] != (geometry.rows, geometry.columns):
            raise ValueError(f"the geometry is for another picture than one of {self._plane.shape[:2]}")
        left, top, right, bottom = geometry.visible_px
        if right <= left or bottom <= top:
            return _resampled_dtype(self._plane[:0, :0])
        if quality is Quality.NEAREST or (geometry.row_scale, geometry.column_scale) == (1.0, 1.0):
            return self._nearest(geometry)
        smaller = geometry.row_scale < 1.0 or geometry.column_scale < 1.0
        if smaller and quality is Quality.DRAG:
            return self._from_halves(geometry)
        if smaller:
            return self._mean(geometry)
        return self._linear(geometry)

    def _nearest(self, geometry: ScreenGeometry) -> Plane:
        """Take the stored value under the centre of every device pixel."""
        left, top, right, bottom = geometry.visible_px
        rows = ((np.arange(top, bottom) + 0.5 - geometry.top_px) / geometry.row_scale).astype(np.intp)
        columns = ((np.arange(left, right) + 0.5 - geometry.left_px) / geometry.column_scale).astype(np.intp)
        part = self._plane[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        part = _resampled_dtype(part)
        taken: Plane = np.take(np.take(part, rows - rows[0], axis=0), columns - columns[0], axis=1)
        return taken

    def _linear(self, geometry: ScreenGeometry) -> Plane:
        """Interpolate an enlarged picture."""
        left, top, right, bottom = geometry.visible_px
        if geometry.width_px * geometry.height_px <= _RESIZE_PAYS_UNTIL * (right - left) * (bottom - top):
            return _cut(_resize(self._plane, geometry, cv2.INTER_LINEAR), geometry)
        return _warp(self._plane, geometry, 1)

    def _mean(self, geometry: ScreenGeometry) -> Plane:
        """Average what each device pixel covers; in the other direction, where it is enlarged, interpolate."""
        if geometry.row_scale <= 1.0 and geometry.column_scale <= 1.0:
            return _cut(_resize(self._plane, geometry, cv2.INTER_AREA), geometry)
        height = min(geometry.rows, geometry.height_px)
        width = min(geometry.columns, geometry.width_px)
        thinned = cv2.resize(_resampled_dtype(self._plane), (width, height), interpolation=cv2.INTER_AREA)
        return _warp(thinned, geometry, 1)

    def _from_halves(self, geometry: ScreenGeometry) -> Plane:
        """Interpolate in the smallest copy that still has a pixel per device pixel."""
        level = max(int(math.log2(1.0 / max(geometry.row_scale, geometry.column_scale))), 0)
        if not self._halves:
            self._halves.append(_resampled_dtype(self._plane))
        while len(self._halves) <= level:
            self._halves.append(_half(self._halves[-1]))
        return _warp(self._halves[level], geometry, 1 << level)


def sample(plane: Plane, geometry: ScreenGeometry, quality: Quality = Quality.REST) -> Plane:
    """Find the values of the visible part of a picture at the device pixels; see `Sampler.sample`."""
    return Sampler(plane).sample(geometry, quality)


def _resampled_dtype(plane: Plane) -> Plane:
    """Give a plane a dtype that OpenCV resamples, without a copy where it has one."""
    dtype = plane.dtype
    if not dtype.isnative:
        dtype = dtype.newbyteorder("=")
    if dtype.name not in _NATIVE:
        small = {"bool": "uint8", "int8": "int16", "float16": "float32"}
        dtype = np.dtype(small.get(dtype.name, "float64"))
    return plane if dtype == plane.dtype else plane.astype(dtype)


def _resize(plane: Plane, geometry: ScreenGeometry, interpolation: int) -> Plane:
    """Resize the whole picture to its size on the screen."""
    size = (geometry.width_px, geometry.height_px)
    resized: Plane = cv2.resize(np.ascontiguousarray(_resampled_dtype(plane)), size, interpolation=interpolation)
    return resized


def _cut(resized: Plane, geometry: ScreenGeometry) -> Plane:
    """Cut the visible part out of a picture of its size on the screen."""
    left, top, right, bottom = geometry.visible_px
    x, y = geometry.left_px, geometry.top_px
    return np.ascontiguousarray(resized[top - y : bottom - y, left - x : right - x])


def _half(plane: Plane) -> Plane:
    """Average 2 x 2 pixels; an odd last row or column is repeated, so that the grid stays in place."""
    rows, columns = plane.shape[:2]
    if rows % 2 or columns % 2:
        plane = cv2.copyMakeBorder(plane, 0, rows % 2, 0, columns % 2, cv2.BORDER_REPLICATE)
    half: Plane = cv2.resize(plane, (plane.shape[1] // 2, plane.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return half


def _warp(plane: Plane, geometry: ScreenGeometry, pixels: int) -> Plane:
    """Interpolate the visible part linearly; nothing but the needed part of the plane is touched.

    Parameters
    ----------
    plane
        The picture, or a smaller copy of it.
    geometry
        Of the full picture.
    pixels
        How many rows and columns of the full picture one of the plane stands for, where it was halved; for a plane of
        another size with 1 the plane spans the picture.
    """
    left, top, right, bottom = geometry.visible_px
    rows, columns = plane.shape[:2]
    per_y = 1.0 / (geometry.row_scale * pixels)
    per_x = 1.0 / (geometry.column_scale * pixels)
    if pixels == 1:
        per_y, per_x = rows / geometry.height_px, columns / geometry.width_px
    first_row = (top + 0.5 - geometry.top_px) * per_y - 0.5
    first_column = (left + 0.5 - geometry.left_px) * per_x - 0.5
    # One more pixel on either side, so that the cut changes no neighbour.
    row = min(max(math.floor(first_row) - 1, 0), rows - 1)
    column = min(max(math.floor(first_column) - 1, 0), columns - 1)
    last_row = math.ceil(first_row + (bottom - top) * per_y) + 2
    last_column = math.ceil(first_column + (right - left) * per_x) + 2
    part = np.ascontiguousarray(_resampled_dtype(plane[row:last_row, column:last_column]))
    # OpenCV rounds positions of int16 pictures coarsely (1/32 pixel); of uint16 and float ones it does not.
    offset_binary = part.dtype == np.int16
    if offset_binary:
        part = part.view(np.uint16) ^ np.uint16(0x8000)
    matrix = np.array([[per_x, 0.0, first_column - column], [0.0, per_y, first_row - row]])
    warped: Plane = cv2.warpAffine(
        part,
        matrix,
        (right - left, bottom - top),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if offset_binary:
        warped ^= np.uint16(0x8000)
        return warped.view(np.int16)
    return warped
