"""The recipe of ``hippocampus``: its anterior and posterior part in a box that the reader drops on a T1 MR."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ai.device import choose_device
from ai.inference.gate import LARGEST_BOX_MM
from ai.inference.segment import LARGEST_PART, VOLUME_FACTORS, WHOLE, WHOLE_TITLE
from ai.library.card import SEGMENTATION, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import REFERENCE_FILE, write_card
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.golden import write_golden
from ai.training.hippocampus_data import (
    BLOCK,
    CLUSTER,
    CPU,
    FOLDS,
    Crop,
    Crops,
    fold_of,
    read_arrays,
    read_crops,
    split_sha256,
)
from ai.training.hippocampus_member import ARCHITECTURE, BATCH, INPUT, LABELS, PHASES, train_member
from ai.training.hippocampus_score import CropScore, volume_factors
from ai.training.hippocampus_tables import COUNTED, ROBUSTNESS, crop_cases, curves, overlap_tables, score_held_out
from ai.training.member import write_member
from ai.training.reference import with_statistics

MODEL_ID = "hippocampus"
MODEL_VERSION = "0.2.0"

RETRAIN = "python -m ai train hippocampus --data FOLDER"

NNUNET_DICE = (0.899, 0.882)
"""Of the same task in cross-validation, by its authors; the front first."""

MIRRORING = (
    "None, decided beforehand and not measured: eight views take eight times as long, the training mirrors left and "
    "right alone, so that most of them would be boxes that the network never saw and the gate refuses, and the members "
    "are averaged anyway."
)

BOX_MM = 72.0
"""Longest side of a box: the crops reach up to 59 mm."""

READING = Reading(
    intended_use="Outlines and volumes of the anterior and posterior hippocampus of adults on T1 MR, in a box of about "
    "36 x 50 x 35 mm that the reader puts round one hippocampus; one box is one side, for the asymmetry both sides are "
    "run. A proposal that the reader checks and corrects. Research use only.",
    not_for="Diagnosis, a whole head without a box, other sequences than T1, children, dementia, sclerosis, tumours or "
    "surgery near the hippocampus. There are no norms for age: the volume alone says nothing of disease. Not a medical "
    "device.",
    licence="Weights trained on Task04 of the Medical Segmentation Decathlon, CC BY-SA 4.0: name the source and share "
    "alike. The code is Apache-2.0, these weights are not.",
    training_data="Medical Segmentation Decathlon Task04, 201 of 260 labelled crops, 1 mm; Antonelli, Nat Commun 2022.",
    population="One MR centre in the United States (Vanderbilt), MPRAGE at 3 T: healthy adults and adults with "
    "non-affective psychosis. No dementia, no epilepsy.",
    limits=(
        "It has never seen a whole brain: what lies in the box is taken for a hippocampus unless it looks very unlike "
        "one.",
        "By their headers all training crops lie as left hippocampi do; right ones were learned from mirror images "
        "alone.",
        "Anterior means head, posterior means body and tail, by the protocol of the training data; other protocols set "
        "the border and the outline elsewhere.",
        "The intervals of the volumes hold for scans like those of the training centre.",
        "Coarse scans (voxels of 3 mm) and strong noise lower the overlap, see the table.",
        "Small hippocampi are outlined less well than large ones, see the table by subgroup.",
    ),
)


def train_fold(data: Path, fold: int, *, work: Path, device: str = "auto", progress: Progress = silent) -> nn.Module:
    """Train just the member that never sees one fold, into the place where `train_pack` finds it.

    Parameters
    ----------
    data, work, device, progress
        As of `train_pack`.
    fold
        0 to 4; several may be trained at once, each by a process of its own.
    """
    crops = read_crops(data)
    arrays = read_arrays(crops, INPUT, progress=part(progress, 0, 0.01)).to(_trained_on(device))
    return _member_of(crops, arrays, fold, work, part(progress, 0.01, 1))


def train_pack(
    data: Path,
    *,
    work: Path,
    output: Path | None = None,
    folds: int = FOLDS,
    device: str = "auto",
    progress: Progress = silent,
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives one member and the scores of its crops.

    Parameters
    ----------
    data
        Folder of the crops and their labels, see `ai.training.hippocampus_data`.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes ``hippocampus-VERSION/``; the shipped models' unless told.
    folds
        How many of the five folds are held out in turn.
    device
        Where it is trained, see `ai.device.choose_device`; what comes out is scored on the processor.

    Returns
    -------
    ModelCard
        Of the pack written.
    """
    crops = read_crops(data)
    arrays = read_arrays(crops, INPUT, progress=part(progress, 0, 0.01))
    placed = arrays.to(_trained_on(device))
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    members: list[Weights] = []
    networks: list[nn.Module] = []
    for fold in range(folds):
        share = part(progress, 0.01 + fold / folds * 0.84, 0.01 + (fold + 1) / folds * 0.84)
        network = _member_of(crops, placed, fold, work, share)
        members.append(write_member(network, folder / f"member{fold}.safetensors"))
        networks.append(network)
    scores = score_held_out(networks, crops, progress=part(progress, 0.85, 0.9))
    card = _card(folder, tuple(members), scores, crops)
    cases = crop_cases(crops, arrays)
    card, content = with_statistics(card, networks[:COUNTED], cases, progress=part(progress, 0.9, 0.95))
    (folder / REFERENCE_FILE).write_bytes(content)
    table = curves(card, networks, crops, progress=part(progress, 0.95, 0.99))
    card = dataclasses.replace(card, metrics={**card.metrics, ROBUSTNESS: table})
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _trained_on(wish: str) -> torch.device:
    found = choose_device(wish)
    return CPU if found.type == "mps" else found  # Metal cannot turn blocks


def _member_of(crops: Sequence[Crop], arrays: Crops, fold: int, work: Path, progress: Progress) -> nn.Module:
    seen = torch.tensor([index for index, number in enumerate(fold_of(crops)) if number != fold])
    return train_member(arrays, seen, seed=fold, folder=work / f"fold{fold}", progress=progress)


def _how_well(scores: Sequence[CropScore]) -> str:
    """Say in a sentence what is to be expected, whichever way it came out."""
    front, back = (float(np.mean([score.dice[label.name] for score in scores])) for label in LABELS)
    bias = float(np.mean([score.found_ml[WHOLE] / score.true_ml[WHOLE] - 1 for score in scores]))
    return (
        f"Overlap with the reference (Dice) is {front:.3f} in front and {back:.3f} behind on held-out crops, nnU-Net's "
        f"{NNUNET_DICE[0]} and {NNUNET_DICE[1]}; volumes come out {100 * abs(bias):.1f} % "
        f"{'larger' if bias > 0 else 'smaller'} than the reference on average."
    )


def _card(folder: Path, members: tuple[Weights, ...], scores: Sequence[CropScore], crops: Sequence[Crop]) -> ModelCard:
    names = [label.name for label in LABELS]
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Hippocampus",
        task=SEGMENTATION,
        labels=LABELS,
        input=INPUT,
        architecture=ARCHITECTURE,
        members=members,
        threshold=0.5,
        reading=dataclasses.replace(READING, limits=(_how_well(scores), *READING.limits)),
        metrics={
            "protocol": f"{len(members)} of {FOLDS} folds held out in turn; every crop is scored by the one member "
            "that never saw it, weights rounded to float16 as shipped, on its own voxels, one part per structure kept. "
            "The shipped ensemble averages the members and was not scored itself. Four folds had been scored after "
            "the first phase (version 0.1.0); the second one was then added for more steps, its length set by the "
            "time there was, and nothing was chosen by a score. Nothing tells which crops are of one person: intervals "
            f"are of a bootstrap that draws groups of {CLUSTER} neighbouring numbers.",
            "split_rule": f"blocks of {BLOCK} neighbouring case numbers, dealt out to {FOLDS} folds in turn",
            "split_sha256": split_sha256(crops),
            "seeds": list(range(len(members))),
            "torch": torch.__version__.split("+")[0],
            "batch": BATCH,
            "phases": [to_plain(phase) for phase in PHASES],
            "test_time_mirroring": MIRRORING,
            "retrain": f"{RETRAIN} --folds {len(members)}",
            **overlap_tables(scores),
        },
        reference={
            LARGEST_PART: names,
            LARGEST_BOX_MM: BOX_MM,
            WHOLE_TITLE: "Hippocampus",
            VOLUME_FACTORS: volume_factors(scores, (*names, WHOLE)),
            "volume_note": f"95 % interval from {len(scores)} held-out crops of one centre; scans of other machines "
            "and other diseases may differ more.",
        },
        parent="",
        folder=folder,
    )
