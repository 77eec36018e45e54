"""The grid of a series in the patient: affine, meaning of its millimetres, directions of a radiograph."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.volume import Affine, SpacingKind
from app.dicom.files.attribute import text, texts, vector
from app.dicom.files.sop_class import is_tomographic
from app.dicom.frames.place import spacing_of
from app.dicom.frames.plane import Orientation, normal_of
from app.dicom.series import Series
from app.dicom.stacking.regularity import SAME_PLACE_MM, SHEAR_PIXELS, is_even, judge_grid
from app.dicom.stacking.stacks import PROJECTIONS

DIRECTIONS = {
    "L": (1.0, 0.0, 0.0),
    "R": (-1.0, 0.0, 0.0),
    "P": (0.0, 1.0, 0.0),
    "A": (0.0, -1.0, 0.0),
    "H": (0.0, 0.0, 1.0),
    "F": (0.0, 0.0, -1.0),
}
"""Letters of (0020,0020) Patient Orientation in LPS, PS3.3 C.7.6.1.1.1."""

UNKNOWN_DIRECTION: Orientation = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""Stands where the file tells no direction; `ai.volume.Volume.axes_known` is False then."""

PLAIN_RADIOGRAPHS = PROJECTIONS - {"XA", "RF"}
"""Projections that have no Image Position (Patient) in the standard; if a file has one it is not to be trusted."""

ULTRASOUND_VOLUME = "1.2.840.10008.5.1.4.1.1.6.2"
"""Enhanced US Volume Storage lies in the space of its transducer, not of the patient, PS3.3 C.8.24.2."""

CALIBRATED_DIFFERENCE = 1e-3
"""Relative difference from which Pixel Spacing is another one than Imager Pixel Spacing, PS3.3 10.7.1.3."""


OBLONG_LIMIT = 20.0
"""Height to width of a pixel, or the other way round, beyond which (0028,0034) is a mistake."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Geometry of a volume; the fields of `ai.volume.Volume` of these names."""

    affine_lps: Affine
    spacing_kind: SpacingKind
    axes_known: bool
    slice_positions_mm: tuple[float, ...] | None
    places_known: bool


def grid_of(series: Series, header: Dataset) -> Grid:
    """Work out the grid of a series.

    Parameters
    ----------
    series
        In geometric order.
    header
        Header of the file of one of its slices, for what belongs to the whole series.

    Returns
    -------
    Grid
        Its affine maps (slice, row, column, 1) to LPS mm. Where slices are missing or uneven its slice step is the
        usual one, and ``slice_positions_mm`` tells the true places.
    """
    instance = series.instances[series.slices[0].instance]
    # Reconstructed X-rays (tomosynthesis, 3-D angiography) are slices under the modality of a radiograph.
    is_projection = series.modality in PROJECTIONS and not is_tomographic(instance.sop_class_uid)
    orientation = None if is_projection and series.modality in PLAIN_RADIOGRAPHS else instance.orientation
    told = orientation or orientation_of_letters(texts(header, "PatientOrientation"))
    directions = told or UNKNOWN_DIRECTION
    spacing, kind = _spacing(instance.pixel_spacing_mm, header, is_projection=is_projection)
    locations = None if orientation is None else _locations(series)
    row, column = np.array(directions[:3]), np.array(directions[3:])
    affine = np.eye(4)
    affine[:3, 0] = _slice_step(series, normal_of(directions), locations)
    # (0028,0030): the first value is the distance between rows, down a column; PS3.3 10.7.1.3.
    affine[:3, 1] = column * spacing[0]
    affine[:3, 2] = row * spacing[1]
    if kind is SpacingKind.UNKNOWN:
        affine[:3, 0] /= np.linalg.norm(affine[:3, 0])
    origin = series.slices[0].position_lps_mm
    if orientation is not None and origin is not None:
        affine[:3, 3] = origin
    uneven = locations is not None and len(locations) > 1 and not is_even(locations)
    positions = tuple(locations.tolist()) if uneven and locations is not None else None
    axes_known = told is not None and instance.sop_class_uid != ULTRASOUND_VOLUME
    return Grid(affine, kind, axes_known, positions, _places_known(series))


def orientation_of_letters(letters: tuple[str, ...]) -> Orientation | None:
    """Read (0020,0020) Patient Orientation: direction of a row, of a column; PS3.3 C.7.6.1.1.1.

    Parameters
    ----------
    letters
        Two values such as ``("L", "F")``. Of an oblique direction ("FL") the first letter is the main one.

    Returns
    -------
    Orientation or None
        None where a value is missing, of an animal, or both lie on one axis.
    """
    if len(letters) != 2:
        return None
    row, column = (DIRECTIONS.get(value[:1].upper()) for value in letters)
    if row is None or column is None or abs(np.dot(row, column)) > 0.5:
        return None
    return (*row, *column)


def _spacing(
    pixel_spacing: tuple[float, float] | None, header: Dataset, *, is_projection: bool
) -> tuple[tuple[float, float], SpacingKind]:
    """(row spacing, column spacing) and what its millimetres mean."""
    imager = spacing_of(header, "ImagerPixelSpacing")
    if not is_projection:
        if pixel_spacing is not None:
            return pixel_spacing, SpacingKind.PATIENT
        return (imager, SpacingKind.DETECTOR) if imager is not None else (_proportions(header), SpacingKind.UNKNOWN)
    if pixel_spacing is None:
        return (imager, SpacingKind.DETECTOR) if imager is not None else (_proportions(header), SpacingKind.UNKNOWN)
    corrected = imager is not None and abs(pixel_spacing[0] / imager[0] - 1) > CALIBRATED_DIFFERENCE
    if corrected or text(header, "PixelSpacingCalibrationType"):
        return pixel_spacing, SpacingKind.PATIENT
    return pixel_spacing, SpacingKind.DETECTOR


def _proportions(header: Dataset) -> tuple[float, float]:
    """(row spacing, column spacing) in pixel widths, where the file tells no millimetres.

    (0028,0034) Pixel Aspect Ratio is height and width of a pixel in any unit, PS3.3 C.7.6.3.1.7.
    """
    ratio = vector(header, "PixelAspectRatio", 2)
    if ratio is None or min(ratio) <= 0 or not 1 / OBLONG_LIMIT <= ratio[0] / ratio[1] <= OBLONG_LIMIT:
        return 1.0, 1.0
    return ratio[0] / ratio[1], 1.0


def _locations(series: Series) -> npt.NDArray[np.float64] | None:
    """(slices,) places along the normal in mm, or None where one is unknown."""
    known = [facts.location_mm for facts in series.slices if facts.location_mm is not None]
    return np.array(known) if len(known) == series.slice_count else None


def _places_known(series: Series) -> bool:
    """Whether the series has a fault that is only one of its places, and its slices follow one straight line."""
    if not series.geometry_fault:
        return False
    instance = series.instances[series.slices[0].instance]
    places = [facts.position_lps_mm for facts in series.slices if facts.position_lps_mm is not None]
    locations = _locations(series)
    if instance.orientation is None or instance.pixel_spacing_mm is None or locations is None:
        return False
    if len(places) < 2 or len(places) != len(locations) or (np.diff(locations) <= SAME_PLACE_MM).any():
        return False
    positions, pixel_mm = np.array(places), min(instance.pixel_spacing_mm)
    verdict = judge_grid(positions, normal_of(instance.orientation), pixel_mm=pixel_mm)
    if series.geometry_fault not in verdict.warnings:
        return False
    share = (locations - locations[0]) / (locations[-1] - locations[0])
    miss = positions - positions[0] - np.outer(share, positions[-1] - positions[0])
    return bool(np.linalg.norm(miss, axis=1).max() <= SHEAR_PIXELS * pixel_mm)


def _slice_step(
    series: Series, normal: npt.NDArray[np.float64], locations: npt.NDArray[np.float64] | None
) -> npt.NDArray[np.float64]:
    """(3,) mm from one slice to the next; sheared where the gantry was tilted."""
    first, last = series.slices[0].position_lps_mm, series.slices[-1].position_lps_mm
    # Pictures of one place have no step between them.
    if locations is not None and first is not None and last is not None and np.ptp(locations) > SAME_PLACE_MM:
        per_mm = (np.array(last) - np.array(first)) / (locations[-1] - locations[0])
        step = (
            (locations[-1] - locations[0]) / (len(locations) - 1)
            if is_even(locations)
            else median_low(np.diff(locations).tolist())
        )
        if step > SAME_PLACE_MM:
            return np.asarray(per_mm * step, dtype=np.float64)
    return normal * (series.slices[0].thickness_mm or 1.0)
