"""Folds of nnU-Net v2 to safetensors: every fold a member."""

from __future__ import annotations

from ai.adapters.contents import look
from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.loading import load_tensors
from ai.adapters.conversion.state_dict import fill
from ai.adapters.nnunet import ALLOWED_GLOBALS, WEIGHTS, find
from ai.errors import ModelImportError
from ai.library.card import Architecture, Weights
from ai.networks.build import build
from ai.networks.nnunet import own_name
from ai.networks.weights import write_weights
from ai.words import say


def convert(job: Job) -> Converted:
    """Take the weights of every fold; the optimiser and the log of the training stay behind."""
    contents = look(job.source)
    folder = find(contents)
    if folder is None:
        raise ModelImportError(say("The folder {file} holds no trained nnU-Net.", file=job.found.path.name))
    architecture = Architecture(job.answers.architecture, job.answers.arguments)
    members = []
    for index, (fold, checkpoint) in enumerate(sorted(folder.folds.items())):
        job.progress(index / len(folder.folds), say("Reading the weights"))
        tensors = load_tensors(job.source / f"{folder.prefix}{checkpoint}", ALLOWED_GLOBALS)
        weights = {name.removeprefix(f"{WEIGHTS}."): each for name, each in tensors.items()
                   if name.startswith(f"{WEIGHTS}.")}  # fmt: skip
        # torch.compile puts this before every name.
        weights = {name.removeprefix("_orig_mod."): each for name, each in weights.items()}
        network = build(architecture)
        fill(network, {name: each for name, each in weights.items() if own_name(name)})
        file = f"fold-{fold}.safetensors"
        members.append(Weights(file, write_weights(network, job.pack / file, precise=("",))))
    return Converted(architecture, tuple(members), job.answers)
