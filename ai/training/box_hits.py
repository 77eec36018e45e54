"""Which marks of a model hit which findings of a case, by the overlap of boxes or by the distance of centres.

A mark hits at most one finding of its own label, the one that it fits best. A further mark on a finding that is hit
already is neither a hit nor false, as in `ai.training.froc`. numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import numpy.typing as npt

from ai.training.froc import LEAST_REACH_MM, Froc, free_response

LEAST_OVERLAP = 0.5
"""Intersection over union from which two boxes are of the same finding, as in PASCAL VOC and COCO's AP50."""

LEAST_OVERLAP_3D = 0.1
"""The same of boxes of scans, as nnDetection takes it: three axes multiply what each is off, findings do not lie over
each other, and a reader is helped as soon as the mark is at the place. A box of the right size and shape whose centre
is off by half its side along two axes still hits, by half along all three it does not.

References
----------
Baumgartner et al., "nnDetection", MICCAI 2021, arXiv 2106.00817. Jaeger et al., "Retina U-Net", arXiv 1811.08661.
"""

Boxes = npt.NDArray[np.float64]
"""(boxes, 4) float64: low row, low column, high row, high column; of a scan (boxes, 6): low slice, row, column, then
high; index, where voxel k reaches from k - 0.5 to k + 0.5.
"""


class HitRule(Enum):
    """When a mark hits a finding."""

    OVERLAP = "overlap"
    """Intersection over union of the boxes of `LEAST_OVERLAP` and more."""
    OVERLAP_3D = "overlap_3d"
    """Of the boxes of scans, `LEAST_OVERLAP_3D` and more."""
    CENTRE = "centre"
    """Centres within half the finding's size, or 10 mm where that is more; for models that mark spots."""


@dataclass(frozen=True, eq=False)
class Marks:
    """Boxes on one picture or scan.

    Parameters
    ----------
    boxes
        See `Boxes`.
    labels
        (boxes,) int64, position among the names of the dataset.
    scores
        (boxes,) float64; ones where they are the truth.
    """

    boxes: Boxes
    labels: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CaseHits:
    """What the marks of a case hit.

    Parameters
    ----------
    labels
        (findings,) int64 of the findings.
    scores
        (marks,) float64 of the marks.
    which
        (marks,) intp, number of the finding that each mark hits; -1 where it hits none.
    overlap
        (marks,) float64, intersection over union with that finding; empty where hits are counted by centres.
    """

    labels: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]
    which: npt.NDArray[np.intp]
    overlap: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def hits(self) -> npt.NDArray[np.bool_]:
        """(marks,) whether it hits a finding."""
        result: npt.NDArray[np.bool_] = self.which >= 0
        return result

    @property
    def best(self) -> npt.NDArray[np.float64]:
        """(findings,) highest score of a mark that hits; minus infinity where none does."""
        result = np.full(len(self.labels), -np.inf)
        np.maximum.at(result, self.which[self.hits], self.scores[self.hits])
        return result

    @property
    def wrong(self) -> npt.NDArray[np.float64]:
        """Scores of the marks that hit nothing."""
        return self.scores[~self.hits]

    @property
    def best_overlaps(self) -> npt.NDArray[np.float64]:
        """(findings that are hit,) highest overlap of a mark that hits; empty where hits are counted by centres."""
        result = np.zeros(len(self.labels))
        if len(self.overlap):
            np.maximum.at(result, self.which[self.hits], self.overlap[self.hits])
        return result[result > 0]

    @property
    def found(self) -> int:
        """Count the findings that are hit."""
        return len(np.unique(self.which[self.hits]))

    def shown(self, threshold: float, most: int) -> CaseHits:
        """Keep what a reader sees: marks from this score on, so many of the highest at most."""
        order = np.argsort(-self.scores, kind="stable")[:most]
        order = order[self.scores[order] >= threshold]
        overlap = self.overlap[order] if len(self.overlap) else self.overlap
        return CaseHits(self.labels, self.scores[order], self.which[order], overlap)


def hits_of(marks: Marks, truth: Marks, rule: HitRule, pixel_mm: float | None) -> CaseHits:
    """Hold the marks of one picture against its findings.

    Parameters
    ----------
    marks, truth
        On the same grid.
    rule
        When a mark hits.
    pixel_mm
        Side of a pixel for `HitRule.CENTRE`; None where it is unknown: then half the finding's size alone counts.
    """
    which, overlap = np.full(len(marks.boxes), -1, np.intp), np.zeros(0)
    if len(truth.boxes) and len(marks.boxes):
        by_centre = rule is HitRule.CENTRE
        fit = _nearness(marks, truth, pixel_mm) if by_centre else overlaps(marks.boxes, truth.boxes)
        fit[marks.labels[:, None] != truth.labels[None]] = -np.inf
        chosen = fit.argmax(1)
        best = fit[np.arange(len(fit)), chosen]
        which = np.where(best >= _LEAST[rule], chosen, -1)
        overlap = overlap if by_centre else np.where(which >= 0, best, 0.0)
    return CaseHits(truth.labels, marks.scores, which, overlap)


def curve_of(cases: Sequence[CaseHits]) -> Froc:
    """Make the free-response curve of all labels together.

    Raises
    ------
    ValueError
        When no case has a finding.
    """
    best, wrong = (np.concatenate(each) for each in ([c.best for c in cases], [c.wrong for c in cases]))
    return free_response(best, wrong, len(cases))


def no_marks(truth: Marks) -> CaseHits:
    """Give what a model hits that marks nothing."""
    return CaseHits(truth.labels, np.zeros(0), np.zeros(0, np.intp))


_LEAST = {HitRule.OVERLAP: LEAST_OVERLAP, HitRule.OVERLAP_3D: LEAST_OVERLAP_3D, HitRule.CENTRE: 0.0}
"""How well a mark must fit a finding."""


def overlaps(marks: Boxes, truth: Boxes) -> npt.NDArray[np.float64]:
    """Return (marks, findings) intersection over union, of areas or volumes."""
    axes = truth.shape[1] // 2
    low = np.maximum(marks[:, None, :axes], truth[None, :, :axes])
    high = np.minimum(marks[:, None, axes:], truth[None, :, axes:])
    shared = np.clip(high - low, 0, None).prod(2)
    own, others = (np.clip(each[:, axes:] - each[:, :axes], 0, None).prod(1) for each in (marks, truth))
    union = own[:, None] + others[None] - shared
    result: npt.NDArray[np.float64] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return result


def _nearness(marks: Marks, truth: Marks, pixel_mm: float | None) -> npt.NDArray[np.float64]:
    """Return (marks, findings) pixels by which a mark lies within reach of a finding; below 0 beside it."""
    own, centres = ((each.boxes[:, :2] + each.boxes[:, 2:]) / 2 for each in (marks, truth))
    least = 0.0 if pixel_mm is None else LEAST_REACH_MM / pixel_mm
    reach = np.maximum((truth.boxes[:, 2:] - truth.boxes[:, :2]).mean(1) / 2, least)
    result: npt.NDArray[np.float64] = reach[None] - np.linalg.norm(own[:, None] - centres[None], axis=2)
    return result
