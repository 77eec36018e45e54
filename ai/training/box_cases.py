"""What a model for boxes needs of a dataset: single pictures with boxes in every part, as arrays. No torch here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai.errors import TrainingDataError
from ai.prepare.way import Way
from ai.training.box_hits import Marks
from ai.training.dataset.boxes import require_match
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.dataset.faults import BadBox
from ai.training.teaching_cases import LEAST_PER_PART, TeachingCases
from ai.volume import SpacingKind, Volume


def require_boxes(cases: TeachingCases) -> None:
    """Refuse a test part in which nothing can be found.

    Raises
    ------
    TrainingDataError
        When it has no box, or a case of it has points without a size.
    """
    tested = cases.part(Part.TEST)
    _require_sizes(tested)
    if not any(case.boxes for case in tested):
        raise TrainingDataError(
            "The held-out part has no box, so nothing can be said about what a model finds.",
            "Add cases with boxes, then split again.",
        )


def require_boxes_to_teach(cases: TeachingCases) -> None:
    """Refuse what no model for boxes can learn from.

    Raises
    ------
    TrainingDataError
        When a class has too few cases with a box to learn it or to choose by it, a case has points without a size, or
        there is a test part and it has no box: a trial of a plan takes no case of it.
    """
    for part in (Part.TRAIN, Part.VALIDATION):
        _require_sizes(cases.part(part))
        for name in cases.dataset.names:
            count = sum(any(box.label == name for box in case.boxes) for case in cases.part(part))
            if count < LEAST_PER_PART:
                raise TrainingDataError(
                    f"The {part.value} part has {count} cases with a box of {name}; at least {LEAST_PER_PART} are "
                    "needed.",
                    "Add cases of more persons, or split again.",
                )
    if cases.part(Part.TEST):
        require_boxes(cases)


def read_picture(case: Case) -> Volume:
    """Read the picture of a case and hold its boxes against it.

    Raises
    ------
    TrainingDataError
        When it is a scan of several slices, in colour, or a box reaches out of it.
    """
    volume = case.volume()
    hint = "Remove its folder from the dataset, then split again."
    if volume.shape[0] != 1 or volume.is_colour:
        what = "in colour" if volume.is_colour else f"a scan of {volume.shape[0]} slices"
        raise TrainingDataError(f"Case {case.key} is {what}; boxes are taught on single grey pictures only.", hint)
    try:
        require_match(case.boxes, affine_lps=volume.affine_lps, shape=volume.shape)
    except BadBox as error:
        raise TrainingDataError(f"Case {case.key} cannot be taught: {error.message}", hint) from error
    return volume


def truth_of(case: Case, names: Sequence[str]) -> Marks:
    """Boxes of a case on its own grid; labels are positions among ``names``."""
    corners = [(*box.low_index[1:], *box.high_index[1:]) for box in case.boxes]
    return Marks(
        np.asarray(corners, np.float64).reshape(-1, 4),
        np.asarray([names.index(box.label) for box in case.boxes], np.int64),
        np.ones(len(corners)),
    )


def on_network(truth: Marks, way: Way) -> Marks:
    """Put boxes from the case's own grid on that of a network."""
    flat = np.zeros((len(truth.boxes), 1))
    ends = [
        way.to_network_points(np.concatenate([flat, truth.boxes[:, first : first + 2]], 1))[:, 1:] for first in (0, 2)
    ]
    return Marks(np.concatenate([np.minimum(*ends), np.maximum(*ends)], 1), truth.labels, truth.scores)


def pixel_mm_of(volume: Volume) -> float | None:
    """Mean side of a pixel in mm; None where the file does not tell it."""
    if volume.spacing_kind is SpacingKind.UNKNOWN:
        return None
    return float(np.mean(volume.spacing_mm[1:]))


def _require_sizes(cases: Sequence[Case]) -> None:
    for case in cases:
        if case.points:
            raise TrainingDataError(
                f"Case {case.key} has points, which do not say how far a finding reaches; boxes are needed here.",
                "Draw boxes in place of its points, or remove its folder from the dataset and split again.",
            )
