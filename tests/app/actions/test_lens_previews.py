"""Previews of all filters: parts of what each choice would show."""

from __future__ import annotations

import numpy as np
import pytest

import app.actions.first_picture as first_picture_module
from app.actions.lens_previews import SIDE_PX, LensPreview, make_previews
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens, apply_lens, step


@pytest.fixture
def ct(actions, session, make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, **_: make.opened(series))
    actions.opening.open(make.series(modality="CT", slices=3))
    return session.opened


def test_every_filter_is_made_with_the_values_it_last_had(actions, view, ct) -> None:
    made: list[LensPreview] = []
    actions.previews.preview_made.connect(made.append)
    actions.lens.choose("median")
    actions.lens.set_value(0, "size", 5)
    actions.previews.start()
    assert [each.lens and each.lens.steps[0].name for each in made] == [None, *(each.name for each in FILTERS)]
    plane = ct.volume.voxels[view.state.index]
    np.testing.assert_array_equal(made[0].plane, plane)
    median = next(each for each in made if each.lens is not None and each.lens.steps[0].name == "median")
    assert median.lens.words == "Median 5×5"
    np.testing.assert_array_equal(median.plane, apply_lens(plane, median.lens))


@pytest.mark.parametrize(
    ("centre", "first"),
    [(None, (112, 62)), ((0.0, 0.0), (0, 0)), ((399.0, 299.0), (224, 124)), ((150.0, 120.0), (62, 32))],
)
def test_they_lie_around_what_is_seen(make, centre, first) -> None:
    from dataclasses import replace

    opened = make.opened(make.series(modality="CT", slices=1))
    voxels = np.arange(400 * 300, dtype=np.int32).reshape(1, 400, 300)
    opened = replace(opened, volume=replace(opened.volume, voxels=voxels), slots=voxels)
    made: list[LensPreview] = []
    make_previews(opened, 0, centre, (None, Lens((step("mean"),))), made.append)
    top, left = first
    np.testing.assert_array_equal(made[0].plane, voxels[0, top : top + SIDE_PX, left : left + SIDE_PX])
    assert made[1].plane.shape == (SIDE_PX, SIDE_PX)


def test_nothing_open_has_no_previews(actions, runner) -> None:
    before = len(runner.started)
    actions.previews.start()
    assert len(runner.started) == before
