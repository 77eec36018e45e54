"""Segmented structures as a DICOM Segmentation object, PS3.3 A.51, read back before it takes its name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from highdicom.color import CIELabColor
from highdicom.seg import (
    SegmentAlgorithmTypeValues,
    Segmentation,
    SegmentationTypeValues,
    SegmentDescription,
)
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from ai.inference.provenance import Making
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code
from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import (
    LONG_STRING,
    MANUFACTURER,
    NO_SERIAL_NUMBER,
    REFUSED_BY_HIGHDICOM,
    Standing,
    algorithm,
    coded,
    description,
    generation,
    model_as_equipment,
    series_description,
    standing_of,
)
from app.dicom.export.seg_check import check_seg
from app.dicom.export.source_images import require_place, source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.imaging.label_map import label_map
from app.imaging.labels import display_title, structure_colour
from app.imaging.notice import NOTICE
from app.imaging.segment_codes import category_of

SERIES_NUMBER = 9001
"""(0020,0011) of our segmentations: behind the series of the scanner in every list."""

SIDES = {"right": Code("24028007", "SCT", "Right"), "left": Code("7771000", "SCT", "Left")}
"""CID 244 Laterality, PS3.16."""


def write_seg(
    result: ModelResult,
    opened: OpenSeries,
    path: Path,
    *,
    standing: Standing = Standing.DRAFT,
    progress: Progress = silent,
) -> None:
    """Write the structures of a result as one binary segmentation on the source grid.

    Segments may overlap; those that do not are handed over as one map of numbers, so that a hundred of them take no
    more memory than one. BINARY and not LABELMAP (PS3.3 C.8.20.2.3.3): that one is smaller, but of another SOP class,
    which neither SimpleITK nor most viewers read yet. Each frame names the source frame it lies on; its plane is that
    of the source. The file is read back and compared before it takes its name, so a mask that lost its place is never
    left on the disk.

    Parameters
    ----------
    result
        Made from ``opened``; at least one structure.
    opened
        The open series. Its files are read again for patient, study and references.
    path
        Where to write; replaced whole or not at all.
    standing
        Whether a person accepted it.

    Raises
    ------
    app.errors.ExportError
        When the disk is full, the source cannot be referenced, or the written file differs from the masks.
    app.errors.DicomReadError
        When a source file is gone.

    References
    ----------
    PS3.3 A.51 Segmentation IOD, C.8.20.2 Segmentation Image Module, C.8.20.4 Segment Description.
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
    standing = standing_of(result, standing)
    images = source_images(opened, progress=part(progress, 0.0, 0.4))
    progress(0.4, say("Writing the segmentation"))
    segmentation = _segmentation(result, opened, images.headers, standing)
    images.complete(segmentation)
    with atomic_path(path) as temporary:
        segmentation.save_as(temporary, enforce_file_format=True)
        # Its pixels are read again now: there must not be two of them in memory.
        del segmentation
        check_seg(temporary, result, opened, progress=part(progress, 0.7, 1.0))
    progress(1.0, say("The segmentation is written"))


def _segmentation(
    result: ModelResult, opened: OpenSeries, images: tuple[Dataset, ...], standing: Standing
) -> Segmentation:
    """Build the object in memory."""
    provenance = result.provenance
    require_place(opened)
    masks = _planes(result, opened, images)
    try:
        segmentation = Segmentation(
            source_images=images,
            pixel_array=masks,
            segmentation_type=SegmentationTypeValues.BINARY,
            segment_descriptions=[
                _description(number, structure, result, axes_known=opened.volume.axes_known)
                for number, structure in enumerate(result.structures, start=1)
            ],
            series_instance_uid=generate_uid(prefix=None),
            series_number=SERIES_NUMBER,
            sop_instance_uid=generate_uid(prefix=None),
            instance_number=1,
            manufacturer=MANUFACTURER,
            manufacturer_model_name=MANUFACTURER,
            software_versions=provenance.app_version,
            device_serial_number=NO_SERIAL_NUMBER,
            content_description=NOTICE,
            content_label=standing.content_label,
            # An empty result is a result too, and an object without frames is none.
            omit_empty_frames=bool(masks.any()),
            contributing_equipment=[model_as_equipment(provenance)],
            series_description=series_description(provenance, standing),
            content_qualification="RESEARCH",
        )
    except REFUSED_BY_HIGHDICOM as error:
        raise ExportError(
            say(
                "The headers of the open images do not describe their geometry in the way a DICOM segmentation has to "
                "repeat it."
            ),
            say("Export as NIfTI instead."),
        ) from error
    if "PlaneOrientationSequence" not in segmentation.SharedFunctionalGroupsSequence[0]:
        # (0020,0020), PS3.3 C.7.6.1: type 2C, required where no plane in the patient is given. The pixel matrix is that
        # of the source, so the letters are.
        segmentation.PatientOrientation = images[0].get("PatientOrientation")
    return segmentation


def _planes(result: ModelResult, opened: OpenSeries, images: tuple[Dataset, ...]) -> npt.NDArray[np.uint8]:
    """Order the masks as the frames of the source.

    Returns
    -------
    npt.NDArray[np.uint8]
        (frames of the source, rows, columns): number of the segment; or, where segments overlap, (frames of the source,
        rows, columns, segments): 0 or 1.
    """
    count = opened.series.instances[0].frames if len(images) == 1 else len(images)
    grid = (count, *opened.volume.shape[1:])
    numbered = label_map(result.structures)
    planes = np.zeros(grid if numbered is not None else (*grid, len(result.structures)), dtype=np.uint8)
    for index, facts in enumerate(opened.series.slices):
        # Of several files each has one frame, so the file's index or the frame's is always 0.
        place = facts.instance + facts.frame
        if numbered is not None:
            planes[place] = numbered[index]
            continue
        for segment, structure in enumerate(result.structures):
            planes[place, :, :, segment] = structure.plane(index)
    return planes


def _description(number: int, structure: Structure, result: ModelResult, *, axes_known: bool) -> SegmentDescription:
    """One item of (0062,0002) Segment Sequence."""
    provenance = result.provenance
    label = structure.label
    item = SegmentDescription(
        segment_number=number,
        segment_label=display_title(label, axes_known=axes_known)[:LONG_STRING],
        segmented_property_category=coded(category_of(label.code)),
        segmented_property_type=coded(label.code),
        algorithm_type=SegmentAlgorithmTypeValues(generation(structure)),
        # (0062,0007) and (0062,0009), PS3.3 C.8.20.2: of what is not manual; of a person's mask the program alone.
        algorithm_identification=None if structure.making is Making.HAND else algorithm(result),
        tracking_uid=generate_uid(prefix=None),
        tracking_id=(label.name if provenance.is_by_person else f"{provenance.model_id} {label.name}")[:LONG_STRING],
        display_color=CIELabColor.from_rgb(*(structure.colour or structure_colour(label.name, number - 1))),
    )
    if who := description(structure):
        item.SegmentDescription = who  # (0062,0006)
    if label.side and axes_known:
        # (0062,0011), PS3.3 C.8.20.4: the side belongs to the property; claimed only where the file tells the sides.
        kind = item.SegmentedPropertyTypeCodeSequence[0]
        kind.SegmentedPropertyTypeModifierCodeSequence = [coded(SIDES[label.side])]
    return item
