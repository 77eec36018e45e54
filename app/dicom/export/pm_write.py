"""Kept probabilities as DICOM Parametric Maps, PS3.3 A.75: 32 bit floats on the source grid, read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from highdicom import VOILUTTransformation
from highdicom.pm import ParametricMap, RealWorldValueMapping
from highdicom.sr import CodedConcept
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from ai.inference.results import ModelResult, Probabilities, Structure
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import (
    LONG_STRING,
    MANUFACTURER,
    NO_SERIAL_NUMBER,
    REFUSED_BY_HIGHDICOM,
    Standing,
    model_as_equipment,
    series_description,
)
from app.dicom.export.frame_check import check_place, check_spacing, require, source_of
from app.dicom.export.source_images import SourceImages, require_place, source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.label_map import is_same_memory
from app.imaging.labels import display_title
from app.imaging.notice import NOTICE

SERIES_NUMBER = 9003
"""(0020,0011) of our probability maps, behind our reports."""

WHOLE = 255.0
"""Kept probabilities are uint8, probability x 255."""

_SHORT_STRING = 16

_Plane: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ProbabilityMap:
    """Probabilities that were kept, and of what.

    Parameters
    ----------
    name, title
        Of the structure; of many structures that share a map ``""`` and what it tells.
    values
        (slices, rows, columns) uint8, probability x 255.
    """

    name: str
    title: str
    values: Probabilities


def kept_probabilities(result: ModelResult, *, axes_known: bool) -> tuple[ProbabilityMap, ...]:
    """List the probabilities that a result holds: one per structure, or one that all of them share."""
    kept: list[tuple[Structure, Probabilities]] = []
    for structure in result.structures:
        values = structure.probability
        if values is not None and not any(is_same_memory(values, other) for _, other in kept):
            kept.append((structure, values))
    # Of masks of their own one may be left: a mask that a person edited has no probability.
    if len(kept) == 1 and len(result.structures) > 1 and kept[0][0].labelled.dtype == np.uint8:
        return (ProbabilityMap("", "Probability of the marked structure", kept[0][1]),)
    return tuple(
        ProbabilityMap(structure.label.name, display_title(structure.label, axes_known=axes_known), values)
        for structure, values in kept
    )


def write_pms(
    result: ModelResult,
    opened: OpenSeries,
    path: Path,
    *,
    standing: Standing = Standing.DRAFT,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write every kept probability as a file of its own, all in one series.

    One map per file, and floats instead of the whole numbers that were kept: that is what readers of parametric maps
    agree on. Each file is read back and compared before it takes its name.

    Parameters
    ----------
    result, opened
        The result and the series that it was made from.
    path
        Of the only map; of several ``NAME.dcm`` becomes ``NAME-heart.dcm`` and so on.
    standing
        Whether a person accepted it.

    Returns
    -------
    tuple[Path, ...]
        What was written.

    Raises
    ------
    app.errors.ExportError
        When there is none, the disk is full, the source cannot be referenced, or a written file differs.
    app.errors.DicomReadError
        When a source file is gone.
    """
    maps = _maps_to_write(result, opened)
    images = source_images(opened, progress=part(progress, 0.0, 0.2))
    series_uid = generate_uid(prefix=None)
    written = []
    for number, each in enumerate(maps, start=1):
        own = part(progress, 0.2 + 0.8 * (number - 1) / len(maps), 0.2 + 0.8 * number / len(maps))
        own(0.0, say("Writing the probabilities"))
        target = path if len(maps) == 1 else path.with_name(f"{path.stem}-{each.name}{path.suffix}")
        document = _document(each, number, result, opened, images, series_uid, standing)
        images.complete(document)
        with atomic_path(target) as temporary:
            document.save_as(temporary, enforce_file_format=True)
            del document
            check_pm(temporary, each, opened, progress=part(own, 0.6, 1.0))
        written.append(target)
    progress(1.0, say("The probabilities are written"))
    return tuple(written)


def _maps_to_write(result: ModelResult, opened: OpenSeries) -> tuple[ProbabilityMap, ...]:
    """List the maps of a result; refuse where there is none, or none can be written."""
    maps = kept_probabilities(result, axes_known=opened.volume.axes_known)
    if not maps:
        raise ExportError(
            say("The result keeps no probabilities, so there is no map to write."),
            say("Export the segmentation instead, or run a model that keeps them."),
        )
    if any(each.values.shape != opened.volume.shape for each in maps):
        raise ExportError(
            say("The result belongs to another grid than the open series, so it was not written."),
            say("Run the model again."),
        )
    require_place(opened)
    _require_space(opened)
    return maps


def _require_space(opened: OpenSeries) -> None:
    """Refuse what has no place in the patient, which a parametric map has to tell: Frame of Reference, PS3.3 A.75.3."""
    if all(facts.position_lps_mm is not None for facts in opened.series.slices):
        return
    raise ExportError(
        say(
            "A DICOM parametric map lies at a place in the patient; the open series, as radiographs do, does not say "
            "where it lies."
        ),
        say("Export the segmentation instead, which refers to the pixels."),
    )


def check_pm(path: Path, kept: ProbabilityMap, opened: OpenSeries, *, progress: Progress = silent) -> None:
    """Compare a written map with what it was made from, frame by frame.

    Raises
    ------
    app.errors.ExportError
        At the first difference in place or value, or where a slice is missing.
    """
    dataset = dcmread(path)
    check_spacing(dataset, opened.volume)
    count, size = int(dataset.NumberOfFrames), int(dataset.Rows) * int(dataset.Columns)
    values = np.frombuffer(dataset.FloatPixelData, dtype="<f4")
    require(values.size == count * size)
    places = {
        (opened.series.instances[facts.instance].sop_instance_uid, facts.frame): index
        for index, facts in enumerate(opened.series.slices)
    }
    found: set[int] = set()
    for frame in range(count):
        progress(frame / count, say("Reading the probabilities back"))
        group = dataset.PerFrameFunctionalGroupsSequence[frame]
        index = places.get(source_of(group))
        plane = values[frame * size : (frame + 1) * size].reshape(opened.volume.shape[1:])
        if index is None:
            require(not plane.any())
            continue
        check_place(dataset, group, opened, index)
        require(np.array_equal(np.rint(plane * WHOLE), kept.values[index]))
        require(index not in found)
        found.add(index)
    require(len(found) == opened.volume.shape[0])


def _document(
    kept: ProbabilityMap,
    number: int,
    result: ModelResult,
    opened: OpenSeries,
    images: SourceImages,
    series_uid: str,
    standing: Standing,
) -> ParametricMap:
    provenance = result.provenance
    mapping = RealWorldValueMapping(
        lut_label=(kept.name or "probability")[:_SHORT_STRING].upper(),
        lut_explanation=f"Probability, {kept.title}"[:LONG_STRING],
        unit=CodedConcept("1", "UCUM", "no units"),
        value_range=(0.0, 1.0),
        slope=1.0,
        intercept=0.0,
    )
    try:
        return ParametricMap(
            source_images=images.headers,
            pixel_array=_planes(kept, opened, images.headers),
            series_instance_uid=series_uid,
            series_number=SERIES_NUMBER,
            sop_instance_uid=generate_uid(prefix=None),
            instance_number=number,
            manufacturer=MANUFACTURER,
            manufacturer_model_name=MANUFACTURER,
            software_versions=provenance.app_version,
            device_serial_number=NO_SERIAL_NUMBER,
            contains_recognizable_visual_features=False,
            real_world_value_mappings=[mapping],
            voi_lut_transformations=[VOILUTTransformation(window_center=0.5, window_width=1.0)],
            content_description=f"{kept.title}. {NOTICE}"[:LONG_STRING],
            content_label=standing.content_label,
            content_qualification="RESEARCH",
            contributing_equipment=[model_as_equipment(provenance)],
            series_description=series_description(provenance, standing),
        )
    except REFUSED_BY_HIGHDICOM as error:
        raise ExportError(
            say(
                "The headers of the open images do not describe their geometry in the way a DICOM parametric map has "
                "to repeat it."
            ),
            say("Export as NIfTI instead."),
        ) from error


def _planes(kept: ProbabilityMap, opened: OpenSeries, headers: tuple[Dataset, ...]) -> _Plane:
    """(frames of the source, rows, columns) float32, 0 to 1, in the order of the source's frames."""
    count = opened.series.instances[0].frames if len(headers) == 1 else len(headers)
    planes = np.zeros((count, *opened.volume.shape[1:]), dtype=np.float32)
    for index, facts in enumerate(opened.series.slices):
        planes[facts.instance + facts.frame] = kept.values[index]
    planes /= np.float32(WHOLE)
    return planes
