"""What a person stands for, in the words of a dataset."""

from __future__ import annotations

from dataclasses import replace

from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection
from app.imaging.own_masks import boxes_of_person
from app.state.labelling import LabelList, SeriesAnswers, pressed, unsure
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.said import Who, said_boxes, said_class, undecided_boxes
from tests.app.conftest import LABELS, make_opened, make_result


def box(origin: BoxOrigin = BoxOrigin.MODEL, at: float = 0.0) -> Detection:
    score = 0.5 if origin is BoxOrigin.MODEL else None
    return Detection(LABELS[0], score, None, (at, 0.0, 0.0), (at + 1, 1.0, 1.0), origin=origin)


def test_drafts_and_rejected_boxes_are_nobodys_word() -> None:
    volume = make_opened().volume
    corrected = box(BoxOrigin.CORRECTED, 2.0)
    model = replace(make_result(volume), structures=(), measurements=(), detections=(box(), box(at=1), corrected))
    own = boxes_of_person(volume.source_id, (box(BoxOrigin.PERSON),))
    names = [FindingId("cxr-anatomy", FindingKind.DETECTION, number) for number in range(3)]
    reading = Reading(results=(model, own), layers=((), ()))
    assert [each.who for each in said_boxes(reading)] == [Who.HUMAN]
    assert undecided_boxes(reading) == 3
    decided = reading.with_reviews({names[0]: Review.ACCEPTED, names[1]: Review.REJECTED, names[2]: Review.ACCEPTED})
    said = said_boxes(decided)
    assert [each.who for each in said] == [Who.ACCEPTED_AI, Who.CORRECTED_AI, Who.HUMAN]
    assert [each.model for each in said] == ["cxr-anatomy-0.1.0", "cxr-anatomy-0.1.0", ""]
    assert undecided_boxes(decided) == 0
    dropped = decided.with_reviews({FindingId(PERSON, FindingKind.DETECTION, 0): Review.REJECTED})
    assert len(said_boxes(dropped)) == 2


def test_one_class_not_sure_or_no_answer() -> None:
    one, many = LabelList(LABELS), LabelList(LABELS, exclusive=False)
    assert said_class(SeriesAnswers()) is None
    assert said_class(pressed(one, SeriesAnswers(), 2)) == "heart"
    assert said_class(unsure(one, SeriesAnswers(), 0)) == ""
    both = pressed(many, pressed(many, SeriesAnswers(), 1), 2)
    assert said_class(both) is None
