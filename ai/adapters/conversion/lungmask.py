"""lungmask's state dicts to safetensors."""

from __future__ import annotations

from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.loading import load_tensors
from ai.adapters.conversion.state_dict import WEIGHTS_FILE, fill
from ai.adapters.lungmask import UNUSED
from ai.inference.segment import LARGEST_PART
from ai.library.card import Architecture, Weights
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.words import say


def convert(job: Job) -> Converted:
    """Fill the network and write its weights as they are; layers that are never run stay behind."""
    job.progress(0.0, say("Reading the weights"))
    tensors = load_tensors(job.source)
    architecture = Architecture(job.answers.architecture, job.answers.arguments)
    network = build(architecture)
    fill(network, {name: each for name, each in tensors.items() if not any(part in name for part in UNUSED)})
    job.progress(0.7, say("Writing the weights"))
    sha256 = write_weights(network, job.pack / WEIGHTS_FILE, precise=("",))
    names = [label.name for label in job.answers.labels]
    return Converted(architecture, (Weights(WEIGHTS_FILE, sha256),), job.answers, reference={LARGEST_PART: names})
