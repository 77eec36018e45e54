"""What a person stands for on a series, in the words of a dataset: boxes with their origin, the class of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection
from app.state.labelling import Answer, SeriesAnswers
from app.state.reading import Reading
from app.state.review import FindingKind, Review


class Who(StrEnum):
    """Who is behind a box; the values are those of case files."""

    HUMAN = "human"
    CORRECTED_AI = "corrected_ai"
    ACCEPTED_AI = "accepted_ai"


@dataclass(frozen=True)
class SaidBox:
    """A box that a person stands for.

    Parameters
    ----------
    box
        Place and class.
    who
        Its origin.
    model
        ``ID-VERSION`` of the model that proposed it; ``""`` for a person's own.
    """

    box: Detection
    who: Who
    model: str = ""


def said_boxes(reading: Reading) -> tuple[SaidBox, ...]:
    """List the boxes that a person drew, or accepted: corrected or as the model left them. Drafts are nobody's word."""
    found = []
    for finding, box in reading.detections:
        result = reading.result_of(finding.model_id)
        if result is None or result.provenance.maker or reading.review_of(finding) is not Review.ACCEPTED:
            continue
        told = result.provenance
        if finding.model_id == PERSON:
            found.append(SaidBox(box, Who.HUMAN))
        else:
            who = Who.CORRECTED_AI if box.origin is BoxOrigin.CORRECTED else Who.ACCEPTED_AI
            found.append(SaidBox(box, who, f"{told.model_id}-{told.model_version}"))
    return tuple(found)


def undecided_boxes(reading: Reading) -> int:
    """Count boxes of models that nobody decided about: while there are any, the boxes of a case are not complete."""
    return sum(
        each.kind is FindingKind.DETECTION and reading.review_of(each) is Review.DRAFT
        for result in reading.results
        if not result.provenance.maker
        for each in reading.findings_of(result)
    )


def said_class(answers: SeriesAnswers) -> str | None:
    """Name the one class that holds; ``""`` for "not sure"; None where that is not answered, or several hold."""
    sure = [label.name for label, answer in answers.answers if answer is Answer.YES]
    if len(sure) == 1:
        return sure[0]
    is_unsure = not sure and any(answer is Answer.NOT_SURE for _, answer in answers.answers)
    return "" if is_unsure else None
