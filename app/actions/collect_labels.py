"""Which labels of a series may go into a dataset, and where each comes from: pure functions of what is filed."""

from __future__ import annotations

from dataclasses import dataclass

from ai.inference.provenance import BoxOrigin
from ai.inference.results import ModelResult
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.sources.structure_name import safe_name
from ai.training.dataset.structures import Meaning, meaning_of
from ai.words import say
from app.dicom.export.label_names import class_of_model, name_of_model
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review


@dataclass(frozen=True)
class Candidate:
    """A mask, box or point of the open series.

    Parameters
    ----------
    finding
        Which one.
    title
        For the reader.
    name
        That it would have in a dataset.
    origin
        Where it comes from; None where it cannot go in.
    reason
        Why it cannot, a sentence; ``""`` where it can.
    model
        ``ID-VERSION`` of the model that proposed it, or ``""``.
    is_open
        Whether nobody has accepted or rejected it yet.
    meaning
        What a mask is, by which it is found in a dataset; None for a box.
    """

    finding: FindingId
    title: str
    name: str
    origin: Origin | None
    reason: str = ""
    model: str = ""
    is_open: bool = False
    meaning: Meaning | None = None

    @property
    def model_name(self) -> str:
        """Its name where a model gave it and no person could have; else ``""``."""
        if self.origin is None:
            return ""
        of_model = name_of_model if self.finding.kind is FindingKind.STRUCTURE else class_of_model
        return of_model(self.name, self.origin, self.model)


@dataclass(frozen=True)
class Proposal:
    """The class that a model says, for a dataset of classes.

    Parameters
    ----------
    name
        Of the class.
    model
        ``ID-VERSION``.
    is_accepted
        Whether the reader accepted it.
    """

    name: str
    model: str
    is_accepted: bool


def candidates(reading: Reading) -> tuple[Candidate, ...]:
    """List the masks of a series, those that cannot go in with the reason."""
    found = []
    for result, layers in zip(reading.results, reading.layers, strict=True):
        for number, layer in enumerate(layers):
            model_id = result.provenance.model_id
            finding = FindingId(model_id, FindingKind.STRUCTURE, number)
            origin, reason = _standing(result, layer.review, is_edited=layer.structure.edited)
            model = "" if result.provenance.is_by_person or result.provenance.maker else _model(result)
            label = layer.structure.label
            # The makers of files number their segments: what one is stands in its title.
            name = safe_name(label.title if result.provenance.maker else label.name)
            meaning = meaning_of(label)
            found.append(Candidate(finding, layer.title, name, origin, reason, model, meaning=meaning))
    return tuple(found)


def box_candidates(reading: Reading) -> tuple[Candidate, ...]:
    """List the boxes and points of a series, those that cannot go in with the reason."""
    found = []
    for result in reading.results:
        for number, box in enumerate(result.detections):
            finding = FindingId(result.provenance.model_id, FindingKind.DETECTION, number)
            review = reading.review_of(finding)
            origin, reason = _standing(result, review, is_edited=box.origin is BoxOrigin.CORRECTED)
            model = "" if result.provenance.is_by_person or result.provenance.maker else _model(result)
            is_open = origin is None and review is not Review.REJECTED
            title = say("{what}, point", what=box.label.title) if box.is_point else box.label.title
            found.append(Candidate(finding, title, box.label.name, origin, reason, model, is_open))
    return tuple(found)


def proposal(reading: Reading) -> Proposal | None:
    """Find the class that a model thinks most likely: of what the reader accepted first, then of the latest result."""
    best: tuple[bool, int, float] | None = None
    proposed = None
    for order, result in enumerate(reading.results):
        for number, each in enumerate(result.classifications):
            finding = FindingId(result.provenance.model_id, FindingKind.CLASSIFICATION, number)
            review = reading.review_of(finding)
            rank = (review is Review.ACCEPTED, order, each.shown_value)
            if review is not Review.REJECTED and (best is None or rank > best):
                best = rank
                proposed = Proposal(each.label.name, _model(result), review is Review.ACCEPTED)
    return proposed


def _standing(result: ModelResult, review: Review, *, is_edited: bool) -> tuple[Origin | None, str]:
    is_accepted = review is Review.ACCEPTED
    if review is Review.REJECTED:
        return None, say("Rejected")
    if result.provenance.is_by_person:
        return Origin.HUMAN, ""
    if result.provenance.maker:
        # Whoever made it: it counts once a person here has looked at it.
        return (Origin.SITE, "") if is_accepted else (None, say("From a file: accept it first"))
    if is_edited:
        return Origin.CORRECTED_AI, ""
    return (Origin.ACCEPTED_AI, "") if is_accepted else (None, say("Draft: nobody has accepted it"))


def _model(result: ModelResult) -> str:
    provenance = result.provenance
    return f"{provenance.model_id}-{provenance.model_version}" if provenance.model_version else provenance.model_id
