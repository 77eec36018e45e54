"""One click: which model suits, one run at a time, a result that is filed where it belongs."""

from __future__ import annotations

from ai.errors import WorkerFailed
from app.jobs.runner import Lane


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
