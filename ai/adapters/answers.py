"""The contract of a model whose file has none: what the person is asked, and the manifest file with the answers.

No torch here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.library.card import Label
from ai.library.grid_spec import GridSpec


@dataclass(frozen=True)
class Answers:
    """What is known of the contract; empty where it is not known.

    Parameters
    ----------
    title, id, version
        As in `ai.library.card.ModelCard`.
    task
        One of `ai.library.card.TASKS`.
    labels
        In the order of the network's channels, without the background.
    modalities, body_parts, views, minimum_size_px
        As in `ai.library.card.InputSpec`.
    grid
        How a scan becomes tensors.
    architecture, arguments
        Name of a network that `ai.networks.build` knows, such as ``"torchvision"``, with its (name, value) arguments.
    output
        Which of several outputs is meant, from 0; None where there is one.
    threshold
        Probability from which a voxel belongs to a structure.
    licence
        The words that the person confirmed, or the file tells.
    intended_use, not_for, training_data, population, limits
        As in `ai.library.card.Reading`.
    """

    title: str = ""
    id: str = ""
    version: str = ""
    task: str = ""
    labels: tuple[Label, ...] = ()
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    minimum_size_px: int = 0
    grid: GridSpec | None = None
    architecture: str = ""
    arguments: tuple[tuple[str, Any], ...] = ()
    output: int | None = None
    threshold: float = 0.0
    licence: str = ""
    intended_use: str = ""
    not_for: str = ""
    training_data: str = ""
    population: str = ""
    limits: tuple[str, ...] = ()

    def over(self, below: Answers) -> Answers:
        """These answers, and those of ``below`` where these are empty."""
        raise NotImplementedError


@dataclass(frozen=True)
class Question:
    """Something that must be known before the model can be taken.

    Parameters
    ----------
    field
        Name in `Answers`.
    text
        The question, for the reader.
    choices
        Allowed values; empty where any is.
    """

    field: str
    text: str
    choices: tuple[str, ...] = ()


def questions(known: Answers, *, needs_architecture: bool = False) -> tuple[Question, ...]:
    """Tell what is still to be asked, in the order of asking; empty when the contract is complete."""
    raise NotImplementedError


def read_manifest(path: Path) -> Answers:
    """Read answers from a TOML or JSON file.

    Raises
    ------
    ai.errors.ModelImportError
        When it is not readable or not valid; the sentence names the place.
    """
    raise NotImplementedError
