"""An annotation checks itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.imaging.annotations.annotation import Kind, SeriesMark, new_id, uid_digest
from app.imaging.annotations.figure import axis_directions, corners, handles, strokes
from app.imaging.cut import Cut
from app.imaging.cut_stack import cut_stack


@pytest.fixture
def ellipse(phantoms):
    return phantoms.draw(Kind.ELLIPSE, [(10, 20), (10, 26), (14, 20)], cut_stack(phantoms.volume(), Cut()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "no hex"},
        {"id": ""},
        {"order": -1},
        {"text": "x" * 501},
        {"colour": (0, 0, 256)},
        {"colour": (0, 0)},
        {"kind": Kind.LENGTH},
        {"kind": Kind.POINT},
        {"points": ((0.0, 0.0, np.nan),) * 3},
        {"points": ((0.0, 0.0, np.inf),) * 3},
        {"points": ((0.0, 0.0, 2e6),) * 3},
        {"points": ((0.0, 0.0),) * 3},
    ],
)
def test_wrong_values_are_refused(ellipse, wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        replace(ellipse, **wrong)


def test_points_lie_in_the_plane(ellipse) -> None:
    normal = ellipse.drawn_on.frame.normal_lps
    off = tuple(tuple((np.array(point) + 0.02 * normal).tolist()) for point in ellipse.points)
    with pytest.raises(ValueError, match="plane"):
        replace(ellipse, points=off)


def test_axes_stand_at_right_angles(phantoms) -> None:
    stack = cut_stack(phantoms.volume(), Cut())
    with pytest.raises(ValueError, match="right angles"):
        phantoms.draw(Kind.ELLIPSE, [(10, 20), (10, 26), (14, 21)], stack)
    with pytest.raises(ValueError, match="right angles"):
        phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10), (20, 20), (10, 14), (30, 15)], stack)
    phantoms.draw(Kind.BIDIRECTIONAL, [(20, 10)] * 4, stack)
    phantoms.draw(Kind.POLYGON, [(20, 10)] * 5000, stack)
    with pytest.raises(ValueError, match="points"):
        phantoms.draw(Kind.POLYGON, [(20, 10)] * 5001, stack)
    with pytest.raises(ValueError, match="points"):
        phantoms.draw(Kind.FREEHAND, [(20, 10)] * 2, stack)


def test_a_mark_holds_no_uid() -> None:
    assert len(uid_digest("1.2.3")) == 64
    assert uid_digest("") == ""
    assert uid_digest("1.2.3") != uid_digest("1.2.4")
    with pytest.raises(ValueError, match="digest"):
        SeriesMark("1.2.3", uid_digest("1.2.3"))


def test_planes_count_from_0(ellipse) -> None:
    with pytest.raises(ValueError, match="from 0"):
        replace(ellipse.drawn_on, index=-1)


def test_every_kind_has_lines_handles_and_a_title(phantoms) -> None:
    stack = cut_stack(phantoms.volume(), Cut())
    pixels = {
        Kind.LENGTH: [(5, 5), (9, 9)],
        Kind.ANGLE: [(5, 5), (9, 9), (5, 12)],
        Kind.COBB: [(5, 5), (5, 9), (15, 5), (15, 9)],
        Kind.BIDIRECTIONAL: [(20, 10), (20, 20), (10, 14), (30, 14)],
        Kind.ELLIPSE: [(20, 20), (20, 26), (24, 20)],
        Kind.RECTANGLE: [(20, 20), (20, 26), (24, 20)],
        Kind.POLYGON: [(5, 5), (5, 9), (15, 5)],
        Kind.FREEHAND: [(5, 5), (5, 9), (15, 5), (7, 4)],
        Kind.ARROW: [(5, 5), (9, 9)],
        Kind.TEXT: [(5, 5)],
        Kind.POINT: [(5, 5)],
    }
    assert set(pixels) == set(Kind)
    lines = {kind: len(strokes(phantoms.draw(kind, at, stack))) for kind, at in pixels.items()}
    assert lines == {
        **dict.fromkeys(Kind, 1),
        Kind.COBB: 2,
        Kind.BIDIRECTIONAL: 2,
        Kind.TEXT: 0,
        Kind.POINT: 0,
    }
    held = {kind: len(handles(phantoms.draw(kind, at, stack))) for kind, at in pixels.items()}
    assert held == {kind: len(at) for kind, at in pixels.items()} | {Kind.ELLIPSE: 4, Kind.RECTANGLE: 8}
    titles = {phantoms.draw(kind, at, stack).title for kind, at in pixels.items()}
    assert len(titles) == len(Kind)
    arrow = phantoms.draw(Kind.ARROW, pixels[Kind.ARROW], stack)
    np.testing.assert_array_equal(strokes(arrow)[0].places[-1], arrow.points[0])


def test_figures_of_a_picture(phantoms) -> None:
    stack = cut_stack(phantoms.volume(), Cut())
    frame = stack.frame(3)
    drawn = phantoms.draw(Kind.RECTANGLE, [(20, 20), (20, 26), (24, 20)], stack)
    np.testing.assert_allclose(frame.to_pixel(corners(drawn)), [(16, 14), (16, 26), (24, 26), (24, 14)], atol=1e-9)
    middles = [(16, 20), (20, 26), (24, 20), (20, 14)]
    np.testing.assert_allclose(frame.to_pixel(handles(drawn))[4:], middles, atol=1e-9)
    for pixels in ([(20, 20)] * 3, [(20, 20), (20, 26), (20, 20)], [(20, 20), (20, 20), (24, 20)]):
        first, second = axis_directions(phantoms.draw(Kind.ELLIPSE, pixels, stack))
        np.testing.assert_allclose(np.abs([first, second]), [[1, 0, 0], [0, 1, 0]], atol=1e-12)


def test_ids_are_random() -> None:
    assert len({new_id() for _ in range(100)}) == 100


def test_no_qt_and_no_dicom_in_the_values() -> None:
    import app.imaging.annotations as package

    for path in Path(package.__path__[0]).glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "PySide6" not in text
        assert "app.state" not in text.replace("`app.state", "")
