"""How far a taught model says the same as its base on pictures of the site that nobody has labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ai.errors import InputMismatch, ReportableError, TrainingDataError
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import CHEST_ANATOMY, IMAGE_CLASSIFICATION, SEGMENTATION, ModelCard
from ai.progress import Progress, silent
from ai.training.dataset.case import DATASET_FILE, Case, ImageFacts
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.foreign_picture import is_picture
from ai.training.dataset.intake import grey
from ai.training.dataset.kappa import cohen_kappa
from ai.training.dataset.sources.site_pair import is_volume, read_volume
from ai.training.forgetting import CHECKED, not_checked
from ai.training.metrics import dice
from ai.training.paired_interval import draw_persons, mean_interval, within
from ai.training.roc import Estimate
from ai.volume import Volume
from ai.words import say

MOST_CASES = 200
"""That are looked at, spread over all: the interval becomes hardly narrower with more."""

_OUTLINES = (CHEST_ANATOMY, SEGMENTATION)


@dataclass(frozen=True)
class Unlabelled:
    """A picture to be read when it is its turn.

    Parameters
    ----------
    source
        A case of a dataset, or a file.
    group
        Person or block; the file itself where nothing tells.
    facts
        What a file shows that cannot tell it.
    """

    source: Case | Path
    group: str
    facts: ImageFacts = field(default_factory=ImageFacts)

    def volume(self) -> Volume:
        """Read it; raises `TrainingDataError`."""
        if isinstance(self.source, Case):
            return self.source.volume()
        return grey(read_volume(self.source, self.facts))


def unlabelled_cases(folder: Path, taught: Sequence[Case] = ()) -> list[Unlabelled]:
    """List the pictures of a folder, at most `MOST_CASES`.

    Parameters
    ----------
    folder
        A dataset, whose labels are not looked at and whose "not sure" cases count; or PNG, JPEG, NIfTI and NRRD files.
    taught
        Cases that were taught: modality, body part and view on which they all agree are taken for those of files.

    Raises
    ------
    TrainingDataError
        When there is no picture.
    """
    if not folder.is_dir():
        raise TrainingDataError(f"There is no folder {folder.name} with unlabelled pictures.", "Check the path.")
    if (folder / DATASET_FILE).is_file():
        dataset = open_dataset(folder)
        found = [Unlabelled(case, case.group) for case in (*dataset.cases, *dataset.unsure)]
    else:
        facts = _common_facts(taught)
        files = [path for path in files_below(folder) if is_volume(path) or is_picture(path)]
        found = [Unlabelled(path, path.as_posix(), facts) for path in files]
    if not found:
        raise TrainingDataError(
            f"The folder {folder.name} holds no pictures.", "It must hold PNG, JPEG, NIfTI or NRRD files, or a dataset."
        )
    step = max(1.0, len(found) / MOST_CASES)
    return [found[int(place * step)] for place in range(min(len(found), MOST_CASES))]


def check_unlabelled(
    card: ModelCard,
    base: ModelCard | None,
    folder: Path | None,
    *,
    taught: Sequence[Case] = (),
    progress: Progress = silent,
) -> dict[str, Any]:
    """Run the new model and its base on unlabelled pictures and count how far they agree.

    Parameters
    ----------
    card, base
        The new model, and the one that it started from.
    folder
        See `unlabelled_cases`; None where the plan names none.
    taught
        As there.
    progress
        Called once per picture.

    Returns
    -------
    dict
        ``status``, ``sentence``, ``cases`` (that both answered), ``agreement`` ({"value", "low", "high"}, 95 %:
        Cohen's kappa of classes, mean Dice of outlines; or None) and ``figure`` ("kappa", "Dice" or "").
    """
    nothing: dict[str, Any] = {"cases": 0, "agreement": None, "figure": ""}
    if folder is None:
        return not_checked(say("the plan names no folder of unlabelled pictures."), **nothing)
    if base is None:
        return not_checked(say("the model started from random weights."), **nothing)
    names = _common_names(card, base)
    if not names:
        return not_checked(say("the base answers another question."), **nothing)
    try:
        found = unlabelled_cases(folder, taught)
        answers = [(each.group, pair) for each, pair in _answers(card, base, found, progress)]
    except ReportableError as error:
        return not_checked(error.message, **nothing)
    if not answers:
        return not_checked(say("neither model takes any of these pictures."), **nothing)
    groups = [group for group, _ in answers]
    pairs = [pair for _, pair in answers]
    refused = len(found) - len(pairs)
    told = _classes(pairs, groups) if card.task == IMAGE_CLASSIFICATION else _outlines(pairs, groups, names)
    if refused:
        told["sentence"] += " " + say("{count} pictures were refused or could not be read.", count=refused)
    return {"status": CHECKED, "cases": len(pairs), **told}


def _common_names(card: ModelCard, base: ModelCard) -> list[str]:
    own, others = ({label.name for label in each.labels} for each in (card, base))
    if card.task == base.task == IMAGE_CLASSIFICATION:
        return sorted(own) if own == others else []
    if card.task in _OUTLINES and base.task in _OUTLINES and card.prompts is None and base.prompts is None:
        return sorted(own & others)
    return []


def _answers(
    card: ModelCard, base: ModelCard, found: Sequence[Unlabelled], progress: Progress
) -> Iterator[tuple[Unlabelled, tuple[ModelResult, ModelResult]]]:
    """Yield what both say of each picture that both take."""
    new, old = load_model(card, device="cpu"), load_model(base, device="cpu")
    for number, each in enumerate(found):
        progress(number / len(found), f"Unlabelled picture {number + 1} of {len(found)}")
        try:
            volume = each.volume()
            yield each, (run_model(new, volume), run_model(old, volume))
        except (InputMismatch, TrainingDataError):
            continue


def _classes(pairs: Sequence[tuple[ModelResult, ModelResult]], groups: Sequence[str]) -> dict[str, Any]:
    called = [[_call(result) for result in pair] for pair in pairs]
    kappa = cohen_kappa([each[0] for each in called], [each[1] for each in called], groups)
    same = sum(one == other for one, other in called)
    sentence = str(
        say("On {cases} unlabelled pictures both models call the same class in {same}.", cases=len(pairs), same=same)
    )
    if kappa.value is None or kappa.interval is None:
        return {"sentence": sentence, "agreement": None, "figure": "kappa"}
    estimate = Estimate(kappa.value, *kappa.interval)
    sentence += " " + say("Cohen's kappa is {value} (95 % interval {low} to {high}).", **_shown(estimate))
    return {"sentence": sentence, "agreement": _plain(estimate), "figure": "kappa"}


def _outlines(
    pairs: Sequence[tuple[ModelResult, ModelResult]], groups: Sequence[str], names: Sequence[str]
) -> dict[str, Any]:
    values = []
    for pair in pairs:
        new, old = ({each.label.name: each.mask for each in result.structures} for result in pair)
        values.append(np.mean([dice(new[name], old[name]) for name in names if name in new and name in old]))
    estimate = within(mean_interval(np.asarray(values, dtype=np.float64), draw_persons(groups)))
    sentence = say(
        "On {cases} unlabelled pictures the outlines of both models overlap with a mean Dice of {value} (95 % interval "
        "{low} to {high}).",
        cases=len(pairs),
        **_shown(estimate),
    )
    return {"sentence": str(sentence), "agreement": _plain(estimate), "figure": "Dice"}


def _call(result: ModelResult) -> str:
    return max(result.classifications, key=lambda each: each.shown_value).label.name


def _plain(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _shown(estimate: Estimate) -> dict[str, str]:
    return {name: f"{value:.3f}" for name, value in _plain(estimate).items()}


def _common_facts(taught: Sequence[Case]) -> ImageFacts:
    """Keep what all taught cases say alike."""
    records = [case.record for case in taught]

    def common(words: set[str]) -> str:
        return words.pop() if len(words) == 1 else ""

    bright = {record.bones_bright for record in records}
    return ImageFacts(
        modality=common({record.modality for record in records}),
        body_part=common({record.body_part for record in records}),
        view=common({record.view for record in records}),
        bones_bright=bright.pop() if len(bright) == 1 else None,
    )
