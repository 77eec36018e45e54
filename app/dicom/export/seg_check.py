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
from ai.words import say
from app.dicom.export.frame_check import check_place, check_spacing, needed_item, require, source_of
from app.dicom.series_load import OpenSeries
from app.imaging.label_map import marked_planes


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
    require([int(item.SegmentNumber) for item in dataset.SegmentSequence] == list(range(1, len(result.structures) + 1)))
    check_spacing(dataset, opened.volume)
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
        index = places.get(source_of(group))
        if index is None:
            # A frame of the source that is not part of the open stack: nothing was marked there.
            require(not bits.any())
            continue
        check_place(dataset, group, opened, index)
        require(np.array_equal(bits, result.structures[segment].plane(index)))
        require((segment, index) not in found)
        found.add((segment, index))
    marked = np.argwhere(marked_planes(result.structures))
    require(all((segment, index) in found for segment, index in marked.tolist()))


def _segment_index(dataset: Dataset, group: Dataset) -> int:
    """Index from 0 of the segment that a frame shows, (0062,000B) Referenced Segment Number."""
    item = needed_item(dataset, group, "SegmentIdentificationSequence")
    return int(item.ReferencedSegmentNumber) - 1


def _frame_bits(dataset: Dataset, frame: int) -> npt.NDArray[np.bool_]:
    """(rows, columns) bool of one frame; frames follow each other bit by bit, lowest bit first, PS3.5 8.1.1."""
    rows, columns = int(dataset.Rows), int(dataset.Columns)
    start = frame * rows * columns
    stop = start + rows * columns
    packed = np.frombuffer(dataset.PixelData, dtype=np.uint8)[start // 8 : (stop + 7) // 8]
    bits = np.unpackbits(packed, bitorder="little")[start % 8 :][: rows * columns]
    return bits.reshape(rows, columns).astype(np.bool_)
