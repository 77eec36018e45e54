"""One member of the router: its contract, its network, its training."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ai.device import choose_device
from ai.library.card import Architecture, InputSpec
from ai.library.router_kinds import KINDS, OUTPUTS
from ai.networks.build import build
from ai.progress import Progress, silent
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

STEPS = 1400
LEARNING_RATE = 3e-3
EMA_DECAY = 0.99
SHARES = (0.32, 0.16, 0.18, 0.12, 0.22)
"""Of the kinds in a batch, in the order of `KINDS`: three of four questions are asked of films alone."""


def train_member(pool: Pool, *, fold: int, folder: Path, progress: Progress = silent) -> nn.Module:
    """Train one member without what its fold holds out; goes on where ``folder`` holds a checkpoint."""
    torch.manual_seed(fold)
    device = choose_device()
    network = build(ARCHITECTURE).to(device)
    free = ~pool.barred[:, fold]
    own = [torch.nonzero(free & (pool.kinds == kind)).flatten() for kind in range(len(KINDS))]
    shares = torch.tensor([share if len(some) else 0.0 for share, some in zip(SHARES, own, strict=True)])

    def batch(generator: torch.Generator) -> Batch:
        kinds = torch.multinomial(shares, BATCH, replacement=True, generator=generator)
        chosen = torch.stack([_one_of(own[kind], generator) for kind in kinds.tolist()])
        return augment(pool.pictures[chosen], pool.kinds[chosen], INPUT, generator, device=device)

    schedule = Schedule(steps=STEPS, learning_rate=LEARNING_RATE, ema_decay=EMA_DECAY, seed=fold)
    return train(network, batch, router_loss, schedule, folder=folder, progress=progress)


def _one_of(indices: Tensor, generator: torch.Generator) -> Tensor:
    return indices[torch.randint(len(indices), (1,), generator=generator)[0]]
