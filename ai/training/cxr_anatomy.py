"""The recipe of ``cxr-anatomy``: lungs, heart and clavicles on frontal chest radiographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ai.inference.plausibility import Range
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import write_card
from ai.networks.build import build
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.anatomy_score import FilmScore, plausible_ranges, ratio_residuals, score_films, summary
from ai.training.golden import write_golden
from ai.training.jsrt import FOLDS, MASK_BITS, Film, fold_of, read_arrays, read_films, split_sha256
from ai.training.loop import Batch, Schedule, train
from ai.training.losses import dice_bce
from ai.training.member import write_member
from ai.training.metrics import conformal_half_width
from ai.training.radiograph_augment import augment

LABELS = (
    Label("right_lung", "Right lung", Code("39607008", "SCT", "Lung"), "right"),
    Label("left_lung", "Left lung", Code("39607008", "SCT", "Lung"), "left"),
    Label("heart", "Heart", Code("80891009", "SCT", "Heart")),
    Label("right_clavicle", "Right clavicle", Code("51299004", "SCT", "Clavicle"), "right"),
    Label("left_clavicle", "Left clavicle", Code("51299004", "SCT", "Clavicle"), "left"),
)

INPUT = InputSpec(
    modalities=("CR", "DX", "RG"),
    body_parts=("CHEST", "THORAX", "LUNG"),
    views=("PA", "AP"),
    size_px=(256, 256),
    clip_percentiles=(0.5, 99.5),
    minimum_size_px=256,
)

ARCHITECTURE = Architecture(
    "unet2d", (("in_channels", 1), ("out_channels", len(LABELS)), ("filters", (16, 32, 64, 96, 128, 160)))
)

MODEL_ID = "cxr-anatomy"
MODEL_VERSION = "0.1.0"

BATCH = 4


@dataclass(frozen=True)
class Phase:
    """One stretch of the training: how long, how fast, how far from the films the augmentation goes."""

    name: str
    epochs: int
    learning_rate: float
    strength: float


PHASES = (
    Phase("strong", epochs=45, learning_rate=2e-3, strength=1.0),  # learns what other machines may do
    Phase("mild", epochs=50, learning_rate=1e-3, strength=0.5),  # sharpens the contours
)

READING = Reading(
    intended_use="Outlines of lungs, heart and clavicles on upright frontal chest radiographs of adults, and the "
    "cardiothoracic ratio as a proposal that the reader checks and corrects. Research use only.",
    not_for="Diagnosis, children, lateral, supine or portable films, films after lung surgery. Not a medical device.",
    licence="Weights trained on the SCR masks of the JSRT films: research and education only, no commercial use, no "
    "redistribution of the data. The code is Apache-2.0, these weights are not.",
    training_data="JSRT chest films (199 of 247) with the SCR reference masks; Shiraishi, AJR 2000; van Ginneken, Med "
    "Image Anal 2006.",
    population="Digitised PA films of adults from 13 Japanese and one US institution, 1990s; 124 with a lung nodule, "
    "75 without.",
    limits=(
        "A first version: films of other machines, portable films and consolidated lungs were only imitated by "
        "augmentation, not tested.",
        "Contours come from 256 x 256 pixels: thin clavicle ends are rounded.",
        "The interval of the cardiothoracic ratio holds for films like JSRT's.",
        "Nothing is drawn where the members disagree on lungs or heart (noise, a film on its head, an inverted film "
        "and an animal's lateral were refused so, one of each); a mirrored film is only warned of.",
    ),
)


def train_member(films: Sequence[Film], *, seed: int, folder: Path, progress: Progress = silent) -> nn.Module:
    """Train one member on the films given; goes on where ``folder`` holds a checkpoint."""
    side = 2 * INPUT.size_px[0]  # twice, so that the pose is sampled finer than the network sees
    pictures, bits = read_arrays(films, size_px=side, progress=part(progress, 0, 0.02))
    images = torch.from_numpy(pictures)
    masks = torch.from_numpy(bits)
    flags = torch.tensor([MASK_BITS[label.name] for label in LABELS], dtype=torch.uint8)[None, :, None, None]

    torch.manual_seed(seed)
    network = build(ARCHITECTURE)
    total, done = sum(phase.epochs for phase in PHASES), 0
    for phase in PHASES:

        def batch(generator: torch.Generator, strength: float = phase.strength) -> Batch:
            chosen = torch.randint(len(films), (BATCH,), generator=generator)
            picture = images[chosen].float()[:, None] / 255
            mask = ((masks[chosen][:, None] & flags) != 0).float()
            return augment(picture, mask, INPUT, generator, strength=strength)

        share = part(progress, 0.02 + 0.98 * done / total, 0.02 + 0.98 * (done + phase.epochs) / total)
        steps = phase.epochs * (len(films) // BATCH)
        schedule = Schedule(steps=steps, learning_rate=phase.learning_rate, seed=seed)
        network = train(network, batch, dice_bce, schedule, folder=folder / phase.name, progress=share)
        done += phase.epochs
    return network


def train_pack(
    data: Path, *, work: Path, output: Path | None = None, folds: int = 2, progress: Progress = silent
) -> ModelCard:
    """Train, score and write the pack: every held-out fold gives one member and the scores of its films.

    Parameters
    ----------
    data
        Folder of the JSRT films and their masks, see `ai.training.jsrt`.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes ``cxr-anatomy-VERSION/``; the shipped models' unless told.
    folds
        How many of the five folds are held out in turn.

    Returns
    -------
    ModelCard
        Of the pack written.
    """
    films = read_films(data)
    numbers = fold_of(films)
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    members: list[Weights] = []
    scores: list[FilmScore] = []
    for fold in range(folds):
        share = part(progress, fold / folds * 0.98, (fold + 1) / folds * 0.98)
        seen = [film for film, number in zip(films, numbers, strict=True) if number != fold]
        held_out = [film for film, number in zip(films, numbers, strict=True) if number == fold]
        network = train_member(seen, seed=fold, folder=work / f"fold{fold}", progress=part(share, 0, 0.95))
        members.append(write_member(network, folder / f"member{fold}.safetensors"))
        names = [label.name for label in LABELS]
        scores += score_films(network, held_out, names, INPUT, progress=part(share, 0.95, 1))
    ranges = plausible_ranges(films, progress=part(progress, 0.98, 0.99))
    card = _card(folder, tuple(members), scores, ranges, films)
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _card(
    folder: Path,
    members: tuple[Weights, ...],
    scores: Sequence[FilmScore],
    ranges: Sequence[Range],
    films: Sequence[Film],
) -> ModelCard:
    table = summary(scores)
    half_width = conformal_half_width(ratio_residuals(scores))
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Chest X-ray anatomy",
        task="chest-anatomy",
        labels=LABELS,
        input=INPUT,
        architecture=ARCHITECTURE,
        members=members,
        threshold=0.5,
        reading=READING,
        metrics={
            "protocol": f"{len(members)} of {FOLDS} folds held out in turn, each film one person; every film is scored "
            "by the one member that never saw it, weights rounded to float16 as shipped. The shipped ensemble averages "
            "the members and was not scored itself.",
            "split_sha256": split_sha256(films),
            "seeds": list(range(len(members))),
            "torch": torch.__version__.split("+")[0],
            "phases": [to_plain(phase) for phase in PHASES],
            **table,
        },
        reference={
            "cardiothoracic_half_width": round(half_width, 4),
            "cardiothoracic_note": f"95 % interval from {len(ratio_residuals(scores))} held-out JSRT films; "
            "films of other machines may differ more.",
            "plausible_ranges": [to_plain(item) for item in ranges],
        },
        parent="",
        folder=folder,
    )
