"""The card of a model for boxes that a site has taught. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.inference.gate import STATISTICS
from ai.library.card import DETECTION, Architecture, InputSpec, Label, ModelCard, Weights
from ai.training.dataset.case import Task
from ai.training.mask_objects import OBJECTS_WORDS
from ai.training.site_card import VERSION, class_labels, model_id, structure_labels
from ai.training.site_reading import fresh_reading, taught_on, taught_reading
from ai.training.teaching_cases import TeachingCases

_OF_OLD_WEIGHTS = (STATISTICS, "picture", "detection")
"""What a base's card measured on its own weights."""

_MEASURED_WHERE = (
    "Threshold, errors and probabilities come from the validation part, by which the best epoch was chosen too: "
    "on new cases they are a little worse; see the scores of the held-out part."
)


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
    of_masks = cases.dataset.task is Task.SEGMENTATION
    titles = [label.title for label in labels]
    marked = f" with {'masks' if of_masks else 'boxes'} of {', '.join(titles)}"
    own = taught_on(cases, f"{marked}. {OBJECTS_WORDS.rstrip('.')}" if of_masks else marked)
    grid = parts[1].grid
    images = "scans" if grid is not None and grid.dimensions == 3 else "pictures"
    if base is None:
        reading = fresh_reading(
            own,
            intended_use=f"{'Marks and outlines' if of_masks else 'Marks'} {' and '.join(titles)} on {images} like "
            "those it was taught on, as a proposal that the reader checks",
            not_for=f"Diagnosis, ruling anything out; {images} of other machines, body parts or questions",
            limits=(_MEASURED_WHERE,),
        )
        kept: dict[str, Any] = {}
    else:
        old, new = (dict(each.arguments).get("members", 1) for each in (base.architecture, parts[0]))
        fewer = () if old == new else (f"Taught from the first {new} of {old} members.",)
        reading = taught_reading(base, own, limits=(_MEASURED_WHERE, *fewer))
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
    if base is not None:
        return base.labels
    names = cases.dataset.names
    return structure_labels(names) if cases.dataset.task is Task.SEGMENTATION else class_labels(names)
