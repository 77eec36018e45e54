"""Names of labels that a person may have typed: none of them may tell of the patient.

The window asks the same before it offers to add, so that nobody is refused later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ai.training.dataset.label_origin import Origin
from app.dicom.export.case_source import named_in


def name_of_model(name: str, origin: Origin, model: str) -> str:
    """Return the first name of a mask where a model gave it; ``""`` where a person or a site did."""
    return name if model and origin in (Origin.ACCEPTED_AI, Origin.CORRECTED_AI) else ""


def class_of_model(name: str, origin: Origin, model: str) -> str:
    """Return the first class of a box where a model gave it: who corrects a box may choose another class."""
    return name if model and origin is Origin.ACCEPTED_AI else ""


def telling_name(names: Iterable[str], known: Collection[str], identity: frozenset[str]) -> str | None:
    """Find the first name that has a part of the patient's name or number in it.

    Parameters
    ----------
    names
        As they are to stand in the dataset.
    known
        Names that the dataset has, and those that models gave.
    identity
        As in `app.dicom.export.case_source.CaseSource`.
    """
    return next((name for name in names if name not in known and named_in(name, identity)), None)
