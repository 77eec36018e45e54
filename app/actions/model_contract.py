"""The contract of a foreign model as it is asked for: a few choices that make a grid, presets of intensities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ai.adapters.answers import label_of
from ai.errors import ModelImportError
from ai.library.card import MULTI_LABEL, Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.words import say

LARGEST_SIDE = 1024
"""Of a window or picture that a network sees."""


@dataclass(frozen=True)
class IntensityPreset:
    """What publishers usually do to the values before their network sees them.

    Parameters
    ----------
    title
        For the reader.
    steps
        In order.
    """

    title: str
    steps: tuple[IntensityStep, ...]


def _range(low: float, high: float, to_low: float = 0.0) -> IntensityStep:
    bounds = (("from_low", low), ("from_high", high), ("to_low", to_low), ("to_high", 1.0), ("clip", 1.0))
    return IntensityStep("scale-range", bounds)


INTENSITIES = (
    IntensityPreset(say("−1000 … 1000 HU become 0 … 1"), (_range(-1000.0, 1000.0),)),
    IntensityPreset(say("Soft tissue: −160 … 240 HU become 0 … 1"), (_range(-160.0, 240.0),)),
    IntensityPreset(say("Lung: −1000 … 400 HU become 0 … 1"), (_range(-1000.0, 400.0),)),
    IntensityPreset(say("Mean 0, deviation 1 over the scan"), (IntensityStep("z-score"),)),
    IntensityPreset(say("Mean 0, deviation 1 over what is not 0"), (IntensityStep("z-score-nonzero"),)),
    IntensityPreset(say("Lowest … highest value become 0 … 1"), (IntensityStep("scale-min-max"),)),
    IntensityPreset(
        say("1st … 99th percentile become 0 … 1"),
        (IntensityStep("percentile", (("low", 1.0), ("high", 99.0), ("clip", 1.0))),),
    ),
    IntensityPreset(
        say("0 … 1, then as ImageNet photographs"),
        (
            IntensityStep("scale-min-max"),
            IntensityStep(
                "normalise",
                (
                    ("mean_0", 0.485),
                    ("std_0", 0.229),
                    ("mean_1", 0.456),
                    ("std_1", 0.224),
                    ("mean_2", 0.406),
                    ("std_2", 0.225),
                ),
            ),
        ),
    ),
    IntensityPreset(say("As stored (Hounsfield units of CT)"), ()),
)
"""In the order of the list."""

ORIENTATIONS = (
    ("", say("As stored")),
    ("SPL", say("Axial from the feet up, as DICOM lies (LPS)")),
    ("SAR", say("Axial from the feet up, as MONAI and nnU-Net turn it (RAS)")),
)
"""Letters of `GridSpec.orientation`, and words."""

FITS = (
    ("free", say("Not resized")),
    ("resize", say("Stretched to the size")),
    ("pad", say("Padded to a square, then resized")),
    ("centre", say("Middle square, then resized")),
)
"""`GridSpec.fit`, and words."""

OUTPUTS = (
    ("softmax", True, say("Labels exclude each other; the first channel is background")),
    ("softmax", False, say("Labels exclude each other; no background")),
    ("sigmoid", False, say("Labels may overlap (one probability each)")),
    ("none", False, say("Probabilities already")),
)
"""`GridSpec.activation` and ``background``, and words."""


@dataclass(frozen=True)
class GridChoice:
    """What the reader said of the network's input.

    Parameters
    ----------
    dimensions
        3 for blocks, 2 for single slices.
    orientation
        Letters of `ORIENTATIONS`.
    spacing_mm
        (slices, rows, columns), 0 keeps that of the scan.
    fit
        Of `FITS`.
    side
        Of window or picture, pixels each way; 0 for the whole at once.
    intensity
        Number in `INTENSITIES`.
    output
        Number in `OUTPUTS`.
    """

    dimensions: int = 3
    orientation: str = ""
    spacing_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    fit: str = "free"
    side: int = 96
    intensity: int = 0
    output: int = 0


def first_choice(task: str) -> GridChoice:
    """Return what is usual for a task."""
    if task == MULTI_LABEL:
        return GridChoice(dimensions=2, fit="resize", side=224, intensity=5, output=2)
    return GridChoice()


def grid_of(choice: GridChoice) -> GridSpec:
    """Make the contract of a choice.

    Raises
    ------
    ModelImportError
        When the choices do not fit together.
    """
    sides = (choice.side,) * choice.dimensions if choice.side else ()
    if choice.fit != "free" and not sides:
        raise ModelImportError(
            say("Resizing needs the size that the network wants."), say("Say it, or choose “Not resized”.")
        )
    steps = INTENSITIES[choice.intensity].steps
    activation, background, _ = OUTPUTS[choice.output]
    return GridSpec(
        dimensions=choice.dimensions,
        orientation=choice.orientation,
        spacing_mm=choice.spacing_mm,
        fit=choice.fit,
        size=() if choice.fit == "free" else sides,
        patch=sides if choice.fit == "free" else (),
        channels=3 if any(name == "mean_2" for step in steps for name, _ in step.arguments) else 1,
        intensity=steps,
        activation=activation,
        background=background,
    )


def labels_of(text: str) -> tuple[Label, ...]:
    """Make labels of lines: "Right lung" is on the right, "Liver" on no side."""
    titles = [line.strip() for line in text.splitlines() if line.strip()]
    sides = {"right": "right", "left": "left"}
    return tuple(label_of(title, side=sides.get(title.split()[0].casefold(), "")) for title in titles)


def names_of(text: str) -> tuple[str, ...]:
    """Split "CT, mr" into ("CT", "MR")."""
    return tuple(dict.fromkeys(word.strip().upper() for word in text.replace(";", ",").split(",") if word.strip()))


def arguments_of(text: str) -> tuple[tuple[str, Any], ...]:
    """Read "name = densenet121" and "num_classes = 5", a line each; values as in JSON, or plain words.

    Raises
    ------
    ModelImportError
        When a line is no such pair.
    """
    pairs: list[tuple[str, Any]] = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        name, sign, value = (part.strip() for part in line.partition("="))
        if not (name and sign and value):
            raise ModelImportError(
                say("“{line}” is no argument of a network.", line=line), say("Write it so: name = densenet121")
            )
        pairs.append((name, _value(value)))
    return tuple(pairs)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
