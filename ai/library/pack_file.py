"""A pack as one file, ``*.lbmodel``: a plain zip of its folder. Read back by the import, like any other model file."""

from __future__ import annotations

import os
import tempfile
import zipfile
from pathlib import Path

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.pack import CARD_FILE, EXTRA_FILES, verify
from ai.progress import Progress, silent
from ai.words import say

SUFFIX = ".lbmodel"


def write_pack_file(card: ModelCard, path: Path, *, progress: Progress = silent) -> None:
    """Write a pack into one file, whole or not at all; an older file of that name is replaced.

    Raises
    ------
    ModelPackError
        When its weights are not those of the card, or the file cannot be written.
    """
    verify(card)
    names = [CARD_FILE, *(member.file for member in card.members)]
    names += [name for name in EXTRA_FILES if (card.folder / name).is_file()]
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.absolute().parent) as folder:
            unfinished = Path(folder) / path.name
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
                for index, name in enumerate(names):
                    progress(index / len(names), say("Writing the pack"))
                    archive.write(card.folder / name, f"{card.key}/{name}")
            os.replace(unfinished, path)
    except OSError as error:
        raise ModelPackError(
            say("{file} cannot be written ({reason}).", file=path.name, reason=error.strerror or ""),
            say("Choose another folder, or free some space."),
        ) from error
    progress(1.0, say("Done"))
