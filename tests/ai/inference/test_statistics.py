"""The gate's second layer, against scikit-learn, and what it does to a run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.covariance import EmpiricalCovariance
from sklearn.decomposition import PCA
from torch import nn

from ai.errors import InputRefused, ModelPackError
from ai.inference.gate import STATISTICS
from ai.inference.provenance import PASSED
from ai.inference.statistics import (
    Reference,
    check_input,
    fit,
    glimpses,
    held_out_distances,
    pooled,
    threshold_of,
    write_reference,
)
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import REFERENCE_FILE
from ai.volume import Volume

WritePack = Callable[..., ModelCard]


def _features(count: int, width: int = 40, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 12)) @ np.random.default_rng(9).normal(size=(12, width)) + rng.normal(
        0, 0.05, (count, width)
    )


def test_equal_to_scikit_learn() -> None:
    features, new = _features(60), _features(20, seed=1) * 1.5
    reference = fit(features, components=8)
    oracle = PCA(8, svd_solver="full").fit(features)
    assert reference.variances == pytest.approx(oracle.explained_variance_)
    covariance = EmpiricalCovariance(assume_centered=True).fit(oracle.transform(features))
    # scikit-learn divides by n, the variances by n - 1.
    along = covariance.mahalanobis(oracle.transform(new)) * (59 / 60)
    beside = ((new - oracle.inverse_transform(oracle.transform(new))) ** 2).sum(1)
    usual = ((features - oracle.inverse_transform(oracle.transform(features))) ** 2).sum(1).mean()
    assert reference.distance(new) == pytest.approx(np.sqrt(along / 8 + beside / usual))


def test_an_ordinary_picture_lies_at_the_root_of_two() -> None:
    features = _features(400)
    squared = fit(features, components=8).distance(features) ** 2
    assert squared.mean() == pytest.approx(2, abs=0.02)


def test_what_leaves_the_main_directions_is_far() -> None:
    features = _features(200)
    reference = fit(features, components=12)
    beside = np.linalg.svd(reference.components)[2][-1]  # perpendicular to all of them
    assert reference.distance(features.mean(0, keepdims=True) + beside)[0] > 2 * reference.distance(features).max()


def test_directions_without_spread_are_left_out() -> None:
    features = np.zeros((12, 6))
    features[:, 2] = np.arange(12)
    reference = fit(features)
    assert reference.variances == pytest.approx([13.0])
    assert reference.residual == 0
    assert reference.distance(np.eye(6)[[2]] * 5.5)[0] == pytest.approx(0)


def test_held_out_distances_and_their_threshold() -> None:
    features = _features(40)
    folds = [number % 5 for number in range(40)]
    distances = held_out_distances(features, folds)
    rest = features[[fold != 3 for fold in folds]]
    assert distances[3::5] == pytest.approx(fit(rest).distance(features[3::5]))
    assert (distances > fit(features).distance(features)).mean() > 0.8
    assert threshold_of(np.arange(1.0, 1000.0)) == 990  # 10 of 1000 are to be beyond it
    assert threshold_of(np.arange(1.0, 21.0)) == 20  # too few to say: the largest


class Net(nn.Module):
    """Two channels on a coarse grid, then one number."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 2, 1, bias=False)
        self.pool = nn.AvgPool2d(4)
        self.last = nn.Flatten()
        with torch.no_grad():
            self.first.weight.copy_(torch.tensor([1.0, -2.0])[:, None, None, None])

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return self.last(self.pool(self.first(picture)))


def test_pooled_features_are_mean_and_spread() -> None:
    picture = torch.arange(64.0).reshape(1, 1, 8, 8)
    cells = picture.reshape(2, 4, 2, 4).mean((1, 3)).flatten()
    wanted = [cells.mean(), -2 * cells.mean(), cells.std(unbiased=False), 2 * cells.std(unbiased=False)]
    assert pooled(Net(), "pool", [picture]) == pytest.approx([float(each) for each in wanted])
    assert pooled(Net(), "pool", [picture, 3 * picture]) == pytest.approx([2 * float(each) for each in wanted])


@pytest.fixture
def card(write_pack: WritePack) -> ModelCard:
    made = write_pack()
    directions = np.eye(4)[:2]
    content = write_reference(Reference(np.zeros(4), directions, np.ones(2), 1.0))
    (made.folder / REFERENCE_FILE).write_bytes(content)
    said = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "layer": "pool",
        "threshold": 3.0,
        "cases": 12,
        "protocol": "made up",
    }
    return replace(made, reference={**made.reference, STATISTICS: said})


def _even(value: float) -> list[torch.Tensor]:
    return [torch.full((1, 1, 8, 8), float(value))]


def test_what_is_far_is_refused_and_a_person_may_override(card: ModelCard) -> None:
    # Features (v, -2 v, 0, 0): distance v * sqrt(5 / 2).
    assert check_input(card, Net(), _even(3 / np.sqrt(2.5) - 0.01), override=False) == PASSED
    with pytest.raises(
        InputRefused, match=r"not trained on pictures like this one: its distance from them is 4\.7"
    ) as e:
        check_input(card, Net(), _even(3), override=False)
    assert "upright and not inverted" in e.value.hint
    gate = check_input(card, Net(), _even(3), override=True)
    assert gate.overridden
    assert not gate.final


def test_a_card_without_statistics_costs_nothing(write_pack: WritePack) -> None:
    def never():  # type: ignore[no-untyped-def]
        raise AssertionError
        yield

    assert check_input(write_pack(), Net(), never(), override=False) == PASSED


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layer": "nowhere"}, "do not fit its network"),
        ({"layer": "first.weight"}, "do not fit its network"),
        ({"threshold": "far"}, "no valid statistics"),
        ({"sha256": "0" * 64}, "not the ones its card was written for"),
    ],
)
def test_statistics_that_do_not_fit(card: ModelCard, change: dict[str, object], words: str) -> None:
    wrong = replace(card, reference={STATISTICS: {**card.reference[STATISTICS], **change}})
    with pytest.raises(ModelPackError, match=words):
        check_input(wrong, Net(), _even(1), override=True)


def test_a_reference_that_is_missing_or_no_reference(card: ModelCard) -> None:
    path = card.folder / REFERENCE_FILE
    path.write_bytes(b"nonsense")
    said = {**card.reference[STATISTICS], "sha256": hashlib.sha256(b"nonsense").hexdigest()}
    with pytest.raises(ModelPackError, match="cannot be read"):
        check_input(replace(card, reference={STATISTICS: said}), Net(), _even(1), override=False)
    path.unlink()
    with pytest.raises(ModelPackError, match="are missing"):
        check_input(card, Net(), _even(1), override=False)


def test_features_of_another_width_do_not_fit(card: ModelCard) -> None:
    net = Net()
    net.first = nn.Conv2d(1, 3, 1)
    with pytest.raises(ModelPackError, match="do not fit its network"):
        check_input(card, net, _even(1), override=False)


def test_glimpses_of_a_scan_are_spread_over_it() -> None:
    voxels = np.broadcast_to(np.arange(40, dtype=np.float32)[:, None, None], (40, 8, 8))
    volume = Volume(voxels, np.eye(4))
    slices = list(glimpses(volume, GridSpec(dimensions=2), device=torch.device("cpu")))
    assert [tuple(each.shape) for each in slices] == [(1, 1, 8, 8)] * 8
    assert [float(each.mean()) for each in slices] == [2, 7, 12, 17, 22, 27, 32, 37]
    blocks = list(glimpses(volume, GridSpec(patch=(20, 8, 8), overlap=0.0), device=torch.device("cpu")))
    assert [float(each.mean()) for each in blocks] == [9.5, 29.5]
