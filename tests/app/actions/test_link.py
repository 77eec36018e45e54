"""Linked panes: scroll by place, by hand, zoom and window together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.actions.change_cut import middle_of, scale_per_mm
from app.imaging.cut import Cut, Direction
from app.imaging.window import Window
from app.state.panes import Grid
from tests.app.actions.mpr_scan import opened_ct


@pytest.fixture
def pair(actions, session, make, ct):
    """Beside the CT a second one of the same space: thinner slices, seen from above."""
    session.panes.set_grid(Grid(1, 2))
    second = opened_ct(make, uid="1.2.4", slices=61, first_mm=-6.0, step_mm=1.0)
    session.set_opened(second, session.panes.all[1])
    session.panes.all[1].update(index=0, voi=Window(40.0, 400.0))
    return session.panes.all[0], session.panes.all[1]


def test_parallel_panes_scroll_by_place(actions, session, pair) -> None:
    first, second = pair
    actions.view.scroll(1)
    assert first.index == 11
    assert second.index == 39
    session.panes.set_active(second)
    actions.view.scroll(5)
    assert second.index == 44
    assert first.index == 13
    actions.link.toggle_scroll()
    actions.view.scroll(5)
    assert first.index == 13


def test_planes_that_are_not_parallel_do_not_jump(actions, session, pair) -> None:
    _first, second = pair
    second.update(cut=Cut(Direction.CORONAL), index=11)
    actions.view.scroll(1)
    assert second.index == 11


def test_another_patient_or_space_does_not_follow(actions, session, make, pair) -> None:
    _, second = pair
    session.set_opened(replace(opened_ct(make, uid="5.5"), frame_of_reference_uid="other"), second)
    second.update(index=4)
    actions.view.scroll(1)
    assert second.index == 4


def test_a_prior_is_linked_by_hand_with_its_distance(actions, session, make, pair) -> None:
    first, second = pair
    session.set_opened(replace(opened_ct(make, uid="5.5", first_mm=500.0), frame_of_reference_uid="other"), second)
    first.update(index=10)
    second.update(index=4)
    assert actions.link.can_link_by_hand()
    actions.link.toggle_by_hand()
    assert actions.link.is_by_hand()
    actions.view.scroll(2)
    assert second.index == 6
    session.panes.set_active(second)
    actions.view.scroll(-3)
    assert first.index == 9
    actions.link.toggle_by_hand()
    assert not actions.link.is_by_hand()
    actions.view.scroll(1)
    assert first.index == 9


def test_zoom_together_makes_a_millimetre_as_large(actions, session, pair) -> None:
    first, second = pair
    first.area_px, second.area_px = (400, 300), (400, 300)
    actions.link.toggle_zoom()
    first.update(zoom=2.5, pan=(20.0, 11.0))
    assert scale_per_mm(second) == pytest.approx(scale_per_mm(first), rel=0.02)
    np.testing.assert_allclose(np.array(middle_of(second))[:2], np.array(middle_of(first))[:2], atol=1e-6)
    actions.view.fit()
    assert (second.state.zoom, second.state.pan) == (1.0, None)


def test_window_together_where_values_mean_the_same(actions, session, make, pair) -> None:
    _, second = pair
    actions.link.toggle_window()
    actions.view.drag_window(25.0, 10.0)
    assert second.state.voi == session.panes.active.state.voi
    actions.view.invert()
    assert second.state.inverted
    session.set_opened(make.opened(make.series("7.7", "CR", 1)), second)
    second.update(voi=Window(1.0, 2.0), inverted=False)
    actions.view.drag_window(25.0, 10.0)
    assert second.state.voi == Window(1.0, 2.0)


def test_switches_of_links(actions, session, pair) -> None:
    link = actions.link
    for toggle, asks in (
        (link.toggle_scroll, link.scrolls),
        (link.toggle_zoom, link.zooms),
        (link.toggle_window, link.windows),
        (link.toggle_lines, link.draws_lines),
    ):
        before = asks()
        toggle()
        assert asks() is not before
    _first, second = pair
    second.update(zoom=4.0)
    link.fit_all()
    assert second.state.zoom == 1.0
