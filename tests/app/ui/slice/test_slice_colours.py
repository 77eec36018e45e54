"""A grey picture in colours: every pixel by value, the bar beside it, and a window that is dragged meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.dicom.series_load import OpenSeries
from app.imaging.colour_map import colour_map, colour_maps
from app.imaging.voi import apply_voi
from app.imaging.window import Window
from app.state.tool import Tool
from app.ui.slice_view import SliceView
from tests.app.ui.slice.conftest import Desk

WINDOW = Window(40.0, 200.0)


@pytest.mark.parametrize("name", [each.id for each in colour_maps()])
def test_the_picture_has_the_colours_of_its_levels(desk: Desk, opened: OpenSeries, name: str) -> None:
    desk.open(opened, voi=WINDOW, colour_map=name, overlay_text=False)
    found = colour_map(name)
    assert found is not None
    pixels = desk.pixels()
    level = apply_voi(opened.volume.voxels[0], WINDOW, inverted=False)
    for row, column in ((5, 30), (20, 40), (30, 25), (12, 10)):
        at = desk.at(row, column)
        seen = pixels[round(at.y()), round(at.x())]
        assert np.abs(seen.astype(int) - found.rgb[level[row, column]]).max() <= 12, "smoothed between the voxels"


def test_inverting_turns_the_colours_round(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=Window(-5000.0, 10.0), colour_map="hot_metal_blue", overlay_text=False)
    at = desk.at(20, 30)
    assert desk.pixels()[round(at.y()), round(at.x())].tolist() == [255, 255, 255]
    desk.view.update(inverted=True)
    assert desk.pixels()[round(at.y()), round(at.x())].tolist() == [0, 0, 0]


def test_grey_comes_back(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW)
    grey = desk.pixels()
    assert (grey[..., 0] == grey[..., 2]).all()
    desk.view.update(colour_map="hot_iron")
    assert (desk.pixels() != grey).any()
    assert desk.pane.canvas.colour_bar.isVisible()
    desk.view.update(colour_map="")
    assert (desk.pixels() == grey).all()
    assert not desk.pane.canvas.colour_bar.isVisible()


def test_the_bar_names_the_ends_of_the_window(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW, colour_map="pet")
    bar = desk.pane.canvas.colour_bar
    assert bar.values == ("140", "−60")
    desk.view.update(voi=Window(0.5, 0.5))
    desk.settle()
    assert bar.values == ("0.75", "0.25")
    desk.view.update(inverted=True)
    desk.settle()
    assert bar.values == ("0.25", "0.75")
    pixels, place = desk.pixels(), bar.bar.center().toPoint()
    found = colour_map("pet")
    assert found is not None
    top = pixels[round(bar.bar.top()) + 1, place.x()]
    assert np.abs(top.astype(int) - found.rgb[-1]).max() < 20


def test_the_corner_says_that_colours_are_on(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW, colour_map="hot_iron")
    assert "Colours: Hot iron" in desk.pane.labels.written
    desk.view.update(colour_map="")
    desk.settle()
    assert not any("Colours" in line for line in desk.pane.labels.written)


def test_a_dragged_window_repaints_the_bar_and_keeps_the_short_way(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW, colour_map="hot_iron")
    desk.view.update(voi=Window(60.0, 100.0))
    fast = desk.pixels()
    desk.pane.refresh_soon()
    whole = desk.pixels()
    assert (fast == whole).all()
    assert desk.pane.canvas.colour_bar.values == ("110", "10")


def test_a_colour_picture_stays_as_it_is(desk: Desk, opened: OpenSeries, make: object) -> None:
    desk.open(opened, voi=WINDOW, colour_map="none such")
    grey = desk.pixels()
    assert (grey[..., 0] == grey[..., 2]).all()


def test_a_small_pane_has_no_bar(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW, colour_map="pet")
    desk.pane.resize(220, 200)
    desk.settle()
    assert not desk.pane.canvas.colour_bar.isVisible()
    desk.pane.resize(600, 400)
    desk.settle()
    assert desk.pane.canvas.colour_bar.isVisible()


def drag(qtbot: QtBot, pane: SliceView, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    viewport = pane.canvas.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(viewport, start + (end - start) * share)
        QApplication.processEvents()
    if release:
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)


def test_a_region_is_dragged_for_its_window(qtbot: QtBot, desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, voi=WINDOW)
    chosen: list[tuple[tuple[float, float], tuple[float, float]]] = []
    desk.pane.mouse.region_chosen.connect(lambda corner, other: chosen.append((corner, other)))
    desk.session.tools.set_tool(Tool.WINDOW_REGION)
    start, end = desk.at(10, 5).toPoint(), desk.at(14, 20).toPoint()
    drag(qtbot, desk.pane, start, end, release=False)
    before = desk.pixels()
    drawn = desk.pane.canvas.region.rectangle
    assert (drawn.topLeft().toPoint(), drawn.bottomRight().toPoint()) == (start, end)
    qtbot.mouseRelease(desk.pane.canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert (desk.pixels() != before).any()
    assert desk.pane.canvas.region.rectangle.isNull()
    ((corner, other),) = chosen
    assert corner == pytest.approx((10, 5), abs=0.2)
    assert other == pytest.approx((14, 20), abs=0.2)
    assert desk.view.state.voi == WINDOW, "the pane only tells"
