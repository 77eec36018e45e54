"""A hundred structures are outlined over several turns of the event loop, and in the end all of them are there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.dicom.series_load import OpenSeries
from app.imaging.contours import contours
from app.imaging.cut import Cut
from app.imaging.cut_stack import cut_stack
from app.imaging.screen import ScreenGeometry
from app.state.reading import Layer, Reading
from app.state.review import FindingId, FindingKind, Review
from app.ui import turn_budget
from app.ui.outline_finder import OutlineFinder
from app.ui.outline_layer import OutlineLayer
from app.ui.overlay_item import OverlayItem
from app.ui.turn_budget import TurnBudget

if TYPE_CHECKING:
    from conftest import Desk, Make


@pytest.fixture
def structures() -> tuple[Structure, ...]:
    labelled = np.zeros((6, 40, 60), np.uint8)
    labelled[0] = np.arange(40)[:, np.newaxis] // 4 * 10 + np.arange(60) // 6 + 1
    return tuple(
        Structure(Label(f"s{value}", f"S {value}", Code(str(value), "SCT", "S")), labelled, value=value)
        for value in range(1, 118)
    )


def reading_of(make: Make, opened: OpenSeries, structures: tuple[Structure, ...]) -> Reading:
    layers = tuple(Layer(each, each.label.title, (255, 0, 0)) for each in structures)
    return Reading().with_result(make.result(opened, list(structures)), layers)


def test_outlines_in_the_box_are_those_on_the_plane(
    make: Make, opened: OpenSeries, structures: tuple[Structure, ...]
) -> None:
    reading = reading_of(make, opened, structures)
    finder = OutlineFinder()
    finder.show_stack(cut_stack(opened.volume, Cut()))
    outlines, is_complete = finder.outlines(reading, 0, time.perf_counter() + 60)
    assert is_complete
    for outline, structure in zip(outlines, structures, strict=True):
        expected = contours(structure.plane(0))
        assert len(outline.lines) == len(expected)
        for line, whole in zip(outline.lines, expected, strict=True):
            np.testing.assert_array_equal(line, whole)


def test_one_step_is_done_when_the_time_is_over(
    make: Make, opened: OpenSeries, structures: tuple[Structure, ...]
) -> None:
    reading = reading_of(make, opened, structures)
    finder = OutlineFinder()
    finder.show_stack(cut_stack(opened.volume, Cut()))
    over = time.perf_counter() - 1
    found = []
    is_complete = False
    while not is_complete:
        outlines, is_complete = finder.outlines(reading, 0, over)
        found.append(sum(bool(each.lines) for each in outlines))
    # The plane is one block; then a structure each time.
    assert found[:5] == [0, 1, 2, 3, 4]
    assert len(found) == 118


def test_all_come_in_the_next_turns(
    desk: Desk,
    make: Make,
    opened: OpenSeries,
    structures: tuple[Structure, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Time for one step a turn, however quick the computer is.
    monkeypatch.setattr(turn_budget, "BUDGET_S", 1e-5)
    desk.open(opened)
    desk.session.add_result(make.result(opened, list(structures)))
    overlay = desk.pane.canvas.overlay
    counts = [0]
    for _turn in range(2000):
        QCoreApplication.processEvents()
        counts.append(sum(bool(each.lines) for each in overlay._outlines))
        if counts[-1] == 100:
            break
    assert counts[-1] == 100
    assert counts == sorted(counts)
    assert max(np.diff(counts)) <= 2
    assert len(set(counts)) > 40


def test_panes_share_the_time_of_a_turn(qapp: object) -> None:
    budget = TurnBudget()
    end = budget.end_s
    assert budget.end_s == end
    QCoreApplication.processEvents()
    assert budget.end_s > end


def test_a_decision_leaves_other_layers_as_they_are(
    make: Make, opened: OpenSeries, structures: tuple[Structure, ...]
) -> None:
    reading = reading_of(make, opened, structures)
    model_id = reading.results[0].provenance.model_id
    after = reading.with_reviews({FindingId(model_id, FindingKind.STRUCTURE, 3): Review.ACCEPTED})
    differs = [
        number for number, (one, other) in enumerate(zip(reading.drawn, after.drawn, strict=True)) if one is not other
    ]
    assert differs == [3]
    assert after.drawn[3].accepted


def test_panes_draw_a_decision_one_after_the_other(
    qapp: object,
    make: Make,
    opened: OpenSeries,
    structures: tuple[Structure, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turn_budget, "BUDGET_S", 1e-5)
    reading = reading_of(make, opened, structures)
    stack = cut_stack(opened.volume, Cut())
    items = [OverlayItem() for _ in range(4)]
    panes = [OutlineLayer(item) for item in items]
    for pane, item in zip(panes, items, strict=True):
        item.show_geometry(ScreenGeometry(40, 60, 0, 0, 300, 200, 300, 200), 1.0)
        pane.show_stack(stack)
        pane.show_plane(reading, 0, hidden=False)
        pane.settle()
        item.draw_now()
    model_id = reading.results[0].provenance.model_id
    after = reading.with_reviews({FindingId(model_id, FindingKind.STRUCTURE, 3): Review.ACCEPTED})
    for pane in panes:
        pane.show_plane(after, 0, hidden=False)
    drawn = [0]
    for _turn in range(2000):
        QCoreApplication.processEvents()
        drawn.append(sum(pane.is_complete for pane in panes))
        if drawn[-1] == 4:
            break
    assert drawn[-1] == 4
    assert max(np.diff(drawn)) == 1
    assert not any(item._outlines[3].draft for item in items)
