"""A heat map on a plane: every pixel has the value of its cell, and the borders of the cells stay visible."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.results import Heatmap
from app.imaging.colour_map import colour_map
from app.imaging.cut_stack import CutStack
from app.imaging.labels import BLUE, CORAL
from app.imaging.true_place import to_index

Cells: TypeAlias = npt.NDArray[np.intp]
"""(rows, columns): number of the cell under a pixel, -1 for none."""

_MAP = "inferno"
"""Rises evenly in brightness; the same to colour-blind readers."""

_DARKEST = 96
"""Level of `_MAP` that 0 has: darker ones would look like nothing over a dark picture."""

_BORDER_ALPHA = 70


def cells_on_plane(heat: Heatmap, stack: CutStack, index: int) -> Cells:
    """Find the cell under every pixel of a plane.

    Parameters
    ----------
    heat
        On the grid of the volume of the stack.
    stack, index
        Which plane, from 0.

    Returns
    -------
    Cells
        Of ``stack.shape_px``; numbers count ``heat.cells`` in C order.
    """
    rows, columns = stack.shape_px
    cell_of_index = np.linalg.inv(heat.index_of_cell)
    at = _voxels(stack, index)
    numbers = np.zeros((rows, columns), dtype=np.intp)
    inside = np.ones((rows, columns), dtype=np.bool_)
    for axis, size in enumerate(heat.cells.shape):
        place = np.full((rows, columns), cell_of_index[axis, 3])
        for source in range(3):
            if cell_of_index[axis, source]:
                place += cell_of_index[axis, source] * at[source]
        # A pixel on the border of two cells belongs to the later one; in a gap of the scan it is NaN and in none.
        inside &= (place >= -0.5) & (place < size - 0.5)
        cell = np.floor(np.where(inside, place, 0.0) + 0.5).astype(np.intp)
        numbers = numbers * size + cell
    return np.where(inside, numbers, -1)


def heat_rgba(heat: Heatmap, cells: Cells) -> npt.NDArray[np.uint8]:
    """Colour the cells of a plane.

    Parameters
    ----------
    heat
        Its values are shown from 0 to `limit_of`; a map with values below 0 in two colours, one for each sign.
    cells
        From `cells_on_plane`.

    Returns
    -------
    npt.NDArray[np.uint8]
        (rows, columns, 4) red, green, blue, alpha, not premultiplied; the clearer the nearer to 0.
    """
    table = np.concatenate([heat_colours(heat, heat.cells.ravel()), np.zeros((1, 4), dtype=np.uint8)])
    picture = table[cells]
    border = np.zeros(cells.shape, dtype=np.bool_)
    border[1:] |= cells[1:] != cells[:-1]
    border[:, 1:] |= cells[:, 1:] != cells[:, :-1]
    picture[border, :3] = 255
    picture[border, 3] = np.maximum(picture[border, 3] // 2, _BORDER_ALPHA)
    return picture


def heat_colours(heat: Heatmap, values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """(n,) values of a heat map -> (n, 4) uint8 red, green, blue, alpha."""
    share = np.clip(np.nan_to_num(values / limit_of(heat)), -1.0, 1.0)
    colours = np.zeros((len(values), 4), dtype=np.uint8)
    known = colour_map(_MAP)
    if is_signed(heat) or known is None:
        colours[:, :3] = np.where(share[:, np.newaxis] < 0, np.array(BLUE), np.array(CORAL))
    else:
        colours[:, :3] = known.rgb[np.rint(_DARKEST + (255 - _DARKEST) * np.abs(share)).astype(np.intp)]
    colours[:, 3] = np.rint(255 * np.abs(share))
    return colours


def is_signed(heat: Heatmap) -> bool:
    """Whether a map tells for and against."""
    return bool((heat.cells < 0).any())


def limit_of(heat: Heatmap) -> float:
    """Return the value of the strongest colour: the largest magnitude in the map."""
    return float(np.nanmax(np.abs(heat.cells), initial=0.0)) or 1.0


def _voxels(stack: CutStack, index: int) -> npt.NDArray[np.float64]:
    """(3, rows, columns) fractional (slice, row, column) index under every pixel; NaN in a gap."""
    rows, columns = stack.shape_px
    row, column = np.arange(rows)[:, np.newaxis], np.arange(columns)
    if stack.is_source or stack.volume.slice_positions_mm is None:
        # Three places tell an even grid.
        corner, down, right = (np.array(stack.voxel_at(index, *at)) for at in ((0, 0), (1, 0), (0, 1)))
        return np.stack(
            [corner[axis] + (down - corner)[axis] * row + (right - corner)[axis] * column for axis in range(3)]
        )
    pixels = np.stack(np.broadcast_arrays(row, column), axis=-1)
    return np.moveaxis(to_index(stack.volume, stack.frame(index).to_lps_mm(pixels)), -1, 0)
