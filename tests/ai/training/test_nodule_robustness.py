from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from torch import nn

from ai.training.jsrt import Film
from ai.training.nodule_films import Nodule
from ai.training.nodule_robustness import CHANGES, Held, _changed, some_of

SIDE = 1024


@pytest.fixture
def held(tmp_path: Path) -> Held:
    """Make a film with a bright ball as its nodule; no network."""
    rng = np.random.default_rng(0)
    plane = cv2.GaussianBlur(rng.uniform(0, 160, (SIDE, SIDE)).astype(np.float32), (0, 0), 3)
    cv2.circle(plane, (300, 420), 30, 250, -1)
    path = tmp_path / "F.png"
    cv2.imwrite(str(path), plane.astype(np.uint8))
    return Held(Film("F", path, path), Nodule((420.0, 300.0), 21.0, 3, True), nn.Identity())


@pytest.mark.parametrize(("name", "strength"), [(name, each) for name, every in CHANGES.items() for each in every])
def test_the_nodule_goes_where_the_ball_goes(held: Held, name: str, strength: float) -> None:
    volume, nodule = _changed(held, name, strength)
    plane = volume.voxels[0].astype(np.float64)
    assert plane.shape == (SIDE, SIDE)
    assert nodule is not None
    row, column = (round(each) for each in nodule.centre_px)
    inside = plane[row - 8 : row + 9, column - 8 : column + 9].mean()
    beside = np.median(plane)
    assert (inside < beside - 40) if name == "inverted" else (inside > beside + 40)
    radius = nodule.size_mm / 2 / 0.35
    assert nodule.size_mm == pytest.approx(21 * (strength if name == "scale" else 1))
    if name == "window_cuts_percent":
        return  # all is white that is as bright as the ball
    edge = plane[row, round(column + 0.8 * radius)], plane[row, round(column + 1.3 * radius)]
    assert abs(edge[0] - inside) < abs(edge[1] - inside)


def test_nothing_changed_is_the_film_itself(held: Held) -> None:
    volume, nodule = _changed(held, "none", 0.0)
    assert np.array_equal(volume.voxels, held.film.volume().voxels)
    assert nodule == held.nodule
    assert _changed(replace(held, nodule=None), "turned_deg", 10)[1] is None


def test_some_films_of_a_fold_spread_evenly() -> None:
    assert some_of(list(range(40))) == [0, 10, 20, 30]
    assert some_of([5, 7]) == [5, 7]
