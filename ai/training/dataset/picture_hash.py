"""Two 64-bit hashes of what a picture shows, in all eight turns: near copies have close ones.

The difference hash looks at slopes, the cosine hash at the coarse waves of the picture; a near copy is close in both,
in the same turn. Borders do not count: both look at the content box.

References
----------
Zauner, Implementation and benchmarking of perceptual image hash functions, 2010.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.training.dataset.duplicates import content_box

NEAR_BITS = 8
"""Largest Hamming distance, of each of the two hashes, of near copies."""

TURNS = 8
"""Quarter turns, plain and mirrored."""

NEAR_CORRELATION = 0.9
"""Least correlation of the contents of near copies. Of 1,219 pairs of lung slices with close hashes a quarter
correlates by less than 0.77: another slice, or another person."""

THUMBNAIL_PX = 64

_FLAT = 1e-3

_WAVES_PX = 32
"""Side of the picture whose waves are looked at."""

_PAIRS_AT_ONCE = 1 << 21

Hashes: TypeAlias = npt.NDArray[np.uint64]
"""(TURNS, 2) uint64: difference and cosine hash of each turn; the first is the picture as it is."""

Pairs: TypeAlias = npt.NDArray[np.intp]
"""(pairs, 2) places, first < second."""

Turned: TypeAlias = npt.NDArray[np.intp]
"""(pairs, 3): two places, first < second, and the turn in which the first looks like the second."""


def picture_hashes(plane: npt.NDArray[np.generic]) -> Hashes:
    """Hash a grey picture, (rows, columns) of any type, in all eight turns."""
    content = content_box(np.nan_to_num(plane.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0))
    found = np.empty((TURNS, 2), dtype=np.uint64)
    for turn in range(TURNS):
        seen = turned(content, turn)
        found[turn] = _difference_bits(seen), _cosine_bits(seen)
    return found


def turned(plane: npt.NDArray[np.float32], turn: int) -> npt.NDArray[np.float32]:
    """Mirror (from 4 on) and turn by quarters to the left."""
    mirrored = plane[:, ::-1] if turn >= TURNS // 2 else plane
    return np.ascontiguousarray(np.rot90(mirrored, turn % (TURNS // 2)))


def near_pairs(hashes: Sequence[Hashes], *, bits: int = NEAR_BITS, turns: bool = True) -> Turned:
    """Find pairs of pictures whose hashes are close; whether they are copies is for `near_copies` to say.

    Parameters
    ----------
    hashes
        Of each picture.
    bits
        Largest distance, of each of the two hashes.
    turns
        Whether turned and mirrored copies count.
    """
    count = len(hashes)
    if count < 2:
        return np.empty((0, 3), dtype=np.intp)
    block = np.stack(hashes)
    plain = block[:, 0]
    rows = max(1, _PAIRS_AT_ONCE // count)
    found: dict[tuple[int, int], int] = {}
    for start in range(0, count, rows):
        for turn in range(TURNS if turns else 1):
            apart = np.maximum(
                *(
                    np.bitwise_count(block[start : start + rows, turn, kind, np.newaxis] ^ plain[:, kind])
                    for kind in range(2)
                )
            )
            for first, second in np.argwhere(apart <= bits).tolist():
                if start + first < second:
                    found.setdefault((start + first, second), turn)
    return np.asarray([(*pair, turn) for pair, turn in sorted(found.items())], dtype=np.intp).reshape(-1, 3)


def near_copies(
    planes: Sequence[npt.NDArray[np.generic]],
    *,
    bits: int = NEAR_BITS,
    correlation: float = NEAR_CORRELATION,
    turns: bool = True,
) -> Turned:
    """Find pictures of which one is a near copy of the other, in any turn.

    Parameters
    ----------
    planes
        (rows, columns) each.
    bits, turns
        As for `near_pairs`.
    correlation
        Least correlation of the contents, which are compared where the hashes are close: hashes of 128 bits alone join
        slices of different persons into chains of hundreds.
    """
    contents = [content_thumbnail(plane) for plane in planes]
    close = near_pairs([picture_hashes(plane) for plane in planes], bits=bits, turns=turns)
    return confirmed(close, contents, correlation=correlation)


def content_thumbnail(plane: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    """(rows, columns) -> (THUMBNAIL_PX, THUMBNAIL_PX) float32: the content, mean 0 and length 1; 0 for a flat one."""
    content = content_box(np.nan_to_num(plane.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0))
    return unit(np.asarray(cv2.resize(content, (THUMBNAIL_PX,) * 2, interpolation=cv2.INTER_AREA), dtype=np.float32))


def confirmed(close: Turned, contents: Sequence[npt.NDArray[np.float32]], *, correlation: float) -> Turned:
    """Keep the pairs whose contents correlate in the turn in which their hashes are close."""
    keep = [
        float(np.sum(turned(contents[first], turn) * contents[second])) >= correlation
        for first, second, turn in close.tolist()
    ]
    result: Turned = close[np.asarray(keep, dtype=bool)]
    return result


def unit(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Shift and scale to mean 0 and length 1, so that products are correlations; 0 throughout for a flat one."""
    centred = plane - plane.mean()
    length = float(np.linalg.norm(centred))
    result: npt.NDArray[np.float32] = centred / length if length > _FLAT else np.zeros_like(centred)
    return result


def _difference_bits(plane: npt.NDArray[np.float32]) -> np.uint64:
    """Whether each of 8 x 8 fields is brighter than its left neighbour."""
    fields = np.asarray(cv2.resize(plane, (9, 8), interpolation=cv2.INTER_AREA))
    return _packed(fields[:, 1:] > fields[:, :-1])


def _cosine_bits(plane: npt.NDArray[np.float32]) -> np.uint64:
    """Whether each of the 8 x 8 longest waves, without the mean, is stronger than their middle one."""
    small = np.asarray(cv2.resize(plane, (_WAVES_PX, _WAVES_PX), interpolation=cv2.INTER_AREA), dtype=np.float32)
    waves = np.asarray(cv2.dct(small))[:8, :8].ravel()
    return _packed(waves > np.median(waves[1:]))


def _packed(bits: npt.NDArray[np.bool_]) -> np.uint64:
    return np.uint64(int.from_bytes(np.packbits(bits.ravel()).tobytes(), "big"))
