"""What a model says about a volume: frozen, on the source grid, with its provenance. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.provenance import BoxOrigin, Making, Provenance
from ai.library.card import Label
from ai.volume import Affine, BoolMask

Point: TypeAlias = tuple[float, float, float]
"""(slice, row, column) index on the source grid, fractional; whole numbers are voxel centres."""

Probabilities: TypeAlias = npt.NDArray[np.uint8]
"""(slices, rows, columns), uint8: probability x 255."""

Labelled: TypeAlias = npt.NDArray[np.bool_] | npt.NDArray[np.uint8]
"""(slices, rows, columns): the mask of one structure (bool), or a map that many structures share (uint8)."""

CoarseGrid: TypeAlias = npt.NDArray[np.float32]
"""(slices, rows, columns) of a heat map's own cells, float32."""


@dataclass(frozen=True, eq=False)
class Structure:
    """One segmented structure.

    Parameters
    ----------
    label
        Name, title and codes.
    labelled
        (slices, rows, columns) on the source grid, read-only: bool where structures may overlap; else the uint8 map
        that all structures of the result share, so that a hundred of them take no more memory than one.
    probability
        (slices, rows, columns) uint8 on the source grid, probability x 255, read-only: of this structure beside a bool
        mask, of whatever structure it shows beside a shared map; None where none is kept.
    agreement
        Lowest pairwise Dice between the members' masks, 0 to 1; None where the model has one member.
    value
        Of this structure in ``labelled``; 0 is background. 1 for a bool mask.
    votes
        (slices, rows, columns) uint8, share of the members that mark a voxel x 255, read-only; None where the model has
        one member. Voxels between 10 % and 90 % are the band in which the members disagree.
    colour
        (red, green, blue), 0 to 255, as whoever made it wants it drawn; None where that is not said.
    edited
        Whether a person changed the mask after the model had made it.
    making
        Who made it: other than a model where the result is a person's.
    mean_agreement
        Mean pairwise Dice between the members' masks, as ``agreement``.
    """

    label: Label
    labelled: Labelled
    probability: Probabilities | None = None
    agreement: float | None = None
    value: int = 1
    votes: Probabilities | None = None
    colour: tuple[int, int, int] | None = None
    edited: bool = False
    making: Making = Making.MODEL
    mean_agreement: float | None = None

    def __post_init__(self) -> None:
        if self.labelled.ndim != 3 or self.labelled.dtype not in (np.bool_, np.uint8):
            raise ValueError(
                f"labelled must be (slices, rows, columns) bool or uint8, got {self.labelled.shape} "
                f"{self.labelled.dtype}"
            )
        if not 1 <= self.value <= (1 if self.labelled.dtype == np.bool_ else 255):
            raise ValueError(f"value {self.value} does not fit {self.labelled.dtype}")
        for name in ("labelled", "probability", "votes"):
            array = getattr(self, name)
            if array is None:
                continue
            if array.shape != self.labelled.shape or (name != "labelled" and array.dtype != np.uint8):
                raise ValueError(f"{name} must be uint8 on the grid of the mask")
            if array.flags.writeable:
                array = array.view()
                array.flags.writeable = False
                object.__setattr__(self, name, array)

    @property
    def mask(self) -> BoolMask:
        """(slices, rows, columns) bool, read-only; made anew from a shared map, so prefer `plane` where one will do."""
        if self.labelled.dtype == np.bool_:
            return self.labelled.view(np.bool_)
        mask: BoolMask = self.labelled == self.value
        mask.flags.writeable = False
        return mask

    def plane(self, index: int) -> npt.NDArray[np.bool_]:
        """(rows, columns) bool of one slice."""
        if self.labelled.dtype == np.bool_:
            own: npt.NDArray[np.bool_] = self.labelled[index].view(np.bool_)
            return own
        plane: npt.NDArray[np.bool_] = self.labelled[index] == self.value
        return plane


@dataclass(frozen=True)
class Detection:
    """A box around something that a model or a person found, or the point where it is.

    Parameters
    ----------
    label
        What it is said to be.
    score
        As the network gives it, 0 to 1; not a probability. None where a person put the box there or changed it: the
        score was said of another box.
    probability
        Calibrated, 0 to 1; None where the model has no calibration, and where there is no score.
    low, high
        Opposite corners, (slice, row, column) index on the source grid; voxel k reaches from k - 0.5 to k + 0.5, so a
        box of one slice k reaches from k - 0.5 to k + 0.5 along the slices. Of a point both are the same place.
    caution
        What the model gets wrong, in a few words that stand on the mark; ``""`` where nothing is known.
    origin
        Who says so.
    """

    label: Label
    score: float | None
    probability: float | None
    low: Point
    high: Point
    caution: str = ""
    origin: BoxOrigin = BoxOrigin.MODEL

    def __post_init__(self) -> None:
        if not self.is_point and not all(low < high for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError("every side of a box must be longer than nothing")
        if self.is_point and not all(math.isfinite(place) for place in self.low):
            raise ValueError("a point must be somewhere")
        if self.origin is not BoxOrigin.MODEL and (self.score, self.probability) != (None, None):
            raise ValueError("a score is said of the box as the model left it")

    @property
    def is_point(self) -> bool:
        """Whether it says where something is, and not how far it reaches."""
        return self.low == self.high

    @property
    def shown_value(self) -> float | None:
        """The calibrated probability; the score where there is none; None for what a person says."""
        return self.score if self.probability is None else self.probability

    @property
    def centre(self) -> Point:
        """(slice, row, column) index of the middle."""
        slices, rows, columns = ((low + high) / 2 for low, high in zip(self.low, self.high, strict=True))
        return slices, rows, columns


@dataclass(frozen=True, eq=False)
class Heatmap:
    """Where a score came from, on the coarse grid on which it is known: drawn with visible cells, never smoothed.

    Parameters
    ----------
    label
        The class that it speaks of.
    title
        How it was made, for the reader: "Grad-CAM", "Occlusion".
    cells
        (slices, rows, columns) float32, read-only.
    index_of_cell
        (4, 4) float64: (slice, row, column, 1) of a cell's centre -> index on the source grid.
    unit
        What a cell counts: "change of probability", or "" for a relative map.
    """

    label: Label
    title: str
    cells: CoarseGrid
    index_of_cell: Affine
    unit: str = ""

    def __post_init__(self) -> None:
        if self.cells.ndim != 3 or self.cells.dtype != np.float32:
            raise ValueError("cells must be (slices, rows, columns) float32")
        for name in ("cells", "index_of_cell"):
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
    outdated
        Whether a person changed a mask since that it was measured on: it is in no export.
    """

    name: str
    title: str
    value: float
    unit: str
    interval: tuple[float, float] | None
    interval_note: str
    calipers: tuple[Caliper, ...] = ()
    outdated: bool = False


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
        Calibrated on cases that the network was not trained on, 0 to 1; None where the model has no calibration: then
        the score is shown, with the words that it is no probability.
    interval
        (low, high) of the members' probabilities, or scores where there are none, or None where the model has one
        member.
    threshold
        Operating point: of a calibrated model the probability from which the class is not ruled out, else the score
        from which it is called.
    verdict
        YES where this class alone is not ruled out, NO where it is ruled out, else NOT_SURE. Of findings that do not
        exclude each other: YES above ``band``, NO below.
    band
        (low, high) of the probability, or of the score where there is none, between which the model is not sure; None
        for classes that exclude each other.
    """

    label: Label
    score: float
    probability: float | None
    interval: tuple[float, float] | None
    threshold: float
    verdict: Verdict
    band: tuple[float, float] | None = None

    @property
    def shown_value(self) -> float:
        """What ``threshold``, ``interval`` and ``band`` are about: the probability, else the score."""
        return self.score if self.probability is None else self.probability


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
    detections
        Boxes and points, highest score first.
    heatmaps
        Where the scores came from; empty unless asked for.
    """

    structures: tuple[Structure, ...]
    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]
    provenance: Provenance
    classifications: tuple[Classification, ...] = ()
    detections: tuple[Detection, ...] = ()
    heatmaps: tuple[Heatmap, ...] = ()
