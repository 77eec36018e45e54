"""A mask in work as its result holds it: over the working map, with the neighbours that gave voxels up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.inference.results import ModelResult, Structure
from app.imaging.edited_result import with_structure
from app.imaging.masks.grid_facts import voxel_ml
from app.state.mask_editing import EditedMask


def as_it_is(mask: EditedMask, result: ModelResult, original: ModelResult, *, is_done: bool = False) -> ModelResult:
    """Put the structure in work into its result, and what became of its neighbours.

    Parameters
    ----------
    mask
        In work.
    result, original
        As it was before, and as the model left it.
    is_done
        Whether the work is over: then all structures that shared the former map share the new one, and a mask that is
        as the model left it is the very structure of the model where no other one is edited.
    """
    work, own = mask.work, mask.finding.number
    structure, taken = work.structure(), work.taken
    if is_done and work.is_as_model_left and not taken:
        others = any(each.edited for number, each in enumerate(result.structures) if number != own)
        is_shared = structure.labelled.dtype == np.uint8
        structure = replace(work.original, labelled=work.labelled) if others and is_shared else work.original
    ml = voxel_ml(mask.volume)
    result = with_structure(result, own, structure, volume_ml=work.voxels * ml, original=original)
    for number, began in mask.neighbours:
        now = work.beside(began)
        if now is not began or result.structures[number] is not began:
            if is_done and work.is_as_model_left:
                # What it gave up may have come back to it.
                now = replace(now, edited=not np.array_equal(now.mask, original.structures[number].mask))
            volume_ml = work.voxels_beside(began.value) * ml
            result = with_structure(result, number, now, volume_ml=volume_ml, original=original)
    if is_done and structure.labelled.dtype == np.uint8 and structure is not work.original:
        # They have the same voxels there.
        shared = tuple(replace(each, labelled=structure.labelled) for each in result.structures)
        result = replace(result, structures=shared)
    return result


def as_it_began(mask: EditedMask, result: ModelResult, original: ModelResult) -> ModelResult:
    """Put the structure back that was there when the work began, and its neighbours."""
    work, ml = mask.work, voxel_ml(mask.volume)
    result = with_structure(
        result, mask.finding.number, work.began_with, volume_ml=work.voxels_at_begin * ml, original=original
    )
    for number, began in mask.neighbours:
        if result.structures[number] is not began:
            volume_ml = work.voxels_at_begin_beside(began.value) * ml
            result = with_structure(result, number, began, volume_ml=volume_ml, original=original)
    return result


def neighbours(structure: Structure, result: ModelResult, number: int) -> tuple[tuple[int, Structure], ...]:
    """Find the structures that share the map of one, with their numbers; none where it has one of its own."""
    if structure.labelled.dtype == np.bool_:
        return ()
    return tuple(
        (other, each)
        for other, each in enumerate(result.structures)
        if other != number and each.labelled.dtype == np.uint8
    )
