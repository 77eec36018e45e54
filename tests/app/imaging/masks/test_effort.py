"""Figures of an edit equal plain counting; what stands of a journal is found through undo, redo and discard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.imaging.masks.effort import NOTHING_DONE, EditLog, edit_figures, logs_of
from app.imaging.masks.journal import Kept, Subject, begin, read
from app.imaging.masks.origin import Origin
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.work import MaskWork
from tests.app.imaging.masks.grids import SHAPE

LABEL = Label("liver", "Liver", Code("1", "SCT", "Liver"))


def structure() -> Structure:
    mask = np.zeros(SHAPE, np.bool_)
    mask[2:6, 3:9, 2:6] = True
    return Structure(LABEL, mask)


def block(low: tuple[int, int, int], side: tuple[int, int, int]) -> Region:
    return Region(low, np.ones(side, np.bool_))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_stands_is_found_in_what_was_written_down(data: st.DataObject) -> None:
    original = structure()
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    work, kept = MaskWork(original, original), list[Kept]()
    for _ in range(data.draw(st.integers(1, 8))):
        what = data.draw(st.sampled_from(["paint", "paint", "undo", "redo"]))
        if what == "paint":
            low = [int(random.integers(0, side - 1)) for side in SHAPE]
            sides = [int(random.integers(1, side - start + 1)) for side, start in zip(SHAPE, low, strict=True)]
            work.paint(
                Region((low[0], low[1], low[2]), random.random(sides) < 0.7), data.draw(st.sampled_from(list(Deed)))
            )
            change = work.end_press()
        else:
            change = work.undo() if what == "undo" else work.redo()
        if change is not None:
            work.seconds += 1.5
            kept.append(Kept("0", change, work.untold_seconds()))
    logs = logs_of(kept)
    log = logs.get(0, NOTHING_DONE)
    assert log.changes == work.standing
    assert log.seconds == pytest.approx(work.seconds)
    now, origins = work.structure(), work.origins()
    figures = edit_figures(original, now, log, voxel_ml=0.002)
    was, marked = original.mask, now.mask
    assert (figures.added_ml, figures.removed_ml) == (
        pytest.approx((marked & ~was).sum() * 0.002),
        pytest.approx((was & ~marked).sum() * 0.002),
    )
    assert figures.dice == pytest.approx(work.extent(1.0).dice)
    assert figures.steps == work.count
    assert (figures.model_voxels, figures.human_voxels, figures.both_voxels) == tuple(
        (origins == each).sum() for each in (Origin.MODEL, Origin.HUMAN, Origin.BOTH)
    )
    assert figures.voxels == marked.sum()
    # A discard is written down as every step once more.
    kept += [Kept("0", change) for change in reversed(work.standing)]
    assert logs_of(kept).get(0, NOTHING_DONE).changes == ()


def test_each_structure_has_its_own_log_and_strangers_have_none() -> None:
    original = structure()
    work = MaskWork(original, original)
    changes = []
    for row in range(3):
        work.paint(block((0, row, 0), (1, 1, 2)), Deed.MARK)
        change = work.end_press()
        assert change is not None
        changes.append(change)
    kept = [Kept("0", changes[0], 2.0), Kept("1", changes[1], 3.0), Kept("0", changes[2], 4.0), Kept("x", changes[0])]
    assert logs_of(kept) == {0: EditLog((changes[0], changes[2]), 6.0), 1: EditLog((changes[1],), 3.0)}
    assert EditLog((changes[0],), 2.0) + EditLog((changes[2],), 4.0) == logs_of(kept)[0]


def test_changes_of_a_neighbour_tell_who_cleared_a_voxel_before() -> None:
    numbered = np.zeros(SHAPE, np.uint8)
    numbered[2:6, 3:9, 2:6], numbered[2:6, 3:9, 6:9] = 3, 7
    liver, spleen = Structure(LABEL, numbered, value=3), Structure(LABEL, numbered, value=7)
    first = MaskWork(spleen, spleen)
    first.lock(())
    first.paint(block((3, 4, 5), (1, 1, 1)), Deed.MARK)
    first.end_press()
    second = MaskWork(Structure(LABEL, first.labelled, value=3), liver)
    second.lock(())
    second.paint(block((3, 4, 5), (1, 1, 1)), Deed.MARK)
    second.end_press()
    own = EditLog(second.standing)
    figures = edit_figures(liver, second.structure(), own, beside=first.standing, voxel_ml=1.0)
    assert (figures.dice, figures.both_voxels, figures.model_voxels) == (1.0, 1, 95)


def test_an_empty_mask_that_stays_empty_is_alike() -> None:
    empty = Structure(LABEL, np.zeros(SHAPE, np.bool_))
    figures = edit_figures(empty, empty, NOTHING_DONE, voxel_ml=1.0)
    assert (figures.dice, figures.voxels, figures.steps, figures.seconds) == (1.0, 0, 0, 0.0)


def test_seconds_are_on_the_disk_and_lies_about_them_end_the_reading(tmp_path: Path) -> None:
    work = MaskWork(structure(), structure())
    work.paint(block((0, 0, 0), (1, 1, 2)), Deed.MARK)
    change = work.end_press()
    assert change is not None
    for seconds, found in ((12.34, [12.3]), (0.0, [0.0]), (-4.0, []), (float("inf"), [])):
        journal = begin(tmp_path / "edits", Subject("source", "lungs", SHAPE))
        journal.add(Kept("0", change, seconds))
        journal.close()
        assert [each.seconds for each in read(tmp_path / "edits")[1]] == found
