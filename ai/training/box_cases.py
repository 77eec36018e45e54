"""What a model for boxes needs of a dataset: pictures or scans with boxes in every part, as arrays. No torch here."""

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
from ai.training.teaching_cases import LEAST_PER_PART, TeachingCases, are_scans
from ai.volume import SpacingKind, Volume

_REMOVE = "Remove its folder from the dataset, then split again."


def require_boxes(cases: TeachingCases) -> None:
    """Refuse a test part in which nothing can be found.

    Raises
    ------
    TrainingDataError
        When it has no box, a case of it has points without a size, or it mixes pictures with scans.
    """
    tested = cases.part(Part.TEST)
    _require_sizes(tested)
    are_scans(tested)
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


def read_boxed_volume(case: Case, *, of_scans: bool) -> Volume:
    """Read the picture or scan of a case and hold its boxes against it.

    Parameters
    ----------
    case
        With or without boxes.
    of_scans
        Whether it must be a scan of several slices, or a single picture.

    Raises
    ------
    TrainingDataError
        When it is the other kind, in colour, or a box reaches out of it.
    """
    volume = read_grey(case, of_scans=of_scans)
    try:
        require_match(case.boxes, affine_lps=volume.affine_lps, shape=volume.shape)
    except BadBox as error:
        raise TrainingDataError(f"Case {case.key} cannot be taught: {error.message}", _REMOVE) from error
    return volume


def read_grey(case: Case, *, of_scans: bool) -> Volume:
    """Read a picture, or a scan of several slices, that boxes can be taught on.

    Raises
    ------
    TrainingDataError
        When it is the other kind, or in colour.
    """
    volume = case.volume()
    if volume.is_colour or (volume.shape[0] > 1) is not of_scans:
        slices = f"a scan of {volume.shape[0]} slices" if volume.shape[0] > 1 else "a single picture"
        what = "in colour" if volume.is_colour else slices
        wanted = "grey scans of several slices" if of_scans else "single grey pictures"
        raise TrainingDataError(f"Case {case.key} is {what}; boxes are taught on {wanted} only here.", _REMOVE)
    return volume


def truth_of(case: Case, names: Sequence[str], *, of_scans: bool) -> Marks:
    """Boxes of a case on its own grid; labels are positions among ``names``."""
    first = 0 if of_scans else 1
    corners = [(*box.low_index[first:], *box.high_index[first:]) for box in case.boxes]
    return Marks(
        np.asarray(corners, np.float64).reshape(-1, 6 - 2 * first),
        np.asarray([names.index(box.label) for box in case.boxes], np.int64),
        np.ones(len(corners)),
    )


def on_network(truth: Marks, way: Way) -> Marks:
    """Put boxes from the case's own grid on that of a network."""
    axes = truth.boxes.shape[1] // 2
    flat = np.zeros((len(truth.boxes), 3 - axes))
    ends = [
        way.to_network_points(np.concatenate([flat, corner], 1))[:, 3 - axes :]
        for corner in (truth.boxes[:, :axes], truth.boxes[:, axes:])
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
