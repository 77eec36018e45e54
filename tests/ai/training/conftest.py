"""Tiny datasets of known content and runs of seconds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.library.card import ModelCard
from ai.library.library import Library
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.sources.coco import offer_coco
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake

FACTS = ImageFacts(modality="CR", body_part="CHEST", view="PA", bones_bright=True)


def _write(pixels: np.ndarray, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())


def _noise(seed: int) -> np.ndarray:
    """(72, 72) float: a blurred random texture, unlike that of every other seed, which no copy search confuses."""
    coarse = np.random.default_rng(seed).uniform(40, 180, (9, 9)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (72, 72), interpolation=cv2.INTER_CUBIC))


@pytest.fixture
def class_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a split dataset of two classes: plain textures, and textures with fine stripes."""

    def make(count: int = 25, *, modality: str = "CR", name: str = "classes") -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        stripes = 30 * np.sin(np.arange(72) * 2.1)[None]
        for index in range(count):
            _write(_noise(index).clip(0, 255).astype(np.uint8), source / "plain" / f"p{index:03}.png")
            striped = (_noise(1000 + index) + stripes).clip(0, 255).astype(np.uint8)
            _write(striped, source / "with_stripes" / f"s{index:03}.png")
        facts = ImageFacts(modality=modality, body_part="CHEST", view="PA", bones_bright=True)
        import_classes(source, target, intake=Intake(person="(.+)", facts=facts))
        split(open_dataset(target))
        return target

    return make


@pytest.fixture
def mask_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a split dataset of bright boxes with their masks, under names that the tiny chest model knows."""

    def make(count: int = 10, *, names: tuple[str, ...] = ("right_lung", "heart"), name: str = "masks") -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        for index in range(count):
            rng = np.random.default_rng(index)
            down, aside = rng.integers(-6, 7, 2)
            picture, flags = 0.4 * _noise(index), np.zeros((72, 72), np.uint8)
            for bit in range(len(names)):
                box = np.s_[14 + down : 56 + down, 10 + 30 * bit + aside : 30 + 30 * bit + aside]
                flags[box] |= 1 << bit
                picture[box] += 70 + 60 * bit
            _write(picture.clip(0, 255).astype(np.uint8), source / "images" / f"c{index:03}.png")
            _write(flags, source / "masks" / f"c{index:03}.png")
        bits = {each: 1 << bit for bit, each in enumerate(names)}
        intake = Intake(person="(.+)", facts=FACTS)
        import_pairs(source / "images", source / "masks", target, bits=bits, intake=intake)
        split(open_dataset(target))
        return target

    return make


@pytest.fixture
def box_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a split dataset of bright discs on textures with their boxes; every twelfth picture has none."""

    def make(count: int = 24, *, names: tuple[str, ...] = ("nodule",), name: str = "boxes") -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        marks: list[dict[str, object]] = []
        for index in range(count):
            rng, picture = np.random.default_rng(index), 0.4 * _noise(index)
            # So few without that any split leaves boxes of each class in every part.
            for number in range(0 if index % 12 == 11 else 2 if len(names) > 1 else 1 + index % 2):
                radius = int(rng.integers(5, 8))
                row, column = int(rng.integers(8, 64)), int(rng.integers(8, 28)) + 36 * number
                cv2.circle(picture, (column, row), radius, 200.0, -1)
                box = [column - radius, row - radius, 2 * radius + 1, 2 * radius + 1]
                marks.append({"image_id": index, "category_id": number % len(names), "bbox": box})
            _write(picture.clip(0, 255).astype(np.uint8), source / f"c{index:03}.png")
        listed = {
            "images": [{"id": index, "file_name": f"c{index:03}.png"} for index in range(count)],
            "annotations": marks,
            "categories": [{"id": number, "name": each} for number, each in enumerate(names)],
        }
        (source / "boxes.json").write_text(json.dumps(listed))
        intake = Intake(person="(.+)", facts=FACTS)
        import_offered(target, offer_coco(source / "boxes.json", intake=intake))
        split(open_dataset(target))
        return target

    return make


@pytest.fixture
def tiny_library(tmp_path: Path, write_pack: Callable[..., ModelCard]) -> Library:
    """Make a library with the tiny chest model (64 x 64, random weights) as ``tiny``."""
    write_pack(tmp_path / "models")
    return Library([tmp_path / "models"])
