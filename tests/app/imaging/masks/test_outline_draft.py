"""Outlines as clicks and drags make them."""

from __future__ import annotations

import numpy as np

from app.imaging.masks.live_wire import LiveWire
from app.imaging.masks.outline_draft import OutlineDraft


def test_clicks_set_corners_and_the_tail_follows() -> None:
    draft = OutlineDraft(1.0, 2.0)
    assert not draft.follows_edges
    draft.point_at(3.0, 4.0)
    np.testing.assert_array_equal(draft.tail, [(1, 2), (3, 4)])
    draft.add_corner(5.0, 2.0)
    draft.add_corner(5.0, 9.0)
    assert draft.corners == ((1.0, 2.0), (5.0, 2.0), (5.0, 9.0))
    np.testing.assert_array_equal(draft.closed(), [(1, 2), (5, 2), (5, 9)])


def test_a_drag_adds_to_its_corner_and_goes_back_with_it() -> None:
    draft = OutlineDraft(0.0, 0.0)
    draft.add_corner(0.0, 5.0)
    draft.draw_to(1.0, 6.0)
    draft.draw_to(2.0, 5.0)
    assert draft.corners == ((0.0, 0.0), (2.0, 5.0))
    assert len(draft.line) == 4
    assert draft.step_back()
    np.testing.assert_array_equal(draft.line, [(0, 0)])
    assert not draft.step_back()


def test_a_line_without_an_inside_closes_to_nothing() -> None:
    draft = OutlineDraft(4.0, 4.0)
    assert draft.closed() is None
    for _ in range(3):
        draft.add_corner(4.0, 4.0)
    assert draft.closed() is None
    draft.add_corner(5.0, 4.0)
    assert draft.closed() is None


def test_a_wire_goes_back_to_the_corner_before() -> None:
    picture = np.zeros((60, 60), np.float32)
    picture[20:40, 20:40] = 100.0
    draft = OutlineDraft(18.0, 30.0, wire=LiveWire(picture), reach_px=4.0)
    assert abs(draft.corners[0][0] - 19.5) <= 1.0
    draft.add_corner(30.0, 41.0)
    before = draft.line
    draft.add_corner(41.0, 30.0)
    assert draft.step_back()
    np.testing.assert_array_equal(draft.line, before)
    draft.point_at(42.0, 32.0)
    np.testing.assert_array_equal(draft.tail[0], draft.corners[-1])
    # It follows the square round its corner instead of cutting it off.
    assert np.hypot(*(draft.tail - (39.5, 39.5)).T).min() < 3.0
    assert draft.closed() is not None


def test_one_click_of_a_wire_closes_to_nothing() -> None:
    assert OutlineDraft(3.0, 3.0, wire=LiveWire(np.zeros((9, 9)))).closed() is None
