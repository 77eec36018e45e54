from __future__ import annotations

import numpy as np
import pytest

from ai.training.dataset.group_folds import group_folds


@pytest.mark.parametrize("seed", range(5))
def test_groups_stay_whole_and_classes_even(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 12, 90)
    groups = np.repeat(np.arange(90), sizes)
    truth = np.repeat(rng.choice(3, 90, p=[0.1, 0.4, 0.5]), sizes)
    fold = group_folds(truth, groups, folds=5, seed=seed)
    assert all(len(set(fold[groups == group])) == 1 for group in range(90))
    for label in range(3):
        counts = np.bincount(fold[truth == label], minlength=5)
        largest = max(int((truth[groups == group] == label).sum()) for group in range(90))
        assert counts.max() - counts.min() <= largest  # no fold could be made fuller by one group


def test_single_cases_are_dealt_evenly() -> None:
    truth = np.repeat([0, 1], [50, 100])
    fold = group_folds(truth, np.arange(150), folds=5)
    assert [np.bincount(truth[fold == number]).tolist() for number in range(5)] == [[10, 20]] * 5


def test_names_of_groups_do_not_count_but_seeds_do() -> None:
    truth, groups = np.repeat([0, 1] * 20, 3), np.repeat(np.arange(40), 3)
    one = group_folds(truth, groups, folds=4, seed=1)
    assert np.array_equal(one, group_folds(truth, groups * 7 + 3, folds=4, seed=1))
    assert not np.array_equal(one, group_folds(truth, groups, folds=4, seed=2))


def test_too_few_groups() -> None:
    with pytest.raises(ValueError, match="2 groups cannot fill 3 folds"):
        group_folds(np.array([0, 1, 1]), np.array([0, 1, 1]), folds=3)
