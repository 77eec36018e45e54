"""Evaluate a model, alone or against another, on the held-out part of a dataset.

Writes ``report.txt`` and ``report.json``: ``format``, ``task``, ``part``, ``cases``, ``groups``, ``grouping`` (words),
``dataset_sha256``, ``split_sha256``, ``openings`` (which of the trained models that were held against this test part
the new one is, from 1), ``level`` (confidence level of every interval, by that number), ``new`` and ``base`` (``key``,
``title``, ``kind``: "model", "probe", "guess" or "none"; ``members``, networks that answer together), ``labels``
[title], ``comparison`` (`ai.training.compare.Comparison`: ``rows``, ``verdict`` {``word``, ``sentence``, ...} or null
where there is nothing to compare with, ``intervals``, ``openings``, ``level``, ``confusion_new``, ``confusion_base``),
``refused`` (cases that the new model's checks would refuse), ``per_case`` (``key``, ``truth`` and what both said).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.inference import classify
from ai.inference.box_limits import whole_box
from ai.inference.gate import check_contract
from ai.inference.loaded import LoadedModel
from ai.inference.plausibility import implausible
from ai.inference.postprocess import clean
from ai.inference.provenance import GateVerdict
from ai.inference.radiograph import member_probabilities, reference_ranges
from ai.inference.run import load_model
from ai.library.card import CHEST_ANATOMY, IMAGE_CLASSIFICATION, ModelCard
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress, part, silent
from ai.training.compare import Comparison, compare_classes, compare_masks
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Part
from ai.training.job_folder import write_json
from ai.training.metrics import dice, jaccard
from ai.training.openings import Opening, count_opening
from ai.training.report_text import report_text
from ai.training.site_card import safe_names
from ai.training.teaching_cases import TeachingCases, persons_told_apart, read_teaching_cases

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
    names = _label_names(cases)
    for each in (card, opponent.card):
        if each is not None:
            _require_fit(each, cases)
    tested = cases.part(Part.TEST)
    models = [(load_model(card, device="cpu"), part(progress, 0, 0.45))]
    if opponent.card is not None:
        models.append((load_model(opponent.card, device="cpu"), part(progress, 0.45, 0.9)))
    if cases.dataset.task is Task.CLASSIFICATION:
        _require_every_class(cases, cases.classes(tested))
    elif not any(name in case.masks for case in tested for name in names):
        raise TrainingDataError(
            "The held-out part has no mask of a structure, so nothing can be said about it.", "Add cases, split again."
        )
    openings = count_opening(
        cases.dataset.folder, Opening(card.weights_sha256 or card.key, cases.sha256, _split_sha256(cases))
    )
    blocks = not persons_told_apart(tested)
    groups = [case.group for case in tested]
    progress(0.9, "Comparing")
    per_case: list[dict[str, Any]]
    if cases.dataset.task is Task.CLASSIFICATION:
        said = [_probabilities(model, tested, names, progress=share) for model, share in models]
        if len(said) == 1:
            said.append(_frequencies(cases, len(tested)))
        truth = cases.classes(tested)
        titles = _titles(card, names)
        comparison = compare_classes(said[0], said[1], truth, groups, names=titles, blocks=blocks, openings=openings)
        per_case = [
            {"key": case.key, "truth": case.label, "new": _rounded(new), "base": _rounded(base)}
            for case, new, base in zip(tested, *said, strict=True)
        ]
    else:
        scored = [_mask_scores(model, tested, names, progress=share) for model, share in models]
        if len(scored) == 1:
            scored.append(np.zeros_like(scored[0]))
        titles = _titles(card, names)
        comparison = compare_masks(scored[0], scored[1], groups, names=titles, blocks=blocks, openings=openings)
        per_case = [
            {"key": case.key, "dice_new": _rounded(new[:, 0]), "dice_base": _rounded(base[:, 0])}
            for case, new, base in zip(tested, *scored, strict=True)
        ]
    report = _report(card, opponent, cases, comparison, titles, per_case)
    report["refused"] = sum(_refuses(models[0][0], case) for case in tested)
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
    task = IMAGE_CLASSIFICATION if cases.dataset.task is Task.CLASSIFICATION else CHEST_ANATOMY
    if card.task != task:
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
    return safe_names(names) if cases.dataset.task is Task.CLASSIFICATION else names


def _require_every_class(cases: TeachingCases, truth: npt.NDArray[np.int64]) -> None:
    for index, name in enumerate(cases.dataset.names):
        if not (truth == index).any():
            raise TrainingDataError(
                f"The held-out part has no case of {name}, so nothing can be said about it.", "Add cases, split again."
            )


def _probabilities(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], *, progress: Progress
) -> npt.NDArray[np.float64]:
    """(cases, classes) calibrated, as a user would see them; in the order of the dataset's names."""
    order = [next(i for i, label in enumerate(model.card.labels) if label.name == name) for name in names]
    rows = []
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{model.card.title}: case {index + 1} of {len(cases)}")
        found = classify.classify(model.card, model.networks, case.volume())
        rows.append([found[position].shown_value for position in order])
    return np.asarray(rows, dtype=np.float64)


def _frequencies(cases: TeachingCases, count: int) -> npt.NDArray[np.float64]:
    classes = cases.classes(cases.part(Part.TRAIN))
    shares = np.bincount(classes, minlength=len(cases.dataset.names)) / len(classes)
    return np.tile(shares, (count, 1))


def _mask_scores(
    model: LoadedModel, cases: Sequence[Case], names: Sequence[str], *, progress: Progress
) -> npt.NDArray[np.float64]:
    """(cases, structures, 2) Dice and Jaccard on the case's own pixels; NaN where it has no mask of a structure."""
    card = model.card
    order = [next(i for i, label in enumerate(card.labels) if label.name == name) for name in names]
    scores = np.full((len(cases), len(names), 2), np.nan)
    for index, case in enumerate(cases):
        progress(index / len(cases), f"{card.title}: case {index + 1} of {len(cases)}")
        picture, placement = prepare_radiograph(case.volume(), card.input)
        planes = restore(member_probabilities(model.networks, picture[np.newaxis]).mean(0), placement)
        for column, (name, position) in enumerate(zip(names, order, strict=True)):
            if name in case.masks:
                found, truth = clean(planes[position], card.threshold), case.mask(name)[0]
                scores[index, column] = dice(found, truth), jaccard(found, truth)
    return scores


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


def _titles(card: ModelCard, names: Sequence[str]) -> list[str]:
    by_name = {label.name: label.title for label in card.labels}
    return [by_name[name] for name in names]


def _report(
    card: ModelCard,
    opponent: Opponent,
    cases: TeachingCases,
    comparison: Comparison,
    titles: Sequence[str],
    per_case: list[dict[str, Any]],
) -> dict[str, Any]:
    base = opponent.card
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
        "new": {"key": card.key, "title": card.title, "kind": "model", "members": len(card.members)},
        "base": {
            "key": "" if base is None else base.key,
            "title": _NOBODY_TITLES[opponent.kind] if base is None else base.title,
            "kind": opponent.kind,
            "members": 0 if base is None else len(base.members),
        },
        "labels": list(titles),
        "comparison": to_plain(comparison) | ({"verdict": None} if opponent.kind == NOBODY.kind else {}),
        "per_case": per_case,
    }


def _split_sha256(cases: TeachingCases) -> str:
    split = cases.dataset.split
    return "" if split is None else split.sha256


_NOBODY_TITLES = {"guess": "Guess by frequency", "none": "No other model"}


def _rounded(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]
