"""The crosshair: one point in all panes, lines that move planes, handles that turn them."""

from __future__ import annotations

import numpy as np
import pytest

from app.actions.change_cut import scale_per_mm
from tests.app.actions.mpr_scan import point, shown


def test_scrolling_a_plane_moves_the_point_and_the_lines(actions, session, mpr) -> None:
    before = point(session)
    actions.view.scroll(3)
    np.testing.assert_allclose(point(session) - before, (0.0, 0.0, 9.0), atol=1e-9)
    assert [index for _, index in shown(session)] == [13, 19, 29, 13]


def test_a_click_takes_all_panes_to_a_place(actions, session, mpr) -> None:
    actions.crosshair.jump(7.0, 33.0)
    np.testing.assert_allclose(point(session), (-24 + 1.2 * 33, -30 + 7, 30.0), atol=1e-9)
    assert [index for _, index in shown(session)] == [10, 33, 7, 10]
    actions.crosshair.jump(-99.0, 999.0)
    assert [index for _, index in shown(session)] == [10, 39, 0, 10]


def test_a_line_moves_its_plane_alone(actions, session, mpr) -> None:
    actions.crosshair.jump(20.0, 20.0)
    actions.crosshair.drag_line(1, 5.0, 28.0)
    assert [index for _, index in shown(session)] == [10, 28, 20, 10]
    actions.crosshair.drag_line(2, 45.0, 3.0)
    assert [index for _, index in shown(session)] == [10, 28, 45, 10]


def test_handles_turn_the_other_planes_about_the_point(actions, session, mpr) -> None:
    centre = point(session)
    axial, sagittal, coronal, _ = session.panes.laid_out
    plane = axial.stack.plane(axial.index)
    for _ in range(30):
        actions.crosshair.turn(1.0)
    assert actions.crosshair.is_turned()
    np.testing.assert_array_equal(axial.stack.plane(axial.index), plane)
    # Clockwise on the screen of an axial picture seen from the feet: from the left of the patient towards the back.
    np.testing.assert_allclose(coronal.stack.frame(0).right_lps, (np.cos(np.pi / 6), 0.5, 0.0), atol=1e-9)
    for pane in (sagittal, coronal):
        assert pane.stack.distance_mm(pane.index, centre) == pytest.approx(0.0, abs=1e-6)
    scale = scale_per_mm(coronal)
    actions.crosshair.turn(15.0)
    assert scale_per_mm(coronal) == pytest.approx(scale, rel=0.05)
    actions.crosshair.reset_axes()
    assert not actions.crosshair.is_turned()
    assert [index for _, index in shown(session)] == [10, 19, 29, 10]


def test_the_crosshair_is_toggled_and_centred(actions, session, ct) -> None:
    assert actions.crosshair.makes_sense()
    actions.crosshair.toggle()
    assert actions.crosshair.has_crosshair()
    np.testing.assert_allclose(point(session), (-24 + 1.2 * 19.5, -0.5, 30.0), atol=1e-9)
    actions.crosshair.toggle()
    assert not actions.crosshair.has_crosshair()
    actions.view.scroll(2)
    np.testing.assert_allclose(point(session)[2], 30.0)


def test_without_places_there_is_no_crosshair(actions, session, make) -> None:
    session.set_opened(make.opened(make.series("7.7", "CR", 1)))
    assert not actions.crosshair.makes_sense()
    actions.crosshair.jump(3.0, 3.0)
    actions.crosshair.drag_line(1, 3.0, 3.0)
    actions.crosshair.turn(5.0)
    assert not actions.crosshair.has_crosshair()
    assert session.crosshair.point(None) is None
