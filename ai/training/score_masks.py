"""Score models that outline structures on a test part, on the cases' own pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.inference.loaded import LoadedModel
from ai.inference.postprocess import clean
from ai.inference.radiograph import member_probabilities
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress
from ai.training.compare import compare_masks
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.metrics import dice, jaccard
from ai.training.part_scores import Models, PartScores, places_of, rounded, tested_groups, titles_of
from ai.training.teaching_cases import TeachingCases, persons_told_apart


def score_masks(models: Models, cases: TeachingCases, *, openings: int) -> PartScores:
    """Compare one or two models; one alone is compared with nothing drawn.

    Parameters
    ----------
    models
        See `ai.training.part_scores.Models`.
    cases
        With a mask of a structure in the test part.
    openings
        Which opening of the test part this is.
    """
    tested, names = cases.part(Part.TEST), cases.dataset.names
    scored = [_scores(model, tested, names, progress=share) for model, share in models]
    if len(scored) == 1:
        scored.append(np.zeros_like(scored[0]))
    titles = titles_of(models[0][0].card, names)
    comparison = compare_masks(
        scored[0],
        scored[1],
        tested_groups(tested),
        names=titles,
        blocks=not persons_told_apart(tested),
        openings=openings,
    )
    per_case = [
        {
            "key": case.key,
            "dice_new": rounded(new[:, 0]),
            "dice_base": rounded(base[:, 0]),
            "figure_new": _mean(new[:, 0]),
            "figure_base": _mean(base[:, 0]),
        }
        for case, new, base in zip(tested, *scored, strict=True)
    ]
    return PartScores(comparison, titles, per_case)


def require_masks(cases: TeachingCases) -> None:
    """Refuse a test part without any mask.

    Raises
    ------
    TrainingDataError
        When there is none.
    """
    if not any(name in case.masks for case in cases.part(Part.TEST) for name in cases.dataset.names):
        raise TrainingDataError(
            "The held-out part has no mask of a structure, so nothing can be said about it.", "Add cases, split again."
        )


def _mean(values: npt.NDArray[np.float64]) -> float | None:
    return None if np.isnan(values).all() else round(float(np.nanmean(values)), 4)


def _scores(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], *, progress: Progress
) -> npt.NDArray[np.float64]:
    """(cases, structures, 2) Dice and Jaccard on the case's own pixels; NaN where it has no mask of a structure."""
    card = model.card
    order = places_of(card, names)
    scores = np.full((len(cases), len(names), 2), np.nan)
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{card.title}: case {index + 1} of {len(cases)}")
        picture, placement = prepare_radiograph(case.volume(), card.input)
        planes = restore(member_probabilities(model.networks, picture[np.newaxis]).mean(0), placement)
        for column, (name, position) in enumerate(zip(names, order, strict=True)):
            if name in case.masks:
                found, truth = clean(planes[position], card.threshold), case.mask(name)[0]
                scores[index, column] = dice(found, truth), jaccard(found, truth)
    return scores
