"""Planes that take long are made in a job."""

from __future__ import annotations

import numpy as np
import pytest

from app.actions.plane_pictures import PlanePictures
from app.imaging.cut import Cut, Direction, Slab
from app.imaging.slab import Projection
from tests.app.actions.mpr_scan import opened_ct


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
