"""Boxes, heat maps, bands and chosen thresholds over a picture, as pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ai.inference.provenance import Gate, GateVerdict
from ai.inference.results import Detection, Heatmap, ModelResult, Structure
from ai.library.card import Code, Label
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Cut, Direction
from app.imaging.window import Window
from app.state.reading import HeatView
from app.state.review import FindingId, FindingKind, Review
from app.state.session import series_key

if TYPE_CHECKING:
    from conftest import Desk, Make

BLACK = Window(5000.0, 100.0)
LABEL = Label("nodule", "Nodule", Code("1", "SCT", "Nodule"))
MODEL = "cxr-anatomy"
BOX = FindingId(MODEL, FindingKind.DETECTION, 0)


def show(desk: Desk, make: Make, opened: OpenSeries, **changes: object) -> ModelResult:
    desk.open(opened, voi=BLACK, overlay_text=False)
    result = replace(make.result(opened), **changes)
    desk.session.add_result(result)
    desk.pane.labels.setVisible(False)
    desk.settle()
    return result


def coloured(desk: Desk) -> np.ndarray:
    """(rows, columns) bool: pixels with a colour of their own."""
    pixels = desk.pixels().astype(int)
    return np.asarray(np.ptp(pixels, axis=2) > 60)


@pytest.fixture
def boxes() -> tuple[Detection, ...]:
    return (Detection(LABEL, 0.87, None, (1.5, 9.5, 9.5), (3.5, 29.5, 39.5)),)


def test_a_box_is_drawn_on_its_slices_only(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    show(desk, make, opened, detections=boxes)
    found = {}
    for index in range(6):
        desk.view.update(index=index)
        found[index] = bool(coloured(desk).any())
    assert found == {0: False, 1: False, 2: True, 3: True, 4: False, 5: False}


def test_its_sides_lie_where_its_voxels_end(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    show(desk, make, opened, detections=boxes)
    desk.view.update(index=2)
    desk.settle()
    outline = desk.pane.canvas.boxes.outlines[0].boundingRect()
    top_left, bottom_right = desk.at(9.5, 9.5), desk.at(29.5, 39.5)
    assert (outline.left(), outline.top()) == pytest.approx((top_left.x(), top_left.y()))
    assert (outline.right(), outline.bottom()) == pytest.approx((bottom_right.x(), bottom_right.y()))
    assert desk.pane.canvas.boxes.boxes[0].words == "Nodule 0.87"
    assert desk.pane.canvas.boxes.label_rectangles[0].bottom() <= outline.top()


def test_what_the_model_misses_stands_below_the_words_of_its_first_mark(
    desk: Desk, make: Make, opened: OpenSeries, boxes
) -> None:
    show(desk, make, opened, detections=boxes)
    desk.view.update(index=2)
    desk.settle()
    alone = desk.pane.canvas.boxes.label_rectangles[0].height()
    marked = tuple(replace(box, caution="Misses 27 in 100; never reassures") for box in (boxes[0], *boxes))
    desk.session.add_result(replace(make.result(opened), detections=marked))
    desk.settle()
    first, second = desk.pane.canvas.boxes.boxes
    assert (first.words, first.cautions) == ("Nodule 0.87", ("Misses 27 in 100", "never reassures"))
    assert (second.words, second.cautions) == ("Nodule 0.87", ())
    heights = [each.height() for each in desk.pane.canvas.boxes.label_rectangles]
    assert heights[0] > 2 * alone
    assert heights[1] == alone


def test_a_draft_is_dashed_and_a_rejected_box_is_gone(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    show(desk, make, opened, detections=boxes)
    desk.view.update(index=2)
    desk.settle()
    item = desk.pane.canvas.boxes
    key = series_key(opened.series)

    def along_the_left_side() -> np.ndarray:
        outline = item.outlines[0].boundingRect()
        column = round(outline.left())
        rows = slice(round(outline.top()) + 6, round(outline.bottom()) - 6)
        return coloured(desk)[rows, column - 1 : column + 2].any(axis=1)

    dashed = along_the_left_side()
    assert 0.3 < dashed.mean() < 0.9
    desk.session.set_reviews(key, {BOX: Review.ACCEPTED})
    desk.settle()
    assert along_the_left_side().all()
    desk.session.set_reviews(key, {BOX: Review.REJECTED})
    desk.settle()
    assert not coloured(desk).any()
    desk.session.set_reviews(key, {BOX: Review.DRAFT})
    desk.view.update(overlay_hidden=True)
    assert not coloured(desk).any()


def test_planes_from_the_side_cut_the_box(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    show(desk, make, opened, detections=boxes)
    desk.view.update(cut=Cut(direction=Direction.CORONAL), index=20)
    desk.settle()
    assert len(desk.pane.canvas.boxes.boxes) == 1
    # Columns 9.5 to 39.5 of 1 mm across, two slices of 2.5 mm high.
    corners = desk.pane.canvas.boxes.boxes[0].corners
    rows_mm, columns_mm = np.ptp(corners, axis=0) * desk.view.stack.pixel_mm
    assert (rows_mm, columns_mm) == pytest.approx((5.0, 30.0))
    desk.view.update(index=5)
    desk.settle()
    assert desk.pane.canvas.boxes.boxes == ()


def test_the_selected_box_stands_out(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    show(desk, make, opened, detections=boxes)
    desk.view.update(index=2)
    plain = coloured(desk).sum()
    desk.session.selection.select(BOX)
    assert coloured(desk).sum() > 1.3 * plain


def test_words_of_many_boxes_do_not_lie_over_each_other(desk: Desk, make: Make, opened: OpenSeries) -> None:
    many = tuple(
        Detection(LABEL, 0.9, 0.5, (-0.5, 15.5, 10.5 + step), (5.5, 25.5, 30.5 + step)) for step in range(0, 6, 2)
    )
    show(desk, make, opened, detections=many)
    places = desk.pane.canvas.boxes.label_rectangles
    assert len(places) == 3
    assert not any(a.intersects(b) for number, a in enumerate(places) for b in places[number + 1 :])
    assert desk.pane.canvas.boxes.boxes[0].words == "Nodule 50 %"


def heat() -> Heatmap:
    index_of_cell = np.diag((1.0, 10.0, 10.0, 1.0))
    index_of_cell[:3, 3] = (0.0, 4.5, 4.5)
    cells = np.zeros((1, 4, 6), np.float32)
    cells[0, 1, 2] = 1.0
    return Heatmap(LABEL, "Grad-CAM", cells, index_of_cell)


def test_a_heat_map_shows_its_cells_unsmoothed(desk: Desk, make: Make, opened: OpenSeries) -> None:
    show(desk, make, opened, heatmaps=(heat(),))
    # The first map of a new result is drawn: it was asked for.
    pixels = desk.pixels().astype(int)

    def at(row: float, column: float) -> np.ndarray:
        place = desk.at(row, column)
        return pixels[round(place.y()), round(place.x())]

    hot = at(15, 25)
    assert hot.max() > 80
    # Flat up to the border of the cell, nothing behind it but the line of the grid.
    assert np.array_equal(at(11.6, 21.6), hot)
    assert np.array_equal(at(18.8, 28.8), hot)
    assert at(15, 31.8).max() < 20
    assert at(9, 9.9).min() > 10
    desk.session.show_heat(None)
    assert desk.pixels().max() < 20
    desk.session.show_heat(HeatView(MODEL, 0, 0.2))
    pixels = desk.pixels().astype(int)
    assert 0 < at(15, 25).max() < hot.max()
    desk.view.update(index=1)
    assert desk.pixels().max() < 20


def test_a_chosen_threshold_draws_other_lines_and_changes_nothing_else(
    desk: Desk, make: Make, opened: OpenSeries
) -> None:
    rows = np.arange(40)[:, np.newaxis]
    probability = np.broadcast_to(np.clip(255 - rows * 6, 0, 255), (6, 40, 60)).astype(np.uint8)
    structure = Structure(LABEL, probability >= 128, probability)
    result = show(desk, make, opened, structures=(structure,))

    def reach() -> float:
        lines = desk.pane.canvas.overlay._outlines[0].lines
        return float(max(line[:, 0].max() for line in lines))

    model = reach()
    desk.session.set_layer(0, threshold=0.8)
    desk.settle()
    assert reach() < model - 8
    assert any("drawn from 0.80" in line for line in desk.pane.labels._text.ai_lines)
    assert desk.session.result is not None
    assert desk.session.result.structures == result.structures
    desk.session.set_layer(0, threshold=None)
    desk.settle()
    assert reach() == model


def test_a_shared_map_is_only_narrowed(desk: Desk, make: Make, opened: OpenSeries) -> None:
    labelled = np.zeros((6, 40, 60), np.uint8)
    labelled[:, 5:35, 5:30], labelled[:, 5:35, 30:55] = 1, 2
    probability = np.full((6, 40, 60), 200, np.uint8)
    probability[:, :20] = 120
    other = Label("cyst", "Cyst", Code("2", "SCT", "Cyst"))
    structures = (Structure(LABEL, labelled, probability), Structure(other, labelled, probability, value=2))
    show(desk, make, opened, structures=structures)
    desk.session.set_layer(0, threshold=0.6)
    desk.settle()
    first, second = desk.pane.canvas.overlay._outlines
    assert first.lines[0][:, 0].min() == pytest.approx(19.5)
    assert first.lines[0][:, 1].max() == pytest.approx(29.5)
    assert second.lines[0][:, 0].min() == pytest.approx(4.5)


def test_the_band_lies_where_members_disagree(desk: Desk, make: Make, opened: OpenSeries) -> None:
    columns = np.arange(60)
    votes = np.broadcast_to(np.clip((45 - columns) * 12, 0, 255), (6, 40, 60)).astype(np.uint8)
    structure = Structure(LABEL, votes >= 128, votes, 0.8, votes=votes)
    show(desk, make, opened, structures=(structure,))

    def tinted(column: float) -> bool:
        place = desk.at(20, column)
        return bool(coloured(desk)[round(place.y()), round(place.x())])

    # 90 % at column 25.9, 10 % at column 42.9.
    assert tinted(28)
    assert tinted(41)
    assert not tinted(23)
    assert not tinted(46)
    desk.session.set_layer(0, band=False)
    desk.settle()
    assert not tinted(28)


def test_every_overlay_of_an_overridden_run_says_so(desk: Desk, make: Make, opened: OpenSeries, boxes) -> None:
    plain = make.result(opened)
    gate = Gate(GateVerdict.REFUSE, ("It needs MR.",), overridden=True)
    show(desk, make, opened, detections=boxes, provenance=replace(plain.provenance, gate=gate))
    assert "Outside the model's contract" in desk.pane.labels._text.ai_lines


def test_a_hundred_structures_take_one_look_at_their_map(desk: Desk, make: Make, opened: OpenSeries) -> None:
    """Nothing is found for structures that are hidden or not on the plane, and no mask of the whole volume is made."""
    labelled = np.zeros((6, 40, 60), np.uint8)
    labelled[0] = np.arange(40)[:, np.newaxis] // 4 * 10 + np.arange(60) // 6 + 1
    structures = tuple(
        Structure(Label(f"s{value}", f"S {value}", Code(str(value), "SCT", "S")), labelled, value=value)
        for value in range(1, 118)
    )
    show(desk, make, opened, structures=structures)
    desk.pane.settle()
    outlines = desk.pane.canvas.overlay._outlines
    assert len(outlines) == 117
    assert [bool(each.lines) for each in outlines] == [True] * 100 + [False] * 17
    desk.session.set_layers(range(100), visible=False)
    desk.pane.settle()
    assert len(desk.pane.canvas.overlay._outlines) == 17
