"""Evaluate a model, alone or against another, on the held-out part of a dataset.

Writes ``report.txt`` and ``report.json``: ``format``, ``task``, ``part``, ``cases``, ``groups``, ``grouping`` (words),
``dataset_sha256``, ``split_sha256``, ``openings`` (which of the trained models that were held against this test part
the new one is, from 1), ``level`` (confidence level of every interval, by that number), ``new`` and ``base`` (``key``,
``title``, ``kind``: "model", "probe", "guess" or "none"; ``members``, networks that answer together), ``labels``
[title], ``comparison`` (`ai.training.compare.Comparison`: ``rows``, ``verdict`` {``word``, ``sentence``, ...} or null
where there is nothing to compare with, ``intervals``, ``openings``, ``level``, ``confusion_new``, ``confusion_base``),
``refused`` (cases that the new model's checks would refuse), ``per_case`` (`ai.training.part_scores`), ``alarms``
[{``name``, ``severity``: "leak", "caution", "passed" or "not checked", ``sentence``}] (`ai.training.alarms`: leaks
stand in the verdict's sentence too and may turn its word to "no proof"), ``subgroups`` and ``subgroups_left_out``
(`ai.training.subgroups`), and of a fine-tuning ``forgetting`` (`ai.training.forgetting`) and ``unlabelled``
(`ai.training.unlabelled`).

For classes also ``curves`` (`ai.training.class_curves.curves`), ``thresholds``
(`ai.training.class_thresholds.thresholds`) and ``calibration`` (`ai.training.class_calibration.calibration`). For masks
also ``counted`` (words) and ``only_new``, see `ai.training.score_masks`. For boxes also ``froc`` ({"new": [[false marks
per image or scan, sensitivity], ...], "base": ...}) and ``hit_rule`` ("overlap", "overlap_3d" for scans, or "centre":
`ai.training.box_hits.HitRule`); of scans also ``box_overlap`` ({"new", "base"}: mean intersection over union of what
was found and the best mark that hits it, among the marks that are shown; null where nothing was);
their ``per_case`` has ``findings``, ``found_new``, ``found_base``, ``false_new`` and ``false_base``, of the marks that
are shown. Masks have these too, and the rows of boxes after their own, where a model outlines objects
(`ai.training.score_objects`).

``report.html`` beside them shows all of it on one page that loads nothing (`ai.training.report_html`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from ai.errors import TrainingDataError
from ai.inference.detect import reading_of
from ai.inference.gate import check_contract
from ai.inference.loaded import LoadedModel
from ai.inference.plausibility import implausible
from ai.inference.postprocess import clean
from ai.inference.provenance import GateVerdict
from ai.inference.radiograph import member_probabilities, reference_ranges
from ai.inference.run import load_model
from ai.library.card import CHEST_ANATOMY, DETECTION, IMAGE_CLASSIFICATION, SEGMENTATION, ModelCard
from ai.library.task_words import task_words
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.alarms import Alarm, judged, remembered
from ai.training.box_cases import require_boxes
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Part
from ai.training.job_folder import write_json
from ai.training.leak_checks import all_alarms
from ai.training.openings import Opening, count_opening
from ai.training.part_scores import PartScores
from ai.training.report_html import report_html
from ai.training.report_text import report_text
from ai.training.score_boxes import score_boxes
from ai.training.score_classes import require_every_class, score_classes
from ai.training.score_masks import require_masks
from ai.training.score_objects import score_structures
from ai.training.site_card import safe_names
from ai.training.subgroups import subgroup_rows
from ai.training.teaching_box import teaching_box
from ai.training.teaching_cases import TeachingCases, are_scans, read_teaching_cases

REPORT_FORMAT = 1
REPORT_FILE, TEXT_FILE, PAGE_FILE = "report.json", "report.txt", "report.html"


@dataclass(frozen=True)
class Opponent:
    """What the new model is compared with.

    Parameters
    ----------
    card
        None for a guess by the frequency of the classes, or of the places of structures: what anyone can do without a
        model.
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
    card: ModelCard,
    opponent: Opponent,
    cases: TeachingCases,
    output: Path,
    *,
    known: Sequence[Alarm] = (),
    more: Mapping[str, Any] = MappingProxyType({}),
    progress: Progress = silent,
) -> dict[str, Any]:
    """Compare a model with an opponent on the test part; see `evaluate_model`.

    Whatever can be refused without a look at the answers is refused before the opening is counted.

    Parameters
    ----------
    card, opponent, cases, output
        As there.
    known
        Alarms of the split, where it was looked at already.
    more
        Further keys of the report; ``forgetting`` may change the verdict (`ai.training.alarms.remembered`).
    progress
        Called once per case.
    """
    _require_fit(card, cases)
    if opponent.card is not None:
        _require_fit(opponent.card, cases, is_opponent=True)
    models = [(load_model(card, device="cpu"), part(progress, 0, 0.45))]
    if opponent.card is not None:
        models.append((load_model(opponent.card, device="cpu"), part(progress, 0.45, 0.9)))
    require, score = _TASKS[cases.dataset.task]
    require(cases)
    openings = count_opening(cases.dataset.folder, Opening(_answers_sha256(card), cases.sha256, _split_sha256(cases)))
    scores = score(models, cases, openings=openings)
    progress(0.9, "Comparing")
    alarms = all_alarms(card, opponent.card, cases, known=known, progress=part(progress, 0.9, 0.99))
    verdict = judged(remembered(scores.comparison.verdict, more.get("forgetting", {})), alarms)
    scores = replace(scores, comparison=replace(scores.comparison, verdict=verdict))
    report = {**_report(card, opponent, cases, scores), "alarms": [alarm.plain() for alarm in alarms], **more}
    report["subgroups"], report["subgroups_left_out"] = subgroup_rows(
        cases.part(Part.TEST), scores.per_case, names=cases.dataset.names, level=scores.comparison.level
    )
    report["refused"] = sum(_refuses(models[0][0], case) for case in cases.part(Part.TEST))
    write_report(report, output)
    progress(1.0, "Wrote the report")
    return report


def write_report(report: dict[str, Any], output: Path) -> None:
    """Write ``report.json``, ``report.txt`` and ``report.html``.

    Raises
    ------
    TrainingDataError
        When they cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        write_json(output / REPORT_FILE, report)
        for name, text in ((TEXT_FILE, report_text(report)), (PAGE_FILE, report_html(report))):
            temporary = output / f"{name}.tmp"
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(output / name)
    except OSError as error:
        raise TrainingDataError(
            f"The report cannot be written ({error.strerror or 'the disk may be full'}).",
            "Free some space or choose another folder.",
        ) from error


def _require_fit(card: ModelCard, cases: TeachingCases, *, is_opponent: bool = False) -> None:
    """Refuse a model of another question; a base of masks needs to know one of the structures."""
    if card.task not in _CARD_TASKS[cases.dataset.task]:
        raise TrainingDataError(
            f"{card.title} is made for {task_words(card.task)}; the dataset teaches {_TAUGHT[cases.dataset.task]}.",
            "Choose a model that answers the question of the dataset.",
        )
    if cases.dataset.task is Task.SEGMENTATION and card.task == DETECTION and not reading_of(card).outlines:
        raise TrainingDataError(
            f"{card.title} marks boxes without outlines; the dataset has masks.",
            "Choose a model that outlines, or a dataset of boxes.",
        )
    _require_images(card, cases)
    if card.prompts is not None:
        raise TrainingDataError(
            f"{card.title} marks what is shown to it by clicks or a box; it cannot be evaluated here.",
            "Choose a model that reads a scan by itself.",
        )
    own = {label.name for label in card.labels}
    names = _label_names(cases)
    missing = [name for name in names if name not in own]
    some_is_enough = is_opponent and card.task == SEGMENTATION
    if missing and not (some_is_enough and len(missing) < len(names)):
        raise TrainingDataError(
            f"{card.title} does not know {', '.join(missing)}, which the dataset has.",
            "Choose a model with the same classes or structures.",
        )


def _require_images(card: ModelCard, cases: TeachingCases) -> None:
    """Refuse a model of single pictures for scans of several slices, and the other way round.

    Outlines are left out: they are made slice by slice as well.
    """
    if cases.dataset.task is Task.SEGMENTATION:
        return
    of_scans = are_scans(cases.part(Part.TEST))
    reads_scans = card.input.grid is not None and card.input.grid.dimensions == 3
    if reads_scans is not of_scans:
        kinds = ("single pictures", "scans of several slices")
        raise TrainingDataError(
            f"{card.title} reads {kinds[reads_scans]}; the held-out part has {kinds[of_scans]}.",
            "Choose a model that reads the images of the dataset.",
        )


def _label_names(cases: TeachingCases) -> tuple[str, ...]:
    """Names as in a card: classes are named freely by the site, structures are safe already."""
    names = cases.dataset.names
    return names if cases.dataset.task is Task.SEGMENTATION else safe_names(names)


def _refuses(model: LoadedModel, case: Case) -> bool:
    """Whether a user would get no answer for this case."""
    card, volume = model.card, case.volume()
    box = teaching_box(card, volume, (case.mask(name) for name in case.masks))
    if check_contract(card, volume, box_lps=box).verdict is GateVerdict.REFUSE:
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


def _answers_sha256(card: ModelCard) -> str:
    """Say by what a model is counted: its weights, and where only its probabilities were fitted these too."""
    plan = card.metrics.get("plan")
    if not card.weights_sha256 or not isinstance(plan, Mapping) or plan.get("scope") != "calibrate":
        return card.weights_sha256 or card.key
    told = json.dumps(to_plain(card.reference.get("calibration")), sort_keys=True)
    return hashlib.sha256(f"{card.weights_sha256} {told}".encode()).hexdigest()


def _split_sha256(cases: TeachingCases) -> str:
    split = cases.dataset.split
    return "" if split is None else split.sha256


_TAUGHT = {Task.CLASSIFICATION: "classes", Task.SEGMENTATION: "outlines", Task.DETECTION: "boxes"}

_CARD_TASKS = {
    Task.CLASSIFICATION: (IMAGE_CLASSIFICATION,),
    Task.SEGMENTATION: (CHEST_ANATOMY, SEGMENTATION, DETECTION),
    Task.DETECTION: (DETECTION,),
}

_NOBODY_TITLES = {"guess": "Guess by frequency", "none": "No other model"}

_TASKS = {
    Task.CLASSIFICATION: (require_every_class, score_classes),
    Task.SEGMENTATION: (require_masks, score_structures),
    Task.DETECTION: (require_boxes, score_boxes),
}
"""What the test part must hold, and how it is scored, by the task of the dataset."""
