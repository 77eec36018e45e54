"""Strokes where the places of slices are uneven, and where a pane shows something else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.state.review import FindingId, FindingKind
from app.state.tool import Tool

HEART = FindingId("cxr-anatomy", FindingKind.STRUCTURE, 1)


@pytest.fixture
def uneven(actions, session, make):
    """Five slices, the third one missing: the affine does not tell where they are."""
    opened = make.opened(make.series(modality="CT", slices=5))
    volume = replace(
        opened.volume,
        slice_positions_mm=np.array([0.0, 2.0, 6.0, 8.0, 10.0]),
        geometry_fault="A slice is missing.",
    )
    opened = replace(opened, volume=volume)
    session.set_opened(opened)
    session.add_result(make.result(volume))
    actions.masks.begin(HEART)
    return opened


def heart(session) -> np.ndarray:
    return np.array(session.layers[1].structure.mask)


@pytest.mark.parametrize("index", range(5))
def test_the_slice_that_is_seen_is_painted_even_with_a_ball(actions, session, uneven, index: int) -> None:
    before = heart(session)
    actions.brush.set_ball(True)
    session.panes.active.update(index=index)
    actions.brush.press(10.0, 10.0, False)
    actions.brush.release()
    new = heart(session) & ~before
    assert np.flatnonzero(new.any(axis=(1, 2))).tolist() == [index]
    rows, columns = np.indices(new.shape[1:])
    # Half a millimetre per pixel, five millimetres of radius.
    inside = np.hypot(rows - 10, columns - 10) * 0.5 <= 5.0
    assert np.array_equal(new[index], inside & ~before[index])


def test_scrolling_under_a_stroke_begins_anew_there(actions, session, uneven) -> None:
    before = heart(session)
    session.panes.active.update(index=1)
    actions.brush.press(10.0, 10.0, False)
    session.panes.active.update(index=3)
    actions.brush.move(50.0, 30.0)
    actions.brush.release()
    new = heart(session) & ~before
    assert np.flatnonzero(new.any(axis=(1, 2))).tolist() == [1, 3]
    assert session.editing.mask.work.count == 1


def test_the_tool_is_given_back_and_nothing_is_painted_without_a_mask(actions, session, uneven) -> None:
    assert session.tools.tool is Tool.BRUSH
    actions.masks.done()
    assert session.tools.tool is Tool.WINDOW
    before = heart(session)
    actions.brush.choose_tool(Tool.ERASER)
    assert session.tools.tool is Tool.WINDOW
    actions.brush.press(40.0, 20.0, False)
    actions.brush.release()
    assert np.array_equal(heart(session), before)


def test_radii_end_at_the_smallest_and_the_largest(actions, session) -> None:
    actions.brush.step_radius(-100)
    assert session.editing.brush.radius_mm == 0.5
    actions.brush.step_radius(100)
    assert session.editing.brush.radius_mm == 50.0
    actions.brush.set_radius(5.4)
    actions.brush.step_radius(1)
    assert session.editing.brush.radius_mm == 6.0


def test_a_run_of_the_model_whose_mask_is_edited_is_refused_with_a_sentence(
    actions, session, uneven, models, worker
) -> None:
    told: list[str] = []
    session.edits_kept.connect(told.append)
    actions.models.run(models.card("cxr-anatomy"))
    assert len(told) == 1
    assert worker.ran == []
