"""Scans of bright balls in noise, with boxes, stored in any direction."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.file_order import Place
from ai.training.dataset.intake import Content, Offer, add_cases
from ai.training.dataset.split import split
from ai.volume import SpacingKind, Volume

SPACING_MM = (2.0, 1.0, 1.0)
"""Of slices, rows and columns of `axial`."""

AXIAL = np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]])
"""(3, 3) unit steps: slices to the head, rows to the back, columns to the left."""


@dataclass(frozen=True)
class Ready:
    """A content that is there already."""

    content: Content

    def read(self) -> Content:
        return self.content


def axial(steps: np.ndarray = AXIAL, spacing_mm: tuple[float, float, float] = SPACING_MM) -> np.ndarray:
    """(4, 4) index to LPS mm of a grid with these unit steps."""
    affine = np.eye(4)
    affine[:3, :3] = steps * np.array(spacing_mm)
    affine[:3, 3] = (12.0, -30.0, 7.0)
    return affine


def ball_scan(
    balls_lps_mm: list[tuple[tuple[float, float, float], float]],
    *,
    affine: np.ndarray,
    shape: tuple[int, int, int],
    seed: int = 0,
    noise: float = 20.0,
    modality: str = "MR",
) -> Content:
    """Make a scan of (centre in LPS mm, radius in mm) with the tight box of each ball on its own grid."""
    rng = np.random.default_rng(seed)
    voxels = rng.normal(100, noise, shape)
    index = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), -1)
    places = index @ affine[:3, :3].T + affine[:3, 3]
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    boxes = []
    for centre, radius in balls_lps_mm:
        voxels += 120 * (np.linalg.norm(places - np.array(centre), axis=-1) <= radius)
        middle = np.linalg.inv(affine[:3, :3]) @ (np.array(centre) - affine[:3, 3])
        low = np.maximum(middle - radius / spacing, -0.5).tolist()
        high = np.minimum(middle + radius / spacing, np.array(shape) - 0.5).tolist()
        boxes.append(Box("nodule", (low[0], low[1], low[2]), (high[0], high[1], high[2])))
    kind = SpacingKind.PATIENT
    volume = Volume(voxels.astype(np.int16), affine, modality=modality, spacing_kind=kind, axes_known=True)
    return Content(volume, boxes=tuple(boxes))


def reversed_scan(content: Content, axis: int = 0) -> Content:
    """Store the same scan with one axis the other way round."""
    volume, last = content.volume, content.volume.shape[axis] - 1
    affine = volume.affine_lps.copy()
    affine[:3, 3] += last * affine[:3, axis]
    affine[:3, axis] *= -1

    def turned(box: Box) -> Box:
        low, high = list(box.low), list(box.high)
        low[axis], high[axis] = last - box.high[axis], last - box.low[axis]
        return Box(box.label, (low[0], low[1], low[2]), (high[0], high[1], high[2]))

    other = Volume(
        np.flip(volume.voxels, axis).copy(),
        affine,
        modality=volume.modality,
        spacing_kind=volume.spacing_kind,
        axes_known=True,
    )
    return Content(other, boxes=tuple(turned(box) for box in content.boxes))


def some_balls(seed: int, shape: tuple[int, int, int], affine: np.ndarray, count: int) -> list:
    """Balls of 3 to 5 mm that lie inside of a scan."""
    rng = np.random.default_rng(seed)
    balls = []
    for _ in range(count):
        radius = float(rng.uniform(3.5, 5))
        spacing = np.linalg.norm(affine[:3, :3], axis=0)
        room = np.array(shape) - 1 - 2 * radius / spacing
        index = radius / spacing + room * rng.uniform(0, 1, 3)
        balls.append((tuple((affine[:3, :3] @ index + affine[:3, 3]).tolist()), radius))
    return balls


def write_dataset(folder: Path, contents: list[Content], names: tuple[str, ...] = ("nodule",)) -> Path:
    """Write a split dataset of boxes, a person a scan."""
    offers = [
        Offer(f"f{number}", "", Ready(content), None, Place(f"r{number}", number, f"b{number}"))
        for number, content in enumerate(contents)
    ]
    add_cases(folder, Task.DETECTION, names, offers)
    split(open_dataset(folder))
    return folder


def ball_contents(count: int, shape: tuple[int, int, int] = (16, 24, 24), modality: str = "MR") -> list[Content]:
    """Scans of a ball or two, every third stored the other way round, every ninth without a ball."""
    contents = []
    for number in range(count):
        affine = axial()
        balls = some_balls(number, shape, affine, 0 if number % 9 == 8 else 1)
        content = ball_scan(balls, affine=affine, shape=shape, seed=number, modality=modality)
        contents.append(reversed_scan(content) if number % 3 == 1 else content)
    return contents
