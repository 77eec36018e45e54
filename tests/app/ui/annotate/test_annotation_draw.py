"""Drawing by drags, by clicks and by both; on a plane of 0.5 mm pixels that lies obliquely in the patient."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, SeriesMark, uid_digest
from app.imaging.annotations.quantities import angle_degrees, area, axes, cobb_degrees, length
from app.imaging.cut import Cut
from app.imaging.plane_frame import PlaneFrame
from app.ui.annotation_draw import Drawing, Pen

SIN, COS = math.sin(0.4), math.cos(0.4)
FRAME = PlaneFrame((10.0, -20.0, 5.0), (COS, SIN, 0.0), (0.0, 0.0, -1.0), (0.5, 0.5), (200, 300))


def begin(kind: Kind, row: float, column: float) -> Drawing:
    return Drawing(Pen(kind, DrawnOn(FRAME, Cut(), 7), SeriesMark(uid_digest("1.2"), uid_digest("1.2.3"))), row, column)


def drag(drawing: Drawing, row: float, column: float) -> Drawing:
    """Move with the button down, then let go."""
    drawing.move(row / 2, column / 2, pressed=True)
    drawing.move(row, column, pressed=True)
    drawing.release(row, column, dragged=True)
    return drawing


def click(drawing: Drawing, row: float, column: float, *, closes: bool = False) -> Drawing:
    """Move without a button, press and let go on the spot."""
    drawing.move(row, column, pressed=False)
    drawing.press(row, column, closes=closes)
    drawing.release(row, column, dragged=False)
    return drawing


def kept(drawing: Drawing) -> Annotation:
    assert drawing.is_done
    result = drawing.result
    assert result is not None
    return result


def test_a_length_by_one_drag_or_two_clicks() -> None:
    dragged = drag(begin(Kind.LENGTH, 10, 20), 40, 60)
    clicked = begin(Kind.LENGTH, 10, 20)
    clicked.release(10, 20, dragged=False)
    assert not clicked.is_done
    click(clicked, 40, 60)
    for drawing in (dragged, clicked):
        assert length(kept(drawing)) == pytest.approx(25.0)
        np.testing.assert_allclose(FRAME.to_pixel(kept(drawing).places), [(10, 20), (40, 60)], atol=1e-9)


def test_a_press_without_a_way_is_nothing() -> None:
    drawing = begin(Kind.LENGTH, 10, 20)
    drawing.release(10, 20, dragged=False)
    click(drawing, 10, 20)
    assert drawing.is_done
    assert drawing.result is None


def test_an_angle_by_a_drag_and_a_click_or_by_three_clicks() -> None:
    first = drag(begin(Kind.ANGLE, 50, 10), 50, 50)
    assert not first.is_done
    click(first, 10, 50)
    second = begin(Kind.ANGLE, 50, 10)
    second.release(50, 10, dragged=False)
    click(click(second, 50, 50), 10, 50)
    for drawing in (first, second):
        assert angle_degrees(kept(drawing)) == pytest.approx(90.0)


def test_cobb_lines_by_two_drags_or_four_clicks() -> None:
    first = drag(begin(Kind.COBB, 20, 20), 20, 120)
    first.move(100, 20, pressed=False)
    first.press(100, 20)
    drag(first, 150, 120)
    second = begin(Kind.COBB, 20, 20)
    second.release(20, 20, dragged=False)
    for row, column in ((20, 120), (100, 20), (150, 120)):
        click(second, row, column)
    wanted = math.degrees(math.atan2(50, 100))
    for drawing in (first, second):
        assert cobb_degrees(kept(drawing)) == pytest.approx(wanted)


def test_a_bidirectional_proposes_its_short_axis() -> None:
    annotation = kept(drag(begin(Kind.BIDIRECTIONAL, 20, 20), 20, 100))
    assert axes(annotation) == pytest.approx((40.0, 20.0))


@pytest.mark.parametrize(("kind", "share"), [(Kind.RECTANGLE, 1.0), (Kind.ELLIPSE, math.pi / 4)])
def test_boxes_go_from_corner_to_corner(kind: Kind, share: float) -> None:
    annotation = kept(drag(begin(kind, 60, 80), 20, 20))
    assert area(annotation) == pytest.approx(share * 20.0 * 30.0)


@pytest.mark.parametrize("way", ["first corner", "double click", "key"])
def test_a_polygon_ends_at_its_first_corner_by_a_double_click_or_by_key(way: str) -> None:
    drawing = begin(Kind.POLYGON, 20, 20)
    drawing.release(20, 20, dragged=False)
    click(click(click(drawing, 20, 60), 60, 60), 60, 20)
    if way == "first corner":
        click(drawing, 20.4, 20.3, closes=True)
    elif way == "double click":
        click(drawing, 60, 20)
        drawing.close()
    else:
        drawing.move(100, 200, pressed=False)
        drawing.close()
    annotation = kept(drawing)
    assert len(annotation.points) == 4
    assert area(annotation) == pytest.approx(400.0)


def test_a_corner_is_taken_back() -> None:
    drawing = begin(Kind.POLYGON, 20, 20)
    drawing.release(20, 20, dragged=False)
    click(click(click(drawing, 20, 60), 60, 60), 150, 150)
    drawing.step_back()
    drawing.close()
    assert area(kept(drawing)) == pytest.approx(200.0)


def test_a_line_that_is_closed_is_no_polygon() -> None:
    drawing = begin(Kind.POLYGON, 20, 20)
    drawing.release(20, 20, dragged=False)
    click(drawing, 60, 60)
    drawing.close()
    assert drawing.is_done
    assert drawing.result is None


def test_a_freehand_region_follows_the_hand() -> None:
    drawing = begin(Kind.FREEHAND, 60, 100)
    for step in range(1, 200):
        angle = 2 * math.pi * step / 200
        drawing.move(60 + 40 * math.sin(angle), 60 + 40 * math.cos(angle), pressed=True)
    drawing.release(60, 100, dragged=True)
    annotation = kept(drawing)
    assert area(annotation) == pytest.approx(math.pi * 20.0**2, rel=0.01)
    assert len(annotation.points) < 100


@pytest.mark.parametrize("kind", [Kind.POINT, Kind.TEXT])
def test_one_press_is_enough_for_a_place(kind: Kind) -> None:
    drawing = begin(kind, 12.5, 30)
    assert drawing.is_done
    drawing.move(90, 90, pressed=True)
    np.testing.assert_allclose(FRAME.to_pixel(kept(drawing).places), [(12.5, 30)], atol=1e-9)
