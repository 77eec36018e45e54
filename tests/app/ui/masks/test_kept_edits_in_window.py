"""Edits outlive the program: what was painted is on the disk after each stroke, and is offered on the same masks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

import app.main as main_module
from app.main import Viewer
from tests.app.ui.masks.scene import LIVER, MODEL, SPLEEN, at, drag, edit, mask, organs_of, reading, settle

Left = Qt.MouseButton.LeftButton


@pytest.fixture(params=["own masks", "shared map"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def scan(make, tmp_path):
    return make.scan(tmp_path / "ct", slices=15)


@pytest.fixture
def again(qtbot, runner, worker, library, make, monkeypatch, tmp_path, scan, kind):
    """Start the program once more on the same files, and let the same model say the same; the old one just stops."""
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)

    held: list[Viewer] = []

    def start(*, other_masks: bool = False) -> Viewer:
        viewer = Viewer(worker, library, settings_path=tmp_path / "settings.toml")
        held.append(viewer)
        qtbot.addWidget(viewer.window)
        viewer.window.show()
        qtbot.waitExposed(viewer.window)
        viewer.window.activateWindow()
        qtbot.waitUntil(viewer.window.isActiveWindow)
        viewer.actions.opening.open_paths([scan])
        qtbot.waitUntil(viewer.window.pane.isVisible)
        qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and len(viewer.session.opened.filled) == 15)
        organs_of(qtbot, viewer, make, shared=kind == "shared map", other_masks=other_masks)
        return viewer

    yield start
    # Closed while they are held: what only the test knows may be collected while it is painted.
    for viewer in held:
        viewer.window.close()


def test_after_a_crash_the_edits_are_offered_and_come_back_to_the_voxel(qtbot, again) -> None:
    before = again()
    edit(qtbot, before)
    drag(qtbot, before, at(before, 10, 10))
    drag(qtbot, before, at(before, 50, 10))
    drag(qtbot, before, at(before, 50, 30))
    qtbot.keyClick(before.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    painted = mask(before)
    # No Done, no close: the program is gone.
    after = again()
    panel = after.window.layer_panel
    qtbot.waitUntil(panel.offer.isVisible)
    assert "Liver" in panel.offer.message.text()
    assert not np.array_equal(mask(after), painted)
    settle(qtbot, after)
    qtbot.mouseClick(panel.offer.yes, Left)
    assert np.array_equal(mask(after), painted)
    now = reading(after)
    assert now.layer_of(LIVER).structure.edited
    assert not now.layer_of(SPLEEN).structure.edited
    volume = now.result_of(MODEL).measurements[0]
    assert (volume.value, volume.interval) == (pytest.approx(painted.sum() * 2 / 1000), None)
    assert now.result_of(MODEL).measurements[2].outdated
    assert not panel.offer.isVisible()
    # And it goes on from there.
    edit(qtbot, after, SPLEEN)
    drag(qtbot, after, at(after, 55, 40))
    spleen = mask(after, SPLEEN)
    qtbot.mouseClick(after.window.mask_panel.done, Left)
    third = again()
    qtbot.waitUntil(third.window.layer_panel.offer.isVisible)
    settle(qtbot, third)
    qtbot.mouseClick(third.window.layer_panel.offer.yes, Left)
    assert np.array_equal(mask(third), painted)
    assert np.array_equal(mask(third, SPLEEN), spleen)


def test_edits_of_other_masks_are_not_offered(qtbot, again) -> None:
    before = again()
    edit(qtbot, before)
    drag(qtbot, before, at(before, 10, 10))
    after = again(other_masks=True)
    settle(qtbot, after)
    assert after.session.editing.offer(after.session.editing.mask) is None
    assert not after.window.layer_panel.offer.isVisible()


def test_what_was_discarded_is_not_offered_and_leaves_no_file(qtbot, again, tmp_path) -> None:
    before = again()
    edit(qtbot, before)
    drag(qtbot, before, at(before, 10, 10))
    assert len(list((tmp_path / "edits").iterdir())) == 1
    before.actions.masks.discard()
    assert list((tmp_path / "edits").iterdir()) == []
    after = again()
    settle(qtbot, after)
    assert not after.window.layer_panel.offer.isVisible()


def test_beginning_anew_puts_the_offer_aside(qtbot, again, tmp_path) -> None:
    before = again()
    edit(qtbot, before)
    drag(qtbot, before, at(before, 10, 10))
    after = again()
    qtbot.waitUntil(after.window.layer_panel.offer.isVisible)
    edit(qtbot, after)
    drag(qtbot, after, at(after, 55, 10))
    painted = mask(after)
    qtbot.waitUntil(after.window.layer_panel.offer.isHidden)
    assert {each.suffix for each in (tmp_path / "edits").iterdir()} == {".edits", ".before"}
    third = again()
    qtbot.waitUntil(third.window.layer_panel.offer.isVisible)
    settle(qtbot, third)
    qtbot.mouseClick(third.window.layer_panel.offer.yes, Left)
    assert np.array_equal(mask(third), painted)


@pytest.mark.parametrize("from_cache", [False, True])
def test_closing_the_series_and_opening_it_again_offers_them_too(qtbot, again, make, kind, from_cache: bool) -> None:
    viewer = again()
    edit(qtbot, viewer)
    drag(qtbot, viewer, at(viewer, 10, 10))
    painted, series = mask(viewer), viewer.session.opened.series
    told = reading(viewer).original_of(MODEL)
    viewer.session.clear()
    viewer.actions.opening.open_paths([series.instances[0].path.parent])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and bool(viewer.session.opened.filled.all()))
    qtbot.waitUntil(lambda: len(viewer.session.opened.filled) == 15)
    if from_cache:
        # The very arrays again.
        source = viewer.session.opened.volume.source_id
        viewer.session.add_result(replace(told, provenance=replace(told.provenance, source_id=source)))
        viewer.actions.view.show_slice(7)
    else:
        organs_of(qtbot, viewer, make, shared=kind == "shared map")
    qtbot.waitUntil(viewer.window.layer_panel.offer.isVisible)
    settle(qtbot, viewer)
    qtbot.mouseClick(viewer.window.layer_panel.offer.yes, Left)
    assert np.array_equal(mask(viewer), painted)


def test_a_disk_that_refuses_is_told_once_and_painting_goes_on(qtbot, again, tmp_path) -> None:
    viewer = again()
    (tmp_path / "edits").write_text("in the way")
    edit(qtbot, viewer)
    drag(qtbot, viewer, at(viewer, 10, 10))
    drag(qtbot, viewer, at(viewer, 55, 10))
    told = [each for each in viewer.window.notices.messages if "cannot be written" in each]
    assert len(told) == 1
    assert viewer.session.editing.mask.work.count == 2


def test_outlines_growth_and_islands_come_back_too(qtbot, again) -> None:
    before = again()
    edit(qtbot, before)
    for tool, points in (
        (Qt.Key.Key_D, [at(before, 44, 6), at(before, 44, 14), at(before, 58, 14)]),
        (Qt.Key.Key_G, [at(before, 8, 40)]),
    ):
        qtbot.keyClick(before.window, tool)
        settle(qtbot, before)
        for point in points:
            qtbot.mouseClick(before.window.pane.canvas.viewport(), Left, Qt.KeyboardModifier.NoModifier, point)
        qtbot.keyClick(before.window, Qt.Key.Key_Return)
        settle(qtbot, before)
    assert mask(before)[7, 8, 40]
    qtbot.keyClick(before.window, Qt.Key.Key_K)
    settle(qtbot, before)
    qtbot.mouseClick(before.window.pane.canvas.viewport(), Left, Qt.KeyboardModifier.ShiftModifier, at(before, 30, 15))
    settle(qtbot, before)
    marked = mask(before)
    assert before.session.editing.mask.work.count == 3
    assert marked[7, 48, 12]
    assert not marked[7, 30, 15]
    after = again()
    qtbot.waitUntil(after.window.layer_panel.offer.isVisible)
    settle(qtbot, after)
    qtbot.mouseClick(after.window.layer_panel.offer.yes, Left)
    assert np.array_equal(mask(after), marked)
