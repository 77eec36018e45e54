"""One member of the router: its contract, its network, its training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ai.device import choose_device
from ai.library.card import Architecture, InputSpec
from ai.library.router_kinds import KINDS, OUTPUTS
from ai.networks.build import build
from ai.progress import Progress, part, silent
from ai.training.loop import Batch, Schedule, train
from ai.training.router_augment import augment
from ai.training.router_data import Pool
from ai.training.router_loss import router_loss

INPUT = InputSpec(
    modalities=(),
    body_parts=(),
    views=(),
    size_px=(96, 96),
    clip_percentiles=(0.5, 99.5),
    minimum_size_px=16,
)

ARCHITECTURE = Architecture(
    "small-resnet",
    (("outputs", len(OUTPUTS)), ("widths", (32, 64, 128)), ("blocks", (1, 2, 1)), ("stem_stride", 4)),
)

BATCH = 24
"""Pictures of a step; each comes in `WAYS` ways."""

EMA_DECAY = 0.99


@dataclass(frozen=True)
class Phase:
    """One stretch of the training: how long, how fast, and the shares of the kinds in a batch, in their order."""

    name: str
    steps: int
    learning_rate: float
    shares: tuple[float, ...]


PHASES = (
    Phase("broad", steps=1400, learning_rate=3e-3, shares=(0.32, 0.16, 0.18, 0.12, 0.22)),
    # What is none of the kinds is the most varied and is learned last.
    Phase("sharp", steps=600, learning_rate=2e-3, shares=(0.28, 0.12, 0.15, 0.12, 0.33)),
)
"""Three of the four questions are asked of films alone, so films are many."""


def train_member(pool: Pool, *, fold: int, folder: Path, progress: Progress = silent) -> nn.Module:
    """Train one member without what its fold holds out; goes on where ``folder`` holds a checkpoint."""
    torch.manual_seed(fold)
    device = choose_device()
    network = build(ARCHITECTURE).to(device)
    free = ~pool.barred[:, fold]
    own = [torch.nonzero(free & (pool.kinds == kind)).flatten() for kind in range(len(KINDS))]
    total, done = sum(phase.steps for phase in PHASES), 0
    for phase in PHASES:
        held = [share if len(some) else 0.0 for share, some in zip(phase.shares, own, strict=True)]
        shares = torch.tensor(held)

        def batch(generator: torch.Generator, shares: Tensor = shares) -> Batch:
            kinds = torch.multinomial(shares, BATCH, replacement=True, generator=generator)
            chosen = torch.stack([_one_of(own[kind], generator) for kind in kinds.tolist()])
            return augment(pool.pictures[chosen], pool.kinds[chosen], INPUT, generator, device=device)

        share = part(progress, done / total, (done + phase.steps) / total)
        schedule = Schedule(phase.steps, phase.learning_rate, ema_decay=EMA_DECAY, seed=fold)
        network = train(network, batch, router_loss, schedule, folder=folder / phase.name, progress=share)
        done += phase.steps
    return network


def _one_of(indices: Tensor, generator: torch.Generator) -> Tensor:
    return indices[torch.randint(len(indices), (1,), generator=generator)[0]]
