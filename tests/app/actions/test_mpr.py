"""Planes, turns, slabs, crosshair and linked panes, without a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.errors import GeometryError
from app.actions.change_cut import middle_of, scale_per_mm
from app.actions.mpr import DIRECTIONS, PROJECTIONS
from app.actions.plane_pictures import PlanePictures
from app.dicom.series_load import OpenSeries
from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, Slab
from app.imaging.cut_turn import Turn
from app.imaging.slab import Projection
from app.imaging.window import Window
from app.state.panes import Grid

SPACE = "1.2.840.77"


def opened_ct(make, *, uid: str = "1.2.3", slices: int = 21, first_mm: float = 0.0, step_mm: float = 3.0, **facts):
    """A scan of 48 mm from right to left and 64 mm from front to back, upwards from ``first_mm``."""
    series = make.series(uid, "CT", slices)
    opened = make.opened(series)
    affine = np.array([[0, 0, 1.2, -24.0], [0, 1.0, 0, -30.0], [step_mm, 0, 0, first_mm], [0, 0, 0, 1]], dtype=float)
    index = np.indices(opened.volume.shape)
    voxels = (index[0] * 100 + index[1] + index[2]).astype(np.int16)
    volume = replace(opened.volume, voxels=voxels, affine_lps=affine, **facts)
    return replace(opened, volume=volume, slots=voxels, frame_of_reference_uid=SPACE)


@pytest.fixture
def ct(make, session) -> OpenSeries:
    opened = opened_ct(make)
    session.set_opened(opened)
    session.panes.active.update(index=10, voi=Window(40.0, 400.0))
    session.panes.active.starting_voi = Window(40.0, 400.0)
    return opened


@pytest.fixture
def mpr(actions, ct):
    """The three planes and the slices."""
    actions.mpr.toggle()
    return actions.mpr


def shown(session) -> list[tuple[Direction, int]]:
    return [(pane.state.cut.direction, pane.index) for pane in session.panes.laid_out]


def point(session) -> np.ndarray:
    return np.array(session.crosshair.point(session.panes.active.space))


# --- layout


def test_mpr_lays_three_planes_and_the_slices_side_by_side(session, mpr) -> None:
    assert session.panes.grid == Grid(2, 2)
    assert mpr.has_layout()
    assert shown(session) == [
        (Direction.AXIAL, 10),
        (Direction.SAGITTAL, 19),
        (Direction.CORONAL, 29),
        (Direction.SOURCE, 10),
    ]
    assert session.crosshair.is_shown
    np.testing.assert_allclose(point(session), (-24 + 1.2 * 19.5, -30 + 29.5, 30.0), atol=0.61)
    assert {pane.state.voi for pane in session.panes.laid_out} == {Window(40.0, 400.0)}


def test_mpr_again_shows_what_was_there(actions, session, make, ct) -> None:
    panes = session.panes
    panes.set_grid(Grid(1, 2))
    other = opened_ct(make, uid="9.9", slices=7)
    session.set_opened(other, panes.all[1])
    panes.all[1].update(index=3, zoom=2.0)
    panes.set_active(panes.all[0])
    before = [(pane.opened, pane.state) for pane in panes.all]
    actions.mpr.toggle()
    assert panes.all[1].opened is ct
    actions.mpr.toggle()
    assert [(pane.opened, pane.state) for pane in panes.all] == before
    assert panes.grid == Grid(1, 2)
    assert not session.crosshair.is_shown


def test_what_was_closed_does_not_come_back(actions, session, make, ct) -> None:
    session.set_studies((make.study(ct.series),), ())
    actions.mpr.toggle()
    actions.opening.close_all()
    other = opened_ct(make, uid="7.7")
    for pane, direction in zip(session.panes.laid_out, MPR_DIRECTIONS, strict=False):
        session.set_opened(other, pane)
        pane.update(cut=Cut(direction))
    assert actions.mpr.has_layout()
    actions.mpr.toggle()
    assert {pane.opened for pane in session.panes.all} == {other, None}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"geometry_fault": "Two slices lie in one place."}, "Two slices lie in one place."),
        ({"axes_known": False}, "orientation"),
    ],
)
def test_mpr_says_why_it_cannot(actions, session, make, facts, words) -> None:
    session.set_opened(opened_ct(make, **facts))
    refused: list[GeometryError] = []
    actions.mpr.refused.connect(refused.append)
    actions.mpr.toggle()
    assert words in str(refused[0])
    assert session.panes.grid == Grid(1, 1)
    actions.mpr.show_direction(DIRECTIONS.index(Direction.CORONAL))
    assert len(refused) == 2
    assert session.panes.active.state.cut == Cut()


def test_a_plane_of_the_active_pane_runs_through_what_is_looked_at(actions, session, ct) -> None:
    pane = session.panes.active
    pane.update(pan=(12.0, 30.0), zoom=2.0)
    middle = middle_of(pane)
    actions.mpr.show_direction(DIRECTIONS.index(Direction.SAGITTAL))
    assert abs(pane.stack.distance_mm(pane.index, middle)) <= 0.61
    assert pane.index == 30
    assert (pane.state.zoom, pane.state.pan) == (1.0, None)
    assert actions.mpr.shows_direction(DIRECTIONS.index(Direction.SAGITTAL))


# --- turns


def test_turns_follow_what_is_seen(actions, session, ct) -> None:
    pane = session.panes.active
    first = pane.stack.plane(10)
    for verb, argument, expected in (
        ("turn", 1, np.rot90(first, -1)),
        ("mirror_across", None, np.fliplr(np.rot90(first, -1))),
        ("turn", -1, np.rot90(np.fliplr(np.rot90(first, -1)))),
        ("mirror_down", None, np.flipud(np.rot90(np.fliplr(np.rot90(first, -1))))),
    ):
        getattr(actions.mpr, verb)(*(() if argument is None else (argument,)))
        np.testing.assert_array_equal(pane.stack.plane(pane.index), expected)
    assert actions.mpr.has_turn() or pane.state.cut.turn.is_none
    actions.mpr.reset_turn()
    assert pane.state.cut.turn == Turn()
    assert pane.index == 10


def test_what_is_in_the_middle_stays_there_when_a_picture_is_turned(actions, session, ct) -> None:
    pane = session.panes.active
    pane.area_px = (300, 500)
    pane.update(zoom=3.0, pan=(10.0, 25.0))
    middle, scale = middle_of(pane), scale_per_mm(pane)
    actions.mpr.turn(1)
    np.testing.assert_allclose(middle_of(pane), middle, atol=1e-9)
    assert scale_per_mm(pane) == pytest.approx(scale, rel=0.01)
    actions.mpr.mirror_across()
    np.testing.assert_allclose(middle_of(pane), middle, atol=1e-9)


def test_reset_takes_turn_and_slab_back_but_not_the_plane(actions, session, ct) -> None:
    actions.mpr.show_direction(DIRECTIONS.index(Direction.CORONAL))
    actions.mpr.turn(1)
    actions.mpr.toggle_slab()
    actions.view.reset()
    assert session.panes.active.state.cut == Cut(Direction.CORONAL)


def test_a_radiograph_is_turned(actions, session, make) -> None:
    opened = make.opened(make.series("7.7", "CR", 1))
    session.set_opened(opened)
    actions.mpr.turn(1)
    assert session.panes.active.stack.shape_px == (40, 60)


# --- slabs


def test_slab_by_projection_and_thickness(actions, session, ct) -> None:
    mpr = actions.mpr
    mpr.step_thickness(-1)
    assert mpr.slab is None
    mpr.step_thickness(1)
    assert mpr.slab == Slab(Projection.MAXIMUM, 10.0)
    mpr.choose_projection(PROJECTIONS.index(Projection.MEAN))
    mpr.step_thickness(2)
    assert mpr.slab == Slab(Projection.MEAN, 20.0)
    mpr.step_thickness(-50)
    assert mpr.slab.thickness_mm == 1.0
    mpr.set_thickness(9999.0)
    assert mpr.slab.thickness_mm == 200.0
    mpr.set_thickness(6.0)
    np.testing.assert_allclose(session.panes.active.stack.plane(10), ct.volume.voxels[9:12].mean(axis=0))
    mpr.toggle_slab()
    assert mpr.slab is None
    mpr.toggle_slab()
    assert mpr.slab == Slab(Projection.MEAN, 6.0)
    mpr.slab_off()
    assert not mpr.has_slab()


def test_slow_planes_are_made_in_a_job(session, runner, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.actions.plane_pictures.SLOW_MS", 0.0)
    pictures = PlanePictures(session, runner)
    opened = opened_ct(make)
    session.set_opened(opened)
    pane = session.panes.active
    runner.held = True
    pane.update(cut=Cut(Direction.SAGITTAL, slab=Slab(Projection.MAXIMUM, 6.0)), index=12)
    assert pane.prepared is None
    assert ("plane", 0) in [key for _, _, key in runner.started]
    runner.release()
    assert pane.prepared is not None
    assert pane.prepared.is_of(pane.stack, 12)
    np.testing.assert_array_equal(pane.prepared.plane, pane.stack.plane(12))
    pane.update(cut=Cut())
    assert pane.prepared is None
    assert pictures is not None


def test_sagittal_slabs_get_voxels_in_their_order(session, runner, make) -> None:
    pictures = PlanePictures(session, runner)
    opened = opened_ct(make)
    session.set_opened(opened)
    pane = session.panes.active
    pane.update(cut=Cut(Direction.SAGITTAL), index=12)
    assert pane.columns is None
    pane.update(cut=Cut(Direction.SAGITTAL, slab=Slab(Projection.MAXIMUM, 6.0)))
    assert pane.columns is not None
    assert not pane.stack.wants_columns
    expected = opened.volume.voxels[:, :, 10:15].max(axis=2)[::-1]
    np.testing.assert_array_equal(pane.stack.plane(12), expected)
    assert pictures is not None


# --- crosshair


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


# --- links


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
