"""Segmentations of any maker (BINARY, FRACTIONAL, LABELMAP) as structures on the source grid, PS3.3 A.51 and C.8.20."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult, Structure
from ai.library.card import Label
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.files.attribute import integer, items, text
from app.dicom.files.memory import require_memory
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.results_read.colour import lab_colour
from app.dicom.results_read.frame_planes import RESAMPLED, FramePlanes, frame_planes, resampled
from app.dicom.results_read.label_layers import LabelLayers
from app.dicom.results_read.source_file import ResultFile, label_of, require_same_space
from app.dicom.results_read.target_grid import TargetGrid
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError
from app.imaging.label_map import LabelMap
from app.imaging.labels import Colour

BINARY, FRACTIONAL, LABELMAP = "BINARY", "FRACTIONAL", "LABELMAP"
"""(0062,0001) Segmentation Type."""

WHOLE = 255
"""Probability 1 as it is kept."""


@dataclass(frozen=True)
class Segment:
    """One item of (0062,0002) Segment Sequence."""

    number: int
    label: Label
    colour: Colour | None
    algorithm: str


def read_seg(file: ResultFile, opened: OpenSeries, *, progress: Progress = silent) -> ModelResult:
    """Read a segmentation onto the grid of the open series.

    Frames are decoded one by one into shared maps, so that a hundred segments take no more memory than one. Each lies
    where its own position says.

    Parameters
    ----------
    file
        Of the kind SEGMENTATION.
    opened
        The series to draw it on.

    Raises
    ------
    app.errors.DicomReadError
        When it lies in another space, or is damaged.
    ai.errors.MemoryShort
        Before anything is taken that does not fit.
    """
    header = file.header
    require_same_space(file, text(header, "FrameOfReferenceUID"), opened)
    segments = {each.number: each for each in map(_segment, items(header, "SegmentSequence"))}
    kind = text(header, "SegmentationType").upper() or BINARY
    if kind == LABELMAP:
        # (0028,0120): what belongs to no segment, even where it is listed as one, PS3.3 C.8.20.2.3.3.
        segments.pop(integer(header, "PixelPaddingValue") or 0, None)
    if kind not in (BINARY, FRACTIONAL, LABELMAP) or not segments:
        raise DicomReadError(
            say("The segmentation is of a kind that cannot be read: {kind}.", kind=kind),
            say("Ask whoever made it for a binary, fractional or label map segmentation."),
        )
    target = TargetGrid(opened)
    planes = frame_planes(header, target, progress=part(progress, 0.0, 0.2))
    # The numbers are what counts, not the palette that shows them: PS3.3 C.8.20.2.3.3.
    header.PhotometricInterpretation = "MONOCHROME2"
    reading = _Reading(file, segments, planes, target)
    if kind == FRACTIONAL:
        structures = reading.fractional(part(progress, 0.2, 1.0))
    else:
        structures = reading.labelled(kind == LABELMAP, part(progress, 0.2, 1.0))
    progress(1.0, say("The segmentation is read"))
    return ModelResult(structures, (), tuple(reading.notes), file.provenance(opened))


class _Reading:
    """One pass over the frames."""

    def __init__(self, file: ResultFile, segments: dict[int, Segment], planes: FramePlanes, target: TargetGrid) -> None:
        self._groups = FunctionalGroups(file.header)
        self._decoder = FrameDecoder(file.file)
        self._header = file.header
        self._segments = segments
        self._planes = planes
        self._target = target
        self._shape = (planes.count, int(file.header.Rows), int(file.header.Columns))
        self.notes: list[str] = []
        if planes.own is not None:
            self.notes.append(RESAMPLED)
        if planes.outside:
            self.notes.append(say("Frames that lie on no slice of the open series: {count}.", count=planes.outside))
        algorithms = sorted({each.algorithm for each in segments.values() if each.algorithm})
        if algorithms:
            self.notes.append(say("Made by: {names}.", names=", ".join(algorithms)))

    def labelled(self, is_map: bool, progress: Progress) -> tuple[Structure, ...]:
        """Read frames of one segment each, or of all segments as numbers."""
        layers = LabelLayers(self._shape)
        background = integer(self._header, "PixelPaddingValue") or 0
        unknown: set[int] = set()
        for frame, plane in self._each_frame(part(progress, 0.0, 0.7)):
            stored = self._decoder.frame(frame)
            if is_map:
                for number in np.unique(stored).tolist():
                    if number in self._segments:
                        layers.add(number, plane, stored == number)
                    elif number != background:
                        unknown.add(int(number))
            else:
                layers.add(self._segment_of(frame), plane, stored != 0)
        if unknown:
            self.notes.append(say("Numbers that stand for no segment: {count}.", count=len(unknown)))
        for number in self._segments:
            layers.layer_of(number)
        own = self._planes.own
        if own is not None:
            placing = part(progress, 0.7, 1.0)

            def onto_target(labels: LabelMap) -> LabelMap:
                return resampled(labels, own, self._target, progress=placing)

            layers = layers.replaced(onto_target)
        maps = layers.maps
        for labels in maps:
            labels.flags.writeable = False
        structures = []
        for each in self._segments.values():
            layer, value = layers.layer_of(each.number)
            structures.append(Structure(each.label, maps[layer], value=value, colour=each.colour))
        return tuple(structures)

    def fractional(self, progress: Progress) -> tuple[Structure, ...]:
        """Read probabilities or occupancies; what has one half or more is marked."""
        whole = integer(self._header, "MaximumFractionalValue") or WHOLE
        size = int(np.prod(self._shape)) + int(np.prod(self._target.shape))
        require_memory(2 * size * len(self._segments), say("This segmentation"))
        values = {number: np.zeros(self._shape, dtype=np.uint8) for number in self._segments}
        for frame, plane in self._each_frame(part(progress, 0.0, 0.7)):
            share = self._decoder.frame(frame).astype(np.float64) / whole
            values[self._segment_of(frame)][plane] = np.rint(np.clip(share, 0, 1) * WHOLE)
        structures = []
        for count, segment in enumerate(self._segments.values()):
            kept = values.pop(segment.number)
            if self._planes.own is not None:
                start = 0.7 + 0.3 * count / len(self._segments)
                placing = part(progress, start, start + 0.3 / len(self._segments))
                kept = resampled(kept, self._planes.own, self._target, progress=placing)
            structures.append(Structure(segment.label, kept > WHOLE // 2, kept, colour=segment.colour))
        return tuple(structures)

    def _each_frame(self, progress: Progress) -> Iterator[tuple[int, int]]:
        """List (frame, plane) of the frames that lie on the grid."""
        count = len(self._planes.plane_of_frame)
        for frame, plane in enumerate(self._planes.plane_of_frame):
            progress(frame / count, say("Reading frame {number} of {count}", number=frame + 1, count=count))
            if plane is not None:
                yield frame, plane

    def _segment_of(self, frame: int) -> int:
        """(0062,000B) Referenced Segment Number of a frame."""
        item = self._groups.macro(frame, "SegmentIdentificationSequence")
        number = None if item is None else integer(item, "ReferencedSegmentNumber")
        if number is None or number not in self._segments:
            raise DicomReadError(
                say("Frame {number} of the segmentation belongs to no segment.", number=frame + 1),
                say("Fetch the file again from its source."),
            )
        return number


def _segment(item: Dataset) -> Segment:
    number = integer(item, "SegmentNumber") or 0
    concepts = items(item, "SegmentedPropertyTypeCodeSequence")
    title = text(item, "SegmentLabel")
    return Segment(
        number,
        label_of(f"segment_{number}", title, concepts[0] if concepts else None),
        lab_colour(item),
        text(item, "SegmentAlgorithmName"),
    )
