"""What a reader changed: shown on the picture, counted, timed; what nobody took up goes."""

from __future__ import annotations

import logging
import os
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.actions.edit_effort import effort_of
from app.audit.event import Deed
from app.audit.trail import AuditTrail
from app.imaging.masks.journal import Subject, begin
from app.main import Viewer
from app.state.review import FindingId, FindingKind
from tests.app.ui.masks.hands import clicked, key_of, row_of
from tests.app.ui.masks.scene import LIVER, MODEL, SPLEEN, at, drag, edit, mask, settle

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


def test_what_was_changed_is_shown_while_the_key_is_held_or_the_switch_is_on(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 8, 8))
    drag(qtbot, organs, at(organs, 30, 17), keys=Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, organs)
    item = organs.window.pane.canvas.changes
    assert not item.isVisible()
    panel = organs.window.mask_panel
    qtbot.mouseClick(panel.extent.shows, Left, pos=QPoint(8, panel.extent.shows.height() // 2))
    settle(qtbot, organs)
    assert item.isVisible()
    assert (len(item.changed.added), len(item.changed.removed)) == (1, 1)
    added, removed = item.changed.added[0].mean(axis=0), item.changed.removed[0].mean(axis=0)
    np.testing.assert_allclose(added, (8, 8), atol=1.0)
    np.testing.assert_allclose(removed, (30, 17), atol=1.0)
    # It follows a stroke while that goes on, and other slices.
    viewport = organs.window.pane.canvas.viewport()
    qtbot.mousePress(viewport, Left, NoKeys, at(organs, 44, 8))
    qtbot.waitUntil(lambda: len(item.changed.added) == 2)
    qtbot.mouseRelease(viewport, Left, NoKeys, at(organs, 44, 8))
    organs.actions.view.show_slice(2)
    settle(qtbot, organs)
    assert not item.isVisible()
    organs.actions.view.show_slice(7)
    settle(qtbot, organs)
    assert item.isVisible()
    grab = organs.window.pane.canvas.grab().toImage()
    spot = at(organs, 8, 8) * organs.window.pane.canvas.ratio
    colour = grab.pixelColor(spot)
    assert colour.green() > colour.red() + 30
    qtbot.mouseClick(panel.extent.shows, Left, pos=QPoint(8, panel.extent.shows.height() // 2))
    settle(qtbot, organs)
    assert not item.isVisible()
    # Also when the work is over.
    clicked(qtbot, organs, panel.done)
    qtbot.keyPress(organs.window, Qt.Key.Key_F12)
    settle(qtbot, organs)
    assert item.isVisible()
    qtbot.keyRelease(organs.window, Qt.Key.Key_F12)
    settle(qtbot, organs)
    assert not item.isVisible()


def test_seconds_count_while_the_window_has_the_mouse(qtbot, organs: Viewer, monkeypatch, tmp_path) -> None:
    panel, window = organs.window.mask_panel, organs.window
    clock, now = panel.extent.clock, [1000.0]
    monkeypatch.setattr(clock, "_now_s", lambda: now[0])
    monkeypatch.setattr(clock._timer, "start", lambda: None)

    def wait(seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            now[0] += 0.5
            clock.tick()

    edit(qtbot, organs)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    clock.tick()
    work = organs.session.editing.mask.work
    wait(12)
    assert work.seconds == pytest.approx(12.0)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    wait(30)
    assert work.seconds == pytest.approx(12.0)
    window.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    drag(qtbot, organs, at(organs, 10, 10))
    settle(qtbot, organs)
    wait(55)
    assert panel.extent.figures.text().endswith("1 min 7 s")
    # Nobody moved for a minute.
    wait(600)
    assert work.seconds == pytest.approx(12.0 + 60.0)
    # A computer that slept.
    drag(qtbot, organs, at(organs, 50, 10))
    now[0] += 5000.0
    clock._note_work()
    clock.tick()
    assert work.seconds == pytest.approx(12.0 + 60.0 + 2.0)
    clicked(qtbot, organs, panel.done)
    log = organs.session.editing.logs.of(key_of(organs), MODEL, 0)
    assert (log.seconds, len(log.changes)) == (pytest.approx(74.0), 2)
    organs.actions.audit.flush()
    told = next(each for each in AuditTrail(tmp_path / "audit.sqlite3").entries() if each.deed is Deed.EDITED)
    assert told.details["seconds"] == 74
    figures = effort_of(organs.session, key_of(organs), LIVER, organs.session.opened.volume).figures()
    assert (figures.steps, figures.seconds) == (2, pytest.approx(74.0))
    assert figures.added_ml == pytest.approx(told.details["added_ml"], abs=1e-3)
    assert figures.dice == pytest.approx(told.details["dice"], abs=1e-4)
    assert figures.voxels == mask(organs).sum()
    # A second work goes on counting.
    edit(qtbot, organs)
    assert "1 min 14 s" in panel.extent.figures.text()


def test_figures_of_a_mask_in_work_and_of_its_neighbour(qtbot, shared: Viewer) -> None:
    volume, spleen = shared.session.opened.volume, mask(shared, SPLEEN)
    edit(qtbot, shared)
    clicked(qtbot, shared, row_of(shared, SPLEEN).lock)
    drag(qtbot, shared, at(shared, 30, 24), at(shared, 30, 28))
    for _ in range(2):
        own = effort_of(shared.session, key_of(shared), LIVER, volume).figures()
        other = effort_of(shared.session, key_of(shared), SPLEEN, volume).figures()
        lost = int((spleen & ~mask(shared, SPLEEN)).sum())
        assert (own.steps, other.steps) == (1, 0)
        assert own.human_voxels == lost > 0
        assert other.removed_ml == pytest.approx(lost * 0.002)
        assert (other.human_voxels, other.both_voxels, other.model_voxels) == (0, 0, spleen.sum() - lost)
        shared.actions.masks.done()
    assert effort_of(shared.session, key_of(shared), FindingId(MODEL, FindingKind.MEASUREMENT, 0), volume) is None


@pytest.fixture
def old_edits(tmp_path):
    """Edits that nobody took up for a hundred days, one file damaged, one of today."""
    folder = tmp_path / "edits"
    subject = Subject("source", "organs", (2, 3, 4))
    for name in ("old.edits", "today.edits"):
        begin(folder / name, subject).close()
    os.utime(folder / "old.edits", (time.time() - 100 * 86_400,) * 2)
    (folder / "damaged.edits").write_bytes(b"?")
    return folder


def test_old_edits_go_at_the_start_and_the_log_names_nobody(caplog, old_edits, request) -> None:
    with caplog.at_level(logging.INFO, logger="app.actions.keep_edits"):
        request.getfixturevalue("viewer")
    assert [each.name for each in old_edits.iterdir()] == ["today.edits"]
    assert [each.getMessage() for each in caplog.records if "cleared away" in each.getMessage()] == [
        "Edits that were kept were cleared away: 1 older than 90 days, 1 that cannot be read"
    ]
