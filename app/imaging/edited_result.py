"""What a result still says after a person edited one of its masks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, Measurement, ModelResult, Structure
from ai.words import joined, say
from app.imaging.own_masks import with_drawn

_ML_PER_UNIT = {"ml": 1.0, "L": 1000.0}
"""Units that volumes of structures are told in."""


def with_structure(
    result: ModelResult, number: int, structure: Structure, *, volume_ml: float, original: ModelResult
) -> ModelResult:
    """Put another mask in place of one, and bring the measurements into line.

    The volume of the structure is measured again, without an interval: that was one of the model's error. Volumes of
    other structures stay. Whatever else was measured may hang on the mask: it is outdated while any mask is edited. Of
    what a person drew there is nothing else; see `app.imaging.own_masks.with_drawn`.

    Parameters
    ----------
    result
        As it was.
    number
        Which structure.
    structure
        In its place; ``edited`` says whether it differs from what the model left.
    volume_ml
        Of its mask.
    original
        As the model left it; the measurements are in the same order.
    """
    if result.provenance.is_by_person:
        return with_drawn(result, number, structure, volume_ml=volume_ml)
    structures = (*result.structures[:number], structure, *result.structures[number + 1 :])
    is_edited = any(each.edited for each in structures)
    own = f"{structure.label.name}_volume"
    volumes = {f"{each.label.name}_volume" for each in structures}
    measurements = []
    for each, first in zip(result.measurements, original.measurements, strict=True):
        if each.name == own and each.unit in _ML_PER_UNIT:
            each = _of_mask(first, volume_ml) if structure.edited else first
        elif each.name not in volumes or each.unit not in _ML_PER_UNIT:
            each = replace(each, outdated=is_edited)
        measurements.append(each)
    return replace(result, structures=structures, measurements=tuple(measurements))


def _of_mask(measurement: Measurement, volume_ml: float) -> Measurement:
    return replace(
        measurement,
        value=volume_ml / _ML_PER_UNIT[measurement.unit],
        interval=None,
        interval_note=say("Of the mask as a person edited it."),
    )


def edit_notes(result: ModelResult) -> tuple[str, ...]:
    """Say which masks a person edited, and which measurements do not hold any more."""
    edited = [each.label.title for each in result.structures if each.edited]
    outdated = [each.title for each in result.measurements if each.outdated]
    notes = []
    if edited:
        notes.append(say("Edited by a person: {structures}.", structures=joined(edited, ", ")))
    if outdated:
        notes.append(
            say(
                "Left out, because it was measured on a mask that was edited since: {measurements}.",
                measurements=joined(outdated, ", "),
            )
        )
    return tuple(notes)


def box_notes(boxes: Iterable[Detection]) -> tuple[str, ...]:
    """Say how many boxes and points are a person's, and how many a person corrected."""
    counts = Counter((each.is_point, each.origin) for each in boxes)
    notes = []
    if corrected := counts[False, BoxOrigin.CORRECTED]:
        notes.append(say("Boxes of the model that a person corrected: {count}.", count=corrected))
    if drawn := counts[False, BoxOrigin.PERSON]:
        notes.append(say("Boxes that a person drew: {count}.", count=drawn))
    if moved := counts[True, BoxOrigin.CORRECTED]:
        notes.append(say("Points of the model that a person corrected: {count}.", count=moved))
    if marked := counts[True, BoxOrigin.PERSON]:
        notes.append(say("Points that a person marked: {count}.", count=marked))
    return tuple(notes)


def origin_words(origin: BoxOrigin) -> str:
    """Say who is behind a box; ``""`` for a model, whose score tells."""
    if origin is BoxOrigin.CORRECTED:
        return say("corrected by a person")
    return say("by a person") if origin is BoxOrigin.PERSON else ""
