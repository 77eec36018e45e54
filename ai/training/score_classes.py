"""Score classifiers on a test part: calibrated probabilities of every case, compared by class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError, InputMismatch, TrainingDataError
from ai.inference import classify
from ai.inference.classification import tell_picture
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.results import Classification
from ai.progress import Progress
from ai.training.class_calibration import calibration
from ai.training.class_curves import curves
from ai.training.class_thresholds import kept_thresholds, thresholds
from ai.training.compare import compare_classes
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.held_out_classes import held_out_classes
from ai.training.part_scores import Models, PartScores, places_of, rounded, tested_groups, titles_of
from ai.training.site_card import safe_names
from ai.training.teaching_cases import TeachingCases, persons_told_apart


def score_classes(models: Models, cases: TeachingCases, *, openings: int) -> PartScores:
    """Compare one or two classifiers; one alone is compared with a guess by the frequency of the classes.

    Parameters
    ----------
    models
        See `ai.training.part_scores.Models`.
    cases
        With a test part that holds every class.
    openings
        Which opening of the test part this is.
    """
    tested = cases.part(Part.TEST)
    names = safe_names(cases.dataset.names)
    said = [_probabilities(model, tested, names, progress=share) for model, share in models]
    if len(said) == 1:
        said.append(_frequencies(cases, len(tested)))
    truth = cases.classes(tested)
    titles = titles_of(models[0][0].card, names)
    groups, blocks = tested_groups(tested), not persons_told_apart(tested)
    comparison = compare_classes(said[0], said[1], truth, groups, names=titles, blocks=blocks, openings=openings)
    held_out = held_out_classes(said[0], said[1], truth, groups, titles=titles, blocks=blocks, openings=openings)
    cards = {name: model.card for name, (model, _) in zip(("new", "base"), models, strict=False)}
    kept = {name: kept_thresholds(card.reference, places_of(card, names)) for name, card in cards.items()}
    per_case = [
        {
            "key": case.key,
            "truth": case.label,
            "new": rounded(new),
            "base": rounded(base),
            "figure_new": round(float(new[its]), 4),
            "figure_base": round(float(base[its]), 4),
        }
        for case, new, base, its in zip(tested, *said, truth, strict=True)
    ]
    more = {
        "curves": curves(held_out),
        "thresholds": thresholds(held_out, kept),
        "calibration": calibration(held_out),
    }
    return PartScores(comparison, titles, per_case, more)


def require_every_class(cases: TeachingCases) -> None:
    """Refuse a test part that lacks a class.

    Raises
    ------
    TrainingDataError
        It names the class.
    """
    truth = cases.classes(cases.part(Part.TEST))
    for index, name in enumerate(cases.dataset.names):
        if not (truth == index).any():
            raise TrainingDataError(
                f"The held-out part has no case of {name}, so nothing can be said about it.", "Add cases, split again."
            )


def _probabilities(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], *, progress: Progress
) -> npt.NDArray[np.float64]:
    """(cases, classes) calibrated, as a user would see them; in the order of the dataset's names."""
    order = places_of(model.card, names)
    rows = []
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{model.card.title}: case {index + 1} of {len(cases)}")
        if model.card.input.grid is None:
            found = classify.classify(model.card, model.networks, case.volume())
        else:
            found = _on_grid(model, case)
        rows.append([found[position].shown_value for position in order])
    return np.asarray(rows, dtype=np.float64)


def _on_grid(model: LoadedModel, case: Case) -> tuple[Classification, ...]:
    """Ask a model of scans by the way that a reader asks it; what its checks refuse is counted beside the scores."""
    try:
        told = tell_picture(model.card, model.networks, case.volume(), device=model.device, options=_IN_SPITE)
    except (InputMismatch, GeometryError) as error:
        raise TrainingDataError(
            f"Case {case.key} cannot be scored: {error.message}",
            "Remove its folder from the dataset, then split again.",
        ) from error
    return told.classifications


_IN_SPITE = RunOptions(override=True)
"""Every case counts."""


def _frequencies(cases: TeachingCases, count: int) -> npt.NDArray[np.float64]:
    classes = cases.classes(cases.part(Part.TRAIN))
    shares = np.bincount(classes, minlength=len(cases.dataset.names)) / len(classes)
    return np.tile(shares, (count, 1))
