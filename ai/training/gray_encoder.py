"""The recipe of ``gray-encoder``: one grey ResNet-18, pretrained on all local pictures, for others to start from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.device import choose_device
from ai.errors import InputMismatch, TrainingDataError
from ai.library.card import PICTURE_ENCODER, Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.encoders import Encoder
from ai.networks.weights import read_weights, write_weights
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.cached_features import encode
from ai.training.dataset.foreign_picture import Grey
from ai.training.encoder_comparison import (
    AMOUNTS,
    BATCH,
    FOLDS,
    RATE_SCRATCH,
    RATE_TAUGHT,
    STEPS,
    Prepared,
    as_told,
    compare,
    table,
    verdict,
)
from ai.training.encoder_pictures import EncoderPictures, read_pictures
from ai.training.golden import write_golden
from ai.training.loop import Batch, Schedule, train
from ai.training.pretext import TURNS, Looks, Pretext, pretext_loss, two_views
from ai.training.shortcut_audit import Features, audit
from ai.training.slice_sets import SLICE_SETS, groups_of, read_slice_set
from ai.volume import Volume

MODEL_ID = "gray-encoder"
MODEL_VERSION = "0.2.0"

RETRAIN = "python -m ai train gray-encoder --data FOLDER"

LABELS = (Label("features", "Features of a picture", Code("FEATURES", "99LIGHTBOX", "Features of a picture")),)
"""A card needs a label: it marks nothing."""

INPUT = InputSpec(
    modalities=(), body_parts=(), views=(), size_px=(96, 96), clip_percentiles=(0.5, 99.5), minimum_size_px=32
)

ARCHITECTURE = Architecture("picture-encoder", (("encoder", "resnet18"),))

VIEW_PX = 80
"""Side of the views in the pretraining: cropped, they show things as large as whole pictures of the contract do."""

PICTURES = 32
"""Pictures of a step; each gives two views."""

PRETRAIN = Schedule(steps=2500, learning_rate=2e-3, weight_decay=1e-2, ema_decay=0.99, seed=0)

LOOKS = Looks()

READING = Reading(
    intended_use="A base for teaching classifiers of grey pictures on few cases, without any network: its features are "
    "the start of a linear probe or of a fine-tuning. It gives no result by itself and the AI button never offers it.",
    not_for="Any reading of pictures. What is taught on it needs a test of its own on the site's held-out persons. Not "
    "a medical device.",
    licence="Weights trained on JSRT films (research and education only, no commercial use), the Medical Segmentation "
    "Decathlon Task04 (CC BY-SA 4.0), IQ-OTH/NCCD (CC BY 4.0) and brain tumour slices (over figshare, CC BY 4.0): "
    "research and education only, no commercial use. The code is Apache-2.0, these weights are not.",
    training_data="JSRT chest films, Shiraishi, AJR 2000; MSD Task04 hippocampus crops, Antonelli, Nat Commun 2022; "
    "IQ-OTH/NCCD lung CT slices, Alyasriy, Mendeley Data 2020; brain MR slices, Bhuvaji, over Cheng, PLoS One 2015.",
    population="Films of adults from Japan; T1 MR of adults from one US centre; CT slices of about 110 people from two "
    "hospitals in Iraq; contrast T1 MR slices of brain tumours and of heads without, from several sources.",
    limits=(
        "Pretrained for an hour on one processor: a start for few pictures, no match for an encoder of millions of "
        "pictures.",
        "It knows pictures of 8 bits at 96 x 96 pixels: what is smaller than two or three of them is lost.",
        "It has seen the slices of both slice sets with their classes: a score on these sets of anything taught on it "
        "says nothing. The comparison in this card was made with encoders that never saw the set.",
        "The groups of slices stand for persons, whom the files do not tell: they are found by looks and file numbers.",
    ),
)


def pretrain(
    pictures: EncoderPictures, *, folder: Path, schedule: Schedule | None = None, progress: Progress = silent
) -> Encoder:
    """Pretrain an encoder on pictures; goes on where ``folder`` holds a checkpoint.

    Returns
    -------
    Encoder
        In eval mode, on the CPU.
    """
    schedule = schedule or PRETRAIN
    device = choose_device()
    torch.manual_seed(schedule.seed)
    encoder = build(ARCHITECTURE)
    assert isinstance(encoder, Encoder)
    network = Pretext(encoder, len(pictures.names)).to(device).to(memory_format=torch.channels_last)
    images, kinds = pictures.images.to(device), pictures.kinds
    shares = share_of_each(pictures)

    def batch(generator: torch.Generator) -> Batch:
        chosen = torch.multinomial(shares, PICTURES, replacement=True, generator=generator)
        turns = torch.randint(TURNS, (PICTURES,), generator=generator)
        greys = images[chosen.to(device)].float()[:, None] / 255
        views = two_views(greys, turns, VIEW_PX, INPUT.clip_percentiles, generator, LOOKS)
        target = torch.stack([kinds[chosen], turns], 1).repeat(2, 1)
        return views.contiguous(memory_format=torch.channels_last), target

    trained = train(network, batch, pretext_loss, schedule, folder=folder, progress=progress)
    assert isinstance(trained, Pretext)
    return trained.encoder.cpu().eval()


def share_of_each(pictures: EncoderPictures) -> Tensor:
    """(pictures,) chance of each to be drawn: a source counts by the root of its number, alike within it."""
    sources = pictures.source_of_kind()[pictures.kinds]
    counts = torch.bincount(sources).double()
    return counts[sources] ** -0.5


def train_pack(data: Path, *, work: Path, output: Path | None = None, progress: Progress = silent) -> ModelCard:
    """Compare on each slice set an encoder that never saw it, then train on everything and write the pack.

    Parameters
    ----------
    data
        Folder that holds a folder per source, see `ai.training.encoder_pictures`.
    work
        Takes checkpoints and answers; a run that was stopped goes on there.
    output
        Folder that takes ``gray-encoder-VERSION/``; the shipped models' unless told.

    Returns
    -------
    ModelCard
        Of the pack written.
    """
    tables = comparison_tables(data, work=work, progress=part(progress, 0, 0.8))
    pictures = read_pictures(data, INPUT.clip_percentiles, progress=part(progress, 0.8, 0.82))
    encoder = pretrain(pictures, folder=work / "everything", progress=part(progress, 0.82, 0.99))
    folder = (SHIPPED if output is None else output) / f"{MODEL_ID}-{MODEL_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "member0.safetensors"
    card = _card(folder, Weights(path.name, write_weights(encoder, path)), pictures, tables)
    read_weights(encoder, path)
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def comparison_tables(data: Path, *, work: Path, progress: Progress = silent) -> dict[str, object]:
    """Compare on both slice sets; a comparison needs encoders of its own, whose checkpoints lie in ``work``."""
    tables = {}
    for number, name in enumerate(SLICE_SETS):
        share = part(progress, number / len(SLICE_SETS), (number + 1) / len(SLICE_SETS))
        tables[name] = compare_on(name, data, work=work, progress=share)
    return {
        "verdict": verdict({name: found["scores"] for name, found in tables.items()}),
        **{f"{piece} on {name}": found[piece] for name, found in tables.items() for piece in found},
    }


def compare_on(name: str, data: Path, *, work: Path, progress: Progress = silent) -> dict[str, Any]:
    """Pretrain without a slice set, and compare on it; goes on in ``work``."""
    pictures = read_pictures(data, INPUT.clip_percentiles, without=[name], progress=part(progress, 0, 0.02))
    encoder = pretrain(pictures, folder=work / f"without-{name}", progress=part(progress, 0.02, 0.45))
    state = {key: value.clone() for key, value in encoder.state_dict().items()}

    def make() -> Encoder:
        fresh = build(ARCHITECTURE)
        assert isinstance(fresh, Encoder)
        fresh.load_state_dict(state)
        return fresh

    slices = read_slice_set(data / name, progress=part(progress, 0.45, 0.47))
    groups = groups_of(slices)
    prepared = Prepared(prepare_pictures(slices.pictures), slices.truth, groups.groups, len(slices.classes))
    share = part(progress, 0.47, 0.95)
    found = compare(
        make,
        prepared,
        work=work / f"answers-{name}",
        device=choose_device(),
        amounts=AMOUNTS,
        steps=STEPS,
        folds=FOLDS,
        progress=share,
    )
    share = part(progress, 0.95, 1)
    audited = audit(slices.pictures, slices.truth, slices.numbers, groups, describer(make()), progress=share)
    return {
        "groups": dict(zip(slices.classes, groups.counts(slices.truth, len(slices.classes)), strict=True)),
        "steps_of_the_numbering": dict(zip(slices.classes, groups.steps, strict=True)),
        "scores": table(found, prepared),
        "audit": [
            {"classifier": row, **{split: as_told(estimate) for split, estimate in scores.items()}}
            for row, scores in audited.scores.items()
        ],
        "audit_faults": list(audited.faults),
    }


def describer(encoder: Encoder) -> Callable[[Sequence[Grey]], Features]:
    """Make pictures into features by a frozen encoder, for `ai.training.shortcut_audit.audit`."""
    device = choose_device()
    encoder = encoder.to(device).to(memory_format=torch.channels_last).eval()

    def describe(pictures: Sequence[Grey]) -> Features:
        return encode(encoder, prepare_pictures(pictures), device).numpy()

    return describe


def prepare_pictures(pictures: Sequence[Grey]) -> npt.NDArray[np.float16]:
    """(pictures, rows, columns) float16: as a model of the contract sees them, mean 0, standard deviation 1."""
    rows = []
    for picture in pictures:
        volume = Volume(np.ascontiguousarray(picture)[np.newaxis], np.eye(4), axes_known=False)
        try:
            rows.append(prepare_radiograph(volume, INPUT, hang=False)[0].astype(np.float16))
        except InputMismatch as error:
            raise TrainingDataError(f"A slice cannot be taught: {error.message}", "Leave it out.") from error
    return np.stack(rows)


def _card(folder: Path, member: Weights, pictures: EncoderPictures, tables: dict[str, object]) -> ModelCard:
    return ModelCard(
        id=MODEL_ID,
        version=MODEL_VERSION,
        title="Grey encoder",
        task=PICTURE_ENCODER,
        labels=LABELS,
        input=INPUT,
        architecture=ARCHITECTURE,
        members=(member,),
        threshold=0.5,
        reading=READING,
        metrics={
            "protocol": "Leave one set out: the encoder compared on a slice set never saw a picture of it. The set is "
            f"split into {FOLDS} folds by honest groups; networks are taught on 50, 100 and 200 pictures of the "
            "others, as many of each class as there are, and answer for the one held out, so that every picture is "
            "answered once per row. encoder_probe and random_probe are a linear layer on frozen features, its penalty "
            "chosen inside the pictures taught on; encoder_tuned and scratch_tuned are trained on from there, all "
            f"layers, {STEPS} steps of {BATCH} pictures each, rate {RATE_TAUGHT:g} and {RATE_SCRATCH:g}, same "
            "augmentation. Intervals: 95 %, bootstrap of whole groups within their class; differences are paired. "
            "All settings but the length of the pretraining were fixed before any score was made; that length was "
            "multiplied by five after 500 steps (0.1.0) had been better in one row of six, and scored once.",
            **tables,
            "shipped": "The weights shipped were trained on all sources with the same settings and were not scored.",
            "pictures": pictures.counts(),
            "schedule": {"pictures_a_step": PICTURES, "view_px": VIEW_PX, **to_plain(PRETRAIN), **to_plain(LOOKS)},
            "torch": torch.__version__.split("+")[0],
            "retrain": RETRAIN,
        },
        reference={},
        parent="",
        folder=folder,
    )
