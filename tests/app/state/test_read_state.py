"""How far findings are, as values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection
from app.state.read_state import UNMARKED, ReadMark, ReadMarks, ReadState, read_state
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from tests.app.conftest import LABELS, make_opened, make_result

BOX = FindingId("cxr-anatomy", FindingKind.DETECTION, 0)
KEY = ("1.2", "", "1.2.1")


def reading(origin: BoxOrigin = BoxOrigin.MODEL, review: Review = Review.DRAFT) -> Reading:
    score = 0.5 if origin is BoxOrigin.MODEL else None
    box = Detection(LABELS[0], score, None, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), origin=origin)
    result = replace(make_result(make_opened().volume), structures=(), measurements=(), detections=(box,))
    return Reading(results=(result,), layers=((),), reviews={BOX: review})


@pytest.mark.parametrize(
    ("mark", "found", "state"),
    [
        (UNMARKED, reading(), ReadState.NOT_STARTED),
        (ReadMark(touched=True), reading(), ReadState.IN_PROGRESS),
        (UNMARKED, reading(BoxOrigin.CORRECTED), ReadState.IN_PROGRESS),
        (UNMARKED, reading(review=Review.ACCEPTED), ReadState.COMPLETE),
        (UNMARKED, reading(review=Review.REJECTED), ReadState.COMPLETE),
        (ReadMark(stated=ReadState.IN_PROGRESS), reading(review=Review.ACCEPTED), ReadState.IN_PROGRESS),
        (ReadMark(stated=ReadState.COMPLETE), reading(), ReadState.COMPLETE),
        (ReadMark(True, ReadState.COMPLETE, True), reading(review=Review.ACCEPTED), ReadState.FLAGGED),
    ],
)
def test_state_follows_from_flag_word_decision_and_touch(mark: ReadMark, found: Reading, state: ReadState) -> None:
    assert read_state(found, BOX, mark) is state


def test_a_flag_is_not_stated() -> None:
    with pytest.raises(ValueError, match="stands over"):
        ReadMark(stated=ReadState.FLAGGED)


def test_marks_go_with_their_model_and_complete_ones_are_left_out(qapp) -> None:
    marks, told = ReadMarks(), []
    marks.read_changed.connect(lambda: told.append(1))
    marks.touch(KEY, BOX)
    marks.touch(KEY, BOX)
    assert len(told) == 1
    assert marks.mark(KEY, BOX) == ReadMark(touched=True)
    assert not marks.is_left_out(KEY, reading(review=Review.ACCEPTED), BOX)
    marks.set_open_only(True)
    assert marks.is_left_out(KEY, reading(review=Review.ACCEPTED), BOX)
    assert not marks.is_left_out(KEY, reading(), BOX)
    marks.forget(KEY, "other")
    assert marks.of_series(KEY) == {BOX: ReadMark(touched=True)}
    marks.forget(KEY)
    assert marks.of_series(KEY) == {}
