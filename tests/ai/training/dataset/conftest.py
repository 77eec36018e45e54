"""Small pictures of known content, and datasets made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

Draw = Callable[..., np.ndarray]


def draw(seed: int, *, size: tuple[int, int] = (48, 40)) -> np.ndarray:
    """(rows, columns) uint8: a blurred random texture, unlike that of every other seed."""
    coarse = np.random.default_rng(seed).integers(20, 236, size=(9, 9)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC))


def save(pixels: np.ndarray, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, pixels)[1].tobytes())
    return path


@pytest.fixture
def picture() -> Draw:
    return draw


@pytest.fixture
def save_picture() -> Callable[[np.ndarray, Path], Path]:
    return save


@pytest.fixture
def class_folders(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder per class with so many different pictures: ``make(cat=30, dog=30)``."""

    def make(name: str = "source", *, ending: str = ".png", start: int = 0, **classes: int) -> Path:
        folder = tmp_path / name
        for number, (label, count) in enumerate(classes.items()):
            for index in range(start, start + count):
                save(draw(100_000 * number + index), folder / label / f"{label}_{index:04d}{ending}")
        return folder

    return make


@pytest.fixture
def pairs(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Write pictures with flag masks: bit 1 is the upper half, bit 2 the left half."""

    def make(count: int = 12) -> tuple[Path, Path]:
        images, masks = tmp_path / "films" / "images", tmp_path / "films" / "masks"
        for index in range(count):
            pixels = draw(index)
            flags = np.zeros(pixels.shape, np.uint8)
            flags[: pixels.shape[0] // 2] |= 1
            flags[:, : pixels.shape[1] // 2] |= 2
            save(pixels, images / f"film{index:03d}.png")
            save(flags, masks / f"film{index:03d}.png")
        return images, masks

    return make
