"""What a model says of a few validation pictures after each epoch: small PNGs and a list of them in the job folder.

A person sees whether it learns the disease or something beside it. Only keys of cases stand there, nothing else of a
person, and only pictures of the validation part: the test part is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from torch import Tensor

from ai.training.dataset.case import Case
from ai.training.held_out import LIST_FILE, MOST, held_out_folder

SIDE_PX = 160
"""Longer side of a picture."""

_MODEL_BGR, _PERSON_BGR = (60, 170, 255), (255, 190, 90)
"""Outlines: orange is the model's, blue the person's."""


def some(count: int) -> list[int]:
    """Choose places of at most `MOST` cases, spread evenly."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(MOST, count))}) if count else []


class ClassPictures:
    """The pictures of a classifier.

    Parameters
    ----------
    job
        Its folder.
    cases, pictures
        Of the validation part; (cases, rows, columns), any float type.
    names
        Of the classes, in the order of the outputs.
    """

    def __init__(
        self, job: Path, cases: Sequence[Case], pictures: npt.NDArray[np.floating[Any]], names: Sequence[str]
    ) -> None:
        self._folder = held_out_folder(job)
        self._places = some(len(cases))
        self._cases = [cases[place] for place in self._places]
        self._pictures = pictures
        self._names = tuple(names)
        self._files: list[str] = []

    def tell(self, logits: Tensor) -> None:
        """Write what (cases, classes) logits of the whole part say; a picture that cannot be written ends no run."""
        with suppress(OSError):
            self._write(logits[self._places].float().cpu())

    def _write(self, logits: Tensor) -> None:
        if not self._files:  # what is said changes with the epochs, the pictures do not
            greys = [_grey(self._pictures[place]) for place in self._places]
            self._files = [_write(self._folder, number, grey) for number, grey in enumerate(greys)]
        rows = []
        for file, case, chances in zip(self._files, self._cases, logits.softmax(1).tolist(), strict=True):
            best = int(np.argmax(chances))
            rows.append(
                {
                    "file": file,
                    "key": case.key,
                    "truth": case.label,
                    "answer": self._names[best],
                    "figure": round(chances[best], 4),
                    "right": self._names[best] == case.label,
                }
            )
        _write_list(self._folder, rows)


def tell_masks(
    job: Path,
    cases: Sequence[Case],
    pictures: npt.NDArray[np.floating[Any]],
    found: npt.NDArray[np.bool_],
    wanted: npt.NDArray[np.bool_],
) -> None:
    """Write pictures with the outlines of model and person; one that cannot be written ends no run.

    Parameters
    ----------
    job
        Its folder.
    cases
        Of the validation part.
    pictures
        (cases, rows, columns) float.
    found, wanted
        (cases, structures, rows, columns) bool, on the grid of the pictures.
    """
    with suppress(OSError):
        _write_masks(held_out_folder(job), cases, pictures, found, wanted)


def _write_masks(
    folder: Path,
    cases: Sequence[Case],
    pictures: npt.NDArray[np.floating[Any]],
    found: npt.NDArray[np.bool_],
    wanted: npt.NDArray[np.bool_],
) -> None:
    rows: list[dict[str, Any]] = []
    for number, place in enumerate(some(len(cases))):
        grey = _grey(pictures[place])
        drawn = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
        for masks, colour in ((wanted[place], _PERSON_BGR), (found[place], _MODEL_BGR)):
            for mask in masks:
                small = cv2.resize(mask.astype(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
                lines, _ = cv2.findContours(small, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
                cv2.drawContours(drawn, lines, -1, colour, 1)
        shared = float(np.logical_and(found[place], wanted[place]).sum())
        both = float(found[place].sum() + wanted[place].sum())
        dice = 2 * shared / both if both else 1.0
        rows.append(
            {
                "file": _write(folder, number, np.asarray(drawn, dtype=np.uint8)),
                "key": cases[place].key,
                "truth": "",
                "answer": "Dice",
                "figure": round(dice, 4),
                "right": dice >= 0.5,
            }
        )
    _write_list(folder, rows)


def _grey(picture: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint8]:
    """(rows, columns) float -> uint8 over the 1st to 99th percentile, its longer side `SIDE_PX`."""
    plane = np.asarray(picture, dtype=np.float32)
    low, high = np.percentile(plane, (1, 99))
    shown = (255 * ((plane - low) / max(float(high - low), 1e-6)).clip(0, 1)).astype(np.uint8)
    factor = SIDE_PX / max(shown.shape)
    size = (max(1, round(shown.shape[1] * factor)), max(1, round(shown.shape[0] * factor)))
    result: npt.NDArray[np.uint8] = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return result


def _write(folder: Path, number: int, picture: npt.NDArray[np.uint8]) -> str:
    _, encoded = cv2.imencode(".png", picture)
    _replace(folder / f"{number}.png", encoded.tobytes())
    return f"{number}.png"


def _write_list(folder: Path, rows: Sequence[dict[str, Any]]) -> None:
    _replace(folder / LIST_FILE, json.dumps(rows).encode())


def _replace(path: Path, content: bytes) -> None:
    """Write whole or not at all; not pressed onto the disk, since after a power cut nobody follows the run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
