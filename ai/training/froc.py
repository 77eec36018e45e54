"""Marks against nodules: hits, false marks, and the free-response curve. numpy only.

References
----------
Chakraborty & Winter, Radiology 1990;174:873 (free-response curve).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAST_REACH_MM = 10.0
"""A mark this close to the centre of a small nodule hits it: about the width of a cursor's circle on a film."""


@dataclass(frozen=True, eq=False)
class Marked:
    """One film: its marks and its nodule.

    Parameters
    ----------
    places_mm
        (marks, 2) float64, row and column in mm.
    scores
        (marks,) float64.
    nodule_mm
        (row, column) in mm; None for a film without a nodule that counts.
    size_mm
        Its diameter.
    """

    places_mm: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float64]
    nodule_mm: tuple[float, float] | None = None
    size_mm: float = 0.0

    @property
    def hits(self) -> npt.NDArray[np.bool_]:
        """(marks,) bool: its centre lies within half the nodule's size, or `LEAST_REACH_MM`, of the nodule's."""
        if self.nodule_mm is None:
            return np.zeros(len(self.scores), bool)
        away = np.linalg.norm(self.places_mm - np.asarray(self.nodule_mm), axis=1)
        reached: npt.NDArray[np.bool_] = away <= max(self.size_mm / 2, LEAST_REACH_MM)
        return reached

    @property
    def best_hit(self) -> float:
        """Highest score of a mark that hits; minus infinity where none does."""
        return float(self.scores[self.hits].max(initial=-np.inf))


@dataclass(frozen=True, eq=False)
class Froc:
    """Free-response curve: one point per threshold, from the highest.

    Parameters
    ----------
    thresholds
        (points,) float64, falling: marks of this score and higher are counted.
    false_per_film
        (points,) float64, rising; over all films.
    sensitivity
        (points,) float64, rising.
    """

    thresholds: npt.NDArray[np.float64]
    false_per_film: npt.NDArray[np.float64]
    sensitivity: npt.NDArray[np.float64]

    def threshold_at(self, false_per_film: float) -> float:
        """Lowest threshold with at most this many false marks a film; infinity where even the highest mark is more."""
        fits = self.false_per_film <= false_per_film
        return float(self.thresholds[fits][-1]) if fits.any() else float("inf")

    def sensitivity_at(self, false_per_film: float) -> float:
        """Share of nodules hit with at most this many false marks a film."""
        fits = self.false_per_film <= false_per_film
        return float(self.sensitivity[fits][-1]) if fits.any() else 0.0


def froc(films: Sequence[Marked]) -> Froc:
    """Make the curve; a further mark on a nodule that is hit already is neither a hit nor false.

    Raises
    ------
    ValueError
        When no film has a nodule.
    """
    hits = np.array([film.best_hit for film in films if film.nodule_mm is not None])
    wrong = [film.scores[~film.hits] for film in films]
    return free_response(hits, np.concatenate(wrong) if wrong else np.zeros(0), len(films))


def free_response(best: npt.NDArray[np.float64], wrong: npt.NDArray[np.float64], pictures: int) -> Froc:
    """Make the curve of any kind of finding.

    Parameters
    ----------
    best
        (findings,) float64, highest score of a mark that hits; minus infinity where none does.
    wrong
        (marks,) float64, scores of the marks that hit nothing.
    pictures
        On which all of them are.

    Raises
    ------
    ValueError
        When there is no finding.
    """
    if not len(best):
        raise ValueError("a free-response curve needs findings")
    found, wrong = np.sort(best[np.isfinite(best)]), np.sort(wrong)
    thresholds = np.unique(np.concatenate([found, wrong]))[::-1]
    above = len(wrong) - np.searchsorted(wrong, thresholds, side="left")
    reached = len(found) - np.searchsorted(found, thresholds, side="left")
    return Froc(thresholds, above / pictures, reached / len(best))
