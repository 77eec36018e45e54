"""Clicks for a model that takes them: real mouse and keys, a model that marks what is near, by value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from ai.inference.options import AS_USUAL, RunOptions
from ai.library.card import SEGMENTATION, InputSpec
from ai.library.grid_spec import GridSpec
from ai.library.prompt_spec import POINTS, PromptSpec
from ai.progress import silent
from ai.volume import Volume
from app.imaging.cut import Cut, Direction
from app.main import Viewer
from app.state.tool import Tool
from tests.app.ui.masks.scene import at, drag, edit, index_of, mask, organs_of, settle

Left = Qt.MouseButton.LeftButton
Shift = Qt.KeyboardModifier.ShiftModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
RADIUS = 6.0


@pytest.fixture(params=[True, False])
def is_installed(request) -> bool:
    return request.param


@pytest.fixture
def library(make, is_installed: bool):
    spec = InputSpec(("CT",), ("CHEST",), (), (0, 0), (0, 100), 1, GridSpec(orientation="SPL"))
    card = make.card("clicks", title="Click marker", task=SEGMENTATION, input=spec, prompts=PromptSpec((POINTS,)))
    return make.library(make.card(), *([card] if is_installed else []))


def near(volume: Volume, options: RunOptions) -> np.ndarray:
    """What the model marks: voxels nearer than `RADIUS` to a click that belongs, and to none that does not."""
    indices = np.stack(np.meshgrid(*map(np.arange, volume.shape), indexing="ij"), -1)
    places = volume.to_lps_mm(indices)
    marked = np.zeros(volume.shape, np.bool_)
    for point in options.points:
        inside = np.linalg.norm(places - np.array(point.place_lps_mm), axis=-1) <= RADIUS
        marked = marked | inside if point.is_inside else marked & ~inside
    return marked


@pytest.fixture
def asked(worker, make, monkeypatch: pytest.MonkeyPatch) -> list[RunOptions]:
    told: list[RunOptions] = []

    def run(card, volume, *, options=AS_USUAL, progress=silent):
        progress(0.5, "Looking")
        told.append(options)
        result = make.result(volume, card.id)
        structure = replace(result.structures[0], labelled=near(volume, options), probability=None)
        return replace(result, structures=(structure,), measurements=())

    monkeypatch.setattr(worker, "run", run)
    return told


@pytest.fixture
def organs(qtbot, ct: Viewer, make, asked) -> Viewer:
    """A CT of 15 slices of 64 x 48 mm, 2 mm apart, with two structures; the first one is edited."""
    qtbot.waitUntil(lambda: bool(ct.session.opened.filled.all()) and len(ct.session.opened.filled) == 15)
    organs_of(qtbot, ct, make, shared=False)
    edit(qtbot, ct)
    return ct


@pytest.mark.parametrize("is_installed", [False], indirect=True)
def test_the_tool_is_hidden_where_no_such_model_is(organs: Viewer) -> None:
    panel = organs.window.mask_panel.proposing
    assert panel.tools[0].isVisible()
    assert not panel.tools[1].isVisible()


@pytest.mark.parametrize("is_installed", [True], indirect=True)
def test_every_click_refines_what_is_proposed(qtbot, organs: Viewer, asked: list[RunOptions]) -> None:
    assert [each.card.id for each in organs.actions.models.offers()] == ["cxr-anatomy"]
    before = mask(organs)
    panel = organs.window.mask_panel.proposing
    qtbot.mouseClick(panel.tools[1], Left)
    settle(qtbot, organs)
    assert organs.session.tools.tool is Tool.POINTS
    assert panel.hint.text() == "Click marker: click what belongs, with Shift what does not."
    volume = organs.session.opened.volume
    first, second, third = at(organs, 50, 10), at(organs, 50, 16), at(organs, 46, 18)
    drag(qtbot, organs, first)
    settle(qtbot, organs)
    row, column = index_of(organs, first)
    assert asked[-1].points[0].place_lps_mm == pytest.approx(volume.to_lps_mm((7.0, row, column)))
    drag(qtbot, organs, second)
    drag(qtbot, organs, third, keys=Shift)
    settle(qtbot, organs)
    assert [len(each.points) for each in asked] == [1, 2, 3]
    assert [each.is_inside for each in asked[-1].points] == [True, True, False]
    proposal = organs.session.editing.proposal
    found = np.zeros(volume.shape, np.bool_)
    found[proposal.region.box] = proposal.region.inside
    assert np.array_equal(found, near(volume, asked[-1]))
    assert np.array_equal(mask(organs), before)
    qtbot.keyClick(organs.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, organs)
    assert [each.is_inside for each in asked[-1].points] == [True, True]
    qtbot.keyClick(organs.window, Qt.Key.Key_Return)
    settle(qtbot, organs)
    assert np.array_equal(mask(organs), before | near(volume, asked[-1]))
    assert organs.session.editing.mask.work.count == 1
    qtbot.keyClick(organs.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, organs)
    assert np.array_equal(mask(organs), before)


@pytest.mark.parametrize("is_installed", [True], indirect=True)
def test_a_click_that_does_not_belong_alone_asks_nothing(qtbot, organs: Viewer, asked: list[RunOptions]) -> None:
    qtbot.mouseClick(organs.window.mask_panel.proposing.tools[1], Left)
    settle(qtbot, organs)
    drag(qtbot, organs, at(organs, 50, 10), keys=Shift)
    settle(qtbot, organs)
    assert not asked
    assert len(organs.session.editing.proposal.hints) == 1
    qtbot.keyClick(organs.window, Qt.Key.Key_S)
    settle(qtbot, organs)
    assert not organs.session.editing.proposal.hints


@pytest.mark.parametrize("is_installed", [True], indirect=True)
def test_on_another_plane_the_click_is_where_it_was_made(qtbot, organs: Viewer, asked: list[RunOptions]) -> None:
    pane = organs.session.panes.active
    pane.update(cut=Cut(Direction.SAGITTAL))
    pane.update(index=pane.stack.count // 2)
    qtbot.mouseClick(organs.window.mask_panel.proposing.tools[1], Left)
    settle(qtbot, organs)
    rows, columns = pane.stack.shape_px
    spot = at(organs, rows / 2, columns / 2)
    drag(qtbot, organs, spot)
    settle(qtbot, organs)
    place = pane.stack.frame(pane.index).to_lps_mm(index_of(organs, spot))
    assert asked[-1].points[0].place_lps_mm == pytest.approx(place)
