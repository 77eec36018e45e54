"""Masks of a case of a dataset on the grid that a pane shows, and back: files are turned upright for the eye.

They are shown as one result of a person, so that everything that is drawn, listed, edited and exported treats them
alike; `as_result` and `masks_of` are the two doors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.inference.provenance import PASSED, PERSON, Making, Provenance
from ai.inference.results import Labelled, ModelResult, Structure
from ai.library.card import Code, Label
from ai.progress import Progress, silent
from ai.training.dataset.image_file import read_mask
from ai.volume import BoolMask, Volume
from ai.words import say
from app.imaging.labels import structure_colour
from app.imaging.upright import Turn, turned_mask

_SCHEME = "99LIGHTBOX"
"""Of codes for structures that only the dataset knows."""

_LETTERS = 6
"""Of the key of another reader: enough to tell readers apart."""

SEALED = say("Your read, complete")
"""Maker of what a reader said of a case that is complete: it is seen as what others said is, not edited."""

_SHARED_FROM_BYTES = 2 << 30
"""Memory of masks of their own from which structures that do not overlap share one map."""


def shown_masks(
    files: Mapping[str, Path | None], volume: Volume, turn: Turn, *, progress: Progress = silent
) -> tuple[Structure, ...]:
    """Read masks of a case.

    Parameters
    ----------
    files
        By structure; None where nothing is marked yet, which takes no memory.
    volume
        As it is shown.
    turn
        How the file of the image was turned for that.
    progress
        Called once per structure.

    Raises
    ------
    TrainingDataError
        Where a mask cannot be read, or is not on the grid of the image.
    """
    marked = sum(path is not None for path in files.values())
    is_shared = len(files) < 255 and marked * int(np.prod(volume.shape)) > _SHARED_FROM_BYTES
    shared = np.zeros(volume.shape, np.uint8) if is_shared else None
    own: list[Labelled] = []
    values: list[int] = []
    for number, (name, path) in enumerate(files.items(), start=1):
        progress(
            (number - 1) / len(files), say("Reading the mask {number} of {count}", number=number, count=len(files))
        )
        if path is None:
            own.append(np.broadcast_to(np.False_, volume.shape) if shared is None else shared)
            values.append(1 if shared is None else number)
            continue
        mask = turned_mask(read_mask(path), turn)
        if mask.shape != volume.shape:
            raise TrainingDataError(
                say("The mask {name!r} does not lie on the grid of its image.", name=name),
                say("Run 'lightbox dataset check'."),
            )
        if shared is not None and not (shared[mask] != 0).any():
            shared[mask] = number
            own.append(shared)
            values.append(number)
        elif shared is not None:
            # Structures that overlap cannot share a map: all begin anew, each with a mask of its own.
            own = [np.asarray(shared == value) for value in values]
            values, shared = [1] * len(own), None
            own.append(mask)
            values.append(1)
        else:
            own.append(mask)
            values.append(1)
    return tuple(
        Structure(_label(name), labelled, value=value, colour=structure_colour(name, number), making=Making.HAND)
        for number, (name, labelled, value) in enumerate(zip(files, own, values, strict=True))
    )


def as_result(structures: Sequence[Structure], volume: Volume, *, reader: str = "") -> ModelResult:
    """Make one result of masks that no model made.

    Parameters
    ----------
    structures, volume
        On the grid that is shown.
    reader
        Key of another reader who made them: they are seen then, not edited. ``""`` for those of the one who reads.
    """
    shown_key = reader[:_LETTERS]
    told = Provenance(
        model_id=f"{PERSON}-{shown_key}" if reader else PERSON,
        model_version="",
        weights_sha256="",
        contract_sha256="",
        gate=PASSED,
        thresholds=(),
        device="",
        seconds=0.0,
        app_version=version("lightbox"),
        source_id=volume.source_id,
        maker=say("Reader {key}", key=shown_key) if reader else "",
    )
    return ModelResult(tuple(structures), (), (), told)


def sealed(result: ModelResult) -> ModelResult:
    """Return what a reader said as something that is not edited any more."""
    return replace(result, provenance=replace(result.provenance, maker=SEALED))


def masks_of(result: ModelResult, names: Sequence[str], turn: Turn) -> dict[str, BoolMask]:
    """Return the masks of structures with these names, on the grid of the file: (slices, rows, columns) bool."""
    return {
        each.label.name: turned_mask(each.mask, turn.inverse)
        for each in result.structures
        if each.label.name in frozenset(names)
    }


def _label(name: str) -> Label:
    title = name.replace("_", " ")
    title = title[:1].upper() + title[1:]
    return Label(name, title, Code(name[:16].upper(), _SCHEME, title[:64]))
