"""A model pack on disk: read, checked and written. No torch, no pickle.

A pack is a folder ``ID-VERSION/`` with ``model.json`` (the card), the weights as safetensors and ``golden.json``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.errors import ModelPackError
from ai.library.card import CARD_FORMAT, ModelCard
from ai.plain import PlainError, from_plain, to_plain

CARD_FILE = "model.json"
GOLDEN_FILE = "golden.json"

MAX_CARD_BYTES = 4 << 20
"""A card is a few kilobytes; more is not read."""


def read_card(folder: Path) -> ModelCard:
    """Read and check the card of a pack; the weights are checked by `verify`.

    Raises
    ------
    ModelPackError
        When the card is missing, unreadable, of another format, or names a file outside the pack.
    """
    path = folder / CARD_FILE
    try:
        if path.stat().st_size > MAX_CARD_BYTES:
            raise ModelPackError(f"The card of model pack {folder.name} is larger than any real card.")
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelPackError(
            f"The model pack {folder.name} has no readable {CARD_FILE}.", "Install the pack again from its source."
        ) from error
    if not isinstance(data, dict) or data.pop("format", None) != CARD_FORMAT:
        raise ModelPackError(
            f"The model pack {folder.name} is of another format than this version reads (format {CARD_FORMAT}).",
            "Use a pack made for this version.",
        )
    try:
        card = from_plain(ModelCard, {**data, "folder": str(folder)})
    except PlainError as error:
        raise ModelPackError(f"The card of model pack {folder.name} is not valid: {error}") from error
    _check(card)
    return card


def write_card(card: ModelCard) -> None:
    """Write ``model.json`` into ``card.folder``, atomically."""
    data = {"format": CARD_FORMAT, **to_plain(dataclasses.replace(card, folder=Path()))}
    del data["folder"]
    temporary = card.folder / f"{CARD_FILE}.tmp"
    temporary.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(card.folder / CARD_FILE)


def contract_sha256(card: ModelCard) -> str:
    """Hash of everything that decides how a picture becomes a result, besides the weights."""
    parts = [to_plain(card.input), to_plain(card.labels), card.threshold, to_plain(card.architecture)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def verify(card: ModelCard) -> None:
    """Compare the weights files with the hashes in the card.

    Raises
    ------
    ModelPackError
        When a file is missing or its hash is another one.
    """
    for member in card.members:
        try:
            with (card.folder / member.file).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelPackError(
                f"The weights {member.file} of model {card.id} are missing.", "Install the pack again from its source."
            ) from error
        if found != member.sha256:
            raise ModelPackError(
                f"The weights {member.file} of model {card.id} are not the ones its card was written for: "
                "their SHA-256 differs, so the model is not run.",
                "Install the pack again from its source.",
            )


def read_golden(card: ModelCard) -> Mapping[str, Any]:
    """Read the golden case of a pack: phantom recipe, its voxel hash, expected output, tolerances."""
    data: dict[str, Any] = json.loads((card.folder / GOLDEN_FILE).read_text(encoding="utf-8"))
    return data


def _check(card: ModelCard) -> None:
    if card.folder.name not in (card.key, ""):
        raise ModelPackError(f"The folder {card.folder.name} holds the model {card.key}; the names must be equal.")
    if not card.members or not card.labels:
        raise ModelPackError(f"The card of model {card.id} names no weights or no labels.")
    for member in card.members:
        if Path(member.file).name != member.file or not member.file.endswith(".safetensors"):
            raise ModelPackError(f"The card of model {card.id} names a weights file outside its pack.")
    if not 0 < card.threshold < 1:
        raise ModelPackError(f"The threshold of model {card.id} must lie between 0 and 1.")
