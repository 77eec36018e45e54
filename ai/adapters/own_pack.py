"""Packs of this product: a folder, or the same as one file (``*.lbmodel``, a zip)."""

from __future__ import annotations

import json
from pathlib import Path

from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.pack import CARD_FILE, EXTRA_FILES, MAX_CARD_BYTES, card_of_plain
from ai.words import say


def recognise(contents: Contents) -> Recognised | None:
    """Own a folder or archive with a card."""
    prefix = pack_prefix(contents)
    if prefix is None:
        return None
    try:
        card = read_inside(contents, prefix)
    except ModelPackError as error:
        return Recognised(refusal=error.message, hint=error.hint)
    strange = [name for name in contents.members if not _belongs(name.removeprefix(prefix), card)]
    if strange:
        return Recognised(
            refusal=say("The pack holds the file {name!r}, which its card does not name.", name=strange[0]),
            hint=say("Ask its maker for a pack as the product writes it."),
        )
    return Recognised(licence=card.reading.licence, title=say("Model pack {model}", model=card.key))


def pack_prefix(contents: Contents) -> str | None:
    """Folder of the pack inside an archive, with its ``/``; ``""`` for a folder; None where it is no pack."""
    if contents.kind == "folder":
        return "" if CARD_FILE in contents.members else None
    if contents.kind != "zip":
        return None
    found = [name for name in contents.members if name == CARD_FILE or name.endswith(f"/{CARD_FILE}")]
    return found[0].removesuffix(CARD_FILE) if len(found) == 1 and found[0].count("/") <= 1 else None


def read_inside(contents: Contents, prefix: str) -> ModelCard:
    """Card of a pack that lies in an archive or folder, checked; ModelPackError where it is not valid."""
    name = f"{prefix}{CARD_FILE}"
    try:
        data = json.loads(contents.read(name, MAX_CARD_BYTES))
    except (ValueError, RecursionError) as error:
        raise ModelPackError(
            say("The model pack {pack} has no readable {file}.", pack=contents.path.name, file=name)
        ) from error
    return card_of_plain(data, Path())


def _belongs(name: str, card: ModelCard) -> bool:
    listed = {member.file for member in card.members}
    return (
        name in listed
        or name in EXTRA_FILES
        or ("/" not in name and name.endswith((".json", ".md", ".txt", ".html", ".png")))
    )
