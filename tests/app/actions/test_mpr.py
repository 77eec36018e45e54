"""Planes, turns and slabs, without a window."""

from __future__ import annotations

import numpy as np
import pytest

from ai.errors import GeometryError
from app.actions.change_cut import middle_of, scale_per_mm
from app.actions.mpr import DIRECTIONS, PROJECTIONS
from app.imaging.cut import MPR_DIRECTIONS, Cut, Direction, Slab
from app.imaging.cut_turn import Turn
from app.imaging.slab import Projection
from app.imaging.window import Window
from app.state.panes import Grid
from tests.app.actions.mpr_scan import opened_ct, point, shown


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
