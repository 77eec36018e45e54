"""Where a label of a case comes from, and what it cost a person to make it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Who made a label."""

    SITE = "site"
    """It came with the site's data; who made it is not known here."""
    HUMAN = "human"
    """A person made it, no model proposed anything."""
    CORRECTED_AI = "corrected_ai"
    """A model proposed it, a person changed it."""
    ACCEPTED_AI = "accepted_ai"
    """A model proposed it, a person looked at it and accepted it as it was."""
    MIXED = "mixed"
    """The labels of the case are of several origins: each tells its own."""


@dataclass(frozen=True)
class Effort:
    """How much a person changed what a model had proposed; None where it is not known.

    Parameters
    ----------
    dice
        Between the proposal and the label, 0 to 1.
    added_ml, removed_ml
        What only the label, and only the proposal, marks.
    seconds
        That the person worked on it.
    """

    dice: float | None = None
    added_ml: float | None = None
    removed_ml: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class LabelRecord:
    """What ``case.json`` says of one label.

    Parameters
    ----------
    name
        Of its mask, or its class.
    origin
        Who made it.
    model
        ``ID-VERSION`` of the model that proposed it; ``""`` for none.
    effort
        What it took to make it right; None where that is not known.
    """

    name: str
    origin: Origin
    model: str = ""
    effort: Effort | None = None


def common_origin(labels: Iterable[LabelRecord]) -> Origin:
    """Tell the origin that all labels of a case share, or that there are several; without any a person said so."""
    origins = {label.origin for label in labels} or {Origin.HUMAN}
    return origins.pop() if len(origins) == 1 else Origin.MIXED
