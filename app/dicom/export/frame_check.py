"""What a written object with frames says of their places, read back and compared with the open series.

Nothing here shares code with the writers: places are computed anew, so that a frame which landed on another slice or
mirrored is found before anyone sees it.
"""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset

from ai.volume import Volume
from ai.words import say
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

PLACE_TOLERANCE = 0.25
"""Part of the slice distance by which a frame may lie beside its slice: rounding of the file, never a neighbour."""

SHORT_DISTANCE_MM = 0.05
"""The same for a single slice, which has no distance."""

DIRECTION_TOLERANCE = 2e-3
"""Difference of direction cosines (0.1 degree) that rounding in the source may cause."""

SPACING_TOLERANCE = 1e-3
"""Relative difference of the pixel spacing that rounding in the source may cause."""


class DifferenceError(ExportError):
    """The written file is not what was to be written."""

    def __init__(self) -> None:
        super().__init__(
            say("The written file was read back and differs from what is on the screen, so it was not kept."),
            say("Export as NIfTI instead and report this fault."),
        )


def require(holds: bool | np.bool_) -> None:
    """Raise where something does not hold."""
    if not holds:
        raise DifferenceError


def group_item(dataset: Dataset, group: Dataset, keyword: str) -> Dataset | None:
    """Item of a functional group of a frame, whether it stands with the frame or is shared; PS3.3 C.7.6.16.1."""
    for place in (group, dataset.SharedFunctionalGroupsSequence[0]):
        if keyword in place:
            item: Dataset = place[keyword].value[0]
            return item
    return None


def needed_item(dataset: Dataset, group: Dataset, keyword: str) -> Dataset:
    """Return the item of a functional group that must be there."""
    item = group_item(dataset, group, keyword)
    if item is None:
        raise DifferenceError
    return item


def source_of(group: Dataset) -> tuple[str, int]:
    """(SOP Instance UID, frame from 0) of the source that a frame refers to, PS3.3 C.7.6.16.2.6."""
    source = group.DerivationImageSequence[0].SourceImageSequence[0]
    return str(source.ReferencedSOPInstanceUID), int(source.get("ReferencedFrameNumber") or 1) - 1


def check_place(dataset: Dataset, group: Dataset, opened: OpenSeries, index: int) -> None:
    """Compare the plane that a frame claims in the patient with that of its slice, as the volume has it."""
    position = group_item(dataset, group, "PlanePositionSequence")
    if position is None:
        # No place in the patient was known (a radiograph): the reference alone ties the frame to its picture.
        require(opened.volume.shape[0] == 1)
        return
    volume = opened.volume
    facts = opened.series.slices[index]
    if volume.geometry_fault and facts.position_lps_mm is not None:
        expected = np.array(facts.position_lps_mm)
    else:
        expected = volume.to_lps_mm((index, 0, 0))
    claimed = np.array([float(value) for value in position.ImagePositionPatient])
    allowed = PLACE_TOLERANCE * volume.spacing_mm[0] if volume.shape[0] > 1 else SHORT_DISTANCE_MM
    require(np.linalg.norm(claimed - expected) <= allowed)
    plane = needed_item(dataset, group, "PlaneOrientationSequence")
    cosines = np.array([float(value) for value in plane.ImageOrientationPatient])
    # A row runs with growing column index: the third axis of the affine comes first, PS3.3 C.7.6.2.1.1.
    axes = volume.affine_lps[:3, [2, 1]] / np.array(volume.spacing_mm)[[2, 1]]
    require(np.allclose(cosines, axes.T.ravel(), rtol=0, atol=DIRECTION_TOLERANCE))


def check_spacing(dataset: Dataset, volume: Volume) -> None:
    """Rows, columns and (0028,0030) Pixel Spacing are those of the volume."""
    require((int(dataset.Rows), int(dataset.Columns)) == volume.shape[1:])
    measures = group_item(dataset, dataset.PerFrameFunctionalGroupsSequence[0], "PixelMeasuresSequence")
    if measures is not None:
        spacing = [float(value) for value in measures.PixelSpacing]
        require(np.allclose(spacing, volume.spacing_mm[1:], rtol=SPACING_TOLERANCE, atol=0))
