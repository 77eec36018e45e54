"""A box is drawn where the plane cuts it, and only there: sampled voxels of a mask of the box are the truth."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.box_on_plane import box_on_plane
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.cut_turn import Turn

LOW, HIGH = (6.5, 9.5, 12.5), (17.5, 19.5, 27.5)


def volume(affine: np.ndarray | None = None) -> Volume:
    if affine is None:
        affine = np.zeros((4, 4))
        affine[2, 0], affine[1, 1], affine[0, 2], affine[3, 3] = 2.5, 0.8, 0.8, 1.0
    return Volume(np.zeros((24, 30, 40), np.int16), affine, modality="CT")


def oblique() -> np.ndarray:
    """A grid that lies along no axis of the patient."""
    angles = np.deg2rad((20, 35, -15))
    turn = np.eye(3)
    for axis, angle in enumerate(angles):
        other, third = (axis + 1) % 3, (axis + 2) % 3
        step = np.eye(3)
        step[other, other] = step[third, third] = np.cos(angle)
        step[other, third], step[third, other] = -np.sin(angle), np.sin(angle)
        turn = turn @ step
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.array([[0, 0, 1.0], [0, 1, 0], [1, 0, 0]]) * (2.0, 0.7, 0.9)
    affine[:3, 3] = (-40, 12, 7)
    return affine


def mask() -> np.ndarray:
    inside = np.zeros((24, 30, 40), np.bool_)
    inside[7:18, 10:20, 13:28] = True
    return inside


CUTS = (
    Cut(),
    Cut(turn=Turn(1, mirrored=True)),
    Cut(direction=Direction.CORONAL),
    Cut(direction=Direction.SAGITTAL),
    Cut(direction=Direction.SAGITTAL, turn=Turn(3)),
)


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("grid", [None, "oblique"])
def test_the_figure_covers_the_voxels_of_the_box(cut: Cut, grid: str | None) -> None:
    stack = cut_stack(volume(oblique() if grid else None), cut)
    cuts = 0
    for index in range(stack.count):
        truth = stack.labels(mask(), index).astype(np.bool_)
        figure = box_on_plane(stack, index, LOW, HIGH)
        if figure is None:
            assert truth.sum() == 0
            continue
        drawn = np.zeros(stack.shape_px, np.uint8)
        corners = np.rint(figure[:, ::-1] * 16).astype(np.int32)
        cv2.fillPoly(drawn, [corners[:, None]], 1, shift=4)
        # The border is half a voxel wide of doubt: nearest voxels against exact lines.
        band = cv2.morphologyEx(drawn, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8)).astype(np.bool_)
        assert not (truth ^ drawn.astype(np.bool_))[~band].any(), index
        cuts += int(truth.any())
    assert cuts >= 10


def test_slices_take_the_exact_sides() -> None:
    stack = cut_stack(volume(), Cut())
    assert box_on_plane(stack, 6, LOW, HIGH) is None
    assert box_on_plane(stack, 18, LOW, HIGH) is None
    figure = box_on_plane(stack, 7, LOW, HIGH)
    assert figure is not None
    assert {tuple(corner) for corner in figure.tolist()} == {(9.5, 12.5), (9.5, 27.5), (19.5, 27.5), (19.5, 12.5)}
