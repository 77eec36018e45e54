"""The part of a mask that hangs together with one voxel."""

from __future__ import annotations

import numpy as np
import SimpleITK

from ai.volume import BoolMask
from app.imaging.masks.region import Index, Region, box_of, low_of


def island_at(mask: BoolMask, index: Index) -> Region | None:
    """Find the part that a voxel belongs to.

    Parameters
    ----------
    mask
        (slices, rows, columns).
    index
        The voxel.

    Returns
    -------
    Region | None
        What hangs together with it by faces; None where it is not marked.
    """
    box = box_of(mask) if mask[index] else None
    if box is None:
        return None
    low = low_of(box)
    image = SimpleITK.GetImageFromArray(mask[box].view(np.uint8))
    numbered = SimpleITK.ConnectedComponent(image)
    # A view: it must not outlive the image.
    labelled = SimpleITK.GetArrayViewFromImage(numbered)
    first, second, third = (place - start for place, start in zip(index, low, strict=True))
    return Region(low, labelled == labelled[first, second, third])
