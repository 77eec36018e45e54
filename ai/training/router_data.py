"""Pictures of the router: films, slices of CT and MR, crops, phantoms, and what is none of them; with their folds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from ai.errors import TrainingDataError
from ai.library.router_kinds import BRAIN_MR, CHEST_CT, CHEST_FILM, HIPPOCAMPUS_MR, KINDS, SOMETHING_ELSE
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.phantom.radiograph import radiograph_phantom
from ai.prepare.glance import SOFT_TISSUE_HU
from ai.progress import Progress, part, silent
from ai.training import hippocampus_data, jsrt
from ai.training.router_drawn import DRAWN, Plane, photograph, photographs
from ai.volume import Volume

FOLDS = 5

GAP = 5
"""Numbers beside a cut between two folds of a set of slices that train neither: neighbours are often one patient."""

NEAR = 10
"""Neighbouring numbers that are counted as one person."""

STORED_PX = 160
"""Rows and columns of a kept picture; the network sees fewer, so that it can be turned and scaled."""

SLICE_SETS = {
    "ct_lung_cancer_slices": ("CT", CHEST_CT),
    "brain_mri_tumour": ("MR", BRAIN_MR),
}
"""Folders of slices as pictures, a folder a class: modality and kind."""

DRAWN_EACH = 60
"""Drawn pictures of each kind, and parts of each photograph."""

PHANTOM_FILMS, PHANTOM_CTS = 30, 10
"""Made-up people."""

_WINDOWS_HU = (SOFT_TISSUE_HU, (-1350.0, 150.0), (-1000.0, 1000.0), (-450.0, 1050.0))
"""Soft tissue, lung, wide and bone: the real slices come in one window only."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture.

    Parameters
    ----------
    source
        Data set or kind of drawing.
    name
        Of the film, slice, crop, photograph or drawing.
    group
        What may be of one person, photograph or kind of drawing: counted once where faults are counted by groups.
    kind
        One of `ai.library.router_kinds.KINDS`.
    fold
        Which fold it is held out in; -1 for what is only trained on, in every fold.
    barred
        Folds that must not train on it, its own among them.
    volume
        As the product would see it.
    """

    source: str
    name: str
    group: str
    kind: str
    fold: int
    barred: frozenset[int]
    volume: Volume


@dataclass(frozen=True, eq=False)
class Pool:
    """All pictures, small, in one block.

    Parameters
    ----------
    pictures
        (pictures, 1, STORED_PX, STORED_PX) uint8, padded to a square with their darkest value.
    kinds
        (pictures,) int64, index into `KINDS`.
    barred
        (pictures, FOLDS) bool: this fold must not train on it.
    """

    pictures: Tensor
    kinds: Tensor
    barred: Tensor


def read_pictures(data: Path, *, progress: Progress = silent) -> tuple[Picture, ...]:
    """Read all pictures of the data root; drawn ones come last.

    Raises
    ------
    TrainingDataError
        When a set is missing or smaller than its folds.
    """
    progress(0.0, "Reading the pictures")
    scans = [*_films(data / "jsrt"), *_slices(data), *_crops(data / "hippocampus")]
    progress(0.4, "Drawing phantoms")
    phantoms = list(_phantoms(part(progress, 0.4, 0.8)))
    progress(0.8, "Drawing other pictures")
    return (*scans, *phantoms, *_foreign(scans))


def read_pool(pictures: Sequence[Picture], *, progress: Progress = silent) -> Pool:
    """Shrink all pictures for the training."""
    block = torch.empty((len(pictures), 1, STORED_PX, STORED_PX), dtype=torch.uint8)
    for index, picture in enumerate(pictures):
        if index % 50 == 0:
            progress(index / len(pictures), f"Reading picture {index + 1} of {len(pictures)}")
        block[index, 0] = torch.from_numpy(square(picture.volume.voxels[0]))
    kinds = torch.tensor([KINDS.index(picture.kind) for picture in pictures])
    barred = torch.tensor([[fold in picture.barred for fold in range(FOLDS)] for picture in pictures])
    return Pool(block, kinds, barred)


def split_sha256(pictures: Sequence[Picture]) -> str:
    """Hash of what is in which fold, kept in the card; drawn ones are made anew by their seeds."""
    lines = "\n".join(f"{each.source} {each.name} {each.fold}" for each in pictures)
    return hashlib.sha256(lines.encode()).hexdigest()


def square(plane: np.ndarray) -> Plane:
    """(rows, columns) of any real dtype -> (STORED_PX, STORED_PX) uint8, padded with its darkest value."""
    values = plane.astype(np.float32)
    low, high = np.percentile(values, (0.5, 99.5))
    values = np.clip((values - low) / max(float(high - low), 1e-6), 0, 1) * 255
    rows, columns = values.shape
    side = max(rows, columns)
    top, left = (side - rows) // 2, (side - columns) // 2
    padded = cv2.copyMakeBorder(
        values, top, side - rows - top, left, side - columns - left, cv2.BORDER_CONSTANT, value=0
    )
    way = cv2.INTER_AREA if side > STORED_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(padded, (STORED_PX, STORED_PX), interpolation=way)).round().astype(np.uint8)


def plain_volume(plane: np.ndarray, modality: str = "") -> Volume:
    """(rows, columns) without any tag but its modality, as a picture of unknown axes."""
    return Volume(plane[np.newaxis], np.eye(4), modality=modality, axes_known=False, bones_bright=True)


def cut_fold(rank: int, count: int) -> tuple[int, frozenset[int]]:
    """Fold of a picture by its place in a run of ``count`` neighbours, and the folds that must not train on it."""
    folds = [min(FOLDS - 1, near * FOLDS // count) for near in (rank - GAP, rank, rank + GAP)]
    return folds[1], frozenset(max(0, fold) for fold in folds)


def _films(folder: Path) -> Iterator[Picture]:
    films = jsrt.read_films(folder)
    for film, fold in zip(films, jsrt.fold_of(films), strict=True):
        yield Picture("jsrt", film.case, film.case, CHEST_FILM, fold, frozenset({fold}), film.volume())


def _slices(data: Path) -> Iterator[Picture]:
    for folder, (modality, kind) in SLICE_SETS.items():
        classes = sorted(path for path in (data / folder).glob("*") if path.is_dir())
        if not classes:
            raise TrainingDataError(
                f"The set {folder} is missing.", "The folder must hold jsrt and the sets of slices."
            )
        for each in classes:
            files = sorted((path for path in each.iterdir() if path.suffix == ".jpg"), key=_number)
            for rank, path in enumerate(files):
                plane = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
                if plane is None:
                    raise TrainingDataError(f"{path.name} cannot be read as a picture.", "Copy the data set again.")
                fold, barred = cut_fold(rank, len(files))
                group = f"{each.name} {rank // NEAR}"
                yield Picture(folder, path.stem, group, kind, fold, barred, plain_volume(np.asarray(plane), modality))


def _crops(folder: Path) -> Iterator[Picture]:
    """Three planes a direction of every crop, as a viewer shows them: head, or front, up."""
    crops = hippocampus_data.read_crops(folder)
    for crop, fold in zip(crops, hippocampus_data.fold_of(crops), strict=True):
        voxels = crop.volume().voxels[::-1, ::-1]
        for axis, size in enumerate(voxels.shape):
            for place in (0.35, 0.5, 0.65):
                plane = np.ascontiguousarray(np.take(voxels, int(place * size), axis))
                name = f"{crop.case} {axis} {place}"
                own = frozenset({fold})
                yield Picture("hippocampus", name, crop.case, HIPPOCAMPUS_MR, fold, own, plain_volume(plane, "MR"))


def _phantoms(progress: Progress) -> Iterator[Picture]:
    """Made-up chests: films, slices in four windows, and side views, which are no frontal films."""
    everywhere: frozenset[int] = frozenset()
    for seed in range(PHANTOM_FILMS):
        progress(0.7 * seed / PHANTOM_FILMS, "Drawing phantoms")
        film = radiograph_phantom(draw_anatomy(SEED + seed), size_px=256, spacing_mm=1.4).volume
        yield Picture("phantom_film", str(seed), str(seed), CHEST_FILM, -1, everywhere, film)
    for seed in range(PHANTOM_CTS):
        progress(0.7 + 0.3 * seed / PHANTOM_CTS, "Drawing phantoms")
        grid = CtGrid.axial((36, 128, 160), (8.0, 2.5, 2.5))
        scan = ct_phantom(draw_anatomy(SEED + seed), grid=grid, noise_hu=20.0).volume.voxels.astype(np.float32)
        for index in range(5, 31, 2):
            for low, high in _WINDOWS_HU:
                plane = np.clip((scan[index] - low) / (high - low), 0, 1) * 255
                volume = plain_volume(plane.astype(np.uint8), "CT")
                yield Picture("phantom_ct", f"{seed} {index} {low:g}", str(seed), CHEST_CT, -1, everywhere, volume)
        side_view = plain_volume(_side_view(scan))
        yield Picture("phantom_side_view", str(seed), str(seed), SOMETHING_ELSE, -1, everywhere, side_view)


def _side_view(scan_hu: np.ndarray) -> Plane:
    """(slices, rows, columns) HU, feet first -> (rows, columns) uint8, as a lateral film: dense tissue bright."""
    water_mm = 2.5 * np.clip((scan_hu + 1000) / 1000, 0, None).sum(2)
    grey = 1 - np.exp(-0.006 * water_mm[::-1])
    return np.asarray(cv2.resize((grey / grey.max() * 255).astype(np.uint8), (256, 288))).astype(np.uint8)


def _foreign(scans: Sequence[Picture]) -> Iterator[Picture]:
    """Photographs by file and drawings by kind come in folds of their own: what is held out is of no kind trained on.

    What is made of scans is made of scans of its own fold.
    """
    for number, (name, draw) in enumerate(DRAWN.items()):
        fold = number % FOLDS
        own = [scan.volume.voxels[0] for scan in scans if scan.fold == fold]
        chance = np.random.default_rng(SEED + number)

        def scrap(own: Sequence[np.ndarray] = own, chance: np.random.Generator = chance) -> Plane:
            plane: Plane = own[int(chance.integers(len(own)))].astype(np.uint8)
            return plane

        for index in range(DRAWN_EACH):
            volume = plain_volume(draw(chance, scrap))
            yield Picture(f"drawn_{name}", str(index), name, SOMETHING_ELSE, fold, frozenset({fold}), volume)
    for number, path in enumerate(photographs()):
        chance = np.random.default_rng(SEED + number)
        for index in range(DRAWN_EACH):
            volume = plain_volume(photograph(path, chance))
            fold = number % FOLDS
            yield Picture(
                "photograph", f"{path.stem} {index}", path.stem, SOMETHING_ELSE, fold, frozenset({fold}), volume
            )


def _number(path: Path) -> tuple[int, str]:
    found = re.search(r"(\d+)$", path.stem)
    return int(found.group(1)) if found else 0, path.stem


SEED = 4000
"""Of everything drawn: other people than those of the golden cases and the demo."""
