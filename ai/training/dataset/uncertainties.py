"""What models said about how unsure they are of a case, kept beside it, one file per model and version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ai.errors import ReportableError, TrainingDataError
from ai.inference.results import ModelResult
from ai.inference.uncertainty import Uncertainty, uncertainty_of
from ai.library.card import ModelCard
from ai.library.pack import contract_sha256
from ai.training.dataset.dataset_lock import writes_case
from ai.training.dataset.reads import not_kept
from ai.training.dataset.whole_file import read_json, write_json

UNCERTAINTY_FORMAT = 1
"""Version of the files; another number is as if there were none."""

UNCERTAINTY_FOLDER = "uncertainty"


class Outcome(Enum):
    """What came of asking a model."""

    MEASURED = "measured"
    SILENT = "silent"
    """It ran, and its kind of result does not say how unsure it is."""
    REFUSED = "refused"
    """The case is not what the model was made for."""


@dataclass(frozen=True)
class Asked:
    """What a model said about a case.

    Parameters
    ----------
    format
        `UNCERTAINTY_FORMAT`.
    model
        Hash of everything that the answer hangs on: id, version, weights, contract.
    outcome
        What came of it.
    found
        How unsure it is, where that was measured.
    reason
        Why the model refused; else ``""``.
    """

    format: int
    model: str
    outcome: Outcome
    found: Uncertainty | None = None
    reason: str = ""


def answered(card: ModelCard, result: ModelResult) -> Asked:
    """Make the answer out of a result."""
    found = uncertainty_of(result)
    outcome = Outcome.SILENT if found is None else Outcome.MEASURED
    return Asked(UNCERTAINTY_FORMAT, model_sha256(card), outcome, found)


def refused(card: ModelCard, error: ReportableError) -> Asked:
    """Make the answer out of a refusal."""
    return Asked(UNCERTAINTY_FORMAT, model_sha256(card), Outcome.REFUSED, reason=error.message)


def read_asked(case_folder: Path, card: ModelCard) -> Asked | None:
    """Return what this version of a model said; None where it was not asked, or the file says nothing readable."""
    path = _path(case_folder, card)
    if not path.is_file():
        return None
    try:
        found = read_json(Asked, path, format=UNCERTAINTY_FORMAT)
    except TrainingDataError:
        # It is worked out again; nothing of a person is lost.
        return None
    return found if found.model == model_sha256(card) else None


@writes_case
def write_asked(case_folder: Path, card: ModelCard, asked: Asked) -> None:
    """Remember what a model said; raises `TrainingDataError` where that cannot be written."""
    path = _path(case_folder, card)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(asked, path)
    except OSError as error:
        raise not_kept(error) from error


def model_sha256(card: ModelCard) -> str:
    """Hash of a model and everything that its answers hang on."""
    return hashlib.sha256("\n".join((card.key, card.weights_sha256, contract_sha256(card))).encode()).hexdigest()


def _path(case_folder: Path, card: ModelCard) -> Path:
    return case_folder / UNCERTAINTY_FOLDER / f"{card.key}.json"
