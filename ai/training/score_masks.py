"""Score models that outline structures on a test part, on the cases' own pixels and voxels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.errors import GeometryError, InputMismatch, TrainingDataError
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.postprocess import clean
from ai.inference.radiograph import member_probabilities
from ai.inference.segment import segment
from ai.library.card import CHEST_ANATOMY
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress
from ai.training.compare import compare_masks
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.guess_masks import frequencies, guessed
from ai.training.mask_figures import COUNTED, Measure, measure_of, millilitres
from ai.training.part_scores import Models, PartScores, rounded, tested_groups, titles_of
from ai.training.teaching_box import teaching_box
from ai.training.teaching_cases import TeachingCases, persons_told_apart
from ai.volume import BoolMask, Volume

Scores = npt.NDArray[np.float64]
"""(cases, structures, figures + 1) float64: `Measure.figures`, then the volume in ml; NaN where it is not known."""

Drawn = Mapping[str, BoolMask]
"""By structure that a model knows: what it drew on the grid of the case."""


def score_masks(models: Models, cases: TeachingCases, *, openings: int) -> PartScores:
    """Compare one or two models; one alone is compared with a guess by the place (`ai.training.guess_masks`).

    Structures that only the new model knows do not count in the comparison; they stand under ``only_new`` of the report
    (rows with ``name``, ``title``, ``value``, ``low``, ``high``, of Dice). ``counted`` says in words how empty masks
    count. A case tells ``dice_new``, ``nsd_new``, ``hd95_new``, ``error_new`` and ``volume_ml_new``, the same with
    ``_base``, and ``volume_ml_true``, each per structure, None where it is not known.

    Parameters
    ----------
    models
        See `ai.training.part_scores.Models`.
    cases
        With a mask of a structure in the test part.
    openings
        Which opening of the test part this is.
    """
    tested = cases.part(Part.TEST)
    drawn = [drawn_by(model, tested, share) for model, share in models]
    if len(drawn) == 1:
        drawn.append(guesses(cases, tested))
    return compare_drawn(models, drawn, cases, openings=openings)


def compare_drawn(
    models: Models, drawn: Sequence[Iterator[Drawn]], cases: TeachingCases, *, openings: int
) -> PartScores:
    """Compare what was drawn; parameters as `score_masks`.

    Parameters
    ----------
    models
        The new one first.
    drawn
        Of the new model and of what it is compared with, one mapping a case of the test part.
    """
    tested, names = cases.part(Part.TEST), cases.dataset.names
    measure = measure_of(tested, names)
    new, base = (_scores(each, tested, names, measure) for each in drawn)
    own = {label.name for label in models[-1][0].card.labels} if len(models) == 2 else set(names)
    shared = [number for number, name in enumerate(names) if name in own]
    if not np.isfinite(new[:, shared, 0]).any():
        raise TrainingDataError(
            "The held-out part has no mask of a structure that both models know, so they cannot be compared.",
            "Add cases, split again.",
        )
    titles = titles_of(models[0][0].card, names)
    figures = measure.figures
    last = len(figures)
    blocks = not persons_told_apart(tested)
    comparison = compare_masks(
        new[:, shared, :last],
        base[:, shared, :last],
        tested_groups(tested),
        names=[titles[number] for number in shared],
        figures=figures,
        blocks=blocks,
        openings=openings,
    )
    only = [number for number in range(len(names)) if number not in shared]
    more: dict[str, Any] = {"counted": COUNTED}
    if only and np.isfinite(new[:, only, 0]).any():
        alone = compare_masks(
            new[:, only, :1],
            new[:, only, :1],
            tested_groups(tested),
            names=[titles[number] for number in only],
            figures=figures[:1],
            blocks=blocks,
            openings=openings,
        )
        more["only_new"] = [
            {"name": row.name, "title": row.title, **to_plain(row.new)} for row in alone.rows if row.name != "dice_mean"
        ]
    true_ml = _true_volumes(tested, names)
    per_case = [
        {
            "key": case.key,
            **{
                f"{figure}_{which}": rounded(scores[:, column])
                for which, scores in (("new", of_new), ("base", of_base))
                for figure, column in (("dice", 0), ("nsd", 2), ("hd95", 3), ("error", 4), ("volume_ml", last))
            },
            "volume_ml_true": rounded(true),
            "figure_new": _mean(of_new[shared, 0]),
            "figure_base": _mean(of_base[shared, 0]),
        }
        for case, of_new, of_base, true in zip(tested, new, base, true_ml, strict=True)
    ]
    return PartScores(comparison, titles, per_case, more)


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


def _scores(drawn: Iterator[Drawn], cases: Sequence[Case], names: Sequence[str], measure: Measure) -> Scores:
    scores = np.full((len(cases), len(names), len(measure.figures) + 1), np.nan)
    for index, (case, found) in enumerate(zip(cases, drawn, strict=True)):
        volume = case.volume()
        for column, name in enumerate(names):
            if name in case.masks and name in found:
                figures = measure.scores_of(found[name], case.mask(name), volume)
                scores[index, column] = *figures, millilitres(found[name], volume)
    return scores


def _true_volumes(cases: Sequence[Case], names: Sequence[str]) -> npt.NDArray[np.float64]:
    """(cases, structures) ml."""
    result = np.full((len(cases), len(names)), np.nan)
    for index, case in enumerate(cases):
        volume = case.volume()
        for column, name in enumerate(names):
            if name in case.masks:
                result[index, column] = millilitres(case.mask(name), volume)
    return result


def drawn_by(model: LoadedModel, cases: Sequence[Case], progress: Progress) -> Iterator[Drawn]:
    """Run a model on each case, as a reader would."""
    draw = _radiograph if model.card.task == CHEST_ANATOMY else _scan
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{model.card.title}: case {index + 1} of {len(cases)}")
        yield draw(model, case, case.volume())


def _radiograph(model: LoadedModel, case: Case, volume: Volume) -> Drawn:
    card = model.card
    picture, placement = prepare_radiograph(volume, card.input)
    planes = restore(member_probabilities(model.networks, picture[np.newaxis]).mean(0), placement)
    return {
        label.name: clean(plane, card.threshold)[np.newaxis] for label, plane in zip(card.labels, planes, strict=True)
    }


def _scan(model: LoadedModel, case: Case, volume: Volume) -> Drawn:
    """Run all of the ordinary inference, its proof of the geometry too; what the gate would refuse is counted apart."""
    box = teaching_box(model.card, volume, (case.mask(name) for name in case.masks))
    try:
        found = segment(model, volume, options=RunOptions(override=True, box_lps=box))
    except (InputMismatch, GeometryError) as error:
        raise TrainingDataError(
            f"Case {case.key} cannot be read by {model.card.title}: {error.message}",
            "Remove its folder from the dataset, then split again.",
        ) from error
    return {each.label.name: np.asarray(each.labelled == each.value, np.bool_) for each in found.structures}


def guesses(cases: TeachingCases, tested: Sequence[Case]) -> Iterator[Drawn]:
    """Draw on each case what lay there in most training cases."""
    names = cases.dataset.names
    usual = frequencies(cases.part(Part.TRAIN), names)
    for case in tested:
        shape = case.volume().shape
        yield {name: guessed(usual[name], shape) if name in usual else np.zeros(shape, np.bool_) for name in names}
