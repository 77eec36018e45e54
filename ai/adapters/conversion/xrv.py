"""Networks of TorchXRayVision to safetensors. The whole modules among them are read as numbers, never unpickled."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ai.adapters.contents import look
from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.loading import load_tensors
from ai.adapters.conversion.state_dict import WEIGHTS_FILE, fill
from ai.adapters.pickled_module import read_tensors
from ai.adapters.xrv import PSPNET
from ai.errors import ModelImportError
from ai.library.card import Architecture, Weights
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.networks.xrv import XrvClassifier
from ai.words import say

_TRAINING_ONLY = ("convbnrelu4_aux.", "aux_cls.")
"""Beginnings of the names of the PSPNet's second head."""

_LEAST_SPREAD = 1e-6
"""Outputs for two different pictures that differ by less, in parts of the largest, say nothing."""


def convert(job: Job) -> Converted:
    """Fill the network and write its weights as they are."""
    job.progress(0.0, say("Reading the weights"))
    contents = look(job.source)
    if contents.tensors:
        tensors = load_tensors(job.source)
    else:
        tensors = {name: torch.from_numpy(array) for name, array in read_tensors(contents).items()}
    job.progress(0.4, say("Making the network"))
    answers = job.answers
    architecture = Architecture(answers.architecture, answers.arguments)
    network = build(architecture).eval()
    if architecture.name == PSPNET:
        tensors = {name.removeprefix("module."): each for name, each in tensors.items()}
        tensors = {name: each for name, each in tensors.items() if not name.startswith(_TRAINING_ONLY)}
    # A whole module may keep its operating points; those of the table are the published ones.
    tensors.pop("op_threshs", None)
    inner = network.network if isinstance(network, XrvClassifier) else network
    fill(inner, tensors)
    if architecture.name != PSPNET and answers.grid is not None:
        _require_looking(inner, answers.grid.size[-1])
    job.progress(0.7, say("Writing the weights"))
    sha256 = write_weights(network, job.pack / WEIGHTS_FILE, precise=("",))
    return Converted(architecture, (Weights(WEIGHTS_FILE, sha256),), answers)


def _require_looking(network: nn.Module, side_px: int) -> None:
    """Refuse weights whose scores do not hang on the picture: that is how damaged ones show themselves."""
    ramp = torch.linspace(-1024, 1024, side_px).expand(1, 1, side_px, side_px)
    with torch.no_grad():
        first: Tensor = network(ramp)
        second: Tensor = network(ramp.transpose(2, 3).abs() - 512)
    if not float((first - second).abs().max()) > _LEAST_SPREAD * float(first.abs().max()):
        raise ModelImportError(
            say("The network gives the same scores for every picture, so its weights are not what they should be."),
            say("Download it again from its source."),
        )
