"""Read a written segmentation back, frame by frame, and compare it with the masks it was made from.

Nothing here shares code with the writer: bits are unpacked and places are computed anew, so that a mask which landed on
another slice, mirrored or under another label is found before anyone sees it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom import dcmread
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult
from ai.progress import Progress, silent
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


def check_seg(path: Path, result: ModelResult, opened: OpenSeries, *, progress: Progress = silent) -> None:
    """Compare a written segmentation with the result.

    Parameters
    ----------
    path
        A DICOM Segmentation of type BINARY, uncompressed, segments numbered from 1 in the order of the structures.
    result, opened
        What it was made from.

    Raises
    ------
    app.errors.ExportError
        At the first difference in place, label or pixels.
    """
    dataset = dcmread(path)
    count = int(dataset.NumberOfFrames)
    _require(
        [int(item.SegmentNumber) for item in dataset.SegmentSequence] == list(range(1, len(result.structures) + 1))
    )
    _check_spacing(dataset, opened.volume)
    places = {
        (opened.series.instances[facts.instance].sop_instance_uid, facts.frame): index
        for index, facts in enumerate(opened.series.slices)
    }
    found: set[tuple[int, int]] = set()
    for frame in range(count):
        progress(frame / count, say("Reading the segmentation back"))
        group = dataset.PerFrameFunctionalGroupsSequence[frame]
        segment = _segment_index(dataset, group)
        bits = _frame_bits(dataset, frame)
        index = places.get(_source_frame(group))
        if index is None:
            # A frame of the source that is not part of the open stack: nothing was marked there.
            _require(not bits.any())
            continue
        _check_place(dataset, group, opened, index)
        _require(np.array_equal(bits, result.structures[segment].mask[index]))
        _require((segment, index) not in found)
        found.add((segment, index))
    for segment, structure in enumerate(result.structures):
        marked = np.flatnonzero(structure.mask.any(axis=(1, 2)))
        _require(all((segment, int(index)) in found for index in marked))


class _DifferenceError(ExportError):
    """The written file is not what was to be written."""

    def __init__(self) -> None:
        super().__init__(
            say("The segmentation was read back and differs from what is on the screen, so it was not kept."),
            say("Export as NIfTI instead and report this fault."),
        )


def _require(holds: bool | np.bool_) -> None:
    if not holds:
        raise _DifferenceError


def _group_item(dataset: Dataset, group: Dataset, keyword: str) -> Dataset | None:
    """Item of a functional group of a frame, whether it stands with the frame or is shared; PS3.3 C.7.6.16.1."""
    for place in (group, dataset.SharedFunctionalGroupsSequence[0]):
        if keyword in place:
            item: Dataset = place[keyword].value[0]
            return item
    return None


def _needed_item(dataset: Dataset, group: Dataset, keyword: str) -> Dataset:
    item = _group_item(dataset, group, keyword)
    if item is None:
        raise _DifferenceError
    return item


def _segment_index(dataset: Dataset, group: Dataset) -> int:
    """Index from 0 of the segment that a frame shows, (0062,000B) Referenced Segment Number."""
    item = _needed_item(dataset, group, "SegmentIdentificationSequence")
    return int(item.ReferencedSegmentNumber) - 1


def _frame_bits(dataset: Dataset, frame: int) -> npt.NDArray[np.bool_]:
    """(rows, columns) bool of one frame; frames follow each other bit by bit, lowest bit first, PS3.5 8.1.1."""
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    start = frame * rows * columns
    stop = start + rows * columns
    packed = np.frombuffer(dataset.PixelData, dtype=np.uint8)[start // 8 : (stop + 7) // 8]
    bits = np.unpackbits(packed, bitorder="little")[start % 8 :][: rows * columns]
    return bits.reshape(rows, columns).astype(np.bool_)


def _source_frame(group: Dataset) -> tuple[str, int]:
    """(SOP Instance UID, frame from 0) of the source that a frame refers to, PS3.3 C.7.6.16.2.6."""
    source = group.DerivationImageSequence[0].SourceImageSequence[0]
    return str(source.ReferencedSOPInstanceUID), int(source.get("ReferencedFrameNumber") or 1) - 1


def _check_place(dataset: Dataset, group: Dataset, opened: OpenSeries, index: int) -> None:
    """Compare the plane that a frame claims in the patient with that of its slice, as the volume has it."""
    position = _group_item(dataset, group, "PlanePositionSequence")
    if position is None:
        # No place in the patient was known (a radiograph): the reference alone ties the frame to its picture.
        _require(opened.volume.shape[0] == 1)
        return
    volume = opened.volume
    facts = opened.series.slices[index]
    if volume.geometry_fault and facts.position_lps_mm is not None:
        expected = np.array(facts.position_lps_mm)
    else:
        expected = volume.to_lps_mm((index, 0, 0))
    claimed = np.array([float(value) for value in position.ImagePositionPatient])
    allowed = PLACE_TOLERANCE * volume.spacing_mm[0] if volume.shape[0] > 1 else SHORT_DISTANCE_MM
    _require(np.linalg.norm(claimed - expected) <= allowed)
    plane = _needed_item(dataset, group, "PlaneOrientationSequence")
    cosines = np.array([float(value) for value in plane.ImageOrientationPatient])
    # A row runs with growing column index: the third axis of the affine comes first, PS3.3 C.7.6.2.1.1.
    axes = volume.affine_lps[:3, [2, 1]] / np.array(volume.spacing_mm)[[2, 1]]
    _require(np.allclose(cosines, axes.T.ravel(), rtol=0, atol=DIRECTION_TOLERANCE))


def _check_spacing(dataset: Dataset, volume: Volume) -> None:
    """Rows, columns and (0028,0030) Pixel Spacing are those of the volume."""
    _require((int(dataset.Rows), int(dataset.Columns)) == volume.shape[1:])
    measures = _group_item(dataset, dataset.PerFrameFunctionalGroupsSequence[0], "PixelMeasuresSequence")
    if measures is not None:
        spacing = [float(value) for value in measures.PixelSpacing]
        _require(np.allclose(spacing, volume.spacing_mm[1:], rtol=SPACING_TOLERANCE, atol=0))
