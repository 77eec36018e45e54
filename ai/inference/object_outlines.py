"""Outlines of the objects that a detector marks: from what it says of windows to structures on the scan.

Every object is a structure of its own, so that each can be looked at, corrected or refused by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.errors import ModelPackError
from ai.inference.results import Structure
from ai.library.card import Label, ModelCard
from ai.prepare.way import Way
from ai.words import say

MASKS = "masks"
"""Name under which a network gives the outlines of its boxes."""

LEAST = 0.5
"""Chance from which a pixel belongs to an object, as He et al. read it (Mask R-CNN, arXiv 1703.06870)."""

MOST_APART = 16
"""Objects that have a mask each; of more, all share one map, where a pixel belongs to the object of the best score."""

MOST_SHARED = 255
"""Of a map in uint8, beside the background; objects of lower scores keep their boxes alone."""


@dataclass(frozen=True, eq=False)
class Outline:
    """The outline of one object on its window.

    Parameters
    ----------
    corner
        (slice, row, column) index of the window's first voxel on the network's grid.
    shares
        (rows, columns) uint8, chance x 255.
    """

    corner: tuple[int, int, int]
    shares: npt.NDArray[np.uint8]


def outlines_of(
    card: ModelCard, answer: object, corner: tuple[int, int, int], chosen: npt.NDArray[np.bool_]
) -> tuple[Outline, ...]:
    """Take the outlines of the chosen boxes out of what a network says of a window.

    Raises
    ------
    ModelPackError
        When there is not one of each box.
    """
    said = answer[0] if isinstance(answer, Sequence) and len(answer) == 1 else answer
    masks = said.get(MASKS) if isinstance(said, Mapping) else None
    if not isinstance(masks, Tensor) or masks.ndim != 4 or masks.shape[:2] != (len(chosen), 1):
        raise ModelPackError(say("The network of model {model} does not outline each of its boxes.", model=card.id))
    kept = (masks.detach()[torch.from_numpy(chosen).to(masks.device), 0] * 255).round().clamp(0, 255)
    return tuple(Outline(corner, plane) for plane in kept.to(torch.uint8).cpu().numpy())


def outlined(
    outlines: Sequence[Outline], labels: npt.NDArray[np.int64], known: Sequence[Label], way: Way
) -> tuple[Structure, ...]:
    """Put outlines on the source grid.

    Parameters
    ----------
    outlines
        Highest score first.
    labels
        (outlines,) positions among ``known``.
    known
        Labels of the card.
    way
        From the scan to the network's grid.

    Returns
    -------
    tuple[Structure, ...]
        One per object of which a pixel of the scan is left, in the same order; names and titles are numbered where a
        label has several.
    """
    shared = np.zeros(way.source_shape, np.uint8) if len(outlines) > MOST_APART else None
    found: list[tuple[int, npt.NDArray[np.bool_] | None]] = []
    for outline, label in zip(outlines, labels.tolist(), strict=True):
        mask = _on_source(outline, way)
        if shared is None:
            if mask.any():
                found.append((label, mask))
        elif len(found) < MOST_SHARED and (mask & (shared == 0)).any():
            found.append((label, None))
            shared[mask & (shared == 0)] = len(found)
    own = _numbered([known[label] for label, _ in found])
    if shared is not None:
        shared.flags.writeable = False
        return tuple(Structure(label, shared, None, None, number) for number, label in enumerate(own, start=1))
    return tuple(
        Structure(label, mask, None, None) for label, (_, mask) in zip(own, found, strict=True) if mask is not None
    )


def _on_source(outline: Outline, way: Way) -> npt.NDArray[np.bool_]:
    """(slices, rows, columns) bool on the source grid."""
    slices, rows, columns = outline.corner
    whole = torch.zeros(way.shape)
    plane = torch.from_numpy(outline.shares).float() / 255
    room = whole[slices, rows:, columns:]
    height, width = (min(one, other) for one, other in zip(room.shape, plane.shape, strict=True))
    room[:height, :width] = plane[:height, :width]
    mask: npt.NDArray[np.bool_] = (way.to_source(whole) >= LEAST).numpy()
    return mask


def _numbered(labels: Sequence[Label]) -> list[Label]:
    """Give each object a name of its own."""
    several = {name for name, count in Counter(label.name for label in labels).items() if count > 1}
    taken = {label.name for label in labels}
    seen: Counter[str] = Counter()
    result = []
    for label in labels:
        if label.name not in several:
            result.append(label)
            continue
        seen[label.name] += 1
        number = seen[label.name]
        name = label.name if number == 1 else f"{label.name}_{number}"
        while number > 1 and name in taken:
            name = f"{name}_object"
        taken.add(name)
        title = say("{structure} {number}", structure=label.title, number=number)
        result.append(replace(label, name=name, title=title))
    return result
