"""Images and masks with equal names become a dataset: masks as bit flags, or one file per structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import ImageFacts, Task, require_names
from ai.training.dataset.class_folders import files_below, inner_name, require_apart, spread
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.faults import MaskOffGrid
from ai.training.dataset.file_order import natural_key, places
from ai.training.dataset.foreign_picture import is_picture, read_flags
from ai.training.dataset.intake import Content, Imported, Offer, prepare
from ai.training.dataset.picture_volume import picture_volume
from ai.training.dataset.sources.offered import Offered, import_offered
from ai.training.dataset.wanted import Intake
from ai.volume import BoolMask, Volume
from ai.words import say

LARGEST_BITS = 0xFFFF
"""Masks have at most 16 bits."""


@dataclass(frozen=True)
class MaskFile:
    """Where the mask of a structure is: the pixels of a PNG file that have any of these bits."""

    structure: str
    path: Path
    bits: int = LARGEST_BITS


@dataclass(frozen=True)
class PairFile:
    """A picture with its masks."""

    image: Path
    masks: tuple[MaskFile, ...]
    facts: ImageFacts

    def read(self) -> Content:
        """Read all of them; raises `TrainingDataError` where one cannot be read or has another size."""
        volume = picture_volume(self.image, self.facts)
        return Content(volume, {mask.structure: _read_mask(mask, volume) for mask in self.masks})


def import_pairs(
    images: Path,
    masks: Path,
    target: Path,
    *,
    bits: Mapping[str, int] | None = None,
    intake: Intake | None = None,
    progress: Progress = silent,
) -> Imported:
    """Import pictures with their masks, which belong together by equal names.

    Parameters
    ----------
    images
        Folder of PNG and JPEG files.
    masks
        Folder of PNG files. With ``bits`` one ``CASE.png`` per picture whose pixels are flags; without it one file per
        structure, as ``STRUCTURE/CASE.png`` or ``CASE/STRUCTURE.png``.
    target
        Folder of the dataset, new or extended.
    bits
        Flags by structure, such as ``{"right_lung": 1, "left_lung": 2}``; a pixel with any of them belongs to it.
    intake
        What to take; classes do not apply.
    progress
        Called once per picture.

    Raises
    ------
    TrainingDataError
        Where the folders, names or flags do not fit, nothing could be taken, or the dataset cannot be written.
    """
    for folder in (images, masks):
        require_apart(folder, target)
    _require_bits(bits)
    prepare(target, Task.SEGMENTATION)
    return import_offered(target, offer_pairs(images, masks, bits=bits, intake=intake), progress=progress)


def offer_pairs(
    images: Path, masks: Path, *, bits: Mapping[str, int] | None = None, intake: Intake | None = None
) -> Offered:
    """List pictures with their masks; parameters as for `import_pairs`.

    Raises
    ------
    TrainingDataError
        Where the folders, names or flags do not fit.
    """
    intake = intake or Intake()
    intake.pattern()
    _require_bits(bits)
    pictures, left_out = _pictures(images)
    found = _flag_files(masks, bits) if bits is not None else _structure_files(masks, set(pictures))
    names = tuple(bits) if bits is not None else _structures(found)
    require_names(names)
    offers, unpaired = _offers(pictures, found, intake)
    taken = tuple(spread(offers, intake.limit))
    return Offered(Task.SEGMENTATION, names, taken, (*left_out, *unpaired))


def _pictures(images: Path) -> tuple[dict[str, Path], list[LeftOut]]:
    """Find the pictures by name; of two that differ in their ending only the second is left out."""
    pictures: dict[str, Path] = {}
    left_out: list[LeftOut] = []
    for path in files_below(images):
        name = inner_name(path, images)
        if name in pictures:
            left_out.append(LeftOut(path.name, say("Another image has the same name.")))
        else:
            pictures[name] = path
    return pictures, left_out


def _offers(
    pictures: Mapping[str, Path], found: Mapping[str, Sequence[MaskFile]], intake: Intake
) -> tuple[list[Offer], list[LeftOut]]:
    """Join pictures and masks of equal names."""
    offers: list[Offer] = []
    left_out = [LeftOut(name, say("The mask has no image of its name.")) for name in found if name not in pictures]
    for (name, path), place in zip(pictures.items(), places(list(pictures)), strict=True):
        try:
            if not is_picture(path):
                left_out.append(LeftOut(name, say("This is no PNG or JPEG file.")))
            elif name not in found:
                left_out.append(LeftOut(name, say("The image has no mask of its name.")))
            else:
                pair = PairFile(path, tuple(found[name]), intake.facts)
                offers.append(Offer(name, "", pair, intake.person_in(name), place, path.name))
        except TrainingDataError as error:
            left_out.append(LeftOut(name, error.message))
        except OSError as error:
            left_out.append(LeftOut(name, say("The file cannot be read ({reason}).", reason=error.strerror)))
    offers.sort(key=lambda offer: natural_key(offer.name))
    return offers, left_out


def _flag_files(masks: Path, bits: Mapping[str, int]) -> dict[str, list[MaskFile]]:
    # Where a preview lies beside it the PNG is the mask.
    files = sorted(files_below(masks), key=lambda path: path.suffix.lower() == ".png")
    return {inner_name(path, masks): [MaskFile(name, path, flags) for name, flags in bits.items()] for path in files}


def _structure_files(masks: Path, pictures: set[str]) -> dict[str, list[MaskFile]]:
    """Find ``STRUCTURE/CASE.png`` or ``CASE/STRUCTURE.png``; which of both, the names of the pictures tell."""
    names = [inner_name(path, masks) for path in files_below(masks)]
    if not any("/" in name for name in names):
        raise TrainingDataError(
            say("The folder of masks holds no folders, so it is not known which structures its files show."),
            say(
                "Tell the bits of each structure (--bits lung=1,heart=2; --bits NAME=255 for one), or give one "
                "folder per structure."
            ),
        )
    by_case: dict[str, list[MaskFile]] = {}
    for path, name in zip(files_below(masks), names, strict=True):
        first, _, rest = name.partition("/")
        case, _, structure = name.rpartition("/")
        if rest in pictures:
            by_case.setdefault(rest, []).append(MaskFile(first, path))
        elif case in pictures:
            by_case.setdefault(case, []).append(MaskFile(structure, path))
        else:
            by_case.setdefault(name, []).append(MaskFile(first, path))
    return by_case


def _structures(found: Mapping[str, Sequence[MaskFile]]) -> tuple[str, ...]:
    return tuple(sorted({mask.structure for masks in found.values() for mask in masks}))


def _read_mask(mask: MaskFile, volume: Volume) -> BoolMask:
    try:
        flags = read_flags(mask.path)
    except OSError as error:
        raise TrainingDataError(say("The mask cannot be read ({reason}).", reason=error.strerror)) from error
    if flags.shape != volume.shape[1:]:
        # Width before height, as people say it.
        sizes = [f"{columns} × {rows}" for rows, columns in (flags.shape, volume.shape[1:])]
        raise MaskOffGrid(say("The mask has {mask} pixels, its image {image}.", mask=sizes[0], image=sizes[1]))
    return np.asarray((flags & flags.dtype.type(mask.bits & int(np.iinfo(flags.dtype).max))) != 0)[np.newaxis]


def _require_bits(bits: Mapping[str, int] | None) -> None:
    if bits is None:
        return
    if not bits:
        raise TrainingDataError(say("No structure was named."), say("Example: --bits lung=1,heart=2."))
    for name, flags in bits.items():
        if not 0 < flags <= LARGEST_BITS:
            raise TrainingDataError(
                say(
                    "The bits of {name!r} are {flags}; they must lie between 1 and {most}.",
                    name=name,
                    flags=flags,
                    most=LARGEST_BITS,
                )
            )
