"""What the audit trail writes down: who did what with which model on which series. No patient in it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Deed(Enum):
    """What was done."""

    RAN = "ran"
    REFUSED = "refused"
    FAILED = "failed"
    OVERRODE = "overrode a refusal"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REOPENED = "back to draft"
    EDITED = "edited"
    EXPORTED = "exported"
    INSTALLED = "installed a model"
    REMOVED = "removed a model"
    ADOPTED = "adopted a model"
    RETURNED = "returned a model"
    DEIDENTIFIED = "wrote copies without names"


@dataclass(frozen=True)
class Event:
    """One line of the trail.

    Parameters
    ----------
    deed
        What was done.
    model, weights_sha256
        ``ID-VERSION`` and hash of the model it was done with, or ``""``.
    series_uid
        (0020,000E) of the series it was done to, or ``""``; only its salted hash is kept.
    details
        Numbers and fixed words: the gate's verdict, label names, the format of an export, seconds, device. Never text
        that a person or a file of a patient gave.
    at
        When: seconds since 1970, UTC.
    """

    deed: Deed
    model: str = ""
    weights_sha256: str = ""
    series_uid: str = ""
    details: Mapping[str, str | int | float] = field(default_factory=dict)
    at: float = field(default_factory=time.time, compare=False)


@dataclass(frozen=True)
class Entry:
    """A line as it stands in the trail.

    Parameters
    ----------
    number
        From 1, without gaps.
    at
        Seconds since 1970, UTC.
    account
        Of the operating system, who did it.
    deed, model, weights_sha256, details
        As in `Event`.
    series
        Salted hash of the Series Instance UID, the same for the same series in one trail; ``""`` for none.
    """

    number: int
    at: int
    account: str
    deed: Deed
    model: str
    weights_sha256: str
    series: str
    details: Mapping[str, str | int | float]
