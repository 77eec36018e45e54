from __future__ import annotations

import numpy as np
import pytest

from ai.volume import SpacingKind
from app.dicom.series_load import load_series
from app.dicom.stacking.geometry import orientation_of_letters
from app.dicom.study_scan import scan, series_of


def volume_of(path):
    (series,) = series_of(scan([path]))
    return load_series(series).volume


@pytest.mark.parametrize(
    ("letters", "along_row", "down_column"),
    [
        (["L", "F"], (1, 0, 0), (0, 0, -1)),
        (["R", "F"], (-1, 0, 0), (0, 0, -1)),
        (["A", "F"], (0, -1, 0), (0, 0, -1)),
        (["P", "H"], (0, 1, 0), (0, 0, 1)),
        (["LA", "FP"], (1, 0, 0), (0, 0, -1)),
    ],
)
def test_radiograph_takes_its_directions_from_patient_orientation(radiograph, letters, along_row, down_column):
    volume = volume_of(radiograph(PatientOrientation=letters, ImagerPixelSpacing=[0.2, 0.1]))
    assert volume.axes_known
    assert volume.spacing_kind is SpacingKind.DETECTOR
    assert volume.spacing_mm == pytest.approx((1.0, 0.2, 0.1))
    origin = volume.to_lps_mm((0, 0, 0))
    np.testing.assert_allclose(volume.to_lps_mm((0, 0, 1)) - origin, 0.1 * np.array(along_row))
    np.testing.assert_allclose(volume.to_lps_mm((0, 1, 0)) - origin, 0.2 * np.array(down_column))
    np.testing.assert_allclose(volume.to_lps_mm((1, 0, 0)) - origin, np.cross(along_row, down_column).astype(float))


@pytest.mark.parametrize("letters", [None, [], ["L"], ["L", "R"], ["L", "L"], ["X", "F"], ["", ""], ["L", "F", "A"]])
def test_without_two_directions_the_axes_are_unknown(radiograph, letters):
    volume = volume_of(radiograph(PatientOrientation=letters))
    assert not volume.axes_known
    assert volume.geometry_fault == ""
    assert (volume.spacing_kind, volume.spacing_mm) == (SpacingKind.UNKNOWN, (1.0, 1.0, 1.0))


def test_a_radiograph_does_not_trust_a_slice_position(radiograph):
    path = radiograph(
        PatientOrientation=["L", "F"],
        ImagePositionPatient=[1, 2, 3],
        ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
    )
    np.testing.assert_allclose(volume_of(path).to_lps_mm((0, 1, 0)), (0, 0, -1))


@pytest.mark.parametrize(
    ("attributes", "kind", "rows_mm"),
    [
        ({"PixelSpacing": [0.3, 0.3]}, SpacingKind.DETECTOR, 0.3),
        ({"PixelSpacing": [0.3, 0.3], "ImagerPixelSpacing": [0.3, 0.3]}, SpacingKind.DETECTOR, 0.3),
        ({"PixelSpacing": [0.25, 0.25], "ImagerPixelSpacing": [0.3, 0.3]}, SpacingKind.PATIENT, 0.25),
        ({"PixelSpacing": [0.3, 0.3], "PixelSpacingCalibrationType": "FIDUCIAL"}, SpacingKind.PATIENT, 0.3),
        ({"ImagerPixelSpacing": [0.3, 0.3]}, SpacingKind.DETECTOR, 0.3),
        ({"ImagerPixelSpacing": [0.3, 0.3], "Modality": "OT"}, SpacingKind.DETECTOR, 0.3),
        ({"PixelSpacing": [0.3, 0.3], "Modality": "OT"}, SpacingKind.PATIENT, 0.3),
        ({"PixelSpacing": [0.3, -1]}, SpacingKind.UNKNOWN, 1.0),
        ({}, SpacingKind.UNKNOWN, 1.0),
        ({"Modality": "US"}, SpacingKind.UNKNOWN, 1.0),
    ],
)
def test_what_a_millimetre_means(radiograph, attributes, kind, rows_mm):
    volume = volume_of(radiograph(**attributes))
    assert volume.spacing_kind is kind
    assert volume.spacing_mm[1] == pytest.approx(rows_mm)


@pytest.mark.parametrize(
    ("ratio", "height"), [([4, 3], 4 / 3), ([1, 2], 0.5), ([0, 1], 1.0), ([1, 1000], 1.0), (None, 1.0)]
)
def test_pixel_aspect_ratio_where_there_are_no_millimetres(radiograph, ratio, height):
    volume = volume_of(radiograph(PixelAspectRatio=ratio))
    assert volume.spacing_kind is SpacingKind.UNKNOWN
    assert volume.spacing_mm == pytest.approx((1.0, height, 1.0))
    told = volume_of(radiograph(PixelAspectRatio=ratio, ImagerPixelSpacing=[0.3, 0.2]))
    assert told.spacing_mm[1:] == pytest.approx((0.3, 0.2))


def test_polarity_and_view_of_a_radiograph(radiograph):
    path = radiograph("m1.dcm", photometric="MONOCHROME1", ViewPosition="PA", BodyPartExamined="chest")
    (series,) = series_of(scan([path]))
    opened = load_series(series)
    assert opened.volume.bones_bright is False
    assert opened.presentation.inverted
    assert (opened.volume.view, opened.volume.body_part) == ("PA", "CHEST")
    # The values stay as they are stored.
    assert opened.volume.voxels[0].ravel().tolist() == list(range(24))
    assert volume_of(radiograph("m2.dcm")).bones_bright is True
    assert volume_of(radiograph("us.dcm", Modality="US")).bones_bright is None


def test_letters():
    assert orientation_of_letters(("h", "l")) == (0, 0, 1, 1, 0, 0)
    assert orientation_of_letters(("LE", "DO")) is None
