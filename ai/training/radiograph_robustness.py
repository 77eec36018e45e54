"""What spoils the outlines: held-out films turned, scaled, noisy, coarse or covered, and how many the gate refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from torch import nn

from ai.errors import InputMismatch
from ai.inference.postprocess import clean
from ai.inference.radiograph import member_probabilities, segment
from ai.library.card import ModelCard
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress, silent
from ai.training.anatomy_score import GROUPS
from ai.training.jsrt import Film
from ai.training.metrics import jaccard

EACH_FOLD = 8
"""Films of a fold that are changed, spread evenly."""

Plane: TypeAlias = npt.NDArray[np.float32]
"""(rows, columns) float32, 0 to 255."""

Bits: TypeAlias = npt.NDArray[np.bool_]
"""(structures, rows, columns) bool."""

Pair: TypeAlias = tuple[Plane, Bits]

Change: TypeAlias = Callable[[Plane, Bits, float, np.random.Generator], Pair]


def _moved(plane: Plane, masks: Bits, degrees: float, scale: float) -> Pair:
    rows, columns = plane.shape
    matrix = cv2.getRotationMatrix2D(((columns - 1) / 2, (rows - 1) / 2), degrees, scale)
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    moved = cv2.warpAffine(plane, matrix, (columns, rows), flags=kind)
    turned = [cv2.warpAffine(mask.astype(np.float32), matrix, (columns, rows)) for mask in masks]
    return np.asarray(moved, np.float32), np.stack(turned) >= 0.5


def _rotated(plane: Plane, masks: Bits, degrees: float, chance: np.random.Generator) -> Pair:
    return _moved(plane, masks, degrees * chance.choice((-1.0, 1.0)), 1.0)


def _scaled(plane: Plane, masks: Bits, factor: float, chance: np.random.Generator) -> Pair:
    return _moved(plane, masks, 0.0, factor)


def _cropped(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    margin = round(share * min(plane.shape))
    inner = (slice(margin, -margin), slice(margin, -margin))
    return np.ascontiguousarray(plane[inner]), np.ascontiguousarray(masks[:, *inner])


def _collimated(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    margin = round(share * min(plane.shape))
    covered = np.zeros_like(plane)
    inner = (slice(margin, -margin), slice(margin, -margin))
    covered[inner] = plane[inner]
    return covered, masks


def _noisy(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    grain = chance.standard_normal(plane.shape, dtype=np.float32)
    return np.clip(plane + 255 * share * grain, 0, 255), masks


def _blurred(plane: Plane, masks: Bits, sigma_px: float, chance: np.random.Generator) -> Pair:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma_px), np.float32), masks


def _coarse(plane: Plane, masks: Bits, side_px: float, chance: np.random.Generator) -> Pair:
    small = cv2.resize(plane, (round(side_px),) * 2, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, plane.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32), masks


def _gamma(plane: Plane, masks: Bits, exponent: float, chance: np.random.Generator) -> Pair:
    return (255 * (plane / 255) ** exponent).astype(np.float32), masks


def _windowed(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    """Keep a share of the greys around the middle one; the rest is black or white, as burnt into the film."""
    middle = float(np.median(plane))
    low = middle - 255 * share / 2
    return np.clip((plane - low) / share, 0, 255).astype(np.float32), masks


def _faint(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    """Flatten the contrast to a share of it, in whole grey values with a little noise."""
    grain = chance.standard_normal(plane.shape, dtype=np.float32)
    return np.round(127 + (plane - 127) * share + grain), masks


def _inverted(plane: Plane, masks: Bits, strength: float, chance: np.random.Generator) -> Pair:
    return 255 - plane, masks


def _jpeg(plane: Plane, masks: Bits, quality: float, chance: np.random.Generator) -> Pair:
    _, content = cv2.imencode(".jpg", np.round(plane).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, round(quality)])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_GRAYSCALE), np.float32), masks


def _opaque(plane: Plane, masks: Bits, share: float, chance: np.random.Generator) -> Pair:
    """Cover a share of the lower part of one lung by a white patch with a soft edge, as a consolidation does."""
    lung = masks[int(chance.integers(2))]
    if not lung.any():
        return plane, masks
    rows, columns = np.nonzero(lung)
    threshold = np.quantile(rows, 1 - share)
    at = float(columns.mean())
    tilt = chance.uniform(-0.3, 0.3)
    y, x = np.indices(plane.shape, dtype=np.float32)
    patch = ((y - threshold + tilt * (x - at) > 0) & lung).astype(np.float32)
    soft = cv2.GaussianBlur(patch, (0, 0), 8)
    return (plane + (np.quantile(plane, 0.9) - plane) * 0.9 * soft).astype(np.float32), masks


def _lettered(plane: Plane, masks: Bits, count: float, chance: np.random.Generator) -> Pair:
    """Burn boxes of text in, as workstations do."""
    result = np.round(plane).astype(np.uint8)
    rows, columns = plane.shape
    for _ in range(round(count)):
        top, left = int(chance.uniform(0, 0.85) * rows), int(chance.uniform(0, 0.7) * columns)
        height, width = round(0.09 * rows), round(0.28 * columns)
        result[top : top + height, left : left + width] = 0
        place, size = (left + 8, top + round(0.06 * rows)), rows / 900
        cv2.putText(result, "AP PORTABLE 12:30", place, cv2.FONT_HERSHEY_SIMPLEX, size, 255.0, 2)
    return result.astype(np.float32), masks


def _tubes(plane: Plane, masks: Bits, count: float, chance: np.random.Generator) -> Pair:
    """Draw lines and tubes over the chest."""
    result = plane.copy()
    rows, columns = plane.shape
    for _ in range(round(count)):
        points = np.stack([chance.uniform(0.2, 0.8, 4) * columns, np.linspace(0, chance.uniform(0.5, 0.9), 4) * rows])
        cv2.polylines(result, [points.T.round().astype(np.int32)], False, 255.0, thickness=max(1, rows // 150))
    return result, masks


CHANGES: Mapping[str, tuple[Change, tuple[float, ...]]] = {
    "none": (_scaled, ()),
    "rotated_deg": (_rotated, (5, 10, 20, 30)),
    "scale": (_scaled, (0.5, 0.7, 1.2, 1.4)),
    "cropped_share_of_each_side": (_cropped, (0.05, 0.1, 0.2)),
    "black_border_share": (_collimated, (0.05, 0.1)),
    "noise_share_of_range": (_noisy, (0.05, 0.1, 0.2)),
    "blur_px_of_1024": (_blurred, (2, 4, 8)),
    "resolution_px": (_coarse, (256, 128, 64)),
    "gamma": (_gamma, (0.4, 0.6, 1.6, 2.5)),
    "window_share_of_range": (_windowed, (0.8, 0.5, 0.3)),
    "contrast_share": (_faint, (0.3, 0.1, 0.05)),
    "jpeg_quality": (_jpeg, (50, 10, 3)),
    "opacity_share_of_one_lung": (_opaque, (0.2, 0.4, 0.7)),
    "text_boxes": (_lettered, (1, 3, 6)),
    "tubes": (_tubes, (1, 3)),
    "inverted": (_inverted, (1,)),
}
"""Kinds of change and their strengths."""


@dataclass(frozen=True)
class Held:
    """A film and the number of the member that never saw it."""

    film: Film
    member: int


def robustness(
    card: ModelCard, networks: Sequence[nn.Module], held: Sequence[Held], *, progress: Progress = silent
) -> dict[str, object]:
    """Table of the card: mean Jaccard on the film's pixels against strength, and how many films are refused.

    The overlap is of the one member that never saw the film, whether refused or not; refused is what the whole model
    refuses: unlike the training films, implausible, or its members disagree.

    Parameters
    ----------
    card
        With its statistics, whose file lies in its folder.
    networks
        Its members.
    held
        Films with their members.
    """
    table: dict[str, object] = {"films": len(held)}
    films = [_read(each.film, card) for each in held]
    for done, (name, (change, strengths)) in enumerate(CHANGES.items()):
        for strength in strengths or (0.0,):
            progress(done / len(CHANGES), f"Changing films: {name} {strength:g}")
            overlaps, refused = [], 0
            for number, (each, (plane, masks)) in enumerate(zip(held, films, strict=True)):
                chance = np.random.default_rng(number)
                if strengths:
                    plane, masks = change(plane, masks, strength, chance)
                overlap, stopped = _score(card, networks, each, plane, masks)
                overlaps.append(overlap)
                refused += stopped
            means = {group: round(float(np.mean([overlap[group] for overlap in overlaps])), 3) for group in GROUPS}
            table[f"{name} {strength:g}" if strengths else name] = means | {"refused": f"{refused} of {len(held)}"}
    return table


def some_of(films: Sequence[Film], fold: int) -> list[Held]:
    """Take some of the films of a fold, spread evenly."""
    count = min(EACH_FOLD, len(films))
    return [Held(films[number * len(films) // count], fold) for number in range(count)]


def _read(film: Film, card: ModelCard) -> Pair:
    plane = film.volume().voxels[0].astype(np.float32)
    return plane, film.masks([label.name for label in card.labels])


def _score(
    card: ModelCard, networks: Sequence[nn.Module], held: Held, plane: Plane, masks: Bits
) -> tuple[dict[str, float], bool]:
    volume = replace(held.film.volume(), voxels=plane[np.newaxis])
    picture, placement = prepare_radiograph(volume, card.input)
    said = member_probabilities((networks[held.member],), picture[np.newaxis])[0]
    found = [clean(each, card.threshold) for each in restore(said, placement)]
    by_name = {label.name: jaccard(mask, truth) for label, mask, truth in zip(card.labels, found, masks, strict=True)}
    overlap = {group: float(np.mean([by_name[name] for name in names])) for group, names in GROUPS.items()}
    try:
        segment(card, networks, volume)
    except InputMismatch:
        return overlap, True
    return overlap, False
