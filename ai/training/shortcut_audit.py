"""Shortcut audit: what a classifier of pictures can do without the organ, and how much a naive split flatters it.

Beside the model stand three controls, taught and tested the same way: one that sees only the size of the picture and
its border, one that sees the picture with the inside of the body blanked, one that is taught labels dealt out to groups
by chance. Each is scored by three splits: by slice, by honest group, and by blocks of files with a gap. The gap between
the first two is what a split of slices flatters by; a control near the model means that the model may live on it, too.

References
----------
Yagis et al., Sci Rep 2021;11:22544: the effect of splitting by slice, and 96 % on random labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import torch

from ai.networks.picture_classifier import LinearHead
from ai.progress import Progress, silent
from ai.training.dataset.foreign_picture import Grey
from ai.training.dataset.group_folds import group_folds
from ai.training.dataset.honest_groups import Groups, blocks_with_gap, body_mask
from ai.training.linear_probe import ProbeStep, fit_probe
from ai.training.metrics import clustered_bootstrap
from ai.training.roc import Estimate

MODEL, FRAME, BLANKED, RANDOM_LABELS = "model", "frame_only", "organ_blanked", "random_labels"

ROWS = (MODEL, FRAME, BLANKED, RANDOM_LABELS)

BY_SLICE, BY_GROUP, BY_BLOCK = "by_slice", "by_group", "by_block"

SPLITS = (BY_SLICE, BY_GROUP, BY_BLOCK)

FOLDS = 5

PENALTY = 0.1
"""Of the linear probe that every row uses: fixed, since nothing may be chosen by what is reported."""

MOST_OF_THE_GAIN = 0.5
"""Share of the model's gain over chance from which a control is near it."""

BORDER_SHARE = 0.05
"""Width of the border that `frame_features` looks at, as a share of the side."""

RING_SHARE = 0.12
"""Width of the ring of the body that `blank_organ` leaves, as a share of the body's shorter side."""

Features: TypeAlias = npt.NDArray[np.float32]
"""(cases, features)."""


@dataclass(frozen=True)
class Audit:
    """What was found.

    Parameters
    ----------
    scores
        Balanced accuracy by row (`ROWS`) and split (`SPLITS`), with the 95 % interval of a bootstrap of whole groups.
    chance
        What guessing gives.
    faults
        Why no classifier of these pictures may be shipped; empty where the audit is passed.
    """

    scores: Mapping[str, Mapping[str, Estimate]]
    chance: float
    faults: tuple[str, ...]

    @property
    def is_passed(self) -> bool:
        """Whether no control comes near the model."""
        return not self.faults

    @property
    def flattery(self) -> float:
        """Points of balanced accuracy that a split by slice adds to the model."""
        return self.scores[MODEL][BY_SLICE].value - self.scores[MODEL][BY_GROUP].value

    def lines(self) -> tuple[str, ...]:
        """Give the table in words, a line per row."""
        head = f"{'balanced accuracy':20}" + "".join(f"{split:>24}" for split in SPLITS)
        rows = [f"{row:20}" + "".join(f"{_told(self.scores[row][split]):>24}" for split in SPLITS) for row in ROWS]
        verdict = self.faults or ("Passed: no control comes near the model.",)
        return (head, *rows, f"Chance: {self.chance:.3f}.", *verdict)


@dataclass(frozen=True, eq=False)
class Split:
    """Who is tested with whom.

    Parameters
    ----------
    fold
        (cases,) int64.
    left_out
        (cases,) bool: never taught on.
    """

    fold: npt.NDArray[np.int64]
    left_out: npt.NDArray[np.bool_]


def audit(
    pictures: Sequence[Grey],
    truth: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int64],
    groups: Groups,
    describe: Callable[[Sequence[Grey]], Features],
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Audit:
    """Score the model and its controls.

    Parameters
    ----------
    pictures
        (rows, columns) each.
    truth, numbers
        (cases,) class, and number of the file within its class.
    groups
        From `ai.training.dataset.honest_groups.honest_groups`.
    describe
        The model's features of pictures, such as those of a frozen encoder that never saw them. A linear probe on them
        is the model of the table.
    seed
        Of the folds and of the random labels.
    """
    progress(0.0, "Describing the pictures")
    seen = describe(pictures)
    progress(0.3, "Describing the pictures with the organ blanked")
    without = describe([blank_organ(picture) for picture in pictures])
    frame = np.stack([frame_features(picture) for picture in pictures])
    dealt = random_labels(truth, groups.groups, seed=seed)
    rows = {MODEL: (seen, truth), FRAME: (frame, truth), BLANKED: (without, truth), RANDOM_LABELS: (seen, dealt)}
    splits = splits_of(truth, numbers, groups, seed=seed)
    scores: dict[str, dict[str, Estimate]] = {row: {} for row in ROWS}
    for number, row in enumerate(ROWS):
        features, labels = rows[row]
        for place, name in enumerate(SPLITS):
            progress(0.6 + 0.4 * (number + place / len(SPLITS)) / len(ROWS), f"Scoring {row}, {name}")
            said = cross_validated(features, labels, splits[name])
            scores[row][name] = balanced_accuracy(said, labels, groups.groups)
    chance = 1 / len(np.unique(truth))
    return Audit(scores, chance, faults_of(scores, chance))


def faults_of(scores: Mapping[str, Mapping[str, Estimate]], chance: float) -> tuple[str, ...]:
    """Say why the audit fails, by the split by groups: a pure function of the table."""
    model = scores[MODEL][BY_GROUP]
    faults = []
    if model.low <= chance:
        faults.append("The model itself is not proven better than chance.")
    for row, words in ((FRAME, "the frame alone"), (BLANKED, "the picture without the organ")):
        control = scores[row][BY_GROUP]
        if control.value - chance >= MOST_OF_THE_GAIN * (model.value - chance):
            faults.append(
                f"A classifier of {words} reaches {control.value:.3f} where the model reaches {model.value:.3f} and "
                f"chance {chance:.3f}: the model may live on what is no disease."
            )
    dealt = scores[RANDOM_LABELS][BY_GROUP]
    if dealt.low > chance:
        faults.append(
            f"Random labels are told right by {dealt.value:.3f}, more than chance: the groups are cut through."
        )
    return tuple(faults)


def frame_features(picture: Grey) -> npt.NDArray[np.float32]:
    """(rows, columns) -> (52,): size and shape of the picture, greys of its borders and corners, and their squares."""
    rows, columns = picture.shape
    grey = picture.astype(np.float32) / np.iinfo(picture.dtype).max
    down, across = max(1, round(BORDER_SHARE * rows)), max(1, round(BORDER_SHARE * columns))
    strips = (grey[:down], grey[-down:], grey[:, :across], grey[:, -across:])
    corners = (
        grey[:down, :across],
        grey[:down, -across:],
        grey[-down:, :across],
        grey[-down:, -across:],
    )
    plain = [rows / 512, columns / 512, rows / columns]
    for strip in strips:
        plain += [float(strip.mean()), float(strip.std()), float(strip.max()), float((strip < 0.02).mean())]
    plain += [float(corner.mean()) for corner in corners]
    border = np.concatenate([strip.ravel() for strip in strips])
    plain += np.percentile(border, [25, 50, 75]).tolist()
    values = np.asarray(plain, dtype=np.float32)
    return np.concatenate([values, values**2])


def blank_organ(picture: Grey) -> Grey:
    """Fill the inside of the body with the mean grey of its ring: skin, chest wall or skull stay, and all around it.

    The mean of the inside itself would tell of the organ.
    """
    body = body_mask(picture.astype(np.float32)).astype(np.uint8)
    if not body.any():
        return picture
    _, _, width, height = cv2.boundingRect(body)
    depth = max(1, round(RING_SHARE * min(width, height)))
    # A border of nothing: the body may reach the edge of the picture.
    distance = np.asarray(
        cv2.distanceTransform(cv2.copyMakeBorder(body, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5)
    )
    inside = distance[1:-1, 1:-1] > depth
    if not inside.any():
        return picture
    blanked = picture.copy()
    blanked[inside] = round(float(picture[(body > 0) & ~inside].mean()))
    return blanked


def random_labels(truth: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], *, seed: int) -> npt.NDArray[np.int64]:
    """Deal the classes of the groups out to them anew, by chance: cases of one group keep one label."""
    names, first, members = np.unique(groups, return_index=True, return_inverse=True)
    labels = np.random.default_rng(seed).permutation(truth[first])
    result: npt.NDArray[np.int64] = labels[members]
    return result if len(names) > 1 else truth


def splits_of(
    truth: npt.NDArray[np.int64], numbers: npt.NDArray[np.int64], groups: Groups, *, seed: int = 0
) -> dict[str, Split]:
    """Make the three splits, by name."""
    nobody = np.zeros(len(truth), dtype=bool)
    alone = np.arange(len(truth))
    fold, at_cut = blocks_with_gap(truth, numbers, groups.steps, folds=FOLDS)
    return {
        BY_SLICE: Split(group_folds(truth, alone, folds=FOLDS, seed=seed), nobody),
        BY_GROUP: Split(group_folds(truth, groups.groups, folds=FOLDS, seed=seed), nobody),
        BY_BLOCK: Split(fold, at_cut),
    }


def cross_validated(features: Features, truth: npt.NDArray[np.int64], split: Split) -> npt.NDArray[np.int64]:
    """(cases,) class that a linear probe gives each case, taught on the other folds."""
    block, labels = torch.from_numpy(features), torch.from_numpy(truth)
    said = np.empty_like(truth)
    for fold in np.unique(split.fold):
        is_test = split.fold == fold
        chosen = torch.from_numpy(np.flatnonzero(~is_test & ~split.left_out))
        head = LinearHead(features.shape[1], int(truth.max()) + 1)
        seen = (block[chosen], labels[chosen])
        fit_probe(head, seen, seen, tell=_nobody, penalties=(PENALTY,))
        with torch.inference_mode():
            said[is_test] = head(block[torch.from_numpy(np.flatnonzero(is_test))]).argmax(1).numpy()
    return said


def balanced_accuracy(
    said: npt.NDArray[np.int64], truth: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]
) -> Estimate:
    """Mean share of each class that was told right; the interval draws whole groups within their class."""
    classes = int(truth.max()) + 1

    def score(chosen: npt.NDArray[np.intp]) -> float:
        return mean_recall(said[chosen], truth[chosen], classes)

    return clustered_bootstrap(score, groups.tolist(), strata=truth.tolist())


def mean_recall(said: npt.NDArray[np.int64], truth: npt.NDArray[np.int64], classes: int) -> float:
    """Mean share of each class that was told right; classes without cases do not count."""
    hits = np.bincount(truth, weights=said == truth, minlength=classes)
    cases = np.bincount(truth, minlength=classes)
    return float((hits[cases > 0] / cases[cases > 0]).mean())


def _nobody(number: int, step: ProbeStep) -> None:
    """Nobody follows these fits."""


def _told(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f}-{estimate.high:.3f})"
