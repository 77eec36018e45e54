"""A model that is ready to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import nn

from ai.inference.ramp import Proofs
from ai.library.card import ModelCard


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A card with its networks on a device.

    Parameters
    ----------
    card
        The model.
    networks
        In eval mode, float32.
    device
        Where they are.
    proofs
        On which grids its way to the network and back was proved.
    """

    card: ModelCard
    networks: Sequence[nn.Module]
    device: torch.device
    proofs: Proofs = field(default_factory=Proofs)
