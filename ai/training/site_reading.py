"""What the card of a model that a site has taught tells its reader: of what it inherits, and of what is its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ai.library.card import ModelCard, Reading
from ai.training.teaching_cases import TeachingCases

ELSEWHERE = "Taught at one site: how it does elsewhere is unknown."


def fresh_reading(
    own: str, *, intended_use: str, not_for: str, limits: Sequence[str], licence: str = "Site-taught weights"
) -> Reading:
    """Tell of a model that knows nothing but the site's cases.

    Parameters
    ----------
    own
        What it was taught on, see `taught_on`.
    intended_use, not_for
        What it tells or marks on what; what it must not be used for, up to "than the site's own cases".
    limits
        Besides `ELSEWHERE`.
    licence
        What its weights are.
    """
    return Reading(
        intended_use=f"{intended_use}. Research use only.",
        not_for=f"{not_for} than the site's own cases. Not a medical device.",
        licence=f"{licence}: taught on the site's own cases, the site decides who may use it.",
        training_data=f"Taught on {own}",
        population="The site's own cases; sex, age and machine were not recorded.",
        limits=(ELSEWHERE, *limits),
    )


def taught_reading(base: ModelCard, own: str, *, limits: Sequence[str]) -> Reading:
    """Tell of a base that was taught further; parameters as `fresh_reading`."""
    return dataclasses.replace(
        base.reading,
        licence=f"Weights taught from {base.key}: {base.reading.licence}",
        training_data=f"{base.key} ({base.reading.training_data}), then {own}",
        population=f"Of the base: {base.reading.population} Then the site's own cases.",
        limits=(ELSEWHERE, *limits, *base.reading.limits),
    )


def taught_on(cases: TeachingCases, marked: str = "") -> str:
    """Count the cases: "CASES (40 training, 12 validation) with masks of heart. How they were grouped"."""
    counts = ", ".join(f"{count} {name}" for name, count in cases.counts().items())
    return f"{cases.words()} ({counts}){marked}. {cases.dataset.grouping}"


def one_of_several(base: ModelCard) -> tuple[str, ...]:
    """Say that of several members the first one was taught."""
    return () if len(base.members) == 1 else (f"Taught from the first of {len(base.members)} members.",)
