"""How well members mark films that they never saw: Jaccard per structure and the error of the cardiothoracic ratio."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from torch import nn

from ai.inference.cardiothoracic import measure_cardiothoracic
from ai.inference.plausibility import Range, anatomy_figures
from ai.inference.postprocess import MaskPlane, clean
from ai.inference.radiograph import member_probabilities
from ai.library.card import InputSpec
from ai.prepare.radiograph import FloatPlanes, prepare_radiograph, restore
from ai.progress import Progress, silent
from ai.training.bland_altman import method_agreement
from ai.training.conformal import nested_coverage
from ai.training.jsrt import Film, shrink_mask
from ai.training.metrics import bootstrap_mean, conformal_half_width, jaccard

GROUPS: Mapping[str, tuple[str, ...]] = {
    "lungs": ("right_lung", "left_lung"),
    "heart": ("heart",),
    "clavicles": ("right_clavicle", "left_clavicle"),
}
"""The three rows of published tables; a film's score is the mean over the sides."""

PUBLISHED_PX = 256
"""Side of the masks of published tables."""

LEAST_CASES = 19
"""For an interval that 95 % lie inside."""

LEAST_GROUP = 3
"""People of a subgroup below which no mean is given."""


@dataclass(frozen=True)
class FilmScore:
    """Scores of one held-out film.

    Parameters
    ----------
    film, fold
        Which, and the fold it was held out in.
    jaccard_256, jaccard_native
        By structure: masks at 256 x 256, and on the film's own pixels.
    ratio, true_ratio
        Cardiothoracic ratio, measured and from the reference masks; None where it could not be measured.
    remark
        What is wrong with its worst structure, in words.
    """

    film: Film
    fold: int
    jaccard_256: Mapping[str, float]
    jaccard_native: Mapping[str, float]
    ratio: float | None
    true_ratio: float
    remark: str = ""


def score_films(
    network: nn.Module,
    films: Sequence[Film],
    fold: int,
    names: Sequence[str],
    spec: InputSpec,
    *,
    threshold: float = 0.5,
    progress: Progress = silent,
) -> tuple[FilmScore, ...]:
    """Run one member on the films of the fold that was held out."""
    scores = []
    for index, film in enumerate(films):
        progress(index / len(films), f"Scoring film {index + 1} of {len(films)}")
        picture, placement = prepare_radiograph(film.volume(), spec)
        probability = member_probabilities((network,), picture[np.newaxis])[0]
        truth = dict(zip(names, film.masks(names), strict=True))
        coarse = cleaned(_shrunk(probability), names, threshold)
        native = cleaned(restore(probability, placement), names, threshold)
        overlap = {name: jaccard(native[name], truth[name]) for name in names}
        worst = min(overlap, key=lambda name: overlap[name])
        scores.append(
            FilmScore(
                film,
                fold,
                {name: jaccard(coarse[name], shrink_mask(truth[name], PUBLISHED_PX)) for name in names},
                overlap,
                ratio_of(native),
                ratio_of(truth) or 0.0,
                remark(worst, native[worst], truth[worst]),
            )
        )
    return tuple(scores)


def film_masks(
    network: nn.Module, film: Film, names: Sequence[str], spec: InputSpec, *, threshold: float = 0.5
) -> dict[str, MaskPlane]:
    """Run one member on a film: its masks on the film's own pixels, by name."""
    picture, placement = prepare_radiograph(film.volume(), spec)
    probability = member_probabilities((network,), picture[np.newaxis])[0]
    return cleaned(restore(probability, placement), names, threshold)


def summary(scores: Sequence[FilmScore]) -> dict[str, object]:
    """Table of the card: means with spread and interval, the error of the ratio, subgroups and the worst films."""
    table: dict[str, object] = {"films": len(scores)}
    for size in ("256", "native"):
        for group in GROUPS:
            values = _values(scores, group, size)
            low, high = bootstrap_mean(values)
            table[f"jaccard_{group}_{size}"] = {
                "mean": round(float(np.mean(values)), 4),
                "sd": round(float(np.std(values, ddof=1)), 4),
                "interval_95": [round(low, 4), round(high, 4)],
            }
    table["jaccard_native_by_fold"] = {f"fold {fold}": _means(own) for fold, own in _by(scores, _fold).items()}
    table["cardiothoracic_ratio"] = ratio_table(scores)
    table["subgroups"] = subgroups(scores)
    ranked = sorted(scores, key=lambda score: min(score.jaccard_native.values()))
    table["worst_films"] = [f"{score.film.case}: {score.remark}" for score in ranked[:5]]
    return table


def ratio_residuals(scores: Sequence[FilmScore]) -> list[float]:
    """Measured minus true cardiothoracic ratio of the films where it could be measured."""
    return [score.ratio - score.true_ratio for score in scores if score.ratio is not None]


def ratio_table(scores: Sequence[FilmScore]) -> dict[str, object]:
    """Agreement of the cardiothoracic ratio with that of the reference masks, and its interval."""
    measured = [score for score in scores if score.ratio is not None]
    found = method_agreement([score.ratio or 0.0 for score in measured], [score.true_ratio for score in measured])
    table: dict[str, object] = {
        "films": found.cases,
        "not_measured": len(scores) - found.cases,
        "bias": round(found.bias, 4),
        "sd": round(found.sd, 4),
        "limits_of_agreement": [round(found.low, 4), round(found.high, 4)],
        "within_film_variation_percent": round(found.variation_percent, 2),
        "icc_2_1": round(found.correlation, 4),
    }
    folds = [ratio_residuals(own) for own in _by(scores, _fold).values()]
    everyone = sum(len(own) for own in folds)
    if everyone >= LEAST_CASES:
        table["half_width_95"] = round(conformal_half_width(ratio_residuals(scores)), 4)
    if everyone - max(len(own) for own in folds) >= LEAST_CASES:
        nested = nested_coverage(folds)
        table["interval_nested"] = {
            "covered": f"{nested.inside} of {nested.cases}",
            "coverage_wilson_95": [round(nested.share.low, 4), round(nested.share.high, 4)],
            "contains_95_percent": "yes" if nested.holds() else "no",
            "mean_width": round(nested.mean_width, 4),
        }
    return table


def subgroups(scores: Sequence[FilmScore]) -> dict[str, object]:
    """Means over groups of people, as far as the list of films tells them."""
    table: dict[str, object] = {}
    for kind in dict.fromkeys(kind for score in scores for kind in score.film.groups):

        def group_of(score: FilmScore, kind: str = kind) -> str:
            return score.film.groups.get(kind, "")

        for group, own in sorted(_by(scores, group_of).items()):
            if group and len(own) >= LEAST_GROUP:
                residuals = ratio_residuals(own)
                bias = {"ratio_bias": round(float(np.mean(residuals)), 4)} if residuals else {}
                table[f"{kind}: {group}"] = {"films": len(own), **_means(own), **bias}
    return table


def remark(name: str, found: MaskPlane, truth: MaskPlane) -> str:
    """Say of one structure of one film how it differs from the reference, and where."""
    words = f"{name.replace('_', ' ')} {jaccard(found, truth):.2f}"
    if not found.any() or not truth.any():
        return f"{words}, nothing was marked" if truth.any() else f"{words}, there is none in the reference"
    missed, extra = truth & ~found, found & ~truth
    if not (missed | extra).any():
        return words
    area = int(truth.sum())
    rows, columns = (np.flatnonzero(truth.any(axis)) for axis in (1, 0))
    wrong = np.argwhere(missed | extra).mean(0)
    down = (wrong[0] - rows[0]) / len(rows)
    along = (wrong[1] - columns[0]) / len(columns)
    vertical = "upper" if down < 0.4 else "lower" if down > 0.6 else ""
    horizontal = "image left" if along < 0.4 else "image right" if along > 0.6 else ""
    place = " and ".join(word for word in (vertical, horizontal) if word) or "all round"
    shares = [100 * int(wrongly.sum()) / area for wrongly in (missed, extra)]
    return f"{words}, {shares[0]:.0f} % missed and {shares[1]:.0f} % too much, mostly {place}"


def plausible_ranges(films: Sequence[Film], *, progress: Progress = silent) -> tuple[Range, ...]:
    """Ranges of the anatomy's figures over reference masks, widened by half their width on either side.

    The films are of adults of few places; the margin lets other builds through and still stops what is no chest.
    """
    figures = []
    for index, film in enumerate(films):
        progress(index / len(films), "Measuring the reference masks")
        names = ("right_lung", "left_lung", "heart")
        figures.append(anatomy_figures(dict(zip(names, film.masks(names), strict=True))))
    ranges = []
    for name in figures[0]:
        values = [figure[name] for figure in figures]
        margin = (max(values) - min(values)) / 2
        ranges.append(Range(name, round(min(values) - margin, 4), round(max(values) + margin, 4)))
    return tuple(ranges)


def _shrunk(planes: FloatPlanes) -> FloatPlanes:
    """(structures, rows, columns) -> (structures, 256, 256), by area."""
    side = (PUBLISHED_PX, PUBLISHED_PX)
    return np.stack([np.asarray(cv2.resize(plane, side, interpolation=cv2.INTER_AREA)) for plane in planes])


def cleaned(planes: FloatPlanes, names: Sequence[str], threshold: float) -> dict[str, MaskPlane]:
    """Masks of (structures, rows, columns) probabilities, each without specks and holes, by name."""
    return {name: clean(plane, threshold) for name, plane in zip(names, planes, strict=True)}


def _values(scores: Sequence[FilmScore], group: str, size: str) -> list[float]:
    tables = [score.jaccard_256 if size == "256" else score.jaccard_native for score in scores]
    return [float(np.mean([table[name] for name in GROUPS[group]])) for table in tables]


def _means(scores: Sequence[FilmScore]) -> dict[str, float]:
    return {group: round(float(np.mean(_values(scores, group, "native"))), 4) for group in GROUPS}


def _by(scores: Sequence[FilmScore], key: Callable[[FilmScore], int | str]) -> dict[int | str, list[FilmScore]]:
    groups: dict[int | str, list[FilmScore]] = {}
    for score in scores:
        groups.setdefault(key(score), []).append(score)
    return groups


def _fold(score: FilmScore) -> int:
    return score.fold


def ratio_of(masks: Mapping[str, MaskPlane]) -> float | None:
    """Cardiothoracic ratio of masks of heart and lungs; None where it cannot be measured."""
    calipers = measure_cardiothoracic(masks["heart"], masks["right_lung"], masks["left_lung"])
    return None if calipers is None else calipers.ratio
