"""One member of the chest anatomy: its contract, its networks, their training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.device import choose_device
from ai.library.card import Architecture, Code, InputSpec, Label
from ai.networks.build import build
from ai.networks.fine_unet import FineUNet, start_fine
from ai.networks.second_look import SecondLook
from ai.progress import Progress, part, silent
from ai.training.jsrt import MASK_BITS, Film, read_arrays
from ai.training.look_again import Windows
from ai.training.loop import Batch, Schedule, train
from ai.training.losses import dice_bce
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

FINE_ARCHITECTURE = replace(COARSE_ARCHITECTURE, arguments=(*COARSE_ARCHITECTURE.arguments, ("subpixels", SUBPIXELS)))

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


@dataclass(frozen=True)
class SecondLookPlan:
    """How a network that looks at a structure again is made, see `ai.networks.second_look`.

    ``window_px`` in pixels of the picture; ``shown`` and ``mirrored`` are names of structures, ``share`` that of its
    answers, ``pose`` the strength of turns and shifts.
    """

    name: str
    window_px: tuple[int, int]
    filters: tuple[int, ...]
    subpixels: int
    shown: tuple[str, ...]
    mirrored: tuple[str, ...]
    share: float
    steps: int
    batch: int
    pose: float
    learning_rate: float = 2e-3

    @property
    def architecture(self) -> Architecture:
        """Of its network."""
        sizes = (("filters", self.filters), ("subpixels", self.subpixels))
        return Architecture("unet2d", (("in_channels", 1), ("out_channels", 1), *sizes))

    @property
    def look(self) -> dict[str, object]:
        """What a card says of it."""
        places = {label.name: place for place, label in enumerate(LABELS)}
        return {
            "filters": list(self.filters),
            "subpixels": self.subpixels,
            "window_px": list(self.window_px),
            "shown": [places[name] for name in self.shown],
            "mirrored": [places[name] for name in self.mirrored],
            "share": self.share,
        }


SECOND_LOOKS = (
    SecondLookPlan(
        "clavicles",
        window_px=(112, 176),  # the largest of 398 is 94 x 150
        filters=(16, 32, 64, 96, 128),
        subpixels=1,
        shown=("right_clavicle",),
        mirrored=("left_clavicle",),
        share=1.0,
        steps=1500,
        batch=8,
        pose=0.7,
    ),
    SecondLookPlan(
        "heart",
        window_px=(224, 288),  # the largest of 199 is 220 x 290
        filters=(24, 48, 96, 128, 160),
        subpixels=2,
        shown=("heart",),
        mirrored=(),
        share=0.5,
        steps=1800,
        batch=8,
        pose=0.5,
    ),
    SecondLookPlan(
        "lungs",
        window_px=(448, 224),  # nine of ten are no larger than 446 x 210
        filters=(24, 48, 96, 128, 160),
        subpixels=2,
        shown=("right_lung",),
        mirrored=("left_lung",),
        share=0.5,
        steps=1900,
        batch=4,
        pose=0.5,
    ),
)

FIRST_SHARE = 0.55
"""Of the time of a member's training."""


def member_architecture(looks: Sequence[SecondLookPlan]) -> Architecture:
    """Make what a card says of a member."""
    return Architecture("second-look", (*FINE_ARCHITECTURE.arguments[1:], ("looks", [each.look for each in looks])))


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
) -> SecondLook:
    """Train one member on the films given: coarse, fine, then its second looks; goes on where checkpoints lie.

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
    first = train_first(
        films, seed=seed, folder=folder, effort=effort, device=device, progress=part(progress, 0, FIRST_SHARE)
    )
    seconds = []
    for number, plan in enumerate(SECOND_LOOKS):
        ends = [FIRST_SHARE + (1 - FIRST_SHARE) * place / len(SECOND_LOOKS) for place in (number, number + 1)]
        share = part(progress, *ends)
        seconds.append(
            train_second(films, plan, seed=seed, folder=folder, effort=effort, device=device, progress=share)
        )
    return with_second_looks(first, seconds)


def with_second_looks(first: nn.Module, seconds: Sequence[nn.Module]) -> SecondLook:
    """Put the networks of a member together, in eval mode, as the card names them."""
    network = build(member_architecture(SECOND_LOOKS))
    assert isinstance(network, SecondLook)
    network.first, network.seconds = first, nn.ModuleList(seconds)
    return network.eval()


def train_second(
    films: Sequence[Film],
    plan: SecondLookPlan,
    *,
    seed: int,
    folder: Path,
    effort: float = 1.0,
    device: str = "auto",
    progress: Progress = silent,
) -> nn.Module:
    """Train a network that looks at a structure again, as ``plan`` says; other parameters as `train_member`."""
    windows = Windows(
        films,
        shown=plan.shown,
        mirrored=plan.mirrored,
        size_px=INPUT.size_px,
        window_px=plan.window_px,
        batch=plan.batch,
        pose=plan.pose,
    )
    torch.manual_seed(seed)
    network = build(plan.architecture).to(choose_device(device))
    schedule = Schedule(steps=max(1, round(effort * plan.steps)), learning_rate=plan.learning_rate, seed=seed)
    return train(network, windows.batch, dice_bce, schedule, folder=folder / f"{plan.name}-again", progress=progress)


def train_first(
    films: Sequence[Film],
    *,
    seed: int,
    folder: Path,
    effort: float = 1.0,
    device: str = "auto",
    progress: Progress = silent,
) -> nn.Module:
    """Train the network that draws everything; parameters as `train_member`."""
    where = choose_device(device)
    pictures = Pictures(films, where)
    torch.manual_seed(seed)
    network = build(COARSE_ARCHITECTURE).to(where)
    total, done = sum(phase.epochs for phase in PHASES), 0
    for phase in PHASES:
        if phase.fine and not isinstance(network, FineUNet):
            coarse, network = network, build(FINE_ARCHITECTURE).to(where)
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


def _on(values: npt.NDArray[np.uint8], device: torch.device) -> Tensor:
    return torch.from_numpy(values).to(device)
