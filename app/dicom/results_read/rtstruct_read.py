"""Contours of any maker as masks on the source grid, PS3.3 A.19, C.8.8.5 and C.8.8.6.

A pixel belongs to a region where its centre lies inside. Several contours of one region on one slice are joined by
exclusive or: an inner contour is a hole, be it a line of its own or reached by a keyhole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from ai.inference.results import ModelResult, Structure
from ai.library.card import Label
from ai.progress import Progress, silent
from ai.words import say
from app.dicom.files.attribute import integer, items, numbers, text
from app.dicom.results_read.colour import rgb_colour
from app.dicom.results_read.label_layers import LabelLayers
from app.dicom.results_read.source_file import ResultFile, label_of, require_same_space
from app.dicom.results_read.target_grid import TargetGrid, Vectors
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError
from app.imaging.polygon_fill import filled

CLOSED = frozenset({"CLOSED_PLANAR", "CLOSEDPLANAR_XOR"})
"""(3006,0042) Contour Geometric Type with an inside."""

POINT = "POINT"

HALF = 0.5
"""Part of the slice distance up to which a contour is drawn on the slice nearest to it."""

LEAST_POINTS = 3
"""Of a line with an inside."""


@dataclass
class _Lost:
    """Contours that are not drawn as they are, by the reason."""

    moved: int = 0
    outside: int = 0
    turned: int = 0
    open: int = 0

    def sentences(self) -> tuple[str, ...]:
        told = (
            (self.moved, say("Contours between slices, drawn on the nearest one: {count}.", count=self.moved)),
            (self.outside, say("Contours on no slice of the open series, left out: {count}.", count=self.outside)),
            (self.turned, say("Contours that are not parallel to the slices, left out: {count}.", count=self.turned)),
            (self.open, say("Contours without an inside, left out: {count}.", count=self.open)),
        )
        return tuple(sentence for count, sentence in told if count)


def read_rtstruct(file: ResultFile, opened: OpenSeries, *, progress: Progress = silent) -> ModelResult:
    """Read a structure set onto the grid of the open series.

    Parameters
    ----------
    file
        Of the kind CONTOURS.
    opened
        The series to draw it on.

    Raises
    ------
    app.errors.DicomReadError
        When it lies in another space, or the open series lies in none.
    """
    target = TargetGrid(opened)
    if not target.has_places:
        raise DicomReadError(
            say("Contours lie in millimetres of the patient; the open series does not say where its images lie there."),
            say("Open the series that they were drawn on."),
        )
    labels, elsewhere = _labels(file, opened)
    layers, lost = LabelLayers(target.shape), _Lost()
    colours = {}
    for item in items(file.header, "ROIContourSequence"):
        number = integer(item, "ReferencedROINumber")
        if number is None or number not in labels:
            continue
        colours[number] = rgb_colour(item, "ROIDisplayColor")
        contours = items(item, "ContourSequence")
        marked: dict[int, npt.NDArray[np.bool_]] = {}
        for count, contour in enumerate(contours):
            progress(
                count / len(contours), say("Filling contour {number} of {count}", number=count + 1, count=len(contours))
            )
            _fill(contour, target, marked, lost)
        for index, mask in marked.items():
            layers.add(number, index, mask)
    structures = []
    for number, label in labels.items():
        layer, value = layers.layer_of(number)
        structures.append(Structure(label, layers.maps[layer], value=value, colour=colours.get(number)))
    notes = lost.sentences()
    if elsewhere:
        notes += (say("Regions in another space, left out: {count}.", count=elsewhere),)
    progress(1.0, say("The contours are read"))
    return ModelResult(tuple(structures), (), notes, file.provenance(opened))


def _labels(file: ResultFile, opened: OpenSeries) -> tuple[dict[int, Label], int]:
    """Name the regions of the space of the open series by their number, and count those of other spaces."""
    header = file.header
    general = text(header, "FrameOfReferenceUID")
    if not general:
        listed = items(header, "ReferencedFrameOfReferenceSequence")
        general = text(listed[0], "FrameOfReferenceUID") if listed else ""
    concepts = {
        integer(item, "ReferencedROINumber"): next(iter(items(item, "RTROIIdentificationCodeSequence")), None)
        for item in items(header, "RTROIObservationsSequence")
    }
    labels: dict[int, Label] = {}
    refused: list[DicomReadError] = []
    for item in items(header, "StructureSetROISequence"):
        number = integer(item, "ROINumber")
        if number is None:
            continue
        try:
            require_same_space(file, text(item, "ReferencedFrameOfReferenceUID") or general, opened)
        except DicomReadError as error:
            refused.append(error)
            continue
        labels[number] = label_of(f"region_{abs(number)}", text(item, "ROIName"), concepts.get(number))
    if not labels:
        raise (
            refused[0]
            if refused
            else DicomReadError(say("The structure set holds no region."), say("Ask whoever made it for another one."))
        )
    return labels, len(refused)


def _fill(contour: Dataset, target: TargetGrid, marked: dict[int, npt.NDArray[np.bool_]], lost: _Lost) -> None:
    """Add one contour to the masks of its region, by slice."""
    kind = text(contour, "ContourGeometricType").upper()
    places = _places(contour)
    if not len(places) or not (kind == POINT or (kind in CLOSED and len(places) >= LEAST_POINTS)):
        lost.open += 1
        return
    heights = places @ target.normal
    if np.ptp(heights) > 2 * target.tolerance_mm:
        lost.turned += 1
        return
    # The middle, so that rounding in the file decides nothing.
    middle = places[0] + (heights.mean() - heights[0]) * target.normal
    index, off_mm = target.nearest(middle)
    if off_mm > max(HALF * target.step_mm, target.tolerance_mm):
        lost.outside += 1
        return
    if off_mm > target.tolerance_mm:
        lost.moved += 1
    mask = marked.setdefault(index, np.zeros(target.shape[1:], dtype=np.bool_))
    line = target.to_pixels(places, index)
    if kind == POINT:
        row, column = np.rint(line[0]).astype(int).tolist()
        if 0 <= row < mask.shape[0] and 0 <= column < mask.shape[1]:
            mask[row, column] = True
        return
    mask ^= filled(line, mask.shape)


def _places(contour: Dataset) -> Vectors:
    """(points, 3) LPS mm of (3006,0050) Contour Data; no points where it is damaged."""
    element: object = contour.get_item("ContourData")
    try:
        if isinstance(element, RawDataElement) and isinstance(element.value, bytes) and element.value:
            # A value object per number, as pydicom makes them, would take minutes for a hundred organs.
            values = np.array(element.value.rstrip(b" \0").split(b"\\")).astype(np.float64)
        else:
            told = numbers(contour, "ContourData")
            values = np.array([np.nan if each is None else each for each in told], dtype=np.float64)
    except ValueError:
        values = np.empty(0)
    if values.size % 3 or not np.isfinite(values).all():
        values = np.empty(0)
    places: Vectors = values.reshape(-1, 3)
    return places
