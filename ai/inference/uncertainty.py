"""How unsure a model is of one scan, as one number by which cases are sorted. No torch here.

It says which cases are worth a person's time first. It is no probability that the model is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ai.inference.results import Classification, ModelResult, Structure


class UncertaintyKind(Enum):
    """What the number is made of."""

    ENTROPY = "entropy"
    """Entropy of the probabilities of classes that exclude each other, over that of classes which are all alike."""
    MARGIN = "margin"
    """How near the probability of a finding is to its operating point: 1 on it, 0 at probability 0 or 1."""
    DISAGREEMENT = "disagreement"
    """1 minus the mean Dice between every two members of the model."""


@dataclass(frozen=True)
class Uncertainty:
    """How unsure a model is.

    Parameters
    ----------
    kind
        What ``value`` is made of; values of different kinds cannot be compared.
    value
        0 (sure) to 1 (as unsure as can be).
    label
        Title of the finding or structure that it is most unsure of; ``""`` for classes that exclude each other.
    is_calibrated
        Whether it comes from calibrated probabilities; else from scores. False for disagreement.
    """

    kind: UncertaintyKind
    value: float
    label: str = ""
    is_calibrated: bool = False


def uncertainty_of(result: ModelResult) -> Uncertainty | None:
    """Tell how unsure a model is; None where its result does not say: no classes, and masks of one member only.

    Parameters
    ----------
    result
        Of one run. Where it has classes they count, else the masks of the members.
    """
    if result.classifications:
        return _of_classes(result.classifications)
    return _of_members(result.structures)


def entropy(shares: Sequence[float]) -> float:
    """Entropy of at least two shares that sum to 1, over the logarithm of their number: 0 to 1."""
    found = -sum(share * math.log(share) for share in shares if share > 0) / math.log(len(shares))
    return min(max(found, 0.0), 1.0)


def margin(value: float, threshold: float) -> float:
    """How near a value from 0 to 1 is to a threshold: 1 on it, falling in a line to 0 at both ends."""
    room = threshold if value < threshold else 1 - threshold
    return 1.0 if room <= 0 else min(max(1 - abs(value - threshold) / room, 0.0), 1.0)


def _of_classes(found: Sequence[Classification]) -> Uncertainty:
    is_calibrated = all(each.probability is not None for each in found)
    # `Classification.band` is None for classes that exclude each other.
    if len(found) > 1 and all(each.band is None for each in found):
        values = [each.shown_value for each in found]
        total = sum(values)
        shares = [value / total for value in values] if total > 0 else [1 / len(values)] * len(values)
        return Uncertainty(UncertaintyKind.ENTROPY, entropy(shares), is_calibrated=is_calibrated)
    nearest = max(found, key=_margin_of)
    return Uncertainty(UncertaintyKind.MARGIN, _margin_of(nearest), nearest.label.title, is_calibrated)


def _margin_of(found: Classification) -> float:
    return margin(found.shown_value, found.threshold)


def _of_members(structures: Sequence[Structure]) -> Uncertainty | None:
    measured = [(1 - each.mean_agreement, each.label.title) for each in structures if each.mean_agreement is not None]
    if not measured:
        return None
    mean = sum(value for value, _ in measured) / len(measured)
    worst = max(measured, key=_first)
    return Uncertainty(UncertaintyKind.DISAGREEMENT, min(max(mean, 0.0), 1.0), worst[1] if worst[0] > 0 else "")


def _first(pair: tuple[float, str]) -> float:
    return pair[0]
