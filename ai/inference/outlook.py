"""What a run would take, told before it is asked for: by the card and the grid of the scan; no torch, no pixel read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ai.inference.forecast import Attempt, Load, duration, foresee
from ai.inference.gate import reads_any_slice
from ai.inference.tiling import Size, tile
from ai.library.card import CHEST_ANATOMY, SEGMENTATION, ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.directions import axes_towards
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from ai.words import say

RULES_BYTES_PER_VOXEL = 8
"""Of fixed rules beside the scan: 7.5 were measured of ``ct-lungs`` on a chest of 139 x 512 x 512."""

VOXELS_OF_A_PIECE = 1_000_000
"""The work of fixed rules grows with the scan and is counted in so many voxels."""


@dataclass(frozen=True)
class Work:
    """What a model has to do on a scan.

    Parameters
    ----------
    pieces
        The time grows with them: windows of a network, millions of voxels of fixed rules.
    needed_bytes
        Memory beside the scan and the weights, about, in full precision.
    """

    pieces: float
    needed_bytes: int


def work_of(card: ModelCard, volume: Volume, box: PlacedBox | None = None) -> Work:
    """Tell how much a model has to do on a whole scan, or on one slice or a box of it where it reads no more.

    Parameters
    ----------
    card
        The model.
    volume
        The scan; its voxels may still be loading.
    box
        Where it looks; None for everywhere.
    """
    shape = (1, *volume.shape[1:]) if reads_any_slice(card) else volume.shape
    spans = None if box is None else box.spans_in(volume)
    if spans is not None:
        slices, rows, columns = (stop - first for first, stop in spans)
        shape = slices, rows, columns
    voxels = math.prod(shape)
    if card.rules:
        return Work(voxels / VOXELS_OF_A_PIECE, RULES_BYTES_PER_VOXEL * voxels)
    spec = _grid_of(card)
    resampled = any(spec.spacing_mm) or bool(spec.size)
    load = load_of(card, spec, source=shape, network=network_shape(shape, volume, spec), resampled=resampled)
    forecast = foresee(load, Attempt(), card=False)
    return Work(load.windows, forecast.host_bytes)


def in_words(work: Work, seconds: float) -> str:
    """Tell the reader what a run would take.

    Parameters
    ----------
    work
        What there is to do.
    seconds
        That it will take, see `ai.inference.past_runs`; 0 where no run tells.
    """
    needed = max(work.needed_bytes / 1e9, 0.1)
    if not seconds:
        return say("The first run tells how long · {needed:.1f} GB of memory", needed=needed)
    return say("About {time} · {needed:.1f} GB of memory", time=duration(seconds), needed=needed)


def network_shape(shape: Size, volume: Volume, spec: GridSpec) -> Size:
    """(slices, rows, columns) of the network's grid, as `ai.prepare.grid.plan` makes it of the whole scan.

    Where the contract cuts zeros off, that grid may be smaller: only the pixels tell.
    """
    axes = axes_towards(volume.affine_lps, spec.orientation)[0] if spec.orientation else spec.axes
    if spec.orientation and not volume.axes_known:
        axes = (0, 1, 2)
    sides = [shape[axis] for axis in axes]
    for number, wanted_mm in enumerate(spec.spacing_mm):
        if wanted_mm:
            first = 1 if spec.centres == "first-voxel" else 0
            source_mm = volume.spacing_mm[axes[number]]
            sides[number] = max(1, round((sides[number] - first) * source_mm / wanted_mm + first))
    along = range(3 - spec.dimensions, 3)
    for number, axis in enumerate(along):
        if spec.size:
            sides[axis] = spec.size[number]
        if spec.patch:
            sides[axis] = max(sides[axis], spec.patch[number])
        else:
            sides[axis] = -(-sides[axis] // spec.multiple_of) * spec.multiple_of
    return sides[0], sides[1], sides[2]


def load_of(card: ModelCard, spec: GridSpec, *, source: Size, network: Size, resampled: bool) -> Load:
    """Tell what decides how much a run takes, as far as nobody needs to measure it.

    Parameters
    ----------
    card, spec
        The model, and how it reads a scan. Only masks are put together from windows: classes and boxes have no maps.
    source, network
        (slices, rows, columns) of the scan, and of it on the network's grid.
    resampled
        Whether these are other voxels.
    """
    labels = len(card.labels)
    has_masks = card.task in (SEGMENTATION, CHEST_ANATOMY)
    tiling = tile(network, spec)
    one_map = spec.activation == "softmax" and labels > 1
    return Load(
        source_voxels=math.prod(source),
        network_voxels=math.prod(network),
        channels=spec.channels,
        classes=labels + spec.background if has_masks else 0,
        members=len(card.members),
        window_voxels=math.prod(tiling.patch),
        windows=tiling.count,
        held_voxels=tiling.held if has_masks else 0,
        resampled=resampled,
        own_masks=(1 if one_map else labels) if has_masks else 0,
    )


def _grid_of(card: ModelCard) -> GridSpec:
    """How a model reads a scan; without a grid in its contract it is one picture, made to fit."""
    if card.input.grid is not None:
        return card.input.grid
    return GridSpec(dimensions=2, fit="resize", size=card.input.size_px, activation="sigmoid", background=False)
