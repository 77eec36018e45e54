"""What a picture or scan shows: its classes or findings in numbers and words, and where the scores came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from ai.inference import classify, multi_label
from ai.inference.calibration import ScoreReading
from ai.inference.explain import Question, explain
from ai.inference.findings import Findings
from ai.inference.multi_label import Reading
from ai.inference.options import RunOptions
from ai.inference.results import Classification, Verdict
from ai.inference.statistics import check_input
from ai.library.card import Label, ModelCard
from ai.prepare.grid import prepare
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.volume import Affine, Volume
from ai.words import say

MOST_MAPS = 3
"""Findings that get a heat map in one run."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the networks see.

    Parameters
    ----------
    picture
        (1, channels, rows, columns) or (1, channels, slices, rows, columns) float32.
    source_of_network
        (4, 4) float64: (slice, row, column, 1) index of it -> index on the source grid.
    """

    picture: Tensor
    source_of_network: Affine


def tell_picture(
    card: ModelCard,
    networks: Sequence[nn.Module],
    volume: Volume,
    *,
    device: torch.device,
    options: RunOptions,
    progress: Progress = silent,
) -> Findings:
    """Tell the classes or findings of a picture or scan.

    Parameters
    ----------
    card, networks, device
        The model; its networks in eval mode on the device.
    volume
        For a model of one picture a single slice: that of ``options.slice_index`` where that is told.
    options
        What a person said about the run.
    progress
        Called once per member and per batch of a heat map.

    Raises
    ------
    ai.errors.InputMismatch
        When the scan has no way to the network's grid, or is not like those the model was trained on.
    ai.errors.ModelPackError
        When card and network do not fit.
    """
    reading = _reading(card)
    progress(0.0, say("Looking at the picture"))
    seen = _see(card, volume, device, part(progress, 0, 0.1))
    gate = check_input(card, networks[0], [seen.picture], override=options.override)
    end = 0.3 if options.explain else 1.0
    outputs = multi_label.member_outputs(card, networks, seen.picture, progress=part(progress, 0.1, end))
    found = multi_label.tell(card, reading, outputs)
    said = multi_label.notes(card, reading, found)
    thresholds = tuple((each.label.name, each.threshold) for each in found)
    if not options.explain:
        return Findings(thresholds, classifications=found, notes=said, gate=gate)
    moved = seen.source_of_network.copy()
    moved[0, 3] += options.slice_index or 0
    question = Question(networks, seen.picture, reading.weighed, reading.unit, moved)
    wanted = _wanted(found, exclusive=reading.exclusive)
    heatmaps, words = explain(options.explain, question, wanted, progress=part(progress, end, 1))
    return Findings(thresholds, classifications=found, heatmaps=heatmaps, notes=(*said, *words), gate=gate)


def _reading(card: ModelCard) -> Reading:
    if card.input.grid is not None:
        return multi_label.reading_of(card)
    return Reading("softmax", True, ScoreReading(), classify.calibration_of(card))


def _see(card: ModelCard, volume: Volume, device: torch.device, progress: Progress) -> Seen:
    if card.input.grid is not None:
        prepared = prepare(volume, card.input.grid, device=device, progress=progress)
        return Seen(prepared.batch.contiguous(), prepared.way.source_of_network)
    picture, placement = prepare_radiograph(volume, card.input, hang=False)
    rows, columns = (placement.square_px / side for side in picture.shape)
    affine = np.diag([1.0, rows, columns, 1.0])
    # Voxel k reaches from k - 0.5 to k + 0.5 on both grids.
    affine[1, 3] = (rows - 1) / 2 - placement.pad_before[0]
    affine[2, 3] = (columns - 1) / 2 - placement.pad_before[1]
    return Seen(torch.from_numpy(np.ascontiguousarray(picture))[None, None].to(device), affine)


def _wanted(found: Sequence[Classification], *, exclusive: bool) -> list[tuple[int, Label]]:
    """Channels that get a heat map: the likeliest class, or the findings furthest above their operating points."""
    lead = [each.shown_value - (0.0 if exclusive else each.threshold) for each in found]
    order = sorted(range(len(found)), key=lead.__getitem__, reverse=True)
    if exclusive:
        order = order[:1]
    called = [index for index in order if found[index].verdict is not Verdict.NO][:MOST_MAPS] or order[:1]
    return [(index, found[index].label) for index in called]
