"""Files of every kind in the window: dropped, chosen, listed, asked about; real mouse, real keys, no threads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialogButtonBox

from ai.phantom.ct import CtGrid
from ai.volume import SpacingKind, Volume
from app.imaging.volume_file import write_volume
from app.main import Viewer
from app.state.recent import load_recent
from app.ui.spacing_dialog import SpacingDialog

GREY = np.random.default_rng(6).integers(0, 256, (200, 300), dtype=np.uint8)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "film.png"
    Image.fromarray(GREY).save(path, dpi=(254, 254))
    return path


def drop(viewer: Viewer, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    viewer.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none))


def question(viewer: Viewer) -> SpacingDialog | None:
    """The question that is asked now."""
    return next(iter(viewer.window.findChildren(SpacingDialog)), None)


def asked(qtbot, viewer: Viewer) -> SpacingDialog:
    qtbot.waitUntil(lambda: question(viewer) is not None)
    dialog = question(viewer)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_a_dropped_picture_opens_and_enter_says_unknown(qtbot, viewer: Viewer, picture: Path) -> None:
    drop(viewer, picture)
    dialog = asked(qtbot, viewer)
    # The picture is there already; the question changes nothing unless it is answered.
    assert viewer.session.opened is not None
    assert dialog.unknown.isChecked()
    assert dialog.answer is None
    assert "0.1 × 0.1 mm" in dialog.hint.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question(viewer) is None)
    assert viewer.session.opened.volume.spacing_kind is SpacingKind.UNKNOWN
    assert viewer.window.banner.facts == "film.png  ·  PNG file, not DICOM"


def test_the_size_is_typed_by_keys(qtbot, viewer: Viewer, picture: Path) -> None:
    drop(viewer, picture)
    dialog = asked(qtbot, viewer)
    qtbot.keyClick(dialog, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    assert dialog.across.hasFocus()
    dialog.across.selectAll()
    qtbot.keyClicks(dialog.across, dialog.locale().toString(0.143, "f", 3))
    qtbot.keyClick(dialog.across, Qt.Key.Key_Tab)
    assert dialog.known.isChecked()
    assert (dialog.across.value(), dialog.down.value()) == (0.143, 0.143)
    qtbot.keyClick(dialog, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(dialog.detector.isChecked)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question(viewer) is None)
    volume = viewer.session.opened.volume
    assert (volume.spacing_mm[1:], volume.spacing_kind) == ((0.143, 0.143), SpacingKind.DETECTOR)
    # It can be told anew, and the answer before is what is shown.
    viewer.window._commands.of("picture_size").trigger()
    again = asked(qtbot, viewer)
    assert again.known.isChecked()
    assert again.across.value() == 0.143
    qtbot.mouseClick(again.unknown, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(
        again.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(lambda: question(viewer) is None)
    assert viewer.session.opened.volume.spacing_kind is SpacingKind.UNKNOWN


def test_escape_leaves_the_size_open(qtbot, viewer: Viewer, picture: Path) -> None:
    drop(viewer, picture)
    dialog = asked(qtbot, viewer)
    qtbot.mouseClick(dialog.known, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.known.height() // 2))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question(viewer) is None)
    assert viewer.session.opened.volume.spacing_kind is SpacingKind.UNKNOWN


def test_height_goes_its_own_way_and_pages_are_asked_about(qtbot, viewer: Viewer, tmp_path: Path) -> None:
    path = tmp_path / "stack.tif"
    Image.fromarray(GREY).save(path, save_all=True, append_images=[Image.fromarray(GREY)] * 2)
    drop(viewer, path, tmp_path / "stack.tif")
    dialog = asked(qtbot, viewer)
    assert dialog.apart.isVisible()
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled()
    qtbot.mouseClick(dialog.known, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.known.height() // 2))
    # A size that nobody typed is none.
    assert not ok.isEnabled()
    dialog.down.setValue(0.4)
    assert not ok.isEnabled()
    dialog.across.setValue(0.2)
    assert ok.isEnabled()
    assert dialog.answer is not None
    assert (dialog.answer.row_mm, dialog.answer.column_mm, dialog.answer.slice_mm) == (0.4, 0.2, None)
    dialog.apart.setValue(2.5)
    dialog.accept()
    qtbot.waitUntil(lambda: question(viewer) is None)
    volume = viewer.session.opened.volume
    assert (volume.spacing_mm, volume.geometry_fault) == ((2.5, 0.4, 0.2), "")


def test_a_volume_file_opens_without_a_question(qtbot, viewer: Viewer, tmp_path: Path) -> None:
    grid = CtGrid((6, 30, 40), (2.0, 0.8, 0.7), (-10.0, -20.0, 30.0))
    values = np.random.default_rng(2).normal(100, 20, grid.shape).astype(np.float32)
    write_volume(Volume(values, grid.affine_lps), tmp_path / "brain.nii.gz")
    drop(viewer, tmp_path / "brain.nii.gz")
    qtbot.waitUntil(viewer.window.pane.isVisible)
    assert question(viewer) is None
    np.testing.assert_array_equal(viewer.session.opened.volume.voxels, values)
    assert viewer.view.state.index == 3
    low, high = np.percentile(values, (1, 99))
    voi = viewer.view.state.voi
    assert (voi.centre, voi.width) == pytest.approx(((low + high) / 2, high - low), rel=1e-3)
    tree = viewer.window.browser.tree
    qtbot.waitUntil(lambda: tree.topLevelItemCount() == 1 and tree.topLevelItem(0).childCount() == 1)
    group = tree.topLevelItem(0)
    assert (group.text(0), group.child(0).text(0)) == ("Not DICOM: no patient named", "brain.nii.gz")
    series = viewer.session.studies[0].series[0]
    qtbot.waitUntil(lambda: viewer.actions.thumbnails.of(series) is not None)
    thumbnail = viewer.actions.thumbnails.of(series)
    assert thumbnail.max() > thumbnail.min()


def test_damage_is_a_notice(qtbot, viewer: Viewer, picture: Path) -> None:
    picture.write_bytes(picture.read_bytes()[:60])
    drop(viewer, picture)
    assert [
        message for message in viewer.window.notices.messages if "film.png is a PNG file that is damaged" in message
    ]
    assert viewer.session.opened is None


def test_recent_files_in_menu_and_invitation(qtbot, viewer: Viewer, make, picture: Path, tmp_path: Path) -> None:
    scan = make.scan(tmp_path / "ct & more")
    viewer.actions.opening.open_paths([scan])
    drop(viewer, picture)
    asked(qtbot, viewer).reject()
    assert load_recent(tmp_path / "recent.json") == (picture, scan)
    viewer.actions.opening.close_all()
    window = viewer.window
    qtbot.waitUntil(window.empty.isVisible)
    assert [button.path for button in window.empty.recent.buttons] == [picture, scan]
    picture.unlink()
    menu = window.recent_menu.menu
    menu.aboutToShow.emit()
    entries = menu.actions()
    assert [(entry.text().split("  —  ")[0], entry.isEnabled()) for entry in entries[:2]] == [
        ("film.png", False),
        ("ct && more", True),
    ]
    assert [button.isEnabled() for button in window.empty.recent.buttons] == [False, True]
    qtbot.mouseClick(window.empty.recent.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.pane.isVisible)
    assert viewer.session.study.patient_name == "Example, Anna"
    viewer.actions.opening.close_all()
    next(entry for entry in menu.actions() if entry.data() == scan).trigger()
    qtbot.waitUntil(window.pane.isVisible)
    viewer.session.privacy.set_on(True)
    assert menu.actions()[0].text() == "File 1 (name hidden)"
    assert window.empty.recent.buttons == ()
    viewer.session.privacy.set_on(False)
    window._commands.of("forget_recent").trigger()
    assert next(entry.text() for entry in menu.actions() if not entry.isSeparator()) == "Nothing was opened yet"
    assert not (tmp_path / "recent.json").exists()


def test_new_images_of_a_watched_folder_are_a_calm_notice(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    command = viewer.window._commands.of("stop_watching")
    viewer.actions.watch.findChild(QTimer).setInterval(30)
    viewer.actions.watch.watch(folder)
    qtbot.waitUntil(command.isEnabled)
    viewer.actions.opening.open_paths([make.scan(tmp_path / "other", modality="CR", slices=1)])
    shown = viewer.session.opened
    make.scan(folder, slices=3)
    qtbot.waitUntil(lambda: "3 new images from inbox" in viewer.window.notices.messages, timeout=15_000)
    assert viewer.session.opened is shown
    command.trigger()
    assert not viewer.actions.watch.is_watching()
