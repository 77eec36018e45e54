"""The card of a model that a site has taught to outline structures on scans: inherited, and its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ai.inference.box_limits import LARGEST_BOX_MM, SMALLEST_BOX_MM, USUAL_BOX_MM
from ai.inference.segment import LARGEST_PART, WHOLE_TITLE
from ai.library.card import SEGMENTATION, Architecture, InputSpec, Label, ModelCard, Weights
from ai.training.site_card import VERSION, model_id
from ai.training.site_reading import fresh_reading, one_of_several, taught_on, taught_reading
from ai.training.teaching_cases import TeachingCases

_INHERITED = (LARGEST_BOX_MM, SMALLEST_BOX_MM, USUAL_BOX_MM)
"""Of the base's reference: how it reads does not change. Factors of volumes and statistics of inputs hold for the
weights that they were measured with, so they are not inherited."""


def taught_card(
    student: ModelCard,
    base: ModelCard,
    cases: TeachingCases,
    *,
    title: str,
    member: Weights,
    facts: Mapping[str, Any],
    folder: Path,
) -> ModelCard:
    """Card of a base that was taught outlines on scans.

    Parameters
    ----------
    student
        The base with the labels and the network of the new model.
    base, cases
        Where it comes from, and what it was taught on.
    title
        For the reader.
    member
        The weights file.
    facts
        For ``metrics``: how it was trained.
    folder
        Where the pack is written.
    """
    names = [label.name for label in student.labels]
    whole = {WHOLE_TITLE: base.reference[WHOLE_TITLE]} if WHOLE_TITLE in base.reference else {}
    return dataclasses.replace(
        student,
        id=model_id(title),
        version=VERSION,
        title=title,
        members=(member,),
        reading=taught_reading(
            base,
            _taught(cases, student.labels),
            limits=(
                "Scores and intervals of the base do not hold for it; volumes are told without an interval.",
                *one_of_several(base),
            ),
        ),
        metrics=dict(facts),
        reference={
            **{name: value for name, value in base.reference.items() if name in _INHERITED},
            **whole,
            LARGEST_PART: [name for name in base.reference.get(LARGEST_PART, ()) if name in names],
            "taught_on": cases.words(),
            "dataset_sha256": cases.sha256,
        },
        parent=base.key,
        folder=folder,
        draft=True,
        origin=None,
    )


def fresh_card(
    cases: TeachingCases,
    *,
    title: str,
    parts: tuple[tuple[Label, ...], InputSpec, Architecture],
    member: Weights,
    facts: Mapping[str, Any],
    folder: Path,
) -> ModelCard:
    """Card of a network that started from random weights; parameters as `taught_card`.

    Parameters
    ----------
    parts
        Labels in the order of the outputs, contract and network.
    """
    labels, spec, architecture = parts
    marked = ", ".join(label.title.lower() for label in labels)
    return ModelCard(
        id=model_id(title),
        version=VERSION,
        title=title,
        task=SEGMENTATION,
        labels=labels,
        input=spec,
        architecture=architecture,
        members=(member,),
        threshold=0.5,
        reading=fresh_reading(
            _taught(cases, labels),
            intended_use=f"Outlines of {marked} on scans like those it was taught on, as a proposal that the reader "
            "checks and corrects",
            not_for="Diagnosis; scans of other machines, sequences or body parts",
            limits=("It started from random weights and has seen nothing but these cases.",),
        ),
        metrics=dict(facts),
        reference={"taught_on": cases.words(), "dataset_sha256": cases.sha256},
        parent="",
        folder=folder,
        draft=True,
    )


def _taught(cases: TeachingCases, labels: Sequence[Label]) -> str:
    return taught_on(cases, f" with masks of {', '.join(label.title.lower() for label in labels)}")
