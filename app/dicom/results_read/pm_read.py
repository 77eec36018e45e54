"""Parametric maps of any maker as heat maps on their own grid, PS3.3 A.75 and C.8.32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.inference.results import CoarseGrid, Heatmap, ModelResult
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.files.attribute import items, number, text
from app.dicom.files.memory import require_memory
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.results_read.frame_planes import FramePlanes, frame_planes
from app.dicom.results_read.source_file import ResultFile, label_of, require_same_space
from app.dicom.results_read.target_grid import TargetGrid
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

NO_UNIT = "1"
"""UCUM for what has no unit."""

FLOAT_BYTES = 4


@dataclass(frozen=True)
class _Meaning:
    """What the numbers of a frame stand for, (0040,9096) Real World Value Mapping; PS3.3 C.7.6.16.2.11."""

    title: str
    unit: str
    slope: float = 1.0
    intercept: float = 0.0

    @property
    def quantity(self) -> tuple[str, str]:
        """Frames of one quantity are one map."""
        return self.title, self.unit


def read_pm(file: ResultFile, opened: OpenSeries, *, progress: Progress = silent) -> ModelResult:
    """Read a parametric map as heat maps over the open series, one per quantity.

    Parameters
    ----------
    file
        Of the kind PARAMETRIC_MAP.
    opened
        The series to draw it on.

    Raises
    ------
    app.errors.DicomReadError
        When it lies in another space, or on a grid that cannot be placed.
    ai.errors.MemoryShort
        Before anything is taken that does not fit.
    """
    header = file.header
    require_same_space(file, text(header, "FrameOfReferenceUID"), opened)
    target = TargetGrid(opened)
    planes = frame_planes(header, target, progress=part(progress, 0.0, 0.2))
    index_of_cell = _index_of_cell(planes, opened)
    groups, decoder = FunctionalGroups(header), FrameDecoder(file.file)
    meanings = [_meaning(groups, frame, header) for frame in range(len(planes.plane_of_frame))]
    quantities = tuple(dict.fromkeys(each.quantity for each in meanings))
    shape = (planes.count, int(header.Rows), int(header.Columns))
    require_memory(FLOAT_BYTES * int(np.prod(shape)) * len(quantities), say("This map"))
    cells: dict[tuple[str, str], CoarseGrid] = {
        quantity: np.full(shape, np.nan, dtype=np.float32) for quantity in quantities
    }
    seen: set[tuple[tuple[str, str], int]] = set()
    reading = part(progress, 0.2, 1.0)
    for frame, (plane, meaning) in enumerate(zip(planes.plane_of_frame, meanings, strict=True)):
        reading(frame / len(meanings), say("Reading frame {number} of {count}", number=frame + 1, count=len(meanings)))
        if plane is None:
            continue
        if (meaning.quantity, plane) in seen:
            raise DicomReadError(
                say("The map has several values at one place, of moments or measurements that cannot be told apart."),
                say("Open the map by itself to see its frames."),
            )
        seen.add((meaning.quantity, plane))
        cells[meaning.quantity][plane] = decoder.frame(frame) * meaning.slope + meaning.intercept
    notes = []
    if planes.outside:
        notes.append(say("Frames that lie on no slice of the open series: {count}.", count=planes.outside))
    heatmaps = tuple(
        Heatmap(
            label_of(f"map_{count}", title, None),
            title or say("Parametric map"),
            values,
            index_of_cell,
            "" if unit == NO_UNIT else unit,
        )
        for count, ((title, unit), values) in enumerate(cells.items(), start=1)
    )
    progress(1.0, say("The map is read"))
    return ModelResult((), (), tuple(notes), file.provenance(opened), heatmaps=heatmaps)


def _index_of_cell(planes: FramePlanes, opened: OpenSeries) -> npt.NDArray[np.float64]:
    """(4, 4): (plane, row, column, 1) of a cell -> index on the source grid."""
    if planes.own is None:
        return np.eye(4)
    affine = planes.own.affine_lps
    if affine is None or opened.volume.geometry_fault:
        raise DicomReadError(
            say("The map and the open series have different slices, and those of one of them are not evenly spaced."),
            say("Open the map by itself to see its frames."),
        )
    found: npt.NDArray[np.float64] = np.linalg.inv(opened.volume.affine_lps) @ affine
    return found


def _meaning(groups: FunctionalGroups, frame: int, header: Dataset) -> _Meaning:
    mapping = groups.macro(frame, "RealWorldValueMappingSequence")
    if mapping is None:
        listed = items(header, "RealWorldValueMappingSequence")
        mapping = listed[0] if listed else None
    if mapping is None:
        return _Meaning(text(header, "SeriesDescription"), "")
    units = items(mapping, "MeasurementUnitsCodeSequence")
    slope = number(mapping, "RealWorldValueSlope")
    return _Meaning(
        text(mapping, "LUTExplanation") or text(mapping, "LUTLabel") or text(header, "SeriesDescription"),
        text(units[0], "CodeValue") if units else "",
        1.0 if slope is None else slope,
        number(mapping, "RealWorldValueIntercept") or 0.0,
    )
