"""How far two readers agree on boxes: which of them are of the same finding, and how many are not.

Two boxes are of the same finding where they have the same class and share at least half of what both cover (Jaccard
index, "IoU", of 0.5 or more): the rule needs no length that somebody has to choose, holds where the size of a pixel is
unknown, and lets no box match two of another reader that do not overlap each other. Of all ways to pair them the one is
taken with the most pairs and, among those, the most overlap.

There is no kappa: who marks freely says nothing about places without a mark, so nobody can count on how many both agree
that there is nothing, and what chance alone would give is not defined. F1 is the share of marks that agree; kappa comes
near it as the number of empty places grows.

References
----------
Everingham et al., Int J Comput Vis 2010;88:303 (pairs from an overlap of 0.5). Hripcsak & Rothschild, J Am Med Inform
Assoc 2005;12:296 (F1 is the positive specific agreement, and the limit of kappa).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ai.training.dataset.boxes import Box
from ai.training.dataset.pairing import best_pairs
from ai.training.metrics import clustered_bootstrap
from ai.training.roc import Estimate

SAME_IOU = 0.5
"""Jaccard index from which two boxes are of the same finding."""


@dataclass(frozen=True)
class BoxAgreement:
    """Two readers' boxes of one class in one case.

    Parameters
    ----------
    name
        The class.
    matched, only_first, only_second
        Boxes of both, and of one of them alone.
    iou
        Mean Jaccard index of the pairs, 0.5 to 1; None where there is no pair.
    """

    name: str
    matched: int
    only_first: int
    only_second: int
    iou: float | None

    @property
    def f1(self) -> float | None:
        """0 to 1; None where neither marked anything, which is agreement without a mark to count."""
        return f1_of(self.matched, self.only_first, self.only_second)


@dataclass(frozen=True)
class ClassAgreement:
    """Two readers' boxes of one class, over all cases.

    Parameters
    ----------
    name
        The class.
    cases, unmarked
        Cases that both read, and those of them where neither marked anything of this class.
    matched, only_first, only_second
        Boxes of both, and of one of them alone.
    iou
        Mean Jaccard index of all pairs; None where there is none.
    f1
        With the 95 % interval of a bootstrap of persons, the exact one (Clopper & Pearson) where all marks agree or
        none does; None where neither ever marked anything.
    """

    name: str
    cases: int
    unmarked: int
    matched: int
    only_first: int
    only_second: int
    iou: float | None
    f1: Estimate | None


def compare_boxes(first: Sequence[Box], second: Sequence[Box], names: Sequence[str]) -> tuple[BoxAgreement, ...]:
    """Compare all boxes of two readers in one case, on the grid of its image.

    Parameters
    ----------
    first, second
        Of each reader.
    names
        Classes of the dataset; those that the boxes have besides come after them.
    """
    found = dict.fromkeys((*names, *(box.label for box in (*first, *second))))
    return tuple(
        _compare(name, [box for box in first if box.label == name], [box for box in second if box.label == name])
        for name in found
    )


def over_cases(name: str, found: Sequence[BoxAgreement], groups: Sequence[Hashable]) -> ClassAgreement:
    """Put the cases of two readers together.

    Parameters
    ----------
    name
        The class.
    found
        What each case says of it.
    groups
        Person of each case.
    """
    counts = np.array([(each.matched, each.only_first, each.only_second) for each in found], dtype=np.int64)
    matched, only_first, only_second = (int(count) for count in counts.sum(axis=0))
    marked = [number for number, row in enumerate(counts.tolist()) if any(row)]

    def statistic(drawn: npt.NDArray[np.intp]) -> float:
        both, one, other = (int(count) for count in counts[marked][drawn].sum(axis=0))
        return 2 * both / (2 * both + one + other)

    f1 = None
    if marked:
        persons = [groups[number] for number in marked]
        f1 = clustered_bootstrap(statistic, persons)
        # Where all marks agree, or none does, the bootstrap is a point: the exact interval of a share without a failure
        # among the persons says how little that may mean.
        least = 0.025 ** (1 / len(set(persons)))
        if f1.value == 1:
            f1 = replace(f1, low=least)
        elif f1.value == 0:
            f1 = replace(f1, high=1 - least)
    return ClassAgreement(
        name,
        len(found),
        len(found) - len(marked),
        matched,
        only_first,
        only_second,
        sum(each.iou * each.matched for each in found if each.iou is not None) / matched if matched else None,
        f1,
    )


def f1_of(matched: int, only_first: int, only_second: int) -> float | None:
    """Share of marks that agree: 2 x pairs of all marks of both; None without any mark."""
    marks = 2 * matched + only_first + only_second
    return 2 * matched / marks if marks else None


def jaccard(first: Sequence[Box], second: Sequence[Box]) -> npt.NDArray[np.float64]:
    """Return what each two boxes share of what both cover: (first, second) float64, 0 to 1.

    In index and in millimetres it is the same: both are measured with the same voxels.
    """
    low = np.array([box.low for box in first], dtype=np.float64).reshape(-1, 1, 3)
    high = np.array([box.high for box in first], dtype=np.float64).reshape(-1, 1, 3)
    other_low = np.array([box.low for box in second], dtype=np.float64).reshape(1, -1, 3)
    other_high = np.array([box.high for box in second], dtype=np.float64).reshape(1, -1, 3)
    shared = np.clip(np.minimum(high, other_high) - np.maximum(low, other_low), 0, None).prod(axis=2)
    both = (high - low).prod(axis=2) + (other_high - other_low).prod(axis=2) - shared
    found: npt.NDArray[np.float64] = shared / both
    return found


def _compare(name: str, first: Sequence[Box], second: Sequence[Box]) -> BoxAgreement:
    iou = jaccard(first, second)
    is_same = iou >= SAME_IOU
    # The overlaps of all pairs together weigh less than one pair more.
    worth = np.where(is_same, 1 + iou / (min(iou.shape) + 1), 0.0)
    rows, columns = best_pairs(worth)
    pairs = iou[rows, columns][is_same[rows, columns]]
    matched = len(pairs)
    mean = float(pairs.mean()) if matched else None
    return BoxAgreement(name, matched, len(first) - matched, len(second) - matched, mean)
