"""Outlines lie on the border of their mask to a tenth of a screen pixel; mirrored or shifted ones fail."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.dicom.series_load import OpenSeries
from app.imaging.window import Window
from app.state.review import Review

if TYPE_CHECKING:
    from conftest import Desk, Make

ALL_BLACK = Window(30_000, 100)


@pytest.fixture
def mask() -> np.ndarray:
    """(2, 40, 60): an L that no mirroring and no turn maps onto itself, on the first slice only."""
    mask = np.zeros((6, 40, 60), bool)
    mask[0, 8:29, 12:20] = True
    mask[0, 23:29, 20:47] = True
    return mask


def draw(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray, **layer: object) -> None:
    """Show an accepted structure over a black picture without words."""
    desk.open(opened, voi=ALL_BLACK)
    desk.session.add_result(make.result(opened, [make.structure("heart", mask)]))
    desk.session.set_layer(0, review=Review.ACCEPTED, colour=(255, 0, 0), **layer)
    desk.pane.labels.setVisible(False)


def red(desk: Desk) -> np.ndarray:
    return desk.pixels()[..., 0].astype(float)


def centre_of_line(intensities: np.ndarray) -> float:
    """Position of a line across one row or column of pixels; a pixel's centre is at its index + 0.5."""
    assert intensities.sum() > 150, "no line here"
    return float((intensities * (np.arange(len(intensities)) + 0.5)).sum() / intensities.sum())


STATES = [
    {},
    {"zoom": 0.37},
    {"zoom": 2.3, "pan": (20.0, 20.0)},
    {"zoom": 5.1, "pan": (14.3, 15.2)},
]


@pytest.mark.parametrize("state", STATES)
def test_line_crosses_where_the_mask_ends(
    desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray, state: dict[str, object]
) -> None:
    draw(desk, make, opened, mask)
    desk.view.update(**state)
    image = red(desk)
    geometry = desk.pane.geometry_px
    half = 4

    def x_near(row: float, column: float) -> float:
        x, y = geometry.to_screen(row, column)
        start = int(x) - half
        return start + centre_of_line(image[int(y), start : int(x) + half + 1])

    def y_near(row: float, column: float) -> float:
        x, y = geometry.to_screen(row, column)
        start = int(y) - half
        return start + centre_of_line(image[start : int(y) + half + 1, int(x)])

    seen = 0
    height, width = image.shape
    for row, column in ((15, 11.5), (15, 19.5), (26, 46.5)):
        x, y = geometry.to_screen(row, column)
        if half < x < width - half and 0 <= y < height:
            assert x_near(row, column) == pytest.approx(x, abs=0.1)
            seen += 1
    for row, column in ((7.5, 15), (28.5, 30), (22.5, 35)):
        x, y = geometry.to_screen(row, column)
        if half < y < height - half and 0 <= x < width:
            assert y_near(row, column) == pytest.approx(y, abs=0.1)
            seen += 1
    assert seen >= 2


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_drawn_away_from_the_border(
    desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray, state: dict[str, object]
) -> None:
    draw(desk, make, opened, mask)
    desk.view.update(**state)
    image = red(desk)
    geometry = desk.pane.geometry_px
    near = np.zeros(image.shape, bool)
    # The six sides of the L.
    corners = [(7.5, 11.5), (7.5, 19.5), (22.5, 19.5), (22.5, 46.5), (28.5, 46.5), (28.5, 11.5)]
    for (r0, c0), (r1, c1) in zip(corners, corners[1:] + corners[:1], strict=True):
        (x0, y0), (x1, y1) = geometry.to_screen(r0, c0), geometry.to_screen(r1, c1)
        # A corner is cut by half a pixel of the picture, and the line is 1.75 pixels wide.
        reach = 2.5 + 0.5 * geometry.row_scale * 0.1
        low_x, high_x = int(max(min(x0, x1) - reach, 0)), int(max(max(x0, x1) + reach + 1, 0))
        low_y, high_y = int(max(min(y0, y1) - reach, 0)), int(max(max(y0, y1) + reach + 1, 0))
        near[low_y:high_y, low_x:high_x] = True
    for row, column in corners:
        x, y = geometry.to_screen(row, column)
        reach = 0.5 * geometry.row_scale + 2.5
        near[
            int(max(y - reach, 0)) : int(max(y + reach + 1, 0)), int(max(x - reach, 0)) : int(max(x + reach + 1, 0))
        ] = True
    assert image.any()
    assert not image[~near].any()


def test_other_slices_have_no_line(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask)
    desk.view.update(index=1)
    assert not red(desk).any()


def test_hold_to_hide(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask)
    before = red(desk)
    desk.view.update(overlay_hidden=True)
    assert not red(desk).any()
    assert "AI marks hidden" in desk.pane.labels.written
    desk.view.update(overlay_hidden=False)
    assert np.array_equal(red(desk), before)


def test_eye_and_opacity(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask)
    full = red(desk).max()
    desk.session.set_layer(0, opacity=0.4)
    assert red(desk).max() == pytest.approx(0.4 * full, abs=3)
    desk.session.set_layer(0, visible=False)
    assert not red(desk).any()


def test_fill_is_a_tint_of_the_inside(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask, filled=True)
    image = red(desk)
    geometry = desk.pane.geometry_px
    x, y = geometry.to_screen(26, 30)
    assert 0.25 * 255 < image[int(y), int(x)] <= 0.3 * 255 + 1
    x, y = geometry.to_screen(15, 30)
    assert image[int(y), int(x)] == 0


def test_draft_is_dashed_and_accepted_is_not(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask)
    geometry = desk.pane.geometry_px
    x, top = geometry.to_screen(9, 11.5)
    _, bottom = geometry.to_screen(27, 11.5)

    def along() -> np.ndarray:
        return red(desk)[int(top) : int(bottom), int(x) - 2 : int(x) + 3].max(axis=1) > 60

    assert along().all()
    desk.session.set_layer(0, review=Review.DRAFT)
    assert 0.4 < along().mean() < 0.85


def test_another_series_shows_no_line_of_the_first(
    desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray
) -> None:
    draw(desk, make, opened, mask)
    assert red(desk).any()
    other = make.opened(opened.volume.voxels.copy())
    other = replace(other, series=replace(other.series, uid="9.9"))
    desk.session.set_opened(other)
    assert not red(desk).any()


def test_outlines_are_found_once_per_slice(
    desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.ui.outline_finder as module

    calls: list[int] = []
    original = module.contours

    def counted(*arguments: object, **options: object) -> object:
        calls.append(1)
        return original(*arguments, **options)

    monkeypatch.setattr(module, "contours", counted)
    draw(desk, make, opened, mask)
    for state in ({"zoom": 3.0}, {"index": 1}, {"index": 0}, {"voi": Window(0, 10)}, {"overlay_hidden": True}):
        desk.view.update(**state)
        desk.settle()
    desk.session.set_layer(0, opacity=0.5)
    desk.settle()
    # On the other slice there is nothing of it, which the numbers on the plane tell.
    assert len(calls) == 1


HIDPI = """
import numpy as np
from PySide6.QtWidgets import QApplication
from app.imaging.contours import contours
from app.imaging.screen import place
from app.ui.overlay_item import Outline
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_canvas import SliceCanvas

application = QApplication([])
canvas = SliceCanvas()
canvas.resize(400, 300)
canvas.show()
application.processEvents()
mask = np.zeros((40, 60), bool)
mask[8:29, 12:20] = True
geometry = place((40, 60), (1, 1), canvas.pane_px)
canvas.labels.setVisible(False)
canvas.picture.show_geometry(geometry, canvas.ratio)
canvas.overlay.show_geometry(geometry, canvas.ratio)
canvas.overlay.show_outlines((Outline(contours(mask), (255, 0, 0), 1.0, False, False),))
image = rgb_pixels(canvas.grab().toImage())[..., 0].astype(float)
assert image.shape == (600, 800), image.shape
x, y = geometry.to_screen(15, 11.5)
across = image[int(y), int(x) - 6 : int(x) + 7]
centre = int(x) - 6 + (across * (np.arange(13) + 0.5)).sum() / across.sum()
assert abs(centre - x) < 0.1, (centre, x)
assert 3.2 < across.sum() / 255 < 3.8, across
"""


def test_dense_screens_get_the_line_at_the_same_place_and_of_the_same_width() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"}
    run = subprocess.run([sys.executable, "-c", HIDPI], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("threshold", [0.25, 0.5, 0.75])
def test_line_lies_at_the_threshold_of_its_model(desk: Desk, make: Make, opened: OpenSeries, threshold: float) -> None:
    desk.open(opened, voi=ALL_BLACK)
    columns = np.arange(60)
    probability = np.rint(255 * np.clip((columns - 20) / 10, 0, 1)).astype(np.uint8)
    probability = np.broadcast_to(probability, (6, 40, 60)).copy()
    structure = replace(make.structure("heart", probability >= threshold * 255), probability=probability)
    result = make.result(opened, [structure])
    result = replace(result, provenance=replace(result.provenance, thresholds=(("heart", threshold),)))
    desk.session.add_result(result)
    desk.session.set_layer(0, review=Review.ACCEPTED, colour=(255, 0, 0))
    desk.pane.labels.setVisible(False)
    image = red(desk)
    x, y = desk.pane.geometry_px.to_screen(20, 20 + 10 * threshold)
    assert int(x) - 6 + centre_of_line(image[int(y), int(x) - 6 : int(x) + 7]) == pytest.approx(x, abs=0.15)


def test_outlines_of_a_replaced_result_are_let_go(desk: Desk, make: Make, opened: OpenSeries, mask: np.ndarray) -> None:
    draw(desk, make, opened, mask)
    desk.settle()
    moved = np.roll(mask, 5, axis=2)
    desk.session.add_result(make.result(opened, [make.structure("heart", moved)]))
    desk.session.set_layer(0, review=Review.ACCEPTED, colour=(255, 0, 0))
    image = red(desk)
    old, new = (desk.pane.geometry_px.to_screen(12, column) for column in (11.5, 16.5))
    assert image[int(new[1]), int(new[0]) - 1 : int(new[0]) + 2].max() > 150
    assert not image[int(old[1]), int(old[0]) - 1 : int(old[0]) + 2].any()
