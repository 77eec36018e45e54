"""Measured by the mouse what is known to be so: two balls in a phantom, found on the picture, on every kind of plane.

The places of the balls are in the patient; where they are on the picture is read off the picture alone.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from ai.volume import Volume
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Cut, Direction, MprAxes
from app.imaging.window import Presentation, Window
from app.state.tool import Tool

RADIUS_MM = 6.0


def turned(x: float, y: float, z: float) -> np.ndarray:
    """(3, 3) rotation by degrees about the axes of the patient, one after the other."""
    result = np.eye(3)
    for axis, degrees in enumerate((x, y, z)):
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        one = np.eye(3)
        a, b = (axis + 1) % 3, (axis + 2) % 3
        one[a, a], one[a, b], one[b, a], one[b, b] = cos, -sin, sin, cos
        result = one @ result
    return result


# (slice, row, column) steps in the patient; spacing in mm.
AXIAL = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])
VOLUMES = {
    "axial": (AXIAL, (2.0, 1.0, 1.0)),
    "reversed": (AXIAL @ np.diag([-1.0, 1, 1]), (2.0, 1.0, 1.0)),
    "anisotropic": (AXIAL, (3.0, 0.6, 1.1)),
    "oblique": (turned(12.0, -17.0, 9.0) @ AXIAL, (2.0, 0.8, 1.0)),
}
CUTS = {
    "slices": Cut(),
    "axial": Cut(Direction.AXIAL),
    "coronal": Cut(Direction.CORONAL),
    "sagittal": Cut(Direction.SAGITTAL),
    "oblique sagittal": Cut(Direction.SAGITTAL, MprAxes().turned((0.0, 0.0, 1.0), 25.0, (0.0, 0.0, 0.0))),
}


def phantom(make, steps: np.ndarray, spacing: tuple[float, ...], balls: list[np.ndarray]) -> OpenSeries:
    """A volume of 120 mm around the origin; every ball of its own value, with a soft edge."""
    shape = tuple(round(120 / each) for each in spacing)
    affine = np.eye(4)
    affine[:3, :3] = steps * spacing
    affine[:3, 3] = -affine[:3, :3] @ ((np.array(shape) - 1) / 2)
    index = np.stack(np.meshgrid(*(np.arange(each) for each in shape), indexing="ij"), axis=-1)
    places = index @ affine[:3, :3].T + affine[:3, 3]
    voxels = np.zeros(shape, np.float32)
    for ball in balls:
        away = np.linalg.norm(places - ball, axis=-1)
        voxels = np.maximum(voxels, 1000 * np.clip((RADIUS_MM + 1 - away) / 2, 0, 1))
    volume = Volume(voxels.astype(np.int16), affine, unit="HU", modality="CT")
    series = make.series("1.2.840.1", "CT", shape[0])
    window = Window(500.0, 1000.0)
    return OpenSeries(
        series, volume, np.ones(shape[0], np.bool_), Presentation(((window,),) * shape[0]), volume.voxels.copy()
    )


def middles(plane: np.ndarray) -> list[tuple[float, float]]:
    """(row, column) of the middles of the bright spots of a picture, from the left to the right."""
    import cv2

    count, labels = cv2.connectedComponents((plane > 100).astype(np.uint8))
    found = []
    for label in range(1, count):
        weights = np.where(labels == label, plane, 0).astype(np.float64)
        rows, columns = np.indices(plane.shape)
        found.append(((rows * weights).sum() / weights.sum(), (columns * weights).sum() / weights.sum()))
    return sorted(found, key=lambda each: each[1])


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("volume", VOLUMES)
def test_lengths_and_angles_between_balls(hand, make, volume: str, cut: str) -> None:
    steps, spacing = VOLUMES[volume]
    viewer, pane = hand.viewer, hand.viewer.session.panes.active
    # Three balls in one plane of the cut: first an empty phantom tells where its planes are.
    viewer.session.set_opened(phantom(make, steps, spacing, []))
    viewer.view.update(cut=CUTS[cut], voi=Window(500.0, 1000.0))
    index = pane.stack.count // 2 + 3
    frame = pane.stack.frame(index)
    right, down, origin = (np.array(each) for each in (frame.right_lps, frame.down_lps, frame.origin_lps_mm))
    centre = (
        origin + right * frame.pixel_mm[1] * frame.shape_px[1] / 2 + down * frame.pixel_mm[0] * frame.shape_px[0] / 2
    )
    balls = [centre - 25 * right - 12 * down, centre + 2 * right + 20 * down, centre + 27 * right - 16 * down]
    viewer.session.set_opened(phantom(make, steps, spacing, balls))
    viewer.view.update(cut=CUTS[cut], index=index, voi=Window(500.0, 1000.0))
    viewer.window.pane.settle()
    first, second, third = middles(np.asarray(pane.stack.plane(index)))
    viewer.session.tools.set_tool(Tool.LENGTH)
    hand.drag(first, third)
    (length,), drawn = hand.words(), hand.only.places
    # With its handles there the next press would take hold of it.
    viewer.actions.annotate.delete_selected()
    viewer.session.tools.set_tool(Tool.ANGLE)
    hand.drag(first, second)
    hand.click(*third)
    (angle,) = hand.words()
    truth_mm = float(np.linalg.norm(balls[2] - balls[0]))
    arms = balls[0] - balls[1], balls[2] - balls[1]
    truth = math.degrees(math.acos(arms[0] @ arms[1] / np.linalg.norm(arms[0]) / np.linalg.norm(arms[1])))
    assert float(length.removesuffix(" mm")) == pytest.approx(truth_mm, abs=0.15)
    assert float(angle.removesuffix("°")) == pytest.approx(truth, abs=0.3)
    # To the tenth that is promised, by the places themselves: what stands on the picture is rounded.
    assert float(np.linalg.norm(drawn[1] - drawn[0])) == pytest.approx(truth_mm, abs=0.1)
    np.testing.assert_allclose(drawn, [balls[0], balls[2]], atol=0.25)


@pytest.mark.parametrize("cut", CUTS)
def test_a_region_says_what_its_plane_holds(hand, make, cut: str) -> None:
    steps, spacing = VOLUMES["anisotropic"]
    viewer, pane = hand.viewer, hand.viewer.session.panes.active
    opened = phantom(make, steps, spacing, [np.zeros(3), np.array([30.0, 0.0, 0.0])])
    viewer.session.set_opened(opened)
    viewer.view.update(cut=CUTS[cut], index=0, voi=Window(500.0, 1000.0))
    index = pane.stack.index_at((0.0, 0.0, 0.0))
    viewer.view.update(index=index)
    viewer.window.pane.settle()
    rows, columns = pane.stack.shape_px
    top, left = rows // 2 - 10, columns // 2 - 12
    viewer.session.tools.set_tool(Tool.RECTANGLE)
    hand.drag((top - 0.5, left - 0.5), (top + 19.5, left + 24.5))
    plane = np.asarray(pane.stack.plane(index), np.float64)[top : top + 20, left : left + 25]
    said = hand.words()[0]
    assert said == f"Mean {plane.mean():.1f} HU, SD {plane.std(ddof=1):.1f}"
    row_mm, column_mm = pane.stack.pixel_mm
    assert f"{20 * 25 * row_mm * column_mm / 100:.2f} cm²" in hand.words()[2]
