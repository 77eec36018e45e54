"""The recipe of ``cxr-anatomy``: lungs, heart and clavicles on frontal chest radiographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.device import choose_device
from ai.inference.plausibility import Range
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.library import SHIPPED
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.fine_unet import FineUNet, start_fine
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.anatomy_score import FilmScore, plausible_ranges, ratio_residuals
from ai.training.anatomy_tables import overlap_tables, score_members, with_tables
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
    size_px=(512, 512),
    clip_percentiles=(0.5, 99.5),
    minimum_size_px=256,
)

SUBPIXELS = 2
"""Pixels of a side that the network folds into channels: it computes on 256 x 256 what it reads and draws on 512."""

COARSE_ARCHITECTURE = Architecture(
    "unet2d", (("in_channels", 1), ("out_channels", len(LABELS)), ("filters", (16, 32, 64, 96, 128, 160)))
)

ARCHITECTURE = replace(COARSE_ARCHITECTURE, arguments=(*COARSE_ARCHITECTURE.arguments, ("subpixels", SUBPIXELS)))

MODEL_ID = "cxr-anatomy"
MODEL_VERSION = "0.2.1"

RETRAIN = "python -m ai train cxr-anatomy --data FOLDER"

BATCH = 4


@dataclass(frozen=True)
class Phase:
    """One stretch of the training: how long, how fast, how far from the films the augmentation goes, how fine."""

    name: str
    epochs: int
    learning_rate: float
    strength: float
    fine: bool = False


PHASES = (
    Phase("strong", epochs=45, learning_rate=2e-3, strength=1.0),  # learns what other machines may do
    Phase("mild", epochs=50, learning_rate=1e-3, strength=0.5),  # sharpens the contours
    Phase("contours", epochs=16, learning_rate=1e-3, strength=0.4, fine=True),  # on pixels half as wide
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
        "A first version: films of other machines, portable films and consolidated lungs were only imitated, see the "
        "robustness table; no such films were at hand to test it.",
        "Contours come from 512 x 512 pixels: thin clavicle ends are rounded, and clavicles are what it draws worst.",
        "The interval of the cardiothoracic ratio holds for films like JSRT's. The range of the members beside it says "
        "how far they differ, not where the truth lies.",
        "A consolidated or cut-off lung is drawn too small where it is white; the ratio then misleads without a "
        "warning.",
        "On films of large patients, where heart and bone are hardly darker or brighter than what lies beside them, "
        "borders come out ragged: the worst held-out film lost the lower left part of the heart and a clavicle.",
        "Clavicles differ most at their inner end, where the reference often ends sooner.",
        "Nothing is drawn where the members disagree on lungs or heart; a mirrored film is only warned of.",
    ),
)


class Pictures:
    """Films and masks on a device, at the size that a phase augments; read once, and only where something is trained.

    Parameters
    ----------
    films
        Those that a member learns from.
    device
        That they are augmented on.
    """

    def __init__(self, films: Sequence[Film], device: torch.device) -> None:
        self._films = films
        self._device = device
        self._read: dict[int, tuple[Tensor, Tensor]] = {}

    def batch(self, spec: InputSpec, strength: float, generator: torch.Generator) -> Batch:
        """Draw one augmented batch for a network of this contract."""
        side = 2 * spec.size_px[0]  # twice, so that it is shrunk by area as it is moved
        if side not in self._read:
            pictures, bits = read_arrays(self._films, size_px=side, mask_px=side // 2)
            self._read = {side: (_on(pictures, self._device), _on(bits, self._device))}
        images, masks = self._read[side]
        flags = torch.tensor([MASK_BITS[label.name] for label in LABELS], dtype=torch.uint8, device=self._device)
        chosen = torch.randint(len(self._films), (BATCH,), generator=generator).to(self._device)
        picture = images[chosen].float()[:, None] / 255
        mask = ((masks[chosen][:, None] & flags[None, :, None, None]) != 0).float()
        return augment(picture, mask, spec, generator, strength=strength)


def train_member(
    films: Sequence[Film],
    *,
    seed: int,
    folder: Path,
    effort: float = 1.0,
    device: str = "auto",
    progress: Progress = silent,
) -> nn.Module:
    """Train one member on the films given, coarse, then fine; goes on where ``folder`` holds checkpoints.

    Parameters
    ----------
    films
        It learns from.
    seed
        Of its first weights and every chance.
    folder
        Takes a folder of checkpoints for each phase.
    effort
        Times as many epochs in every phase as `PHASES` says.
    device
        "auto" takes a GPU where there is one.
    progress
        Called once per step.
    """
    where = choose_device(device)
    pictures = Pictures(films, where)
    torch.manual_seed(seed)
    network = build(COARSE_ARCHITECTURE).to(where)
    total, done = sum(phase.epochs for phase in PHASES), 0
    for phase in PHASES:
        if phase.fine and not isinstance(network, FineUNet):
            coarse, network = network, build(ARCHITECTURE).to(where)
            assert isinstance(network, FineUNet)
            start_fine(coarse, network)
        spec = INPUT if phase.fine else replace(INPUT, size_px=coarse_size())

        def batch(generator: torch.Generator, spec: InputSpec = spec, strength: float = phase.strength) -> Batch:
            return pictures.batch(spec, strength, generator)

        share = part(progress, done / total, (done + phase.epochs) / total)
        steps = max(1, round(effort * phase.epochs * (len(films) // BATCH)))
        schedule = Schedule(steps=steps, learning_rate=phase.learning_rate, seed=seed)
        network = train(network, batch, dice_bce, schedule, folder=folder / phase.name, progress=share)
        done += phase.epochs
    return network


def coarse_size() -> tuple[int, int]:
    """(rows, columns) of the pictures of the coarse phases: those that the network computes on."""
    return INPUT.size_px[0] // SUBPIXELS, INPUT.size_px[1] // SUBPIXELS


def train_pack(
    data: Path,
    *,
    work: Path,
    output: Path | None = None,
    folds: int = 2,
    effort: float = 1.0,
    device: str = "auto",
    others: Mapping[str, Path] | None = None,
    progress: Progress = silent,
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
    effort
        Times as many epochs in every phase as `PHASES` says; another effort has checkpoints of its own.
    device
        "auto" takes a GPU where there is one.
    others
        Name and folder of pictures that the model was not made for, whose refusals are counted.
    progress
        Called once per step and film.

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
    networks: list[nn.Module] = []
    for fold in range(folds):
        share = part(progress, fold / folds * 0.9, (fold + 1) / folds * 0.9)
        seen = [film for film, number in zip(films, numbers, strict=True) if number != fold]
        own = work / (f"fold{fold}" if effort == 1 else f"fold{fold}-effort{effort:g}")
        network = train_member(seen, seed=fold, folder=own, effort=effort, device=device, progress=share)
        members.append(write_member(network, folder / f"member{fold}.safetensors"))
        networks.append(network.cpu())
    card = _card(folder, tuple(members), effort, films)
    scores = score_members(networks, films, card, progress=part(progress, 0.9, 0.92))
    ranges = plausible_ranges(films, progress=part(progress, 0.92, 0.93))
    card = _with_scores(card, scores, ranges)
    card = with_tables(card, networks, films, others=others, progress=part(progress, 0.93, 0.99))
    write_card(card)
    write_golden(card)
    progress(1.0, f"Wrote {card.key}")
    return card


def _on(values: npt.NDArray[np.uint8], device: torch.device) -> Tensor:
    return torch.from_numpy(values).to(device)


def _card(folder: Path, members: tuple[Weights, ...], effort: float, films: Sequence[Film]) -> ModelCard:
    retrain = f"{RETRAIN} --folds {len(members)}" + ("" if effort == 1 else f" --effort {effort:g}")
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
            "the members and was not scored itself. Length and settings of the training were fixed before any score "
            "of this version was made.",
            "split_sha256": split_sha256(films),
            "seeds": list(range(len(members))),
            "torch": torch.__version__.split("+")[0],
            "phases": [to_plain(replace(phase, epochs=round(effort * phase.epochs))) for phase in PHASES],
            "retrain": retrain,
        },
        reference={},
        parent="",
        folder=folder,
    )


def _with_scores(card: ModelCard, scores: Sequence[FilmScore], ranges: Sequence[Range]) -> ModelCard:
    residuals = ratio_residuals(scores)
    return replace(
        card,
        metrics={**card.metrics, **overlap_tables(scores)},
        reference={
            "cardiothoracic_half_width": round(conformal_half_width(residuals), 4),
            "cardiothoracic_note": f"95 % interval from {len(residuals)} held-out JSRT films; "
            "films of other machines may differ more.",
            "plausible_ranges": [to_plain(item) for item in ranges],
        },
    )
