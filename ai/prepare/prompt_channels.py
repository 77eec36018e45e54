"""What a person said about a structure as channels of the network's input, on its grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from ai.library.prompt_spec import BOX, POINTS, PromptSpec
from ai.prepare.placed_box import PlacedBox
from ai.prepare.way import Region, Way
from ai.volume import Volume

Places = npt.NDArray[np.float64]
"""(points, 3) LPS mm."""


def region_round(volume: Volume, points_lps_mm: Places, box: PlacedBox | None, reach_mm: float) -> Region | None:
    """Find the part of a scan that is looked at; None where nothing was said, or beside the scan."""
    corners = [points_lps_mm.reshape(-1, 3), np.zeros((0, 3)) if box is None else box.corners_lps_mm]
    indices = volume.to_index(np.concatenate(corners))
    if not len(indices):
        return None
    reach = reach_mm / np.array(volume.spacing_mm)
    first = np.maximum(np.floor(indices.min(0) - reach), 0).astype(int)
    stop = np.minimum(np.ceil(indices.max(0) + reach) + 1, volume.shape).astype(int)
    if (first >= stop).any():
        return None
    slices, rows, columns = ((int(low), int(high)) for low, high in zip(first, stop, strict=True))
    return slices, rows, columns


def prompt_channels(
    spec: PromptSpec,
    volume: Volume,
    way: Way,
    *,
    inside: Sequence[tuple[float, float, float]],
    outside: Sequence[tuple[float, float, float]],
    box: PlacedBox | None,
    device: torch.device,
) -> torch.Tensor:
    """Draw what was said.

    Parameters
    ----------
    spec
        What the network takes.
    volume, way
        The scan, and how it comes to the network's grid.
    inside, outside
        Points that belong to the structure and points that do not, LPS mm.
    box
        Round it; None for none.
    device
        Where the channels are made.

    Returns
    -------
    torch.Tensor
        (channels, slices, rows, columns) float32 of ``way.shape``, 0 or 1.
    """
    to_lps = volume.affine_lps @ way.source_of_network
    channels: list[npt.NDArray[np.float32]] = []
    if POINTS in spec.takes:
        channels += [_balls(points, to_lps, way.shape, spec.radius_mm) for points in (inside, outside)]
    if BOX in spec.takes:
        channels.append(_filled(box, to_lps, way.shape))
    return torch.from_numpy(np.stack(channels)).to(device)


def _balls(
    points: Sequence[tuple[float, float, float]],
    to_lps: npt.NDArray[np.float64],
    shape: tuple[int, int, int],
    radius_mm: float,
) -> npt.NDArray[np.float32]:
    """Draw a ball of patient mm round each point; the cell that holds the point always belongs to it."""
    channel = np.zeros(shape, np.float32)
    steps = to_lps[:3, :3]
    back = np.linalg.inv(steps)
    for point in points:
        centre = back @ (np.array(point) - to_lps[:3, 3])
        reach = radius_mm * np.linalg.norm(back, axis=1)
        low = np.maximum(np.ceil(centre - reach), 0).astype(int)
        stop = np.minimum(np.floor(centre + reach) + 1, shape).astype(int)
        if (low < stop).all():
            grid = np.stack(np.meshgrid(*map(np.arange, low, stop), indexing="ij"), -1) - centre
            near = np.linalg.norm(grid @ steps.T, axis=-1) <= radius_mm
            block = channel[tuple(map(slice, low, stop))]
            block[near] = 1
        nearest = np.floor(centre + 0.5).astype(int)
        if ((nearest >= 0) & (nearest < shape)).all():
            channel[tuple(nearest)] = 1
    return channel


def _filled(
    box: PlacedBox | None, to_lps: npt.NDArray[np.float64], shape: tuple[int, int, int]
) -> npt.NDArray[np.float32]:
    """Mark the cells whose centres lie in the box."""
    if box is None:
        return np.zeros(shape, np.float32)
    edges = np.array(box.edges_lps_mm).T
    into = np.linalg.inv(edges)
    affine = into @ to_lps[:3, :3]
    origin = into @ (to_lps[:3, 3] - np.array(box.corner_lps_mm))
    inside = np.ones(shape, np.bool_)
    along = np.meshgrid(*(np.arange(side, dtype=np.float64) for side in shape), indexing="ij", sparse=True)
    for axis in range(3):
        share = origin[axis] + sum(affine[axis, number] * each for number, each in enumerate(along))
        inside &= (share >= 0) & (share <= 1)
    return inside.astype(np.float32)
