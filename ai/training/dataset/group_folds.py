"""Folds that keep groups whole and classes even: a pure function of labels and groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def group_folds(
    truth: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], *, folds: int, seed: int = 0
) -> npt.NDArray[np.int64]:
    """Deal groups out to folds, large ones first, each to the fold that lacks most of its classes.

    Parameters
    ----------
    truth
        (cases,) class, 0 and up.
    groups
        (cases,) number of the group: cases of one group come into one fold. The number of each case where they may be
        split freely.
    folds
        How many.
    seed
        Of the order of equally large groups.

    Returns
    -------
    array
        (cases,) int64, 0 to ``folds`` - 1.

    Raises
    ------
    ValueError
        When there are fewer groups than folds.
    """
    names, members = np.unique(groups, return_inverse=True)
    if len(names) < folds:
        raise ValueError(f"{len(names)} groups cannot fill {folds} folds")
    counts = np.zeros((len(names), int(truth.max()) + 1))
    np.add.at(counts, (members, truth), 1)
    # A case of a rare class weighs more: each class is to be spread evenly.
    weights = counts / np.maximum(counts.sum(0), 1)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-weights[order].max(1), kind="stable")]
    filled = np.zeros((folds, counts.shape[1]))
    fold_of = np.zeros(len(names), dtype=np.int64)
    for group in order:
        own = weights[group]
        fold_of[group] = np.lexsort((filled.sum(1), filled @ own))[0]
        filled[fold_of[group]] += own
    result: npt.NDArray[np.int64] = fold_of[members]
    return result
