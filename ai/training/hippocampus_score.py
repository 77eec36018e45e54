"""How well members mark crops that they never saw: overlap, distance, volume, calibration, and what spoils them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.device import has_fast_bf16
from ai.inference.parts import largest_part
from ai.inference.segment import WHOLE
from ai.inference.sliding import Stitching, slide, window_weights
from ai.inference.tiling import tile
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import prepare
from ai.progress import Progress, silent
from ai.training.hippocampus_data import CLUSTER, CPU, Crop
from ai.training.metrics import clustered_bootstrap, conformal_half_width, dice, wilson
from ai.training.surfaces import hausdorff_95
from ai.volume import BoolMask, Volume

SAMPLES = 4000
"""Voxels of a crop that the calibration looks at."""

TEMPERATURES = np.geomspace(0.5, 4.0, 61)
BINS = 15

LEAST_CASES = 19
"""For an interval that 95 % lie inside."""

_OUTSIDE = -100.0
_LEAST = 1e-7


@dataclass(frozen=True, eq=False)
class CropScore:
    """Scores of one held-out crop.

    Parameters
    ----------
    crop, fold
        Which, and the fold it was held out in.
    eight_bit
        Whether its values are stored as bytes, which tells two ways of handing the scans on apart.
    dice, hd95_mm
        By structure and of `WHOLE`; the distance is NaN where nothing was found.
    found_ml, true_ml
        Volumes of the same.
    logits, truth
        (voxels, classes) float32 and (voxels,) uint8 of some voxels by chance, for the calibration.
    """

    crop: Crop
    fold: int
    eight_bit: bool
    dice: Mapping[str, float]
    hd95_mm: Mapping[str, float]
    found_ml: Mapping[str, float]
    true_ml: Mapping[str, float]
    logits: npt.NDArray[np.float32]
    truth: npt.NDArray[np.uint8]


def outputs_of(network: nn.Module, volume: Volume, grid: GridSpec) -> Tensor:
    """Run one network: (classes, slices, rows, columns) float32 on the grid of the volume."""
    prepared = prepare(volume, grid, device=CPU)
    slices, rows, columns = prepared.tensor.shape[1:]
    tiling = tile((slices, rows, columns), grid)
    found: list[Tensor] = []

    def predict(windows: Tensor) -> Tensor:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=has_fast_bf16(CPU)):
            outputs: Tensor = network(windows)
        return outputs.float()[None]

    def give(axis: int, first: int, block: Tensor) -> None:
        if not found:
            found.append(block.new_zeros((block.shape[1], slices, rows, columns)))
        found[0].narrow(axis + 1, first, block.shape[axis + 2]).copy_(block[0])

    slide(
        prepared.tensor,
        predict,
        tiling,
        give,
        weights=window_weights(tiling.patch, grid.blend),
        stitching=Stitching(batch=tiling.count),
    )
    return prepared.way.to_source(found[0], outside=_OUTSIDE)


def masks_of(outputs: Tensor, names: Sequence[str]) -> dict[str, BoolMask]:
    """Masks by name, one part each, as the product draws them."""
    classes = outputs.argmax(0).numpy()
    return {name: largest_part(classes == value) for value, name in enumerate(names, start=1)}


def score_crop(network: nn.Module, crop: Crop, fold: int, names: Sequence[str], grid: GridSpec) -> CropScore:
    """Run one member on a crop that it never saw."""
    volume, labelled = crop.volume(), crop.map()
    outputs = outputs_of(network, volume, grid)
    found = _with_whole(masks_of(outputs, names))
    truth = _with_whole({name: labelled == value for value, name in enumerate(names, start=1)})
    millilitres = abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / 1000
    chosen = np.random.default_rng(crop.number).choice(labelled.size, min(SAMPLES, labelled.size), replace=False)
    return CropScore(
        crop,
        fold,
        volume.voxels.dtype == np.uint8,
        {name: dice(found[name], truth[name]) for name in found},
        {name: hausdorff_95(found[name], truth[name], volume.spacing_mm) for name in found},
        _volumes(found, millilitres),
        _volumes(truth, millilitres),
        np.ascontiguousarray(outputs.flatten(1).T.numpy()[chosen]),
        labelled.ravel()[chosen],
    )


def score_crops(
    network: nn.Module,
    crops: Sequence[Crop],
    fold: int,
    names: Sequence[str],
    grid: GridSpec,
    *,
    progress: Progress = silent,
) -> tuple[CropScore, ...]:
    """Run one member on all crops of the fold that was held out."""
    scores = []
    for index, crop in enumerate(crops):
        progress(index / len(crops), f"Scoring crop {index + 1} of {len(crops)}")
        scores.append(score_crop(network, crop, fold, names, grid))
    return tuple(scores)


def summary(scores: Sequence[CropScore], names: Sequence[str]) -> dict[str, object]:
    """Table of the card: overlap and distance per structure with intervals, volumes, calibration, the worst crops."""
    table: dict[str, object] = {"crops": len(scores), "folds_held_out": len({score.fold for score in scores})}
    groups = [score.crop.number // CLUSTER for score in scores]
    for name in (*names, WHOLE):
        values = np.array([score.dice[name] for score in scores])
        distances = np.array([score.hd95_mm[name] for score in scores])
        estimate = clustered_bootstrap(_mean_of(values), groups)
        table[f"dice_{name}"] = {
            "mean": round(estimate.value, 4),
            "sd": round(float(values.std(ddof=1)), 4),
            "interval_95": [round(estimate.low, 4), round(estimate.high, 4)],
            "lowest": round(float(values.min()), 4),
        }
        table[f"hd95_mm_{name}"] = {
            "mean": round(float(np.nanmean(distances)), 3),
            "median": round(float(np.nanmedian(distances)), 3),
            "not_found": int(np.isnan(distances).sum()),
        }
    table["dice_by_fold"] = {
        str(fold): {
            name: round(float(np.mean([score.dice[name] for score in scores if score.fold == fold])), 4)
            for name in names
        }
        for fold in sorted({score.fold for score in scores})
    }
    table["dice_by_subgroup"] = _by_subgroup(scores, names)
    table["volume"] = {name: _volume_errors(scores, name) for name in (*names, WHOLE)}
    table["calibration"] = _calibration(scores)
    return table


def worst(scores: Sequence[CropScore], count: int = 5) -> list[str]:
    """Say of the worst crops what went wrong, by the case's public name."""
    return [in_words(score) for score in worst_first(scores)[:count]]


def worst_first(scores: Sequence[CropScore]) -> list[CropScore]:
    """Sort crops by their mean Dice."""
    return sorted(scores, key=_mean_dice)


def log_ratios(scores: Sequence[CropScore], name: str) -> list[float]:
    """Divide the true by the found volume of a structure, logarithms; of the crops where it was found."""
    return [
        math.log(score.true_ml[name] / score.found_ml[name])
        for score in scores
        if score.found_ml[name] > 0 and score.true_ml[name] > 0
    ]


def volume_factors(scores: Sequence[CropScore], names: Sequence[str]) -> dict[str, float]:
    """Factors by which volumes may be wrong either way, 95 % of the held-out crops lie inside; none of too few."""
    ratios = {name: log_ratios(scores, name) for name in names}
    return {
        name: round(math.exp(conformal_half_width(each)), 4)
        for name, each in ratios.items()
        if len(each) >= LEAST_CASES
    }


def _by_subgroup(scores: Sequence[CropScore], names: Sequence[str]) -> dict[str, object]:
    """Mean Dice by what is known of a crop: how large the hippocampus is, how its values are stored."""
    sizes = np.array([score.true_ml[WHOLE] for score in scores])
    low, high = (float(edge) for edge in np.quantile(sizes, [1 / 3, 2 / 3]))
    bytes_only = np.array([score.eight_bit for score in scores])
    groups = {
        f"reference below {low:.2f} ml": sizes < low,
        f"reference {low:.2f} to {high:.2f} ml": (sizes >= low) & (sizes <= high),
        f"reference above {high:.2f} ml": sizes > high,
        "stored as bytes": bytes_only,
        "stored as numbers with decimals": ~bytes_only,
    }
    return {title: _means(scores, np.flatnonzero(inside), names) for title, inside in groups.items() if inside.any()}


def _means(scores: Sequence[CropScore], chosen: npt.NDArray[np.intp], names: Sequence[str]) -> dict[str, object]:
    """Mean Dice of some crops, with the interval of a bootstrap of groups of neighbours."""
    row: dict[str, object] = {"crops": len(chosen)}
    groups = [scores[index].crop.number // CLUSTER for index in chosen]
    for name in names:
        values = np.array([scores[index].dice[name] for index in chosen])
        estimate = clustered_bootstrap(_mean_of(values), groups)
        row[name] = {"mean": round(estimate.value, 4), "interval_95": [round(estimate.low, 4), round(estimate.high, 4)]}
    return row


def _volume_errors(scores: Sequence[CropScore], name: str) -> dict[str, object]:
    shares = np.array([score.found_ml[name] / score.true_ml[name] - 1 for score in scores])
    errors: dict[str, object] = {
        "true_ml_mean": round(float(np.mean([score.true_ml[name] for score in scores])), 3),
        "error_median_percent": round(100 * float(np.median(np.abs(shares))), 2),
        "bias_percent": round(100 * float(shares.mean()), 2),
        "sd_percent": round(100 * float(shares.std(ddof=1)), 2),
    }
    folds = sorted({score.fold for score in scores})
    inside = total = 0
    widths = []
    for fold in folds:
        others = log_ratios([score for score in scores if score.fold != fold], name)
        if len(others) < LEAST_CASES:
            continue
        factor = conformal_half_width(others)
        own = log_ratios([score for score in scores if score.fold == fold], name)
        inside += sum(abs(each) <= factor for each in own)
        total += len(own)
        widths.append(math.exp(factor) - math.exp(-factor))
    if total:
        coverage = wilson(inside, total)
        errors["interval_nested"] = {
            "covered": f"{inside} of {total}",
            "coverage_wilson_95": [round(coverage.low, 4), round(coverage.high, 4)],
            "mean_width_percent": round(100 * float(np.mean(widths)), 1),
        }
    return errors


def _calibration(scores: Sequence[CropScore]) -> dict[str, object]:
    """Temperature of the outputs, fitted on the folds but one and judged on that one."""
    folds = sorted({score.fold for score in scores})
    rows = {fold: _gathered([score for score in scores if score.fold == fold]) for fold in folds}
    temperatures, plain, scaled = [], [], []
    for fold in folds:
        others = [rows[each] for each in folds if each != fold] or [rows[fold]]
        temperature = _temperature(
            np.concatenate([logits for logits, _ in others]), np.concatenate([truth for _, truth in others])
        )
        temperatures.append(temperature)
        plain.append(_judged(*rows[fold], 1.0))
        scaled.append(_judged(*rows[fold], temperature))
    table: dict[str, object] = {"temperature_mean": round(float(np.mean(temperatures)), 3)}
    for name, values in (("as_shipped", plain), ("with_temperature", scaled)):
        losses, errors = zip(*values, strict=True)
        table[name] = {"log_loss": round(float(np.mean(losses)), 4), "ece_15_bins": round(float(np.mean(errors)), 4)}
    table["note"] = "Of all voxels of the boxes; fitted on the other folds. Not applied: it changes no outline."
    return table


def _gathered(scores: Sequence[CropScore]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    return np.concatenate([score.logits for score in scores]), np.concatenate([score.truth for score in scores])


def _temperature(logits: npt.NDArray[np.float32], truth: npt.NDArray[np.uint8]) -> float:
    losses = [_judged(logits, truth, float(each))[0] for each in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _judged(logits: npt.NDArray[np.float32], truth: npt.NDArray[np.uint8], temperature: float) -> tuple[float, float]:
    """Log loss and expected calibration error of the class that is shown."""
    scaled = logits / temperature
    probability = np.exp(scaled - scaled.max(1, keepdims=True))
    probability /= probability.sum(1, keepdims=True)
    loss = -np.log(np.maximum(probability[np.arange(len(truth)), truth], _LEAST)).mean()
    sure, right = probability.max(1), probability.argmax(1) == truth
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(right[bins == each].mean() - sure[bins == each].mean()) * (bins == each).mean() for each in set(bins)]
    return float(loss), float(sum(gaps))


def _with_whole(masks: Mapping[str, BoolMask]) -> dict[str, BoolMask]:
    return {**masks, WHOLE: np.any(list(masks.values()), axis=0)}


def _volumes(masks: Mapping[str, BoolMask], millilitres: float) -> dict[str, float]:
    return {name: int(mask.sum()) * millilitres for name, mask in masks.items()}


def _mean_of(values: npt.NDArray[np.float64]) -> Callable[[npt.NDArray[np.intp]], float]:
    def mean(positions: npt.NDArray[np.intp]) -> float:
        return float(values[positions].mean())

    return mean


def _mean_dice(score: CropScore) -> float:
    return float(np.mean(list(score.dice.values())))


def in_words(score: CropScore) -> str:
    """Say of a crop how its parts differ from the reference, and what went wrong."""
    shares = {name: score.found_ml[name] / score.true_ml[name] - 1 for name in score.found_ml}
    parts = [f"{name} Dice {value:.3f}, volume {shares[name]:+.0%}" for name, value in score.dice.items()]
    opposite = max(shares[name] for name in score.dice) > 0.08 and min(shares[name] for name in score.dice) < -0.08
    if opposite:
        cause = "the border between the parts was set elsewhere"
    elif abs(shares[WHOLE]) > 0.1:
        cause = "too much was marked" if shares[WHOLE] > 0 else "too little was marked"
    elif max(score.hd95_mm.values()) > 3:
        cause = "an end was marked that the reference leaves out, or the other way round"
    else:
        cause = "the outline differs all round, the volume hardly"
    return f"{score.crop.case}: {'; '.join(parts)}: {cause}"
