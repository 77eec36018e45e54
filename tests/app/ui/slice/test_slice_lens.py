"""The pane with a lens: original left of the line, filtered right of it, and the words that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.dicom.series_load import OpenSeries
from app.imaging.lens import Lens, apply_lens
from app.imaging.lens_text import parse_lens
from app.imaging.screen import sample
from app.imaging.voi import apply_voi
from app.imaging.window import Window
from app.state.view_state import Filtered

if TYPE_CHECKING:
    from conftest import Desk, Make

BADGE = "Pixels altered · Mean 5×5"


def lens(text: str = "mean:size=5") -> Lens:
    made = parse_lens((text,))
    assert made is not None
    return made


def put(desk: Desk, opened: OpenSeries, made: Lens, index: int = 0) -> Filtered:
    """Give the view a filtered picture, as the action does."""
    filtered = Filtered(opened.volume, index, made, apply_lens(opened.volume.voxels[index], made))
    desk.view.set_filtered(filtered)
    desk.settle()
    return filtered


def grey(desk: Desk) -> np.ndarray:
    """The visible part of the picture as painted, without line and words."""
    desk.pane.labels.setVisible(False)
    desk.pane.canvas.split.setOpacity(0.0)
    left, top, right, bottom = desk.pane.geometry_px.visible_px
    pixels = desk.pixels()[top:bottom, left:right, 0]
    desk.pane.labels.setVisible(True)
    desk.pane.canvas.split.setOpacity(1.0)
    return pixels


def windowed(desk: Desk, plane: np.ndarray) -> np.ndarray:
    return apply_voi(sample(plane, desk.pane.geometry_px), Window(40, 400), inverted=False)


@pytest.mark.parametrize("text", ["mean:size=5", "median:size=3"])
def test_without_a_split_every_pixel_is_filtered(desk: Desk, opened: OpenSeries, text: str) -> None:
    desk.open(opened, lens=lens(text))
    filtered = put(desk, opened, lens(text))
    np.testing.assert_array_equal(grey(desk), windowed(desk, filtered.plane))
    assert not np.array_equal(grey(desk), windowed(desk, opened.volume.voxels[0]))


@pytest.mark.parametrize("text", ["gaussian", "clahe:tiles=2"])
def test_fractions_are_windowed_too(desk: Desk, opened: OpenSeries, text: str) -> None:
    desk.open(opened, lens=lens(text))
    filtered = put(desk, opened, lens(text))
    difference = grey(desk).astype(int) - windowed(desk, filtered.plane)
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("state", [{}, {"zoom": 3.0, "pan": (12.0, 20.0)}, {"zoom": 0.4}])
def test_the_line_parts_original_and_filtered(desk: Desk, opened: OpenSeries, state: dict[str, object]) -> None:
    desk.open(opened, lens=lens(), split=0.55, **state)
    filtered = put(desk, opened, lens())
    left, _, right, _ = desk.pane.geometry_px.visible_px
    line = round(0.55 * desk.pane.canvas.pane_px[1]) - left
    assert 0 < line < right - left
    pixels = grey(desk)
    np.testing.assert_array_equal(pixels[:, :line], windowed(desk, opened.volume.voxels[0])[:, :line])
    np.testing.assert_array_equal(pixels[:, line:], windowed(desk, filtered.plane)[:, line:])


def test_moving_the_line_samples_nothing_again(desk: Desk, opened: OpenSeries, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    before = grey(desk)
    calls: list[bool] = []
    monkeypatch.setattr(desk.pane.canvas.picture, "sample", lambda *, moving: calls.append(moving))
    desk.view.update(split=0.6)
    assert not np.array_equal(grey(desk), before)
    assert calls == []


def test_a_window_drag_changes_both_sides(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    before = grey(desk)
    desk.view.update(voi=Window(100, 700))
    after = grey(desk)
    half = before.shape[1] // 4
    assert not np.array_equal(before[:, :half], after[:, :half])
    assert not np.array_equal(before[:, -half:], after[:, -half:])


def test_the_badge_says_what_is_shown(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    assert not any("altered" in line for line in desk.pane.labels.written)
    desk.view.update(lens=lens())
    desk.settle()
    assert "Original · Mean 5×5 is being computed" in desk.pane.labels.written
    put(desk, opened, lens())
    assert BADGE in desk.pane.labels.written
    desk.view.update(split=0.5)
    desk.settle()
    assert {BADGE, "Left of the line: original"} <= set(desk.pane.labels.written)
    # Also without corner text: altered pixels are never shown unsaid.
    desk.view.update(overlay_text=False)
    desk.settle()
    assert BADGE in desk.pane.labels.written


def test_the_last_picture_stays_while_a_value_changes_and_the_badge_stays_true(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens())
    put(desk, opened, lens())
    shown = grey(desk)
    desk.view.update(lens=lens("mean:size=9"))
    np.testing.assert_array_equal(grey(desk), shown)
    assert BADGE in desk.pane.labels.written
    put(desk, opened, lens("mean:size=9"))
    assert not np.array_equal(grey(desk), shown)
    assert "Pixels altered · Mean 9×9" in desk.pane.labels.written


def test_a_filtered_picture_of_another_slice_is_not_shown(desk: Desk, opened: OpenSeries, make: Make) -> None:
    desk.open(opened, lens=lens())
    put(desk, opened, lens(), index=3)
    np.testing.assert_array_equal(grey(desk), windowed(desk, opened.volume.voxels[0]))
    other = make.opened(opened.volume.voxels + np.int16(100))
    desk.open(other, lens=lens())
    put(desk, opened, lens())
    np.testing.assert_array_equal(grey(desk), windowed(desk, other.volume.voxels[0]))
    assert not any("altered" in line for line in desk.pane.labels.written)


def test_comparing_shows_the_original_everywhere(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.3)
    put(desk, opened, lens())
    desk.view.update(comparing=True)
    np.testing.assert_array_equal(grey(desk), windowed(desk, opened.volume.voxels[0]))
    assert desk.pane.canvas.split.x_px is None
    assert "Original · Mean 5×5 off while X is held" in desk.pane.labels.written
    desk.view.update(comparing=False)
    desk.settle()
    assert BADGE in desk.pane.labels.written


def test_taking_the_lens_off_shows_the_original(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    desk.view.update(lens=None)
    np.testing.assert_array_equal(grey(desk), windowed(desk, opened.volume.voxels[0]))
    assert desk.pane.canvas.split.x_px is None


def test_closing_takes_the_lens_away(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    desk.session.clear()
    desk.settle()
    assert desk.pane.canvas.split.x_px is None
    desk.pane.labels.setVisible(False)
    assert not desk.pixels().any()


def test_a_large_filtered_picture_gets_better_at_rest(desk: Desk, make: Make) -> None:
    voxels = np.random.default_rng(0).integers(0, 400, (1, 1300, 1300)).astype(np.int16)
    opened = make.opened(voxels)
    desk.open(opened, lens=lens())
    filtered = put(desk, opened, lens())
    assert desk.pane.canvas.picture.is_coarse
    desk.pane.settle()
    np.testing.assert_array_equal(grey(desk), windowed(desk, filtered.plane))


def drag(desk: Desk, start: QPointF, end: QPointF) -> None:
    viewport = desk.pane.canvas.viewport()
    QTest.mouseMove(viewport, start.toPoint())
    desk.settle()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for share in (0.5, 1.0):
        at = start + (end - start) * share
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            viewport.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(viewport, event)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end.toPoint())


@pytest.mark.parametrize("where", ["line", "handle"])
def test_dragging_the_line_asks_for_its_new_place(desk: Desk, opened: OpenSeries, where: str) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    asked: list[float] = []
    desk.pane.canvas.splitting.moved.connect(asked.append)
    split = desk.pane.canvas.split
    start = split.handle + QPointF(9.0, 0.0) if where == "handle" else QPointF(split.x_px, 60.0)
    drag(desk, start, start + QPointF(120.0, 10.0))
    width = desk.pane.canvas.pane.width()
    assert asked[-1] == pytest.approx((start.x() + 120) / width, abs=1 / width)
    assert [name for name, *_ in desk.asked if name == "window_dragged"] == []
    # The pane obeys; it does not move its own line.
    assert split.x_px == pytest.approx(0.5 * width, abs=1)


def test_away_from_the_line_a_drag_is_a_window_drag(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    asked: list[float] = []
    desk.pane.canvas.splitting.moved.connect(asked.append)
    drag(desk, QPointF(120.0, 100.0), QPointF(160.0, 100.0))
    assert asked == []
    assert any(name == "window_dragged" for name, *_ in desk.asked)


def test_the_cursor_tells_what_a_press_would_grip(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    viewport = desk.pane.canvas.viewport()
    QTest.mouseMove(viewport, QPoint(round(desk.pane.canvas.split.x_px), 50))
    desk.settle()
    assert viewport.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mouseMove(viewport, QPoint(100, 50))
    desk.settle()
    assert viewport.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_exported_picture_has_badge_and_line(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened, lens=lens(), split=0.5)
    put(desk, opened, lens())
    image = desk.pane.grab_image()
    canvas = desk.pane.canvas.grab().toImage()
    assert image.copy(canvas.rect()).convertToFormat(canvas.format()) == canvas
    line = image.pixelColor(round(desk.pane.canvas.split.x_px), 60)
    assert line.red() > 150 > line.blue()
    desk.view.update(lens=None)
    desk.settle()
    assert desk.pane.grab_image().copy(canvas.rect()).convertToFormat(canvas.format()) != canvas


def test_in_a_narrow_pane_the_badge_is_broken_not_cut(desk: Desk, opened: OpenSeries) -> None:
    desk.pane.resize(330, 400)
    desk.open(opened, lens=lens())
    put(desk, opened, lens())
    assert {"Pixels altered", "Mean 5×5"} <= set(desk.pane.labels.written)
