"""Whether a taught model has forgotten what its base could: both on the test part of another data set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.errors import ReportableError, TrainingDataError
from ai.library.card import ModelCard
from ai.progress import Progress, part, silent
from ai.training.alarms import HELD_OUT_SEEN, Severity
from ai.training.compare import Word
from ai.training.evaluate import Opponent, evaluate
from ai.training.openings import require_countable
from ai.training.teaching_cases import TeachingCases, read_teaching_cases
from ai.words import say

CHECKED, NOT_CHECKED = "checked", "not checked"
"""``status`` of a check."""

FOLDER = "reference"
"""Inside the report's folder: the whole report of the reference data set."""


def not_checked(reason: str, **more: Any) -> dict[str, Any]:
    """Say that a check was not made."""
    return {"status": NOT_CHECKED, "sentence": str(say("Not checked: {reason}", reason=reason)), **more}


def require_reference(folder: Path | None, cases: TeachingCases) -> None:
    """Refuse, before hours of work, a reference data set that cannot be used after them.

    Raises
    ------
    TrainingDataError
        When it is the data set that is taught, or is none with a frozen split, or openings cannot be counted in it.
    """
    if folder is None:
        return
    if folder.resolve() == cases.dataset.folder.resolve():
        raise TrainingDataError(
            "The reference data set is the one that is taught.", "Name another data set, or leave 'reference' out."
        )
    read_teaching_cases(folder)
    require_countable(folder)


def check_forgetting(
    card: ModelCard, base: ModelCard | None, folder: Path | None, output: Path, *, progress: Progress = silent
) -> dict[str, Any]:
    """Compare the new model with its base on the test part of a reference data set.

    The opening of that test part is counted there, and its whole report is written to ``output/reference``.

    Parameters
    ----------
    card, base
        The new model, and the one that it started from.
    folder
        Of the data set with its frozen split; None where the plan names none.
    output
        Folder of the report.
    progress
        Called once per case.

    Returns
    -------
    dict
        ``status``, ``sentence``, ``rows`` (as in `ai.training.compare`), and where it was checked ``word`` (of the
        verdict, see `_word`), ``cases`` and ``openings``.
    """
    if folder is None:
        return not_checked(say("the plan names no reference data set."), rows=[])
    if base is None:
        return not_checked(say("the model started from random weights; there is nothing to forget."), rows=[])
    try:
        reference = read_teaching_cases(folder, progress=part(progress, 0, 0.05))
        report = evaluate(card, Opponent(base, "model"), reference, output / FOLDER, progress=part(progress, 0.05, 1))
    except ReportableError as error:
        return not_checked(error.message, rows=[])
    comparison = report["comparison"]
    verdict = comparison["verdict"]
    return {
        "status": CHECKED,
        "sentence": str(say("On the reference data set: {verdict}", verdict=verdict["sentence"])),
        "rows": comparison["rows"],
        "word": _word(report),
        "cases": report["cases"],
        "openings": report["openings"],
    }


def _word(report: Mapping[str, Any]) -> str:
    """Give the word of the verdict, and "worse" where a leak took that back that makes nobody forget.

    Pictures on two sides of the reference data set, or what is suspected of the site's own, make a new model no worse
    than it is. Only where a model has seen the held-out cases themselves nothing follows from the difference.
    """
    comparison = report["comparison"]
    word = str(comparison["verdict"]["word"])
    leaks = {alarm["name"] for alarm in report["alarms"] if alarm["severity"] == Severity.LEAK.value}
    if word != Word.NO_PROOF.value or HELD_OUT_SEEN in leaks:
        return word
    return Word.WORSE.value if comparison["rows"][0]["difference"]["high"] < 0 else word
