"""Segmented structures as an RT Structure Set, PS3.3 A.19: closed contours on the slices of the source, in patient mm.

Holes: the standard wants one line per outline that reaches its holes by a cut without width ("keyhole", PS3.3
C.8.8.6.3); so the even-odd and the non-zero rule fill it alike, and readers which take every contour for an outline of
its own do not fill the holes. Contours run half way between the centres of the pixels inside and outside: filled on the
source grid they give the mask again, pixel by pixel.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.tag import Tag
from pydicom.uid import ImplicitVRLittleEndian, RTStructureSetStorage

from ai.inference.results import ModelResult, Structure
from ai.library.card import Code
from ai.progress import Progress, part, silent
from ai.volume import SpacingKind
from ai.words import say
from app.dicom.export.authorship import (
    LONG_STRING,
    Standing,
    algorithm,
    coded,
    description,
    gate_sentences,
    generation,
    model_as_equipment,
    series_description,
    standing_of,
)
from app.dicom.export.plain_object import plain_object
from app.dicom.export.source_frames import source_frame
from app.dicom.export.source_images import SourceImages, source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.contours import Polyline, contours
from app.imaging.keyhole import rings
from app.imaging.label_map import marked_planes
from app.imaging.labels import display_title, structure_colour

SERIES_NUMBER = 9005
"""(0020,0011) of our structure sets, behind our pictures."""

DECIMALS = 4
"""Of a coordinate in mm: a ten-thousandth; with sign and point it fits the 16 characters of VR DS."""

MOST_CONTOURS = 200_000
"""A hundred organs on a thousand slices have half of that; noise has millions, and takes minutes."""

STUDY_COMPONENT = "1.2.840.10008.3.1.2.3.1"
"""(0008,1150) in RT Referenced Study Sequence: Detached Study Management, retired, yet the standard wants a class."""

_CONTOUR_DATA = Tag(0x3006, 0x0050)


def write_rtstruct(
    result: ModelResult,
    opened: OpenSeries,
    path: Path,
    *,
    standing: Standing = Standing.DRAFT,
    progress: Progress = silent,
) -> None:
    """Write the structures of a result as contours.

    Implicit VR: the contour of a large organ has more than the 65,534 bytes that explicit VR can give a value of VR DS.

    Parameters
    ----------
    result, opened
        The result and the series that it was made from.
    path
        Where to write; replaced whole or not at all.
    standing
        Whether a person accepted it; the structure set stays UNAPPROVED, as nobody signs in here.

    Raises
    ------
    app.errors.ExportError
        When there is nothing to write, the slices have no place in the patient, the disk is full, or the source cannot
        be referenced.
    app.errors.DicomReadError
        When a source file is gone.

    References
    ----------
    PS3.3 C.8.8.5 Structure Set Module, C.8.8.6 ROI Contour Module, C.8.8.8 RT ROI Observations Module.
    """
    if not result.structures:
        raise ExportError(
            say("The result marks no structure, so there is nothing to write."), say("Run a model that segments.")
        )
    if any(structure.labelled.shape != opened.volume.shape for structure in result.structures):
        raise ExportError(
            say("The result belongs to another grid than the open series, so it was not written."),
            say("Run the model again."),
        )
    _require_place(opened)
    standing = standing_of(result, standing)
    images = source_images(opened, progress=part(progress, 0.0, 0.2))
    document = _document(result, opened, images, standing)
    _add_contours(document, result, opened, progress=part(progress, 0.2, 0.9))
    images.complete(document)
    progress(0.9, say("Writing the contours"))
    with atomic_path(path) as temporary:
        document.save_as(temporary, enforce_file_format=True)
    progress(1.0, say("The contours are written"))


def _require_place(opened: OpenSeries) -> None:
    """Refuse images that are no slices of the patient: contours are told in its space."""
    volume = opened.volume
    placed = all(facts.position_lps_mm is not None for facts in opened.series.slices)
    if volume.spacing_kind is SpacingKind.PATIENT and volume.axes_known and placed:
        return
    raise ExportError(
        say(
            "Contours of an RT Structure Set lie in millimetres of the patient; the open series does not say where its "
            "images lie there."
        ),
        say("Export as DICOM segmentation instead, which refers to the pixels."),
    )


def _document(result: ModelResult, opened: OpenSeries, images: SourceImages, standing: Standing) -> FileDataset:
    """Build everything but the contours."""
    provenance = result.provenance
    document = plain_object(
        images,
        sop_class_uid=RTStructureSetStorage,
        modality="RTSTRUCT",
        series_number=SERIES_NUMBER,
        description=series_description(provenance, standing),
        transfer_syntax_uid=ImplicitVRLittleEndian,
    )
    document.SoftwareVersions = version("lightbox")
    document.OperatorsName = None
    document.ContributingEquipmentSequence = [model_as_equipment(provenance)]
    document.StructureSetLabel = standing.content_label
    document.StructureSetName = series_description(provenance, standing)
    document.StructureSetDescription = " ".join((standing.sentence, *gate_sentences(provenance)))[:1024]
    document.StructureSetDate, document.StructureSetTime = document.InstanceCreationDate, document.InstanceCreationTime
    document.ApprovalStatus = "UNAPPROVED"
    frame_of_reference = str(images.headers[0].get("FrameOfReferenceUID", ""))
    document.FrameOfReferenceUID = frame_of_reference
    document.PositionReferenceIndicator = None
    document.ReferencedFrameOfReferenceSequence = [_referenced(opened, images, frame_of_reference)]
    document.StructureSetROISequence = []
    document.ROIContourSequence = []
    document.RTROIObservationsSequence = []
    for number, structure in enumerate(result.structures, start=1):
        document.StructureSetROISequence.append(_region(number, structure, result, opened, frame_of_reference))
        contour = Dataset()
        contour.ROIDisplayColor = list(structure.colour or structure_colour(structure.label.name, number - 1))
        contour.ReferencedROINumber = number
        document.ROIContourSequence.append(contour)
        document.RTROIObservationsSequence.append(_observation(number, structure))
    return document


def _referenced(opened: OpenSeries, images: SourceImages, frame_of_reference: str) -> Dataset:
    """(3006,0010) item: the images that the contours were drawn on."""
    series, study, space = Dataset(), Dataset(), Dataset()
    series.SeriesInstanceUID = images.headers[0].SeriesInstanceUID
    series.ContourImageSequence = [source_frame(opened, index).item() for index in range(opened.series.slice_count)]
    study.ReferencedSOPClassUID = STUDY_COMPONENT
    study.ReferencedSOPInstanceUID = images.headers[0].StudyInstanceUID
    study.RTReferencedSeriesSequence = [series]
    space.FrameOfReferenceUID = frame_of_reference
    space.RTReferencedStudySequence = [study]
    return space


def _region(
    number: int, structure: Structure, result: ModelResult, opened: OpenSeries, frame_of_reference: str
) -> Dataset:
    """(3006,0020) item."""
    region = Dataset()
    region.ROINumber = number
    region.ReferencedFrameOfReferenceUID = frame_of_reference
    region.ROIName = display_title(structure.label, axes_known=opened.volume.axes_known)[:LONG_STRING]
    region.ROIGenerationAlgorithm = generation(structure)
    if who := description(structure):
        region.ROIDescription = who  # (3006,0028)
    if not result.provenance.is_by_person:
        model = f"{result.provenance.model_id} {result.provenance.model_version}"
        region.ROIGenerationDescription = model[:LONG_STRING]
        region.ROIDerivationAlgorithmIdentificationSequence = algorithm(result)
    return region


def _observation(number: int, structure: Structure) -> Dataset:
    """(3006,0080) item: what the structure is."""
    observation = Dataset()
    observation.ObservationNumber = observation.ReferencedROINumber = number
    # Type 2 both: no role in a treatment is meant, and the interpreter would be a person.
    observation.RTROIInterpretedType = None
    observation.ROIInterpreter = None
    code: Code = structure.label.code
    if code.value and code.scheme and code.meaning:
        observation.RTROIIdentificationCodeSequence = [coded(code)]
    return observation


def _add_contours(document: FileDataset, result: ModelResult, opened: OpenSeries, *, progress: Progress) -> None:
    """Outline every structure on every slice that shows it."""
    counts = marked_planes(result.structures)
    written = 0
    for index in range(opened.series.slice_count):
        progress(index / opened.series.slice_count, say("Outlining slice {number}", number=index + 1))
        image = source_frame(opened, index)
        for number in np.flatnonzero(counts[:, index]).tolist():
            item = document.ROIContourSequence[number]
            if "ContourSequence" not in item:
                item.ContourSequence = []
            for ring in rings(contours(result.structures[number].plane(index))):
                contour = Dataset()
                contour.ContourImageSequence = [image.item()]
                contour.ContourGeometricType = "CLOSED_PLANAR"
                contour.NumberOfContourPoints = len(ring)
                contour[_CONTOUR_DATA] = _contour_data(_places(ring, opened, index))
                contour.ContourNumber = len(item.ContourSequence) + 1
                item.ContourSequence.append(contour)
                written += 1
            if written > MOST_CONTOURS:
                raise ExportError(
                    say("The masks fall into more than {count:,} pieces, as noise does.", count=MOST_CONTOURS),
                    say("Export them as DICOM SEG: contours of so many pieces are of no use to a planning system."),
                )


def _places(ring: Polyline, opened: OpenSeries, index: int) -> npt.NDArray[np.float64]:
    """(points, 3) LPS mm: from the place that the file tells of this slice, be the slices even or not."""
    origin = np.array(opened.series.slices[index].position_lps_mm, dtype=np.float64)
    return np.asarray(origin + ring @ opened.volume.affine_lps[:3, 1:3].T, dtype=np.float64)


def _contour_data(places: npt.NDArray[np.float64]) -> RawDataElement:
    r"""(3006,0050) x\y\z\x...: as bytes, since a value object per number would take minutes for a hundred organs."""
    # Adding 0 turns -0 into 0.
    numbers = np.round(places, DECIMALS) + 0.0
    data = "\\".join(f"{number:.{DECIMALS}f}" for number in numbers.ravel().tolist()).encode("ascii")
    data += b" " * (len(data) % 2)
    return RawDataElement(_CONTOUR_DATA, "DS", len(data), data, 0, True, True)
