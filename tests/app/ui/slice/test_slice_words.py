"""The words of a pane: the right ones, in their corner, readable, none under another."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QFont, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from ai.inference.results import Measurement
from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.scale import CALIBRATED, Scale
from app.imaging.cut import Cut
from app.imaging.cut_turn import Turn
from app.imaging.lens import Lens, step
from app.imaging.slices import SideLetters, side_letters
from app.imaging.window import VoiFunction, VoiLut, Window
from app.state.review import Review
from app.state.view_state import ViewState
from app.ui.slice_labels import text_height_px
from app.ui.slice_text import CornerText, PaneText, measurement_text, pane_text, plain, scale_bar, window_text

if TYPE_CHECKING:
    from conftest import Desk, Make


@pytest.fixture
def study(make: Make, opened: OpenSeries) -> Study:
    return make.study(opened)


def words(opened: OpenSeries, study: Study | None, state: ViewState, **options: object) -> PaneText:
    letters = side_letters(opened.volume.affine_lps, axes_known=opened.volume.axes_known)
    return pane_text(opened, study, state, letters=letters, **options)


# --- which words


def test_corners_hold_what_the_convention_says(opened: OpenSeries, study: Study) -> None:
    state = ViewState(index=2, voi=Window(-600, 1500, name="Lung"))
    assert words(opened, study, state, magnification=1.9).corners == CornerText(
        top_left=("Phantom Petra", "P1", "born 1956-02-03 · female · 69 years"),
        top_right=("Hospital", "Chest CT", "2026-01-15 10:30"),
        bottom_left=("Zoom 190 % · fit", "W 1500 · L −600 · Lung"),
        bottom_right=("Series 3 · CT", "Thorax 2.5 mm", "Thickness 2.5 mm · Position −95.0 mm", "Slice 3 / 6"),
    )


def test_the_location_is_that_of_the_file_where_it_has_one(opened: OpenSeries) -> None:
    def place(slice_location_mm: float | None) -> str:
        slices = tuple(replace(each, slice_location_mm=slice_location_mm) for each in opened.series.slices)
        told = replace(opened, series=replace(opened.series, slices=slices))
        return words(told, None, ViewState(index=2), magnification=1).corners.bottom_right[2]

    assert place(1012.25) == "Thickness 2.5 mm · Location 1012.2 mm"
    assert place(-0.01) == "Thickness 2.5 mm · Location 0.0 mm"
    assert place(None) == "Thickness 2.5 mm · Position −95.0 mm"


def test_what_is_unknown_is_left_out(make: Make, opened: OpenSeries, study: Study) -> None:
    bare = make.opened(opened.volume.voxels[:1])
    bare = replace(bare, series=replace(bare.series, number=None, slices=()))
    nameless = replace(
        study, patient_name="", patient_birth_date="", patient_age="", patient_sex="", institution="", time="", date=""
    )
    corners = words(bare, nameless, ViewState(zoom=2.0), magnification=1).corners
    assert corners.top_left == ("No patient name", "P1")
    assert corners.top_right == ("Chest CT",)
    assert corners.bottom_left == ("Zoom 100 %",)
    assert corners.bottom_right == ("CT", "Thorax 2.5 mm")
    assert words(bare, None, ViewState(), magnification=1).corners.top_left == ()


def test_what_is_not_as_stored_is_said(make: Make, opened: OpenSeries, study: Study) -> None:
    derived = make.opened(opened.volume.voxels, derived=True)
    state = ViewState(inverted=True, pan=(3.0, 4.0))
    lines = words(derived, study, state, magnification=0.5).corners.bottom_left
    assert lines == ("Derived image", "Inverted", "Zoom 50 %")


def test_hidden_text_keeps_letters_models_and_warnings(make: Make, opened: OpenSeries, study: Study) -> None:
    gapped = make.opened(opened.volume.voxels, fault="A gap.", warnings=("A gap.", "Two files are unreadable."))
    text = words(gapped, study, ViewState(overlay_text=False), magnification=1, ai_lines=("m 1 · draft",))
    assert text.corners == CornerText()
    assert text.letters == SideLetters(left="R", right="L", top="A", bottom="P")
    assert text.ai_lines == ("m 1 · draft",)
    assert text.warnings == ("A gap.", "Two files are unreadable.")
    told = words(
        replace(gapped, warnings=("Two files are unreadable.", "More frames.")), study, ViewState(), magnification=1
    )
    assert told.warnings == ("A gap.", "Two files are unreadable.", "More frames.")


@pytest.mark.parametrize(
    ("voi", "text"),
    [
        (None, ""),
        (Window(40, 400, name="Soft tissue"), "W 400 · L 40 · Soft tissue"),
        (Window(-600, 1500), "W 1500 · L −600"),
        (Window(0.25, 1.5, VoiFunction.LINEAR_EXACT), "W 1.5 · L 0.25"),
        (Window(2047.5, 4095, VoiFunction.SIGMOID, "NORMAL"), "W 4095 · L 2048 · NORMAL · sigmoid"),
        (VoiLut(0, np.linspace(0, 1, 4), "HARDER"), "LUT HARDER"),
        (VoiLut(0, np.linspace(0, 1, 4)), "LUT"),
    ],
)
def test_window_is_read_out(voi: Window | VoiLut | None, text: str) -> None:
    assert window_text(voi) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (1234.5, "1234"), (-12.34, "−12.3"), (2.5, "2.5"), (0.001234, "0.00123"), (1e-9, "0")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert plain(value) == text


def test_measurement_is_worded_with_its_interval(make: Make) -> None:
    ratio = make.ratio(((0, 1, 1), (0, 1, 5)), ((0, 1, 1), (0, 1, 9)))
    assert measurement_text(ratio) == "CTR 0.47 (0.44–0.50)"
    width = Measurement("aorta", "Aortic width", 31.44, "mm", (30.0, 33.0), "", ())
    assert measurement_text(width) == "Aortic width 31.4 (30.0–33.0) mm"


@pytest.mark.parametrize(
    ("spacing", "told", "scale", "length", "text"),
    [
        (0.7, Scale(), 1.4, 100.0, "50 mm"),
        (0.14, Scale(note="detector plane"), 0.28, 100.0, "50 mm (detector plane)"),
        (1.0, Scale(unit="px", note="no pixel spacing in the file"), 0.3, 60.0, "200 px (no spacing in the file)"),
        (1.0, Scale(0.2, note=CALIBRATED), 0.3, 75.0, "50 mm (calibrated)"),
        (0.14, Scale(0.8, note=CALIBRATED), 0.28, 50.0, "20 mm (calibrated)"),
        (0.5, Scale(), 40.0, 80.0, "1 mm"),
        (0.5, Scale(), 120.0, 120.0, "0.5 mm"),
    ],
)
def test_bar_has_the_longest_round_length_that_fits(
    spacing: float, told: Scale, scale: float, length: float, text: str
) -> None:
    bar = scale_bar(spacing, told, scale, 120.0)
    assert bar.text == text
    assert bar.length_px == pytest.approx(length)


# --- where they stand


def test_all_words_are_in_the_pane(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    for line in ("Phantom Petra", "Hospital", "W 400 · L 40 · Soft tissue", "Slice 1 / 6", "R", "L", "A", "P"):
        assert line in desk.pane.labels.written
    desk.view.update(overlay_text=False)
    desk.settle()
    assert "Phantom Petra" not in desk.pane.labels.written
    assert "R" in desk.pane.labels.written


def test_without_axes_there_are_no_letters(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(make.opened(opened.volume.voxels, axes_known=False))
    assert not {"R", "L", "A", "P", "H", "F"} & set(desk.pane.labels.written)


@pytest.mark.parametrize("size", [(1600, 900), (600, 400), (400, 700), (300, 300), (220, 220), (150, 120)])
@pytest.mark.parametrize("font_px", [13, 18])
def test_nothing_is_cut_off_or_covered(
    desk: Desk, make: Make, opened: OpenSeries, size: tuple[int, int], font_px: int
) -> None:
    font = QFont(desk.pane.font())
    font.setPixelSize(font_px)
    desk.pane.setFont(font)
    desk.pane.resize(*size)
    long = make.opened(
        opened.volume.voxels,
        fault="Slice 41 of 120 is missing (5.0 mm gap at 212.5 mm).",
        warnings=("Two files of this series could not be read.",),
        description="A description of a series that is far longer than any corner can hold, whatever the pane",
    )
    desk.open(long)
    desk.session.add_result(make.result(long, [make.structure("heart", np.ones((6, 40, 60), bool))]))
    desk.settle()
    occupied = desk.pane.labels.occupied
    assert len(occupied) >= 8
    for rectangle in occupied:
        assert desk.pane.canvas.pane.adjusted(-1, -1, 1, 1).contains(rectangle)
    if min(size) >= 220:
        for one, two in itertools.combinations(occupied, 2):
            # Blocks have three pixels of rim around their letters.
            assert one.adjusted(3, 3, -3, -3).intersected(two.adjusted(3, 3, -3, -3)).isEmpty()


@pytest.mark.parametrize("size", [(420, 420), (340, 640)])
def test_a_line_too_long_for_its_corner_is_broken_at_a_dot(
    desk: Desk, opened: OpenSeries, size: tuple[int, int]
) -> None:
    desk.pane.resize(*size)
    desk.open(opened)
    desk.view.update(voi=Window(1390, 2780, name="0.1–99.9 %"))
    desk.settle()
    written = desk.pane.labels.written
    assert not [line for line in written if "…" in line]
    for part in ("Thickness 2.5 mm", "Position −100.0 mm", "0.1–99.9 %", "L 1390"):
        assert [line for line in written if part in line], part


def test_a_small_pane_shows_no_half_of_a_number(desk: Desk, opened: OpenSeries) -> None:
    desk.pane.resize(220, 220)
    desk.open(opened)
    desk.view.update(voi=Window(1390, 2780, name="0.1–99.9 %"))
    desk.settle()
    assert "W 2780 · L 1390" in desk.pane.labels.written


def test_a_small_pane_says_all_that_was_done_to_its_picture(desk: Desk, opened: OpenSeries) -> None:
    desk.pane.resize(220, 220)
    desk.open(opened)
    mean = Lens((step("mean"),))
    desk.view.update(cut=Cut(turn=Turn(mirrored=True)), lens=mean)
    desk.settle()
    said = " ".join(desk.pane.labels.written)
    for part in ("L/R flipped", "Original", mean.words):
        assert part in said


def test_text_grows_with_the_pane_within_limits() -> None:
    heights = [text_height_px(QRectF(0, 0, side * 2, side)) for side in (200, 400, 640, 800, 1200, 3000)]
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (10, 16)


def test_bar_is_as_long_as_its_millimetres(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    for zoom in (1.0, 3.7):
        desk.view.update(zoom=zoom)
        desk.settle()
        (text,) = [line for line in desk.pane.labels.written if line.endswith(" mm") and line[0].isdigit()]
        millimetres = float(text.removesuffix(" mm"))
        length = desk.pane.labels.bar_length_px
        assert length == pytest.approx(millimetres * desk.pane.geometry_px.column_scale)
        assert length <= 0.22 * desk.pane.canvas.width()


def test_words_can_be_read_on_white(desk: Desk, make: Make) -> None:
    desk.open(make.opened(np.full((1, 100, 150), 3000, np.int16)))
    corner = desk.pixels()[:70, :150].max(axis=2)
    # Light letters need dark pixels around them.
    assert (corner < 60).sum() > 300
    assert (corner[10:60, 10:110] > 225).sum() > 200


def test_models_are_named_while_their_marks_are_drawn(desk: Desk, make: Make, opened: OpenSeries) -> None:
    desk.open(opened)
    desk.session.add_result(make.result(opened, [make.structure("heart", np.ones((6, 40, 60), bool))]))
    desk.settle()
    assert "cxr-anatomy 0.1.0 · draft" in desk.pane.labels.written
    desk.session.set_layer(0, review=Review.ACCEPTED)
    desk.settle()
    assert "cxr-anatomy 0.1.0 · accepted" in desk.pane.labels.written
    desk.session.set_layer(0, visible=False)
    desk.settle()
    assert not any("cxr-anatomy" in line for line in desk.pane.labels.written)


def test_warning_strip_tells_all_on_hovering(
    desk: Desk, make: Make, opened: OpenSeries, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(make.opened(opened.volume.voxels, fault="A gap.", warnings=("A gap.", "Two files are unreadable.")))
    assert "A gap.  (+1 more)" in desk.pane.labels.written
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: told.append(text))
    viewport = desk.pane.canvas.viewport()
    for y in (8, 200):
        at = QPoint(60, y)
        QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    assert told == ["A gap.\nTwo files are unreadable.", ""]
    amber = desk.pixels()[3, 300].astype(int)
    assert amber[0] > amber[2]


def test_series_without_warnings_has_no_strip(desk: Desk, opened: OpenSeries) -> None:
    desk.open(opened)
    assert desk.pane.labels.warning_at(QPointF(60, 8)) == ""
