"""One click: which model suits, one run at a time, a result that is filed where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai.errors import InputMismatch, InputRefused, WorkerFailed
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import ModelResult
from ai.library.card import InputSpec, ModelCard
from ai.library.grid_spec import GridSpec
from ai.progress import Progress, silent
from ai.volume import Volume
from app.actions.run_model import RunModelActions
from app.jobs.runner import Lane
from app.state.model_list import ModelList
from tests.app.conftest import FakeWorker


def test_models_that_suit_come_first_the_others_say_why_not(actions, session, make) -> None:
    session.set_opened(make.opened())
    offers = actions.models.offers()
    assert [(offer.card.id, offer.suits) for offer in offers] == [("cxr-anatomy", True), ("ct-organs", False)]
    assert offers[1].gate.reasons == ("Organs needs CT; this series is CR.",)
    assert actions.models.suggested().id == "cxr-anatomy"


def test_without_a_series_there_is_no_offer(actions) -> None:
    assert actions.models.offers() == ()
    assert actions.models.suggested() is None
    assert not actions.models.is_loaded()
    actions.models.run_suggested()


def test_one_click_gives_an_overlay(actions, session, runner, worker, make) -> None:
    session.set_opened(make.opened())
    actions.models.run_suggested()
    assert worker.ran == ["cxr-anatomy"]
    assert session.result is not None
    assert len(session.layers) == 2
    _, lane, key = runner.started[-1]
    assert (lane, key) == (Lane.GPU, ("run", "cxr-anatomy", session.opened.volume.source_id, None))


def test_a_second_click_while_it_runs_does_nothing(actions, session, runner, worker, make) -> None:
    session.set_opened(make.opened())
    changes: list[bool] = []
    actions.models.running_changed.connect(lambda: changes.append(actions.models.is_running(make.card())))
    runner.held = True
    actions.models.run_suggested()
    actions.models.run_suggested()
    assert actions.models.is_running(make.card())
    assert len(runner.waiting) == 1
    runner.release()
    assert not actions.models.is_running(make.card())
    assert changes[-1] is False
    assert True in changes


def test_a_series_that_is_not_loaded_is_not_read(actions, session, worker, make) -> None:
    session.set_opened(make.opened(make.series(modality="CT", slices=4), filled=False))
    assert not actions.models.is_loaded()
    actions.models.run(make.card("ct-organs", modalities=("CT",)))
    assert worker.ran == []


def test_a_failure_is_told_and_nothing_is_lost(actions, session, worker, errors, make) -> None:
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    before = session.result
    worker.error = WorkerFailed("The process ended.", "Run it again.")
    actions.models.run_suggested()
    assert [str(error) for error in errors] == ["The process ended. Run it again."]
    assert session.result is before
    assert not actions.models.is_running(make.card())


def test_a_late_result_goes_to_its_own_series(actions, session, runner, make) -> None:
    first = make.opened(make.series("1"))
    session.set_opened(first)
    runner.held = True
    actions.models.run_suggested()
    session.set_opened(make.opened(make.series("2")))
    assert not actions.models.is_running(make.card())
    runner.release()
    assert session.result is None
    session.set_opened(first)
    assert session.result is not None


def test_warm_up(actions, worker) -> None:
    actions.models.warm_up()
    assert worker.warmed == 1


class TellingWorker(FakeWorker):
    """Keeps what a person said about each run."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[RunOptions] = []

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        self.told.append(options)
        return super().run(card, volume, options=options, progress=progress)


@pytest.fixture
def telling(session, runner, make, qapp) -> tuple[RunModelActions, TellingWorker, ModelCard, ModelCard]:
    """Actions over a model of one picture and a model of whole scans."""
    spec = InputSpec(("CT",), (), (), (0, 0), (0, 100), 0, grid=GridSpec(dimensions=2))
    one = make.card("any-slice", task="multi-label-classification", input=spec)
    all_of_it = make.card("organs", task="segmentation", input=replace(spec, grid=GridSpec()))
    models = ModelList(make.library(one, all_of_it))
    models.refresh()
    worker = TellingWorker()
    return RunModelActions(session, models, runner, worker), worker, one, all_of_it


def test_a_model_of_one_picture_reads_the_slice_shown(telling, session, view, runner, make) -> None:
    running, worker, one, all_of_it = telling
    session.set_opened(make.opened(make.series(modality="CT", slices=4)))
    assert {offer.card.id for offer in running.offers() if offer.suits} == {"any-slice", "organs"}
    session.panes.active.set_state(replace(session.panes.active.state, index=2))
    assert session.panes.active.source_index == 2
    running.run(one)
    running.run(all_of_it)
    assert worker.told == [RunOptions(slice_index=2), RunOptions()]
    runner.held = True
    running.run(one)
    assert running.is_running(one)
    session.panes.active.set_state(replace(session.panes.active.state, index=3))
    assert not running.is_running(one)
    running.run(one)
    assert len(runner.waiting) == 2
    runner.release()
    assert [options.slice_index for options in worker.told] == [2, None, 2, 3]


def test_a_refusal_is_kept_until_a_person_overrides_it(telling, session, make) -> None:
    running, worker, _, all_of_it = telling
    session.set_opened(make.opened(make.series(modality="CT", slices=4)))
    worker.error = InputRefused("Unlike the training scans.", "Check the series.")
    running.run(all_of_it)
    assert running.refusal(all_of_it) == "Unlike the training scans."
    worker.error = None
    running.run(all_of_it, override=True, explain="occlusion")
    assert worker.told[-1] == RunOptions(override=True, explain="occlusion")
    assert running.refusal(all_of_it) == ""
    worker.error = InputMismatch("No way to read it.")
    running.run(all_of_it)
    assert running.refusal(all_of_it) == ""


def test_tags_that_a_person_may_override_and_those_that_nobody_can(telling, session, make) -> None:
    running, _, _, _ = telling
    session.set_opened(make.opened(make.series(modality="OT", slices=4)))
    assert [offer.may_override for offer in running.offers()] == [True, True]
    # Nobody can say that a scan of the magnet were one of X-rays.
    session.set_opened(make.opened(make.series("3", modality="MR", slices=4)))
    assert [offer.may_override for offer in running.offers()] == [False, False]
    session.set_opened(make.opened(make.series("2", modality="CT", slices=1)))
    assert {offer.card.id: offer.may_override for offer in running.offers()} == {"any-slice": False, "organs": False}
    assert {offer.card.id: offer.suits for offer in running.offers()} == {"any-slice": True, "organs": False}


def test_a_model_that_was_taken_in_is_offered_first_where_it_suits(actions, session, models, make) -> None:
    models._library.installed = (*models._library.installed, make.card("cxr-new", title="New"))
    models.refresh()
    session.set_opened(make.opened())
    assert [offer.card.id for offer in actions.models.offers()] == ["cxr-anatomy", "cxr-new", "ct-organs"]
    models.prefer("cxr-new")
    assert actions.models.suggested().id == "cxr-new"
    models.prefer("ct-organs")
    assert actions.models.suggested().id == "cxr-anatomy"


def test_a_model_on_request_is_offered_and_never_suggested(actions, session, models, make) -> None:
    asked = replace(make.card("cxr-asked", title="Asked"), on_request=True)
    models._library.installed = (asked, *models._library.installed)
    models.refresh()
    session.set_opened(make.opened())
    assert [offer.card.id for offer in actions.models.offers()] == ["cxr-anatomy", "cxr-asked", "ct-organs"]
    models.prefer("cxr-asked")
    assert actions.models.suggested().id == "cxr-anatomy"
    models._library.installed = (asked,)
    models.refresh()
    assert actions.models.offers()[0].suits
    assert actions.models.suggested() is None


def test_a_taught_model_is_suggested_by_choice_only(actions, session, models, make) -> None:
    taught = make.card("chest-x-ray-anatomy-site", title="Site", parent="cxr-anatomy-0.1.0")
    models._library.installed = (taught, *models._library.installed)
    models.refresh()
    session.set_opened(make.opened())
    # Its name comes before that of its parent.
    assert [offer.card.id for offer in actions.models.offers()][:2] == ["cxr-anatomy", taught.id]
    models._library.choices.adopt(taught, verdict="better")
    models.refresh()
    assert actions.models.suggested().id == taught.id
    models._library.choices.take_back(taught)
    models.refresh()
    assert actions.models.suggested().id == "cxr-anatomy"
