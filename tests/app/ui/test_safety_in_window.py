"""What keeps a reader from taking one patient for another, in the window: by mouse and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QLabel, QTreeWidgetItem

import app.ui.slice_view as slice_view_module
import app.ui.study_browser as study_browser_module
from ai.volume import SpacingKind
from app.main import Viewer
from app.ui.banner_words import Alarm
from app.ui.panel import ElidedLabel
from app.ui.series_drag import dragged_series
from app.ui.study_row_delegate import SECOND_LINE
from tests.app.ui.gestures import press

Left = Qt.MouseButton.LeftButton
Plain = Qt.KeyboardModifier.NoModifier
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def viewer(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """Two panes with a CT of Anna in the first one; a CT of Bert is in the list."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "b", slices=9, patient="Other^Bert")])
    viewer.actions.opening.open_paths([make.scan(tmp_path / "a", slices=15, patient="Example^Anna")])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    press(qtbot, viewer, Qt.Key.Key_F3)
    return viewer


def show_bert(viewer: Viewer) -> None:
    (bert,) = [study for study in viewer.session.studies if study.patient_id == "ID-Other^Bert"]
    viewer.actions.opening.open(bert.series[0], viewer.session.panes.all[1])


def written(viewer: Viewer, number: int) -> tuple[str, ...]:
    return viewer.window.grid.frames[number].view.labels.written


def test_two_patients_are_told_by_banner_and_by_every_pane(qtbot, viewer: Viewer) -> None:
    banner = viewer.window.banner
    assert banner.alarm is Alarm.CALM
    # The reader wants no text; with two patients the names stand there all the same.
    press(qtbot, viewer, Qt.Key.Key_Space)
    show_bert(viewer)
    viewer.session.panes.all[1].update(overlay_text=False)
    qtbot.waitUntil(lambda: banner.alarm is Alarm.TWO_PATIENTS)
    assert banner.name == "TWO DIFFERENT PATIENTS ON SCREEN"
    qtbot.waitUntil(lambda: {"Example, Anna", "ID-Example^Anna"} <= set(written(viewer, 0)))
    qtbot.waitUntil(lambda: {"Other, Bert", "ID-Other^Bert"} <= set(written(viewer, 1)))
    assert not any(line.startswith("Zoom") for number in (0, 1) for line in written(viewer, number))
    # Maximised, one patient alone is on the screen.
    press(qtbot, viewer, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: banner.alarm is Alarm.CALM)
    qtbot.waitUntil(lambda: not any("Anna" in line for line in written(viewer, 0)))


def test_pictures_of_nobody_beside_a_patient_are_told(qtbot, viewer: Viewer) -> None:
    show_bert(viewer)
    nobody = replace(viewer.session.panes.all[1].study, patient_name="", patient_id="")
    viewer.session.panes.all[1].set_study(nobody)
    viewer.session.studies_changed.emit()
    qtbot.waitUntil(lambda: viewer.window.banner.alarm is Alarm.DOUBT)
    qtbot.waitUntil(lambda: "No patient name" in written(viewer, 1))


def _items(viewer: Viewer) -> Iterator[QTreeWidgetItem]:
    tree = viewer.window.browser.tree
    waiting = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop()
        yield item
        waiting += [item.child(number) for number in range(item.childCount())]


def _words(viewer: Viewer) -> str:
    """Everything that is written in the window."""
    window = viewer.window
    items = [f"{item.text(0)} {item.data(0, SECOND_LINE)} {item.toolTip(0)}" for item in _items(viewer)]
    labels = [label.text() for label in window.findChildren(QLabel)]
    elided = [f"{label.text} {label.toolTip()}" for label in window.findChildren(ElidedLabel)]
    panes = [line for number in range(len(window.grid.frames)) for line in written(viewer, number)]
    return "\n".join((*items, *labels, *elided, *panes, window.windowTitle(), window.banner.accessibleName()))


SECRETS = ("Anna", "Bert", "ID-", "1958-04-12", "19580412", "A77", "letter")


def test_names_are_hidden_everywhere_by_one_key(qtbot, viewer: Viewer, tmp_path: Path) -> None:
    (tmp_path / "a" / "letter of Anna.txt").write_text("no scan")
    viewer.actions.opening.open_paths([tmp_path / "a"])
    show_bert(viewer)
    qtbot.waitUntil(lambda: all(secret in _words(viewer) for secret in ("Anna", "Bert", "ID-", "letter")))
    press(qtbot, viewer, Qt.Key.Key_P, Control)
    assert viewer.session.privacy.is_on
    qtbot.waitUntil(lambda: not any(secret in _words(viewer) for secret in SECRETS))
    # They are still told apart, and the alarm stays.
    assert viewer.window.banner.alarm is Alarm.TWO_PATIENTS
    assert any(line.startswith("Patient 1") for line in written(viewer, 0) + written(viewer, 1))
    assert any(line.startswith("Patient 2") for line in written(viewer, 0) + written(viewer, 1))
    press(qtbot, viewer, Qt.Key.Key_P, Control)
    qtbot.waitUntil(lambda: "Anna" in _words(viewer))


def test_a_picture_for_a_file_hides_names_too(qtbot, viewer: Viewer) -> None:
    pane = viewer.window.pane
    plain = pane.grab_image()
    press(qtbot, viewer, Qt.Key.Key_P, Control)
    hidden = pane.grab_image()
    assert hidden != plain
    # Numbers are given in the order in which somebody asks.
    assert re.match(r"Patient \d", "".join(pane.labels.written))
    assert not any(secret in "".join(pane.labels.written) for secret in SECRETS)


# --- true size


def zoom_line(viewer: Viewer) -> str:
    return next(line for line in viewer.window.pane.labels.written if line.startswith("Zoom"))


def test_true_size_is_a_millimetre_on_the_screen(qtbot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slice_view_module, "pixels_per_mm", lambda facts: 4.0)
    press(qtbot, viewer, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    pane = viewer.window.pane
    qtbot.waitUntil(lambda: "true size" in zoom_line(viewer))
    # The scan has pixels of 1 mm.
    assert pane.geometry_px.column_scale == pytest.approx(4.0)
    assert zoom_line(viewer) == "Zoom 400 % · true size"
    # In a pane of another size it is true no more, and is not said to be.
    press(qtbot, viewer, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: "true size" not in zoom_line(viewer))


def test_a_screen_that_does_not_know_its_size_says_so(qtbot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slice_view_module, "pixels_per_mm", lambda facts: None)
    before = viewer.view.state
    press(qtbot, viewer, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.view.state == before
    assert "this screen does not tell how large it is" in viewer.window.notices.messages[0]


def test_a_file_without_spacing_says_so(qtbot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slice_view_module, "pixels_per_mm", lambda facts: 4.0)
    opened = viewer.session.opened
    unknown = replace(opened.volume, spacing_kind=SpacingKind.UNKNOWN, source_id="other")
    viewer.session.set_opened(replace(opened, volume=unknown), viewer.session.panes.active)
    qtbot.waitUntil(lambda: viewer.window.pane.true_scale is None)
    press(qtbot, viewer, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert "does not tell how large its pixels are" in viewer.window.notices.messages[0]


def test_pixel_by_pixel(qtbot, viewer: Viewer) -> None:
    press(qtbot, viewer, Qt.Key.Key_1, Control)
    qtbot.waitUntil(lambda: zoom_line(viewer).startswith("Zoom 100 %"))
    assert viewer.window.pane.geometry_px.column_scale == pytest.approx(1.0)
    press(qtbot, viewer, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: zoom_line(viewer).endswith("fit"))


# --- a series is carried from the list


def test_a_series_is_carried_from_the_list(qtbot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[QMimeData] = []

    class Drag:
        """Stands for a drag, which runs an event loop of its own."""

        def __init__(self, source: object) -> None:
            self.pictured = False

        def setMimeData(self, data: QMimeData) -> None:
            carried.append(data)

        def setPixmap(self, pixmap: object) -> None:
            self.pictured = True

        def setHotSpot(self, spot: object) -> None:
            assert self.pictured

        def exec(self, action: Qt.DropAction) -> None:
            assert action is Qt.DropAction.CopyAction

    monkeypatch.setattr(study_browser_module, "QDrag", Drag)
    browser = viewer.window.browser
    row = browser._series_items()[0]
    browser.tree.setCurrentItem(row)
    browser.tree.startDrag(Qt.DropAction.CopyAction)
    assert dragged_series(carried[0], viewer.session.studies) in viewer.session.studies[0].series
    # A patient is no series.
    browser.tree.setCurrentItem(browser.tree.topLevelItem(0))
    browser.tree.startDrag(Qt.DropAction.CopyAction)
    assert len(carried) == 1
