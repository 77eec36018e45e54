"""Cells of a heat map lie where its grid says, on every plane, with their own value and nothing between."""

from __future__ import annotations

import numpy as np
import pytest

from ai.inference.results import Heatmap
from ai.library.card import Code, Label
from ai.volume import Volume
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn
from app.imaging.heat_map_plane import cells_on_plane, heat_colours, heat_rgba, is_signed, limit_of

LABEL = Label("nodule", "Nodule", Code("", "", ""))


def volume(slices: int = 1, positions: tuple[float, ...] | None = None) -> Volume:
    affine = np.zeros((4, 4))
    affine[2, 0], affine[1, 1], affine[0, 2], affine[3, 3] = 3.0, 1.0, 1.0, 1.0
    return Volume(
        np.zeros((slices, 32, 48), np.int16),
        affine,
        modality="CT",
        slice_positions_mm=positions,
        geometry_fault="" if positions is None else "uneven",
        places_known=positions is not None,
    )


def heat(cells: np.ndarray, step: tuple[float, float, float], first: tuple[float, float, float]) -> Heatmap:
    index_of_cell = np.diag((*step, 1.0))
    index_of_cell[:3, 3] = first
    return Heatmap(LABEL, "Grad-CAM", cells.astype(np.float32), index_of_cell)


def test_cells_of_a_picture() -> None:
    """4 x 6 cells of 8 pixels: cell centres lie between pixels 3 and 4."""
    cells = np.arange(24).reshape(1, 4, 6)
    found = cells_on_plane(heat(cells, (1.0, 8.0, 8.0), (0.0, 3.5, 3.5)), cut_stack(volume(), Cut()), 0)
    rows, columns = np.mgrid[:32, :48]
    assert np.array_equal(found, rows // 8 * 6 + columns // 8)


def test_outside_of_the_grid_there_is_none() -> None:
    found = cells_on_plane(heat(np.ones((1, 2, 2)), (1.0, 8.0, 8.0), (0.0, 3.5, 3.5)), cut_stack(volume(), Cut()), 0)
    assert (found[:16, :16] >= 0).all()
    assert (found[16:] == -1).all()
    assert (found[:, 16:] == -1).all()


@pytest.mark.parametrize("turn", [Turn(1), Turn(2, mirrored=True)])
def test_a_turned_picture_turns_its_cells(turn: Turn) -> None:
    cells = np.arange(24).reshape(1, 4, 6)
    one = heat(cells, (1.0, 8.0, 8.0), (0.0, 3.5, 3.5))
    straight = cells_on_plane(one, cut_stack(volume(), Cut()), 0)
    turned = cells_on_plane(one, cut_stack(volume(), Cut(turn=turn)), 0)
    assert np.array_equal(turned, turn.apply(straight))


@pytest.mark.parametrize("positions", [None, (0.0, 3.0, 6.0, 10.0, 13.0, 16.0, 19.0, 22.0)])
def test_planes_from_the_side_show_the_same_cells(positions: tuple[float, ...] | None) -> None:
    """On a coronal plane every pixel has the cell of the voxel that lies under it."""
    cells = np.arange(2 * 4 * 6).reshape(2, 4, 6)
    one = heat(cells, (4.0, 8.0, 8.0), (1.5, 3.5, 3.5))
    stack = cut_stack(volume(8, positions), Cut(direction=Direction.CORONAL))
    found = cells_on_plane(one, stack, 10)
    checked = 0
    for row in range(0, stack.shape_px[0], 3):
        for column in range(0, stack.shape_px[1], 5):
            slice_, along, across = stack.voxel_at(10, row, column)
            place = np.array((slice_, along, across))
            if not np.isfinite(place).all() or not (0 <= slice_ <= 7):
                continue
            number = np.floor((place - (1.5, 3.5, 3.5)) / (4.0, 8.0, 8.0) + 0.5).astype(int)
            assert found[row, column] == np.ravel_multi_index(tuple(number), (2, 4, 6))
            checked += 1
    assert checked > 20


def test_slices_beside_a_map_of_one_slice_are_bare() -> None:
    one = heat(np.ones((1, 4, 6)), (1.0, 8.0, 8.0), (2.0, 3.5, 3.5))
    stack = cut_stack(volume(5), Cut())
    assert [bool((cells_on_plane(one, stack, index) >= 0).any()) for index in range(5)] == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_colours_are_flat_within_a_cell_and_borders_stand_out() -> None:
    cells = np.linspace(0, 1, 24).reshape(1, 4, 6)
    one = heat(cells, (1.0, 8.0, 8.0), (0.0, 3.5, 3.5))
    picture = heat_rgba(one, cells_on_plane(one, cut_stack(volume(), Cut()), 0))
    inside = picture[1:8, 1:8].reshape(-1, 4)
    assert (inside == inside[0]).all()
    assert picture[8, 20].tolist()[:3] == [255, 255, 255]
    assert picture[20, 44, 3] > picture[4, 12, 3]


def test_signs_have_colours_of_their_own() -> None:
    one = heat(np.array([[[-2.0, 0.0, 1.0]]]), (1.0, 8.0, 8.0), (0.0, 3.5, 3.5))
    assert is_signed(one)
    assert limit_of(one) == 2.0
    against, nothing, towards = heat_colours(one, one.cells.ravel())
    assert against[:3].tolist() != towards[:3].tolist()
    assert (against[3], nothing[3], towards[3]) == (255, 0, 128)
    assert limit_of(heat(np.zeros((1, 1, 1)), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0))) == 1.0
