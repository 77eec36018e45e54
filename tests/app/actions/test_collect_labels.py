"""Which labels may go in: what nobody looked at may not, and each says who made it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.results import Classification, Detection, ModelResult, Verdict
from ai.library.card import Code, Label
from ai.training.dataset.distinct_names import apart
from ai.training.dataset.label_origin import Origin
from app.actions.collect_labels import Candidate, Proposal, box_candidates, candidates, proposal
from app.imaging.label_effort import effort_of
from app.state.review import FindingId, FindingKind, Review
from app.state.session import Session

CODE = Code("39607008", "SCT", "Lung")


@pytest.fixture
def read(session: Session, make) -> Session:
    session.set_studies((make.study(make.series()),), ())
    session.set_opened(make.opened())
    return session


def filed(session: Session, result: ModelResult, **reviews: Review) -> tuple[Candidate, ...]:
    """File a result; reviews by number of the structure: ``n0=Review.ACCEPTED``."""
    session.add_result(result)
    opened = session.opened
    assert opened is not None
    reading = session.reading_of(opened)
    model_id = result.provenance.model_id
    given = {FindingId(model_id, FindingKind.STRUCTURE, int(each[1:])): what for each, what in reviews.items()}
    return candidates(reading.with_reviews(given))


def test_a_draft_an_accepted_and_a_rejected_mask(read: Session, make) -> None:
    result = make.result(read.opened.volume)
    draft, accepted = filed(read, result, n1=Review.ACCEPTED)
    assert (draft.origin, draft.reason) == (None, "Draft: nobody has accepted it")
    assert (accepted.origin, accepted.model) == (Origin.ACCEPTED_AI, "cxr-anatomy-0.1.0")
    rejected, _ = filed(read, result, n0=Review.REJECTED)
    assert (rejected.origin, rejected.reason) == (None, "Rejected")


def test_a_corrected_mask_needs_no_further_word(read: Session, make) -> None:
    result = make.result(read.opened.volume)
    edited = replace(result, structures=(replace(result.structures[0], edited=True), result.structures[1]))
    assert [each.origin for each in filed(read, edited)] == [Origin.CORRECTED_AI, None]


def test_what_a_person_drew_and_what_a_file_brought(read: Session, make) -> None:
    result = make.result(read.opened.volume)
    drawn = replace(result, provenance=replace(result.provenance, model_id="@person"))
    assert [(each.origin, each.model) for each in filed(read, drawn)] == [(Origin.HUMAN, "")] * 2
    foreign = replace(result, provenance=replace(result.provenance, model_id="seg", maker="Somebody"))
    found = filed(read, foreign, n0=Review.ACCEPTED)[2:]
    assert [(each.origin, each.model) for each in found] == [(Origin.SITE, ""), (None, "")]
    assert found[1].reason == "From a file: accept it first"


def test_boxes(read: Session, make) -> None:
    box = Detection(Label("nodule", "Nodule", CODE), 0.9, None, (0, 1, 1), (1, 4, 4))
    result = make.result(read.opened.volume, structures=(), measurements=(), detections=(box, box, box))
    read.add_result(result)
    given = {
        FindingId("cxr-anatomy", FindingKind.DETECTION, number): review
        for number, review in ((0, Review.ACCEPTED), (1, Review.REJECTED))
    }
    found = box_candidates(read.reading_of(read.opened).with_reviews(given))
    assert [(each.origin, each.is_open) for each in found] == [
        (Origin.ACCEPTED_AI, False),
        (None, False),
        (None, True),
    ]


def test_the_class_that_a_model_says(read: Session, make) -> None:
    assert proposal(read.reading_of(read.opened)) is None
    said = tuple(
        Classification(Label(name, name.title(), CODE), score, None, None, 0.5, Verdict.YES)
        for name, score in (("glioma", 0.7), ("none", 0.9))
    )
    read.add_result(make.result(read.opened.volume, structures=(), measurements=(), classifications=said))
    reading = read.reading_of(read.opened)
    assert proposal(reading) == Proposal("none", "cxr-anatomy-0.1.0", False)
    accepted = reading.with_reviews({FindingId("cxr-anatomy", FindingKind.CLASSIFICATION, 0): Review.ACCEPTED})
    assert proposal(accepted) == Proposal("glioma", "cxr-anatomy-0.1.0", True)
    rejected = reading.with_reviews({FindingId("cxr-anatomy", FindingKind.CLASSIFICATION, 1): Review.REJECTED})
    assert proposal(rejected) == Proposal("glioma", "cxr-anatomy-0.1.0", False)


def test_how_much_was_changed(make) -> None:
    before = make.result(make.opened().volume).structures[0]
    mask = before.mask.copy()
    mask[0, 10, 4:16] = False
    mask[0, 50, 0:6] = True
    effort = effort_of(before, replace(before, labelled=mask, probability=None), 0.001)
    total = int(np.count_nonzero(before.mask))
    assert effort.dice == pytest.approx(2 * (total - 12) / (2 * total - 12 + 6))
    assert (effort.added_ml, effort.removed_ml, effort.seconds) == (pytest.approx(0.006), pytest.approx(0.012), None)
    empty = replace(before, labelled=np.zeros_like(mask), probability=None)
    assert effort_of(empty, empty, 1.0).dice == 1.0


def test_names_are_apart_and_safe() -> None:
    assert apart(["a", "A", "a", "b"]) == ("a", "A_2", "a_3", "b")
    assert len(apart(["x" * 64, "x" * 64])[1]) <= 64
