"""Which labels of a series may go into a dataset, and where each comes from: pure functions of what is filed."""

from __future__ import annotations

from dataclasses import dataclass

from ai.inference.results import ModelResult
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.sources.structure_name import safe_name
from ai.words import say
from app.state.reading import Layer, Reading
from app.state.review import FindingId, FindingKind, Review

_PERSON = "@"
"""Start of the id of a result that a person drew; no model has such an id."""


@dataclass(frozen=True)
class Candidate:
    """A mask of the open series.

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
    """

    finding: FindingId
    title: str
    name: str
    origin: Origin | None
    reason: str = ""
    model: str = ""


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
            origin, reason = _standing(result, layer)
            model = "" if _is_drawn(result) or result.provenance.maker else _model(result)
            found.append(Candidate(finding, layer.title, safe_name(layer.structure.label.name), origin, reason, model))
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


def _standing(result: ModelResult, layer: Layer) -> tuple[Origin | None, str]:
    if layer.review is Review.REJECTED:
        return None, say("Rejected")
    if _is_drawn(result):
        return Origin.HUMAN, ""
    if result.provenance.maker:
        # Whoever made it: it counts once a person here has looked at it.
        return (Origin.SITE, "") if layer.accepted else (None, say("From a file: accept it first"))
    if layer.structure.edited:
        return Origin.CORRECTED_AI, ""
    return (Origin.ACCEPTED_AI, "") if layer.accepted else (None, say("Draft: nobody has accepted it"))


def _is_drawn(result: ModelResult) -> bool:
    return result.provenance.model_id.startswith(_PERSON)


def _model(result: ModelResult) -> str:
    provenance = result.provenance
    return f"{provenance.model_id}-{provenance.model_version}" if provenance.model_version else provenance.model_id
