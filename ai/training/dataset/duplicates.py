"""The same picture twice: exactly, or nearly, as after another compression or cropping of its border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.training.dataset.case import Case
from ai.volume import Voxels
from ai.words import say

NEAR_BITS = 6
"""Largest Hamming distance of the fingerprints of near copies."""

NEAR_CORRELATION = 0.97
"""Least correlation of near copies. The fingerprint alone is not enough: of 19,701 pairs of chest films of different
persons 1,511 lie within 6 bits of each other, and none of them correlates by more than 0.961; copies do by 0.98."""

THUMBNAIL_PX = 48

_SIGNAL_SHARE = 0.08
"""Share of the grey range above the border from which a pixel is content."""

_CONTENT_SHARE = 0.02
"""Share of such pixels from which a row or column belongs to the content box: text in a corner does not."""

_ROUNDING = 1e-4
"""Share of the grey below which a difference may be that of averaging in single precision."""

_PAIRS_AT_ONCE = 1 << 22


@dataclass(frozen=True)
class Twins:
    """Two cases with the same or nearly the same picture: their places in the sequence that was searched."""

    first: int
    second: int
    is_exact: bool


def middle_plane(voxels: Voxels) -> npt.NDArray[np.float32]:
    """(slices, rows, columns) -> its middle slice, (rows, columns) float32; what is no number counts as 0."""
    plane: npt.NDArray[np.float32] = np.nan_to_num(
        voxels[len(voxels) // 2].astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0
    )
    return plane


def content_box(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Cut the dark border off a picture, so that copies with another border look alike; (rows, columns) float32."""
    dark = float(np.percentile(plane, 1))
    signal = plane > dark + _SIGNAL_SHARE * (float(plane.max()) - dark)
    rows = np.flatnonzero(signal.mean(axis=1) > _CONTENT_SHARE)
    columns = np.flatnonzero(signal.mean(axis=0) > _CONTENT_SHARE)
    if not rows.size or not columns.size:
        return plane
    return plane[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def fingerprint(voxels: Voxels) -> int:
    """64 bits of the middle slice: whether each of 8 x 8 fields of its content is brighter than its left neighbour."""
    fields = cv2.resize(content_box(middle_plane(voxels)), (9, 8), interpolation=cv2.INTER_AREA)
    least = _ROUNDING * float(np.abs(fields).max())
    bits = np.packbits(np.asarray(fields[:, 1:] > fields[:, :-1] + least).ravel())
    return int.from_bytes(bits.tobytes(), "big")


def thumbnail(voxels: Voxels) -> npt.NDArray[np.float32]:
    """Shrink the content of the middle slice: (2304,) float32 of mean 0 and length 1, 0 throughout for a flat one."""
    small = cv2.resize(content_box(middle_plane(voxels)), (THUMBNAIL_PX,) * 2, interpolation=cv2.INTER_AREA)
    centred = np.asarray(small, dtype=np.float32).ravel() - float(np.mean(small))
    length = float(np.linalg.norm(centred))
    is_flat = length <= _ROUNDING * float(np.linalg.norm(small))
    result: npt.NDArray[np.float32] = np.zeros_like(centred) if is_flat else centred / length
    return result


def find_twins(cases: Sequence[Case], *, progress: Progress = silent) -> tuple[Twins, ...]:
    """Find all pairs of equal and nearly equal pictures.

    Parameters
    ----------
    cases
        Any; pictures are read only where fingerprints are close.
    progress
        Called once per picture that is read.

    Raises
    ------
    TrainingDataError
        Where a picture cannot be read.
    """
    same: dict[str, list[int]] = defaultdict(list)
    for index, case in enumerate(cases):
        same[case.record.pixels_sha256].append(index)
    exact = {pair for members in same.values() for pair in combinations(members, 2)}
    # One of each set of equal pictures stands for all of them.
    chosen = [members[0] for members in same.values()]
    prints = np.array([int(cases[index].record.fingerprint, 16) for index in chosen], dtype=np.uint64)
    close = _close_pairs(prints)
    thumbnails: dict[int, npt.NDArray[np.float32]] = {}
    wanted = np.unique(close)
    for done, place in enumerate(wanted.tolist()):
        progress(done / len(wanted), say("Comparing picture {done} of {count}", done=done + 1, count=len(wanted)))
        thumbnails[place] = thumbnail(cases[chosen[place]].volume().voxels)
    near = [
        (chosen[first], chosen[second])
        for first, second in close.tolist()
        if float(thumbnails[first] @ thumbnails[second]) >= NEAR_CORRELATION
    ]
    near_all = {
        (min(one, other), max(one, other))
        for first, second in near
        for one in same[cases[first].record.pixels_sha256]
        for other in same[cases[second].record.pixels_sha256]
    }
    return tuple(Twins(*pair, pair in exact) for pair in sorted(exact | near_all))


def _close_pairs(prints: npt.NDArray[np.uint64]) -> npt.NDArray[Any]:
    """(pairs, 2) places, first < second, of fingerprints that differ in few bits."""
    count = len(prints)
    rows = max(1, _PAIRS_AT_ONCE // max(count, 1))
    found = [np.empty((0, 2), dtype=np.intp)]
    for start in range(0, count, rows):
        distance = np.bitwise_count(prints[start : start + rows, np.newaxis] ^ prints[np.newaxis, :])
        pairs = np.argwhere(distance <= NEAR_BITS)
        pairs[:, 0] += start
        found.append(pairs[pairs[:, 0] < pairs[:, 1]])
    return np.concatenate(found)
