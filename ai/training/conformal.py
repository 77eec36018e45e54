"""How often an interval that some folds gave holds the truth of another fold: the honest count of its coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai.training.metrics import conformal_half_width, wilson
from ai.training.roc import Estimate


@dataclass(frozen=True)
class NestedCoverage:
    """Counts over folds that were each left out of the quantile.

    Parameters
    ----------
    inside, cases
        Cases whose truth lay in the interval that the other folds gave, of all.
    share
        Their share with its Wilson interval.
    mean_width
        Of the intervals, both sides together, in the unit of the residuals.
    """

    inside: int
    cases: int
    share: Estimate
    mean_width: float

    def holds(self, coverage: float = 0.95) -> bool:
        """Whether the Wilson interval of the share contains the coverage that was wished."""
        return self.share.low <= coverage <= self.share.high


def nested_coverage(residuals: Sequence[Sequence[float]], *, coverage: float = 0.95) -> NestedCoverage:
    """Take the half-width from all folds but one, count on that one, each in turn.

    Parameters
    ----------
    residuals
        By fold: prediction minus truth of cases that the model of that fold was not trained on.
    coverage
        Wished share.

    Raises
    ------
    ValueError
        When the folds but one hold too few cases for this coverage.

    References
    ----------
    Barber et al., Ann Stat 2021;49:486 (cross-conformal intervals).
    """
    inside = cases = 0
    widths = 0.0
    for fold, own in enumerate(residuals):
        others = [each for number, group in enumerate(residuals) if number != fold for each in group]
        half_width = conformal_half_width(others, coverage=coverage)
        inside += sum(abs(each) <= half_width for each in own)
        cases += len(own)
        widths += 2 * half_width * len(own)
    return NestedCoverage(inside, cases, wilson(inside, cases), widths / cases)
