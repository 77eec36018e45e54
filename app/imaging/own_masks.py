"""Masks that a person draws where no model did: one result per series, whose maker is that person.

They are a `ModelResult` as those of models are, so that everything that is drawn, listed, measured and exported treats
them alike; `Provenance.is_by_person` is the one thing that sets them apart. Each structure has a mask of its own, since
a person's masks may overlap, and where voxels have a volume one measurement of the same number: its volume.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import numpy as np

from ai.inference.provenance import PASSED, PERSON, Making, Provenance
from ai.inference.results import Detection, Measurement, ModelResult, Structure
from ai.library.card import Label
from ai.volume import BoolMask, Volume
from ai.words import say
from app.imaging.labels import Colour
from app.imaging.masks.grid_facts import has_millilitres, voxel_ml


def nothing(shape: tuple[int, int, int]) -> BoolMask:
    """Give an empty mask that takes no memory: (slices, rows, columns) bool, read-only."""
    return np.broadcast_to(np.False_, shape)


def drawn_structure(label: Label, mask: BoolMask, *, colour: Colour, making: Making) -> Structure:
    """Make the structure of a person's mask.

    Parameters
    ----------
    label, colour
        As the reader chose them.
    mask
        (slices, rows, columns), what it begins with.
    making
        Drawn by hand alone, or begun by the program.
    """
    return Structure(label, mask, colour=colour, making=making)


def with_added(result: ModelResult | None, structure: Structure, volume: Volume, *, voxels: int) -> ModelResult:
    """Add a mask to those that a person drew on a series.

    Parameters
    ----------
    result
        Those before; None for none.
    structure
        On the grid of ``volume``.
    volume
        Of the series.
    voxels
        That are marked.
    """
    if structure.making is Making.MODEL or structure.labelled.dtype != np.bool_ or structure.edited:
        raise ValueError("a person's mask is made by a person, and shares its map with no other")
    if result is None:
        result = ModelResult((), (), (), own_provenance(volume.source_id))
    measured = result.measurements
    if has_millilitres(volume):
        measured = (*measured, _volume_of(structure.label, voxels * voxel_ml(volume)))
    return replace(result, structures=(*result.structures, structure), measurements=measured)


def with_drawn(result: ModelResult, number: int, structure: Structure, *, volume_ml: float) -> ModelResult:
    """Put another mask, or another name, in place of one that a person drew, and measure again.

    Parameters
    ----------
    result
        As it was.
    number
        Which structure.
    structure
        In its place. It is never "edited": that is said of the mask of a model.
    volume_ml
        Of its mask.
    """
    structures = (*result.structures[:number], replace(structure, edited=False), *result.structures[number + 1 :])
    measured = tuple(
        _volume_of(structure.label, volume_ml) if place == number else each
        for place, each in enumerate(result.measurements)
    )
    return replace(result, structures=structures, measurements=measured)


def boxes_of_person(source_id: str, boxes: tuple[Detection, ...] = ()) -> ModelResult:
    """Make the result of a person who drew boxes, each of `BoxOrigin.PERSON`, and no mask yet."""
    return ModelResult((), (), (), own_provenance(source_id), detections=boxes)


def own_provenance(source_id: str) -> Provenance:
    """Say that a person drew it: no model, no weights, no device."""
    return Provenance(
        model_id=PERSON,
        model_version="",
        weights_sha256="",
        contract_sha256="",
        gate=PASSED,
        thresholds=(),
        device="",
        seconds=0.0,
        app_version=version("lightbox"),
        source_id=source_id,
    )


def _volume_of(label: Label, volume_ml: float) -> Measurement:
    return Measurement(
        name=f"{label.name}_volume",
        title=say("{structure}, volume", structure=label.title),
        value=volume_ml,
        unit="ml",
        interval=None,
        interval_note=say("Of the mask as drawn."),
    )
