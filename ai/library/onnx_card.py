"""The card of a model inside its ONNX file, so that the file alone tells how a picture becomes its input. No torch.

A bare ONNX knows the shape of its input and nothing of what a picture goes through before it. The card stands as a
text in ``metadata_props``, which every other reader of ONNX keeps and ignores.

References
----------
onnx.proto of the ONNX project: ``ModelProto.metadata_props`` is field 14, key and value of an entry are fields 1 and 2.
Fields of a message may stand in any order, so an entry is added by writing it at the end of the file.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from ai.errors import ModelPackError
from ai.library.card import CARD_FORMAT, Architecture, ModelCard, Weights
from ai.library.onnx_graph import OnnxGraph
from ai.library.pack import card_of_plain
from ai.library.program_check import ONNX
from ai.plain import to_plain
from ai.words import say

CARD_KEY = "lightbox.card"
"""Of the entry."""

PROGRAM_FILE = "program.onnx"
"""What the card calls the file that it stands in; its hash cannot stand in itself and is taken when it is read."""


def card_for(card: ModelCard, *, leave_out: tuple[str, ...]) -> ModelCard:
    """Card of a model as it stands in its ONNX file.

    Parameters
    ----------
    card
        Of the pack.
    leave_out
        Entries of ``reference`` that only the pack's own network can use.
    """
    return dataclasses.replace(
        card,
        architecture=Architecture(ONNX, ()),
        members=(Weights(PROGRAM_FILE, ""),),
        reference={name: value for name, value in card.reference.items() if name not in leave_out},
        folder=Path(),
        origin=None,
        draft=False,
    )


def write_into(path: Path, card: ModelCard) -> None:
    """Add a card from `card_for` to an ONNX file that has none."""
    data = {"format": CARD_FORMAT, **to_plain(card)}
    del data["folder"]
    text = json.dumps(data, ensure_ascii=False).encode()
    entry = _field(1, CARD_KEY.encode()) + _field(2, text)
    with path.open("ab") as file:
        file.write(_field(14, entry))


def card_in(graph: OnnxGraph, path: Path) -> ModelCard | None:
    """Card of an ONNX file; None where it has none.

    Raises
    ------
    ModelPackError
        When it is not valid, or the card of something else.
    """
    text = graph.metadata.get(CARD_KEY)
    if text is None:
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    card = card_of_plain(data, Path())
    if card.architecture.name != ONNX or len(card.members) != 1:
        raise _unreadable(path)
    return card


def _field(number: int, data: bytes) -> bytes:
    """One length-delimited field of a protocol buffer."""
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    digits = bytearray()
    while value > 127:
        digits.append(value & 127 | 128)
        value >>= 7
    digits.append(value)
    return bytes(digits)


def _unreadable(path: Path) -> ModelPackError:
    return ModelPackError(
        say("The card inside {file} cannot be read.", file=path.name), say("Export the model again, or ask its maker.")
    )
