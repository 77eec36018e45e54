"""Points of a structured report: SCOORD on the image that they lie on, SCOORD3D where they lie between images.

A point that was set on a slice is a POINT in pixels of that image (PS3.3 C.18.6), which every reader draws, and the
only form there is on a film. One that was set on another plane lies between slices: on the nearest one it would be up
to half a step off, so it is told in millimetres of the patient (PS3.3 C.18.9) where the series has a frame of
reference. Only a Comprehensive 3D SR may hold such a one (PS3.3 A.35.13).
"""

from __future__ import annotations

import numpy as np
from highdicom.sr import (
    GraphicTypeValues,
    GraphicTypeValues3D,
    ImageRegion,
    ImageRegion3D,
    SourceImageForRegion,
)

from ai.inference.results import Point
from app.dicom.export.source_frames import PIXEL_CENTRE, source_frame
from app.dicom.series_load import OpenSeries
from app.imaging.point_on_plane import slice_of_point
from app.imaging.true_place import are_places_known, to_lps_mm

ON_SLICE = 0.01
"""Part of the step from slice to slice by which a point may lie beside a slice and is still on it."""


def lies_in_space(at: Point, opened: OpenSeries) -> bool:
    """Whether a point lies between the images, and can be told without them."""
    is_between = abs(at[0] - slice_of_point(at, opened.volume.shape[0])) > ON_SLICE
    return is_between and bool(opened.frame_of_reference_uid) and are_places_known(opened.volume)


def point_region(at: Point, opened: OpenSeries) -> ImageRegion | ImageRegion3D:
    """Tell where a point is.

    Parameters
    ----------
    at
        (slice, row, column) index.
    opened
        The series that it lies in.
    """
    if lies_in_space(at, opened):
        place = to_lps_mm(opened.volume, [at])
        return ImageRegion3D(GraphicTypeValues3D.POINT, place, opened.frame_of_reference_uid)
    frame = source_frame(opened, slice_of_point(at, opened.volume.shape[0]))
    return ImageRegion(
        graphic_type=GraphicTypeValues.POINT,
        graphic_data=np.array([(at[2] + PIXEL_CENTRE, at[1] + PIXEL_CENTRE)]),
        source_image=SourceImageForRegion(frame.sop_class_uid, frame.sop_instance_uid, frame.numbers),
    )
