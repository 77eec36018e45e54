"""Tables of the hippocampus card, made from the crops: by the recipe, and again by ``python -m ai evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ai.inference.statistics import glimpses
from ai.library.card import ModelCard
from ai.networks.build import load_members
from ai.progress import Progress, part, silent
from ai.training.case_picture import CasePicture, worst_and_spread
from ai.training.hippocampus_data import CPU, Crop, Crops, fold_of, grid_of, read_arrays, read_crops
from ai.training.hippocampus_member import INPUT, LABELS, WINDOW
from ai.training.hippocampus_robustness import EACH_FOLD, Held, robustness, strange_crops
from ai.training.hippocampus_score import (
    CropScore,
    in_words,
    masks_of,
    outputs_of,
    score_crops,
    summary,
    worst,
    worst_first,
)
from ai.training.reference import AS_THEY_ARE, OTHER_MACHINE, REFUSED, Cases, with_statistics
from ai.training.volume_augment import Strength, augment

OTHER_SCANNER = Strength(rotation_deg=15, scale=(0.9, 1.1), mirror=True)
"""How other scanners and boxes are imitated for the statistics of the input."""

COUNTED = 2
"""Members of which the refusals of their held-out crops are counted: each describes all crops anew, for minutes."""

ROBUSTNESS = "robustness"
"""Key of the card's ``metrics``: overlap and refusals against the strength of a change."""


def score_held_out(
    networks: Sequence[nn.Module], crops: Sequence[Crop], *, progress: Progress = silent
) -> list[CropScore]:
    """Score every crop of a held-out fold by the one member that never saw it: member k and fold k."""
    numbers, scores = fold_of(crops), list[CropScore]()
    names = [label.name for label in LABELS]
    for fold, network in enumerate(networks):
        own = [crop for crop, number in zip(crops, numbers, strict=True) if number == fold]
        share = part(progress, fold / len(networks), (fold + 1) / len(networks))
        scores += score_crops(network, own, fold, names, grid_of(INPUT), progress=share)
    return scores


def overlap_tables(scores: Sequence[CropScore]) -> dict[str, object]:
    """Overlap, volumes, calibration, subgroups and the worst crops."""
    return {**summary(scores, [label.name for label in LABELS]), "worst_crops": worst(scores)}


def curves(
    card: ModelCard, networks: Sequence[nn.Module], crops: Sequence[Crop], *, progress: Progress = silent
) -> dict[str, object]:
    """Change some crops of each fold and make the table of what is still outlined."""
    held = [Held(crop, network) for fold, network in enumerate(networks) for crop in _some_of(crops, fold)]
    return robustness(card, held, gate=networks[0], progress=progress)


def evaluate_hippocampus(card: ModelCard, data: Path, *, progress: Progress = silent) -> dict[str, object]:
    """Make the tables of a pack again from its crops, see `ai.training.card_tables`."""
    crops = read_crops(data)
    arrays = read_arrays(crops, INPUT, progress=part(progress, 0, 0.02))
    networks = load_members(card)
    tables = overlap_tables(score_held_out(networks, crops, progress=part(progress, 0.02, 0.3)))
    cases = crop_cases(crops, arrays)
    counted, _ = with_statistics(card, networks[:COUNTED], cases, progress=part(progress, 0.3, 0.7))
    told = curves(card, networks, crops, progress=part(progress, 0.7, 1))
    return {**tables, REFUSED: counted.metrics[REFUSED], ROBUSTNESS: told}


def pictures_of_crops(card: ModelCard, data: Path, *, progress: Progress = silent) -> Iterator[CasePicture]:
    """Draw held-out crops in the sagittal plane, head up, that shows most of the hippocampus; the worst first."""
    networks, names = load_members(card), [label.name for label in LABELS]
    for score in worst_and_spread(worst_first(score_held_out(networks, read_crops(data), progress=progress))):
        volume, labels = score.crop.volume(), score.crop.map()
        masks = masks_of(outputs_of(networks[score.fold], volume, grid_of(INPUT)), names)
        column = int(np.argmax((labels > 0).sum((0, 1))))
        found = [masks[name][::-1, :, column] for name in names]
        truth = [labels[::-1, :, column] == value for value in range(1, len(names) + 1)]
        yield CasePicture(score.crop.case, in_words(score), volume.voxels[::-1, :, column], found, truth)


def crop_cases(crops: Sequence[Crop], arrays: Crops) -> Cases:
    """Gather what the statistics of the input are made of."""

    def plain(case: int) -> Iterator[Tensor]:
        yield from glimpses(crops[case].volume(), grid_of(INPUT), device=CPU)

    def imitated(case: int) -> Iterator[Tensor]:
        generator = torch.Generator().manual_seed(case)
        for _ in range(2):
            yield augment(arrays, torch.tensor([case]), WINDOW, generator, OTHER_SCANNER)[0]

    words = f"{len(crops)} crops, each as it is and once as another box and another scanner might have made it"
    looks = {AS_THEY_ARE: plain, OTHER_MACHINE: imitated}
    return Cases(fold_of(crops), looks, words, True, strange_crops(crops))


def _some_of(crops: Sequence[Crop], fold: int) -> Iterator[Crop]:
    own = [crop for crop, number in zip(crops, fold_of(crops), strict=True) if number == fold]
    count = min(EACH_FOLD, len(own))
    yield from (own[number * len(own) // count] for number in range(count))
