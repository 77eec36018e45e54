"""Growing from strokes, by real mouse and keys: shown first, taken in one step, undone, let go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import Qt

from app.actions.propose_mask import strokes_of
from app.imaging.masks.scribble import proposed
from app.main import Viewer
from app.state.tool import Tool
from app.ui.proposal_item import PROPOSED, SAID_INSIDE, SAID_OUTSIDE
from tests.app.ui.masks.scene import LIVER, SPLEEN, at, drag, edit, mask, organs_of, settle

Left = Qt.MouseButton.LeftButton
Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
SHAPE = (15, 64, 48)


def bright() -> np.ndarray:
    """A block of the scan that is brighter than the rest: slices 3 to 11, rows 42 to 57, columns 6 to 25."""
    block = np.zeros(SHAPE, np.bool_)
    block[3:12, 42:58, 6:26] = True
    return block


@pytest.fixture(params=["own masks", "shared map"])
def organs(request, qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart, with a bright block and two structures above it."""
    folder = make.scan(tmp_path / "ct", slices=15)
    noise = np.random.default_rng(2)
    for number, path in enumerate(sorted(folder.iterdir(), key=lambda path: int(path.stem[2:]))):
        scan = dcmread(path)
        values = np.where(bright()[number], 1200, 1000) + 20 * noise.standard_normal((64, 48))
        scan.PixelData = values.astype("<u2").tobytes()
        scan.save_as(path, enforce_file_format=True)
    viewer.actions.opening.open_paths([folder])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and len(viewer.session.opened.filled) == 15)
    organs_of(qtbot, viewer, make, shared=request.param == "shared map")
    edit(qtbot, viewer)
    return viewer


def scribble(qtbot, viewer: Viewer) -> None:
    """One stroke inside, one outside."""
    settle(qtbot, viewer)
    drag(qtbot, viewer, at(viewer, 47, 12), at(viewer, 50, 16), at(viewer, 53, 20))
    around = [(40, 3), (40, 29), (60, 29), (60, 3), (41, 3)]
    drag(qtbot, viewer, *(at(viewer, *point) for point in around), keys=Shift)
    settle(qtbot, viewer)


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * (one & other).sum() / (one.sum() + other.sum()))


def test_strokes_are_shown_then_taken_in_one_step(qtbot, organs: Viewer) -> None:
    before, neighbour = mask(organs), mask(organs, SPLEEN)
    panel = organs.window.mask_panel.proposing
    qtbot.mouseClick(panel.tools[0], Left)
    assert organs.session.tools.tool is Tool.SCRIBBLE
    settle(qtbot, organs)
    assert panel.hint.text() == "Drag over what belongs to it."
    drag(qtbot, organs, at(organs, 47, 12), at(organs, 53, 20))
    settle(qtbot, organs)
    assert panel.hint.text() == "Now drag with Shift over what does not, all around."
    assert organs.session.editing.proposal.region is None
    assert not panel.take.isEnabled()
    scribble(qtbot, organs)
    proposal = organs.session.editing.proposal
    assert [each.is_inside for each in proposal.hints] == [True, True, False]
    assert np.array_equal(mask(organs), before)
    found = np.zeros(SHAPE, np.bool_)
    found[proposal.region.box] = proposal.region.inside
    assert dice(found, bright()) >= 0.95
    item = organs.window.pane.canvas.proposal
    assert item.isVisible()
    plane = np.zeros((64, 48), np.uint8)
    rows, columns = item.shown.shape
    plane[item.first[0] : item.first[0] + rows, item.first[1] : item.first[1] + columns] = item.shown
    assert set(np.unique(plane)) == {0, PROPOSED, SAID_INSIDE, SAID_OUTSIDE}
    said = plane >= SAID_INSIDE
    assert np.array_equal((plane == PROPOSED) | (said & found[7]), found[7])
    assert (plane[48, 11:14] == SAID_INSIDE).any()
    qtbot.keyClick(organs.window, Qt.Key.Key_Return)
    settle(qtbot, organs)
    assert np.array_equal(mask(organs), before | found)
    assert np.array_equal(mask(organs, SPLEEN), neighbour)
    assert organs.session.editing.mask.work.count == 1
    assert not proposal.hints
    assert not item.isVisible()
    qtbot.keyClick(organs.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, organs)
    assert np.array_equal(mask(organs), before)


def test_undo_takes_the_last_stroke_back_before_it_takes_a_step(qtbot, organs: Viewer) -> None:
    qtbot.keyClick(organs.window, Qt.Key.Key_S)
    assert organs.session.tools.tool is Tool.SCRIBBLE
    scribble(qtbot, organs)
    first = organs.session.editing.proposal.region
    drag(qtbot, organs, at(organs, 30, 44), at(organs, 35, 44), keys=Shift)
    settle(qtbot, organs)
    assert len(organs.session.editing.proposal.hints) == 3
    qtbot.keyClick(organs.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, organs)
    hints = organs.session.editing.proposal.hints
    assert len(hints) == 2
    assert np.array_equal(organs.session.editing.proposal.region.inside, first.inside)
    qtbot.mouseClick(organs.window.mask_panel.undo, Left)
    settle(qtbot, organs)
    assert organs.session.editing.proposal.region is None
    assert len(organs.session.editing.proposal.hints) == 1


def test_escape_lets_go_and_the_mask_stays(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    qtbot.keyClick(organs.window, Qt.Key.Key_S)
    scribble(qtbot, organs)
    qtbot.keyClick(organs.window, Qt.Key.Key_Escape)
    settle(qtbot, organs)
    assert not organs.session.editing.proposal.hints
    assert organs.session.tools.tool is Tool.SCRIBBLE
    assert np.array_equal(mask(organs), before)
    assert not organs.session.editing.mask.work.count
    qtbot.keyClick(organs.window, Qt.Key.Key_Return)
    assert organs.session.editing.mask is not None
    scribble(qtbot, organs)
    qtbot.mouseClick(organs.window.mask_panel.proposing.give_up, Left)
    assert not organs.session.editing.proposal.hints
    scribble(qtbot, organs)
    qtbot.keyClick(organs.window, Qt.Key.Key_B)
    settle(qtbot, organs)
    assert not organs.session.editing.proposal.hints
    qtbot.keyClick(organs.window, Qt.Key.Key_S)
    scribble(qtbot, organs)
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    qtbot.waitUntil(organs.window.mask_panel.isHidden)
    assert not organs.session.editing.proposal.hints
    assert organs.session.tools.tool is Tool.WINDOW


def test_a_proposal_is_as_the_pure_part_says(qtbot, organs: Viewer) -> None:
    qtbot.keyClick(organs.window, Qt.Key.Key_S)
    scribble(qtbot, organs)
    proposal, volume = organs.session.editing.proposal, organs.session.opened.volume
    region = proposed(volume.voxels, strokes_of(proposal.hints), volume.spacing_mm)
    assert region.low == proposal.region.low
    assert np.array_equal(region.inside, proposal.region.inside)
    qtbot.mouseClick(organs.window.mask_panel.proposing.take, Left)
    settle(qtbot, organs)
    assert mask(organs, LIVER)[region.box][region.inside].all()
