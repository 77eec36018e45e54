"""Small cases of known content on awkward grids, to be added to a dataset."""

from __future__ import annotations

from typing import Any

import numpy as np

from ai.training.dataset.case import Grouping
from ai.training.dataset.intake import Person
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import NewCase, NewMask, PlainMask
from ai.volume import Affine, Volume

OBLIQUE = np.array([[0.8, 0.6, 0], [-0.36, 0.48, 0.8], [0.48, -0.64, 0.6]])
"""Directions of (columns, rows, slices), rows of the matrix."""


def affine(
    spacing_mm: tuple[float, float, float] = (2.5, 0.7031, 0.333), *, oblique: bool = False, reversed_: bool = False
) -> Affine:
    """Affine of an awkward grid: nothing of it is a round number in single precision."""
    columns, rows, slices = OBLIQUE if oblique else np.eye(3)
    result = np.eye(4)
    result[:3, 0] = slices * spacing_mm[0] * (-1 if reversed_ else 1)
    result[:3, 1], result[:3, 2] = rows * spacing_mm[1], columns * spacing_mm[2]
    result[:3, 3] = -123.456789012, 77.123456789, 1000 / 3
    return result


def scan(seed: int = 0, *, dtype: type = np.int16, shape: tuple[int, int, int] = (5, 6, 7), **facts: Any) -> Volume:
    values = np.random.default_rng(seed).integers(0, 200, shape).astype(dtype)
    return Volume(values, facts.pop("grid", affine()), modality="MR", body_part="BRAIN", **facts)


def blob(seed: int = 1, shape: tuple[int, int, int] = (5, 6, 7)) -> np.ndarray:
    return np.random.default_rng(seed).random(shape) > 0.6


def person(name: str = "A") -> Person:
    return Person(Grouping.PATIENT_ID, ("patient", "", name))


def mask(name: str = "tumour", seed: int = 1, origin: Origin = Origin.HUMAN, **more: Any) -> NewMask:
    return NewMask(name, PlainMask(blob(seed)), origin, **more)


def new(volume: Volume | None = None, *masks: NewMask, who: Person | None = None, **more: Any) -> NewCase:
    return NewCase(volume or scan(), who or person(), masks=masks or (mask(),), **more)
