"""What misleads the router: held-out films and slices turned, scaled, noisy, coarse, windowed, compressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from torch import nn

from ai.errors import InputMismatch
from ai.inference.router import verdict_on
from ai.library.card import InputSpec
from ai.library.router_kinds import CHEST_FILM, KINDS, RouterReading
from ai.progress import Progress, silent
from ai.training.router_data import Picture
from ai.training.router_drawn import Plane
from ai.training.router_score import answer_of, member_logits, told

EACH_FOLD = 8
"""Films of a fold that are changed, and slices of each set of slices, spread evenly."""

Change: TypeAlias = Callable[[Plane, float, np.random.Generator], npt.NDArray[np.generic]]


def _as_it_is(plane: Plane, strength: float, chance: np.random.Generator) -> Plane:
    return plane


def _rotated(plane: Plane, degrees: float, chance: np.random.Generator) -> Plane:
    return _warped(plane, degrees, 1.0)


def _scaled(plane: Plane, factor: float, chance: np.random.Generator) -> Plane:
    return _warped(plane, 0.0, factor)


def _noisy(plane: Plane, strength: float, chance: np.random.Generator) -> npt.NDArray[np.float32]:
    """Noise in shares of the picture's own standard deviation, at its full resolution."""
    values = plane.astype(np.float32)
    noisy: npt.NDArray[np.float32] = values + strength * values.std() * chance.standard_normal(values.shape, np.float32)
    return noisy


def _coarse(plane: Plane, side: float, chance: np.random.Generator) -> Plane:
    rows, columns = plane.shape
    small = cv2.resize(plane, (round(side * columns / max(plane.shape)), round(side * rows / max(plane.shape))))
    return np.asarray(small).astype(np.uint8)


def _windowed(plane: Plane, share: float, chance: np.random.Generator) -> Plane:
    """Keep the middle share of the grey values of the picture."""
    low, high = np.percentile(plane, (50 - 50 * share, 50 + 50 * share))
    kept: Plane = (np.clip((plane - low) / max(float(high - low), 1.0), 0, 1) * 255).astype(np.uint8)
    return kept


def _gamma(plane: Plane, exponent: float, chance: np.random.Generator) -> Plane:
    changed: Plane = ((plane / 255) ** exponent * 255).astype(np.uint8)
    return changed


def _jpeg(plane: Plane, quality: float, chance: np.random.Generator) -> Plane:
    _, content = cv2.imencode(".jpg", plane, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE)).astype(np.uint8)


def _cropped(plane: Plane, share: float, chance: np.random.Generator) -> Plane:
    rows, columns = (int(0.5 * share * side) for side in plane.shape)
    return plane[rows : plane.shape[0] - rows, columns : plane.shape[1] - columns]


def _opaque(plane: Plane, strength: float, chance: np.random.Generator) -> Plane:
    """Whiten one lung: an effusion, a pneumonectomy."""
    down, along = (np.linspace(0, 1, side) for side in plane.shape)
    middle = 0.3 if chance.random() < 0.5 else 0.7
    patch = np.exp(-(((down[:, None] - 0.5) / 0.25) ** 4) - ((along[None] - middle) / 0.16) ** 4)
    bright = np.percentile(plane, 95)
    whiter: Plane = (plane + strength * patch * np.clip(bright - plane.astype(np.float32), 0, None)).astype(np.uint8)
    return whiter


def _inverted(plane: Plane, strength: float, chance: np.random.Generator) -> Plane:
    """Blend over to the negative: at 0.5 nothing is left."""
    return ((1 - strength) * plane + strength * (255.0 - plane)).astype(np.uint8)


CHANGES: Mapping[str, tuple[Change, tuple[float, ...]]] = {
    "none": (_as_it_is, (0,)),
    "rotation_deg": (_rotated, (5, 10, 20, 30, 45, 60)),
    "scale": (_scaled, (0.5, 0.7, 1.3, 1.6)),
    "cropped_share": (_cropped, (0.1, 0.2, 0.3)),
    "noise_sd": (_noisy, (0.5, 1, 2, 4)),
    "longest_side_px": (_coarse, (256, 128, 64, 32)),
    "window_share": (_windowed, (0.8, 0.6, 0.4)),
    "gamma": (_gamma, (0.4, 0.7, 1.5, 2.5)),
    "jpeg_quality": (_jpeg, (50, 20, 5)),
    "one_lung_white": (_opaque, (0.5, 1)),
    "inversion": (_inverted, (0.25, 0.75, 1)),
}
"""Kinds of change and their strengths."""


def robustness(
    held: Sequence[tuple[Picture, nn.Module]],
    spec: InputSpec,
    reading: RouterReading,
    *,
    progress: Progress = silent,
) -> dict[str, object]:
    """Make the table of the card: how many are still told, and what the gate of a model of chest films says.

    Parameters
    ----------
    held
        Pictures with the member that never saw them.
    spec, reading
        Contract and calibration.
    """
    table: dict[str, object] = {"pictures": len(held)}
    for done, (name, (change, strengths)) in enumerate(CHANGES.items()):
        for strength in strengths:
            progress(done / len(CHANGES), f"Changing pictures: {name} {strength:g}")
            chance = np.random.default_rng(0)
            verdicts, right = [], dict.fromkeys(KINDS, 0)
            asked = {"upright": 0, "bones_bright": 0, "not_mirrored": 0}
            for picture, network in held:
                plane = np.ascontiguousarray(change(picture.volume.voxels[0], strength, chance))
                try:
                    logits = member_logits(network, replace(picture.volume, voxels=plane[np.newaxis]), spec)
                except InputMismatch:
                    continue  # nothing is left of it: not told, and refused by whoever would read it
                answer = answer_of(logits, reading)
                right[picture.kind] += answer.kind == picture.kind
                if picture.kind != CHEST_FILM:
                    continue
                asked["upright"] += answer.turned == "upright"
                asked["bones_bright"] += answer.of("inverted") < 0.5
                asked["not_mirrored"] += answer.of("mirrored") < 0.5
                verdicts.append(verdict_on("", CHEST_FILM, answer, reading.sure).verdict)
            counts = {kind: sum(picture.kind == kind for picture, _ in held) for kind in KINDS}
            entry = {kind: f"{right[kind]} of {count}" for kind, count in counts.items() if count}
            films = {f"film_{question}": f"{hits} of {len(verdicts)}" for question, hits in asked.items()}
            if not verdicts:
                continue
            table[f"{name} {strength:g}"] = {**entry, **films, **{f"film_{k}": v for k, v in told(verdicts).items()}}
    return table


def some_of(pictures: Sequence[Picture]) -> list[Picture]:
    """Take `EACH_FOLD` pictures of each set and fold, spread evenly; drawn ones are left out."""
    chosen: list[Picture] = []
    for source in ("jsrt", "ct_lung_cancer_slices", "brain_mri_tumour"):
        for fold in sorted({picture.fold for picture in pictures if picture.fold >= 0}):
            own = [picture for picture in pictures if picture.source == source and picture.fold == fold]
            count = min(EACH_FOLD, len(own))
            chosen += [own[number * len(own) // count] for number in range(count)]
    return chosen


def _warped(plane: Plane, degrees: float, factor: float) -> Plane:
    rows, columns = plane.shape
    matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), degrees, factor)
    moved = cv2.warpAffine(plane, matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(moved).astype(np.uint8)
