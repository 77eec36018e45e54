"""What a converter is given and gives back. Converters run in a confined child process and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ai.adapters.answers import Answers
from ai.adapters.found import Found
from ai.library.card import Architecture, ModelCard, Weights
from ai.progress import Progress


@dataclass(frozen=True)
class Job:
    """A conversion.

    Parameters
    ----------
    found
        What the probe said of the file.
    source
        Private copy of the file or folder, under its own name. A zip archive (bundle, zipped nnU-Net folder)
        is unpacked: its folder, or where it holds one folder only, that one.
    pack
        Folder that takes the weights as ``NAME.safetensors``; with ``source`` the only place where may be written.
    answers
        The complete contract.
    progress
        Told once per file or member of the ensemble.
    """

    found: Found
    source: Path
    pack: Path
    answers: Answers
    progress: Progress


@dataclass(frozen=True)
class Converted:
    """What a converter made: ``def convert(job: Job) -> Converted`` of the module that the format names.

    Parameters
    ----------
    architecture
        What `ai.networks.build.build` makes.
    members
        Files in the pack with their hashes (see `ai.networks.weights.write_weights`).
    answers
        The contract that goes into the card; as given, or corrected by what only the weights tell.
    metrics, reference
        For the card.
    card
        The whole card, of a pack of our own from elsewhere; None: made of the above.
    """

    architecture: Architecture
    members: tuple[Weights, ...]
    answers: Answers
    metrics: Mapping[str, Any] = field(default_factory=dict)
    reference: Mapping[str, Any] = field(default_factory=dict)
    card: ModelCard | None = None
