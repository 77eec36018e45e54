"""The model card: everything the product knows of a model before it runs. No torch here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from ai.errors import ModelPackError
from ai.library.grid_spec import MAX_SIDE, GridSpec
from ai.library.prompt_spec import PromptSpec
from ai.words import say

Json: TypeAlias = Mapping[str, Any]
"""A parsed JSON object, before it is checked."""

CARD_FORMAT = 1
"""Version of `model.json`; another number is refused, not guessed."""


CHEST_ANATOMY, IMAGE_CLASSIFICATION = "chest-anatomy", "image-classification"
MULTI_LABEL, SEGMENTATION, DETECTION = "multi-label-classification", "segmentation", "detection"
ROUTING = "routing"

PICTURE_ENCODER = "picture-encoder"

TASKS = (CHEST_ANATOMY, IMAGE_CLASSIFICATION, MULTI_LABEL, SEGMENTATION, DETECTION, ROUTING, PICTURE_ENCODER)
"""What a model can do: outline structures of a frontal chest radiograph; tell the one class of a picture; tell for each
of several findings whether it is there; outline structures, in 2D, slice by slice or in 3D; put boxes around findings;
tell what kind of picture it is, see `ai.inference.router`; be taught on: it turns a picture into features and gives no
result by itself. `MULTI_LABEL`, `SEGMENTATION` and `DETECTION` need `InputSpec.grid`."""

HELPERS = (ROUTING, PICTURE_ENCODER)
"""Tasks of models that serve others: no reader is offered them."""


CHEST_CT_RULES = "chest-ct-rules"
"""Name of the rule set of `ai.rules.chest`, in place of a network's; its figures are the arguments."""

RULE_SETS = (CHEST_CT_RULES,)
"""Architectures that are no network: fixed rules, which nobody trained and which have no weights."""


@dataclass(frozen=True)
class Code:
    """A coded concept, PS3.3 8.8: value, scheme designator (``SCT``, ``RADLEX``), meaning."""

    value: str
    scheme: str
    meaning: str


@dataclass(frozen=True)
class Label:
    """One structure that a model marks.

    Parameters
    ----------
    name
        Stable name, safe as a file name: ``"right_lung"``.
    title
        For the reader: "Right lung".
    code
        SNOMED CT code of the structure without its side.
    side
        ``"right"``, ``"left"`` (of the patient) or ``""``.
    """

    name: str
    title: str
    code: Code
    side: str = ""

    def __post_init__(self) -> None:
        if not self.name.replace("_", "").isalnum() or not self.name.isascii():
            raise ModelPackError(
                say("The label name {name!r} has characters other than letters, digits and _.", name=self.name)
            )
        if self.side not in ("right", "left", ""):
            raise ModelPackError(say("The side of label {name!r} must be right, left or empty.", name=self.name))


@dataclass(frozen=True)
class InputSpec:
    """The input contract: what is accepted, and how it becomes the tensor.

    Parameters
    ----------
    modalities
        Accepted (0008,0060) Modality values; empty where the training pictures did not say theirs: any is accepted,
        with a warning.
    body_parts
        Accepted (0018,0015) Body Part Examined values; an absent value is let through with a warning.
    views
        Accepted (0018,5101) View Position values; an absent value is let through with a warning.
    size_px
        (rows, columns) of the tensor; the picture is padded to a square with its border value and resized.
    clip_percentiles
        Values are clipped to these percentiles of the picture, scaled to 0 to 1, then to ``mean`` 0 and ``std`` 1.
    minimum_size_px
        Shortest accepted side of the source.
    grid
        How the scan becomes tensors; None for the tasks that read one picture padded to a square, whose way is
        ``size_px`` and ``clip_percentiles``.
    """

    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    views: tuple[str, ...]
    size_px: tuple[int, int]
    clip_percentiles: tuple[float, float]
    minimum_size_px: int
    grid: GridSpec | None = None

    def __post_init__(self) -> None:
        # Whatever comes through a grid has no use for a size here.
        least = 1 if self.grid is None else 0
        if not all(least <= side <= MAX_SIDE for side in self.size_px):
            raise ModelPackError(
                say(
                    "The card asks for pictures of {rows} x {columns} pixels; each side must lie between 1 and {most}.",
                    rows=self.size_px[0],
                    columns=self.size_px[1],
                    most=MAX_SIDE,
                )
            )
        low, high = self.clip_percentiles
        if not 0 <= low < high <= 100:
            raise ModelPackError(
                say(
                    "The card clips values at the percentiles {low} and {high}; they must rise from 0 to 100.",
                    low=low,
                    high=high,
                )
            )

    def takes(self, modality: str) -> bool:
        """Whether pictures of a (0008,0060) Modality are accepted."""
        return not self.modalities or modality in self.modalities


@dataclass(frozen=True)
class Architecture:
    """Name of a network that `ai.networks.build` knows, or one of `RULE_SETS`, with its (name, value) arguments.

    Lists become tuples.
    """

    name: str
    arguments: tuple[tuple[str, Any], ...]

    def __post_init__(self) -> None:
        frozen = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in self.arguments)
        object.__setattr__(self, "arguments", frozen)


@dataclass(frozen=True)
class Weights:
    """One member of the ensemble: file beside the card and its SHA-256.

    Safetensors for networks that `ai.networks.build` makes; for programs (TorchScript, torch.export, ONNX) the program.
    """

    file: str
    sha256: str


@dataclass(frozen=True)
class Reading:
    """The words of the card, shown as they are.

    Parameters
    ----------
    intended_use, not_for, licence, training_data, population
        One or two sentences each.
    limits
        Known failures in words.
    """

    intended_use: str
    not_for: str
    licence: str
    training_data: str
    population: str
    limits: tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """Where a model comes from that was made by somebody else.

    Parameters
    ----------
    format
        What it was before: name of an entry of `ai.adapters.formats.FORMATS`.
    file
        Name of the file or folder that was imported, without its path.
    sha256
        Of that file or folder, see `ai.adapters.found.Found`.
    licence
        The words that the person confirmed when importing it.
    """

    format: str
    file: str
    sha256: str
    licence: str


@dataclass(frozen=True)
class ModelCard:
    """A model pack as the library sees it.

    Parameters
    ----------
    id, version, title, task
        ``"cxr-anatomy"``, ``"0.1.0"``, "Chest X-ray anatomy", one of `TASKS`.
    labels
        Structures or classes, in the order of the network's channels.
    threshold
        Probability from which a pixel belongs to a structure.
    metrics
        Scores with their protocol, as the card tells them: printed, never computed with.
    reference
        Numbers taken from the training cases that `ai.inference` needs: interval half-widths, plausible ranges.
    parent
        Id-version of the base model, or ``""``.
    folder
        Where the pack lies.
    draft
        Taught here and not adopted: never the suggested model, found by its full key only.
    origin
        Of a model that was imported; None for our own.
    on_request
        Runs only where a person chooses it: never the suggested model, however well it suits the scan.
    prompts
        What a person says to it about the one structure that it marks; None where it reads the scan by itself.
    """

    id: str
    version: str
    title: str
    task: str
    labels: tuple[Label, ...]
    input: InputSpec
    architecture: Architecture
    members: tuple[Weights, ...]
    threshold: float
    reading: Reading
    metrics: Json
    reference: Json
    parent: str
    folder: Path
    draft: bool = False
    origin: Origin | None = None
    on_request: bool = False
    prompts: PromptSpec | None = None

    def __post_init__(self) -> None:
        names = [label.name for label in self.labels]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ModelPackError(
                say("Two labels of {model} have the name {name!r}.", model=self.title, name=twice),
                say("Files are named after them, so each needs its own."),
            )
        if not names:
            raise ModelPackError(say("{model} has no labels: nothing tells what it marks.", model=self.title))
        if self.prompts is not None and (self.task != SEGMENTATION or self.input.grid is None):
            raise ModelPackError(
                say("{model} takes points or a box, so it must outline structures on a grid.", model=self.title)
            )
        if not 0 < self.threshold < 1:
            raise ModelPackError(
                say(
                    "The threshold of {model} is {found}; it must lie between 0 and 1.",
                    model=self.title,
                    found=self.threshold,
                )
            )

    @property
    def key(self) -> str:
        """``ID-VERSION``, the name of the pack's folder."""
        return f"{self.id}-{self.version}"

    @property
    def rules(self) -> str:
        """Name and version of the set of rules that the model is made of; ``""`` for a network."""
        return f"{self.architecture.name} {self.version}" if self.architecture.name in RULE_SETS else ""

    @property
    def weights_sha256(self) -> str:
        """One SHA-256 for all members, of their hashes in order; ``""`` for rules, which have none."""
        if self.rules:
            return ""
        return hashlib.sha256("".join(member.sha256 for member in self.members).encode()).hexdigest()
