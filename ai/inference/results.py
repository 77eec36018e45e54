"""What a model says about a volume: frozen, on the source grid, with its provenance. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.library.card import Label
from ai.volume import BoolMask

Point: TypeAlias = tuple[float, float, float]
"""(slice, row, column) index on the source grid, fractional; whole numbers are voxel centres."""

Probabilities: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns), uint8: probability x 255."""


class GateVerdict(Enum):
    """Whether the scan is what the model was made for."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Gate:
    """The verdict with its reasons as sentences (empty for OK)."""

    verdict: GateVerdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from.

    Parameters
    ----------
    model_id, model_version, weights_sha256, contract_sha256
        The model, its weights and its input contract.
    gate
        The verdict on this scan.
    thresholds
        (label name, probability) pairs that turned probabilities into masks.
    device, seconds
        Where and how long it ran.
    app_version, source_id
        The program, and the `ai.volume.Volume` that was read.
    """

    model_id: str
    model_version: str
    weights_sha256: str
    contract_sha256: str
    gate: Gate
    thresholds: tuple[tuple[str, float], ...]
    device: str
    seconds: float
    app_version: str
    source_id: str


@dataclass(frozen=True, eq=False)
class Structure:
    """One segmented structure.

    Parameters
    ----------
    label
        Name, title and codes.
    mask
        (slices, rows, columns) bool on the source grid, read-only.
    probability
        (slices, rows, columns) uint8 on the source grid, probability x 255, read-only.
    agreement
        Lowest pairwise Dice between the members' masks, 0 to 1; None where the model has one member.
    """

    label: Label
    mask: BoolMask
    probability: Probabilities
    agreement: float | None

    def __post_init__(self) -> None:
        if self.mask.ndim != 3 or self.mask.dtype != np.bool_:
            raise ValueError(f"mask must be (slices, rows, columns) bool, got {self.mask.shape} {self.mask.dtype}")
        if self.probability.shape != self.mask.shape or self.probability.dtype != np.uint8:
            raise ValueError("probability must be uint8 on the grid of the mask")
        for name in ("mask", "probability"):
            array = getattr(self, name).view()
            array.flags.writeable = False
            object.__setattr__(self, name, array)


@dataclass(frozen=True)
class Caliper:
    """A straight line that a measurement is drawn with, ends in index coordinates of the source grid."""

    name: str
    start: Point
    end: Point


@dataclass(frozen=True)
class Measurement:
    """A number with its interval and the lines it is drawn with.

    Parameters
    ----------
    name
        Stable name, e.g. ``"cardiothoracic_ratio"``.
    title
        For the reader: "Cardiothoracic ratio".
    value, unit
        UCUM unit; ``"1"`` for a ratio.
    interval
        (low, high) or None; ``interval_note`` says what it covers.
    calipers
        For a ratio of lengths: numerator first, denominator second.
    """

    name: str
    title: str
    value: float
    unit: str
    interval: tuple[float, float] | None
    interval_note: str
    calipers: tuple[Caliper, ...] = ()


class Verdict(Enum):
    """What a model says about a class in words."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not sure"


@dataclass(frozen=True)
class Classification:
    """What a model says about one class of a picture.

    Parameters
    ----------
    label
        Name and title of the class; most have no code that others know.
    score
        As the network gives it, 0 to 1; not a probability.
    probability
        Calibrated on cases that the network was not trained on, 0 to 1.
    interval
        (low, high) of the members' probabilities, or None where the model has one member.
    threshold
        Probability from which the class is not ruled out; held by the given share of the calibration cases.
    verdict
        YES where this class alone is not ruled out, NO where it is ruled out, else NOT_SURE.
    """

    label: Label
    score: float
    probability: float
    interval: tuple[float, float] | None
    threshold: float
    verdict: Verdict


@dataclass(frozen=True)
class ModelResult:
    """Everything one run of one model says about one volume. A draft until a person accepts it.

    Parameters
    ----------
    structures
        May overlap (clavicles lie on lungs); order of the card's labels.
    measurements
        Numbers, each with its interval.
    notes
        Sentences for the reader, e.g. why no cardiothoracic ratio is printed.
    provenance
        Where it comes from.
    classifications
        One per class of the model, in the order of the card's labels; empty for a model that marks structures.
    """

    structures: tuple[Structure, ...]
    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]
    provenance: Provenance
    classifications: tuple[Classification, ...] = ()
