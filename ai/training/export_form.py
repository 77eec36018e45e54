"""What a model can be given away as, and by its card alone why not. No torch here."""

from __future__ import annotations

from enum import Enum

from ai.inference.calibration import ScoreReading
from ai.library.card import CHEST_ANATOMY, IMAGE_CLASSIFICATION, MULTI_LABEL, SEGMENTATION, ModelCard
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.plain import from_plain
from ai.words import say

SCORES = "scores"
"""Key of a card's ``reference`` under which the calibration of findings stands."""

SECOND_LOOK = "second-look"
"""Architecture of `ai.networks.second_look`: a trace of it keeps the places of one picture, or none at all, which
agrees with the network wherever it finds nothing, as on noise."""

_ONE_TENSOR = (CHEST_ANATOMY, IMAGE_CLASSIFICATION, MULTI_LABEL, SEGMENTATION)
"""Tasks whose network turns one tensor into one."""


class ExportForm(Enum):
    """A kind of file; the value is how its name ends."""

    PACK = ".lbmodel"
    BUNDLE = ".zip"
    ONNX = ".onnx"


def hindrance(card: ModelCard, form: ExportForm) -> str:
    """Say why a model cannot be written as a kind of file, as far as its card tells; ``""`` where nothing speaks so.

    What only the network tells (that MONAI has no such network, that ONNX computes other numbers) is found while it is
    written.
    """
    if form is ExportForm.PACK:
        return ""
    if card.rules:
        return say("{model} is made of fixed rules, not of a network.", model=card.title)
    if card.architecture.name in PROGRAM_SUFFIXES:
        return say("{model} is a program already, as its maker gave it away.", model=card.title)
    if form is ExportForm.BUNDLE:
        if card.task != SEGMENTATION or card.input.grid is None or card.prompts is not None:
            return say(
                "{model} cannot be described as a MONAI bundle: {reason}.",
                model=card.title,
                reason=say("only models that outline structures on the grid of a scan can be described"),
            )
        if len(card.members) != 1:
            return say(
                "{model} answers with {count} networks together; {form} holds one.",
                model=card.title,
                count=len(card.members),
                form=say("a MONAI bundle"),
            )
        return ""
    if card.task not in _ONE_TENSOR or card.prompts is not None:
        return say("{model} gives more than one tensor, or wants more than a picture.", model=card.title)
    if card.architecture.name == SECOND_LOOK:
        return say(
            "{model} looks again at places that it finds in each picture; an ONNX file holds one fixed way.",
            model=card.title,
        )
    if len(card.members) > 1 and from_plain(ScoreReading, card.reference.get(SCORES, {})).slopes:
        return say(
            "{model} answers with {count} networks, each calibrated by itself; as ONNX their mean would be another.",
            model=card.title,
            count=len(card.members),
        )
    return ""
