"""The lens as a reader uses it: buttons, sliders, line and keys of the real window."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider

from app.cli.entry import main as lightbox
from app.imaging.filters.table import FILTERS
from app.imaging.lens import apply_lens
from app.imaging.lens_text import parse_lens
from app.imaging.screen import sample
from app.imaging.voi import apply_voi
from app.imaging.window import Window
from app.main import Viewer
from app.ui.lens_chain import ParameterSlider
from app.ui.lens_grid import LensGrid
from app.ui.lens_panel import LensPanel
from app.ui.rgb_pixels import rgb_pixels

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def ct(qtbot, runner, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """The window with a noisy CT of 15 slices."""
    folder = make.scan(tmp_path / "ct", slices=15)
    random = np.random.default_rng(0)
    for path in folder.iterdir():
        scan = pydicom.dcmread(path)
        noise = random.integers(-150, 150, scan.pixel_array.shape)
        scan.PixelData = (scan.pixel_array + noise).clip(0, 4095).astype("<u2").tobytes()
        scan.save_as(path)
    viewer.actions.opening.open_paths([folder])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: viewer.session.opened is not None and bool(viewer.session.opened.filled.all()))
    qtbot.waitUntil(lambda: runner.is_idle)
    # The first file that was found stays in view, and which one that is only the disk knows.
    viewer.actions.view.show_slice(7)
    return viewer


def choose(qtbot, viewer: Viewer, title: str) -> None:
    panel = viewer.window.lens_panel
    button = next(each for each in panel.buttons if each.text() == title)
    qtbot.mouseClick(button, Left)
    qtbot.waitUntil(button.isChecked)


def slide(qtbot, slider: ParameterSlider, by_px: int) -> None:
    """Drag the knob of a slider."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    knob = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    start = knob.center()
    qtbot.mousePress(slider, Left, pos=start)
    for step in range(1, 5):
        move(slider, QPointF(start + QPoint(by_px * step // 4, 0)))
    qtbot.mouseRelease(slider, Left, pos=start + QPoint(by_px, 0))


def move(target, at: QPointF) -> None:
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        target,
        QMouseEvent(QEvent.Type.MouseMove, at, target.mapToGlobal(at), Qt.MouseButton.NoButton, Left, none),
    )


def shown(viewer: Viewer) -> tuple[np.ndarray, int]:
    """The visible picture as painted, without words and line; and the first column of the pane that it has."""
    pane = viewer.window.pane
    pane.settle()
    pane.labels.setVisible(False)
    pane.canvas.split.setOpacity(0.0)
    left, top, right, bottom = pane.geometry_px.visible_px
    pixels = rgb_pixels(pane.canvas.grab().toImage())[top:bottom, left:right, 0]
    pane.labels.setVisible(True)
    pane.canvas.split.setOpacity(1.0)
    return pixels, left


def grey(viewer: Viewer, plane: np.ndarray) -> np.ndarray:
    state, pane = viewer.view.state, viewer.window.pane
    return apply_voi(sample(plane, pane.geometry_px), state.voi, inverted=False)


def test_choosing_clahe_by_the_mouse(qtbot, ct: Viewer) -> None:
    panel = ct.window.lens_panel
    assert not any(slider.isVisible() for slider in panel.sliders)
    choose(qtbot, ct, "CLAHE")
    assert ct.view.state.lens.words == "CLAHE 2.0, 8×8"
    assert len(panel.sliders) == 2
    assert all(slider.isVisible() for slider in panel.sliders)
    qtbot.waitUntil(lambda: "Pixels altered · CLAHE 2.0, 8×8" in ct.window.pane.labels.written)
    original = ct.session.opened.volume.voxels[7]
    pixels, _ = shown(ct)
    lens = ct.view.state.lens.within(ct.view.state.voi)
    difference = pixels.astype(int) - grey(ct, apply_lens(original, lens))
    assert np.abs(difference).max() <= 1
    assert not np.array_equal(pixels, grey(ct, original))
    choose(qtbot, ct, "Off")
    qtbot.waitUntil(lambda: not any("altered" in line for line in ct.window.pane.labels.written))
    np.testing.assert_array_equal(shown(ct)[0], grey(ct, original))


def test_clahe_follows_the_window_that_is_dragged_and_the_preset(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "CLAHE")
    original = ct.session.opened.volume.voxels[7]
    viewport = ct.window.pane.canvas.viewport()
    start = QPoint(80, 200)
    seen = []
    qtbot.mousePress(viewport, Left, pos=start)
    for step in range(1, 5):
        move(viewport, QPointF(start + QPoint(-15 * step, 10 * step)))
        seen.append(shown(ct)[0])
    qtbot.mouseRelease(viewport, Left, pos=start + QPoint(-60, 40))
    dragged = ct.view.state.voi
    assert dragged.width < 400
    qtbot.keyClick(ct.window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: ct.view.state.voi != dragged)
    seen.append(shown(ct)[0])
    for one, other in itertools.pairwise(seen):
        assert not np.array_equal(one, other)
    lens = ct.view.state.lens.within(ct.view.state.voi)
    difference = seen[-1].astype(int) - grey(ct, apply_lens(original, lens))
    assert np.abs(difference).max() <= 1


def test_a_slider_changes_picture_badge_and_value(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Mean")
    before, _ = shown(ct)
    slider = ct.window.lens_panel.sliders[0]
    slide(qtbot, slider, 40)
    size = ct.view.state.lens.steps[0].value("size")
    assert size > 3
    assert size % 2 == 1
    qtbot.waitUntil(lambda: slider.value_words.text() == f"{size:.0f} px")
    qtbot.waitUntil(lambda: f"Pixels altered · Mean {size:.0f}×{size:.0f}" in ct.window.pane.labels.written)
    assert not np.array_equal(shown(ct)[0], before)
    qtbot.mouseClick(ct.window.lens_panel.defaults, Left)
    qtbot.waitUntil(lambda: slider.value_words.text() == "3 px")
    np.testing.assert_array_equal(shown(ct)[0], before)


def test_a_focused_slider_takes_the_arrow_keys(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Gaussian")
    slider = ct.window.lens_panel.sliders[0]
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(slider.hasFocus)
    index = ct.view.state.index
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert ct.view.state.lens.words == "Gaussian σ 1.1 px"
    assert ct.view.state.index == index


def test_dragging_the_split_line(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Median")
    choose(qtbot, ct, "Mean")
    qtbot.mouseClick(ct.window.lens_panel.split, Left)
    split = ct.window.pane.canvas.split
    qtbot.waitUntil(lambda: split.x_px is not None)
    viewport = ct.window.pane.canvas.viewport()
    start = split.handle.toPoint()
    qtbot.mouseMove(viewport, start)
    qtbot.mousePress(viewport, Left, pos=start)
    for step in range(1, 6):
        move(viewport, QPointF(start + QPoint(12 * step, 0)))
    qtbot.mouseRelease(viewport, Left, pos=start + QPoint(60, 0))
    width = ct.window.pane.canvas.pane.width()
    assert ct.view.state.split == pytest.approx((start.x() + 60) / width, abs=1e-6)
    pixels, left = shown(ct)
    line = round(split.x_px * ct.window.pane.canvas.ratio) - left
    original = ct.session.opened.volume.voxels[7]
    np.testing.assert_array_equal(pixels[:, :line], grey(ct, original)[:, :line])
    np.testing.assert_array_equal(pixels[:, line:], grey(ct, apply_lens(original, ct.view.state.lens))[:, line:])
    assert not np.array_equal(grey(ct, original)[:, line:], pixels[:, line:])
    qtbot.mouseClick(ct.window.lens_panel.split, Left)
    assert ct.view.state.split is None


def test_keys_put_the_lens_on_split_it_and_take_it_off(qtbot, ct: Viewer) -> None:
    qtbot.keyClick(ct.window, Qt.Key.Key_L)
    assert ct.view.state.lens.words == "CLAHE 2.0, 8×8"
    qtbot.keyClick(ct.window, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert ct.view.state.split == 0.5
    qtbot.keyClick(ct.window, Qt.Key.Key_L)
    assert ct.view.state.lens is None


def test_holding_x_shows_the_original(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Mean")
    original = ct.session.opened.volume.voxels[7]
    filtered, _ = shown(ct)
    qtbot.keyPress(ct.window, Qt.Key.Key_X)
    np.testing.assert_array_equal(shown(ct)[0], grey(ct, original))
    qtbot.keyRelease(ct.window, Qt.Key.Key_X)
    np.testing.assert_array_equal(shown(ct)[0], filtered)
    assert not np.array_equal(filtered, grey(ct, original))


def test_both_held_keys_end_with_their_own_release(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Mean")
    qtbot.keyPress(ct.window, Qt.Key.Key_Q)
    qtbot.keyPress(ct.window, Qt.Key.Key_X)
    qtbot.keyRelease(ct.window, Qt.Key.Key_Q)
    assert (ct.view.state.overlay_hidden, ct.view.state.comparing) == (False, True)
    ct.window._commands.release()
    assert not ct.view.state.comparing


def test_the_probe_reads_the_unfiltered_value(qtbot, ct: Viewer) -> None:
    def read() -> str:
        viewport = ct.window.pane.canvas.viewport()
        x, y = ct.window.pane.geometry_px.to_screen(20.0, 30.0)
        at = QPointF(x, y) / ct.window.pane.canvas.ratio
        qtbot.mouseMove(viewport, at.toPoint() + QPoint(7, 7))
        qtbot.mouseMove(viewport, at.toPoint())
        qtbot.waitUntil(lambda: ct.window.job_bar.probe != "")
        return ct.window.job_bar.probe

    before = read()
    # A slow scan has shown another slice first, and the whole series opens there.
    value = int(ct.session.opened.volume.voxels[ct.view.state.index, 20, 30])
    assert f"{abs(value)} HU" in before
    choose(qtbot, ct, "CLAHE")
    assert round(float(ct.view.filtered.plane[20, 30])) != value
    assert read() == before


def test_the_model_gets_the_unfiltered_volume(qtbot, ct: Viewer) -> None:
    voxels = ct.session.opened.volume.voxels.copy()
    choose(qtbot, ct, "Median")
    np.testing.assert_array_equal(ct.session.opened.volume.voxels, voxels)
    assert not ct.session.opened.volume.voxels.flags.writeable


def test_in_colour_the_panel_says_why_not(qtbot, keep, session, view, make) -> None:
    from dataclasses import replace

    panel = LensPanel(session, view)
    keep(panel)
    assert panel.isHidden()
    opened = make.opened()
    colour = np.zeros((1, 60, 40, 3), np.uint8)
    session.set_opened(replace(opened, volume=replace(opened.volume, voxels=colour, unit=""), slots=colour))
    panel.refresh()
    assert not any(button.isEnabled() for button in panel.buttons)
    assert "in colour" in panel._promise.text()


def test_a_setter_of_the_panel_tells_nobody(qtbot, ct: Viewer) -> None:
    told: list[object] = []
    ct.window.lens_panel.value_moved.connect(lambda *values: told.append(values))
    ct.actions.lens.choose("clahe")
    ct.actions.lens.set_value(0, "clip", 5.0)
    qtbot.waitUntil(lambda: bool(ct.window.lens_panel.sliders))
    assert ct.window.lens_panel.sliders[0].value_words.text() == "5.0×"
    assert told == []


@pytest.mark.parametrize("texts", [("clahe:clip=3,tiles=4",), ("gaussian:sigma=1.5",), ("median:size=7", "mean")])
def test_the_command_line_gives_the_pixels_of_the_window(
    qtbot, ct: Viewer, tmp_path: Path, texts: tuple[str, ...]
) -> None:
    ct.view.update(lens=parse_lens(texts))
    geometry = ct.window.pane.geometry_px
    ct.view.update(zoom=geometry.columns / geometry.width_px)
    ct.window.pane.settle()
    geometry = ct.window.pane.geometry_px
    assert (geometry.row_scale, geometry.column_scale) == (1.0, 1.0)
    window = ct.view.state.voi
    words = [word for text in texts for word in ("--filter", text)]
    path = tmp_path / "o.png"
    folder = ct.session.opened.series.instances[0].path.parent
    code = lightbox(
        ["render", str(folder), "-o", str(path), "--slice", "8", "--window", f"{window.centre},{window.width}", *words]
    )
    assert code == 0
    np.testing.assert_array_equal(shown(ct)[0], SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path))))


def test_a_chain_is_built_turned_and_shortened_by_the_mouse(qtbot, ct: Viewer) -> None:
    panel = ct.window.lens_panel
    choose(qtbot, ct, "Median")
    menu = panel.add.menu()
    mean = next(action for action in menu.actions() if action.text() == "Mean")
    menu.popup(panel.add.mapToGlobal(QPoint(0, 0)))
    qtbot.waitUntil(menu.isVisible)
    while menu.activeAction() is not mean:
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(panel.chain.rows) == 2)
    assert ct.view.state.lens.words == "Median 3×3 → Mean 3×3"
    qtbot.waitUntil(lambda: any("Median 3×3 → Mean" in line for line in ct.window.pane.labels.written))
    qtbot.mouseClick(panel.chain.rows[1].up, Left)
    qtbot.waitUntil(lambda: ct.view.state.lens.words == "Mean 3×3 → Median 3×3")
    qtbot.waitUntil(lambda: not panel.chain.rows[0].up.isEnabled() and panel.chain.rows[0].down.isEnabled())
    qtbot.mouseClick(panel.chain.rows[0].remove, Left)
    qtbot.waitUntil(lambda: ct.view.state.lens.words == "Median 3×3")


def test_all_filters_are_previewed_and_one_is_chosen_by_keys(qtbot, ct: Viewer) -> None:
    qtbot.keyClick(ct.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    grid = next(each for each in ct.window.findChildren(LensGrid) if each.isVisible())
    qtbot.waitUntil(lambda: len(grid.tiles) == len(FILTERS) + 1)
    assert grid.tiles[0].name == "Original"
    original = ct.session.opened.volume.voxels[7]
    np.testing.assert_array_equal(grid.tiles[0].preview.plane, original)
    qtbot.waitUntil(grid.tiles[0].hasFocus)
    qtbot.keyClick(grid.tiles[0], Qt.Key.Key_Right)
    qtbot.waitUntil(grid.tiles[1].hasFocus)
    qtbot.keyClick(grid.tiles[1], Qt.Key.Key_Return)
    assert ct.view.state.lens.steps == grid.tiles[1].preview.lens.steps
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in ct.window.findChildren(LensGrid)))


def test_the_preview_of_clahe_follows_the_window(qtbot, ct: Viewer) -> None:
    qtbot.keyClick(ct.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    grid = next(each for each in ct.window.findChildren(LensGrid) if each.isVisible())
    qtbot.waitUntil(lambda: len(grid.tiles) == len(FILTERS) + 1)
    before = [tile.preview for tile in grid.tiles]
    ct.view.update(voi=Window(-50, 120))
    qtbot.waitUntil(lambda: grid.tiles[1].preview is not before[1])
    assert [tile.preview for tile in grid.tiles[2:]] == before[2:]
    assert len(grid.tiles) == len(before)
    lens = parse_lens(("clahe",)).within(Window(-50, 120))
    expected = apply_lens(ct.session.opened.volume.voxels[7], lens)
    np.testing.assert_array_equal(grid.tiles[1].preview.plane, expected)
    grid.close()


def test_shift_click_in_the_preview_adds_to_the_chain(qtbot, ct: Viewer) -> None:
    choose(qtbot, ct, "Median")
    qtbot.mouseClick(ct.window.lens_panel.all, Left)
    grid = next(each for each in ct.window.findChildren(LensGrid) if each.isVisible())
    qtbot.waitUntil(lambda: len(grid.tiles) == len(FILTERS) + 1)
    mean = next(tile for tile in grid.tiles if tile.name == "Mean 3×3")
    qtbot.mouseClick(mean, Left, Qt.KeyboardModifier.ShiftModifier)
    assert ct.view.state.lens.words == "Median 3×3 → Mean 3×3"
