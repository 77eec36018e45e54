"""Masks that a person drew, in what is known about a series."""

from __future__ import annotations

from dataclasses import replace

from ai.inference.provenance import PERSON
from ai.inference.results import ModelResult, Structure
from ai.library.card import Label
from ai.volume import Volume
from app.imaging.labels import Colour
from app.imaging.own_masks import with_added, with_drawn
from app.state.reading import Layer, Reading
from app.state.review import FindingId, FindingKind, Review

WHITE: Colour = (255, 255, 255)
"""Of a mask that has none of its own."""


def is_own(finding: FindingId) -> bool:
    """Whether a finding is a mask that a person drew, or what was measured on it."""
    return finding.model_id == PERSON


def own_result(reading: Reading) -> ModelResult | None:
    """Return the masks that a person drew on a series; None for none."""
    return reading.result_of(PERSON)


def own_finding(number: int) -> FindingId:
    """Name one of them."""
    return FindingId(PERSON, FindingKind.STRUCTURE, number)


def can_take(reading: Reading, finding: FindingId, other: FindingId) -> bool:
    """Whether a mask may be changed by another one of the series.

    What was rejected is none. And what a model of ours marked never becomes a person's mask: that would call a draft
    drawn by a person; it is corrected in its place.
    """
    layer, result = reading.layer_of(other), reading.result_of(other.model_id)
    if layer is None or result is None or layer.review is Review.REJECTED:
        return False
    return not is_own(finding) or result.provenance.is_by_person or bool(result.provenance.maker)


def is_deleted(reading: Reading, finding: FindingId) -> bool:
    """Whether a person threw a mask of a person away: it is in no list and no export; undo brings it back."""
    return is_own(finding) and reading.review_of(finding) is Review.REJECTED


def taken_names(reading: Reading) -> tuple[str, ...]:
    """List the stable names of the masks that a person drew, deleted ones too: undo brings them back."""
    result = own_result(reading)
    return () if result is None else tuple(each.label.name for each in result.structures)


def with_own(reading: Reading, structure: Structure, volume: Volume, *, voxels: int) -> Reading:
    """File one more mask of a person; it is accepted as it is made: nobody has to look at it a second time.

    Parameters
    ----------
    reading
        Of the series.
    structure
        With its colour, on the grid of ``volume``.
    volume
        Of the series.
    voxels
        That are marked.
    """
    before = own_result(reading)
    after = with_added(before, structure, volume, voxels=voxels)
    layer = Layer(structure, structure.label.title, structure.colour or WHITE, review=Review.ACCEPTED)
    if before is None:
        return replace(reading, results=(*reading.results, after), layers=(*reading.layers, (layer,)))
    place = reading.results.index(before)
    return replace(
        reading,
        results=(*reading.results[:place], after, *reading.results[place + 1 :]),
        layers=(*reading.layers[:place], (*reading.layers[place], layer), *reading.layers[place + 1 :]),
    )


def with_look(reading: Reading, number: int, label: Label, colour: Colour) -> Reading:
    """Call a mask of a person by another name, or draw it in another colour.

    Parameters
    ----------
    reading
        Of the series.
    number
        Which mask.
    label, colour
        From now on.
    """
    before = own_result(reading)
    if before is None or number >= len(before.structures):
        return reading
    structure = replace(before.structures[number], label=label, colour=colour)
    ml = before.measurements[number].value if number < len(before.measurements) else 0.0
    after = with_drawn(before, number, structure, volume_ml=ml)
    place = reading.results.index(before)
    group = list(reading.layers[place])
    group[number] = replace(group[number], structure=after.structures[number], title=label.title, colour=colour)
    return replace(
        reading,
        results=(*reading.results[:place], after, *reading.results[place + 1 :]),
        layers=(*reading.layers[:place], tuple(group), *reading.layers[place + 1 :]),
    )
