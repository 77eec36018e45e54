"""What a fine-tuning run is asked to do, read from a TOML file; the dialog writes the same file. No torch here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.errors import TrainingDataError

SCOPES = ("probe", "head", "last", "decoder", "all")
"""What is trained, from least to most; ``decoder`` is for masks, ``probe``, ``head`` and ``last`` for classes."""

_NUMBERS: dict[str, tuple[type, float, float]] = {
    "epochs": (int, 1, 10_000),
    "batch": (int, 1, 1024),
    "learning_rate": (float, 1e-8, 1.0),
    "seed": (int, 0, 2**31 - 1),
}
"""Kind and accepted range of the numbers."""


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
    seed
        Of every chance.
    title
        Of the new model; ``""`` makes one from the dataset.
    """

    dataset: Path
    output: Path
    base: str = ""
    architecture: str = ""
    scope: str = "probe"
    epochs: int = 20
    batch: int = 8
    learning_rate: float = 1e-3
    seed: int = 0
    title: str = ""

    def __post_init__(self) -> None:
        if bool(self.base) == bool(self.architecture):
            raise TrainingDataError(
                "The plan must name either a base model or an architecture.",
                'Write one of base = "cxr-anatomy" and architecture = "resnet18".',
            )
        if self.scope not in SCOPES:
            raise TrainingDataError(f"The scope {self.scope!r} is unknown.", f"Choose one of: {', '.join(SCOPES)}.")
        for name, (_, low, high) in _NUMBERS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise TrainingDataError(f"{name} is {value:g}; it must lie between {low:g} and {high:g}.")


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
    fields = FinetuneConfig.__dataclass_fields__
    unknown = sorted(set(data) - set(fields))
    if unknown:
        raise TrainingDataError(
            f"The plan {path.name} has the unknown field {unknown[0]!r}.", f"Known fields: {', '.join(fields)}."
        )
    for name in ("dataset", "output"):
        if name not in data:
            raise TrainingDataError(f"The plan {path.name} does not say {name!r}.", "Name the folder.")
    values: dict[str, Any] = {name: _checked(name, value) for name, value in data.items()}
    for name in ("dataset", "output"):
        values[name] = (path.parent / values[name]).resolve()
    return FinetuneConfig(**values)


def write_config(config: FinetuneConfig, path: Path) -> None:
    """Write a plan as TOML that `read_config` reads back."""
    lines = []
    for name in FinetuneConfig.__dataclass_fields__:
        value = getattr(config, name)
        lines.append(f"{name} = {value if isinstance(value, int | float) else _quoted(str(value))}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _checked(name: str, value: object) -> object:
    if name in _NUMBERS:
        kind = _NUMBERS[name][0]
        if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
            wanted = "a whole number" if kind is int else "a number"
            raise TrainingDataError(f"{name} must be {wanted}, found {value!r}.")
        return kind(value)
    if not isinstance(value, str):
        raise TrainingDataError(f"{name} must be text in quotes, found {value!r}.")
    return value


def _quoted(text: str) -> str:
    """TOML basic string: backslash, quote and control characters escaped."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain) + '"'
