"""What a new mask begins with: nothing, values of the scan, another series that holds a mask, or another mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ai.errors import ReportableError
from ai.inference.provenance import Making
from ai.inference.results import Structure
from ai.progress import Progress, part, silent
from ai.volume import BoolMask, Volume
from ai.words import say
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries, load_series
from app.errors import MaskSourceError
from app.imaging.masks.from_series import ValueCount, of_range, of_values, onto, value_counts
from app.imaging.masks.kinship import Kinship, kinship
from app.imaging.own_masks import nothing


@dataclass(frozen=True)
class Empty:
    """Nothing is marked."""


@dataclass(frozen=True)
class OfRange:
    """Where the scan has values from one to another, both included."""

    low: float
    high: float


@dataclass(frozen=True, eq=False)
class OfSeries:
    """Where another series has certain values.

    Parameters
    ----------
    looked
        What was found in it.
    values
        Which; None for any but 0.
    """

    looked: Looked
    values: tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class OfStructure:
    """What another mask of the series marks."""

    structure: Structure


Start: TypeAlias = Empty | OfRange | OfSeries | OfStructure


@dataclass(frozen=True, eq=False)
class Looked:
    """A series of the study that a mask can be made of.

    Parameters
    ----------
    series
        As it is listed.
    volume
        Its voxels.
    counts
        Its values and how often they are there; None where there are too many to be labels.
    related
        How its grid lies to that of the open series.
    has_other_frame
        Whether it names another frame of reference (0020,0052), though its voxels lie at the same places.
    """

    series: Series
    volume: Volume
    counts: tuple[ValueCount, ...] | None
    related: Kinship
    has_other_frame: bool


@dataclass(frozen=True, eq=False)
class Begun:
    """A mask that a person can go on with.

    Parameters
    ----------
    mask
        (slices, rows, columns) bool on the grid of the open series.
    voxels
        That are marked.
    making
        By hand where nothing was begun by the program.
    fullest
        Slice that has most of it; None where nothing is marked.
    """

    mask: BoolMask
    voxels: int
    making: Making
    fullest: int | None = None


def look_into(series: Series, opened: OpenSeries, *, is_same_patient: bool, progress: Progress = silent) -> Looked:
    """Look whether a mask for the open series can be made of another one.

    Parameters
    ----------
    series
        The other.
    opened
        The open series.
    is_same_patient
        Whether both are of one patient.

    Raises
    ------
    MaskSourceError
        With the reason why not.
    app.errors.DicomReadError, ai.errors.MemoryShort
        Where it cannot be read.
    """
    if not is_same_patient:
        raise MaskSourceError(
            say("The chosen series is of another patient, so no mask is taken over."),
            say("Choose a series of the open study."),
        )
    if series.instances and series.instances[0].pixels.is_colour:
        # Refused before hundreds of slices are read.
        raise MaskSourceError(
            say("The series is in colour: a colour picture has no values that a mask could be made of."),
            say("Choose a series in grey values, or begin with an empty mask."),
        )
    other = load_series(series, progress=part(progress, 0.0, 0.7))
    frames = opened.frame_of_reference_uid, other.frame_of_reference_uid
    related = kinship(opened.volume, other.volume, target_frame=frames[0], other_frame=frames[1])
    counts = value_counts(other.volume, progress=part(progress, 0.7, 1.0))
    return Looked(series, other.volume, counts, related, all(frames) and frames[0] != frames[1])


def try_look(
    series: Series, opened: OpenSeries, *, is_same_patient: bool, progress: Progress = silent
) -> Looked | ReportableError:
    """Do as `look_into`; give the reason why not back, for whoever asked."""
    try:
        return look_into(series, opened, is_same_patient=is_same_patient, progress=progress)
    except ReportableError as error:
        return error


def begin_mask(start: Start, target: Volume, *, progress: Progress = silent) -> Begun:
    """Make the mask that a person goes on with.

    Parameters
    ----------
    start
        What it begins with.
    target
        The open series, all of it loaded.

    Raises
    ------
    MaskSourceError
        Where what was chosen marks nothing.
    """
    if isinstance(start, Empty):
        return Begun(nothing(target.shape), 0, Making.HAND)
    if isinstance(start, OfRange):
        mask = of_range(target, start.low, start.high, progress=progress)
    elif isinstance(start, OfSeries):
        looked = start.looked
        mask = of_values(looked.volume, start.values, progress=part(progress, 0.0, 0.5))
        mask = onto(mask, looked.volume, target, looked.related, progress=part(progress, 0.5, 1.0))
    else:
        progress(0.0, say("Copying the mask"))
        mask = start.structure.mask.copy()
        if mask.shape != target.shape:
            raise ValueError("masks of one series are on one grid")
    counts = [int(np.count_nonzero(plane)) for plane in mask]
    return Begun(mask, sum(counts), Making.AIDED, int(np.argmax(counts)) if any(counts) else None)
