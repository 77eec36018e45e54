"""Members of ``cxr-nodule``: the network, how it is trained, and how members look together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from ai.library.card import Architecture, InputSpec
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.networks.build import build
from ai.networks.spot_finder import SpotFinder, SpotMaps
from ai.plain import to_plain
from ai.progress import Progress, silent
from ai.training.jsrt import FOLDS
from ai.training.loop import Batch, Schedule, train
from ai.training.nodule_crops import CropDrawer, CropPlan
from ai.training.nodule_films import NoduleFilms
from ai.training.spot_loss import spot_loss

SIDE_PX = 512

CLIP = (0.5, 99.5)
"""Percentiles of a film that become 0 and 1."""

INPUT = InputSpec(
    modalities=("CR", "DX", "RG"),
    body_parts=("CHEST", "THORAX", "LUNG"),
    views=("PA", "AP"),
    size_px=(0, 0),
    clip_percentiles=CLIP,
    minimum_size_px=SIDE_PX,
    grid=GridSpec(
        dimensions=2,
        orientation="PIL",
        fit="pad",
        size=(SIDE_PX, SIDE_PX),
        shrink="area",
        intensity=(
            IntensityStep("invert"),
            IntensityStep("percentile", (("low", CLIP[0]), ("high", CLIP[1]), ("clip", 1.0))),
        ),
        activation="none",
    ),
)
"""0.7 mm a pixel of a film of 36 cm."""

APART_PX = 21.5
"""15 mm on the training films: two marks closer than that are one."""

FILTERS, BLOCKS = (16, 32, 64, 96), (1, 2, 2, 2)

CANDIDATES = 60
"""Marks of a film that are scored, of which few are shown."""

PLAN = CropPlan()
STEPS = 1600
SEEDS = 3
"""Members of each fold: wrong marks differ from seed to seed, nodules do not."""
LEARNING_RATE = 2e-3
EMA_DECAY = 0.995


def train_member(
    films: NoduleFilms, seen: Tensor, *, seed: int, folder: Path, progress: Progress = silent
) -> nn.Module:
    """Train one member on the films of these numbers; goes on where ``folder`` holds a checkpoint."""
    torch.manual_seed(seed)
    layout = torch.channels_last  # a third faster on processors
    network: nn.Module = SpotMaps(FILTERS, BLOCKS).to(films.device).to(memory_format=layout)
    drawer = CropDrawer(films, seen, PLAN)

    def batch(generator: torch.Generator) -> Batch:
        crops = drawer.draw(generator)
        return crops.contrast.contiguous(memory_format=layout), crops.target

    schedule = Schedule(steps=STEPS, learning_rate=LEARNING_RATE, ema_decay=EMA_DECAY, seed=seed)
    return train(network, batch, spot_loss, schedule, folder=folder, progress=progress)


def seeds_of(fold: int) -> range:
    """Seeds of the members that never see a fold; the fold of a seed is its rest by `ai.training.jsrt.FOLDS`."""
    return range(fold, FOLDS * SEEDS, FOLDS)


def schedule_facts() -> dict[str, object]:
    """Tell how a member is trained, for the card."""
    return {"steps": STEPS, "learning_rate": LEARNING_RATE, "ema_decay": EMA_DECAY, **to_plain(PLAN)}


def architecture(members: int) -> Architecture:
    """Name the network of so many members, as a card has it."""
    arguments = {
        "filters": FILTERS,
        "blocks": BLOCKS,
        "members": members,
        "apart_px": APART_PX,
        "most": CANDIDATES,
    }
    return Architecture("spot-finder", tuple(arguments.items()))


def finder(members: Sequence[SpotMaps]) -> SpotFinder:
    """Put trained members into one network, in eval mode on the CPU."""
    network = build(architecture(len(members)))
    if not isinstance(network, SpotFinder):
        raise TypeError("the recipe names another network")
    for own, trained in zip(network.members, members, strict=True):
        own.load_state_dict(trained.state_dict())
    return network.eval()


def grid_of_input() -> GridSpec:
    """Return the grid of the contract, which this recipe names."""
    grid = INPUT.grid
    if grid is None:
        raise TypeError("the recipe names no grid")
    return grid


def as_shipped(network: nn.Module) -> SpotMaps:
    """Round the weights to float16, so that the scores are of what is shipped."""
    member = SpotMaps(FILTERS, BLOCKS)
    rounded = {
        name: tensor.cpu().half().float() if tensor.is_floating_point() else tensor.cpu()
        for name, tensor in network.state_dict().items()
    }
    member.load_state_dict(rounded)
    return member.eval()
