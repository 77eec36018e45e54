"""Groups of single slices that may be of one person, where no name tells: a split must not cut through them.

Slices are joined where they are copies, where neighbours in the numbering look alike, where they look alike whatever
their number, or where the outline of the body, the size of the picture and what lies outside the body (the table) are
the same. Whatever is joined, directly or through others, is one group. Too few groups are honest, too many are not:
where in doubt slices are joined.

Files need not lie in the order of the scan: where every fourth file looks like the one before, four is the step of the
numbering, and where no step does, the files were shuffled and their numbers tell nothing. Then the groups hold little
more than copies, and a split by them is too kind; `Groups.steps` says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.training.dataset.foreign_picture import Grey
from ai.training.dataset.partition import GAP_FILES
from ai.training.dataset.picture_hash import (
    NEAR_BITS,
    NEAR_CORRELATION,
    THUMBNAIL_PX,
    Hashes,
    Pairs,
    confirmed,
    content_thumbnail,
    near_pairs,
    picture_hashes,
    unit,
)
from ai.words import say

CLOSED_SHARE = 0.1
"""Widest gap of the outline of the body that is closed, as a share of the shorter side."""

OF_HULL = 0.7
"""Share of the convex hull below which the outline was not closed."""

SPECK_SHARE, FLAT = 3e-4, 2.5
"""Share of the picture below which a part is noise, and width over height from which it is a table."""

FULL = 0.95
"""Share of the picture from which a body has no outline in it."""

LONGEST_STEP = 12
"""Files after which the next slice of a scan may come."""

FAR_FILES = 30
"""Files beyond which two slices are hardly ever of one person."""

LEAST_SHARE, STANDS_OUT = 0.3, 3.0
"""Share of the pairs at one distance that must look alike, and how often more of them than of pairs far apart."""

BODY_SHARE = 0.15
"""Grey, as a share of the brightest hundredth, from which a pixel is body."""


@dataclass(frozen=True)
class JoinRule:
    """When two slices of one class are taken for one person's.

    Parameters
    ----------
    near_steps, near_correlation
        File numbers no more steps apart than this, and pictures that correlate at least so.
    correlation
        Or pictures that correlate at least so, whatever their numbers.
    outline_overlap, outline_steps
        Or outlines that overlap (Jaccard) at least so, on pictures of equal size with the same table below, whose
        numbers are no more steps apart than this.
    table_correlation
        Of what lies outside the body, for the same table.
    copy_bits, copy_correlation
        Or near copies in any turn, see `ai.training.dataset.picture_hash`; across classes, too.
    """

    near_steps: int = 2
    near_correlation: float = 0.7
    correlation: float = 0.92
    outline_overlap: float = 0.93
    outline_steps: int = 10
    table_correlation: float = 0.9
    copy_bits: int = NEAR_BITS
    copy_correlation: float = NEAR_CORRELATION


@dataclass(frozen=True, eq=False)
class Groups:
    """What was found.

    Parameters
    ----------
    groups
        (slices,) int64, number of the group of each slice, in the order of their first slices.
    joins
        How many pairs each reason joined: "equal", "near_copies", "neighbours", "alike", "outline".
    steps
        Step of the numbering of each class, 0 where the files are shuffled.
    """

    groups: npt.NDArray[np.int64]
    joins: dict[str, int]
    steps: tuple[int, ...]

    def counts(self, truth: npt.NDArray[np.int64], classes: int) -> tuple[int, ...]:
        """Count the groups that hold a slice of each class."""
        return tuple(len(np.unique(self.groups[truth == label])) for label in range(classes))


def honest_groups(
    pictures: Sequence[Grey],
    truth: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int64],
    *,
    rule: JoinRule | None = None,
    progress: Progress = silent,
) -> Groups:
    """Group slices.

    Parameters
    ----------
    pictures
        (rows, columns) each.
    truth, numbers
        (slices,) class, and number of the file within its class.
    rule
        When two are joined.
    """
    rule = rule or JoinRule()
    looks = []
    for place, picture in enumerate(pictures):
        progress(place / len(pictures), say("Comparing picture {done} of {count}", done=place + 1, count=len(pictures)))
        looks.append(_Look.of(picture))
    close = near_pairs([look.hashes for look in looks], bits=rule.copy_bits)
    copies = confirmed(close, [look.content for look in looks], correlation=rule.copy_correlation)
    reasons = {"equal": [_equal_pairs([look.pixels_md5 for look in looks])], "near_copies": [copies[:, :2]]}
    steps = []
    for label in np.unique(truth):
        places = np.flatnonzero(truth == label)
        step, alike = _alike([looks[place] for place in places], numbers[places], rule)
        steps.append(step)
        for reason, pairs in alike.items():
            reasons.setdefault(reason, []).append(places[pairs])
    joined = {reason: np.concatenate(pairs) for reason, pairs in reasons.items()}
    groups = components(len(pictures), (pair for pairs in joined.values() for pair in pairs.tolist()))
    return Groups(groups, {reason: len(pairs) for reason, pairs in joined.items()}, tuple(steps))


def step_of(correlation: npt.NDArray[np.float32], numbers: npt.NDArray[np.int64], *, alike: float) -> int:
    """Find after how many files the next slice of a scan comes.

    Parameters
    ----------
    correlation
        (slices, slices).
    numbers
        (slices,) of the files.
    alike
        Correlation from which two slices look alike.

    Returns
    -------
    int
        The distance at which most pairs look alike; 0 where no distance stands out from what pairs far apart do.
    """
    apart = np.abs(numbers[:, np.newaxis] - numbers)
    close = correlation >= alike

    def share(distance: npt.NDArray[np.bool_]) -> float:
        return float(close[distance].mean()) if distance.any() else 0.0

    shares = [share(apart == distance) for distance in range(1, LONGEST_STEP + 1)]
    background = share(apart > FAR_FILES)
    best = int(np.argmax(shares))
    return best + 1 if shares[best] >= LEAST_SHARE and shares[best] >= STANDS_OUT * background else 0


def unravelled(numbers: npt.NDArray[np.int64], step: int) -> npt.NDArray[np.int64]:
    """Order of the files along the scans: every ``step``-th file, then from the second file on, and so forth."""
    return np.lexsort((numbers, numbers % max(1, step))).argsort()


def components(count: int, pairs: Iterable[Sequence[int]]) -> npt.NDArray[np.int64]:
    """(count,) number of the connected component of each place, in the order of their first places."""
    root = list(range(count))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for first, second in pairs:
        one, other = find(first), find(second)
        root[max(one, other)] = min(one, other)
    heads = [find(place) for place in range(count)]
    return np.unique(heads, return_inverse=True)[1].astype(np.int64)


def blocks_with_gap(
    truth: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int64],
    steps: Sequence[int],
    *,
    folds: int,
    gap: int = GAP_FILES,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Cut each class into runs of neighbouring files: the cross-check that hangs on no threshold.

    Parameters
    ----------
    truth, numbers
        As for `honest_groups`.
    steps
        Of each class, from `Groups.steps`.
    folds, gap
        Runs of each class, and files left out at each cut.

    Returns
    -------
    fold
        (slices,) int64, 0 to ``folds`` - 1.
    at_cut
        (slices,) bool: among the ``gap`` files beside a cut, on its lower side; left out of training.
    """
    fold = np.zeros(len(truth), dtype=np.int64)
    at_cut = np.zeros(len(truth), dtype=bool)
    for label, step in zip(np.unique(truth), steps, strict=True):
        places = np.flatnonzero(truth == label)
        order = places[np.argsort(unravelled(numbers[places], step), kind="stable")]
        fold[order] = np.arange(len(order)) * folds // len(order)
        for cut in range(1, folds):
            first = int(np.searchsorted(fold[order], cut))
            at_cut[order[max(0, first - gap) : first]] = True
    return fold, at_cut


@dataclass(frozen=True, eq=False)
class _Look:
    """What is compared of a picture."""

    pixels_md5: bytes
    hashes: Hashes
    content: npt.NDArray[np.float32]
    thumbnail: npt.NDArray[np.float32]
    body: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.float32]
    shape: tuple[int, int]

    @classmethod
    def of(cls, picture: Grey) -> _Look:
        small = np.asarray(
            cv2.resize(picture.astype(np.float32), (THUMBNAIL_PX,) * 2, interpolation=cv2.INTER_AREA), dtype=np.float32
        )
        body = body_mask(small)
        shape = (picture.shape[0], picture.shape[1])
        # Fast and enough to find equal pixels: nobody attacks it here.
        md5 = hashlib.md5(f"{shape} {picture.dtype}".encode() + picture.tobytes(), usedforsecurity=False).digest()
        outside = unit(np.where(body, 0, small).astype(np.float32))
        return cls(md5, picture_hashes(picture), content_thumbnail(picture), unit(small), body, outside, shape)


def body_mask(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """(rows, columns) -> bool of the same shape: the body with all that lies in it, without table and text.

    Gaps of the outline are closed: in a narrow window fat is a row of specks. Where too little of it is left for that,
    as where only ribs are bright, it is the convex hull of what is no table.
    """
    bright = _without_table((plane > BODY_SHARE * float(np.percentile(plane, 99))).astype(np.uint8))
    width = max(3, 2 * round(CLOSED_SHARE * min(plane.shape) / 2) + 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    # A border of nothing, else what is closed at the edge of the picture stays open there.
    around = cv2.copyMakeBorder(bright, width, width, width, width, cv2.BORDER_CONSTANT)
    filled = _largest(np.asarray(cv2.morphologyEx(around, cv2.MORPH_CLOSE, disc)))
    body = _largest(np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, disc)))[width:-width, width:-width]
    hull = np.zeros_like(bright)
    points = np.argwhere(bright)[:, ::-1].astype(np.int32)
    if len(points) > 2:
        cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    result: npt.NDArray[np.bool_] = (body if body.sum() >= OF_HULL * hull.sum() else hull).astype(bool)
    return result


def _largest(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Keep the largest part, its holes filled."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    kept = np.zeros_like(mask)
    if contours:
        cv2.drawContours(kept, [max(contours, key=cv2.contourArea)], -1, 1, thickness=cv2.FILLED)
    return kept


def _without_table(bright: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Keep all parts but specks and what lies flat in the lower half; everything where nothing else is left."""
    _, numbers, facts, _ = cv2.connectedComponentsWithStats(bright)
    keep = [
        number
        for number, (_, top, wide, high, area) in enumerate(facts.tolist())
        if number
        and area >= SPECK_SHARE * bright.size
        and not (wide > FLAT * high and top + high > bright.shape[0] / 2)
    ]
    return np.isin(numbers, keep).astype(np.uint8) if keep else bright


def _equal_pairs(digests: Sequence[bytes]) -> Pairs:
    first: dict[bytes, int] = {}
    pairs = [(first.setdefault(digest, place), place) for place, digest in enumerate(digests)]
    return np.asarray([pair for pair in pairs if pair[0] != pair[1]], dtype=np.intp).reshape(-1, 2)


def _alike(looks: Sequence[_Look], numbers: npt.NDArray[np.int64], rule: JoinRule) -> tuple[int, dict[str, Pairs]]:
    """Step of the numbering, and pairs of places within one class by reason."""
    correlation = _products([look.thumbnail for look in looks])
    step = step_of(correlation, numbers, alike=rule.near_correlation)
    apart = np.abs(numbers[:, np.newaxis] - numbers)
    steps_apart = np.where(apart % max(1, step) == 0, apart // max(1, step), len(looks) + rule.near_steps)
    body = np.stack([look.body.ravel() for look in looks]).astype(np.float32)
    shared = body @ body.T
    area = body.sum(1)
    overlap = shared / np.maximum(area[:, np.newaxis] + area - shared, 1)
    same_size = np.asarray([[one.shape == other.shape for other in looks] for one in looks])
    table = _products([look.outside for look in looks])
    chosen = {
        "neighbours": (steps_apart <= rule.near_steps) & (correlation >= rule.near_correlation) & (step > 0),
        "alike": correlation >= rule.correlation,
        "outline": (overlap >= rule.outline_overlap)
        & (steps_apart <= rule.outline_steps)
        & (table >= rule.table_correlation)
        & same_size
        & (area < FULL * body.shape[1])
        & (step > 0),
    }
    return step, {reason: np.argwhere(np.triu(pairs, 1)) for reason, pairs in chosen.items()}


def _products(rows: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    block = np.stack([row.ravel() for row in rows])
    result: npt.NDArray[np.float32] = block @ block.T
    return result
