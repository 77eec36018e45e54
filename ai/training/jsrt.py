"""The JSRT chest films with their SCR masks as training cases, and their folds.

References
----------
Shiraishi et al., AJR 2000;174:71. van Ginneken et al., Med Image Anal 2006;10:19.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.volume import BoolMask, SpacingKind, Volume

MASK_BITS = {"right_lung": 1, "left_lung": 2, "heart": 4, "right_clavicle": 8, "left_clavicle": 16}
"""Bit of each structure in ``masks/CASE.png``; right is the patient's right, left in the picture."""

PIXEL_MM = 0.35
"""Detector spacing of the 1024 x 1024 films."""

FOLDS = 5

PERSONS_FILE = "cases.csv"
"""One line a film; ``case``, ``nodule`` (1 or 0), ``age`` and ``sex`` are read where they are given."""


AGES = ((70, "70 and above"), (50, "50 to 69"), (0, "below 50"))
"""Youngest age of a group of persons, and its words."""


@dataclass(frozen=True)
class Film:
    """One film: one person, one picture, one mask file.

    Parameters
    ----------
    case
        Public name.
    image, mask
        Their files.
    groups
        What is known of the person, for the tables by subgroup: ``{"sex": "female", "age": "60 and above"}``.
    """

    case: str
    image: Path
    mask: Path
    groups: Mapping[str, str] = field(default_factory=dict, hash=False)

    def volume(self) -> Volume:
        """Read the film as a radiograph that hangs as usual, bones bright."""
        picture = _read(self.image)
        affine = np.array(
            [[0, 0, PIXEL_MM, 0], [1, 0, 0, 0], [0, -PIXEL_MM, 0, 0], [0, 0, 0, 1]], dtype=np.float64
        )  # (slice, row, column) -> LPS: columns to the left, rows to the feet
        return Volume(
            picture[np.newaxis],
            affine,
            modality="CR",
            spacing_kind=SpacingKind.DETECTOR,
            body_part="CHEST",
            view="PA",
            bones_bright=True,
        )

    def masks(self, names: Sequence[str] = tuple(MASK_BITS)) -> BoolMask:
        """(structures, rows, columns) bool, in the order of ``names``."""
        bits = _read(self.mask)
        return np.stack([(bits & MASK_BITS[name]) != 0 for name in names])


def read_films(folder: Path) -> tuple[Film, ...]:
    """List the films of a folder with ``images/`` and ``masks/``, sorted by case.

    Raises
    ------
    TrainingDataError
        When there are fewer films than folds, or a film has no mask.
    """
    images = sorted(path for path in (folder / "images").glob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    known = _persons(folder / PERSONS_FILE)
    films = tuple(
        Film(path.stem, path, folder / "masks" / f"{path.stem}.png", known.get(path.stem, {})) for path in images
    )
    missing = [film.case for film in films if not film.mask.is_file()]
    if missing:
        raise TrainingDataError(f"{len(missing)} films have no mask, the first is {missing[0]}.")
    if len(films) < FOLDS:
        raise TrainingDataError(
            f"The folder has {len(films)} films with masks; at least {FOLDS} are needed.",
            "It must hold images/CASE.jpg and masks/CASE.png.",
        )
    return films


def fold_of(films: Sequence[Film]) -> tuple[int, ...]:
    """Fold (0 to 4) of each film: each film is one person; nodule films (JPCLN) and normals (JPCNN) spread evenly."""
    ranked = sorted(range(len(films)), key=lambda i: (films[i].case[:5], _digest(films[i].case)))
    folds = [0] * len(films)
    for rank, index in enumerate(ranked):
        folds[index] = rank % FOLDS
    return tuple(folds)


def split_sha256(films: Sequence[Film]) -> str:
    """Hash of who is in which fold, kept in the card."""
    lines = "\n".join(f"{film.case} {fold}" for film, fold in zip(films, fold_of(films), strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()


def read_arrays(
    films: Sequence[Film], *, size_px: int, mask_px: int = 0, progress: Progress = silent
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Pictures and mask bits of all films, shrunk.

    Returns
    -------
    pictures
        (films, size_px, size_px) uint8, by area.
    bits
        (films, mask_px, mask_px) uint8, of the size of the pictures unless told;
        a bit is set where the structure covers at least half of the pixel.
    """
    pictures = np.empty((len(films), size_px, size_px), dtype=np.uint8)
    side = mask_px or size_px
    bits = np.zeros((len(films), side, side), dtype=np.uint8)
    for index, film in enumerate(films):
        progress(index / len(films), f"Reading film {index + 1} of {len(films)}")
        pictures[index] = cv2.resize(_read(film.image), (size_px, size_px), interpolation=cv2.INTER_AREA)
        for mask, bit in zip(film.masks(), MASK_BITS.values(), strict=True):
            bits[index] |= np.where(shrink_mask(mask, side), bit, 0).astype(np.uint8)
    return pictures, bits


def shrink_mask(mask: npt.NDArray[np.bool_], size_px: int) -> npt.NDArray[np.bool_]:
    """(rows, columns) bool -> (size_px, size_px) bool: covered by at least half."""
    share = cv2.resize(mask.astype(np.float32), (size_px, size_px), interpolation=cv2.INTER_AREA)
    result: npt.NDArray[np.bool_] = np.asarray(share) >= 0.5
    return result


def _persons(path: Path) -> dict[str, dict[str, str]]:
    """Read the groups of each film; none where there is no list."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["case"]: _groups(row) for row in csv.DictReader(file)}


def _groups(row: Mapping[str, str]) -> dict[str, str]:
    groups = {"nodule": {"1": "with a nodule", "0": "without"}.get(row.get("nodule", ""), "")}
    groups["sex"] = {"f": "women", "m": "men"}.get(row.get("sex", "")[:1].lower(), "")
    age = row.get("age", "")
    if age.isdigit():
        groups["age"] = next(words for least, words in AGES if int(age) >= least)
    return {name: value for name, value in groups.items() if value}


def _read(path: Path) -> npt.NDArray[np.uint8]:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise TrainingDataError(f"{path.name} cannot be read as a picture.", "Copy the data set again.")
    return np.asarray(picture, dtype=np.uint8)


def _digest(case: str) -> str:
    return hashlib.sha256(case.encode()).hexdigest()
