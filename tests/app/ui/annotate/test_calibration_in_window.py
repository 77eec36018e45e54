"""What shows a length follows the reader's calibration, at once and back again by undo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

import app.ui.slice_view as slice_view_module
from ai.volume import SpacingKind
from app.imaging.cut import Cut, Direction
from app.ui.annotation_dialogs import OneLineDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LINE_PX = 20.0


def show(hand, kind: SpacingKind) -> None:
    """Have a picture whose file tells its spacing in such a way."""
    session = hand.viewer.session
    volume = replace(session.opened.volume, spacing_kind=kind, source_id=kind.name)
    session.set_opened(replace(session.opened, volume=volume), session.panes.active)
    hand.viewer.window.pane.settle()


def calibrate(hand, qtbot, known_mm: str) -> None:
    """Draw a line of `LINE_PX` columns and say how long it is."""
    hand.key(Qt.Key.Key_D)
    hand.drag((20, 10), (20, 10 + LINE_PX))
    hand.viewer.window.calibrate()
    (dialog,) = [each for each in hand.viewer.window.findChildren(OneLineDialog) if each.isVisible()]
    qtbot.keyClicks(dialog.field, known_mm)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def bar(hand) -> str:
    pane = hand.viewer.window.pane
    pane.settle()
    (text,) = [line for line in pane.labels.written if line[0].isdigit() and (" mm" in line or " px" in line)]
    return text


def bar_columns(hand) -> float:
    """Length of the bar in columns of the picture."""
    pane = hand.viewer.window.pane
    return pane.labels.bar_length_px * pane.canvas.ratio / pane.geometry_px.column_scale


@pytest.mark.parametrize(
    ("kind", "before"),
    [
        (SpacingKind.UNKNOWN, "px (no spacing in the file)"),
        (SpacingKind.DETECTOR, "mm (detector plane)"),
        (SpacingKind.PATIENT, "mm"),
    ],
)
def test_the_bar_follows_a_calibration_and_its_undo(hand, qtbot, kind: SpacingKind, before: str) -> None:
    show(hand, kind)
    was = bar(hand)
    assert was.split(" ", 1)[1] == before
    assert bar_columns(hand) == pytest.approx(float(was.split()[0]))
    calibrate(hand, qtbot, "60")
    assert hand.words() == ("60.0 mm (calibrated by the reader)",)
    told = bar(hand)
    assert told.endswith(" mm (calibrated)")
    # A column is 3 mm by now.
    assert bar_columns(hand) == pytest.approx(float(told.split()[0]) / 3)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert bar(hand) == was
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert bar(hand) == told


def test_other_slices_and_planes_of_the_series_follow(hand, qtbot) -> None:
    calibrate(hand, qtbot, "60")
    for slice_index in (0, 4):
        hand.viewer.actions.view.show_slice(slice_index)
        assert "(calibrated)" in bar(hand)
    hand.viewer.view.update(cut=Cut(Direction.CORONAL))
    told = bar(hand)
    assert told.endswith(" mm (calibrated)")
    assert bar_columns(hand) == pytest.approx(float(told.split()[0]) / 3)


def test_a_calibrated_film_leaves_the_others_as_they_are(hand, qtbot) -> None:
    show(hand, SpacingKind.DETECTOR)
    calibrate(hand, qtbot, "60")
    assert "(calibrated)" in bar(hand)
    hand.viewer.actions.view.show_slice(3)
    assert "(detector plane)" in bar(hand)


def test_a_calibrated_picture_has_a_true_size(hand, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slice_view_module, "pixels_per_mm", lambda facts: 4.0)
    show(hand, SpacingKind.UNKNOWN)
    window = hand.viewer.window
    assert window.pane.true_scale is None
    calibrate(hand, qtbot, "10")
    window.show_true_size()
    window.pane.settle()
    # Half a millimetre per column.
    assert window.pane.geometry_px.column_scale == pytest.approx(2.0)
    assert not window.notices.messages


@pytest.mark.parametrize(("is_calibrated", "count"), [(False, 1), (True, 0)])
def test_the_plane_of_the_detector_is_named_until_it_is_calibrated(
    hand, qtbot, monkeypatch: pytest.MonkeyPatch, is_calibrated: bool, count: int
) -> None:
    monkeypatch.setattr(slice_view_module, "pixels_per_mm", lambda facts: 4.0)
    show(hand, SpacingKind.DETECTOR)
    if is_calibrated:
        calibrate(hand, qtbot, "10")
    hand.viewer.window.show_true_size()
    assert len([each for each in hand.viewer.window.notices.messages if "detector plane" in each]) == count
