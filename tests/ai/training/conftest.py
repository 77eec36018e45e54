"""Tiny datasets of known content and runs of seconds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import SimpleITK
import torch

from ai.itk_image import to_itk
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.library import Library
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.sources.coco import offer_coco
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.nifti_pairs import offer_nifti
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.training.finetune_config import FinetuneConfig

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


PARTS = ("front", "back")
"""Structures of `scan_dataset`, by their values 1 and 2."""

AFFINE = np.array([[0, 0, -1.5, 20.0], [0, -1.0, 0, -7.0], [2.0, 0, 0, 3.0], [0, 0, 0, 1]])
"""Of `scan_dataset`: slices to the head, rows to the front, columns to the right; 2 x 1 x 1.5 mm."""


def scan_of(seed: int, shape: tuple[int, int, int] = (16, 24, 20)) -> tuple[np.ndarray, np.ndarray]:
    """(slices, rows, columns) int16 of noise with two bright boxes that touch, and their map of 1 and 2."""
    rng = np.random.default_rng(seed)
    voxels, labels = rng.normal(100, 12, shape), np.zeros(shape, np.uint8)
    down, aside, along = rng.integers(-2, 3, 3)
    slices, rows = slice(4 + along, 12 + along), slice(7 + down, 17 + down)
    labels[slices, rows, 4 + aside : 10 + aside] = 1
    labels[slices, rows, 10 + aside : 15 + aside] = 2
    return (voxels + 60 * labels).astype(np.int16), labels


@pytest.fixture
def scan_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a split dataset of small MR scans with masks of ``front`` and ``back``, or what `names` calls them."""

    def make(
        count: int = 10,
        *,
        names: tuple[str, ...] = PARTS,
        name: str = "scans",
        shape: tuple[int, int, int] = (16, 24, 20),
    ) -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        for folder in ("images", "labels"):
            (source / folder).mkdir(parents=True)
        for index in range(count):
            for folder, voxels in zip(("images", "labels"), scan_of(index, shape), strict=True):
                image = to_itk(voxels, AFFINE)
                SimpleITK.WriteImage(image, str(source / folder / f"c{index:03}.nii.gz"))
        parts = tuple(MaskPart(each, value) for value, each in enumerate(names, 1) if each)
        intake = Intake(person="(.+)", facts=ImageFacts(modality="MR", body_part="BRAIN"))
        import_offered(target, offer_nifti(source, parts=parts, intake=intake))
        split(open_dataset(target))
        return target

    return make


GRID = GridSpec(
    orientation="SAR",
    spacing_mm=(2.0, 1.0, 1.5),
    patch=(16, 16, 16),
    overlap=0.5,
    intensity=(IntensityStep("z-score"),),
)

UNET = Architecture(
    "monai",
    (
        ("name", "DynUNet"),
        ("spatial_dims", 3),
        ("in_channels", 1),
        ("out_channels", 3),
        ("kernel_size", (3, 3, 3)),
        ("strides", (1, 2, 2)),
        ("upsample_kernel_size", (2, 2)),
        ("filters", (4, 8, 8)),
        ("norm_name", ("INSTANCE", {"affine": True})),
    ),
)


@pytest.fixture
def write_outliner(tmp_path: Path) -> Callable[..., ModelCard]:
    """Write a pack of random weights that outlines ``front`` and ``back`` on scans, into ``tmp_path/models``."""

    def write(**changes: Any) -> ModelCard:
        code = Code("0", "99TEST", "part")
        fields: dict[str, Any] = {
            "id": "outliner",
            "version": "1.0.0",
            "title": "Outliner",
            "task": "segmentation",
            "labels": tuple(Label(name, name.title(), code) for name in PARTS),
            "input": InputSpec(("MR",), (), (), (0, 0), (0.0, 100.0), 1, GRID),
            "architecture": UNET,
            "threshold": 0.5,
            "reading": Reading("use", "not", "licence", "data", "people", ("limit",)),
            "metrics": {},
            "reference": {"volume_factors": {"front": 1.2}, "largest_part": ["front", "back"]},
            "parent": "",
        } | changes
        folder = tmp_path / "models" / f"{fields['id']}-{fields['version']}"
        folder.mkdir(parents=True)
        torch.manual_seed(1)
        path = folder / "member0.safetensors"
        member = Weights(path.name, write_weights(build(fields["architecture"]), path))
        card = ModelCard(**fields, members=(member,), folder=folder)
        write_card(card)
        return card

    return write


BALL_AFFINE = np.array([[0, 0, 1.5, -12.0], [0, 1.5, 0, -15.0], [3.0, 0, 0, 3.0], [0, 0, 0, 1]])
"""Of `ball_dataset`: slices to the head, rows to the back, columns to the left; 3 x 1.5 x 1.5 mm."""


def ball_scan(seed: int, *, has_ball: bool, shape: tuple[int, int, int] = (10, 20, 18)) -> np.ndarray:
    """(slices, rows, columns) int16 of noise, with a bright ball of 6 mm radius somewhere where asked."""
    rng = np.random.default_rng(seed)
    voxels = rng.normal(100, 10, shape)
    if has_ball:
        spacing = np.array([3.0, 1.5, 1.5])
        middle = np.array([rng.uniform(8, side * mm - 8) for side, mm in zip(shape, spacing, strict=True)])
        places = (np.indices(shape).reshape(3, -1).T + 0.5) * spacing
        inside = (np.linalg.norm(places - middle, axis=1) < 6).reshape(shape)
        voxels[inside] += 80
    return voxels.astype(np.int16)


def write_ball_scans(source: Path, count: int, *, shape: tuple[int, int, int] = (10, 20, 18)) -> None:
    """Write a folder per class, ``ball`` and ``no_ball``, of NIfTI files."""
    for number, name in enumerate(("ball", "no_ball")):
        (source / name).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            voxels = ball_scan(1000 * number + index, has_ball=name == "ball", shape=shape)
            SimpleITK.WriteImage(to_itk(voxels, BALL_AFFINE), str(source / name / f"{name}{index:03}.nii.gz"))


@pytest.fixture
def ball_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Write a split dataset of small MR scans of two classes: with a bright ball, and without."""

    def make(count: int = 14, *, name: str = "balls") -> Path:
        source, target = tmp_path / f"{name}_source", tmp_path / name
        write_ball_scans(source, count)
        facts = ImageFacts(modality="MR", body_part="BRAIN")
        import_classes(source, target, intake=Intake(person="(.+)", facts=facts))
        split(open_dataset(target))
        return target

    return make


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., FinetuneConfig]:
    """Plan a run of seconds on a dataset, in the folder "job" unless told."""

    def make(dataset: Path, **changes: Any) -> FinetuneConfig:
        fields: dict[str, Any] = {"base": "tiny", "epochs": 3, "batch": 5, "output": tmp_path / "job"} | changes
        return FinetuneConfig(dataset, **fields)

    return make
