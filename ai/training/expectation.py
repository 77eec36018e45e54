"""What a test part of so many persons can tell, said before a model is taught. No torch here."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ai.training.openings import level, percent
from ai.training.roc import normal_quantile
from ai.words import Sentence, say

LEAST_PERSONS = 20
"""Persons in the rarest class below which a test says nothing about which model is better (AI.md 4.2)."""

EXPECTED_AREA = 0.8
"""Area under the ROC curve, and share found, of a model that is worth a test; better ones have narrower intervals."""


def expected_half_width(persons: int, *, area: float = EXPECTED_AREA, openings: int = 1) -> float:
    """Half of the interval that an area under the ROC curve is going to have.

    The difference of two models on the same persons has about the same where their answers have little in common, and
    a narrower one where they are alike.

    Parameters
    ----------
    persons
        In the rarest class of the test part, as many in the other: more there narrow it.
    area
        That is expected, inside (0.5, 1).
    openings
        Which opening of the test part it will be, from 1.

    References
    ----------
    Hanley & McNeil, Radiology 1982;143:29, equation 1 with Q1 and Q2 of the exponential model.
    """
    if persons < 1:
        raise ValueError(f"no interval from {persons} persons")
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + (persons - 1) * (q1 + q2 - 2 * area**2)) / persons**2
    return normal_quantile(level(openings)) * math.sqrt(variance)


def expectation(persons: Mapping[str, int], *, openings: int = 1) -> Sentence:
    """Say what a test part of classes can tell: "With 24 persons in the rarest class (Glioma) expect ± 0.13 …".

    Parameters
    ----------
    persons
        Of each class in the test part, by its title; at least one class.
    openings
        Which opening of the test part it will be, from 1.
    """
    rarest = min(persons, key=lambda title: persons[title])
    count = persons[rarest]
    if count < LEAST_PERSONS:
        return say(
            "Too few persons for a claim: the rarest class of the test part ({title}) has {count}, and {least} are "
            "needed before the test can say which model is better.",
            title=rarest,
            count=count,
            least=LEAST_PERSONS,
        )
    return say(
        "With {count} persons in the rarest class ({title}) expect ± {width} around an area under the ROC curve of "
        "{area} ({percent} % interval).",
        count=count,
        title=rarest,
        width=f"{expected_half_width(count, openings=openings):.2f}",
        area=EXPECTED_AREA,
        percent=percent(level(openings)),
    )
