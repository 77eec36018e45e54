"""Anatomy of a frontal chest radiograph: the members' probabilities, the masks and the cardiothoracic ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from ai.device import has_fast_bf16
from ai.inference.cardiothoracic import measure_cardiothoracic
from ai.inference.gate import let_through, one_verdict
from ai.inference.plausibility import STRUCTURE_WORDS, Range, agreement, anatomy_figures, implausible, mean_agreement
from ai.inference.postprocess import MaskPlane, clean
from ai.inference.provenance import PASSED, Gate, GateVerdict
from ai.inference.results import Caliper, Measurement, Point, Probabilities, Structure
from ai.inference.statistics import check_input
from ai.library.card import ModelCard
from ai.plain import from_plain
from ai.prepare.radiograph import FloatPlane, FloatPlanes, Placement, prepare_radiograph, restore
from ai.progress import Progress, part, silent
from ai.volume import Volume
from ai.words import say

LEAST_AGREEMENT = 0.90
"""Dice between the members below which a structure is not measured."""

LEAST_AGREEMENT_TO_DRAW = 0.85
"""Dice between the members on lungs and heart below which nothing is drawn: on 80 films that one of the members never
saw it is 0.92 or more; on noise, a film on its head, an inverted one and an animal's lateral 0.47 to 0.80."""

LEAST_HEART_SIDE = 0.495
"""Centre of the heart in the box of the lungs, 0 at the patient's right: the least of 199 films is 0.499; mirrored
ones lie below."""

MEASURED = ("right_lung", "left_lung", "heart")
"""What the cardiothoracic ratio is made of."""


def member_probabilities(
    networks: Sequence[nn.Module], picture: FloatPlanes, *, progress: Progress = silent
) -> FloatPlanes:
    """Run every member on a prepared picture.

    Parameters
    ----------
    networks
        In eval mode, on one device.
    picture
        (1, rows, columns) float32, from `prepare_radiograph`.

    Returns
    -------
    FloatPlanes
        (members, structures, rows, columns) float32, 0 to 1.
    """
    device = next(networks[0].parameters()).device
    tensor = torch.from_numpy(np.ascontiguousarray(picture))[None].to(device)
    outputs = []
    for index, network in enumerate(networks):
        progress(
            index / len(networks), say("Looking at the picture ({n} of {count})", n=index + 1, count=len(networks))
        )
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bf16(device)):
            probability = network(tensor).float().sigmoid()
        outputs.append(probability[0].cpu().numpy())
    progress(1.0, say("Looking at the picture"))
    return np.stack(outputs)


@dataclass(frozen=True, eq=False)
class Marked:
    """What was found on a radiograph.

    Parameters
    ----------
    structures
        On the grid of the source, in the order of the card's labels.
    notes
        Sentences for the reader.
    placement
        How the network's picture lay on the source.
    gate
        What the statistics of the picture and the plausibility of the structures say.
    member_ratios
        Cardiothoracic ratio by each member that found all of it, on the network's grid.
    """

    structures: tuple[Structure, ...]
    notes: tuple[str, ...]
    placement: Placement
    gate: Gate
    member_ratios: tuple[float, ...] = ()


def segment(
    card: ModelCard,
    networks: Sequence[nn.Module],
    volume: Volume,
    *,
    override: bool = False,
    progress: Progress = silent,
) -> Marked:
    """Mark the structures of a card on a radiograph, on its own grid.

    Parameters
    ----------
    card, networks, volume
        The model and the film.
    override
        Whether a person wants it drawn in spite of a refusal.
    progress
        Called between the steps.

    Raises
    ------
    InputRefused
        When it is unlike the training films, what was found cannot be a frontal chest, or the members of the model do
        not agree on it.
    """
    picture, placement = prepare_radiograph(volume, card.input)
    device = next(networks[0].parameters()).device
    seen = torch.from_numpy(np.ascontiguousarray(picture))[None, None].to(device)
    alike = check_input(card, networks[0], [seen], override=override)
    members = member_probabilities(networks, picture[np.newaxis], progress=part(progress, 0, 0.8))
    progress(0.8, say("Checking what was found"))
    hung: dict[str, MaskPlane] = {}
    agreements: dict[str, float | None] = {}
    drawn = [[clean(plane, card.threshold) for plane in member] for member in members]
    for index, label in enumerate(card.labels):
        hung[label.name] = clean(members[:, index].mean(0), card.threshold)
        agreements[label.name] = agreement(np.stack([each[index] for each in drawn]))
    reason = implausible(hung, reference_ranges(card)) or _disagreement(agreements)
    plausible = PASSED
    if reason:
        words = say(
            "{model} found nothing it can vouch for, so nothing is drawn. {reason}", model=card.title, reason=reason
        )
        hint = say("Check that this is an upright frontal chest radiograph, not mirrored or cropped.")
        # What is drawn all the same says why it should not be.
        gate = Gate(GateVerdict.REFUSE, (reason if override else words,))
        plausible = let_through(card, gate, override=override, hint=hint)
    structures = []
    restored = restore(members.mean(0), placement)
    votes = restore(np.mean(drawn, axis=0, dtype=np.float32), placement) if len(drawn) > 1 else None
    for index, label in enumerate(card.labels):
        progress(0.85 + 0.15 * index / len(card.labels), say("Drawing: {structure}", structure=label.title))
        mask = clean(restored[index], card.threshold)
        probability = _as_bytes(restored[index])
        share = None if votes is None else _as_bytes(votes[index])
        mean = mean_agreement(np.stack([each[index] for each in drawn]))
        agreed = agreements[label.name]
        structures.append(Structure(label, mask[np.newaxis], probability, agreed, votes=share, mean_agreement=mean))
    notes: tuple[str, ...] = ()
    if not reason and anatomy_figures(hung)["heart_side"] < LEAST_HEART_SIDE:
        notes = (say("The heart lies further to the right than on any training film: check that it is not mirrored."),)
    ratios = _ratios([label.name for label in card.labels], drawn)
    return Marked(tuple(structures), notes, placement, one_verdict((alike, plausible)), ratios)


def cardiothoracic_ratio(card: ModelCard, marked: Marked, volume: Volume) -> tuple[Measurement | None, tuple[str, ...]]:
    """Measure the cardiothoracic ratio on the source grid, or say why it is not printed.

    Returns
    -------
    Measurement or None
        With the conformal interval of the card.
    notes
        Sentences for the reader: why there is none, or what the members say alone.
    """
    notes = _reasons_not_to_measure(marked.structures, volume)
    if marked.gate.overridden:
        notes = (_not_printed(say("the model refused this picture.")),)
    if notes:
        return None, notes
    placement = marked.placement
    planes = {structure.label.name: _hang(structure.mask[0], placement) for structure in marked.structures}
    calipers = measure_cardiothoracic(planes["heart"], planes["right_lung"], planes["left_lung"])
    if calipers is None:
        return None, (_not_printed(say("the lungs do not lie beside each other.")),)
    half_width = float(card.reference["cardiothoracic_half_width"])
    note = str(card.reference["cardiothoracic_note"])
    lines = []
    for name, ends in ((say("Heart"), calipers.heart), (say("Thorax"), calipers.thorax)):
        start, end = (_to_source(point, placement) for point in ends)
        lines.append(Caliper(name, start, end))
    interval = (max(0.0, calipers.ratio - half_width), min(1.0, calipers.ratio + half_width))
    measurement = Measurement(
        "cardiothoracic_ratio", say("Cardiothoracic ratio"), calipers.ratio, "1", interval, note, tuple(lines)
    )
    return measurement, _range_of(marked.member_ratios)


def reference_ranges(card: ModelCard) -> tuple[Range, ...]:
    """Plausible ranges of the card, see `ai.inference.plausibility.anatomy_figures`."""
    return tuple(from_plain(Range, item) for item in card.reference["plausible_ranges"])


def _disagreement(agreements: Mapping[str, float | None]) -> str:
    """Say in one sentence that the members do not agree on lungs or heart, or return ``""``."""
    lowest = min((found for name in MEASURED if (found := agreements[name]) is not None), default=1.0)
    if lowest >= LEAST_AGREEMENT_TO_DRAW:
        return ""
    return say(
        "The members of the model see different things in this picture (Dice {dice:.2f} between them).", dice=lowest
    )


def _ratios(names: Sequence[str], drawn: Sequence[Sequence[MaskPlane]]) -> tuple[float, ...]:
    """Measure the cardiothoracic ratio of each member that found all of it."""
    if not set(MEASURED) <= set(names):
        return ()
    found = []
    for member in drawn:
        masks = dict(zip(names, member, strict=True))
        calipers = measure_cardiothoracic(masks["heart"], masks["right_lung"], masks["left_lung"])
        if calipers is not None:
            found.append(calipers.ratio)
    return tuple(found)


def _range_of(ratios: Sequence[float]) -> tuple[str, ...]:
    """Say between what the members lie: nothing is claimed of how often the truth lies there, too."""
    if len(ratios) < 2:
        return ()
    low, high = min(ratios), max(ratios)
    return (
        say(
            "Cardiothoracic ratio of the model's members alone: {low:.3f} to {high:.3f}. This is no interval of the "
            "truth.",
            low=low,
            high=high,
        ),
    )


def _as_bytes(shares: FloatPlane) -> Probabilities:
    """(rows, columns) 0 to 1 -> (1, rows, columns) uint8, 0 to 255."""
    result: Probabilities = np.round(shares * 255).astype(np.uint8)[np.newaxis]
    return result


def _not_printed(reason: str) -> str:
    return say("The cardiothoracic ratio is not printed: {reason}", reason=reason)


def _reasons_not_to_measure(structures: Sequence[Structure], volume: Volume) -> tuple[str, ...]:
    if volume.view.upper() == "AP":
        return (_not_printed(say("on an AP film the heart is magnified.")),)
    if volume.age_band and int(volume.age_band.split("-")[0]) < 10:
        return (_not_printed(say("the model has not seen children.")),)
    for structure in structures:
        if structure.label.name in MEASURED:
            words = STRUCTURE_WORDS[structure.label.name]
            if structure.agreement is not None and structure.agreement < LEAST_AGREEMENT:
                return (_not_printed(say("the members of the model disagree on the {structure}.", structure=words)),)
            edge = structure.mask[0]
            if structure.label.name != "heart" and (edge[0].any() or edge[:, 0].any() or edge[:, -1].any()):
                reason = say("the {structure} is cut off by the edge of the picture.", structure=words)
                return (_not_printed(reason),)
    return ()


def _hang(plane: MaskPlane, placement: Placement) -> MaskPlane:
    """Source (rows, columns) -> as the film hangs; the inverse of what `restore` undoes."""
    hung = plane.T if placement.transposed else plane
    return hung[:: -1 if placement.flipped_rows else 1, :: -1 if placement.flipped_columns else 1]


def _to_source(point: tuple[float, float], placement: Placement) -> Point:
    """(row, column) on the hung picture -> (slice, row, column) on the source grid."""
    row, column = point
    shape = placement.source_shape[::-1] if placement.transposed else placement.source_shape
    row = shape[0] - 1 - row if placement.flipped_rows else row
    column = shape[1] - 1 - column if placement.flipped_columns else column
    return (0.0, column, row) if placement.transposed else (0.0, row, column)
