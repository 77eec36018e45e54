"""A read that is complete is sealed; a case is settled beside the reads, never in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai.training.dataset import reads
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, OthersSeen, read_of
from app.actions.actions import Actions
from app.actions.double_reading import THE_LABEL
from app.actions.worklist import WorklistActions
from app.imaging.case_labels import PERSON
from app.imaging.masks.operation import Operation
from app.state.review import FindingId, FindingKind
from app.state.session import Session
from tests.ai.training.dataset.read_dataset import box, keys, read_classes, read_masks
from tests.app.actions.worklist.told import told

LESION = FindingId(PERSON, FindingKind.STRUCTURE, 0)


def files_of(case_folder: Path) -> dict[Path, bytes]:
    """Every file of the reads of a case, but what was agreed on."""
    return {
        path: path.read_bytes()
        for path in (case_folder / "reads").rglob("*")
        if path.is_file() and path.name != "agreed.json"
    }


@pytest.fixture
def read_twice(work: WorklistActions, scans: Dataset) -> WorklistActions:
    """Bo has read the first case, Anna reads it now."""
    (bo,) = keys(scans.folder, "Bo")
    read_masks(scans, 0, bo, {"lesion": box((2, 5, 7), (4, 10, 11)), "organ": scans.cases[0].mask("organ")})
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    return work


def lesion_voxels(session: Session) -> int:
    """Voxels of the reader's own lesion as it is shown."""
    return int(session.reading_of(session.opened).layer_of(LESION).structure.mask.sum())


def grow(actions: Actions) -> None:
    actions.masks.begin(LESION)
    actions.masks.whole.operate(Operation.GROW)
    actions.masks.done()


def test_masks_of_a_complete_read_are_seen_and_not_edited(
    read_twice: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    actions.masks.begin(LESION)
    actions.masks.whole.operate(Operation.GROW)
    read_twice.set_state(CaseState.COMPLETE)
    # Also what was in work is in the read; then nothing is edited any more.
    (anna,) = keys(scans.folder, "Anna")
    kept = read_of(scans.cases[0].folder, anna)
    assert kept.is_complete
    assert kept.mask("lesion").sum() > 40
    assert session.editing.mask is None
    assert lesion_voxels(session) == kept.mask("lesion").sum()
    assert not actions.masks.can_edit(LESION)
    actions.masks.begin(LESION)
    assert session.editing.mask is None
    assert not session.annotations.undo_words
    before = files_of(scans.cases[0].folder)
    read_twice.complete_and_go_on()
    assert read_twice.list.current.key == scans.cases[1].key
    read_twice.open(scans.cases[0].key)
    assert not actions.masks.can_edit(LESION)
    assert files_of(scans.cases[0].folder) == before


def test_it_is_opened_again_before_the_others_were_shown_and_not_after(
    read_twice: WorklistActions, actions: Actions, scans: Dataset
) -> None:
    (anna,) = keys(scans.folder, "Anna")
    read_twice.set_state(CaseState.COMPLETE)
    assert not read_twice.list.current.is_seen
    read_twice.reopen()
    assert read_twice.list.current.state is CaseState.IN_PROGRESS
    grow(actions)
    assert read_of(scans.cases[0].folder, anna).mask("lesion").sum() > 40
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.double.show_others()
    assert read_of(scans.cases[0].folder, anna).record.seen is OthersSeen.AFTER
    assert read_twice.list.current.is_seen
    before, seen = files_of(scans.cases[0].folder), told(read_twice)
    read_twice.reopen()
    read_twice.flag()
    assert len(seen) == 2
    assert all("stays as it is" in each for each in seen)
    assert read_twice.list.current.is_complete
    assert not actions.masks.can_edit(LESION)
    assert files_of(scans.cases[0].folder) == before


def test_a_comparison_shows_them_too(read_twice: WorklistActions, scans: Dataset) -> None:
    (anna,) = keys(scans.folder, "Anna")
    read_twice.double.compare()
    assert read_of(scans.cases[0].folder, anna).record.seen is OthersSeen.NO
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.double.compare()
    assert read_of(scans.cases[0].folder, anna).record.seen is OthersSeen.AFTER
    assert read_twice.list.current.is_seen


def test_who_looks_first_is_no_second_opinion(read_twice: WorklistActions, scans: Dataset) -> None:
    (anna,) = keys(scans.folder, "Anna")
    assert not read_twice.double.can_show_others()
    read_twice.double.show_others()
    assert read_of(scans.cases[0].folder, anna).record.seen is OthersSeen.NO
    read_twice.set_blinded(False)
    read_twice.double.show_others()
    assert read_of(scans.cases[0].folder, anna).record.seen is OthersSeen.BEFORE
    read_twice.set_state(CaseState.COMPLETE)
    compared = []
    read_twice.double.compared.connect(compared.append)
    read_twice.double.compare()
    assert compared[0].pairs == ()
    assert {each.key: each.unblinded for each in compared[0].readers}[anna] == 1


def test_settling_corrects_the_agreed_label_and_no_read(
    read_twice: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    anna, bo = keys(scans.folder, "Anna", "Bo")
    case = scans.cases[0]
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.double.show_others()
    before = files_of(case.folder)
    assert read_twice.double.beginnings() == (anna, bo, THE_LABEL)
    read_twice.double.settle(bo)
    assert read_twice.list.settling == case.key
    assert read_twice.list.current.agreed is not None
    agreed = open_dataset(scans.folder).cases[0]
    begun = agreed.mask("lesion"), agreed.mask("organ")
    np.testing.assert_array_equal(begun[0], read_of(case.folder, bo).mask("lesion"))
    # From there it is corrected in the viewer.
    assert actions.masks.can_edit(LESION)
    grow(actions)
    again = open_dataset(scans.folder).cases[0]
    assert again.mask("lesion").sum() == lesion_voxels(session) > begun[0].sum()
    np.testing.assert_array_equal(again.mask("organ"), begun[1])
    assert again.record.origin == "human"
    row = read_twice.list.row(case.key)
    assert row.agreed is not None
    assert row.is_complete
    assert files_of(case.folder) == before
    # Whoever comes back to the case sees the own read, sealed.
    read_twice.open(scans.cases[1].key)
    read_twice.open(case.key)
    assert not read_twice.list.settling
    assert not actions.masks.can_edit(LESION)
    assert lesion_voxels(session) == 40
    read_twice.double.settle(THE_LABEL)
    assert lesion_voxels(session) == again.mask("lesion").sum()
    assert files_of(case.folder) == before


def test_who_opens_the_case_anew_while_settling_keeps_that_and_is_sealed(
    read_twice: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    case = scans.cases[0]
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.double.settle(read_twice.double.beginnings()[0])
    before = files_of(case.folder)
    actions.masks.begin(LESION)
    actions.masks.whole.operate(Operation.GROW)
    read_twice.open(case.key)
    assert session.editing.mask is None
    assert not actions.masks.can_edit(LESION)
    assert lesion_voxels(session) == 40
    assert open_dataset(scans.folder).cases[0].mask("lesion").sum() > 40
    assert files_of(case.folder) == before


def test_what_is_settled_is_on_the_disk_at_the_end_of_the_program(
    read_twice: WorklistActions, actions: Actions, scans: Dataset, runner
) -> None:
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.double.settle(read_twice.double.beginnings()[0])
    before = files_of(scans.cases[0].folder)
    runner.held = True
    actions.masks.begin(LESION)
    runner.release()
    actions.masks.whole.operate(Operation.GROW)
    runner.held = True
    actions.masks.done()
    read_twice.flush()
    assert open_dataset(scans.folder).cases[0].mask("lesion").sum() > 40
    assert files_of(scans.cases[0].folder) == before


def test_a_case_is_settled_by_who_sees_both_reads_only(read_twice: WorklistActions, scans: Dataset) -> None:
    assert not read_twice.double.can_settle()
    read_twice.double.settle(THE_LABEL)
    assert open_dataset(scans.folder).cases[0].record.origin == scans.cases[0].record.origin
    assert read_twice.double.beginnings() == ()
    # A third person settles what two have read, and has no read of the case by that.
    (cy,) = keys(scans.folder, "Cy")
    read_twice.set_state(CaseState.COMPLETE)
    read_twice.set_reader("Cy")
    read_twice.open(scans.cases[0].key)
    assert not read_twice.double.can_settle()
    read_twice.set_blinded(False)
    read_twice.double.settle(read_twice.double.beginnings()[0])
    assert read_twice.list.settling
    record = read_of(scans.cases[0].folder, cy).record
    assert (record.masks, record.seen) == ((), OthersSeen.BEFORE)
    # Going on completes nothing that this person did not read.
    read_twice.complete_and_go_on()
    assert read_twice.list.current.key == scans.cases[1].key
    assert not read_of(scans.cases[0].folder, cy).is_complete


def test_what_cannot_be_kept_is_kept_with_the_next_step(
    read_twice: WorklistActions, actions: Actions, scans: Dataset, errors: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    (anna,) = keys(scans.folder, "Anna")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(reads, "write_mask", full)
        grow(actions)
    assert len(errors) == 1
    assert read_of(scans.cases[0].folder, anna).names == ()
    read_twice.cases._on_due()
    assert read_of(scans.cases[0].folder, anna).mask("lesion").sum() > 40


def test_nothing_is_shown_where_it_cannot_be_noted(
    read_twice: WorklistActions, scans: Dataset, session: Session, monkeypatch: pytest.MonkeyPatch, errors: list
) -> None:
    read_twice.set_state(CaseState.COMPLETE)
    compared, seen = [], told(read_twice)
    read_twice.double.compared.connect(compared.append)

    def full(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(reads, "write_json", full)
    read_twice.double.show_others()
    read_twice.double.settle(THE_LABEL)
    read_twice.double.compare()
    assert len(session.results) == 1
    assert not read_twice.list.settling
    assert compared == []
    assert len(seen) == 2
    assert len(errors) == 1


def test_a_class_of_a_complete_read_stays(work: WorklistActions, films: Dataset) -> None:
    (bo,) = keys(films.folder, "Bo")
    read_classes(films, bo, ["malignant", "", "", "", "", ""])
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    work.open(films.cases[0].key)
    work.answer("benign")
    work.set_state(CaseState.COMPLETE)
    seen = told(work)
    work.answer("malignant")
    assert seen == ["Your read of this case is complete, so it is not changed."]
    before = files_of(films.cases[0].folder)
    work.double.settle("malignant")
    assert open_dataset(films.folder).cases[0].label == "malignant"
    after = files_of(films.cases[0].folder)
    (anna,) = keys(films.folder, "Anna")
    assert read_of(films.cases[0].folder, anna, ".png").record.answer == "benign"
    changed = [path for path in before if after[path] != before[path]]
    # Only that the reader was shown the other read.
    assert [path.parent.name for path in changed] == [anna]


def test_a_read_that_another_window_completed_is_not_opened_again_by_looking(
    work: WorklistActions, films: Dataset
) -> None:
    (anna,) = keys(films.folder, "Anna")
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    read_classes(films, anna, ["malignant", "", "", "", "", ""])
    work.open(films.cases[0].key)
    assert work.list.current.is_complete
    assert read_of(films.cases[0].folder, anna, ".png").is_complete
