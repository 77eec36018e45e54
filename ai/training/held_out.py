"""The validation pictures that a run shows after each epoch, as whoever follows it reads them. No torch here.

They are pixels of the site, so they are there only until the run is done.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

MOST = 9
"""Pictures that are shown."""

LIST_FILE = "pictures.json"

_LARGEST_BYTES = 1 << 20
"""Of a picture; ours have a few kilobytes."""


@dataclass(frozen=True)
class HeldOutPicture:
    """A picture with what the model says of it.

    Parameters
    ----------
    key
        Of the case.
    png
        The picture.
    truth, answer
        Class that a person gave, and that the model thinks most likely; of masks ``""`` and "Dice".
    figure
        Its probability, or the Dice coefficient.
    right
        Whether the two agree.
    """

    key: str
    png: bytes
    truth: str
    answer: str
    figure: float
    right: bool


def held_out_folder(job: Path) -> Path:
    """Folder of the pictures in a job folder."""
    return job / "held_out"


def read_held_out(job: Path) -> tuple[HeldOutPicture, ...]:
    """Read what is there; nothing where there is none yet, or it cannot be understood."""
    folder = held_out_folder(job)
    try:
        rows = json.loads((folder / LIST_FILE).read_text(encoding="utf-8"))
        return tuple(_picture(folder, row) for row in rows[:MOST])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return ()


def _picture(folder: Path, row: dict[str, object]) -> HeldOutPicture:
    name = str(row["file"])
    if not re.fullmatch(r"\d{1,2}\.png", name):
        raise ValueError(name)
    with (folder / name).open("rb") as file:
        png = file.read(_LARGEST_BYTES)
    figure = row["figure"]
    return HeldOutPicture(
        str(row["key"]),
        png,
        str(row["truth"]),
        str(row["answer"]),
        float(figure) if isinstance(figure, int | float) else 0.0,
        row["right"] is True,
    )
