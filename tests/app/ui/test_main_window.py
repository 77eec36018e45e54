"""The window as a reader meets it: real mouse, real keys, no threads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QToolButton

from ai.errors import ReportableError
from app.dicom.display.overlay import GRAPHICS, OverlayPlane
from app.dicom.series import AxisPlace, StudyObject
from app.dicom.study_scan import scan
from app.main import Viewer
from app.state.settings import Settings, load_settings
from app.ui.layer_panel import LayerPanel
from app.ui.model_card_dialog import ModelCardDialog
from app.ui.model_panel import RunButton
from app.ui.shortcut_sheet import ShortcutSheet
from app.ui.unexpected import WindowHook
from tests.app.ui.gestures import press


@pytest.fixture
def library(make):
    return make.library(make.card(), make.card("ct-organs", modalities=("CT",), title="Organs"))


@pytest.fixture
def viewer(qtbot, viewer: Viewer, worker) -> Viewer:
    qtbot.waitUntil(lambda: worker.warmed == 1)
    return viewer


@pytest.fixture
def film(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """The window with a radiograph."""
    viewer.actions.opening.open_paths([make.scan(tmp_path / "film", modality="CR", slices=1)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    return viewer


def test_the_empty_window_invites(qtbot, viewer: Viewer) -> None:
    assert viewer.window.empty.isVisible()
    assert not viewer.window.banner.isVisible()
    wishes: list[bool] = []
    viewer.window.demo_requested.connect(lambda: wishes.append(True))
    viewer.window.demo_requested.disconnect(viewer._on_demo_requested)
    qtbot.mouseClick(viewer.window.empty.demo, Qt.MouseButton.LeftButton)
    assert wishes == [True]


def test_models_are_listed_and_warm_after_the_first_paint(viewer: Viewer, worker) -> None:
    assert [card.id for card in viewer.models.cards] == ["cxr-anatomy", "ct-organs"]
    assert worker.warmed == 1


def test_dropping_a_folder_opens_it(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(make.scan(tmp_path / "ct")))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    viewer.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none))
    qtbot.waitUntil(viewer.window.pane.isVisible)
    assert viewer.window.banner.name == "Example, Anna"
    assert not viewer.window.empty.isVisible()


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        ((Qt.Key.Key_Down,), 8),
        ((Qt.Key.Key_Up, Qt.Key.Key_Up), 5),
        ((Qt.Key.Key_Home,), 0),
        ((Qt.Key.Key_End,), 14),
        ((Qt.Key.Key_Home, Qt.Key.Key_Up), 0),
    ],
)
def test_slices_by_key(qtbot, ct: Viewer, keys: tuple[Qt.Key, ...], index: int) -> None:
    assert ct.view.state.index == 7
    for key in keys:
        press(qtbot, ct, key)
    assert ct.view.state.index == index


def test_presets_by_key_and_their_name_in_the_readout(qtbot, ct: Viewer) -> None:
    press(qtbot, ct, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: ct.window.readout.text().startswith("Lung"))
    assert "W 1500  L −600 HU" in ct.window.readout.text()
    press(qtbot, ct, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: ct.window.readout.text().startswith("Full range"))


def test_the_preset_menu_chooses(qtbot, ct: Viewer) -> None:
    ct.window.readout.presets.aboutToShow.emit()
    entries = {action.text().split("\t")[0].split("  ")[0]: action for action in ct.window.readout.presets.actions()}
    entries["Bone"].trigger()
    assert ct.view.state.voi.name == "Bone"


def test_invert_text_zoom_reset_by_key(qtbot, ct: Viewer) -> None:
    start = ct.view.state
    press(qtbot, ct, Qt.Key.Key_I)
    assert ct.view.state.inverted
    press(qtbot, ct, Qt.Key.Key_Space)
    assert not ct.view.state.overlay_text
    press(qtbot, ct, Qt.Key.Key_Plus)
    assert ct.view.state.zoom == 1.25
    press(qtbot, ct, Qt.Key.Key_F)
    assert ct.view.state.zoom == 1.0
    press(qtbot, ct, Qt.Key.Key_Equal)
    press(qtbot, ct, Qt.Key.Key_Space)
    assert ct.view.state == start


def test_holding_q_hides_every_mark(qtbot, film: Viewer) -> None:
    film.window.activateWindow()
    qtbot.waitUntil(film.window.isActiveWindow)
    qtbot.keyPress(film.window, Qt.Key.Key_Q)
    assert film.view.state.overlay_hidden
    qtbot.keyRelease(film.window, Qt.Key.Key_Q)
    assert not film.view.state.overlay_hidden


def test_leaving_the_window_with_q_held_shows_the_marks_again(qtbot, film: Viewer) -> None:
    film.window.activateWindow()
    qtbot.waitUntil(film.window.isActiveWindow)
    qtbot.keyPress(film.window, Qt.Key.Key_Q)
    film.window.show_shortcuts()
    sheet = film.window.findChild(ShortcutSheet)
    sheet.activateWindow()
    qtbot.waitUntil(lambda: not film.view.state.overlay_hidden)
    sheet.close()


def test_dragging_on_the_picture_changes_the_window(qtbot, ct: Viewer) -> None:
    before = ct.view.state.voi
    canvas = ct.window.pane.canvas
    target = canvas.viewport() if hasattr(canvas, "viewport") else canvas
    middle = target.rect().center()
    qtbot.mousePress(target, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(1, 9):
        qtbot.mouseMove(target, middle + QPoint(10 * step, 0))
    qtbot.mouseRelease(target, Qt.MouseButton.LeftButton, pos=middle + QPoint(80, 0))
    after = ct.view.state.voi
    assert after.width > before.width
    assert after.centre == pytest.approx(before.centre, abs=before.width / 50)


def test_the_probe_reads_under_the_cursor(qtbot, ct: Viewer) -> None:
    ct.window.pane.mouse.probe_moved.emit((10.0, 0.0))
    assert ct.window.job_bar.probe.startswith("−1017 HU")
    ct.window.pane.mouse.probe_moved.emit(None)
    assert ct.window.job_bar.probe == ""


def test_one_click_from_film_to_overlay(qtbot, film: Viewer, worker) -> None:
    button = film.window.model_panel.findChild(RunButton)
    qtbot.waitUntil(button.isEnabled)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert worker.ran == ["cxr-anatomy"]
    qtbot.waitUntil(lambda: bool(film.window.layer_panel.rows))
    qtbot.waitUntil(film.window.findings_panel.isVisible)
    rows = film.window.findChild(LayerPanel).rows
    qtbot.mouseClick(rows[0].eye, Qt.MouseButton.LeftButton)
    assert [layer.visible for layer in film.session.layers] == [False, True]
    qtbot.mouseClick(film.window.layer_panel.accept, Qt.MouseButton.LeftButton)
    assert all(layer.accepted for layer in film.session.layers)


def test_f5_runs_and_return_accepts(qtbot, film: Viewer, worker) -> None:
    press(qtbot, film, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: film.session.result is not None)
    qtbot.waitUntil(lambda: bool(film.window.layer_panel.rows))
    press(qtbot, film, Qt.Key.Key_Return)
    assert all(layer.accepted for layer in film.session.layers)


def test_a_focused_slider_keeps_its_arrows(qtbot, ct: Viewer, make) -> None:
    ct.session.add_result(make.result(ct.session.opened.volume))
    qtbot.waitUntil(lambda: bool(ct.window.layer_panel.rows))
    ct.window.activateWindow()
    slider = ct.window.layer_panel.rows[0].opacity
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(slider.hasFocus)
    index = ct.view.state.index
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert ct.view.state.index == index
    assert ct.session.layers[0].opacity < 1.0


def test_a_failure_is_told_once_and_can_be_put_aside(qtbot, film: Viewer, worker) -> None:
    worker.error = ReportableError("The model stopped.", "Run it again.")
    opened = film.session.opened
    press(qtbot, film, Qt.Key.Key_F5)
    assert film.window.notices.messages == ("The model stopped.",)
    assert film.session.opened is opened
    press(qtbot, film, Qt.Key.Key_Escape)
    assert film.window.notices.messages == ()


def test_a_file_that_is_no_scan_is_told_and_what_was_open_stays(qtbot, film: Viewer, tmp_path: Path) -> None:
    opened = film.session.opened
    bad = tmp_path / "letter.txt"
    bad.write_text("no scan")
    film.actions.opening.open_paths([bad])
    assert len(film.window.notices.messages) == 1
    assert film.session.opened is opened
    assert film.window.pane.isVisible()


def test_a_missing_slice_is_marked_in_the_browser(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "gap", slices=9, missing=(4,))])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    assert viewer.session.opened.volume.geometry_fault
    item = viewer.window.browser._series_items()[0]
    assert viewer.session.opened.volume.geometry_fault in item.toolTip(0)


def test_choosing_a_series_in_the_browser(qtbot, film: Viewer, make, tmp_path: Path) -> None:
    film.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=3)])
    browser = film.window.browser
    qtbot.waitUntil(lambda: len(browser._series_items()) == 2)
    row = next(item for item in browser._series_items() if item.text(0) == "CR chest")
    qtbot.mouseClick(browser.tree.viewport(), Qt.MouseButton.LeftButton, pos=browser.tree.visualItemRect(row).center())
    assert film.session.opened.series.modality == "CR"


def test_unreadable_files_are_listed(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    folder = make.scan(tmp_path / "ct")
    (folder / "letter.txt").write_text("no scan")
    viewer.actions.opening.open_paths([folder])
    tree = viewer.window.browser.tree
    qtbot.waitUntil(lambda: tree.topLevelItemCount() == 2)
    group = tree.topLevelItem(1)
    assert group.text(0) == "1 file left out"
    assert group.child(0).text(0) == "letter.txt"


def test_volumes_of_an_axis_by_key(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    (study,) = scan([make.scan(tmp_path / "mr", slices=5)]).studies
    (series,) = study.series
    volumes = tuple(
        replace(series, part=f"echo {k}", axis=AxisPlace("echo time", f"{10 * k} ms", k, 3, "a")) for k in range(3)
    )
    viewer.session.set_studies((replace(study, series=volumes),), ())
    viewer.actions.opening.open(volumes[0])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: "echo time 0 ms (1/3)" in viewer.window.pane.labels.written)
    press(qtbot, viewer, Qt.Key.Key_Home)
    press(qtbot, viewer, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "echo time 10 ms (2/3)" in viewer.window.pane.labels.written)
    assert viewer.view.state.index == 0
    press(qtbot, viewer, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, viewer, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "echo time 0 ms (1/3)" in viewer.window.pane.labels.written)


def test_the_overlay_of_the_file_by_key(qtbot, ct: Viewer) -> None:
    item = ct.window.pane.canvas.file_overlay
    press(qtbot, ct, Qt.Key.Key_O)
    # Nothing to hide: the key does nothing.
    assert ct.view.state.graphics
    opened = ct.session.opened
    bits = np.packbits(np.ones((64, 48), np.bool_), axis=1)
    opened.overlays[ct.view.state.index] = (OverlayPlane(bits, 48, "", GRAPHICS),)
    ct.session.note_slices_arrived(ct.session.opened)
    qtbot.waitUntil(item.isVisible)
    for shown in (False, True):
        press(qtbot, ct, Qt.Key.Key_O)
        qtbot.waitUntil(lambda shown=shown: item.isVisible() is shown)


def test_what_a_scan_warns_of_is_told(qtbot, viewer: Viewer) -> None:
    viewer.actions.opening.scan_warned.emit(("3 files that the DICOMDIR names are not there.",))
    assert viewer.window.notices.messages == ("3 files that the DICOMDIR names are not there.",)


def test_a_study_of_objects_alone_is_listed(qtbot, viewer: Viewer, make) -> None:
    report = StudyObject(Path("r"), "Structured Report", "", "1.5", "1.4", 7, "Findings", "SR")
    viewer.session.set_studies((replace(make.study(), objects=(report,)),), ())
    qtbot.waitUntil(lambda: viewer.window.browser.tree.topLevelItemCount() == 1)
    assert viewer.window.empty.isVisible()
    press(qtbot, viewer, Qt.Key.Key_PageDown)


def test_card_and_sheet_are_one_click_away(qtbot, film: Viewer) -> None:
    film.window.model_panel.card_requested.emit("cxr-anatomy")
    card = film.window.findChild(ModelCardDialog)
    assert card is not None
    assert card.isVisible()
    card.close()
    press(qtbot, film, Qt.Key.Key_F1)
    sheet = film.window.findChild(ShortcutSheet)
    assert sheet.isVisible()
    sheet.close()


def test_side_panels_and_full_screen(qtbot, film: Viewer) -> None:
    press(qtbot, film, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not film.window.browser.isVisible()
    press(qtbot, film, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert film.window.browser.isVisible()
    press(qtbot, film, Qt.Key.Key_F11)
    assert film.window.isFullScreen()
    press(qtbot, film, Qt.Key.Key_F11)
    assert not film.window.isFullScreen()


def test_close_all_brings_back_the_invitation(qtbot, film: Viewer) -> None:
    press(qtbot, film, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(film.window.empty.isVisible)
    qtbot.waitUntil(lambda: film.window.browser.tree.topLevelItemCount() == 0)


def test_closing_stops_all_work_and_remembers_the_window(qtbot, viewer: Viewer, worker, tmp_path: Path) -> None:
    viewer.window.resize(1000, 700)
    viewer.window.close()
    assert worker.closed == 1
    remembered = load_settings(tmp_path / "settings.toml")
    assert remembered != Settings()
    assert remembered.window_geometry


def test_an_unforeseen_error_is_told_calmly(viewer: Viewer, caplog: pytest.LogCaptureFixture) -> None:
    WindowHook(viewer.window)(ValueError, ValueError("boom"), None)
    assert viewer.window.notices.messages == (
        "Something went wrong inside Lightbox (ValueError); what is open is unchanged.",
    )
    assert "Unexpected error" in caplog.text


def test_no_words_are_cut_in_the_toolbar(viewer: Viewer) -> None:
    for button in viewer.window.findChildren(QToolButton):
        if button.isVisible() and button.text() and button.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly:
            assert button.width() >= button.sizeHint().width(), button.text()
