"""Whether pictures of a dataset may be mirrored in training: asked once, kept with the dataset. No Qt here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ai.training.job_folder import write_json

FLIPS_FILE = "flips.json"


@dataclass(frozen=True)
class Flips:
    """Which sides of a picture may be swapped without making it another one."""

    columns: bool = False
    rows: bool = False


def read_flips(folder: Path) -> Flips | None:
    """Read what was answered for a dataset; None where nobody was asked, or the file says nothing of use."""
    try:
        said = json.loads((folder / FLIPS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return Flips(said.get("columns") is True, said.get("rows") is True)


def keep_flips(folder: Path, flips: Flips) -> None:
    """Keep the answer; a folder that cannot be written is asked about again."""
    try:
        write_json(folder / FLIPS_FILE, {"columns": flips.columns, "rows": flips.rows})
    except OSError:
        return
