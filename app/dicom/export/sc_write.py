"""The picture as shown, with what is drawn over it, as DICOM Secondary Capture, PS3.3 A.8."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian, SecondaryCaptureImageStorage

from ai.inference.results import ModelResult
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import LONG_STRING, Standing, model_as_equipment, program_as_equipment
from app.dicom.export.plain_object import plain_object
from app.dicom.export.source_frames import source_frame
from app.dicom.export.source_images import SourceImages, source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.notice import NOTICE

SERIES_NUMBER = 9004
"""(0020,0011) of our pictures, behind our probability maps."""

DERIVATION = f"Picture of the screen with everything drawn over it, window and filters applied. {NOTICE}."
"""(0008,2111)."""


def write_sc(
    pixels: npt.NDArray[np.uint8],
    opened: OpenSeries,
    path: Path,
    *,
    slices: Sequence[int],
    results: Sequence[ModelResult] = (),
    standing: Standing = Standing.DRAFT,
    progress: Progress = silent,
) -> None:
    """Write a picture of the screen.

    Parameters
    ----------
    pixels
        (rows, columns, 3) uint8 RGB; the notice stands in it.
    opened
        The series that it shows.
    path
        Where to write; replaced whole or not at all.
    slices
        What it was made from, from 0; all slices for a plane through them.
    results
        Of models, drawn in the picture.
    standing
        Whether a person accepted them.

    Raises
    ------
    app.errors.ExportError
        When the disk is full or the source cannot be referenced.
    app.errors.DicomReadError
        When a source file is gone.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"pixels must be (rows, columns, 3) uint8, got {pixels.shape} {pixels.dtype}")
    images = source_images(opened, progress=part(progress, 0.0, 0.8))
    progress(0.8, say("Writing the picture"))
    document = _document(pixels, opened, images, slices, results, standing)
    images.complete(document)
    with atomic_path(path) as temporary:
        try:
            document.save_as(temporary, enforce_file_format=True)
        except (ValueError, TypeError) as error:
            raise ExportError(
                say("The headers of the open images are not of a kind that a picture of ours can repeat."),
                say("Export as PNG instead."),
            ) from error
    progress(1.0, say("The picture is written"))


def _document(
    pixels: npt.NDArray[np.uint8],
    opened: OpenSeries,
    images: SourceImages,
    slices: Sequence[int],
    results: Sequence[ModelResult],
    standing: Standing,
) -> Dataset:
    models = [each.provenance for each in results if not each.provenance.is_by_person]
    words = f"Picture, AI {standing.value}, not for diagnosis" if models else "Picture, not for diagnosis"
    document = plain_object(
        images,
        sop_class_uid=SecondaryCaptureImageStorage,
        modality="OT",
        series_number=SERIES_NUMBER,
        description=words[:LONG_STRING],
        transfer_syntax_uid=ExplicitVRLittleEndian,
    )
    document.ContributingEquipmentSequence = [
        program_as_equipment(version("lightbox")),
        *(model_as_equipment(each) for each in models),
    ]
    document.ConversionType = "WSD"
    document.DateOfSecondaryCapture, document.TimeOfSecondaryCapture = (
        document.InstanceCreationDate,
        document.InstanceCreationTime,
    )
    document.ContentDate, document.ContentTime = document.InstanceCreationDate, document.InstanceCreationTime
    document.ImageType = ["DERIVED", "SECONDARY"]
    # Type 2C: planes can be turned and mirrored on the screen, the letters stand in the picture.
    document.PatientOrientation = None
    document.BurnedInAnnotation = "YES"
    document.DerivationDescription = DERIVATION
    document.SourceImageSequence = [_source(opened, index) for index in slices]
    if images.headers[0].get("LossyImageCompression") == "01":
        # PS3.3 C.7.6.1.1.5: what was lossy once stays so; how much was lost is not always told.
        document.LossyImageCompression = "01"
    rows, columns, samples = pixels.shape
    document.SamplesPerPixel, document.PhotometricInterpretation, document.PlanarConfiguration = samples, "RGB", 0
    document.Rows, document.Columns = rows, columns
    document.BitsAllocated, document.BitsStored, document.HighBit, document.PixelRepresentation = 8, 8, 7, 0
    data = np.ascontiguousarray(pixels).tobytes()
    document.PixelData = data + b"\0" * (len(data) % 2)
    return document


def _source(opened: OpenSeries, index: int) -> Dataset:
    """(0008,2112) item: the slice, and what for."""
    item = source_frame(opened, index).item()
    purpose = Dataset()
    purpose.CodeValue, purpose.CodingSchemeDesignator, purpose.CodeMeaning = (
        codes.DCM.SourceImageForImageProcessingOperation.value,
        codes.DCM.SourceImageForImageProcessingOperation.scheme_designator,
        codes.DCM.SourceImageForImageProcessingOperation.meaning,
    )
    item.PurposeOfReferenceCodeSequence = [purpose]
    return item
