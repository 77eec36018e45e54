"""Marks of two models on a test part, held against its boxes, on the cases' own pixels."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai.inference.detect import DETECTION_KEY, detect, reading_of
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.library.card import ModelCard
from ai.progress import Progress
from ai.training.box_cases import pixel_mm_of, read_boxed_volume, truth_of
from ai.training.box_hits import CaseHits, HitRule, Marks, curve_of, hits_of, no_marks
from ai.training.compare_boxes import compare_boxes
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.part_scores import Models, PartScores, places_of, tested_groups, titles_of
from ai.training.site_card import safe_names
from ai.training.taught_boxes import EVERY
from ai.training.teaching_cases import TeachingCases, are_scans, persons_told_apart

MARKS_SPOTS = "spot-finder"
"""Architecture whose boxes are round marks of a rough size: by its own card they hit by their centres."""

MOST_FALSE, POINTS = 16.0, 200
"""End of the curve that is written, in false marks per image, and how many points of it."""

RULES = {
    HitRule.OVERLAP: "A mark hits a finding where their boxes share at least half of what both cover.",
    HitRule.OVERLAP_3D: "A mark hits a finding where their boxes share at least a tenth of the volume that both cover.",
    HitRule.CENTRE: "A mark hits a finding where its centre lies within half the finding's size, or 10 mm, of the "
    "finding's centre (half the size alone where the picture has no millimetres).",
}


def score_boxes(models: Models, cases: TeachingCases, *, openings: int) -> PartScores:
    """Compare one or two models; one alone is compared with nothing marked.

    Where one of them marks spots, both are held against the boxes by the rule of spots. On scans everything is counted
    in three dimensions, and "per image" is per scan.

    Parameters
    ----------
    models
        See `ai.training.part_scores.Models`.
    cases
        With a box in the test part.
    openings
        Which opening of the test part this is.
    """
    tested, names = cases.part(Part.TEST), cases.dataset.names
    spots = any(model.card.architecture.name == MARKS_SPOTS for model, _ in models)
    of_scans = are_scans(tested)
    rule = HitRule.CENTRE if spots else HitRule.OVERLAP_3D if of_scans else HitRule.OVERLAP
    scored = [_scores(model, tested, names, rule, progress=share) for model, share in models]
    shown = [_shown(model.card) for model, _ in models]
    if len(scored) == 1:
        scored.append([no_marks(truth_of(case, names, of_scans=of_scans)) for case in tested])
        shown.append((1.0, 0))
    titles = titles_of(models[0][0].card, safe_names(names))
    comparison = compare_boxes(
        scored[0],
        scored[1],
        tested_groups(tested),
        names=titles,
        shown=shown,
        blocks=not persons_told_apart(tested),
        openings=openings,
        picture="scan" if of_scans else "image",
    )
    comparison = dataclasses.replace(comparison, intervals=f"{comparison.intervals} {RULES[rule]}")
    per_case = []
    for case, new, base in zip(tested, *scored, strict=True):
        counts = found_and_false(new, base, shown)
        figures = {"figure_new": _right(new.shown(*shown[0])), "figure_base": _right(base.shown(*shown[1]))}
        per_case.append({"key": case.key, **counts, **figures})
    curves = {name: curve_points(each) for name, each in zip(("new", "base"), scored, strict=True)}
    more: dict[str, Any] = {"froc": curves, "hit_rule": rule.value}
    if of_scans:
        told = (_mean_overlap(each, how) for each, how in zip(scored, shown, strict=True))
        more["box_overlap"] = dict(zip(("new", "base"), told, strict=True))
        more["counted"] = _words_on_overlap(more["box_overlap"])
    return PartScores(comparison, titles, per_case, more)


def _shown(card: ModelCard) -> tuple[float, int]:
    """From which score on a model shows its marks, and how many at most."""
    reading = reading_of(card)
    return reading.score_threshold, reading.most


def _scores(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], rule: HitRule, *, progress: Progress
) -> list[CaseHits]:
    """Ask for every mark on the way of a user's picture."""
    card = model.card
    every = dataclasses.replace(model, card=with_every_mark(card))
    place = {card.labels[at].name: label for label, at in enumerate(places_of(card, safe_names(names)))}
    of_scans, found = rule is HitRule.OVERLAP_3D, []
    first = 0 if of_scans else 1
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{card.title}: case {index + 1} of {len(cases)}")
        volume = read_boxed_volume(case, of_scans=of_scans)
        marks = [
            each
            for each in detect(every, volume, options=RunOptions(override=True)).detections
            if each.score is not None and each.label.name in place
        ]
        told = Marks(
            np.asarray([(*each.low[first:], *each.high[first:]) for each in marks], np.float64).reshape(
                -1, 6 - 2 * first
            ),
            np.asarray([place[each.label.name] for each in marks], np.int64),
            np.asarray([each.score for each in marks], np.float64),
        )
        found.append(hits_of(told, truth_of(case, names, of_scans=of_scans), rule, pixel_mm_of(volume)))
    return found


def _mean_overlap(cases: Sequence[CaseHits], shown: tuple[float, int]) -> float | None:
    """Tell how well the boxes that are shown fit what they hit; None where they hit nothing."""
    found = np.concatenate([case.shown(*shown).best_overlaps for case in cases])
    return round(float(found.mean()), 4) if len(found) else None


def _words_on_overlap(overlap: Mapping[str, float | None]) -> str:
    told = [f"{value:.2f} for the {role} model" for role, value in overlap.items() if value is not None]
    if not told:
        return ""
    return (
        f"Of what was found, box and finding share on average this part of the volume that both cover: "
        f"{', '.join(told)}."
    )


def found_and_false(new: CaseHits, base: CaseHits, shown: Sequence[tuple[float, int]]) -> dict[str, int]:
    """Count what the marks of two models that are shown hit on a case, for ``per_case`` of the report."""
    seen, opposed = (each.shown(*rule) for each, rule in zip((new, base), shown, strict=True))
    return {
        "findings": len(new.labels),
        "found_new": seen.found,
        "found_base": opposed.found,
        "false_new": len(seen.wrong),
        "false_base": len(opposed.wrong),
    }


def with_every_mark(card: ModelCard) -> ModelCard:
    """Make a model tell its marks of all scores, and no outlines."""
    every = {"score_threshold": 0.0, "most": EVERY, "outlines": False}
    said: dict[str, Any] = {**card.reference.get(DETECTION_KEY, {}), **every}
    return dataclasses.replace(card, reference={**card.reference, DETECTION_KEY: said})


def _right(case: CaseHits) -> float:
    """Share of right among all that was there or was marked: 1 where all is found and nothing else is marked."""
    everything = len(case.labels) + len(case.wrong)
    return round(case.found / everything, 4) if everything else 1.0


def curve_points(cases: Sequence[CaseHits]) -> list[list[float]]:
    """Return [[false marks per image, sensitivity], ...], rising, thinned."""
    curve = curve_of(cases)
    kept = np.flatnonzero(curve.false_per_film <= MOST_FALSE)
    if len(kept) > POINTS:
        kept = kept[np.unique(np.linspace(0, len(kept) - 1, POINTS).round().astype(int))]
    return [[round(float(curve.false_per_film[at]), 4), round(float(curve.sensitivity[at]), 4)] for at in kept]
