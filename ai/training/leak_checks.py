"""Look for leaks in a dataset and in the cards of the models that are compared on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.lineage import forebears
from ai.library.seen_cases import NONE_SEEN, SeenCases, read_seen
from ai.progress import Progress, part, silent
from ai.training.alarms import (
    NAMES,
    Alarm,
    area_of_card,
    auc_alarm,
    control_alarm,
    control_of_card,
    copies_alarm,
    labels_alarm,
    persons_alarm,
    seen_alarm,
)
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import SIDES, Dataset, Part
from ai.training.dataset.duplicates import NEAR_CORRELATION, find_twins
from ai.training.dataset.picture_hash import Hashes, confirmed, content_thumbnail, near_pairs, picture_hashes
from ai.training.teaching_cases import TeachingCases
from ai.words import say


def early_alarms(cases: TeachingCases, base: ModelCard | None, *, progress: Progress = silent) -> tuple[Alarm, ...]:
    """Look for what can be known before anything is taught.

    Parameters
    ----------
    cases
        The dataset.
    base
        That is started from; None for random weights.

    Raises
    ------
    TrainingDataError
        When a picture cannot be read.
    """
    tested = cases.part(Part.TEST)
    seen, reason = (NONE_SEEN, "") if base is None else _seen(base)
    return (
        *split_alarms(cases.dataset, progress=progress),
        seen_alarm(tested, seen, seen, has_base=base is not None, reason=reason),
        labels_alarm(tested, _line(base)),
    )


def all_alarms(
    card: ModelCard,
    base: ModelCard | None,
    cases: TeachingCases,
    *,
    known: Sequence[Alarm] = (),
    progress: Progress = silent,
) -> tuple[Alarm, ...]:
    """Check everything about a comparison, in the order of `ai.training.alarms.NAMES`.

    Parameters
    ----------
    card, base
        The new model, and the one that it is compared with, if any.
    cases
        The dataset.
    known
        Of `split_alarms`, where that was looked for already.

    Raises
    ------
    TrainingDataError
        When a picture cannot be read.
    """
    tested = cases.part(Part.TEST)
    split = {each.name: each for each in known if each.name in NAMES[:2]}
    if len(split) < 2:
        split = {each.name: each for each in split_alarms(cases.dataset, progress=progress)}
    new_seen, reason = _seen(card)
    base_seen, base_reason = (None, "") if base is None else _seen(base)
    return (
        *split.values(),
        seen_alarm(tested, new_seen, base_seen, has_base=base is not None, reason=reason or base_reason),
        labels_alarm(tested, {*_line(card), *_line(base)}),
        auc_alarm(area_of_card(card.metrics)),
        control_alarm(control_of_card(card.metrics)),
    )


def split_alarms(dataset: Dataset, *, progress: Progress = silent) -> tuple[Alarm, Alarm]:
    """Look for persons and nearly equal pictures on two sides of a split."""
    placed = [case for side in SIDES for case in dataset.part(side)]
    twins = find_twins(placed, progress=part(progress, 0, 0.5))
    pairs = {(placed[each.first].key, placed[each.second].key) for each in twins}
    pairs |= _turned_copies(placed, progress=part(progress, 0.5, 1))
    parts = {} if dataset.split is None else dataset.split.part_of()
    return persons_alarm(dataset), copies_alarm(pairs, parts)


def _turned_copies(cases: Sequence[Case], *, progress: Progress) -> set[tuple[str, str]]:
    """Find single pictures that are near copies in any turn or mirrored, which a comparison as they are misses."""
    hashes: list[Hashes] = []
    contents: list[npt.NDArray[np.float32]] = []
    keys: list[str] = []
    for number, case in enumerate(cases):
        progress(number / len(cases), say("Comparing picture {done} of {count}", done=number + 1, count=len(cases)))
        if case.record.axes_known and not case.record.image.endswith(".png"):
            continue  # a volume has sides: it is not kept turned
        voxels = case.volume().voxels
        if len(voxels) == 1 and voxels.ndim == 3:
            hashes.append(picture_hashes(voxels[0]))
            contents.append(content_thumbnail(voxels[0]))
            keys.append(case.key)
    close = near_pairs(hashes)
    if not len(close):
        return set()
    found = confirmed(close, contents, correlation=NEAR_CORRELATION)
    return {(keys[first], keys[second]) for first, second, _ in found.tolist()}


def _seen(card: ModelCard) -> tuple[SeenCases | None, str]:
    """Read what a model saw, or why that is not known."""
    if card.rules:
        return NONE_SEEN, ""
    try:
        return read_seen(card), ""
    except ModelPackError as error:
        return None, say("Not checked: {reason}", reason=error.message)


def _line(card: ModelCard | None) -> set[str]:
    """ID-VERSION of a model and of all that it comes from."""
    return set() if card is None else {card.key, *forebears(card)}
