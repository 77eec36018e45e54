from __future__ import annotations

import numpy as np
import pytest
from monai.metrics.froc import compute_froc_curve_data

from ai.training.froc import Marked, froc


def _film(
    marks: list[tuple[float, float, float]], nodule: tuple[float, float] | None = None, size: float = 0
) -> Marked:
    array = np.array(marks, dtype=np.float64).reshape(-1, 3)
    return Marked(array[:, :2], array[:, 2], nodule, size)


def test_a_mark_hits_within_half_the_size_or_ten_millimetres() -> None:
    marks = [(0.0, 10.0, 0.1), (0.0, 10.1, 0.2), (6.0, 8.0, 0.3)]
    assert _film(marks, (0, 0), 8).hits.tolist() == [True, False, True]
    assert _film(marks, (0, 0), 30).hits.tolist() == [True, True, True]
    assert _film(marks).hits.tolist() == [False, False, False]
    assert _film(marks, (0, 0), 8).best_hit == 0.3
    assert _film([], (0, 0), 8).best_hit == -np.inf


def test_the_curve_by_hand() -> None:
    films = [
        _film([(0, 0, 0.9), (0, 5, 0.8), (50, 50, 0.7)], (0, 0), 10),  # hit, again hit, wrong
        _film([(50, 50, 0.85), (0, 0, 0.4)], (0, 0), 10),  # wrong, hit
        _film([(9, 9, 0.6)]),  # wrong
        _film([], (0, 0), 10),  # never found
    ]
    curve = froc(films)
    assert curve.thresholds.tolist() == [0.9, 0.85, 0.7, 0.6, 0.4]
    assert curve.false_per_film.tolist() == [0, 0.25, 0.5, 0.75, 0.75]
    assert curve.sensitivity.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1 / 3, 2 / 3])
    assert curve.sensitivity_at(0.5) == pytest.approx(1 / 3)
    assert curve.sensitivity_at(0.75) == pytest.approx(2 / 3)
    assert (curve.threshold_at(0.5), curve.threshold_at(9)) == (0.7, 0.4)
    with pytest.raises(ValueError, match="needs findings"):
        froc([_film([(0, 0, 1)])])


def test_where_even_the_highest_mark_is_too_much() -> None:
    curve = froc([_film([(90, 90, 0.9), (0, 0, 0.5)], (0, 0), 10)])
    assert (curve.sensitivity_at(0.5), curve.threshold_at(0.5)) == (0.0, np.inf)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_monai(seed: int) -> None:
    """Of ten random films: `monai.metrics.froc`, which wants hits and false marks sorted out already."""
    rng = np.random.default_rng(seed)
    films = []
    for number in range(10):
        places = rng.uniform(0, 80, (6, 2))
        nodule = (float(places[0, 0]) + 3.0, float(places[0, 1])) if number % 3 else None
        films.append(Marked(places, rng.uniform(size=6), nodule, 12.0))
    with_nodule = [film for film in films if film.nodule_mm is not None]
    wrong = np.concatenate([film.scores[~film.hits] for film in films])
    found = np.array([film.best_hit for film in with_nodule])
    oracle_false, oracle_hit = compute_froc_curve_data(wrong, found, len(with_nodule), len(films))
    curve = froc(films)
    # The oracle's curve begins where the lowest mark is left out already, and ends with none; ours ends with all.
    ours = np.stack([curve.false_per_film, curve.sensitivity], 1)
    assert np.allclose(ours[:-1], np.stack([oracle_false, oracle_hit], 1)[-2::-1])
    assert ours[-1].tolist() == pytest.approx([len(wrong) / 10, np.isfinite(found).mean()])
    for rate in (0.5, 1.0, 2.0):
        fits = np.asarray(oracle_false) <= rate + 1e-9
        assert curve.sensitivity_at(rate) == pytest.approx(np.max(np.asarray(oracle_hit)[fits], initial=0.0))
