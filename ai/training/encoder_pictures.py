"""All local pictures as one block for an encoder to learn from: chest films, hippocampus planes, slices of two sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.errors import InputMismatch, TrainingDataError
from ai.library.card import InputSpec
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.dataset.foreign_picture import Grey
from ai.training.hippocampus_data import read_crops
from ai.training.jsrt import read_films
from ai.training.slice_sets import BRAIN, LUNG, read_slice_set
from ai.volume import Volume, Voxels

FILMS, HIPPOCAMPUS = "jsrt", "hippocampus"

SOURCES = (FILMS, HIPPOCAMPUS, LUNG, BRAIN)
"""Folders of the pictures, inside the folder of the data."""

STORED_PX = 128
"""Side of the pictures in memory: views are cut out of them."""

PLANES = ("axial", "coronal", "sagittal")
"""Of the crops of the hippocampus, by the axis of the array that is cut across."""

PLANE_PLACES = (0.3, 0.5, 0.7)
"""Where each crop is cut, as shares of its length."""

_Named: TypeAlias = tuple[str, Voxels | Grey]
"""Kind of a picture, and the picture: (rows, columns)."""


@dataclass(frozen=True, eq=False)
class EncoderPictures:
    """Pictures in memory.

    Parameters
    ----------
    images
        (pictures, STORED_PX, STORED_PX) uint8, square as a model's input is.
    kinds
        (pictures,) int64, position of the kind of each among ``names``.
    names
        "SOURCE/CLASS" of each kind; the part before the stroke is its source.
    """

    images: Tensor
    kinds: Tensor
    names: tuple[str, ...]

    def source_of_kind(self) -> Tensor:
        """(kinds,) int64: position of the source of each kind among the sources that are here."""
        sources = [name.partition("/")[0] for name in self.names]
        known = sorted(set(sources))
        return torch.tensor([known.index(source) for source in sources])

    def counts(self) -> dict[str, int]:
        """Pictures of each kind, by name."""
        numbers = torch.bincount(self.kinds, minlength=len(self.names)).tolist()
        return dict(zip(self.names, numbers, strict=True))


def read_pictures(
    data: Path, clip_percentiles: tuple[float, float], *, without: Sequence[str] = (), progress: Progress = silent
) -> EncoderPictures:
    """Read the pictures of all sources but some.

    Parameters
    ----------
    data
        Folder that holds a folder per source.
    clip_percentiles
        Of the contract: values beyond are clipped before eight bits are made.
    without
        Sources that are left out: not one picture of them is read.

    Raises
    ------
    TrainingDataError
        When a source is missing or unknown, or one of its pictures cannot be read.
    """
    unknown = sorted(set(without) - set(SOURCES))
    if unknown:
        raise TrainingDataError(f"There is no source {unknown[0]!r}.", f"Sources: {', '.join(SOURCES)}.")
    readers: dict[str, Callable[[Path, Progress], Iterator[_Named]]] = {
        FILMS: _films,
        HIPPOCAMPUS: _planes,
        LUNG: _slices,
        BRAIN: _slices,
    }
    chosen = [source for source in SOURCES if source not in without]
    found: list[npt.NDArray[np.uint8]] = []
    kinds: list[str] = []
    for number, source in enumerate(chosen):
        share = part(progress, number / len(chosen), (number + 1) / len(chosen))
        for kind, plane in readers[source](data / source, share):
            found.append(stored(plane, clip_percentiles))
            kinds.append(f"{source}/{kind}")
    names = tuple(sorted(set(kinds)))
    return EncoderPictures(
        torch.from_numpy(np.stack(found)), torch.tensor([names.index(kind) for kind in kinds]), names
    )


def stored(plane: Voxels | Grey, clip_percentiles: tuple[float, float]) -> npt.NDArray[np.uint8]:
    """(rows, columns) -> (STORED_PX, STORED_PX) uint8: square and clipped as `prepare_radiograph` makes them."""
    spec = InputSpec((), (), (), (STORED_PX, STORED_PX), clip_percentiles, 1)
    volume = Volume(np.ascontiguousarray(plane)[np.newaxis], np.eye(4), axes_known=False)
    try:
        picture = prepare_radiograph(volume, spec, hang=False)[0]
    except InputMismatch as error:
        raise TrainingDataError(f"A picture cannot be learned from: {error.message}", "Leave it out.") from error
    low, high = float(picture.min()), float(picture.max())
    result: npt.NDArray[np.uint8] = np.rint((picture - low) / (high - low) * 255).astype(np.uint8)
    return result


def _films(folder: Path, progress: Progress) -> Iterator[_Named]:
    films = read_films(folder)
    for number, film in enumerate(films):
        progress(number / len(films), f"Reading film {number + 1} of {len(films)}")
        yield "film", film.volume().voxels[0]


def _planes(folder: Path, progress: Progress) -> Iterator[_Named]:
    crops = read_crops(folder)
    for number, crop in enumerate(crops):
        progress(number / len(crops), f"Reading crop {number + 1} of {len(crops)}")
        voxels = crop.volume().voxels
        for axis, name in enumerate(PLANES):
            for place in PLANE_PLACES:
                # Feet at the bottom: the slices of the array go up.
                plane = np.take(voxels, int(place * voxels.shape[axis]), axis=axis)
                yield name, plane if axis == 0 else plane[::-1]


def _slices(folder: Path, progress: Progress) -> Iterator[_Named]:
    slices = read_slice_set(folder, progress=progress)
    for picture, label in zip(slices.pictures, slices.truth.tolist(), strict=True):
        yield slices.classes[label], picture
