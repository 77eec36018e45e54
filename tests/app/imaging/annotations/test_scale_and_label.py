"""Units are honest, and the words beside an annotation say them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ai.volume import SpacingKind
from app.imaging.annotations.annotation import Kind, SeriesMark
from app.imaging.annotations.label import label_lines, value_lines, value_text
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.quantities import length
from app.imaging.annotations.scale import Calibration, Scale, calibrated, scale_of
from app.imaging.cut import Cut, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.slab import Projection

UNKNOWN = {"spacing_kind": SpacingKind.UNKNOWN, "axes_known": False, "unit": ""}
DETECTOR = {"spacing_kind": SpacingKind.DETECTOR, "modality": "DX", "unit": ""}


def lines(phantoms, kind: Kind, pixels, *, calibration=None, text="", padding=None, **facts):
    volume = phantoms.volume(**facts)
    drawn = phantoms.draw(kind, pixels, cut_stack(volume, Cut()), text=text)
    return label_lines(drawn, measure(drawn, volume, calibration=calibration, padding=padding))


def test_lengths(phantoms) -> None:
    pixels = [(1, 1), (7, 9)]
    assert lines(phantoms, Kind.LENGTH, pixels) == ("5.8 mm",)
    assert lines(phantoms, Kind.LENGTH, pixels, **DETECTOR) == ("5.8 mm (detector plane)",)
    assert lines(phantoms, Kind.LENGTH, pixels, **UNKNOWN) == ("5.8 px (no pixel spacing in the file)",)
    ten = Calibration(phantoms.mark, 5.8, 58.0)
    for facts in ({}, DETECTOR, UNKNOWN):
        assert lines(phantoms, Kind.LENGTH, pixels, calibration=ten, **facts) == ("58.0 mm (calibrated by the reader)",)


def test_angles_and_axes(phantoms) -> None:
    assert lines(phantoms, Kind.ANGLE, [(5, 15), (5, 5), (15, 5)]) == ("90.0°",)
    assert lines(phantoms, Kind.COBB, [(5, 5), (5, 15), (20, 5), (20, 15)]) == ("Cobb 0.0°",)
    axes = [(20, 10), (20, 20), (10, 14), (30, 14)]
    assert lines(phantoms, Kind.BIDIRECTIONAL, axes) == ("Long 14.0 × short 5.0 mm",)
    assert lines(phantoms, Kind.BIDIRECTIONAL, axes, **DETECTOR) == ("Long 14.0 × short 5.0 mm (detector plane)",)


def test_regions(phantoms) -> None:
    voxels = np.zeros(phantoms.grid.shape, np.int16)
    voxels[:, 8:13, 8:13] = [[-20, 0, 10, 20, 30], *([[41] * 5] * 3), [50, 60, 70, 80, 88]]
    square = [(10, 10), (10, 12), (12, 10)]
    values = voxels[3, 8:13, 8:13].astype(float)
    found = lines(phantoms, Kind.RECTANGLE, square, voxels=voxels, text="Liver\nsegment 4")
    assert found == (
        "Liver",
        "segment 4",
        f"Mean {values.mean():.1f} HU, SD {values.std(ddof=1):.1f}",
        "Min −20, max 88 HU",
        "Area 5.6 mm², 25 pixels",
    )
    plain = lines(phantoms, Kind.RECTANGLE, square, voxels=voxels, **UNKNOWN)
    assert plain[1:] == ("Min −20, max 88", "Area 5.6 px² (no pixel spacing in the file), 25 pixels")
    large = lines(phantoms, Kind.ELLIPSE, [(20, 24), (20, 44), (34, 24)])
    assert large[2].startswith(f"Area {math.pi * 10 * 9.8 / 100:.2f} cm², ")
    one = lines(phantoms, Kind.RECTANGLE, [(10, 10), (10, 10.2), (10.2, 10)], voxels=voxels)
    assert one == ("Mean 41.0 HU", "Min 41, max 41 HU", "Area 0.1 mm², 1 pixel")
    padded = lines(phantoms, Kind.RECTANGLE, square, voxels=voxels, padding=(-20.0, -20.0))
    assert padded[2:] == ("Area 5.6 mm², 24 pixels", "1 pixel of padding left out")


def test_values_have_the_digits_of_their_unit() -> None:
    assert value_text(-712.0, "HU") == "−712 HU"
    assert value_text(-712.0, "HU", is_mean=True) == "−712.0 HU"
    assert value_text(3.4567, "SUV") == "3.46 SUV"
    assert value_text(412.0, "") == "412"
    assert value_text(412.04, "", is_mean=True) == "412.0"
    assert value_text(3.4567, "") == "3.46"
    assert value_text(0.00123456, "mm²/s") == "0.001235 mm²/s"
    assert value_text(0.0, "", is_mean=True) == "0.0"
    assert value_text(-0.04, "HU", is_mean=True) == "0.0 HU"


def test_marks_say_the_reader_s_words_and_points_their_value(phantoms) -> None:
    voxels = np.full(phantoms.grid.shape, -712, np.int16)
    assert lines(phantoms, Kind.POINT, [(5, 5)], voxels=voxels, text="Here") == ("Here", "−712 HU")
    assert lines(phantoms, Kind.ARROW, [(5, 5), (9, 9)], text="Nodule?") == ("Nodule?",)
    assert lines(phantoms, Kind.TEXT, [(5, 5)], text="  \n") == ()
    volume = phantoms.volume()
    drawn = phantoms.draw(Kind.LENGTH, [(1, 1), (7, 9)], cut_stack(volume, Cut()), text="x")
    assert value_lines(drawn, measure(drawn, volume)) == ("5.8 mm",)


def test_areas_follow_a_calibration_by_its_square(phantoms) -> None:
    volume = phantoms.volume(**UNKNOWN)
    drawn = phantoms.draw(Kind.RECTANGLE, [(10, 10), (10, 12), (12, 10)], cut_stack(volume, Cut()))
    found = measure(drawn, volume, calibration=Calibration(phantoms.mark, 1.0, 3.0))
    assert found.quantity("Area").value == pytest.approx(5.6 * 9)
    assert found.quantity("Area").unit == "mm²"
    assert Scale().area_text(1234.5) == "12.35 cm²"
    assert Scale().area_text(99.0) == "99.0 mm²"


def test_a_calibration_is_made_from_a_line(phantoms) -> None:
    volume = phantoms.volume(**DETECTOR)
    line = phantoms.draw(Kind.LENGTH, [(1, 1), (7, 9)], cut_stack(volume, Cut()))
    film = calibrated(line.mark, volume, length(line), 50.0)
    assert film.mark == line.mark
    assert scale_of(volume, film).length_text(length(line)) == "50.0 mm (calibrated by the reader)"
    screenshots = replace(volume, spacing_kind=SpacingKind.UNKNOWN)
    whole = calibrated(line.mark, screenshots, length(line), 50.0)
    assert whole.mark == SeriesMark(line.mark.study, line.mark.series)
    for wrong in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="above 0"):
            calibrated(line.mark, volume, wrong, 50.0)
        with pytest.raises(ValueError, match="above 0"):
            calibrated(line.mark, volume, 5.8, wrong)


def test_a_region_without_values_has_its_area(phantoms) -> None:
    square = [(10, 10), (10, 12), (12, 10)]
    colour = lines(phantoms, Kind.RECTANGLE, square, voxels=np.zeros((*phantoms.grid.shape, 3), np.uint8))
    assert colour == ("Area 5.6 mm²",)
    empty = lines(phantoms, Kind.RECTANGLE, square, padding=(-1000.0, 1000.0))
    assert empty == ("Area 5.6 mm², 0 pixels", "25 pixels of padding left out")


def test_values_of_a_slab_say_so(phantoms) -> None:
    volume = phantoms.volume()
    stack = cut_stack(volume, Cut(slab=Slab(Projection.MAXIMUM, 9.0)))
    for kind, pixels in ((Kind.RECTANGLE, [(10, 10), (10, 12), (12, 10)]), (Kind.POINT, [(5, 5)])):
        drawn = phantoms.draw(kind, pixels, stack)
        assert label_lines(drawn, measure(drawn, volume))[-1] == "Measured on a 9 mm MIP slab"
    line = phantoms.draw(Kind.LENGTH, [(1, 1), (7, 9)], stack)
    assert label_lines(line, measure(line, volume)) == ("5.8 mm",)
