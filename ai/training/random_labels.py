"""A control: with labels that were shuffled among the persons, nothing may be learned. numpy only."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.training.roc import Estimate, auc
from ai.training.student import student_quantile

SHUFFLES = 60

LEVEL = 0.999
"""Of the interval: of a thousand sound runs one or less is suspected."""

PENALTY = 0.1
"""Of the ridge, as a share of the mean squared length of the features."""

MOST_CASES = 1500
"""Training cases that are looked at: the work grows with their cube. Whole persons, spread over all."""


@dataclass(frozen=True, eq=False)
class Features:
    """Cached features of one part.

    Parameters
    ----------
    values
        (cases, features) real numbers.
    classes
        (cases,) int64.
    persons
        Of each case.
    """

    values: npt.NDArray[np.floating]
    classes: npt.NDArray[np.int64]
    persons: Sequence[Hashable]


def random_label_control(train: Features, validation: Features, *, seed: int = 0) -> Estimate | None:
    """Shuffle the labels among the persons of both parts, fit a linear probe on one, judge it on the other.

    Persons keep one label for all their cases, also where a person is in both parts: then the probe finds it again, and
    the area is above 0.5. The same happens where labels reach the features. Ridge regression stands for the logistic
    one: all shuffles are solved at once.

    Parameters
    ----------
    train, validation
        The parts.
    seed
        Of the shuffles.

    Returns
    -------
    Estimate
        Mean area under the curve with its interval of level `LEVEL` over shuffles; None where there are fewer than two
        persons of two classes in either part.
    """
    train = _fewer(train)
    persons = [*train.persons, *validation.persons]
    number = {person: place for place, person in enumerate(dict.fromkeys(persons))}
    place = np.asarray([number[person] for person in persons])
    label = np.zeros(len(number), dtype=np.int64)
    label[place[::-1]] = np.concatenate([train.classes, validation.classes])[::-1]  # of each person's first case
    if any(len(set(label[np.unique(each)].tolist())) < 2 for each in np.split(place, [len(train.persons)])):
        return None
    rng = np.random.default_rng(seed)
    shuffled = np.stack([rng.permutation(label) for _ in range(SHUFFLES)])
    of_train, of_validation = np.split(shuffled[:, place], [len(train.persons)], axis=1)
    return _interval(_areas(*_standardised(train, validation), of_train, of_validation))


def _standardised(train: Features, validation: Features) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    values = train.values.astype(np.float64)
    mean, scale = values.mean(0), values.std(0)
    scale[scale == 0] = 1.0
    return (values - mean) / scale, (validation.values.astype(np.float64) - mean) / scale


def _areas(
    inputs: npt.NDArray[np.float64],
    held_out: npt.NDArray[np.float64],
    of_train: npt.NDArray[np.int64],
    of_validation: npt.NDArray[np.int64],
) -> list[float]:
    kernel = inputs @ inputs.T
    kernel[np.diag_indices(len(kernel))] += PENALTY * max(float(np.trace(kernel)) / len(kernel), 1e-12)
    across = held_out @ inputs.T
    found: list[list[float]] = [[] for _ in of_train]
    for label in np.unique(of_train).tolist():
        wanted = (of_train == label).astype(np.float64).T
        scores = across @ np.linalg.solve(kernel, wanted - wanted.mean(0))
        for areas, its_scores, truth in zip(found, scores.T, of_validation == label, strict=True):
            if truth.any() and not truth.all():
                areas.append(auc(its_scores, truth))
    return [float(np.mean(areas)) for areas in found if areas]


def _interval(areas: Sequence[float]) -> Estimate | None:
    if len(areas) < SHUFFLES // 2:
        return None
    mean = float(np.mean(areas))
    error = float(np.std(areas, ddof=1)) / math.sqrt(len(areas))
    reach = student_quantile(LEVEL, len(areas) - 1) * error
    return Estimate(mean, max(0.0, mean - reach), min(1.0, mean + reach))


def _fewer(part: Features) -> Features:
    count = len(part.persons)
    if count <= MOST_CASES:
        return part
    persons = list(dict.fromkeys(part.persons))
    kept = set(persons[:: math.ceil(count / MOST_CASES)])
    chosen = np.asarray([place for place, person in enumerate(part.persons) if person in kept])
    return Features(part.values[chosen], part.classes[chosen], [part.persons[place] for place in chosen.tolist()])
