"""Score models that outline objects: the masks of their structures, and their boxes as free-response marks.

A model without marks, or a guess by the place, marks each connected part of what it draws, all with the score 1: its
curve has one point. Of structures that a case has no mask of nothing is known, so marks of them neither hit nor count.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from ai.inference.detect import detect, reading_of
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.library.card import DETECTION
from ai.progress import Progress, part
from ai.training.box_cases import pixel_mm_of
from ai.training.box_hits import CaseHits, HitRule, Marks, hits_of
from ai.training.compare_boxes import compare_boxes
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.mask_objects import MOST_OBJECTS, OBJECTS_WORDS, marks_of, numbered_parts, read_objects
from ai.training.part_scores import Models, PartScores, tested_groups, titles_of
from ai.training.score_boxes import RULES, curve_points, found_and_false, with_every_mark
from ai.training.score_masks import Drawn, compare_drawn, drawn_by, guesses, score_masks
from ai.training.teaching_cases import TeachingCases, persons_told_apart
from ai.volume import BoolMask, Volume


def score_structures(models: Models, cases: TeachingCases, *, openings: int) -> PartScores:
    """Score masks alone, and objects too where one of the models marks them.

    Then ``rows`` end with those of `ai.training.compare_boxes`, a case tells ``findings``, ``found_new`` and so on,
    and the report has ``froc`` and ``hit_rule`` as for boxes.

    Parameters
    ----------
    models
        See `ai.training.part_scores.Models`.
    cases
        With a mask of a structure in the test part.
    openings
        Which opening of the test part this is.
    """
    if all(model.card.task != DETECTION for model, _ in models):
        return score_masks(models, cases, openings=openings)
    # As for masks, what one of the models was never taught does not count against it.
    own = {label.name for label in models[-1][0].card.labels}
    tested, names = cases.part(Part.TEST), [name for name in cases.dataset.names if name in own]
    hits: list[list[CaseHits]] = [[], []]
    drawn = [_told(model, tested, names, own, share) for (model, share), own in zip(models, hits, strict=False)]
    if len(models) == 1:
        drawn.append(_parts_told(guesses(cases, tested), tested, names, hits[1]))
    scores = compare_drawn(models, drawn, cases, openings=openings)
    if not any(len(case.labels) for case in hits[0]):
        return scores  # all masks are empty: there is nothing to find
    shown = [_shown(model) for model, _ in models]
    shown += [(0.0, MOST_OBJECTS)] * (2 - len(shown))
    boxes = compare_boxes(
        hits[0],
        hits[1],
        tested_groups(tested),
        names=titles_of(models[0][0].card, names),
        shown=shown,
        blocks=not persons_told_apart(tested),
        openings=openings,
    )
    masks = scores.comparison
    words = f"{masks.intervals} {OBJECTS_WORDS} {RULES[HitRule.OVERLAP]} {boxes.intervals}"
    comparison = dataclasses.replace(masks, rows=(*masks.rows, *boxes.rows), intervals=words)
    per_case = [
        {**told, **found_and_false(new, base, shown)} for told, new, base in zip(scores.per_case, *hits, strict=True)
    ]
    curves = {name: curve_points(own) for name, own in zip(("new", "base"), hits, strict=True)}
    more = {**scores.more, "froc": curves, "hit_rule": HitRule.OVERLAP.value}
    return PartScores(comparison, scores.titles, per_case, more)


def _shown(model: LoadedModel) -> tuple[float, int]:
    """From which score on a model shows its marks, and how many at most."""
    if model.card.task != DETECTION:
        return 0.0, MOST_OBJECTS
    reading = reading_of(model.card)
    return reading.score_threshold, reading.most


def _told(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], hits: list[CaseHits], progress: Progress
) -> Iterator[Drawn]:
    """Give what a model draws on each case as a user sees it, and add to ``hits`` what its marks hit."""
    if model.card.task != DETECTION:
        return _parts_told(drawn_by(model, cases, progress), cases, names, hits)
    return _objects_told(model, cases, names, hits, progress)


def _objects_told(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], hits: list[CaseHits], progress: Progress
) -> Iterator[Drawn]:
    every = dataclasses.replace(model, card=with_every_mark(model.card))
    options = RunOptions(override=True)
    for index, case in enumerate(cases):
        share = part(progress, index / len(cases), (index + 1) / len(cases))
        share(0, f"{model.card.title}: case {index + 1} of {len(cases)}")
        volume, planes = read_objects(case, names)
        marks = [each for each in detect(every, volume, options=options).detections if each.label.name in names]
        told = Marks(
            np.asarray([(*each.low[1:], *each.high[1:]) for each in marks], np.float64).reshape(-1, 4),
            np.asarray([names.index(each.label.name) for each in marks], np.int64),
            np.asarray([each.score for each in marks], np.float64),
        )
        hits.append(_hits(told, marks_of(planes), case, names, volume))
        shown = detect(model, volume, options=options)
        drawn: dict[str, BoolMask] = {label.name: np.zeros(volume.shape, np.bool_) for label in model.card.labels}
        for structure in shown.structures:
            # Objects of one label are numbered: they lead back by their code.
            own = next(label.name for label in model.card.labels if label.code == structure.label.code)
            drawn[own] |= structure.labelled == structure.value
        yield drawn


def _parts_told(
    drawn: Iterator[Drawn], cases: Sequence[Case], names: Sequence[str], hits: list[CaseHits]
) -> Iterator[Drawn]:
    """Pass on what is drawn, and add to ``hits`` what its connected parts hit."""
    for case, masks in zip(cases, drawn, strict=True):
        volume, planes = read_objects(case, names)
        nothing = np.zeros(volume.shape[1:], np.int32)
        own = np.stack([numbered_parts(masks[name]) if name in masks else nothing for name in names])
        hits.append(_hits(marks_of(own), marks_of(planes), case, names, volume))
        yield masks


def _hits(marks: Marks, truth: Marks, case: Case, names: Sequence[str], volume: Volume) -> CaseHits:
    known = np.asarray([name in case.masks for name in names], np.bool_)[marks.labels]
    counted = Marks(marks.boxes[known], marks.labels[known], marks.scores[known])
    return hits_of(counted, truth, HitRule.OVERLAP, pixel_mm_of(volume))
