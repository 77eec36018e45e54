"""The first layer of the gate: does the scan fit the model's contract? Tags and geometry only, no torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ai.errors import InputMismatch
from ai.inference.results import Gate, GateVerdict
from ai.library.card import CHEST_ANATOMY, IMAGE_CLASSIFICATION, ModelCard
from ai.volume import Volume
from ai.words import say

_VIEW_WORDS = {
    "LL": say("left lateral"),
    "RL": say("right lateral"),
    "LATERAL": say("lateral"),
    "LLO": say("oblique"),
    "RLO": say("oblique"),
}
"""Words for (0018,5101) View Position values that a reader meets."""


def check_contract(card: ModelCard, volume: Volume) -> Gate:
    """Compare a volume with the contract of a model.

    Returns
    -------
    Gate
        REFUSE with the first reason; WARN where a tag that would decide is absent; else OK.
    """
    if card.task not in _REFUSALS:
        reason = say("{model} is made for {task}, which this version cannot run.", model=card.title, task=card.task)
        return Gate(GateVerdict.REFUSE, (reason,))
    refusal = _common_refusal(card, volume) or _REFUSALS[card.task](card, volume)
    if refusal:
        return Gate(GateVerdict.REFUSE, (refusal,))
    doubts = _DOUBTS[card.task](card, volume)
    return Gate(GateVerdict.WARN if doubts else GateVerdict.OK, doubts)


def require_accepted(card: ModelCard, volume: Volume, *, override: bool = False) -> Gate:
    """Return the verdict of `check_contract`, or refuse unless a person overrode the refusal.

    Raises
    ------
    InputMismatch
        With the reason.
    """
    gate = check_contract(card, volume)
    if gate.verdict is GateVerdict.REFUSE and override:
        return replace(gate, overridden=True)
    if gate.verdict is GateVerdict.REFUSE:
        raise InputMismatch(gate.reasons[0], say("Choose another series, or a model made for this one."))
    return gate


def _common_refusal(card: ModelCard, volume: Volume) -> str:
    """Refuse what no model that reads one grey picture can work with."""
    spec = card.input
    if not spec.takes(volume.modality):
        found = volume.modality or say("without a modality")
        wanted = _join(spec.modalities)
        return say("{model} needs {wanted}; this series is {found}.", model=card.title, wanted=wanted, found=found)
    if volume.geometry_fault:
        return say("{model} needs evenly spaced slices: {fault}", model=card.title, fault=volume.geometry_fault)
    is_film = card.task == CHEST_ANATOMY
    if volume.shape[0] != 1:
        count = volume.shape[0]
        if is_film:
            return say("{model} reads one radiograph; this series has {count} pictures.", model=card.title, count=count)
        return say("{model} reads one picture; this series has {count} pictures.", model=card.title, count=count)
    if volume.is_colour:
        if is_film:
            return say("{model} reads grey radiographs; this picture is in colour.", model=card.title)
        return say("{model} reads grey pictures; this picture is in colour.", model=card.title)
    smallest = min(volume.shape[1:])
    if smallest < spec.minimum_size_px:
        return say(
            "{model} needs at least {minimum} pixels a side; this picture has {found}.",
            model=card.title,
            minimum=spec.minimum_size_px,
            found=smallest,
        )
    body_part = volume.body_part.upper()
    if body_part and spec.body_parts and not any(part in body_part for part in spec.body_parts):
        wanted = _join(spec.body_parts)
        return say(
            "{model} needs {wanted}; this series shows {found}.", model=card.title, wanted=wanted, found=body_part
        )
    return ""


def _chest_refusal(card: ModelCard, volume: Volume) -> str:
    view = volume.view.upper()
    if view and view not in card.input.views:
        return say(
            "{model} needs a frontal view ({wanted}); this is {found}.",
            model=card.title,
            wanted=_join(card.input.views),
            found=_VIEW_WORDS.get(view, view),
        )
    if volume.axes_known and not _frontal(volume):
        return say(
            "{model} needs a frontal view; by its Patient Orientation this picture is not frontal.", model=card.title
        )
    return ""


def _picture_refusal(card: ModelCard, volume: Volume) -> str:
    view = volume.view.upper()
    if view and card.input.views and view not in card.input.views:
        return say(
            "{model} was taught on {wanted} views; this is {found}.",
            model=card.title,
            wanted=_join(card.input.views),
            found=_VIEW_WORDS.get(view, view),
        )
    return ""


def _chest_doubts(card: ModelCard, volume: Volume) -> tuple[str, ...]:
    doubts = []
    if not volume.body_part:
        doubts.append(say("The file does not say which body part it shows."))
    if not volume.view and not volume.axes_known:
        doubts.append(say("The file does not say that this is a frontal view."))
    if not volume.axes_known:
        doubts.append(say("The file has no Patient Orientation: right and left are those of the picture."))
    if volume.bones_bright is None:
        doubts.append(say("The file does not say whether bones are bright."))
    if volume.derived:
        doubts.append(say("This is a derived or secondary picture."))
    return tuple(doubts)


def _picture_doubts(card: ModelCard, volume: Volume) -> tuple[str, ...]:
    cases = card.reference.get("taught_on", say("cases of one site"))
    doubts = [say("Taught on {cases}: other pictures may mislead it.", cases=cases)]
    if not card.input.modalities:
        doubts.append(say("The pictures it was taught on did not say their modality, so it is not checked."))
    if card.input.body_parts and not volume.body_part:
        doubts.append(say("The file does not say which body part it shows."))
    return tuple(doubts)


_REFUSALS: Mapping[str, Callable[[ModelCard, Volume], str]] = {
    CHEST_ANATOMY: _chest_refusal,
    IMAGE_CLASSIFICATION: _picture_refusal,
}

_DOUBTS: Mapping[str, Callable[[ModelCard, Volume], tuple[str, ...]]] = {
    CHEST_ANATOMY: _chest_doubts,
    IMAGE_CLASSIFICATION: _picture_doubts,
}


def _frontal(volume: Volume) -> bool:
    """Whether the picture's plane is spanned by left-right and head-feet."""
    directions = volume.affine_lps[:3, 1:3] / np.linalg.norm(volume.affine_lps[:3, 1:3], axis=0)
    return bool(np.abs(directions[1]).max() < 0.5)


def _join(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else say("{these} or {last}", these=", ".join(words[:-1]), last=words[-1])
