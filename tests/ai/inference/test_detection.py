"""A box has a size, a point has none, and nothing lies between the two."""

from __future__ import annotations

import pytest

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, Point
from ai.library.card import Code, Label

LABEL = Label("carina", "Carina", Code("", "", ""))
AT = (1.25, 2.0, 3.5)


def test_a_point_has_both_corners_in_one_place() -> None:
    point = Detection(LABEL, None, None, AT, AT, origin=BoxOrigin.PERSON)
    assert point.is_point
    assert point.centre == AT
    assert not Detection(LABEL, 0.5, None, (0, 0, 0), (1, 1, 1)).is_point


@pytest.mark.parametrize("high", [(1.25, 2.0, 4.5), (1.25, 3.0, 4.5), (2.0, 3.0, 3.5), (0.0, 0.0, 0.0)])
def test_a_box_without_depth_is_neither(high: Point) -> None:
    with pytest.raises(ValueError, match="longer than nothing"):
        Detection(LABEL, 0.5, None, AT, high)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_point_is_somewhere(wrong: float) -> None:
    at = (0.0, wrong, 1.0)
    with pytest.raises(ValueError, match=r"somewhere|longer than nothing"):
        Detection(LABEL, None, None, at, at)


def test_a_score_is_said_of_what_the_model_marked() -> None:
    with pytest.raises(ValueError, match="as the model left it"):
        Detection(LABEL, 0.5, None, AT, AT, origin=BoxOrigin.CORRECTED)
