"""The reader's annotations and window as a Grayscale Softcopy Presentation State, PS3.3 A.33.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
from highdicom import (
    VOILUT,
    ModalityLUTTransformation,
    PresentationLUTShapeValues,
    PresentationLUTTransformation,
    RescaleTypeValues,
)
from highdicom.color import CIELabColor
from highdicom.pr import (
    AnnotationUnitsValues,
    GraphicAnnotation,
    GraphicLayer,
    GraphicObject,
    GraphicTypeValues,
    GrayscaleSoftcopyPresentationState,
    SoftcopyVOILUTTransformation,
    TextObject,
)
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.uid import generate_uid

from ai.progress import Progress, part, silent
from ai.words import say
from app.dicom.export.authorship import MANUFACTURER, NO_SERIAL_NUMBER, REFUSED_BY_HIGHDICOM, program_as_equipment
from app.dicom.export.source_frames import PIXEL_CENTRE
from app.dicom.export.source_images import source_images
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.figure import extent, half_axes, strokes
from app.imaging.annotations.place import is_on, slice_of
from app.imaging.atomic import atomic_path
from app.imaging.cut import Cut
from app.imaging.cut_stack import cut_stack
from app.imaging.labels import YELLOW
from app.imaging.notice import NOTICE
from app.imaging.plane_frame import PlaneFrame
from app.imaging.window import Voi, VoiLut

SERIES_NUMBER = 9006
"""(0020,0011) of our presentation states, behind our structure sets."""

LAYER = "READER"
"""(0070,0002) of all that the reader drew."""

LARGEST_TEXT = 1024
"""Characters of a value of VR ST, PS3.5 6.2."""

TABLE_BITS = 16
"""Of a window that is a table."""

_LUT_DESCRIPTOR = Tag(0x0028, 0x3002)


@dataclass(frozen=True, eq=False)
class Drawn:
    """An annotation with the words beside it.

    Parameters
    ----------
    annotation
        As the reader drew it.
    lines
        What stands beside it: the reader's words, the numbers.
    """

    annotation: Annotation
    lines: tuple[str, ...] = ()


def write_gsps(
    drawn: Sequence[Drawn],
    opened: OpenSeries,
    path: Path,
    *,
    voi: Voi | None,
    inverted: bool = False,
    progress: Progress = silent,
) -> int:
    """Write what the reader drew on the slices, and the window.

    Parameters
    ----------
    drawn
        Annotations of the series. Those on planes through the slices have no place in a presentation state.
    opened
        The series.
    path
        Where to write; replaced whole or not at all.
    voi
        Window of the pane, in modality values; None for that of the files.
    inverted
        Whether small values are white as shown: the polarity of the file joined with the reader's choice.

    Returns
    -------
    int
        How many annotations were left out, since they lie on no slice or reach beyond the picture.

    Raises
    ------
    app.errors.ExportError
        When the series is in colour or scaled anew on every slice, the disk is full, or the source cannot be
        referenced.
    app.errors.DicomReadError
        When a source file is gone.

    References
    ----------
    PS3.3 C.10.5 Graphic Annotation Module, C.11.8 Softcopy VOI LUT Module, C.11.6 Softcopy Presentation LUT Module.
    """
    _require_one_scale(opened)
    images = source_images(opened, progress=part(progress, 0.0, 0.8))
    progress(0.8, say("Writing the annotations"))
    headers = images.headers
    for header in headers:
        header.SamplesPerPixel = 1
    placed = [(each, frame) for each in drawn if (frame := _slice_frame(each.annotation, opened)) is not None]
    if drawn and not placed:
        raise ExportError(
            say("What is drawn lies on no slice of the series, or reaches beyond it."),
            say("Export the picture as PNG and the numbers as CSV instead."),
        )
    state = _state(placed, opened, headers, voi, inverted=inverted)
    images.complete(state)
    with atomic_path(path) as temporary:
        state.save_as(temporary, enforce_file_format=True)
    progress(1.0, say("The annotations are written"))
    return len(drawn) - len(placed)


def _require_one_scale(opened: OpenSeries) -> None:
    """Refuse colour, and slices that are scaled one by one: the window stands behind one transform for all."""
    if opened.volume.is_colour:
        raise ExportError(
            say("The open series is in colour; a presentation state of ours holds a window for grey values."),
            say("Export the picture as PNG or DICOM picture instead."),
        )
    formats = [instance.pixels for instance in opened.series.instances]
    rescales = {rescale for each in formats for rescale in each.rescales}
    if len(rescales) != 1 or any(each.has_modality_lut or each.is_float for each in formats):
        raise ExportError(
            say(
                "The slices of the open series are each scaled in another way, as those of PET often are; a "
                "presentation state holds one scale."
            ),
            say("Export the picture as PNG and the numbers as CSV instead."),
        )


def _modality_lut(opened: OpenSeries) -> ModalityLUTTransformation:
    """Give the one transform from stored to modality values."""
    ((slope, intercept),) = {rescale for each in opened.series.instances for rescale in each.pixels.rescales}
    kind = RescaleTypeValues.HU if opened.volume.unit == "HU" else RescaleTypeValues.US
    return ModalityLUTTransformation(rescale_intercept=intercept, rescale_slope=slope, rescale_type=kind)


def _state(
    placed: list[tuple[Drawn, tuple[int, PlaneFrame]]],
    opened: OpenSeries,
    headers: tuple[Dataset, ...],
    voi: Voi | None,
    *,
    inverted: bool,
) -> GrayscaleSoftcopyPresentationState:
    """Build the object in memory."""
    layer = GraphicLayer(LAYER, 1, "Drawn by the reader", CIELabColor.from_rgb(*YELLOW))
    try:
        return GrayscaleSoftcopyPresentationState(
            referenced_images=headers,
            series_instance_uid=generate_uid(prefix=None),
            series_number=SERIES_NUMBER,
            sop_instance_uid=generate_uid(prefix=None),
            instance_number=1,
            manufacturer=MANUFACTURER,
            manufacturer_model_name=MANUFACTURER,
            software_versions=version("lightbox"),
            device_serial_number=NO_SERIAL_NUMBER,
            content_label="READER",
            content_description=NOTICE,
            graphic_layers=[layer],
            graphic_annotations=[
                _annotation(each, index, frame, opened, headers, layer) for each, (index, frame) in placed
            ]
            or None,
            modality_lut_transformation=_modality_lut(opened),
            voi_lut_transformations=None if voi is None else [_softcopy_voi(voi)],
            presentation_lut_transformation=PresentationLUTTransformation(
                PresentationLUTShapeValues.INVERSE if inverted else PresentationLUTShapeValues.IDENTITY
            ),
            contributing_equipment=[program_as_equipment(version("lightbox"))],
            series_description="Annotations, not for diagnosis",
        )
    except REFUSED_BY_HIGHDICOM as error:
        raise ExportError(
            say("The headers of the open images are not of a kind that a presentation state can refer to."),
            say("Export the picture as PNG and the numbers as CSV instead."),
        ) from error


def _softcopy_voi(voi: Voi) -> SoftcopyVOILUTTransformation:
    """(0028,3110) item, for all images."""
    if isinstance(voi, VoiLut):
        entries = np.rint(voi.entries * ((1 << TABLE_BITS) - 1)).astype(np.uint16)
        table = VOILUT(max(voi.first_value, 0), entries, voi.name or None)
        if voi.first_value < 0:
            # WORKAROUND(highdicom knows no negative first value): the descriptor is signed then, PS3.3 C.11.2.1.1. The
            # count stays unsigned, and 0 stands for 65536.
            counted = entries.size % (1 << 16)
            table[_LUT_DESCRIPTOR] = DataElement(_LUT_DESCRIPTOR, "SS", [counted, voi.first_value, TABLE_BITS])
        return SoftcopyVOILUTTransformation(voi_luts=[table])
    return SoftcopyVOILUTTransformation(
        window_center=voi.centre,
        window_width=voi.width,
        window_explanation=voi.name or None,
        voi_lut_function=voi.function.value,
    )


def _slice_frame(annotation: Annotation, opened: OpenSeries) -> tuple[int, PlaneFrame] | None:
    """Find the slice of the source that an annotation lies on, and its plane; None where it lies on none."""
    if annotation.drawn_on.cut.is_mpr:
        return None
    stack = cut_stack(opened.volume, Cut())
    index = slice_of(annotation, opened.volume)
    frame = stack.frame(index)
    # Coordinates of a presentation state count from the corner of the picture and are never negative.
    if not is_on(annotation, frame, stack.step_mm) or frame.to_pixel(extent(annotation)).min() < -PIXEL_CENTRE:
        return None
    return index, frame


def _annotation(
    drawn: Drawn,
    index: int,
    frame: PlaneFrame,
    opened: OpenSeries,
    headers: tuple[Dataset, ...],
    layer: GraphicLayer,
) -> GraphicAnnotation:
    """(0070,0001) item: lines and words of one annotation on its image."""
    facts = opened.series.slices[index]
    is_multiframe = opened.series.instances[facts.instance].frames > 1
    uid = generate_uid(prefix=None)
    graphics = [
        GraphicObject(kind, points, AnnotationUnitsValues.PIXEL, tracking_id=drawn.annotation.id, tracking_uid=uid)
        for kind, points in _figures(drawn.annotation, frame)
    ]
    words = "\r\n".join(drawn.lines)[:LARGEST_TEXT]
    texts = []
    if words:
        column, row = _anchor(drawn.annotation, frame).tolist()
        texts.append(TextObject(words, AnnotationUnitsValues.PIXEL, anchor_point=(column, row)))
    return GraphicAnnotation(
        referenced_images=[headers[facts.instance]],
        graphic_layer=layer,
        referenced_frame_number=facts.frame + 1 if is_multiframe else None,
        graphic_objects=graphics or None,
        text_objects=texts or None,
    )


def _figures(annotation: Annotation, frame: PlaneFrame) -> list[tuple[GraphicTypeValues, npt.NDArray[np.float64]]]:
    """List the lines of an annotation, (column, row) each, PS3.3 C.10.5.1.2."""
    if annotation.kind is Kind.POINT:
        return [(GraphicTypeValues.POINT, _points(annotation.places, frame))]
    if annotation.kind is Kind.ELLIPSE:
        first, second = half_axes(annotation)
        if np.linalg.norm(first) < np.linalg.norm(second):
            first, second = second, first
        centre = annotation.places[0]
        # The ends of the major axis, then those of the minor axis.
        ends = np.stack([centre - first, centre + first, centre - second, centre + second])
        return [(GraphicTypeValues.ELLIPSE, _points(ends, frame))]
    return [
        (
            GraphicTypeValues.POLYLINE,
            _points(np.concatenate([line.places, line.places[:1]]) if line.closed else line.places, frame),
        )
        for line in strokes(annotation)
    ]


def _points(places: npt.NDArray[np.float64], frame: PlaneFrame) -> npt.NDArray[np.float64]:
    """(n, 3) LPS mm -> (n, 2) column and row, counted from the corner of the picture."""
    return np.ascontiguousarray(frame.to_pixel(places)[:, ::-1] + PIXEL_CENTRE)


def _anchor(annotation: Annotation, frame: PlaneFrame) -> npt.NDArray[np.float64]:
    """(2,) column and row that the words stand at: the rightmost point of the figure."""
    points = _points(extent(annotation), frame)
    anchor: npt.NDArray[np.float64] = points[points[:, 0].argmax()]
    return anchor
