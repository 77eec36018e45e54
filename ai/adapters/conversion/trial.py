"""The trial of a new pack in the confined child: it loads, computes, and its output is as its card says."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ai.errors import ModelImportError
from ai.library.card import CHEST_ANATOMY, DETECTION, IMAGE_CLASSIFICATION, MULTI_LABEL, SEGMENTATION, ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import verify
from ai.networks.build import load_members
from ai.networks.program import is_program
from ai.progress import Progress
from ai.words import say

FREE_3D_PX, FREE_2D_PX = 32, 224
"""Side of the made-up input where the contract leaves the size free."""


def try_model(card: ModelCard, *, progress: Progress) -> None:
    """Run every member once on a made-up input.

    Raises
    ------
    ai.errors.ReportableError
        When it cannot be loaded, fails, or gives something else than the card says.
    """
    verify(card)
    networks = load_members(card)
    if (card.input.grid is None and not is_program(card.architecture)) or card.task == DETECTION:
        # Our own networks bring their golden case; boxes are tried by the reader of the format.
        return
    picture = made_up(card)
    for index, network in enumerate(networks):
        progress(index / len(networks), say("Trying the model"))
        _check(card, picture, _output(network, picture))
    progress(1.0, say("Trying the model"))


def made_up(card: ModelCard) -> Tensor:
    """(1, channels, ...) float32 of the size that the contract says: a soft ramp with a sphere, scaled to -1 to 1."""
    grid = card.input.grid or GridSpec(dimensions=2, fit="pad", size=card.input.size_px)
    side = FREE_3D_PX if grid.dimensions == 3 else FREE_2D_PX
    side = -(-side // grid.multiple_of) * grid.multiple_of
    size = grid.patch or grid.size or (side,) * grid.dimensions
    axes = torch.meshgrid(*(torch.linspace(-1, 1, each) for each in size), indexing="ij")
    radius = torch.stack(axes).square().sum(0).sqrt()
    picture = axes[-1] / 2 + (radius < 0.5).float() / 2
    return picture.expand(1, grid.channels, *size).contiguous()


def _output(network: nn.Module, picture: Tensor) -> Tensor:
    try:
        with torch.inference_mode():
            output = network(picture)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[-1][:200]
        raise ModelImportError(
            say(
                "The model failed on a made-up scan of {size}: {reason}",
                size=" × ".join(str(each) for each in picture.shape),
                reason=first,
            ),
            say("Look whether the size and the channels of its input are what its publisher says."),
        ) from error
    if not isinstance(output, Tensor):
        raise ModelImportError(
            say("The model gives several outputs, and which one is meant is not said."),
            say("Say which output is meant, from 0."),
        )
    return output.float()


def _check(card: ModelCard, picture: Tensor, output: Tensor) -> None:
    grid = card.input.grid
    background = card.task == SEGMENTATION and grid is not None and grid.background and grid.activation == "softmax"
    channels = len(card.labels) + background
    expected: tuple[int, ...] = (1, channels)
    if card.task in (SEGMENTATION, CHEST_ANATOMY):
        expected = (1, channels, *picture.shape[2:])
    if (
        card.task in (SEGMENTATION, CHEST_ANATOMY, MULTI_LABEL, IMAGE_CLASSIFICATION)
        and tuple(output.shape) != expected
    ):
        raise ModelImportError(
            say(
                "The model gives an output of {found}; its labels and input ask for {expected}.",
                found=" × ".join(str(each) for each in output.shape),
                expected=" × ".join(str(each) for each in expected),
            ),
            say("Look whether all its labels were given, and whether the first channel is the background."),
        )
    if not bool(torch.isfinite(output).all()):
        raise ModelImportError(
            say("The model gives no numbers on a made-up scan."), say("Look whether the intensities are what it wants.")
        )
