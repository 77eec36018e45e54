"""The gate: is the scan what the model was made for? Here its first layer, tags and geometry. No torch.

Three layers speak with one voice: the contract (here), the statistics of the input (`ai.inference.statistics`) and the
plausibility of what was found. Each can refuse; a person may override that unless the network cannot read such a scan.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ai.errors import InputMismatch, InputRefused
from ai.inference.box_limits import box_faults
from ai.inference.modality_kind import are_radiographs, is_another_kind
from ai.inference.provenance import Gate, GateVerdict
from ai.inference.scan_field import field_doubts, field_faults
from ai.library.card import (
    CHEST_ANATOMY,
    DETECTION,
    IMAGE_CLASSIFICATION,
    MULTI_LABEL,
    PICTURE_ENCODER,
    ROUTING,
    SEGMENTATION,
    ModelCard,
)
from ai.library.grid_spec import GridSpec
from ai.prepare.one_slice import take_slice
from ai.prepare.placed_box import PlacedBox
from ai.rules import acceptance
from ai.volume import SpacingKind, Volume
from ai.words import Sentence, say

_LOG = logging.getLogger(__name__)

_VIEW_WORDS = {
    "LL": say("left lateral"),
    "RL": say("right lateral"),
    "LATERAL": say("lateral"),
    "LLO": say("oblique"),
    "RLO": say("oblique"),
}
"""Words for (0018,5101) View Position values that a reader meets."""

_GRADES = (GateVerdict.OK, GateVerdict.WARN, GateVerdict.REFUSE)


@dataclass(frozen=True)
class _Refusal:
    """One reason; ``final`` where the network cannot read such a scan, whatever a person says."""

    words: str
    final: bool = False


def reads_one_picture(card: ModelCard) -> bool:
    """Whether a model reads one picture at a time and answers for it alone: of a series it reads the slice shown."""
    if card.task == MULTI_LABEL:
        return card.input.grid is not None and card.input.grid.dimensions == 2
    if card.task == IMAGE_CLASSIFICATION:
        return card.input.grid is None or card.input.grid.dimensions == 2
    return card.task in (CHEST_ANATOMY, ROUTING)


def reads_any_slice(card: ModelCard) -> bool:
    """Whether a model that reads one picture may be shown any slice of a series: a radiograph has its own tags."""
    return reads_one_picture(card) and card.task != CHEST_ANATOMY


def check_contract(
    card: ModelCard, volume: Volume, *, slice_index: int | None = None, box_lps: PlacedBox | None = None
) -> Gate:
    """Compare a volume with the contract of a model.

    Parameters
    ----------
    card, volume
        The model and the scan.
    slice_index
        The slice that is shown, which a model of one picture reads; None where none was chosen.
    box_lps
        Where it shall look; None for everywhere.

    Returns
    -------
    Gate
        REFUSE with the reasons, the first one first; WARN where a tag that would decide is absent; else OK.
    """
    if card.task == PICTURE_ENCODER:
        reason = say("{model} is a base for teaching: it gives no result by itself.", model=card.title)
        return Gate(GateVerdict.REFUSE, (reason,), final=True)
    if card.task not in _REFUSALS:
        reason = say("{model} is made for {task}, which this version cannot run.", model=card.title, task=card.task)
        return Gate(GateVerdict.REFUSE, (reason,), final=True)
    if slice_index is not None and reads_any_slice(card) and volume.shape[0] > 1:
        volume = take_slice(volume, slice_index)
    refusals = [
        *_shared_refusals(card, volume),
        *_REFUSALS[card.task](card, volume),
        *_box_refusals(card, volume, box_lps),
    ]
    if refusals:
        reasons = tuple(refusal.words for refusal in refusals)
        return Gate(GateVerdict.REFUSE, reasons, final=any(refusal.final for refusal in refusals))
    doubts = _DOUBTS[card.task](card, volume)
    return Gate(GateVerdict.WARN if doubts else GateVerdict.OK, doubts)


def require_accepted(
    card: ModelCard,
    volume: Volume,
    *,
    override: bool = False,
    slice_index: int | None = None,
    box_lps: PlacedBox | None = None,
) -> Gate:
    """Return the verdict of `check_contract`, or refuse unless a person overrode the refusal.

    Raises
    ------
    InputMismatch
        With the reason; `InputRefused` where a person may override it.
    """
    gate = check_contract(card, volume, slice_index=slice_index, box_lps=box_lps)
    if slice_index is None and reads_any_slice(card) and card.task != ROUTING and volume.shape[0] > 1:
        hint = say("Choose the slice that it shall read.")
    elif not volume.modality and card.input.modalities and not gate.final:
        hint = say(
            "The file does not tell its modality. If you know that it is {wanted}, run the model all the same "
            "(--override on the command line).",
            wanted=_join(card.input.modalities),
        )
    else:
        hint = say("Choose another series, or a model made for this one.")
    return let_through(card, gate, override=override, hint=hint)


def let_through(card: ModelCard, gate: Gate, *, override: bool, hint: str) -> Gate:
    """Return the verdict of any layer, marked where a person overrode a refusal; that is logged, without a value.

    Raises
    ------
    InputMismatch
        With the first reason; `InputRefused` where a person may override it.
    """
    if gate.verdict is not GateVerdict.REFUSE:
        return gate
    if gate.final:
        raise InputMismatch(gate.reasons[0], hint)
    if not override:
        raise InputRefused(gate.reasons[0], hint)
    for reason in gate.reasons:
        # The template alone: what stands in it is of the scan.
        kind = reason.template if isinstance(reason, Sentence) else ""
        _LOG.warning("%s runs in spite of a refusal: %s", card.key, kind)
    return replace(gate, overridden=True)


def one_verdict(gates: Sequence[Gate]) -> Gate:
    """Join the verdicts of the layers: the gravest counts, its reasons stand first."""
    gravest_first = sorted(gates, key=_grade, reverse=True)
    reasons = tuple(reason for gate in gravest_first for reason in gate.reasons)
    return Gate(
        gravest_first[0].verdict,
        reasons,
        overridden=any(gate.overridden for gate in gates),
        final=any(gate.final for gate in gates),
    )


def override_notes(gate: Gate) -> tuple[str, ...]:
    """Say in the result that a person overrode a refusal, and which."""
    if not gate.overridden:
        return ()
    return (say("Run in spite of a refusal, so it may be wrong altogether: {reason}", reason=gate.reasons[0]),)


def _grade(gate: Gate) -> int:
    return _GRADES.index(gate.verdict)


def _shared_refusals(card: ModelCard, volume: Volume) -> Iterator[_Refusal]:
    """Refuse what the tags rule out, and what no network here can read."""
    spec, title = card.input, card.title
    if not spec.takes(volume.modality):
        found = volume.modality or say("without a modality")
        wanted = _join(spec.modalities)
        words = say("{model} needs {wanted}; this series is {found}.", model=title, wanted=wanted, found=found)
        yield _Refusal(words, final=is_another_kind(volume.modality, spec.modalities))
    awaits_slice = reads_any_slice(card) and volume.shape[0] > 1  # a single slice is as it should be
    if volume.geometry_fault and not awaits_slice:
        words = say("{model} needs evenly spaced slices: {fault}", model=title, fault=volume.geometry_fault)
        yield _Refusal(words, final=True)
    is_film = card.task == CHEST_ANATOMY or are_radiographs(spec.modalities)
    count = volume.shape[0]
    if count != 1 and card.task != ROUTING and (is_film or reads_one_picture(card)):
        if is_film:
            words = say("{model} reads one radiograph; this series has {count} pictures.", model=title, count=count)
        else:
            words = say("{model} reads one picture; this series has {count} pictures.", model=title, count=count)
        yield _Refusal(words, final=True)
    if volume.is_colour and card.task != ROUTING:
        if is_film:
            words = say("{model} reads grey radiographs; this picture is in colour.", model=title)
        else:
            words = say("{model} reads grey pictures; this picture is in colour.", model=title)
        yield _Refusal(words, final=True)
    smallest = min(volume.shape[1:])
    if smallest < spec.minimum_size_px:
        yield _Refusal(
            say(
                "{model} needs at least {minimum} pixels a side; this picture has {found}.",
                model=title,
                minimum=spec.minimum_size_px,
                found=smallest,
            )
        )
    body_part = volume.body_part.upper()
    if body_part and spec.body_parts and not any(part in body_part for part in spec.body_parts):
        wanted = _join(spec.body_parts)
        yield _Refusal(
            say("{model} needs {wanted}; this series shows {found}.", model=title, wanted=wanted, found=body_part)
        )


def _chest_refusals(card: ModelCard, volume: Volume) -> Iterator[_Refusal]:
    view = volume.view.upper()
    if view and view not in card.input.views:
        yield _Refusal(
            say(
                "{model} needs a frontal view ({wanted}); this is {found}.",
                model=card.title,
                wanted=_join(card.input.views),
                found=_VIEW_WORDS.get(view, view),
            )
        )
    if volume.axes_known and not _frontal(volume):
        yield _Refusal(
            say(
                "{model} needs a frontal view; by its Patient Orientation this picture is not frontal.",
                model=card.title,
            )
        )


def _picture_refusals(card: ModelCard, volume: Volume) -> Iterator[_Refusal]:
    view = volume.view.upper()
    if view and card.input.views and view not in card.input.views:
        yield _Refusal(
            say(
                "{model} was taught on {wanted} views; this is {found}.",
                model=card.title,
                wanted=_join(card.input.views),
                found=_VIEW_WORDS.get(view, view),
            )
        )
    if card.input.grid is not None:
        yield from _grid_refusals(card, card.input.grid, volume)


def _no_refusals(card: ModelCard, volume: Volume) -> Iterator[_Refusal]:
    """Whatever it is: telling that is what the router is for."""
    yield from ()


def _scan_refusals(card: ModelCard, volume: Volume) -> Iterator[_Refusal]:
    grid = card.input.grid
    if grid is None:
        words = say("The card of {model} does not say how a scan becomes its input.", model=card.title)
        yield _Refusal(words, final=True)
    else:
        yield from _picture_refusals(card, volume)
    if card.rules:
        yield from (_Refusal(words, final=True) for words in acceptance.cannot_be_read(card.title, volume))
        yield from (_Refusal(words) for words in acceptance.shows_too_little(card.title, volume))


def _grid_refusals(card: ModelCard, grid: GridSpec, volume: Volume) -> Iterator[_Refusal]:
    """Refuse what has no way to the network's grid, see `ai.prepare.grid.plan`."""
    if grid.dimensions == 3 and volume.shape[0] == 1:
        words = say("{model} reads whole scans; this series has a single picture.", model=card.title)
        yield _Refusal(words, final=True)
    if grid.orientation and not volume.axes_known and volume.shape[0] > 1:
        words = say("{model} needs to know how the patient lies; this series does not tell it.", model=card.title)
        yield _Refusal(words, final=True)
    if any(grid.spacing_mm) and volume.spacing_kind is SpacingKind.UNKNOWN:
        words = say("{model} needs the size of a pixel in millimetres; this series does not tell it.", model=card.title)
        yield _Refusal(words, final=True)
    yield from (_Refusal(words) for words in field_faults(card, volume))


def _box_refusals(card: ModelCard, volume: Volume, box_lps: PlacedBox | None) -> Iterator[_Refusal]:
    """Refuse to look where, or at more or less than, the model was made for."""
    for words in box_faults(card, volume, box_lps):
        yield _Refusal(words, final=True)


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
    if card.input.grid is not None:
        cases = card.reference.get("taught_on")
        taught = () if cases is None else (say("Taught on {cases}: other scans may mislead it.", cases=cases),)
        return (*taught, *_scan_doubts(card, volume))
    cases = card.reference.get("taught_on", say("cases of one site"))
    doubts = [say("Taught on {cases}: other pictures may mislead it.", cases=cases), *_unsaid_doubts(card, volume)]
    return tuple(doubts)


def _scan_doubts(card: ModelCard, volume: Volume) -> tuple[str, ...]:
    doubts = list(_unsaid_doubts(card, volume))
    if card.input.views and not volume.view:
        doubts.append(say("The file does not say from which side it was taken."))
    if volume.derived:
        doubts.append(say("This is a derived or secondary picture."))
    doubts += field_doubts(card, volume)
    if card.rules:
        doubts += acceptance.doubts(volume)
    elif STATISTICS not in card.reference:
        doubts.append(say("Its card holds no statistics of the scans it was trained on, so likeness is not checked."))
    return tuple(doubts)


def _no_doubts(card: ModelCard, volume: Volume) -> tuple[str, ...]:
    return ()


def _unsaid_doubts(card: ModelCard, volume: Volume) -> Iterator[str]:
    if not card.input.modalities:
        yield say("The pictures it was taught on did not say their modality, so it is not checked.")
    if card.input.body_parts and not volume.body_part:
        yield say("The file does not say which body part it shows.")


STATISTICS = "input_statistics"
"""Key of a card's ``reference`` under which `ai.inference.statistics.InputStatistics` stands."""

_REFUSALS: Mapping[str, Callable[[ModelCard, Volume], Iterator[_Refusal]]] = {
    CHEST_ANATOMY: _chest_refusals,
    IMAGE_CLASSIFICATION: _picture_refusals,
    MULTI_LABEL: _scan_refusals,
    SEGMENTATION: _scan_refusals,
    DETECTION: _scan_refusals,
    ROUTING: _no_refusals,
}

_DOUBTS: Mapping[str, Callable[[ModelCard, Volume], tuple[str, ...]]] = {
    CHEST_ANATOMY: _chest_doubts,
    IMAGE_CLASSIFICATION: _picture_doubts,
    MULTI_LABEL: _scan_doubts,
    SEGMENTATION: _scan_doubts,
    DETECTION: _scan_doubts,
    ROUTING: _no_doubts,
}


def _frontal(volume: Volume) -> bool:
    """Whether the picture's plane is spanned by left-right and head-feet."""
    directions = volume.affine_lps[:3, 1:3] / np.linalg.norm(volume.affine_lps[:3, 1:3], axis=0)
    return bool(np.abs(directions[1]).max() < 0.5)


def _join(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else say("{these} or {last}", these=", ".join(words[:-1]), last=words[-1])
