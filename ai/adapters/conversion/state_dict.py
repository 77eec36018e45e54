"""State dicts and safetensors for networks that torchvision, timm and MONAI make by name."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.loading import load_tensors
from ai.adapters.formats import format_of
from ai.adapters.state_dict import holder_of, wrappers
from ai.errors import ModelImportError
from ai.library.card import Architecture, Weights
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.networks.zoo import OneOutput
from ai.words import say

WEIGHTS_FILE = "weights.safetensors"

_SHOWN = 3
"""How many names a sentence tells."""


def convert(job: Job) -> Converted:
    """Fill the network that the person named, and write its weights as they are."""
    answers = job.answers
    job.progress(0.0, say("Reading the weights"))
    tensors = load_tensors(job.source, format_of(job.found.format).allowed_globals)
    job.progress(0.4, say("Making the network"))
    output = () if answers.output is None else (("output", answers.output),)
    architecture = Architecture(answers.architecture, (*answers.arguments, *output))
    network = build(architecture)
    fill(network.network if isinstance(network, OneOutput) else network, tensors)
    job.progress(0.7, say("Writing the weights"))
    sha256 = write_weights(network, job.pack / WEIGHTS_FILE, precise=("",))
    return Converted(architecture, (Weights(WEIGHTS_FILE, sha256),), answers)


def fill(network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Copy weights into a network; every one of them must have its place.

    Parameters
    ----------
    network
        Takes them.
    tensors
        As they stand in a checkpoint; what wrappers put before every name is taken off as far as that makes them fit.

    Raises
    ------
    ModelImportError
        Naming the first that are missing, too many, or of another shape.
    """
    wanted = network.state_dict()
    weights = _named_as(wanted, tensors)
    missing = [name for name in wanted if name not in weights and not name.endswith("num_batches_tracked")]
    unexpected = [name for name in weights if name not in wanted]
    shaped = [name for name in wanted if name in weights and wanted[name].shape != weights[name].shape]
    if missing or unexpected or shaped:
        faults = [
            (say("{count} are missing ({names})", count=len(missing), names=_some(missing)), missing),
            (say("{count} have no place ({names})", count=len(unexpected), names=_some(unexpected)), unexpected),
            (
                say("{count} have another shape ({names})", count=len(shaped), names=_shapes(shaped, wanted, weights)),
                shaped,
            ),
        ]
        told = "; ".join(sentence for sentence, names in faults if names)
        raise ModelImportError(
            say("The weights do not fit the network that was named: {faults}.", faults=told),
            say("Look for the network and its arguments in the publisher's instructions."),
        )
    network.load_state_dict(weights, strict=False)


def _named_as(wanted: Mapping[str, Tensor], tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    # "model." may be an entry of the checkpoint, what a wrapper put there, or the network's own: whatever fits best.
    choices = []
    for holder in {"": None, holder_of(tensors): None}:
        inside = {name.removeprefix(holder): each for name, each in tensors.items() if name.startswith(holder)}
        for prefix in wrappers(inside):
            choices.append({name.removeprefix(prefix): each for name, each in inside.items()})
    return max(choices, key=lambda choice: sum(name in wanted for name in choice))


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _shapes(names: list[str], wanted: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> str:
    shown = [f"{name}: {tuple(found[name].shape)} ≠ {tuple(wanted[name].shape)}" for name in names[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(names) > _SHOWN else "")
