"""Volumes of known geometry, and annotations drawn on their planes by pixel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from ai.phantom.ct import CtGrid
from ai.volume import Volume
from app.imaging.annotations.annotation import Annotation, Kind, SeriesMark, new_id, uid_digest
from app.imaging.annotations.place import drawn_on
from app.imaging.cut import Cut
from app.imaging.cut_stack import CutStack, cut_stack
from app.imaging.plane_frame import PlaneFrame

MARK = SeriesMark(uid_digest("1.2.3"), uid_digest("1.2.3.4"), "", uid_digest("1.2.3.4.5"))

GRID = CtGrid((8, 40, 48), (3.0, 0.7, 0.5), (10.0, -20.0, 30.0))

GRIDS = {
    "axial": GRID,
    "reversed": GRID.reversed(),
    "oblique": GRID.turned((23.0, -37.0, 51.0)),
    "oblique reversed": GRID.turned((-70.0, 15.0, 130.0)).reversed(),
    "tilted": GRID.tilted(18.5),
}

GAPPED_MM = (0.0, 3.0, 6.0, 12.0, 15.0, 18.0, 21.0, 24.0)


def make_volume(grid: CtGrid = GRID, voxels: np.ndarray | None = None, **facts: Any) -> Volume:
    """Noise of whole HU, unless told."""
    if voxels is None:
        voxels = np.random.default_rng(5).integers(-1000, 1000, grid.shape).astype(np.int16)
    return Volume(voxels, grid.affine_lps, **({"unit": "HU", "modality": "CT"} | facts))


def draw(
    kind: Kind, pixels: Sequence[tuple[float, float]], stack: CutStack, index: int = 3, **changes: Any
) -> Annotation:
    """An annotation through (row, column) places of a plane."""
    frame = stack.frame(index)
    points = tuple(tuple(point) for point in frame.to_lps_mm(pixels).tolist())
    return Annotation(new_id(), kind, points, drawn_on(stack, index), MARK, **changes)


def draw_at(kind: Kind, points: Sequence[Sequence[float]], stack: CutStack, index: int = 3) -> Annotation:
    """An annotation through places in the patient."""
    triples = tuple((float(x), float(y), float(z)) for x, y, z in points)
    return Annotation(new_id(), kind, triples, drawn_on(stack, index), MARK)


def source(volume: Volume, **changes: Any) -> CutStack:
    return cut_stack(volume, replace(Cut(), **changes))


def gapped(grid: CtGrid = GRID, **facts: Any) -> Volume:
    """One slice is missing between the third and the fourth."""
    return make_volume(
        grid, slice_positions_mm=GAPPED_MM, geometry_fault="Slice 4 is missing.", places_known=True, **facts
    )


def pixel_places(frame: PlaneFrame) -> np.ndarray:
    """(rows, columns, 3) LPS mm of the pixels of a picture, from its definition."""
    rows, columns = np.mgrid[: frame.shape_px[0], : frame.shape_px[1]]
    down, right = (np.array(side) for side in (frame.down_lps, frame.right_lps))
    return (
        np.array(frame.origin_lps_mm)
        + rows[..., None] * frame.pixel_mm[0] * down
        + columns[..., None] * frame.pixel_mm[1] * right
    )


@dataclass(frozen=True)
class Phantoms:
    mark: SeriesMark = MARK
    grid: CtGrid = GRID
    volume: Callable[..., Volume] = make_volume
    gapped: Callable[..., Volume] = gapped
    draw: Callable[..., Annotation] = draw
    draw_at: Callable[..., Annotation] = draw_at
    source: Callable[..., CutStack] = source
    pixel_places: Callable[[PlaneFrame], np.ndarray] = pixel_places


@pytest.fixture(scope="session")
def phantoms() -> Phantoms:
    return Phantoms()


@pytest.fixture(params=sorted(GRIDS))
def grid(request: pytest.FixtureRequest) -> CtGrid:
    return GRIDS[request.param]
