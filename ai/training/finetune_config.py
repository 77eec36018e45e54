"""What a fine-tuning run is asked to do, read from a TOML file; the dialog writes the same file. No torch here."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ai.errors import TrainingDataError
from ai.plain import to_plain
from ai.training.augmentation_choice import Augmentation

SCOPES = ("calibrate", "probe", "head", "last", "decoder", "all")
"""What is trained, from least to most; ``decoder`` is for masks and boxes, ``calibrate`` (the probabilities alone),
``probe`` and ``last`` for classes."""

OPTIMISERS = ("adamw", "adam", "sgd")

SCHEDULES = ("cosine", "constant", "steps")
"""After the first tenth of the steps: falling as a cosine, staying, or a tenth at 60 % and again at 85 %."""

TEMPERATURE, PLATT = CALIBRATIONS = ("temperature", "platt")
"""How the scope ``calibrate`` fits probabilities: by one temperature, or by a slope and an offset of each class."""

LOSSES = ("suggested", "ce", "bce", "focal", "dice", "dice_ce", "tversky")
"""``suggested`` is cross entropy for classes and Dice with cross entropy for masks, as `ai.training.losses` tells."""

_NUMBERS: dict[str, tuple[type, float, float]] = {
    "epochs": (int, 1, 10_000),
    "batch": (int, 1, 1024),
    "learning_rate": (float, 1e-8, 1.0),
    "weight_decay": (float, 0.0, 1.0),
    "patience": (int, 1, 10_000),
    "views": (int, 1, 64),
    "seed": (int, 0, 2**31 - 1),
}
"""Kind and accepted range of the numbers."""

_CHOICES = {
    "scope": SCOPES,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "loss": LOSSES,
    "calibration": CALIBRATIONS,
}

_FOLDERS = ("dataset", "output", "reference", "unlabelled")


@dataclass(frozen=True)
class FinetuneConfig:
    """One fine-tuning run.

    Parameters
    ----------
    dataset
        Folder with ``dataset.json`` and a frozen split.
    output
        Job folder: takes events, checkpoints, the pack and the report.
    base
        ID or ID-VERSION of a model in the library, or ``""`` where ``architecture`` is given.
    architecture
        Name of a network that starts from random weights, or ``""``.
    scope
        One of `SCOPES`.
    epochs, batch, learning_rate
        At most so many passes over the training part; cases a step; peak of the schedule.
    weight_decay, optimiser, schedule, loss
        The last three are one of `OPTIMISERS`, `SCHEDULES`, `LOSSES`.
    calibration
        One of `CALIBRATIONS`; for the scope "calibrate" alone.
    patience
        Epochs without a better figure on the validation part before the run ends.
    views
        How many augmented versions of each picture the cached features of the scopes "probe" and "head" hold; 1 is the
        picture as it is.
    frozen
        Parts of the network that stay as they are whatever the scope says: names of modules, as the plan shows them.
    augmentation
        How far pictures are changed while they are taught; a table of its own in the file.
    seed
        Of every chance.
    title
        Of the new model; ``""`` makes one from the dataset.
    reference
        Another dataset with a frozen split, on whose test part base and new model are compared too: whether the new
        one has forgotten what the base could. None: not checked.
    unlabelled
        Folder of the site's own pictures without labels, on which the agreement of new model and base is counted, or
        None.
    """

    dataset: Path
    output: Path
    base: str = ""
    architecture: str = ""
    scope: str = "probe"
    epochs: int = 20
    batch: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    optimiser: str = "adamw"
    schedule: str = "cosine"
    loss: str = "suggested"
    calibration: str = TEMPERATURE
    patience: int = 10
    views: int = 1
    frozen: tuple[str, ...] = ()
    augmentation: Augmentation = field(default_factory=Augmentation)
    seed: int = 0
    title: str = ""
    reference: Path | None = None
    unlabelled: Path | None = None

    def __post_init__(self) -> None:
        if bool(self.base) == bool(self.architecture):
            raise TrainingDataError(
                "The plan must name either a base model or an architecture.",
                'Write one of base = "cxr-anatomy" and architecture = "resnet18".',
            )
        for name, known in _CHOICES.items():
            if (value := getattr(self, name)) not in known:
                raise TrainingDataError(f"The {name} {value!r} is unknown.", f"Choose one of: {', '.join(known)}.")
        if self.calibration != TEMPERATURE and self.scope != "calibrate":
            raise TrainingDataError(
                f"The calibration {self.calibration!r} belongs to the scope calibrate; this plan has {self.scope!r}.",
                'Leave calibration out, or write scope = "calibrate".',
            )
        for name, (_, low, high) in _NUMBERS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise TrainingDataError(f"{name} is {value:g}; it must lie between {low:g} and {high:g}.")


_FIELDS = tuple(each.name for each in fields(FinetuneConfig))

_CHANGES_NO_NUMBER = ("dataset", "output", "title", "reference", "unlabelled")
"""Folders may be moved, and hashes tell what lies in them."""


def plain_plan(config: FinetuneConfig) -> dict[str, Any]:
    """Give every field that the weights depend on, as plain values for ``run.json`` and cards."""
    return {name: to_plain(getattr(config, name)) for name in _FIELDS if name not in _CHANGES_NO_NUMBER}


def read_config(path: Path) -> FinetuneConfig:
    """Read a plan; relative folders count from the file's own folder.

    Raises
    ------
    TrainingDataError
        When the file cannot be read, or a field is unknown, missing or of the wrong kind: one sentence names it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrainingDataError(f"The plan {path.name} cannot be read.", str(error.strerror or "")) from error
    except ValueError as error:  # tomllib's own error and bad UTF-8 are both of this kind
        raise TrainingDataError(f"The plan {path.name} is not valid TOML: {error}.") from error
    unknown = sorted(set(data) - set(_FIELDS))
    if unknown:
        raise TrainingDataError(
            f"The plan {path.name} has the unknown field {unknown[0]!r}.", f"Known fields: {', '.join(_FIELDS)}."
        )
    for name in ("dataset", "output"):
        if name not in data:
            raise TrainingDataError(f"The plan {path.name} does not say {name!r}.", "Name the folder.")
    values: dict[str, Any] = {name: _checked(name, value) for name, value in data.items()}
    for name in _FOLDERS:
        if name in values:
            values[name] = (path.parent / values[name]).resolve()
    return FinetuneConfig(**values)


def write_config(config: FinetuneConfig, path: Path) -> None:
    """Write a plan as TOML that `read_config` reads back, whole or not at all."""
    lines = [
        f"{name} = {_toml(value)}"
        for name in _FIELDS
        if name != "augmentation" and (value := getattr(config, name)) is not None
    ]
    lines += ["", "[augmentation]"]
    lines += [f"{each.name} = {_toml(getattr(config.augmentation, each.name))}" for each in fields(Augmentation)]
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _checked(name: str, value: object) -> object:
    if name in _NUMBERS:
        return _number(name, value, _NUMBERS[name][0])
    if name == "augmentation":
        return _augmentation(value)
    if name == "frozen":
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise TrainingDataError(f"frozen must be a list of names in quotes, found {value!r}.")
        return tuple(value)
    if not isinstance(value, str):
        raise TrainingDataError(f"{name} must be text in quotes, found {value!r}.")
    return value


def _number(name: str, value: object, kind: type) -> int | float:
    if not isinstance(value, int | float) or isinstance(value, bool) or (kind is int and not isinstance(value, int)):
        wanted = "a whole number" if kind is int else "a number"
        raise TrainingDataError(f"{name} must be {wanted}, found {value!r}.")
    return int(value) if kind is int else float(value)


def _augmentation(table: object) -> Augmentation:
    if not isinstance(table, dict):
        raise TrainingDataError(f"augmentation must be a table, found {table!r}.", "Write [augmentation] above it.")
    known = {each.name: each.type for each in fields(Augmentation)}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise TrainingDataError(
                f"The augmentation has the unknown field {name!r}.", f"Known fields: {', '.join(known)}."
            )
        if known[name] == "bool":
            if not isinstance(value, bool):
                raise TrainingDataError(f"augmentation.{name} must be true or false, found {value!r}.")
            values[name] = value
        else:
            values[name] = _number(f"augmentation.{name}", value, float)
    return Augmentation(**values)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(str(each)) for each in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """TOML basic string: backslash, quote and control characters escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain) + '"'
