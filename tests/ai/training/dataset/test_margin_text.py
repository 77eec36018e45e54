from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.training.dataset.margin_text import has_margin_text

from .conftest import draw


def body(seed: int) -> np.ndarray:
    """(512, 400) uint8: a bright textured ellipse with thin bright ribs on a dark, noisy ground."""
    picture = np.random.default_rng(seed).normal(14, 5, (512, 400)).clip(0, 255)
    inside = np.zeros((512, 400), np.uint8)
    cv2.ellipse(inside, (200, 256), (180, 230), 0, 0, 360, 255, -1)
    texture = cv2.resize(draw(seed), (400, 512))
    picture = np.where(inside > 0, texture, picture).astype(np.uint8)
    for top in range(60, 460, 40):
        cv2.ellipse(picture, (200, top), (150, 25), 0, 0, 180, 240, 2)
    return picture


@pytest.mark.parametrize("seed", range(20))
def test_pictures_without_words(seed: int) -> None:
    assert not has_margin_text(body(seed))
    assert not has_margin_text(255 - body(seed))
    assert not has_margin_text(body(seed).astype(np.float32) * 20 - 1000)


@pytest.mark.parametrize("words", ["DOE JOHN", "12345678", "1961-05-17", "ID: 4711"])
@pytest.mark.parametrize("scale", [0.4, 0.7, 1.2])
@pytest.mark.parametrize("place", ["top", "bottom"])
def test_words_in_a_corner(words: str, scale: float, place: str) -> None:
    picture = body(len(words))
    picture[:45] = picture[-45:] = 12
    at = (6, 36) if place == "top" else (6, 500)
    cv2.putText(picture, words, at, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 1 if scale < 1 else 2, cv2.LINE_AA)
    compressed = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], 0)
    assert compressed is not None
    assert has_margin_text(compressed)
    assert has_margin_text(255 - compressed)
    assert has_margin_text(compressed.astype(np.uint16) * 16)


def test_small_and_flat_pictures() -> None:
    assert not has_margin_text(np.zeros((8, 8), np.uint8))
    assert not has_margin_text(np.full((64, 64), np.nan, np.float32))


@pytest.mark.realdata
def test_false_alarms_on_real_pictures(shared_data: Path) -> None:
    """None of 199 films and of 436 brain slices; 2 of 876 lung slices, whose noise was cut to black and white."""
    for pattern, step, most in (
        ("jsrt/images/*.jpg", 4, 0),
        ("brain_mri_tumour/*/*.jpg", 4, 0),
        ("ct_*/*/*.jpg", 1, 2),
    ):
        paths = sorted(shared_data.glob(pattern))[::step]
        assert len(paths) > 40
        alarms = [path.name for path in paths if has_margin_text(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE))]
        assert len(alarms) <= most, alarms
