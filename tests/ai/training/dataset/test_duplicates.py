from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.duplicates import Twins, content_box, find_twins, fingerprint, thumbnail


def hamming(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def test_copies_are_near_and_others_are_not(picture: Callable) -> None:
    original = picture(1, size=(200, 180))
    small = cv2.resize(original, (90, 100), interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(original, 20, 10, 0, 30, cv2.BORDER_CONSTANT, value=0)
    darker = (original * 0.7).astype(np.uint8)
    for copy in (small, framed, darker):
        assert hamming(fingerprint(original[np.newaxis]), fingerprint(copy[np.newaxis])) <= 6
        assert float(thumbnail(original[np.newaxis]) @ thumbnail(copy[np.newaxis])) >= 0.97
    others = [picture(seed, size=(200, 180))[np.newaxis] for seed in range(2, 30)]
    assert min(hamming(fingerprint(original[np.newaxis]), fingerprint(other)) for other in others) > 6


def test_flat_pictures_are_no_copies_of_anything() -> None:
    flat = np.full((1, 30, 30), 7, np.uint8)
    assert fingerprint(flat) == 0
    assert not thumbnail(flat).any()
    assert content_box(flat[0].astype(np.float32)).shape == (30, 30)


def test_what_is_no_number_does_not_spread() -> None:
    voxels = np.full((3, 20, 20), np.nan, np.float32)
    voxels[1, 5:, 5:] = 3
    assert np.isfinite(thumbnail(voxels)).all()


def test_twins_are_found_and_told_apart(
    class_folders: Callable[..., Path], picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    source = class_folders(cat=10, dog=10)
    save_picture(picture(3), source / "cat" / "copy.png")
    save_picture(cv2.GaussianBlur(picture(4), (3, 3), 0), source / "dog" / "blurred.png")
    cases = import_classes(source, tmp_path / "set").dataset.cases
    pixels = [case.volume().voxels.tobytes() for case in cases]
    same = tuple(index for index, each in enumerate(pixels) if each == picture(3).tobytes())
    found = find_twins(cases)
    assert len(found) == 2
    assert Twins(*same, is_exact=True) in found
    near = next(one for one in found if not one.is_exact)
    assert {cases[near.first].label, cases[near.second].label} == {"cat", "dog"}
