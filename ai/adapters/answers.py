"""The contract of a model whose file has none: what the person is asked, and the manifest file with the answers.

No torch here.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.errors import ModelImportError, ModelPackError
from ai.library.card import DETECTION, MULTI_LABEL, SEGMENTATION, Code, Label
from ai.library.grid_spec import GridSpec
from ai.plain import PlainError, from_plain, to_plain
from ai.words import say

TASKS_TAKEN = (SEGMENTATION, MULTI_LABEL, DETECTION)
"""Tasks that a model of somebody else may have."""

NETWORKS_TAKEN = ("torchvision", "timm", "monai")
"""Packages whose networks are made by name."""

OWN_SCHEME = "99LIGHTBOX"
"""Scheme designator of labels for which no code was given; private ones begin with 99, PS3.3 8.2."""

MAX_MANIFEST_BYTES = 1 << 20


@dataclass(frozen=True)
class Answers:
    """What is known of the contract; empty where it is not known.

    Parameters
    ----------
    title, id, version
        As in `ai.library.card.ModelCard`.
    task
        One of `TASKS_TAKEN`.
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
        """Lay these answers over ``below``, whose values stay where these are empty."""
        own = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        said = {
            name: value for name, value in own.items() if value not in ("", (), None) and (value or name == "output")
        }
        return dataclasses.replace(below, **said)


NOTHING_KNOWN = Answers()
"""Before anything is asked."""


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
    asked = [
        Question("title", say("What is the model called?")),
        Question("task", say("What does the model do?"), TASKS_TAKEN),
        Question("labels", say("What does it mark, in the order of its channels?")),
        Question("modalities", say("Which modalities was it made for?")),
        Question("grid", say("How does a scan become its input: axes, spacing, size, intensities?")),
        Question("licence", say("Under which licence is it given away?")),
    ]
    if needs_architecture:
        asked.append(
            Question("architecture", say("Which network is it, with which arguments?"), NETWORKS_TAKEN),
        )
    return tuple(question for question in asked if not getattr(known, question.field))


def read_manifest(path: Path) -> Answers:
    """Read answers from a TOML or JSON file.

    Names are those of `Answers`. A label may be its title alone; ``arguments`` (of the architecture and of an intensity
    step) are tables.

    Raises
    ------
    ai.errors.ModelImportError
        When it is not readable or not valid; the sentence names the place.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise ValueError(say("it is longer than any manifest"))
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
        return answers_of(data)
    except OSError as error:
        raise ModelImportError(
            say("{file} cannot be read.", file=path.name), say("Look whether it is there and may be read.")
        ) from error
    except (ValueError, RecursionError, ModelPackError) as error:
        raise ModelImportError(
            say("The manifest {file} is not valid: {error}", file=path.name, error=str(error)),
            say("Correct it; the README shows one."),
        ) from error


def answers_of(data: object) -> Answers:
    """Answers of a parsed manifest; PlainError or ModelPackError where it is not valid."""
    if not isinstance(data, Mapping):
        raise PlainError("Answers: expected an object.")
    try:
        answers = from_plain(Answers, _spelled_out(data))
    except TypeError as error:
        raise PlainError("Answers: expected lists of labels and of intensity steps.") from error
    if answers.task and answers.task not in TASKS_TAKEN:
        raise PlainError(f"Answers.task: {answers.task!r} is none of {list(TASKS_TAKEN)}.")
    if not 0 <= answers.threshold < 1:
        raise PlainError("Answers.threshold: expected a number from 0 to 1.")
    return answers


def _spelled_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """Plain form of answers, of what a person may write shorter."""
    plain = dict(data)
    plain["labels"] = [_label(each) for each in plain.get("labels", ())]
    plain["arguments"] = _pairs(plain.get("arguments", {}))
    if isinstance(plain.get("grid"), Mapping):
        grid = dict(plain["grid"])
        steps = [dict(step) if isinstance(step, Mapping) else step for step in grid.get("intensity", ())]
        grid["intensity"] = [
            {**step, "arguments": _pairs(step.get("arguments", {}))} if isinstance(step, dict) else step
            for step in steps
        ]
        plain["grid"] = grid
    return plain


def plain_answers(answers: Answers) -> dict[str, Any]:
    """Plain form that `answers_of` reads."""
    plain: dict[str, Any] = to_plain(answers)
    return plain


def name_of(title: str, separator: str = "_") -> str:
    """Make a stable name of letters, digits and the separator: "Right lung" -> "right_lung"."""
    return re.sub(r"[^a-z0-9]+", separator, title.lower()).strip(separator) or "unnamed"


def label_of(title: str, *, side: str = "") -> Label:
    """Label without a code that others know."""
    name = name_of(title)
    return Label(name, title, _own_code(name, title), side)


def _own_code(name: str, title: str) -> Code:
    return Code(name.upper()[:16], OWN_SCHEME, title[:64])


def _label(data: object) -> object:
    if isinstance(data, str):
        return to_plain(label_of(data))
    if not isinstance(data, Mapping) or "title" not in data:
        return data
    plain = dict(data)
    plain.setdefault("name", name_of(str(plain["title"])))
    plain.setdefault("code", to_plain(_own_code(str(plain["name"]), str(plain["title"]))))
    return plain


def _pairs(data: object) -> object:
    return [[name, value] for name, value in data.items()] if isinstance(data, Mapping) else data
