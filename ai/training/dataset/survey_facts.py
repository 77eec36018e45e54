"""What the check of a source keeps of an image when its pixels are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ai.training.dataset.case import Grouping
from ai.training.dataset.duplicates import middle_plane
from ai.training.dataset.intake import Content, Offer, grey, pixels_sha256
from ai.training.dataset.margin_text import has_margin_text
from ai.training.dataset.picture_hash import Hashes, content_thumbnail, picture_hashes
from ai.training.dataset.sources.label_masks import CountedMasks
from ai.volume import BoolMask, SpacingKind

COMPARED_PX = 256
"""Longest side of a picture when it is hashed: what near copies share is coarser."""


@dataclass(frozen=True, eq=False)
class ImageFinding:
    """Facts of an image.

    Parameters
    ----------
    file, label
        As the source names it; its class or ``""``.
    group, grouping
        Words that mean its person or block, and how they are known.
    study
        Words that mean its study, or ``()``.
    present
        Its class, the structures whose mask is not empty, or the classes of its boxes.
    empty
        Structures whose mask is empty.
    shape, spacing_mm, spacing_kind
        (slices, rows, columns) and mm between them.
    modality, bones_bright, captured, burned_in
        As in `ai.volume.Volume` and `ai.training.dataset.intake.Content`.
    has_text
        Whether there seem to be words in its margins.
    pixels
        Hash of its voxels.
    hashes, thumbnail
        Of its middle slice; the thumbnail in half precision.
    """

    file: str
    label: str
    group: tuple[str, ...]
    grouping: Grouping
    study: tuple[str, ...]
    present: tuple[str, ...]
    empty: tuple[str, ...]
    shape: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]
    spacing_kind: SpacingKind
    modality: str
    bones_bright: bool | None
    captured: bool
    burned_in: bool | None
    has_text: bool
    pixels: str
    hashes: Hashes
    thumbnail: npt.NDArray[np.float16]


def facts_of(offer: Offer, content: Content) -> ImageFinding:
    """Take the facts of an image that was read."""
    volume = grey(content.volume)
    plane = middle_plane(volume.voxels)
    small = shrunk(plane)
    voxels = mask_voxels(content.masks)
    structures = tuple(name for name, count in voxels.items() if count)
    boxes = tuple(dict.fromkeys(box.label for box in content.boxes))
    person = offer.person
    return ImageFinding(
        offer.shown,
        offer.label,
        ("block", offer.label, offer.place.block) if person is None else ("person", *person.identity),
        Grouping.BLOCK if person is None else person.grouping,
        offer.study,
        ((offer.label,) if offer.label else ()) + structures + boxes,
        tuple(name for name, count in voxels.items() if not count),
        volume.shape,
        volume.spacing_mm,
        volume.spacing_kind,
        volume.modality,
        volume.bones_bright,
        content.captured,
        content.burned_in,
        has_margin_text(volume.voxels[volume.shape[0] // 2]),
        pixels_sha256(volume.voxels),
        picture_hashes(small),
        content_thumbnail(small).astype(np.float16),
    )


def shrunk(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Shrink a picture, (rows, columns), so that its longer side is `COMPARED_PX`; smaller ones stay."""
    scale = COMPARED_PX / max(plane.shape)
    if scale >= 1:
        return plane
    rows, columns = (max(1, round(side * scale)) for side in plane.shape)
    return np.asarray(cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.float32)


def mask_voxels(masks: Mapping[str, BoolMask]) -> dict[str, int]:
    """Count the voxels of each structure; those of one label map are counted together."""
    if isinstance(masks, CountedMasks):
        return masks.voxels()
    return {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}
