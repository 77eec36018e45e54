"""A change of a whole mask with real threads: cancelled it leaves the mask as it was, and one can go on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.results import ModelResult, Structure
from ai.progress import Cancelled, Progress
from app.actions import brush_mask, mask_steps
from app.actions.annotate import AnnotateActions
from app.actions.brush_mask import BrushActions
from app.actions.edit_mask import EditMaskActions
from app.imaging.masks import work
from app.imaging.masks.operation import Operation
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.jobs.runner import JobRunner, Lane, Task
from app.state.review import FindingId, FindingKind
from app.state.session import Session
from tests.app.conftest import make_opened, make_result, make_series

LIVER = FindingId("cxr-anatomy", FindingKind.STRUCTURE, 0)


@pytest.fixture
def threads(qtbot, qapp):
    runner = JobRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def masks(qtbot, session: Session, threads: JobRunner) -> EditMaskActions:
    opened = make_opened(make_series(modality="CT", slices=5))
    session.set_opened(opened)
    result: ModelResult = make_result(opened.volume)
    session.add_result(replace(result, structures=tuple(Structure(e.label, e.labelled) for e in result.structures)))
    actions = EditMaskActions(session, threads, brush=BrushActions(session), annotate=AnnotateActions(session))
    actions.begin(LIVER)
    qtbot.waitUntil(lambda: session.editing.mask is not None)
    return actions


def test_cancel_leaves_the_mask_and_the_next_change_works(qtbot, session, threads, masks, monkeypatch) -> None:
    before = np.array(session.editing.mask.work.structure().mask)
    started: list[Task] = []
    threads.job_started.connect(started.append)
    plan = mask_steps.plan
    reached = []

    def endless(mask: object, wish: object, *, progress: Progress) -> object:
        try:
            while True:
                reached.append(True)
                progress(0.5, "")
        except Cancelled:
            reached.append(False)
            raise

    monkeypatch.setattr(mask_steps, "plan", endless)
    masks.whole.operate(Operation.GROW)
    assert session.editing.is_busy
    qtbot.waitUntil(lambda: bool(reached))
    task = next(each for each in started if not each.quiet)
    assert task.lane is Lane.VIEW
    threads.cancel(task)
    qtbot.waitUntil(lambda: not session.editing.is_busy)
    assert reached[-1] is False
    assert np.array_equal(session.editing.mask.work.structure().mask, before)
    monkeypatch.setattr(mask_steps, "plan", plan)
    masks.whole.operate(Operation.GROW)
    qtbot.waitUntil(lambda: not session.editing.is_busy)
    assert session.editing.mask.work.count == 1
    assert session.editing.mask.work.voxels > before.sum()


def test_a_large_step_goes_back_and_forth_in_a_job(qtbot, session, threads, masks, monkeypatch) -> None:
    mask_work = session.editing.mask.work
    before = np.array(mask_work.structure().mask)
    masks.whole.operate(Operation.GROW)
    qtbot.waitUntil(lambda: not session.editing.is_busy)
    after = np.array(mask_work.structure().mask)
    shown = session.reading_of(session.opened).layer_of(LIVER).structure
    assert not np.array_equal(after, before)
    monkeypatch.setattr(work, "LONG_VOXELS", 0)
    told = []
    masks.changed.connect(lambda _mask, change: told.append(change))
    for step, wanted in ((masks.undo, before), (masks.redo, after)):
        step()
        assert session.editing.is_busy
        # Nothing is taken back twice, or painted, meanwhile.
        assert not masks.can_undo()
        assert not masks.can_redo()
        step()
        qtbot.waitUntil(lambda: not session.editing.is_busy)
        assert np.array_equal(mask_work.structure().mask, wanted)
        assert np.array_equal(session.reading_of(session.opened).layer_of(LIVER).structure.mask, wanted)
    assert len(told) == 2
    assert mask_work.count == 1
    # What was shown of a former map is not written into.
    assert np.array_equal(shown.mask, after)
    masks.undo()
    masks.discard()
    qtbot.waitUntil(lambda: threads.is_idle)
    assert session.editing.mask is None
    assert np.array_equal(session.reading_of(session.opened).layer_of(LIVER).structure.mask, before)


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("intensity", [None, (-200.0, 40.0)])
def test_a_large_region_is_marked_in_a_job_as_a_small_one_at_once(
    qtbot, session, masks, monkeypatch, deed, intensity
) -> None:
    editing, brush = session.editing, masks._brush
    brush.set_intensity(intensity)
    before = np.array(editing.mask.work.structure().mask)
    inside = np.random.default_rng(5).random(before.shape) < 0.5
    region = Region((0, 0, 0), inside)
    brush.paint(region, deed, reckoned=True)
    assert not editing.is_busy
    at_once = np.array(editing.mask.work.structure().mask)
    assert not np.array_equal(at_once, before)
    masks.undo()
    monkeypatch.setattr(brush_mask, "LONG_VOXELS", 0)
    brush.paint(region, deed, reckoned=True)
    assert editing.is_busy
    qtbot.waitUntil(lambda: not editing.is_busy)
    assert np.array_equal(editing.mask.work.structure().mask, at_once)
    assert editing.mask.work.count == 1
    masks.undo()
    assert np.array_equal(editing.mask.work.structure().mask, before)
    # What a hand draws is never said to be found.
    brush.paint(region, deed)
    assert not editing.is_busy


def test_nothing_is_asked_of_a_mask_that_is_not_edited(session, masks) -> None:
    masks.discard()
    whole = masks.whole
    whole.operate(Operation.GROW)
    whole.limit_to((0.0, 1.0))
    whole.copy_plane(1)
    whole.spend(4.0)
    whole.toggle_lock(LIVER)
    assert not whole.can_copy()
    assert not whole.can_lock(LIVER)
    assert not whole.is_locked(LIVER)
    assert session.editing.mask is None
    whole.set_margin(3.0)
    whole.set_smooth(2.0)
    whole.set_least(0.5)
    assert (session.editing.amounts.margin_mm, session.editing.amounts.smooth_mm) == (3.0, 2.0)
    assert session.editing.amounts.least_ml == 0.5
