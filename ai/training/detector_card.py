"""The card of a model for boxes that a site has taught. No torch here."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.inference.gate import STATISTICS
from ai.library.card import DETECTION, Architecture, InputSpec, Label, ModelCard, Reading, Weights
from ai.training.site_card import VERSION, class_labels, model_id
from ai.training.teaching_cases import TeachingCases

_OF_OLD_WEIGHTS = (STATISTICS, "picture", "detection")
"""What a base's card measured on its own weights."""


def detector_card(
    cases: TeachingCases,
    base: ModelCard | None,
    *,
    title: str,
    parts: tuple[Architecture, InputSpec],
    reference: Mapping[str, Any],
    member: Weights,
    facts: Mapping[str, Any],
    folder: Path,
) -> ModelCard:
    """Card of a detector.

    Parameters
    ----------
    cases, base
        What it was taught on, and what it was taught from (None: random weights).
    title
        For the reader.
    parts
        Architecture and input contract.
    reference
        How its boxes are read, under the keys of `ai.inference.detect`.
    member, facts, folder
        As in `ai.training.site_card.classifier_card`.
    """
    labels = labels_of(cases, base)
    counts = ", ".join(f"{count} {name}" for name, count in cases.counts().items())
    own = f"{cases.words()} ({counts}) with boxes of {', '.join(label.title for label in labels)}. "
    own += cases.dataset.grouping
    if base is None:
        reading = Reading(
            intended_use=f"Marks {' and '.join(label.title for label in labels)} on pictures like those it was taught "
            "on, as a proposal that the reader checks. Research use only.",
            not_for="Diagnosis, ruling anything out; pictures of other machines, body parts or questions than the "
            "site's own cases. Not a medical device.",
            licence="Site-taught weights: taught on the site's own cases, the site decides who may use it.",
            training_data=f"Taught on {own}",
            population="The site's own cases; sex, age and machine were not recorded.",
            limits=_limits(),
        )
        kept: dict[str, Any] = {}
    else:
        old, new = (dict(each.arguments).get("members", 1) for each in (base.architecture, parts[0]))
        fewer = () if old == new else (f"Taught from the first {new} of {old} members.",)
        reading = dataclasses.replace(
            base.reading,
            licence=f"Weights taught from {base.key}: {base.reading.licence}",
            training_data=f"{base.key} ({base.reading.training_data}), then {own}",
            population=f"Of the base: {base.reading.population} Then the site's own cases.",
            limits=(*_limits(), *fewer, *base.reading.limits),
        )
        kept = {name: value for name, value in base.reference.items() if name not in _OF_OLD_WEIGHTS}
    return ModelCard(
        id=model_id(title),
        version=VERSION,
        title=title,
        task=DETECTION,
        labels=labels,
        input=parts[1],
        architecture=parts[0],
        members=(member,),
        threshold=0.5,
        reading=reading,
        metrics=dict(facts),
        reference={**kept, **reference, "taught_on": cases.words(), "dataset_sha256": cases.sha256},
        parent="" if base is None else base.key,
        folder=folder,
        draft=True,
        on_request=base is not None and base.on_request,
    )


def labels_of(cases: TeachingCases, base: ModelCard | None) -> tuple[Label, ...]:
    """Labels of the model: the base's own, or the dataset's classes."""
    return class_labels(cases.dataset.names) if base is None else base.labels


def _limits() -> tuple[str, ...]:
    return (
        "Taught at one site: how it does elsewhere is unknown.",
        "Threshold, errors and probabilities come from the validation part, by which the best epoch was chosen too: "
        "on new cases they are a little worse; see the scores of the held-out part.",
    )
