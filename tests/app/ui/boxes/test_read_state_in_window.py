"""How far findings are, as a reader says it: real mouse, real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.audit.event import Deed
from app.audit.trail import AuditTrail
from app.main import Viewer
from app.state.read_state import ReadState
from tests.app.ui.boxes.scene import FIRST, MODEL, SECOND, Ctrl, Left, boxes_of, press, settle


@pytest.fixture
def marked(qtbot, ct: Viewer, make) -> Viewer:
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    boxes_of(qtbot, ct, make)
    qtbot.waitUntil(lambda: len(ct.window.findings_panel.boxes) == 2)
    return ct


def states(viewer: Viewer) -> list[ReadState]:
    return [row.review.read.state for row in viewer.window.findings_panel.boxes]


def test_a_finding_is_started_by_looking_and_complete_by_deciding(qtbot, marked: Viewer) -> None:
    panel = marked.window.findings_panel
    assert states(marked) == [ReadState.NOT_STARTED] * 2
    assert panel.filter.count.text() == "2 of 2 open"
    press(qtbot, marked, Qt.Key.Key_G)
    assert states(marked) == [ReadState.IN_PROGRESS, ReadState.NOT_STARTED]
    press(qtbot, marked, Qt.Key.Key_Return)
    assert states(marked) == [ReadState.COMPLETE, ReadState.NOT_STARTED]
    assert panel.filter.count.text() == "1 of 2 open"
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    assert states(marked) == [ReadState.IN_PROGRESS, ReadState.NOT_STARTED]


def test_a_flag_by_key_and_by_button_stands_over_the_decision(qtbot, marked: Viewer) -> None:
    press(qtbot, marked, Qt.Key.Key_G)
    press(qtbot, marked, Qt.Key.Key_Return)
    press(qtbot, marked, Qt.Key.Key_G, Ctrl)
    assert states(marked)[0] is ReadState.FLAGGED
    assert marked.window.findings_panel.filter.count.text() == "2 of 2 open · 1 flagged"
    press(qtbot, marked, Qt.Key.Key_Z, Ctrl)
    assert states(marked)[0] is ReadState.COMPLETE
    press(qtbot, marked, Qt.Key.Key_Y, Ctrl)
    second = marked.window.findings_panel.boxes[1]
    qtbot.mouseClick(second.review.read, Left)
    settle(qtbot, marked)
    assert states(marked) == [ReadState.FLAGGED] * 2
    qtbot.mouseClick(second.review.read, Left)
    settle(qtbot, marked)
    assert states(marked) == [ReadState.FLAGGED, ReadState.NOT_STARTED]
    marked.actions.review.select(SECOND)
    settle(qtbot, marked)
    marked.window._commands.of("read_complete").trigger()
    settle(qtbot, marked)
    assert states(marked)[1] is ReadState.COMPLETE


def test_open_only_leaves_out_what_is_complete_and_the_keys_go_past_it(qtbot, marked: Viewer) -> None:
    panel = marked.window.findings_panel
    marked.actions.review.show(FIRST)
    press(qtbot, marked, Qt.Key.Key_Return)
    qtbot.mouseClick(panel.filter.switch, Left)
    settle(qtbot, marked)
    assert [row.isVisibleTo(panel) for row in panel.boxes] == [False, True]
    for _ in range(2):
        press(qtbot, marked, Qt.Key.Key_G)
        assert marked.session.selection.finding == SECOND
    qtbot.mouseClick(panel.filter.switch, Left)
    settle(qtbot, marked)
    assert all(row.isVisibleTo(panel) for row in panel.boxes)


def test_the_audit_trail_has_flags_and_boxes_without_words_that_were_typed(qtbot, marked: Viewer, tmp_path) -> None:
    marked.actions.review.select(FIRST)
    settle(qtbot, marked)
    press(qtbot, marked, Qt.Key.Key_G, Ctrl)
    marked.actions.boxes.toggle()
    marked.actions.boxes.choose_class("Typed by hand")
    marked.actions.boxes.drag(None, (1.5, 2.0, 2.0), (2.5, 8.0, 8.0))
    marked.actions.boxes.release(True)
    marked.actions.audit.flush()
    entries = AuditTrail(tmp_path / "audit.sqlite3").entries(most=10)
    edited = [each for each in entries if each.deed is Deed.EDITED]
    assert {frozenset(each.details) for each in edited} == {frozenset(("reading", "findings")), frozenset(("boxes",))}
    assert [each.model.startswith(MODEL) for each in edited if "reading" in each.details] == [True]
    assert sorted(each.details["boxes"] for each in edited if "boxes" in each.details) == ["class", "drawn"]
    assert "Typed" not in str(entries)
