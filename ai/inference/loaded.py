"""A model that is ready to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import nn

from ai.inference.ramp import Proofs
from ai.inference.router import Router
from ai.library.card import ModelCard


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A card with its networks on a device.

    Parameters
    ----------
    card
        The model.
    networks
        In eval mode, float32; none where the model is made of rules.
    device
        Where they are.
    proofs
        On which grids its way to the network and back was proved.
    router
        What looks at the picture before the model reads it; None where nothing does.
    """

    card: ModelCard
    networks: Sequence[nn.Module]
    device: torch.device
    proofs: Proofs = field(default_factory=Proofs)
    router: Router | None = None


def wake(model: LoadedModel) -> None:
    """Run the networks once on nothing: a card loads its kernels at the first window, which no reader should wait for.

    Raises
    ------
    RuntimeError
        When a network does not take what its card says.
    """
    grid = model.card.input.grid
    sides = model.card.input.size_px if grid is None else grid.patch or grid.size
    if model.device.type == "cpu" or not all(sides) or not sides:
        return
    channels = 1 if grid is None else grid.channels
    if model.card.prompts is not None:
        channels += model.card.prompts.channels
    window = torch.zeros((1, channels, *sides), device=model.device)
    with torch.inference_mode():
        for network in model.networks:
            network(window)
