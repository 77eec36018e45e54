"""Scores of ``cxr-nodule`` on films that its member never saw: marks against nodules, and films against films."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ai.inference.calibration import KEPT_SHARE, ScoreReading
from ai.inference.detect import PICTURE_SCORES, Misses
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import prepare
from ai.progress import Progress, silent
from ai.training.froc import Froc, Marked, froc
from ai.training.jsrt import PIXEL_MM, Film
from ai.training.metrics import clustered_bootstrap, wilson
from ai.training.nodule_films import Nodule
from ai.training.platt import Platt, fit_platt, out_of_fold
from ai.training.roc import Estimate, auc_interval
from ai.volume import Volume

FALSE_PER_FILM = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 8.0)
"""Where the sensitivity is told; 2 and 5 are what the model is judged by."""

SHOWN_FALSE_PER_FILM, MOST_SHOWN = 2.0, 5
"""Marks are shown from the score at which so many are wrong on a film, and never more than so many."""

SIZES_MM = (0.0, 10.0, 15.0, 20.0, 30.0, 1000.0)
"""Ends of the groups of sizes."""

BINS = 10
"""Of the calibration error."""

DRAWS = 1000

_FILM_MM = 1024 * PIXEL_MM
"""Side of a film."""


@dataclass(frozen=True, eq=False)
class FilmMarks:
    """What was said of one film.

    Parameters
    ----------
    case, fold
        Which film; the fold that was held out.
    nodule
        The truth; None for a film without one.
    marks
        Every candidate. A nodule outside the lungs does not count: marks on it are false.
    picture_score
        That the film holds any.
    """

    case: str
    fold: int
    nodule: Nodule | None
    marks: Marked
    picture_score: float

    @property
    def has_nodule(self) -> bool:
        """Whether there is one, inside the lungs or behind heart, spine or diaphragm."""
        return self.nodule is not None


def score_films(
    network: nn.Module,
    films: Sequence[Film],
    nodules: Sequence[Nodule | None],
    grid: GridSpec,
    *,
    fold: int,
    progress: Progress = silent,
) -> list[FilmMarks]:
    """Ask a `ai.networks.spot_finder.SpotFinder` about films, on the same way as a user's films take."""
    found = []
    for index, (film, nodule) in enumerate(zip(films, nodules, strict=True)):
        progress(index / len(films), f"Scoring film {index + 1} of {len(films)}")
        marks, picture_score = marks_of(network, film.volume(), nodule, grid)
        found.append(FilmMarks(film.case, fold, nodule, marks, picture_score))
    return found


def marks_of(network: nn.Module, volume: Volume, nodule: Nodule | None, grid: GridSpec) -> tuple[Marked, float]:
    """Mark one film of the training films' pixel size: its marks against its nodule, and the score of the film."""
    prepared = prepare(volume, grid, device=next(network.parameters()).device)
    with torch.inference_mode():
        (said,) = network(prepared.batch.contiguous())
    boxes = said["boxes"].cpu().double().numpy()
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 - 0.5  # the first pixel reaches from 0 to 1
    on_network = np.concatenate([np.zeros((len(centres), 1)), centres], 1)
    places_mm = prepared.way.to_source_points(on_network)[:, 1:] * PIXEL_MM
    scores = said["scores"].cpu().double().numpy()
    picture_score = float(said[PICTURE_SCORES].mean())
    if nodule is None or not nodule.in_lungs:
        return Marked(places_mm, scores), picture_score
    row, column = nodule.centre_px
    return Marked(places_mm, scores, (row * PIXEL_MM, column * PIXEL_MM), nodule.size_mm), picture_score


@dataclass(frozen=True)
class Readings:
    """What the inference needs of the scores.

    Parameters
    ----------
    threshold
        Score from which marks are shown.
    misses
        What is missed and marked wrongly at that setting.
    marks, picture
        Calibrations of a mark and of a film.
    """

    threshold: float
    misses: Misses
    marks: ScoreReading
    picture: ScoreReading


def readings(films: Sequence[FilmMarks]) -> Readings:
    """Fit calibrations and thresholds on all films, each said by the member that never saw it."""
    curve = froc([film.marks for film in films])
    threshold = _floor(curve.threshold_at(SHOWN_FALSE_PER_FILM))
    scores, hits = _candidates(films)
    of_marks = fit_platt(scores, hits)
    says, truth = [film.picture_score for film in films], [film.has_nodule for film in films]
    of_films = fit_platt(says, truth)
    sure = _sure_from(np.asarray(says), np.asarray(truth))
    return Readings(
        threshold,
        _at(films, threshold, MOST_SHOWN),
        _score_reading(of_marks, threshold, (), len(scores)),
        # The band reaches down to nothing: a film is never called free.
        _score_reading(of_films, sure, ((0.0, sure),), len(films)),
    )


def summary(films: Sequence[FilmMarks]) -> dict[str, Any]:
    """Make the card's tables."""
    curve = froc([film.marks for film in films])
    nodules = [film for film in films if film.marks.nodule_mm is not None]
    shown = readings(films)
    return {
        "films": len(films),
        "nodules": len(nodules),
        "left_out": [film.case for film in films if film.has_nodule and film.marks.nodule_mm is None],
        "sensitivity_at_false_marks_per_film": sensitivities(films),
        "at_2_by_subtlety": _groups(nodules, curve, 2.0, _subtlety),
        "at_5_by_subtlety": _groups(nodules, curve, 5.0, _subtlety),
        "at_2_by_size": _groups(nodules, curve, 2.0, _size),
        "at_5_by_size": _groups(nodules, curve, 5.0, _size),
        "shown": {
            "from_score": shown.threshold,
            "most": MOST_SHOWN,
            "sensitivity": round(1 - shown.misses.missed, 3),
            "false_marks_per_film": round(shown.misses.wrong, 2),
        },
        "marks": _marks_table(films),
        "film": _film_table(films),
    }


def sensitivities(films: Sequence[FilmMarks]) -> dict[str, Any]:
    """Make the table of the free-response curve: Wilson's interval, and that of a bootstrap which draws films."""
    marks = [film.marks for film in films]
    curve = froc(marks)
    nodules = [each for each in marks if each.nodule_mm is not None]
    strata = [each.nodule_mm is not None for each in marks]
    table: dict[str, Any] = {}
    for rate in FALSE_PER_FILM:
        hits = sum(each.best_hit >= curve.threshold_at(rate) for each in nodules)
        drawn = clustered_bootstrap(_sensitivity(marks, rate), range(len(films)), strata=strata, draws=DRAWS)
        table[f"{rate:g}"] = {
            **_plain(wilson(hits, len(nodules))),
            "hits": hits,
            "nodules": len(nodules),
            "bootstrap": [round(drawn.low, 3), round(drawn.high, 3)],
        }
    return table


def worst(films: Sequence[FilmMarks], count: int = 5) -> list[str]:
    """Say of the most obvious nodules that got the lowest scores what happened."""
    return [in_words(film) for film in worst_first(films)[:count]]


def worst_first(films: Sequence[FilmMarks]) -> list[FilmMarks]:
    """Sort the films with a nodule that counts: those that are missed first, among them the most obvious first."""
    counted = [film for film in films if film.marks.nodule_mm is not None]
    return sorted(counted, key=lambda film: (-min(_above(film), MOST_SHOWN), -_subtlety(film), -_above(film)))


def in_words(film: FilmMarks) -> str:
    """Say what lies where on a film, and how it was marked."""
    if film.nodule is None:
        return f"{film.case}: no nodule, {len(film.marks.scores)} candidates"
    row, column = (place * PIXEL_MM / _FILM_MM for place in film.nodule.centre_px)
    height = "upper" if row < 1 / 3 else "lower" if row > 2 / 3 else "middle"
    place = f"{height} third of the film, image {'left' if column < 0.5 else 'right'}"
    found = f"{film.case}: {film.nodule.size_mm:.0f} mm, subtlety {film.nodule.subtlety} of 5, {place}"
    above = _above(film)
    if not np.isfinite(film.marks.best_hit):
        return f"{found}: not marked at all"
    if above == 0:
        return f"{found}: the first mark"
    return f"{found}: marked, below {above} wrong {'mark' if above == 1 else 'marks'}"


def _above(film: FilmMarks) -> int:
    """Count the wrong marks that score higher than the nodule."""
    return int((film.marks.scores > film.marks.best_hit).sum())


def _candidates(films: Sequence[FilmMarks]) -> tuple[list[float], list[bool]]:
    scores = np.concatenate([film.marks.scores[:MOST_SHOWN] for film in films])
    hits = np.concatenate([film.marks.hits[:MOST_SHOWN] for film in films])
    return scores.tolist(), hits.tolist()


def _marks_table(films: Sequence[FilmMarks]) -> dict[str, Any]:
    scores, hits = _candidates(films)
    folds = [film.fold for film in films for _ in film.marks.scores[:MOST_SHOWN]]
    told = out_of_fold(scores, hits, folds)
    return {"marks": len(scores), "hits": sum(hits), **_calibration(told, np.asarray(hits, bool))}


def _film_table(films: Sequence[FilmMarks]) -> dict[str, Any]:
    says = np.array([film.picture_score for film in films])
    truth = np.array([film.has_nodule for film in films])
    folds = np.array([film.fold for film in films])
    told = out_of_fold(says.tolist(), truth.tolist(), folds.tolist())
    verdicts = {name: [0, 0] for name in ("present", "not_sure")}
    for fold in np.unique(folds):
        own = folds == fold
        sure = _sure_from(says[~own], truth[~own])
        for score, is_there in zip(says[own], truth[own], strict=True):
            verdicts["present" if score > sure else "not_sure"][int(is_there)] += 1
    return {
        "films": len(films),
        "with_nodule": int(truth.sum()),
        "auc": _plain(auc_interval(says, truth)),
        **_calibration(told, truth),
        "verdicts": {name: {"with_nodule": ones, "without": zeros} for name, (zeros, ones) in verdicts.items()},
    }


def _sure_from(scores: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> float:
    """Score above which a nodule is called present: a tenth of the films without one lie there."""
    return float(np.clip(np.quantile(scores[~truth], KEPT_SHARE), 1e-5, 1 - 1e-5))


def _calibration(told: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> dict[str, float]:
    bins = np.minimum((told * BINS).astype(int), BINS - 1)
    error = sum(abs(told[bins == each].sum() - truth[bins == each].sum()) for each in range(BINS)) / len(told)
    return {"brier": round(float(((told - truth) ** 2).mean()), 4), "calibration_error": round(float(error), 4)}


def _score_reading(platt: Platt, point: float, bands: tuple[tuple[float, float], ...], cases: int) -> ScoreReading:
    return ScoreReading((point,), bands, (round(platt.slope, 4),), (round(platt.intercept, 4),), cases)


def _at(films: Sequence[FilmMarks], threshold: float, most: int) -> Misses:
    """Count what is missed and marked wrongly when ``most`` marks are shown at most."""
    missed = wrong = nodules = 0
    for film in films:
        hits, scores = film.marks.hits[:most], film.marks.scores[:most]
        shown = scores >= threshold
        wrong += int((shown & ~hits).sum())
        if film.marks.nodule_mm is not None:
            nodules += 1
            missed += not (shown & hits).any()
    return Misses(round(missed / nodules, 3), round(wrong / len(films), 2))


def _sensitivity(marks: Sequence[Marked], rate: float) -> Callable[[npt.NDArray[np.intp]], float]:
    def statistic(chosen: npt.NDArray[np.intp]) -> float:
        return froc([marks[position] for position in chosen]).sensitivity_at(rate)

    return statistic


def _groups(
    nodules: Sequence[FilmMarks], curve: Froc, rate: float, group_of: Callable[[FilmMarks], object]
) -> Mapping[str, Any]:
    threshold = curve.threshold_at(rate)
    groups: dict[str, list[bool]] = {}
    for film in sorted(nodules, key=lambda each: str(group_of(each))):
        groups.setdefault(str(group_of(film)), []).append(film.marks.best_hit >= threshold)
    return {name: {**_plain(wilson(sum(hit), len(hit))), "nodules": len(hit)} for name, hit in groups.items()}


def _subtlety(film: FilmMarks) -> int:
    return 0 if film.nodule is None else film.nodule.subtlety


def _size(film: FilmMarks) -> str:
    size = film.marks.size_mm
    low, high = next(ends for ends in itertools.pairwise(SIZES_MM) if ends[0] < size <= ends[1])
    return f"over {low:02.0f}" if high == SIZES_MM[-1] else f"{low:02.0f} to {high:.0f} mm"


def _floor(threshold: float) -> float:
    """Round down, so that the mark at the threshold is shown, too."""
    return max(float(np.floor(min(threshold, 0.99) * 1e5) / 1e5), 1e-5)


def _plain(estimate: Estimate) -> dict[str, float]:
    return {"value": round(estimate.value, 3), "low": round(estimate.low, 3), "high": round(estimate.high, 3)}
