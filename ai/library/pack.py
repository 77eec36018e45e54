"""A model pack on disk: read, checked and written. No torch, no pickle.

A pack is a folder ``ID-VERSION/`` with ``model.json`` (the card), the weights as safetensors and ``golden.json``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.errors import ModelPackError
from ai.library.archive import safe_file_name
from ai.library.card import CARD_FORMAT, SEGMENTATION, ModelCard
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.plain import PlainError, from_plain, to_plain
from ai.words import say

CARD_FILE = "model.json"
GOLDEN_FILE = "golden.json"
REFERENCE_FILE = "reference.safetensors"
"""Statistics of the input, see `ai.inference.statistics`; its hash stands in the card."""

SEEN_FILE = "seen.json"
"""Salted hashes of the training cases, see `ai.library.seen_cases`; its hash stands in the card."""

EXTRA_FILES = (GOLDEN_FILE, REFERENCE_FILE, SEEN_FILE)
"""What a pack may hold beside its card and weights."""

MAX_CARD_BYTES = 4 << 20
"""A card is a few kilobytes; more is not read."""

_INSTALL_AGAIN = say("Install the pack again from its source.")


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
            raise ModelPackError(say("The card of model pack {pack} is larger than any real card.", pack=folder.name))
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelPackError(
            say("The model pack {pack} has no readable {file}.", pack=folder.name, file=CARD_FILE), _INSTALL_AGAIN
        ) from error
    return card_of_plain(data, folder)


def card_of_plain(data: object, folder: Path) -> ModelCard:
    """Build and check a card of parsed ``model.json``.

    Raises
    ------
    ModelPackError
        As `read_card`.
    """
    if not isinstance(data, dict) or data.get("format") != CARD_FORMAT:
        raise ModelPackError(
            say(
                "The model pack {pack} is of another format than this version reads (format {format}).",
                pack=folder.name,
                format=CARD_FORMAT,
            ),
            say("Use a pack made for this version."),
        )
    try:
        card = from_plain(ModelCard, {**_without_format(data), "folder": str(folder)})
    except PlainError as error:
        raise ModelPackError(
            say("The card of model pack {pack} is not valid: {error}", pack=folder.name, error=str(error))
        ) from error
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
    if card.prompts is not None:  # of other cards the hash stays what it was
        parts.append(to_plain(card.prompts))
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def verify(card: ModelCard) -> None:
    """Compare the weights files with the hashes in the card.

    Raises
    ------
    ModelPackError
        When a file is missing or its hash is another one.
    """
    for member in card.members:
        check_hash(card.folder / member.file, member.sha256, card.id)


def check_hash(path: Path, sha256: str, model: str) -> None:
    """Compare one file of weights with its hash; errors as `verify`."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelPackError(
            say("The weights {file} of model {model} are missing.", file=path.name, model=model), _INSTALL_AGAIN
        ) from error
    if found != sha256:
        raise ModelPackError(
            say(
                "The weights {file} of model {model} are not the ones its card was written for: "
                "their SHA-256 differs, so the model is not run.",
                file=path.name,
                model=model,
            ),
            _INSTALL_AGAIN,
        )


def read_golden(card: ModelCard) -> Mapping[str, Any]:
    """Read the golden case of a pack: phantom recipe, its voxel hash, expected output, tolerances."""
    data: dict[str, Any] = json.loads((card.folder / GOLDEN_FILE).read_text(encoding="utf-8"))
    return data


def _without_format(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "format"}


def _check(card: ModelCard) -> None:
    if not re.fullmatch(r"\w[\w.+-]{0,200}", card.key, re.ASCII) or not safe_file_name(card.key):
        raise ModelPackError(
            say("The card of a model names it {model!r}, which is no name of a folder.", model=card.key)
        )
    if card.folder.name not in (card.key, ""):
        raise ModelPackError(
            say(
                "The folder {folder} holds the model {model}; the names must be equal.",
                folder=card.folder.name,
                model=card.key,
            )
        )
    if card.rules and (card.members or card.task != SEGMENTATION):
        raise ModelPackError(
            say("Model {model} is made of rules, which outline structures and have no weights.", model=card.id)
        )
    if not (card.members or card.rules) or not card.labels:
        raise ModelPackError(say("The card of model {model} names no weights or no labels.", model=card.id))
    for member in card.members:
        suffix = PROGRAM_SUFFIXES.get(card.architecture.name, ".safetensors")
        if not safe_file_name(member.file) or not member.file.endswith(suffix):
            raise ModelPackError(say("The card of model {model} names a weights file outside its pack.", model=card.id))
    if not 0 < card.threshold < 1:
        raise ModelPackError(say("The threshold of model {model} must lie between 0 and 1.", model=card.id))
