"""A worklist: rows, states, masks that are shown and kept, double reading, a model that is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import InputRefused, WorkerFailed
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, read_of
from ai.training.dataset.uncertainties import Outcome
from ai.volume import Volume
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.imaging.case_labels import PERSON
from app.imaging.masks.operation import Operation
from app.state.review import FindingId, FindingKind, Review
from app.state.session import Session, series_key
from app.state.worklist import Order
from tests.ai.training.dataset.read_dataset import box, keys, pictures, read_classes, read_masks, volumes
from tests.app.conftest import FakeWorker, InlineRunner


@pytest.fixture
def work(actions: Actions) -> WorklistActions:
    actions.worklist.asking.follow(actions.models)
    return actions.worklist


@pytest.fixture
def scans(tmp_path: Path) -> Dataset:
    return volumes(tmp_path / "scans", 3)


@pytest.fixture
def films(tmp_path: Path) -> Dataset:
    return pictures(tmp_path / "films", 6)


def told(work: WorklistActions) -> list[str]:
    """Sentences that are told from now on."""
    seen: list[str] = []
    work.refused.connect(lambda error: seen.append(error.message))
    work.noted.connect(seen.append)
    return seen


def test_a_dataset_is_listed_as_it_is(work: WorklistActions, scans: Dataset) -> None:
    work.open_dataset(scans.folder)
    assert [row.key for row in work.list.rows] == [case.key for case in scans.cases]
    assert {row.label for row in work.list.rows} == {"lesion, organ"}
    assert {row.state for row in work.list.rows} == {CaseState.NOT_STARTED}
    assert work.list.source is not None
    assert work.list.source.names == scans.names
    assert not work.list.source.reader


def test_a_folder_that_is_no_dataset_is_refused(work: WorklistActions, errors: list, tmp_path: Path) -> None:
    work.open_dataset(tmp_path)
    assert work.list.source is None
    assert "dataset.json" in errors[0].message


def test_next_and_previous_open_cases_in_the_order_shown(
    work: WorklistActions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    assert work.can_step(1)
    for case in scans.cases:
        work.step(1)
        assert session.opened is not None
        assert session.opened.series.image is not None
        assert session.opened.series.image.path == case.image
    assert not work.can_step(1)
    work.step(-1)
    assert work.list.current is not None
    assert work.list.current.key == scans.cases[1].key
    # The case that is open, and the one before until it is gone from its pane: the browser does not fill up.
    assert len(session.studies) <= 2
    assert {row.state for row in work.list.rows} == {CaseState.IN_PROGRESS}


def test_a_case_knows_what_its_record_knows(work: WorklistActions, scans: Dataset, session: Session) -> None:
    work.open_dataset(scans.folder)
    work.step(1)
    assert session.opened is not None
    assert (session.opened.volume.modality, session.opened.series.modality) == ("MR", "MR")


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
    actions.masks.begin(FindingId(PERSON, FindingKind.STRUCTURE, 0))
    mask = session.editing.mask
    assert mask is not None
    change = mask.work.change_to(np.ascontiguousarray(np.roll(mask.work.structure().mask, 2, 2)))
    assert change is not None
    mask.work.apply(change)
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
    drawn = np.zeros(mask.volume.shape, bool)
    drawn[1, 3:6, 4:8] = True
    change = mask.work.change_to(drawn)
    assert change is not None
    mask.work.apply(change)
    work.complete_and_go_on()
    (anna,) = keys(dataset.folder, "Anna")
    found = read_of(dataset.cases[0].folder, anna)
    assert found is not None
    # Also what is still being edited.
    assert (found.is_complete, int(found.mask("lesion").sum())) == (True, 12)


def test_a_class_is_needed_before_a_case_is_complete(work: WorklistActions, films: Dataset) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    seen = told(work)
    work.step(1)
    work.complete_and_go_on()
    assert seen == ["This case has no class yet."]
    work.answer("benign")
    work.complete_and_go_on()
    work.answer("")
    work.set_state(CaseState.COMPLETE)
    (anna,) = keys(films.folder, "Anna")
    first, second = (read_of(case.folder, anna, ".png") for case in films.cases[:2])
    assert first is not None
    assert (first.is_complete, first.record.answer) == (True, "benign")
    assert second is not None
    assert (second.is_complete, second.record.is_not_sure) == (True, True)
    # The class of the dataset is not touched by a read.
    assert open_dataset(films.folder).cases == films.cases


def test_without_a_name_nothing_is_kept(work: WorklistActions, films: Dataset) -> None:
    work.open_dataset(films.folder)
    seen = told(work)
    work.step(1)
    work.answer("benign")
    work.flag()
    assert all("Give your name" in each for each in seen)
    assert len(seen) == 2
    assert not list(films.folder.rglob("read.json"))


def test_flags_and_the_filter_by_state(work: WorklistActions, films: Dataset) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    work.open(films.cases[2].key)
    work.flag()
    work.open(films.cases[0].key)
    for state in (CaseState.NOT_STARTED, CaseState.IN_PROGRESS, CaseState.COMPLETE):
        work.show_state(state, False)
    # The open case stays in sight.
    assert [row.key for row in work.list.listed] == [films.cases[0].key, films.cases[2].key]
    work.open(films.cases[2].key)
    assert [row.key for row in work.list.listed] == [films.cases[2].key]
    work.flag()
    assert work.list.current is not None
    assert work.list.current.state is CaseState.IN_PROGRESS


def test_another_reader_has_another_state(work: WorklistActions, films: Dataset) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    work.open(films.cases[0].key)
    work.answer("benign")
    work.set_state(CaseState.COMPLETE)
    work.set_reader("Bo")
    row = work.list.row(films.cases[0].key)
    assert row is not None
    assert (row.state, row.answer, row.others) == (CaseState.NOT_STARTED, "", 1)
    assert not work.list.is_revealed(row)
    work.set_blinded(False)
    assert work.list.is_revealed(row)


def test_two_who_read_a_case_can_settle_it(work: WorklistActions, films: Dataset) -> None:
    (bo,) = keys(films.folder, "Bo")
    read_classes(films, bo, ["malignant", "", "", "", "", ""])
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    case = films.cases[0]
    work.open(case.key)
    assert not work.can_settle()
    work.answer("benign")
    work.set_state(CaseState.COMPLETE)
    assert work.can_settle()
    work.settle("malignant")
    row = work.list.row(case.key)
    assert row is not None
    assert row.agreed is not None
    assert row.agreed.answer == "malignant"
    again = open_dataset(films.folder).cases[0]
    assert (again.label, again.record.origin) == ("malignant", "human")


def test_masks_can_be_settled(work: WorklistActions, scans: Dataset, session: Session) -> None:
    (bo,) = keys(scans.folder, "Bo")
    moved = box((2, 5, 7), (4, 10, 11))
    read_masks(scans, 0, bo, {"lesion": moved, "organ": scans.cases[0].mask("organ")})
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    work.set_state(CaseState.COMPLETE)
    assert work.can_settle()
    compared = []
    work.compared.connect(compared.append)
    work.compare()
    assert compared[0].cases[0].agreement == pytest.approx(0.5)
    assert work.visible(compared[0]) == compared[0].cases
    work.settle()
    again = open_dataset(scans.folder).cases[0]
    assert again.record.origin == "human"
    np.testing.assert_array_equal(again.mask("lesion"), scans.cases[0].mask("lesion"))
    row = work.list.row(again.key)
    assert row is not None
    assert row.agreed is not None
    # A third reader begins without what was settled.
    work.set_reader("Cy")
    session.clear()
    work.open(again.key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [0, 0]


def test_cases_that_are_not_read_yet_are_hidden_in_a_comparison(work: WorklistActions, films: Dataset) -> None:
    for reader in keys(films.folder, "Bo", "Cy"):
        read_classes(films, reader, ["benign"] * 6)
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    compared = []
    work.compared.connect(compared.append)
    work.compare()
    assert len(compared[0].cases) == 6
    assert work.visible(compared[0]) == ()
    work.set_blinded(False)
    assert len(work.visible(compared[0])) == 6


def test_listed_studies_are_a_worklist_too(
    work: WorklistActions, actions: Actions, session: Session, make, tmp_path: Path
) -> None:
    work.set_reader("Anna")
    actions.opening.open_paths(
        [make.scan(tmp_path / "ct", slices=3), make.scan(tmp_path / "cr", modality="CR", slices=1)]
    )
    work.open_studies()
    assert [row.label for row in work.list.rows] == ["CT CHEST", "CR CHEST"]
    work.open(work.list.rows[1].key)
    assert session.opened is not None
    assert session.opened.series.modality == "CR"
    work.complete_and_go_on()
    assert session.opened.series.modality == "CT"
    work.flag()
    assert [row.state for row in work.list.rows] == [CaseState.FLAGGED, CaseState.COMPLETE]
    work.close()
    work.open_studies()
    assert [row.state for row in work.list.rows] == [CaseState.FLAGGED, CaseState.COMPLETE]
    kept = [path for path in (tmp_path / "worklist").rglob("*") if path.is_file()]
    assert kept
    assert not any("Anna" in path.read_text() or "Example" in path.read_text() for path in kept)


# A model that is asked


class Unsure(FakeWorker):
    """Members that agree less on each next case, refuses the one after that, then fails."""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        result = super().run(card, volume, options=options, progress=progress)
        count = len(self.ran)
        if count == 3:
            raise InputRefused("This is no chest.")
        structures = tuple(replace(each, mean_agreement=1 - 0.1 * count) for each in result.structures)
        return replace(result, structures=structures)


@pytest.fixture
def worker() -> FakeWorker:
    return Unsure()


def test_a_model_is_asked_about_every_case_and_remembers(
    work: WorklistActions, films: Dataset, worker: FakeWorker
) -> None:
    work.open_dataset(films.folder)
    work.choose_model("cxr-anatomy")
    work.ask()
    assert len(worker.ran) == 6
    assert not work.list.asking.is_running
    found = [row.asked for row in work.list.rows]
    assert [None if each is None or each.found is None else round(each.found.value, 3) for each in found] == [
        0.1,
        0.2,
        None,
        0.4,
        0.5,
        0.6,
    ]
    assert found[2] is not None
    assert (found[2].outcome, found[2].reason) == (Outcome.REFUSED, "This is no chest.")
    keys_of = [case.key for case in films.cases]
    assert work.list.order is Order.UNSURE_FIRST
    assert [row.key for row in work.list.listed] == [keys_of[number] for number in (5, 4, 3, 1, 0, 2)]
    work.sort(Order.UNSURE_REFUSED_FIRST)
    assert [row.key for row in work.list.listed] == [keys_of[number] for number in (2, 5, 4, 3, 1, 0)]
    # The same model is not asked twice, another one anew.
    work.ask()
    assert len(worker.ran) == 6
    work.close()
    work.open_dataset(films.folder)
    assert [row.asked for row in work.list.rows] == found
    work.choose_model("ct-organs")
    assert {row.asked for row in work.list.rows} == {None}


def test_asking_can_be_stopped_and_goes_on_later(
    work: WorklistActions, films: Dataset, worker: FakeWorker, runner: InlineRunner
) -> None:
    work.open_dataset(films.folder)
    work.choose_model("cxr-anatomy")
    runner.held = True
    work.ask()
    assert (work.list.asking.is_running, work.list.asking.count) == (True, 6)
    work.asking.stop()
    assert not work.list.asking.is_running
    runner.release()
    runner.held = False
    work.ask()
    assert all(row.asked is not None for row in work.list.rows)


def test_a_run_of_the_reader_comes_first(
    work: WorklistActions,
    actions: Actions,
    films: Dataset,
    worker: FakeWorker,
    runner: InlineRunner,
    session: Session,
    make,
) -> None:
    session.set_opened(make.opened())
    work.open_dataset(films.folder)
    work.choose_model("cxr-anatomy")
    runner.held = True
    work.ask()
    assert not work.list.asking.is_waiting
    actions.models.run(make.card())
    assert work.list.asking.is_waiting
    runner.release()
    runner.held = False
    actions.models.running_changed.emit()
    assert all(row.asked is not None for row in work.list.rows)


def test_a_process_that_fails_ends_the_asking(
    work: WorklistActions, films: Dataset, worker: FakeWorker, errors: list
) -> None:
    worker.error = WorkerFailed("The process ended.")
    work.open_dataset(films.folder)
    work.choose_model("cxr-anatomy")
    work.ask()
    assert [error.message for error in errors] == ["The process ended."]
    assert not work.list.asking.is_running
    assert {row.asked for row in work.list.rows} == {None}


def test_the_next_reader_sees_nothing_of_the_one_before(
    work: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    actions.masks.begin(FindingId(PERSON, FindingKind.STRUCTURE, 0))
    mask = session.editing.mask
    assert mask is not None
    change = mask.work.change_to(np.zeros(mask.volume.shape, bool))
    assert change is not None
    mask.work.apply(change)
    work.set_reader("Bo")
    assert session.opened is None
    assert session.studies == ()
    assert work.list.current is None
    anna, bo = keys(scans.folder, "Anna", "Bo")
    kept = read_of(scans.cases[0].folder, anna)
    assert kept is not None
    assert not kept.mask("lesion").any()
    work.open(scans.cases[0].key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [40, 4 * 14 * 13]
    work.set_state(CaseState.COMPLETE)
    again = read_of(scans.cases[0].folder, bo)
    assert again is not None
    assert int(again.mask("lesion").sum()) == 40
    # Each finds what was one's own.
    work.set_reader("Anna")
    work.open(scans.cases[0].key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [0, 4 * 14 * 13]


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


def test_a_case_that_is_gone_is_told_and_the_others_go_on(
    work: WorklistActions, films: Dataset, errors: list, worker: FakeWorker
) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    films.cases[1].image.unlink()
    work.open(films.cases[1].key)
    assert len(errors) == 1
    work.choose_model("cxr-anatomy")
    work.ask()
    row = work.list.row(films.cases[1].key)
    assert row is not None
    assert row.asked is not None
    assert row.asked.outcome is Outcome.REFUSED
    # It may come back: that it cannot be read is not remembered.
    assert not (films.cases[1].folder / "uncertainty").exists()
    assert len(worker.ran) == 5


def test_a_damaged_read_stands_on_its_row(work: WorklistActions, films: Dataset) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    work.open(films.cases[0].key)
    (anna,) = keys(films.folder, "Anna")
    (films.cases[0].folder / "reads" / anna / "read.json").write_text("{")
    work.reload()
    assert [bool(row.fault) for row in work.list.rows] == [True] + [False] * 5
    (films.cases[0].folder / "reads" / anna / "read.json").unlink()
    work.reload()
    assert not any(row.fault for row in work.list.rows)


def test_a_dataset_without_its_salt_cannot_be_read_by_name(work: WorklistActions, films: Dataset, errors: list) -> None:
    (films.folder / "site.salt").unlink()
    work.open_dataset(films.folder)
    assert len(work.list.rows) == 6
    work.set_reader("Anna")
    assert "site.salt" in errors[0].message
