"""The grid of panes as a reader meets it: keys, clicks, drops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.dicom.series import Series
from app.main import Viewer
from app.state.panes import LARGEST_GRID, Grid
from app.state.tool import Tool
from app.ui.pane_colours import pane_colour
from app.ui.pane_frame import BORDER_PX, PaneFrame
from app.ui.rgb_pixels import rgb_pixels
from app.ui.series_drag import MIME_TYPE, dragged_series, series_mime
from app.ui.view_grid import cell
from tests.app.ui.gestures import press

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def viewer(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """The window with two CTs of 15 and 9 slices, of two patients, in the list; the second one is shown."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "a", slices=15, patient="First^A")])
    viewer.actions.opening.open_paths([make.scan(tmp_path / "b", slices=9, patient="Second^B")])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    return viewer


def listed(viewer: Viewer) -> list[Series]:
    return [series for study in viewer.session.studies for series in study.series]


def surface(frame: PaneFrame) -> QWidget:
    return frame.view.canvas.viewport()


@pytest.fixture
def four(qtbot, viewer: Viewer) -> Viewer:
    """Two by two: the second CT in the first pane, the first one in the second, nothing in the others."""
    press(qtbot, viewer, Qt.Key.Key_F4)
    viewer.actions.opening.open(listed(viewer)[0], viewer.session.panes.all[1])
    frames = viewer.window.grid.frames
    qtbot.waitUntil(lambda: frames[3].isVisible() and frames[1].view.labels.written != ())
    qtbot.waitUntil(lambda: frames[1].view.geometry_px is not None)
    return viewer


@pytest.mark.parametrize(
    ("key", "modifier", "rows", "columns"),
    [
        (Qt.Key.Key_F3, Plain, 1, 2),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier, 2, 1),
        (Qt.Key.Key_F4, Plain, 2, 2),
        (Qt.Key.Key_F7, Plain, 2, 3),
        (Qt.Key.Key_F8, Plain, 3, 3),
    ],
)
def test_layouts_by_key(
    qtbot, viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier, rows: int, columns: int
) -> None:
    press(qtbot, viewer, key, modifier)
    assert viewer.session.panes.grid == Grid(rows, columns)
    frames = viewer.window.grid.frames
    assert len(frames) == rows * columns
    assert all(frame.isVisible() for frame in frames)
    # Row by row, and nothing of the place is left over.
    assert frames[-1].geometry().bottomRight() == viewer.window.grid.rect().bottomRight()
    assert [(frame.y(), frame.x()) for frame in frames] == sorted((frame.y(), frame.x()) for frame in frames)
    press(qtbot, viewer, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: not frames[-1].isVisible())
    assert viewer.window.grid.frames[0].geometry() == viewer.window.grid.rect()


@pytest.mark.parametrize("size", [(1, 1), (722, 611), (1000, 999)])
@pytest.mark.parametrize("rows", range(1, LARGEST_GRID + 1))
@pytest.mark.parametrize("columns", range(1, LARGEST_GRID + 1))
def test_cells_cover_the_whole_without_overlap(size: tuple[int, int], rows: int, columns: int) -> None:
    covered = np.zeros(size, np.int8)
    for number in range(rows * columns):
        at = cell(QRect(0, 0, *size), rows, columns, number)
        covered[at.left() : at.left() + at.width(), at.top() : at.top() + at.height()] += 1
    assert (covered == 1).all()


def test_a_click_makes_a_pane_the_active_one_and_changes_nothing_else(qtbot, four: Viewer) -> None:
    frames, panes = four.window.grid.frames, four.session.panes
    before = [pane.state for pane in panes.laid_out]
    qtbot.mouseClick(surface(frames[1]), Left, pos=QPoint(60, 60))
    assert panes.active is panes.all[1]
    assert four.session.opened is panes.all[1].opened
    assert [pane.state for pane in panes.laid_out] == before
    # An empty pane, too: the next series of the list is shown there.
    qtbot.mouseClick(surface(frames[3]), Left, pos=QPoint(60, 60))
    assert panes.active is panes.all[3]
    assert four.session.opened is None
    four.window.browser.series_chosen.emit(listed(four)[1])
    assert panes.all[3].opened.series is listed(four)[1]


def test_a_drag_and_the_wheel_work_in_the_pane_under_the_cursor(qtbot, four: Viewer) -> None:
    frames, panes = four.window.grid.frames, four.session.panes
    first, second = panes.all[:2]
    before = (first.state, second.state)
    on = surface(frames[1])
    middle = on.rect().center()
    qtbot.mousePress(on, Left, pos=middle)
    for step in range(1, 6):
        qtbot.mouseMove(on, middle + QPoint(8 * step, 0))
    qtbot.mouseRelease(on, Left, pos=middle + QPoint(40, 0))
    assert second.state.voi.width > before[1].voi.width
    assert first.state == before[0]
    turn = QWheelEvent(
        QPointF(50, 50),
        QPointF(surface(frames[0]).mapToGlobal(QPoint(50, 50))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Plain,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface(frames[0]), turn)
    assert panes.active is first
    assert first.state.index == before[0].index + 1


def test_a_press_on_another_pane_starts_no_tool_that_draws(
    qtbot, four: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = next((tool for tool in Tool if tool.value not in ("window", "zoom", "pan", "scroll")), None)
    if drawing is None:
        monkeypatch.setattr("app.ui.pane_frame.BUTTON_TOOLS", ())
    else:
        four.session.tools.set_tool(drawing)
    panes, on = four.session.panes, surface(four.window.grid.frames[1])
    before = panes.all[1].state
    qtbot.mousePress(on, Left, pos=QPoint(60, 60))
    qtbot.mouseMove(on, QPoint(160, 60))
    qtbot.mouseRelease(on, Left, pos=QPoint(160, 60))
    assert panes.active is panes.all[1]
    assert panes.all[1].state == before
    assert not four.window.grid.frames[1].view.mouse.is_held


def test_tab_goes_round_the_panes(qtbot, four: Viewer) -> None:
    seen = []
    for key in [Qt.Key.Key_Tab] * 5:
        press(qtbot, four, key)
        seen.append(four.session.panes.active.number)
    assert seen == [1, 2, 3, 0, 1]
    press(qtbot, four, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert four.session.panes.active.number == 0


def test_a_double_click_maximises_and_restores(qtbot, four: Viewer) -> None:
    frames, grid = four.window.grid.frames, four.window.grid
    qtbot.mouseDClick(surface(frames[1]), Left, pos=QPoint(60, 60))
    qtbot.waitUntil(lambda: frames[1].geometry() == grid.rect())
    assert four.session.panes.grid.maximised
    assert not frames[0].isVisible()
    # The next pane takes its place.
    press(qtbot, four, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: frames[2].geometry() == grid.rect() and not frames[1].isVisible())
    press(qtbot, four, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: all(frame.isVisible() for frame in frames))
    assert not four.session.panes.grid.maximised


def test_a_pane_that_is_alone_is_not_maximised(qtbot, viewer: Viewer) -> None:
    qtbot.mouseDClick(surface(viewer.window.grid.frames[0]), Left, pos=QPoint(60, 60))
    assert viewer.session.panes.grid == Grid(1, 1)


def drop(frame: PaneFrame, data: QMimeData) -> QDropEvent:
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, Left, Plain)
    QApplication.sendEvent(frame, enter)
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, Left, Plain)
    QApplication.sendEvent(frame, event)
    return event


def test_a_series_is_dropped_into_a_pane(qtbot, four: Viewer) -> None:
    series = listed(four)[0]
    data = series_mime(series)
    assert drop(four.window.grid.frames[2], data).isAccepted()
    pane = four.session.panes.all[2]
    assert pane.opened.series is series
    assert four.session.panes.active is pane
    # Dropped on another program it tells nothing.
    assert data.formats() == [MIME_TYPE]
    assert series.uid.encode() not in data.data(MIME_TYPE).data()


def test_a_series_that_is_listed_no_more_is_not_found(four: Viewer) -> None:
    data = series_mime(listed(four)[0])
    assert dragged_series(data, four.session.studies) is listed(four)[0]
    assert dragged_series(data, ()) is None


def test_files_are_dropped_into_a_pane(qtbot, four: Viewer, make, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(make.scan(tmp_path / "c", patient="Third^C")))])
    assert drop(four.window.grid.frames[3], data).isAccepted()
    assert four.session.panes.all[3].study.patient_id == "ID-Third^C"


def test_nothing_else_can_be_dropped(qtbot, four: Viewer) -> None:
    data = QMimeData()
    data.setText("words")
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, Left, Plain)
    enter.ignore()
    QApplication.sendEvent(four.window.grid.frames[0], enter)
    assert not enter.isAccepted()


def test_the_study_fills_the_grid_when_the_reader_asks(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    folder = tmp_path / "three"
    for number in range(3):
        make.scan(folder / str(number), slices=3 + number)
    viewer.actions.opening.open_paths([folder])
    (study,) = [study for study in viewer.session.studies if study.patient_id == "ID-Example^Anna"][:1]
    assert viewer.session.panes.grid == Grid(1, 1)
    press(qtbot, viewer, Qt.Key.Key_F4)
    assert [pane.opened is not None for pane in viewer.session.panes.laid_out] == [True, False, False, False]
    press(qtbot, viewer, Qt.Key.Key_F9)
    shown = [pane.opened.series if pane.opened else None for pane in viewer.session.panes.laid_out]
    assert shown[: len(study.series)] == list(study.series)
    assert shown[len(study.series) :] == [None] * (4 - len(study.series))


def border_of(frame: PaneFrame, *, thickness: int) -> Sequence[tuple[int, int, int]]:
    image = rgb_pixels(frame.grab().toImage())
    return [tuple(image[image.shape[0] // 2, column].tolist()) for column in range(thickness)]


def test_borders_tell_panes_apart_and_the_active_one_is_stronger(qtbot, four: Viewer) -> None:
    frames = four.window.grid.frames
    qtbot.waitUntil(lambda: frames[0].is_active)
    colour = pane_colour(0).getRgb()[:3]
    assert border_of(frames[0], thickness=BORDER_PX) == [colour] * BORDER_PX
    quiet = border_of(frames[1], thickness=BORDER_PX)
    assert quiet[1] == (0, 0, 0)
    assert 0 < sum(quiet[0]) < sum(pane_colour(1).getRgb()[:3])
    assert len({pane_colour(number).rgb() for number in range(LARGEST_GRID**2)}) == LARGEST_GRID**2
    # The picture keeps its place when the pane becomes the active one.
    before = frames[1].view.geometry()
    press(qtbot, four, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: frames[1].is_active)
    assert frames[1].view.geometry() == before


def test_the_probe_reads_the_picture_under_the_cursor(qtbot, four: Viewer) -> None:
    four.session.panes.all[1].update(index=0)
    four.window.grid.frames[1].view.mouse.probe_moved.emit((10.0, 0.0))
    first = four.window.job_bar.probe
    four.session.panes.all[1].update(index=14)
    four.window.grid.frames[1].view.mouse.probe_moved.emit((10.0, 0.0))
    assert first
    assert four.window.job_bar.probe != first
    assert four.session.panes.active.number == 0


def test_empty_panes_invite_and_the_window_does_when_all_are_empty(qtbot, four: Viewer) -> None:
    labels = four.window.grid.frames[3].view.labels
    qtbot.waitUntil(lambda: labels.written == ("Drag a series here",))
    assert not four.window.empty.isVisible()
    press(qtbot, four, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(four.window.empty.isVisible)
