"""A worklist: rows, states, next and previous, what is told."""

from __future__ import annotations

from pathlib import Path

from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, read_of
from ai.training.dataset.uncertainties import Outcome
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.state.session import Session
from tests.ai.training.dataset.read_dataset import keys
from tests.app.actions.worklist.told import told
from tests.app.conftest import FakeWorker


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


def test_a_case_of_a_report_opens_with_its_list(
    work: WorklistActions, scans: Dataset, films: Dataset, session: Session
) -> None:
    for dataset, case in ((scans, scans.cases[2]), (films, films.cases[1]), (films, films.cases[3])):
        work.open_case_of(dataset.folder, case.key)
        assert work.list.current is not None
        assert work.list.current.key == case.key
        assert session.opened is not None
        assert session.opened.series.image is not None
        assert session.opened.series.image.path == case.image
    # A key that no case has lists the dataset and opens nothing; a list that is asked for later opens nothing either.
    work.open_case_of(scans.folder, "../../etc")
    assert work.list.current is None
    work.open_dataset(films.folder)
    assert work.list.current is None


def test_a_case_knows_what_its_record_knows(work: WorklistActions, scans: Dataset, session: Session) -> None:
    work.open_dataset(scans.folder)
    work.step(1)
    assert session.opened is not None
    assert (session.opened.volume.modality, session.opened.series.modality) == ("MR", "MR")


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
