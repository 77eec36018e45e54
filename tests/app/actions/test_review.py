"""Accept, reject, take back, go on: decisions about what models found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.results import Detection
from app.actions.finding_places import FindingPlaces
from app.imaging.cut import Cut, Direction
from app.state.review import FindingId, FindingKind, Review
from app.state.session import series_key
from app.state.sight import hidden_count, in_sight

MODEL = "cxr-anatomy"
LUNG, HEART = (FindingId(MODEL, FindingKind.STRUCTURE, number) for number in range(2))
RATIO = FindingId(MODEL, FindingKind.MEASUREMENT, 0)
FIRST, SECOND = (FindingId(MODEL, FindingKind.DETECTION, number) for number in range(2))


@pytest.fixture
def places(session, runner) -> FindingPlaces:
    return FindingPlaces(session, runner)


@pytest.fixture
def found(session, places, make):
    """A scan with two structures on the first slice, a ratio there, and boxes on slices 6 and 2."""
    opened = make.opened(make.series("1", "CT", slices=8))
    session.set_opened(opened)
    result = make.result(opened.volume)
    label = result.structures[0].label
    boxes = (
        Detection(label, 0.9, None, (5.5, 10.0, 10.0), (6.5, 20.0, 20.0)),
        Detection(label, 0.4, 0.3, (1.5, 10.0, 10.0), (2.5, 20.0, 20.0)),
    )
    session.add_result(replace(result, detections=boxes))
    return session


def states(session) -> dict[FindingId, Review]:
    reading = session.reading_of(session.opened)
    return {finding: reading.review_of(finding) for finding in reading.findings}


def test_everything_is_a_draft_until_it_is_accepted(actions, found) -> None:
    assert list(states(found)) == [FIRST, SECOND, LUNG, HEART, RATIO]
    assert set(states(found).values()) == {Review.DRAFT}
    assert actions.review.has_drafts()
    reading = found.reading_of(found.opened)
    assert not reading.is_accepted(reading.results[0])


def test_one_finding_and_back(actions, found) -> None:
    actions.review.judge(HEART, Review.ACCEPTED)
    actions.review.judge(FIRST, Review.REJECTED)
    assert {each for each, state in states(found).items() if state is not Review.DRAFT} == {HEART, FIRST}
    assert found.annotations.undo_words == "Reject Right lung"
    actions.annotate.undo()
    assert states(found)[FIRST] is Review.DRAFT
    assert states(found)[HEART] is Review.ACCEPTED
    actions.annotate.undo()
    assert set(states(found).values()) == {Review.DRAFT}
    actions.annotate.redo()
    actions.annotate.redo()
    assert (states(found)[HEART], states(found)[FIRST]) == (Review.ACCEPTED, Review.REJECTED)
    actions.review.judge(FIRST, Review.DRAFT)
    assert found.annotations.undo_words == "Make Right lung a draft again"
    # What is so already is no step.
    actions.review.judge(FIRST, Review.DRAFT)
    actions.annotate.undo()
    assert states(found)[FIRST] is Review.REJECTED


def test_all_drafts_in_one_step(actions, found) -> None:
    actions.review.judge(SECOND, Review.REJECTED)
    actions.review.accept()
    assert states(found) == dict.fromkeys((FIRST, LUNG, HEART, RATIO), Review.ACCEPTED) | {SECOND: Review.REJECTED}
    reading = found.reading_of(found.opened)
    assert reading.is_accepted(reading.results[0])
    assert not actions.review.has_drafts()
    actions.annotate.undo()
    assert list(states(found).values()).count(Review.DRAFT) == 4
    actions.review.accept_all(True)
    actions.review.accept_all(False)
    assert states(found)[SECOND] is Review.REJECTED
    assert list(states(found).values()).count(Review.DRAFT) == 4


def test_the_selected_one(actions, found) -> None:
    actions.review.judge_selected(Review.REJECTED)
    assert set(states(found).values()) == {Review.DRAFT}
    actions.review.select(LUNG)
    actions.review.accept()
    assert [each for each, state in states(found).items() if state is Review.ACCEPTED] == [LUNG]
    actions.review.judge_selected(Review.REJECTED)
    assert states(found)[LUNG] is Review.REJECTED


def test_rejected_ones_are_in_no_export_and_measure_nothing(actions, found) -> None:
    for finding in (FIRST, LUNG, RATIO):
        actions.review.judge(finding, Review.REJECTED)
    reading = found.reading_of(found.opened)
    kept = reading.kept(reading.results[0])
    assert [each.score for each in kept.detections] == [0.4]
    assert [each.label.name for each in kept.structures] == ["heart"]
    assert kept.measurements == ()
    assert found.measurements == ()
    assert [finding for finding, _ in reading.detections] == [SECOND]
    actions.annotate.undo()
    reading = found.reading_of(found.opened)
    assert len(reading.kept(reading.results[0]).measurements) == 1


def test_the_way_goes_through_boxes_structures_measurements_and_round(actions, found) -> None:
    pane = found.panes.active
    seen = []
    for _ in range(6):
        actions.review.step(1)
        seen.append((found.selection.finding, pane.index))
    assert seen == [(FIRST, 6), (SECOND, 2), (LUNG, 0), (HEART, 0), (RATIO, 0), (FIRST, 6)]
    actions.review.step(-1)
    assert found.selection.finding == RATIO
    actions.review.judge(LUNG, Review.REJECTED)
    actions.review.select(SECOND)
    actions.review.step(1)
    assert found.selection.finding == HEART
    actions.review.select(None)
    actions.review.step(-1)
    assert found.selection.finding == RATIO


def test_the_way_on_planes_from_the_side(actions, found) -> None:
    pane = found.panes.active
    pane.update(cut=Cut(direction=Direction.AXIAL))
    actions.review.step(1)
    planes = [
        pane.stack.distance_mm(index, found.opened.volume.to_lps_mm((6.0, 15.0, 15.0)))
        for index in range(pane.stack.count)
    ]
    assert pane.index == int(np.argmin(np.abs(planes)))


def test_nothing_to_go_to(actions, session, make) -> None:
    assert not actions.review.has_places()
    actions.review.step(1)
    actions.review.accept()
    assert session.selection.finding is None
    session.set_opened(make.opened())
    result = make.result(session.opened.volume)
    session.add_result(replace(result, structures=(), measurements=()))
    assert not actions.review.has_places()
    assert not actions.review.has_drafts()


def test_another_run_begins_anew_and_its_steps_are_gone(actions, found, make) -> None:
    actions.review.judge(HEART, Review.ACCEPTED)
    actions.review.select(HEART)
    found.add_result(make.result(found.opened.volume))
    assert set(states(found).values()) == {Review.DRAFT}
    assert found.annotations.undo_words == ""
    assert found.selection.finding is None


def test_decisions_stay_with_their_series(actions, found, make) -> None:
    first = found.opened
    actions.review.judge(HEART, Review.REJECTED)
    other = make.opened(make.series("2", "CT", slices=8))
    found.set_opened(other)
    found.add_result(make.result(other.volume))
    assert set(states(found).values()) == {Review.DRAFT}
    # Undo reaches the series that it was done on.
    actions.annotate.undo()
    assert found.reading_of(first).review_of(HEART) is Review.DRAFT
    actions.annotate.redo()
    assert found.reading_of(first).review_of(HEART) is Review.REJECTED
    # Opened again it has another source: what was decided is still there.
    again = make.opened(make.series("1", "CT", slices=8))
    found.set_opened(again)
    assert states(found)[HEART] is Review.REJECTED
    found.clear()
    actions.annotate.undo()
    assert found.annotations.redo_words == ""


def test_a_heat_map_is_shown_and_hidden(actions, found) -> None:
    actions.review.show_heat(MODEL, 0, 0.4)
    heat = found.reading_of(found.opened).heat
    assert (heat.model_id, heat.number, heat.opacity) == (MODEL, 0, 0.4)
    # The result has none: nothing is drawn.
    assert found.reading_of(found.opened).heat_map is None
    actions.review.show_heat(MODEL, -1, 0.4)
    assert found.reading_of(found.opened).heat is None


def boxes_in_sight(session) -> int:
    return sum(each.kind is FindingKind.DETECTION for each in in_sight(session.reading_of(session.opened)))


def test_boxes_below_a_score_are_out_of_sight_and_nothing_else(actions, found) -> None:
    """The second box says 0.30, calibrated, though its score is 0.4."""
    actions.review.select(SECOND)
    actions.review.show_boxes_from(MODEL, 0.30)
    assert found.selection.finding == SECOND
    actions.review.show_boxes_from(MODEL, 0.31)
    assert found.selection.finding is None  # keys such as Accept work on what is seen
    reading = found.reading_of(found.opened)
    assert [each for each in in_sight(reading) if each.kind is FindingKind.DETECTION] == [FIRST]
    assert hidden_count(reading, reading.results[0]) == 1
    assert reading.kept(reading.results[0]) is reading.results[0]
    assert np.flatnonzero(found.marks.findings(series_key(found.opened.series), 8)).tolist() == [0, 6]
    actions.review.accept_all(True)
    assert [each for each, state in states(found).items() if state is Review.DRAFT] == [SECOND]
    assert not actions.review.has_drafts()
    assert not found.reading_of(found.opened).is_accepted(reading.results[0])
    actions.review.show_boxes_from(MODEL, 0.0)
    assert actions.review.has_drafts()
    assert boxes_in_sight(found) == 2


def test_a_box_that_a_person_decided_about_stays_in_sight(actions, found) -> None:
    actions.review.judge(SECOND, Review.ACCEPTED)
    actions.review.show_boxes_from(MODEL, 0.9)
    assert boxes_in_sight(found) == 2
    actions.review.judge(SECOND, Review.DRAFT)
    assert boxes_in_sight(found) == 1


def test_another_result_of_the_model_shows_all_its_boxes(actions, found) -> None:
    actions.review.show_boxes_from(MODEL, 0.8)
    actions.review.show_boxes_from("other", 0.5)
    found.add_result(replace(found.results[0]))
    reading = found.reading_of(found.opened)
    assert hidden_count(reading, reading.results[0]) == 0
    assert reading.shown_from == {"other": 0.5}


def test_a_score_is_taken_as_it_is_written_beside_the_box(actions, found) -> None:
    label = found.results[0].structures[0].label
    box = Detection(label, 0.499, None, (1.5, 10.0, 10.0), (2.5, 20.0, 20.0))
    found.add_result(replace(found.results[0], detections=(box,)))
    actions.review.show_boxes_from(MODEL, 0.50)
    assert boxes_in_sight(found) == 1
