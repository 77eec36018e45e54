"""JSON files of a site: read with a limit, every field looked at before it is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from ai.errors import TrainingDataError
from ai.words import say

LARGEST_BYTES = 1 << 28

LARGEST_NUMBER = 1e12
"""Beyond any pixel; also keeps out what is no number."""

Fields: TypeAlias = dict[str, object]
"""A JSON object."""


def read_object(path: Path) -> Fields:
    """Read a file that holds one object.

    Raises
    ------
    TrainingDataError
        Where it is no JSON, too large, or holds something else.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise TrainingDataError(say("The file is larger than a list of images can be."))
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise TrainingDataError(say("The file {file} is no JSON file that can be read.", file=path.name)) from error
    if not isinstance(data, dict):
        raise TrainingDataError(say("The file {file} is no list of images that is known here.", file=path.name))
    return data


def objects(value: object) -> list[Fields]:
    """Take the objects of a list; what is none is passed over."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: object) -> float | None:
    """Return a finite number, or None for everything else, truth values included."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST_NUMBER:
        return None
    return float(value)
