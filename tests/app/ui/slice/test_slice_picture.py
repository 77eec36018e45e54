"""The pane shows the right slice, at the right place, with the right grey, on any screen."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from app.dicom.series_load import OpenSeries
from app.imaging.screen import sample
from app.imaging.voi import apply_voi
from app.imaging.window import Window
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_text import window_text

if TYPE_CHECKING:
    from conftest import Desk, Make


def shown(desk: Desk) -> np.ndarray:
    """The visible part of the picture as painted, one channel of a grey picture."""
    geometry = desk.pane.geometry_px
    left, top, right, bottom = geometry.visible_px
    pixels = desk.pixels()[top:bottom, left:right]
    assert (pixels[..., 0] == pixels[..., 1]).all()
    assert (pixels[..., 0] == pixels[..., 2]).all()
    return pixels[..., 0]


def bare(desk: Desk) -> None:
    """Hide the words, which stand over the picture."""
    desk.pane.labels.setVisible(False)


@pytest.mark.parametrize(
    "state", [{}, {"zoom": 0.3}, {"zoom": 5.3, "pan": (11.0, 40.0)}, {"index": 4}, {"inverted": True}]
)
def test_every_pixel_is_that_of_the_windowed_sample(desk: Desk, opened: OpenSeries, state: dict[str, object]) -> None:
    desk.open(opened, **state)
    bare(desk)

    plane = opened.volume.voxels[int(str(state.get("index", 0)))]
    values = sample(plane, desk.pane.geometry_px)
    expected = apply_voi(values, Window(40, 400), inverted=bool(state.get("inverted", False)))
    assert np.array_equal(shown(desk), expected)


def test_outside_the_picture_is_black(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, zoom=0.5, inverted=True)
    bare(desk)
    left, top, right, bottom = desk.pane.geometry_px.visible_px
    pixels = desk.pixels()
    pixels[top:bottom, left:right] = 0
    assert left > 0
    assert top > 0
    assert not pixels.any()


def test_file_and_reader_invert_each_other(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    bare(desk)
    plain = shown(desk)
    negative = make.opened(opened.volume.voxels, inverted=True)
    desk.open(negative)
    assert np.array_equal(shown(desk), 255 - plain)
    desk.view.update(inverted=True)
    assert np.array_equal(shown(desk), plain)


def test_pixels_that_are_not_square_are_stretched(desk: Desk, make: Make) -> None:
    desk.open(make.opened(np.zeros((1, 30, 30), np.int16), spacing_mm=(1.0, 2.0, 1.0)))
    geometry = desk.pane.geometry_px
    assert geometry.height_px == pytest.approx(2 * geometry.width_px, abs=1)


def test_float_values_are_windowed(desk: Desk, make: Make) -> None:
    voxels = np.linspace(0, 7, 2400, dtype=np.float32).reshape(1, 40, 60)
    desk.open(make.opened(voxels), voi=Window(3, 5))
    bare(desk)
    expected = apply_voi(sample(voxels[0], desk.pane.geometry_px), Window(3, 5), inverted=False).astype(int)
    assert np.abs(shown(desk) - expected).max() <= 1


def test_colour_is_shown_as_it_is(desk: Desk, make: Make) -> None:
    voxels = np.zeros((1, 20, 30, 3), np.uint8)
    voxels[..., 0], voxels[..., 1], voxels[..., 2] = 200, 90, 30
    desk.open(make.opened(voxels))
    bare(desk)
    left, top, right, bottom = desk.pane.geometry_px.visible_px
    assert (desk.pixels()[top:bottom, left:right] == (200, 90, 30)).all()


def test_window_change_alone_does_not_sample_again(
    desk: Desk, opened: OpenSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(opened)
    bare(desk)
    before = shown(desk)
    calls: list[bool] = []
    monkeypatch.setattr(desk.pane.canvas.picture, "sample", lambda *, moving: calls.append(moving))
    desk.view.update(voi=Window(500, 90))
    assert not np.array_equal(shown(desk), before)
    assert calls == []


@pytest.mark.parametrize("pan", [None, (0.0, 0.0)])
def test_window_change_paints_what_a_whole_repaint_does(
    desk: Desk, opened: OpenSeries, pan: tuple[float, float] | None
) -> None:
    desk.open(opened)
    desk.view.update(zoom=0.5, pan=pan, voi=Window(40, 400))
    desk.settle()
    window, canvas = desk.pane.window(), desk.pane.canvas
    for voi in (Window(-600, 1500, name="Lung"), Window(40, 400), Window(400, 1800, name="Bone")):
        desk.view.update(voi=voi)
        desk.settle()
        screen = QGuiApplication.primaryScreen().grabWindow(window.winId()).toImage()
        assert np.array_equal(rgb_pixels(screen), rgb_pixels(window.grab().toImage()))
        assert any(window_text(voi) in line for line in canvas.labels.written)


def test_other_news_with_a_window_change_are_shown(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    desk.view.update(voi=Window(40, 400))
    desk.session.slices_arrived.emit()
    desk.settle()
    desk.view.update(voi=Window(-600, 1500))
    desk.settle()
    desk.view.update(voi=Window(40, 400))
    desk.session.slices_arrived.emit()
    desk.settle()
    assert "W 400 · L 40" in desk.pane.labels.written
    desk.view.update(voi=Window(-600, 1500), index=1)
    desk.settle()
    assert any(line.startswith("Slice 2 /") for line in desk.pane.labels.written)


def test_without_a_window_the_range_of_the_slice_is_shown(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=None)
    bare(desk)
    grey = shown(desk)
    assert (grey.min(), grey.max()) == (0, 255)


def test_slice_that_is_not_decoded_is_black_and_says_so_until_it_arrives(desk: Desk, opened: OpenSeries) -> None:
    opened.filled[3] = False
    desk.open(opened, index=3)
    assert "Loading slice 4 …" in desk.pane.labels.written
    bare(desk)
    assert not desk.pixels().any()

    opened.filled[3] = True
    desk.session.note_slices_arrived(desk.session.opened)

    assert shown(desk).any()
    assert "Loading slice 4 …" not in desk.pane.labels.written


def test_large_picture_is_coarse_in_movement_and_fine_at_rest(desk: Desk, make: Make) -> None:
    voxels = np.random.default_rng(0).integers(0, 400, (1, 1300, 1300)).astype(np.int16)
    desk.open(make.opened(voxels))
    bare(desk)
    picture = desk.pane.canvas.picture
    assert picture.is_coarse
    desk.pane.settle()
    assert not picture.is_coarse
    fine = apply_voi(sample(voxels[0], desk.pane.geometry_px), Window(40, 400), inverted=False)
    assert np.array_equal(shown(desk), fine)


def test_rest_comes_by_itself(desk: Desk, make: Make, qtbot: object) -> None:
    desk.open(make.opened(np.zeros((1, 1300, 1300), np.int16)))
    qtbot.waitUntil(lambda: not desk.pane.canvas.picture.is_coarse, timeout=2000)


def test_index_beyond_a_shorter_series_shows_its_last_slice(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened, index=5)
    short = make.opened(opened.volume.voxels[:2])
    desk.session.set_opened(short)
    desk.settle()
    assert "Slice 2 / 2" in desk.pane.labels.written


def test_wider_volume_of_the_same_series_is_taken(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    bare(desk)
    before = shown(desk)
    volume = replace(opened.volume, voxels=opened.volume.voxels.astype(np.int32) + 50)
    desk.session.set_opened(replace(opened, volume=volume))
    assert not np.array_equal(shown(desk), before)


def test_resizing_fits_again(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    desk.pane.resize(300, 300)
    desk.settle()
    geometry = desk.pane.geometry_px
    assert geometry.pane_height_px == 300
    assert geometry.width_px == desk.pane.canvas.width()


def test_closing_empties_the_pane(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    desk.session.clear()
    desk.settle()
    assert desk.pane.geometry_px is None
    assert desk.pane.labels.written == ("Drop a folder, files or a ZIP here",)
    assert desk.pane.bar.isHidden()
    bare(desk)
    assert not desk.pixels().any()
    desk.open(opened)
    assert shown(desk).any()


def test_export_burns_the_notice_below_the_picture(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    image = desk.pane.grab_image()
    canvas = desk.pane.canvas.grab().toImage()
    assert image.width() == canvas.width()
    assert image.height() > canvas.height()
    assert image.copy(canvas.rect()).convertToFormat(canvas.format()) == canvas
    strip = image.copy(0, canvas.height(), image.width(), image.height() - canvas.height())
    bright = sum(strip.pixelColor(x, y).lightness() > 200 for x in range(strip.width()) for y in range(strip.height()))
    assert bright > 150


HIDPI = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
from app.dicom.series_load import OpenSeries
from app.dicom.series import Series
from app.imaging.screen import sample
from app.imaging.voi import apply_voi
from app.imaging.window import Presentation, Window
from ai.volume import Volume
from app.state.session import Session
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_view import SliceView

application = QApplication([])
session = Session()
view = session.panes.active
voxels = np.random.default_rng(0).integers(-300, 400, (1, 150, 201)).astype(np.int16)
series = Series("1.2", 1, "", "CT", "", ())
session.set_opened(OpenSeries(series, Volume(voxels, np.eye(4)), np.ones(1, bool), Presentation(((),)), voxels))
view.update(voi=Window(40, 400), zoom=float(sys.argv[2]))
pane = SliceView(session, view)
pane.resize(401, 301)
pane.show()
application.processEvents()
pane.settle()
pane.labels.setVisible(False)
assert pane.canvas.ratio == float(sys.argv[1]), pane.canvas.ratio
pixels = rgb_pixels(pane.canvas.grab().toImage())[..., 1]
geometry = pane.geometry_px
left, top, right, bottom = geometry.visible_px
expected = apply_voi(sample(voxels[0], geometry), Window(40, 400), inverted=False)
assert pixels.shape[0] >= geometry.pane_height_px - 1, (pixels.shape, geometry)
assert np.array_equal(pixels[top:bottom, left:right], expected[: pixels.shape[0] - top, : pixels.shape[1] - left])
"""


@pytest.mark.parametrize(("ratio", "zoom"), [("2", "1.0"), ("1.5", "0.8"), ("1.25", "3.0")])
def test_device_pixels_are_met_on_dense_screens(ratio: str, zoom: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": ratio}
    run = subprocess.run(
        [sys.executable, "-c", HIDPI, ratio, zoom], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
