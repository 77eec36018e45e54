"""The recipe of ``router``: what a picture shows, and whether a chest film is inverted, turned or mirrored."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from ai.errors import ModelPackError
from ai.library.card import ROUTING, Code, Label, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import read_card, write_card
from ai.library.router_kinds import OUTPUTS, READING, RouterReading
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.golden import write_golden
from ai.training.member import write_member
from ai.training.router_augment import WAYS
from ai.training.router_data import FOLDS, GAP, Picture, read_pictures, read_pool, split_sha256
from ai.training.router_member import ARCHITECTURE, BATCH, EMA_DECAY, INPUT, PHASES, train_member
from ai.training.router_score import COVER, temperatures
from ai.training.router_tables import curves, route_tables, score_held_out, tell_crops

OWN_SCHEME = "99LIGHTBOX"
"""Scheme of codes that no standard has, PS3.16 8.2."""

_TITLES = {
    "chest_film": "Frontal chest radiograph",
    "chest_ct": "Axial slice of a chest CT",
    "brain_mr": "Slice of a brain MR",
    "hippocampus_mr": "Small part of a brain MR",
    "something_else": "Something else",
    "inverted": "Inverted (bones dark)",
    "upright": "Upright",
    "turned_left": "Turned a quarter to the left",
    "upside_down": "Upside down",
    "turned_right": "Turned a quarter to the right",
    "mirrored": "Mirrored (heart on the right)",
}

LABELS = tuple(
    Label(name, _TITLES[name], Code(name.upper().replace("_", "-"), OWN_SCHEME, _TITLES[name])) for name in OUTPUTS
)

MODEL_ID = "router"
MODEL_VERSION = "0.1.0"

RETRAIN = "python -m ai train router --data FOLDER"

OTHER_SOURCES = "other_sources"
"""Key of the card's ``metrics`` that is measured on DICOM files, see ``tests/flows/router_sources.py``."""

SURE = 0.95
"""Probability from which an answer counts, fixed before anything was scored."""

READING_WORDS = Reading(
    intended_use="Tells by its look, and by what its tags leave open, what a picture or the middle of a scan shows "
    "(frontal chest radiograph, axial chest CT, brain MR, small part of a brain MR, or something else), and of a chest "
    "radiograph whether it is inverted, turned or mirrored. One layer of the gate before a model of chest films runs, "
    "and a hint how a film without tags may hang. It turns nothing by itself. Research use only.",
    not_for="Diagnosis, finding dextrocardia, deciding the side of anything. Not a medical device.",
    licence="Weights trained on JSRT films (research and education only, no commercial use), IQ-OTH/NCCD (CC BY 4.0), "
    "brain MR slices over figshare (CC BY 4.0) and the Medical Segmentation Decathlon, Task04 (CC BY-SA 4.0): research "
    "and education only. The code is Apache-2.0, these weights are not.",
    training_data="199 JSRT films (Shiraishi, AJR 2000), 876 chest CT slices (Alyasriy, Mendeley Data 2020), 1745 "
    "brain MR slices (Cheng, PLoS One 2015), 201 hippocampus crops (Antonelli, Nat Commun 2022); phantoms; photographs "
    "of the packages scikit-image, scikit-learn and matplotlib; pictures drawn by chance.",
    population="Films: adults, PA, digitised, Japan and one US institution, 1990s. CT: adults, Iraq. Brain MR: adults, "
    "with and without a tumour, mostly contrast T1. Hippocampus: adults, one US centre.",
    limits=(
        "Chest films come from one source of digitised PA films: films of other machines, AP films, children and films "
        "with devices were imitated only.",
        "Untagged lateral chest films were not tested; a lateral by its View Position or Patient Orientation is "
        "refused by its tags before the router looks.",
        "Mirrored: it goes by the side of the heart, so a heart on the right looks mirrored, and a mirrored film of a "
        "midline or covered heart may not. It therefore warns and never refuses.",
        "A first version: the training was cut short (2000 steps). Of held-out films kind, polarity and rotation are "
        "told in every case; slices in 98 to 99 of 100 (with their Modality 99.8 of CT and 98.7 of MR), small parts of "
        "a brain MR in 92 by one slice and in 99 by the nine of a scan, photographs in 90, and "
        "drawings of kinds never shown in none (head CT) to all, where 99 of 100 were meant. See the tables.",
        "On other machines (one chest CT, one brain MR) 139 of 156 slices of the kinds that it was taught were told by "
        "their look and 145 of 156 with the tags Modality and Body Part Examined, where 95 of 100 were meant; what it "
        "missed are slices of the lung bases. Of other pictures 94 and 150 of 178 were called something else: by its "
        "look a belly, a head CT or a knee MR is taken for brain MR, and a knee without Body Part Examined stays so. "
        "Asked for whole series, with tags, it was right on 40 of 46 and not sure of the other 6. "
        "It speaks before models of chest films alone, which refuse all of these; what it calls a slice is a hint.",
        "Kinds that it was never shown (head CT, knee MR, mammograms, ultrasound) are often called by the name of "
        "another. Test patterns and drawings of few lines may pass as films.",
        "Covered borders make it unsure of films, and of the side of the heart most of all: a part of that answer came "
        "from the frame of the training films.",
        "Turned by 45 degrees a film is warned of, not refused; shrunk to half in a dark frame it is refused.",
        "Which slices belong to one person is not known; folds are runs of neighbouring numbers.",
    ),
)


def train_pack(
    data: Path, *, work: Path, output: Path | None = None, folds: int = FOLDS, progress: Progress = silent
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives one member and the scores of its pictures.

    Parameters
    ----------
    data
        Folder with the sets ``jsrt``, ``ct_lung_cancer_slices``, ``brain_mri_tumour`` and ``hippocampus``.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes ``router-VERSION/``; the shipped models' unless told.
    folds
        How many of the five folds are held out in turn.

    Returns
    -------
    ModelCard
        Of the pack written.
    """
    pictures = read_pictures(data, progress=part(progress, 0, 0.03))
    pool = read_pool(pictures, progress=part(progress, 0.03, 0.04))
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    members: list[Weights] = []
    networks: list[nn.Module] = []
    for fold in range(folds):
        share = part(progress, 0.04 + fold / folds * 0.81, 0.04 + (fold + 1) / folds * 0.81)
        network = train_member(pool, fold=fold, folder=work / f"fold{fold}", progress=share)
        members.append(write_member(network, folder / f"member{fold}.safetensors"))
        networks.append(network)
    scored = score_held_out(networks, pictures, progress=part(progress, 0.85, 0.94))
    reading = temperatures(scored, SURE)
    told = {
        **route_tables(scored, reading),
        **tell_crops(networks, data, reading, progress=part(progress, 0.94, 0.95)),
        **curves(networks, pictures, reading, progress=part(progress, 0.95, 0.99)),
    }
    card = _card(folder, tuple(members), pictures, reading, told)
    write_card(_with_other_sources(card))
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _with_other_sources(card: ModelCard) -> ModelCard:
    """Keep the table of other sources that the folder's card has of the same weights; it is made from DICOM files."""
    try:
        before = read_card(card.folder)
    except ModelPackError:
        return card
    if before.weights_sha256 != card.weights_sha256 or OTHER_SOURCES not in before.metrics:
        return card
    return dataclasses.replace(card, metrics={**card.metrics, OTHER_SOURCES: before.metrics[OTHER_SOURCES]})


def _card(
    folder: Path,
    members: tuple[Weights, ...],
    pictures: Sequence[Picture],
    reading: RouterReading,
    tables: dict[str, object],
) -> ModelCard:
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Router",
        task=ROUTING,
        labels=LABELS,
        input=INPUT,
        architecture=ARCHITECTURE,
        members=members,
        threshold=0.5,
        reading=READING_WORDS,
        metrics={
            "protocol": f"{len(members)} of {FOLDS} folds held out in turn; every picture is scored by the one member "
            "that never saw it, weights rounded to float16 as shipped. The shipped ensemble averages the members' "
            "probabilities and was not scored itself on these pictures. Each film is one person; slices are held out "
            f"in runs of neighbouring numbers of a class, and {GAP} numbers beside a cut are left out of the training; "
            "photographs by file, drawings by kind: a member never saw the kinds of drawing that it is scored on. "
            "Length and settings of the training were fixed before any score was made. Intervals of pictures count "
            "slices of one person as if they were of several; groups are films, runs of ten neighbouring slices, "
            "crops, photographs and kinds of drawing. Films come in sixteen ways: four quarters, mirrored or not, "
            f"inverted or not; 'border covered' hides {COVER:.0%} of each side, bones bright alone, to see whether the "
            "frame answered.",
            "split_sha256": split_sha256(pictures),
            "seeds": list(range(len(members))),
            "torch": torch.__version__.split("+")[0],
            "schedule": {
                "batch": BATCH,
                "ways_of_each": WAYS,
                "ema_decay": EMA_DECAY,
                "phases": [to_plain(phase) for phase in PHASES],
            },
            "retrain": f"{RETRAIN} --folds {len(members)}",
            **tables,
        },
        reference={READING: to_plain(reading)},
        parent="",
        folder=folder,
    )
