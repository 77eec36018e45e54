"""MONAI bundles to safetensors, or their TorchScript written anew."""

from __future__ import annotations

from pathlib import Path

from ai.adapters.bundle_config import read_config
from ai.adapters.bundle_detection import LUNA, SHOWN_SCORE
from ai.adapters.contents import look
from ai.adapters.conversion import program
from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.loading import load_tensors
from ai.adapters.conversion.state_dict import WEIGHTS_FILE, fill
from ai.adapters.monai_bundle import METADATA, SCRIPT, card_in, describe, find
from ai.errors import ModelImportError
from ai.inference.detect import DETECTION_KEY, BoxReading
from ai.inference.segment import LARGEST_PART
from ai.library.card import Architecture, Weights
from ai.library.program_check import PROGRAM_SUFFIXES, TORCHSCRIPT
from ai.networks.build import build
from ai.networks.luna_retinanet import MOST, OVERLAP, LunaRetinaNet
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.words import say


def convert(job: Job) -> Converted:
    """Make the network that the bundle describes, by its name, and fill it."""
    contents = look(job.source)
    bundle = find(contents)
    if bundle is None:
        raise ModelImportError(say("The folder {file} holds no MONAI bundle.", file=job.found.path.name))
    script = bundle.weights == SCRIPT
    if job.answers.architecture == LUNA:
        return _detector(job, job.source / f"{bundle.prefix}{bundle.weights}")
    metadata, config = (read_config(contents, f"{bundle.prefix}{name}") for name in (METADATA, bundle.config))
    if (card := card_in(metadata, bundle)) is not None:
        sha256 = _written(job, card.architecture, job.source / f"{bundle.prefix}{bundle.weights}")
        return Converted(card.architecture, (Weights(WEIGHTS_FILE, sha256),), job.answers, card=card)
    _, largest = describe(metadata, config, script=script)
    reference = {LARGEST_PART: list(largest)} if largest else {}
    source = job.source / f"{bundle.prefix}{bundle.weights}"
    architecture = Architecture(job.answers.architecture, job.answers.arguments)
    if script:
        file = f"program{PROGRAM_SUFFIXES[TORCHSCRIPT]}"
        digest = program.take(source, job.pack / file, TORCHSCRIPT, progress=job.progress)
        return Converted(architecture, (Weights(file, digest),), job.answers, reference=reference)
    sha256 = _written(job, architecture, source)
    return Converted(architecture, (Weights(WEIGHTS_FILE, sha256),), job.answers, reference=reference)


def _written(job: Job, architecture: Architecture, weights: Path) -> str:
    """Fill the network and write its weights as they are; returns the SHA-256 of the file."""
    job.progress(0.0, say("Reading the weights"))
    tensors = load_tensors(weights)
    job.progress(0.4, say("Making the network"))
    network = build(architecture)
    fill(network, tensors)
    job.progress(0.7, say("Writing the weights"))
    return write_weights(network, job.pack / WEIGHTS_FILE, precise=("",))


def _detector(job: Job, weights: Path) -> Converted:
    job.progress(0.0, say("Reading the weights"))
    network = LunaRetinaNet()
    fill(network.inner, load_tensors(weights))
    job.progress(0.7, say("Writing the weights"))
    sha256 = write_weights(network, job.pack / WEIGHTS_FILE, precise=("",))
    reading = BoxReading(score_threshold=SHOWN_SCORE, overlap=OVERLAP, most=MOST, first_centre=0.0)
    return Converted(
        Architecture(LUNA, ()),
        (Weights(WEIGHTS_FILE, sha256),),
        job.answers,
        reference={DETECTION_KEY: to_plain(reading)},
    )
