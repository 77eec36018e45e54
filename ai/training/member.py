"""One trained member of a pack, as it is shipped."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from ai.library.card import Weights
from ai.networks.weights import read_weights, write_weights


def write_member(network: nn.Module, path: Path) -> Weights:
    """Write a network's weights in float16 and read them back into it, so that what is scored is what is shipped.

    Parameters
    ----------
    network
        Trained; holds the rounded weights afterwards, in the precision that it computes in.
    path
        The safetensors file, in the folder of the pack.

    Returns
    -------
    Weights
        As the card names them.
    """
    sha256 = write_weights(network, path)
    read_weights(network, path)
    return Weights(path.name, sha256)
