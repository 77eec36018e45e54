"""Masks of a case: shown where they lie, kept as the read of the reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, read_of
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.imaging.case_labels import PERSON
from app.imaging.masks.operation import Operation
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.state.review import FindingId, FindingKind, Review
from app.state.session import Session, series_key
from tests.ai.training.dataset.read_dataset import keys, volumes
from tests.app.actions.worklist.drawing import draw, first_mask
from tests.app.actions.worklist.told import told
from tests.app.conftest import InlineRunner


def test_masks_of_the_case_lie_where_they_lie_in_the_file(
    work: WorklistActions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    assert session.opened is not None
    volume, source = session.opened.volume, scans.cases[0].volume()
    # A pane shows the rows of this file as columns.
    assert volume.shape == (6, 18, 20)
    assert [layer.title for layer in session.layers] == ["Lesion", "Organ"]
    lesion, organ = (layer.structure.mask for layer in session.layers)
    assert (lesion.sum(), organ.sum()) == (40, 4 * 14 * 13)
    # Every organ voxel was made brighter by 600 in the file.
    assert volume.voxels[organ].min() >= 100 > volume.voxels[~organ].max() - 400
    for mask, name in ((lesion, "lesion"), (organ, "organ")):
        here = volume.affine_lps @ np.array([*np.argwhere(mask).mean(axis=0), 1])
        there = source.affine_lps @ np.array([*np.argwhere(scans.cases[0].mask(name)).mean(axis=0), 1])
        np.testing.assert_allclose(here, there, atol=1e-3)


def test_what_is_drawn_is_kept_as_the_read_of_the_reader(
    work: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    mask = first_mask(actions, session)
    draw(mask, np.ascontiguousarray(np.roll(mask.work.structure().mask, 2, 2)))
    actions.masks.done()
    (anna,) = keys(scans.folder, "Anna")
    found = read_of(scans.cases[0].folder, anna)
    assert found is not None
    assert found.state is CaseState.IN_PROGRESS
    assert found.names == ("lesion", "organ")
    # Two columns of the picture, on the grid of the file, wherever that counts from.
    kept, before = found.mask("lesion"), scans.cases[0].mask("lesion")
    assert kept.sum() == before.sum()
    moved = np.argwhere(kept).mean(axis=0) - np.argwhere(before).mean(axis=0)
    assert sorted(abs(moved).round(3)) == [0, 0, 2]
    np.testing.assert_array_equal(found.mask("organ"), scans.cases[0].mask("organ"))
    # The label of the dataset is what it was.
    assert open_dataset(scans.folder).cases == scans.cases
    # Somebody else who opens the case sees the label of the dataset, the reader the own masks.
    shown = {layer.title: layer.structure.mask for layer in session.layers}["Lesion"]
    work.open(scans.cases[1].key)
    session.clear()
    work.open(scans.cases[0].key)
    again = {layer.title: layer.structure.mask for layer in session.layers}["Lesion"]
    np.testing.assert_array_equal(again, shown)


def test_complete_keeps_masks_that_were_left_as_they_were_and_goes_on(
    work: WorklistActions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    session.set_reviews(
        series_key(session.opened.series), {FindingId(PERSON, FindingKind.STRUCTURE, 0): Review.REJECTED}
    )
    work.complete_and_go_on()
    (anna,) = keys(scans.folder, "Anna")
    found = read_of(scans.cases[0].folder, anna)
    assert found is not None
    assert found.is_complete
    assert not found.mask("lesion").any()
    np.testing.assert_array_equal(found.mask("organ"), scans.cases[0].mask("organ"))
    assert work.list.current is not None
    assert work.list.current.key == scans.cases[1].key
    seen = told(work)
    work.complete_and_go_on()
    work.complete_and_go_on()
    assert seen == ["Every case that is listed is complete or flagged."]
    assert {row.state for row in work.list.rows} == {CaseState.COMPLETE}


def test_a_structure_that_nobody_marked_yet_can_be_marked(
    work: WorklistActions, actions: Actions, tmp_path: Path, session: Session
) -> None:
    dataset = volumes(tmp_path / "new", 1)
    (dataset.cases[0].folder / "labels" / "lesion.nii.gz").unlink()
    work.set_reader("Anna")
    work.open_dataset(dataset.folder)
    work.step(1)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [0, 4 * 14 * 13]
    actions.masks.begin(FindingId(PERSON, FindingKind.STRUCTURE, 0))
    mask = session.editing.mask
    assert mask is not None
    assert mask.work.paint(Region((1, 3, 4), np.ones((1, 3, 4), bool)), Deed.MARK)
    work.complete_and_go_on()
    (anna,) = keys(dataset.folder, "Anna")
    found = read_of(dataset.cases[0].folder, anna)
    assert found is not None
    # Also what is still being edited.
    assert (found.is_complete, int(found.mask("lesion").sum())) == (True, 12)


def test_what_is_drawn_is_on_the_disk_before_it_is_done(
    qtbot,
    work: WorklistActions,
    actions: Actions,
    scans: Dataset,
    session: Session,
) -> None:
    work.cases._due.setInterval(20)
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    actions.masks.begin(FindingId(PERSON, FindingKind.STRUCTURE, 0))
    mask = session.editing.mask
    assert mask is not None
    actions.masks.whole.operate(Operation.GROW)
    (anna,) = keys(scans.folder, "Anna")
    qtbot.waitUntil(lambda: read_of(scans.cases[0].folder, anna).names == scans.names)
    assert session.editing.mask is mask
    found = read_of(scans.cases[0].folder, anna)
    assert found is not None
    assert found.mask("lesion").sum() == mask.work.voxels > 40
    assert session.opened is not None
    assert session.opened.series.is_case


def test_what_waits_is_kept_at_the_end_of_the_program(
    work: WorklistActions, scans: Dataset, runner: InlineRunner
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    runner.held = True
    work.set_state(CaseState.COMPLETE)
    assert work.list.is_saving
    (anna,) = keys(scans.folder, "Anna")
    before = read_of(scans.cases[0].folder, anna)
    assert before is not None
    assert not before.is_complete
    work.flush()
    after = read_of(scans.cases[0].folder, anna)
    assert after is not None
    assert after.is_complete
