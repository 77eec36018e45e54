"""What two classifiers find and miss at one threshold and at another. No torch here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.training.held_out_classes import HeldOutClasses, number, plain

THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Of the table."""

Called = npt.NDArray[np.bool_]
"""(cases,) bool."""


def thresholds(cases: HeldOutClasses, kept: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Make the table over thresholds, and what holds at the thresholds that mean something.

    Parameters
    ----------
    cases
        Of the test part.
    kept
        ``new``, ``base`` -> per class the threshold that was set on validation cases for a sensitivity of
        `ai.inference.calibration.KEPT_SHARE`; 0 where there were too few to set one. A model may be missing.

    Returns
    -------
    dict
        ``table``: per class ``label``, ``new`` and ``base`` [[threshold, true positive rate, false positive rate,
        positive predictive value, negative predictive value]], None where nothing was called so. ``points``: per class
        and point ``label``, ``name`` ("likeliest", "half", "validation"), and for ``new`` and ``base`` ``threshold``
        (None for the likeliest class), ``sensitivity`` and ``specificity`` {``value``, ``low``, ``high``}; None for a
        model without that point. ``prevalence`` stands in ``curves``: predictive values hold for it alone.
    """
    table: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for position in cases.told_apart:
        positive, title = cases.truth == position, cases.titles[position]
        both = {"new": cases.new, "base": cases.base}
        rows = {
            name: [_row(said[:, position] >= threshold, positive, threshold) for threshold in THRESHOLDS]
            for name, said in both.items()
        }
        table.append({"label": title, **rows})
        likeliest = {name: _point(cases, said.argmax(1) == position, positive, None) for name, said in both.items()}
        points.append({"label": title, "name": "likeliest", **likeliest})
        if len(cases.titles) > 2:  # of two classes the likelier has more than half
            half = {name: _point(cases, said[:, position] >= 0.5, positive, 0.5) for name, said in both.items()}
            points.append({"label": title, "name": "half", **half})
        set_before: dict[str, dict[str, Any] | None] = {"new": None, "base": None}
        for name, said in both.items():
            threshold = kept[name][position] if name in kept else 0.0
            if threshold > 0:
                set_before[name] = _point(cases, said[:, position] >= threshold, positive, threshold)
        if any(set_before.values()):
            points.append({"label": title, "name": "validation", **set_before})
    return {"table": table, "points": points}


def _row(called: Called, positive: Called, threshold: float) -> list[float | None]:
    hits = float((called & positive).sum())
    return [
        threshold,
        _share(hits, positive.sum()),
        _share(float((called & ~positive).sum()), (~positive).sum()),
        _share(hits, called.sum()),
        _share(float((~called & ~positive).sum()), (~called).sum()),
    ]


def _share(part: float, whole: Any) -> float | None:
    return number(part / float(whole)) if whole else None


def _point(cases: HeldOutClasses, called: Called, positive: Called, threshold: float | None) -> dict[str, Any]:
    return {
        "threshold": threshold,
        "sensitivity": plain(cases.share(called, positive)),
        "specificity": plain(cases.share(~called, ~positive)),
    }


def kept_thresholds(reference: Mapping[str, Any], places: Sequence[int]) -> tuple[float, ...]:
    """Thresholds of a card, in the order of the dataset's classes; none where the card keeps none.

    Parameters
    ----------
    reference
        Of the card.
    places
        Positions of the classes in the card.
    """
    calibration = reference.get("calibration")
    found = calibration.get("thresholds") if isinstance(calibration, Mapping) else None
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) <= max(places):
        return tuple(0.0 for _ in places)
    values = [found[place] for place in places]
    return tuple(float(value) if isinstance(value, int | float) and 0 < value < 1 else 0.0 for value in values)
