"""A model that is asked about every case of a worklist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai.errors import InputRefused, WorkerFailed
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.training.dataset.dataset import Dataset
from ai.training.dataset.uncertainties import Outcome
from ai.volume import Volume
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.state.session import Session
from app.state.worklist import Order
from tests.app.conftest import FakeWorker, InlineRunner


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
