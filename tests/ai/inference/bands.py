"""A network that marks what we choose, and runs of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor, nn

from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import run_model
from ai.library.card import Code, ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume

MakeCard: TypeAlias = Callable[..., ModelCard]
"""The fixture ``make_card``."""

CPU = torch.device("cpu")

WINDOWS = GridSpec(orientation="SPL", patch=(16, 16, 16), overlap=0.25)

NOTHING = Code("0", "99TEST", "nothing")


class Bands(nn.Module):
    """Channel k is high where the value lies near k: (windows, 1, ...) -> (windows, classes, ...)."""

    def __init__(self, classes: int, *, shift: float = 0.0, sharp: float = 10.0) -> None:
        super().__init__()
        self.centres = nn.Parameter(torch.arange(classes).float() + shift)
        self.sharp = sharp

    def forward(self, windows: Tensor) -> Tensor:
        centres = self.centres.reshape(1, -1, *[1] * (windows.ndim - 2))
        return -self.sharp * (windows - centres) ** 2


def model_of(card: ModelCard, *networks: nn.Module, device: torch.device = CPU) -> LoadedModel:
    return LoadedModel(card, tuple(network.eval().to(device) for network in networks), device)


def run(
    card: ModelCard, volume: Volume, *networks: nn.Module, override: bool = False, box_lps: PlacedBox | None = None
) -> ModelResult:
    """Run these networks, or else `Bands` of the labels of the card."""
    chosen = networks or (Bands(len(card.labels) + 1),)
    return run_model(model_of(card, *chosen), volume, options=RunOptions(override=override, box_lps=box_lps))
