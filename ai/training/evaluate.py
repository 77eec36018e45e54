"""Evaluate a model, alone or against another, on the held-out part of a dataset.

Writes ``report.txt`` and ``report.json``: ``format``, ``task``, ``part``, ``cases``, ``groups``, ``grouping`` (words),
``dataset_sha256``, ``split_sha256``, ``openings`` (which of the trained models that were held against this test part
the new one is, from 1), ``level`` (confidence level of every interval, by that number), ``new`` and ``base`` (``key``,
``title``, ``kind``: "model", "probe", "guess" or "none"; ``members``, networks that answer together), ``labels``
[title], ``comparison`` (`ai.training.compare.Comparison`: ``rows``, ``verdict`` {``word``, ``sentence``, ...} or null
where there is nothing to compare with, ``intervals``, ``openings``, ``level``, ``confusion_new``, ``confusion_base``),
``refused`` (cases that the new model's checks would refuse), ``per_case`` (`ai.training.part_scores`). Of boxes also
``froc`` ({"new": [[false marks per image, sensitivity], ...], "base": ...}) and ``hit_rule`` ("overlap" or "centre":
`ai.training.box_hits.HitRule`); their ``per_case`` has ``findings``, ``found_new``, ``found_base``, ``false_new`` and
``false_base``, of the marks that are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ai.errors import TrainingDataError
from ai.inference.box_limits import whole_box
from ai.inference.gate import check_contract
from ai.inference.loaded import LoadedModel
from ai.inference.plausibility import implausible
from ai.inference.postprocess import clean
from ai.inference.provenance import GateVerdict
from ai.inference.radiograph import member_probabilities, reference_ranges
from ai.inference.run import load_model
from ai.library.card import CHEST_ANATOMY, DETECTION, IMAGE_CLASSIFICATION, ModelCard
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.box_cases import require_boxes
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Part
from ai.training.job_folder import write_json
from ai.training.openings import Opening, count_opening
from ai.training.part_scores import PartScores
from ai.training.report_text import report_text
from ai.training.score_boxes import score_boxes
from ai.training.score_classes import require_every_class, score_classes
from ai.training.score_masks import require_masks, score_masks
from ai.training.site_card import safe_names
from ai.training.teaching_cases import TeachingCases, read_teaching_cases

REPORT_FORMAT = 1
REPORT_FILE, TEXT_FILE = "report.json", "report.txt"


@dataclass(frozen=True)
class Opponent:
    """What the new model is compared with.

    Parameters
    ----------
    card
        None for a guess by the frequency of the classes, which is what anyone can do without a model.
    kind
        "model", "probe", "guess" or, for outlines without another model, "none".
    """

    card: ModelCard | None
    kind: str


GUESS, NOBODY = Opponent(None, "guess"), Opponent(None, "none")


def evaluate_model(
    card: ModelCard, folder: Path, output: Path, *, against: ModelCard | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Evaluate a model of the library on the test part of a dataset and write the report.

    Parameters
    ----------
    card
        The model.
    folder
        Of the dataset.
    output
        Folder for the report.
    against
        Another model that answers the same question; None compares a classifier with a guess by frequency, and tells
        of a model that outlines its own scores only.
    progress
        Called once per case.

    Returns
    -------
    dict[str, Any]
        The content of ``report.json``.

    Raises
    ------
    TrainingDataError
        When model and dataset do not fit, the opening of the test part cannot be written down, or the report cannot
        be written.
    """
    cases = read_teaching_cases(folder, progress=part(progress, 0, 0.05))
    alone = GUESS if cases.dataset.task is Task.CLASSIFICATION else NOBODY
    opponent = alone if against is None else Opponent(against, "model")
    return evaluate(card, opponent, cases, output, progress=part(progress, 0.05, 1))


def evaluate(
    card: ModelCard, opponent: Opponent, cases: TeachingCases, output: Path, *, progress: Progress = silent
) -> dict[str, Any]:
    """Compare a model with an opponent on the test part; see `evaluate_model`.

    Whatever can be refused without a look at the answers is refused before the opening is counted.
    """
    for each in (card, opponent.card):
        if each is not None:
            _require_fit(each, cases)
    models = [(load_model(card, device="cpu"), part(progress, 0, 0.45))]
    if opponent.card is not None:
        models.append((load_model(opponent.card, device="cpu"), part(progress, 0.45, 0.9)))
    require, score = _TASKS[cases.dataset.task]
    require(cases)
    openings = count_opening(
        cases.dataset.folder, Opening(card.weights_sha256 or card.key, cases.sha256, _split_sha256(cases))
    )
    scores = score(models, cases, openings=openings)
    progress(0.9, "Comparing")
    report = _report(card, opponent, cases, scores)
    report["refused"] = sum(_refuses(models[0][0], case) for case in cases.part(Part.TEST))
    write_report(report, output)
    progress(1.0, "Wrote the report")
    return report


def write_report(report: dict[str, Any], output: Path) -> None:
    """Write ``report.json`` and ``report.txt``.

    Raises
    ------
    TrainingDataError
        When they cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        write_json(output / REPORT_FILE, report)
        (output / TEXT_FILE).write_text(report_text(report), encoding="utf-8")
    except OSError as error:
        raise TrainingDataError(
            f"The report cannot be written ({error.strerror or 'the disk may be full'}).",
            "Free some space or choose another folder.",
        ) from error


def _require_fit(card: ModelCard, cases: TeachingCases) -> None:
    if card.task != _CARD_TASKS[cases.dataset.task]:
        raise TrainingDataError(
            f"{card.title} is made for {card.task}; the dataset teaches {cases.dataset.task.value}.",
            "Choose a model that answers the question of the dataset.",
        )
    own = {label.name for label in card.labels}
    missing = [name for name in _label_names(cases) if name not in own]
    if missing:
        raise TrainingDataError(
            f"{card.title} does not know {', '.join(missing)}, which the dataset has.",
            "Choose a model with the same classes or structures.",
        )


def _label_names(cases: TeachingCases) -> tuple[str, ...]:
    """Names as in a card: classes are named freely by the site, structures are safe already."""
    names = cases.dataset.names
    return names if cases.dataset.task is Task.SEGMENTATION else safe_names(names)


def _refuses(model: LoadedModel, case: Case) -> bool:
    """Whether a user would get no answer for this case."""
    card, volume = model.card, case.volume()
    if check_contract(card, volume, box_lps=whole_box(card, volume)).verdict is GateVerdict.REFUSE:
        return True
    if card.task != CHEST_ANATOMY:
        return False
    picture, _ = prepare_radiograph(volume, card.input)
    planes = member_probabilities(model.networks, picture[np.newaxis]).mean(0)
    hung = {label.name: clean(plane, card.threshold) for label, plane in zip(card.labels, planes, strict=True)}
    return bool(implausible(hung, reference_ranges(card)))


def _report(
    card: ModelCard,
    opponent: Opponent,
    cases: TeachingCases,
    scores: PartScores,
) -> dict[str, Any]:
    base, comparison = opponent.card, scores.comparison
    return {
        "format": REPORT_FORMAT,
        "task": cases.dataset.task.value,
        "part": Part.TEST.value,
        "cases": cases.counts()[Part.TEST.value],
        "groups": cases.group_counts()[Part.TEST.value],
        "grouping": cases.dataset.grouping,
        "dataset_sha256": cases.sha256,
        "split_sha256": _split_sha256(cases),
        "openings": comparison.openings,
        "level": comparison.level,
        "new": {"key": card.key, "title": card.title, "kind": "model", "members": _networks(card)},
        "base": {
            "key": "" if base is None else base.key,
            "title": _NOBODY_TITLES[opponent.kind] if base is None else base.title,
            "kind": opponent.kind,
            "members": 0 if base is None else _networks(base),
        },
        "labels": list(scores.titles),
        "comparison": to_plain(comparison) | ({"verdict": None} if opponent.kind == NOBODY.kind else {}),
        "per_case": list(scores.per_case),
        **scores.more,
    }


def _networks(card: ModelCard) -> int:
    """Networks that answer together: files, or members inside one."""
    members = dict(card.architecture.arguments).get("members", 1)
    return len(card.members) * (members if isinstance(members, int) else 1)


def _split_sha256(cases: TeachingCases) -> str:
    split = cases.dataset.split
    return "" if split is None else split.sha256


_CARD_TASKS = {
    Task.CLASSIFICATION: IMAGE_CLASSIFICATION,
    Task.SEGMENTATION: CHEST_ANATOMY,
    Task.DETECTION: DETECTION,
}

_NOBODY_TITLES = {"guess": "Guess by frequency", "none": "No other model"}

_TASKS = {
    Task.CLASSIFICATION: (require_every_class, score_classes),
    Task.SEGMENTATION: (require_masks, score_masks),
    Task.DETECTION: (require_boxes, score_boxes),
}
"""What the test part must hold, and how it is scored, by the task of the dataset."""
