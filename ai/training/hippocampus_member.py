"""Members of ``hippocampus``: what they read and mark, their network, and how one is trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ai.library.card import Architecture, Code, InputSpec, Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.networks.build import build
from ai.prepare.way import Triple
from ai.progress import Progress, part, silent
from ai.training.hippocampus_data import CPU, Crops
from ai.training.loop import Batch, Schedule, train
from ai.training.losses import dice_ce
from ai.training.volume_augment import Strength, augment

HIPPOCAMPUS = Code("5366008", "SCT", "Hippocampus")
"""Of both parts: the parts that the reference was drawn by, head, and body with tail, are told by the titles."""

LABELS = (
    Label("anterior_hippocampus", "Anterior hippocampus", HIPPOCAMPUS),
    Label("posterior_hippocampus", "Posterior hippocampus", HIPPOCAMPUS),
)

WINDOW: Triple = (32, 48, 32)

INPUT = InputSpec(
    modalities=("MR",),
    body_parts=("BRAIN", "HEAD", "HIPPOCAMPUS"),
    views=(),
    size_px=(0, 0),
    clip_percentiles=(0.0, 100.0),
    minimum_size_px=1,
    grid=GridSpec(
        orientation="SAR",
        spacing_mm=(1.0, 1.0, 1.0),
        patch=WINDOW,
        overlap=0.5,
        intensity=(IntensityStep("z-score"),),
    ),
)

FILTERS = (16, 32, 64, 128)

ARCHITECTURE = Architecture(
    "monai",
    (
        ("name", "DynUNet"),
        ("spatial_dims", 3),
        ("in_channels", 1),
        ("out_channels", len(LABELS) + 1),
        ("kernel_size", (3,) * len(FILTERS)),
        ("strides", (1,) + (2,) * (len(FILTERS) - 1)),
        ("upsample_kernel_size", (2,) * (len(FILTERS) - 1)),
        ("filters", FILTERS),
        ("norm_name", ("INSTANCE", {"affine": True})),
        ("act_name", ("leakyrelu", {"inplace": True, "negative_slope": 0.01})),
    ),
)

BATCH = 2


@dataclass(frozen=True)
class Phase:
    """One stretch of the training: how long, how fast, how far from the crops the augmentation goes."""

    name: str
    epochs: int
    learning_rate: float
    strength: Strength


PHASES = (
    Phase("first", epochs=24, learning_rate=2e-3, strength=Strength()),  # learns what other boxes and scanners may do
    Phase(  # sharpens the outlines
        "longer", epochs=20, learning_rate=1e-3, strength=Strength(rotation_deg=20, scale=(0.8, 1.25), chance=0.5)
    ),
)


def train_member(crops: Crops, seen: Tensor, *, seed: int, folder: Path, progress: Progress = silent) -> nn.Module:
    """Train one member on the crops of these numbers, where they lie; goes on where ``folder`` holds checkpoints.

    Returns
    -------
    torch.nn.Module
        On the processor, in eval mode.
    """
    torch.manual_seed(seed)
    network = build(ARCHITECTURE).to(crops.images.device)
    total, done = sum(phase.epochs for phase in PHASES), 0
    for phase in PHASES:

        def batch(generator: torch.Generator, strength: Strength = phase.strength) -> Batch:
            chosen = seen[torch.randint(len(seen), (BATCH,), generator=generator)]
            return augment(crops, chosen, WINDOW, generator, strength)

        share = part(progress, done / total, (done + phase.epochs) / total)
        steps = phase.epochs * (len(seen) // BATCH)
        schedule = Schedule(steps=steps, learning_rate=phase.learning_rate, seed=seed)
        network = train(network, batch, dice_ce, schedule, folder=folder / phase.name, progress=share)
        done += phase.epochs
    return network.to(CPU)
