"""How well one member marks held-out films: Jaccard per structure and the error of the cardiothoracic ratio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import nn

from ai.inference.cardiothoracic import measure_cardiothoracic
from ai.inference.plausibility import Range, anatomy_figures
from ai.inference.postprocess import MaskPlane, clean
from ai.inference.radiograph import member_probabilities
from ai.library.card import InputSpec
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress, silent
from ai.training.jsrt import Film, shrink_mask
from ai.training.metrics import bootstrap_mean, conformal_half_width, jaccard

GROUPS: Mapping[str, tuple[str, ...]] = {
    "lungs": ("right_lung", "left_lung"),
    "heart": ("heart",),
    "clavicles": ("right_clavicle", "left_clavicle"),
}
"""The three rows of published tables; a film's score is the mean over the sides."""


@dataclass(frozen=True)
class FilmScore:
    """Scores of one held-out film.

    Parameters
    ----------
    case
        Public name of the film.
    jaccard_256, jaccard_native
        By structure: masks at 256 x 256, and on the film's own pixels.
    ratio, true_ratio
        Cardiothoracic ratio, measured and from the reference masks; None where it could not be measured.
    """

    case: str
    jaccard_256: Mapping[str, float]
    jaccard_native: Mapping[str, float]
    ratio: float | None
    true_ratio: float


def score_films(
    network: nn.Module,
    films: Sequence[Film],
    names: Sequence[str],
    spec: InputSpec,
    *,
    threshold: float = 0.5,
    progress: Progress = silent,
) -> tuple[FilmScore, ...]:
    """Run one member on films that it never saw."""
    scores = []
    for index, film in enumerate(films):
        progress(index / len(films), f"Scoring film {index + 1} of {len(films)}")
        picture, placement = prepare_radiograph(film.volume(), spec)
        probability = member_probabilities((network,), picture[np.newaxis])[0]
        truth = dict(zip(names, film.masks(names), strict=True))
        coarse = {name: clean(plane, threshold) for name, plane in zip(names, probability, strict=True)}
        native = {
            name: clean(plane, threshold) for name, plane in zip(names, restore(probability, placement), strict=True)
        }
        scores.append(
            FilmScore(
                film.case,
                {name: jaccard(coarse[name], shrink_mask(truth[name], spec.size_px[0])) for name in names},
                {name: jaccard(native[name], truth[name]) for name in names},
                _ratio(native),
                _ratio(truth) or 0.0,
            )
        )
    return tuple(scores)


def summary(scores: Sequence[FilmScore]) -> dict[str, object]:
    """Table of the card: mean, spread and interval of the mean per row, and the error of the ratio."""
    table: dict[str, object] = {"films": len(scores)}
    for size in ("256", "native"):
        for group, names in GROUPS.items():
            values = [float(np.mean([getattr(score, f"jaccard_{size}")[name] for name in names])) for score in scores]
            low, high = bootstrap_mean(values)
            table[f"jaccard_{group}_{size}"] = {
                "mean": round(float(np.mean(values)), 4),
                "sd": round(float(np.std(values, ddof=1)), 4),
                "interval_95": [round(low, 4), round(high, 4)],
            }
    residuals = ratio_residuals(scores)
    table["cardiothoracic_ratio"] = {
        "films": len(residuals),
        "bias": round(float(np.mean(residuals)), 4),
        "sd": round(float(np.std(residuals, ddof=1)), 4),
        "half_width_95": round(conformal_half_width(residuals), 4),
    }
    table["worst_films"] = [
        score.case for score in sorted(scores, key=lambda score: min(score.jaccard_native.values()))[:5]
    ]
    return table


def ratio_residuals(scores: Sequence[FilmScore]) -> list[float]:
    """Measured minus true cardiothoracic ratio of the films where it could be measured."""
    return [score.ratio - score.true_ratio for score in scores if score.ratio is not None]


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


def _ratio(masks: Mapping[str, MaskPlane]) -> float | None:
    calipers = measure_cardiothoracic(masks["heart"], masks["right_lung"], masks["left_lung"])
    return None if calipers is None else calipers.ratio
