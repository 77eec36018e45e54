from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from ai.training.dataset.picture_hash import (
    NEAR_BITS,
    TURNS,
    content_thumbnail,
    near_copies,
    near_pairs,
    picture_hashes,
    turned,
    unit,
)


def apart(one: np.ndarray, other: np.ndarray, turn: int = 0) -> int:
    return max(int(one[turn, kind] ^ other[0, kind]).bit_count() for kind in range(2))


def test_copies_have_close_hashes_and_others_have_not(picture: Callable) -> None:
    original = picture(1, size=(200, 180))
    small = cv2.resize(original, (90, 100), interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(original, 20, 10, 0, 30, cv2.BORDER_CONSTANT, value=0)
    brighter = (original * 0.7 + 20).astype(np.uint8)
    for copy in (small, framed, brighter):
        assert apart(picture_hashes(original), picture_hashes(copy)) <= NEAR_BITS
    others = [picture_hashes(picture(seed, size=(200, 180))) for seed in range(2, 40)]
    assert min(apart(picture_hashes(original), other) for other in others) > NEAR_BITS


@pytest.mark.parametrize("turn", range(TURNS))
def test_every_turn_is_found_and_named(picture: Callable, turn: int) -> None:
    original, other = picture(1, size=(160, 160)), picture(2, size=(160, 160))
    copy = turned(original.astype(np.float32), turn)
    found = near_copies([original, other, copy])
    assert found.tolist() == [[0, 2, turn]]
    assert near_copies([original, other, copy], turns=False).tolist() == ([[0, 2, 0]] if turn == 0 else [])


def test_a_turn_is_exact() -> None:
    plane = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert turned(plane, 1).tolist() == [[2, 5], [1, 4], [0, 3]]
    assert turned(plane, 4).tolist() == [[2, 1, 0], [5, 4, 3]]
    assert len({turned(plane, turn).tobytes() + bytes(turned(plane, turn).shape) for turn in range(TURNS)}) == TURNS


def test_close_hashes_alone_make_no_copy(picture: Callable) -> None:
    planes = [picture(seed, size=(100, 100)) for seed in range(6)]
    everything = near_pairs([picture_hashes(plane) for plane in planes], bits=64)
    assert len(everything) == 15  # every pair
    assert not len(near_copies(planes, bits=64))
    assert len(near_copies(planes, bits=64, correlation=-1)) == 15


def test_few_and_flat_pictures() -> None:
    flat = np.full((30, 40), 7, np.uint8)
    assert near_pairs([]).shape == near_pairs([picture_hashes(flat)]).shape == (0, 3)
    assert not content_thumbnail(flat).any()
    assert not len(near_copies([flat, flat]))  # nothing to see is no copy
    assert not unit(np.zeros((3, 3), np.float32)).any()


def test_what_is_no_number_does_not_spread() -> None:
    plane = np.full((20, 20), np.nan, np.float32)
    plane[5:, 5:] = np.arange(225).reshape(15, 15)
    assert np.isfinite(content_thumbnail(plane)).all()
    assert picture_hashes(plane).shape == (TURNS, 2)
