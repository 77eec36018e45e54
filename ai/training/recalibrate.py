"""The cheapest lesson: the network stays, its probabilities are fitted to the validation part of the site's cases."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np

from ai.errors import TrainingDataError
from ai.inference.calibration import Calibration, calibrate
from ai.inference.classify import member_logits
from ai.inference.run import load_model
from ai.library.card import IMAGE_CLASSIFICATION, ModelCard
from ai.library.lineage import TAUGHT_ON
from ai.library.pack import verify, write_card
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.finetune_config import PLATT
from ai.training.lesson import Lesson
from ai.training.site_card import recalibrated_card, safe_names
from ai.training.teaching_cases import TeachingCases, require_two_classes


def recalibrate(lesson: Lesson, progress: Progress = silent) -> ModelCard:
    """Fit the probabilities and the thresholds of a base on the validation part, and write it as a draft.

    The plan's ``calibration`` says how: one temperature mends how sure the model is; slope and offsets mend the mix of
    the classes too, so that calls may change. Neither changes the order of the cases between two classes, so AUC stays;
    probabilities, and with them "not sure", come nearer to what the site sees.

    Raises
    ------
    TrainingDataError
        When there is no base, or it does not tell exactly the classes of the dataset by one network.
    """
    cases, base = lesson.cases, _able(lesson.base, lesson.cases)
    require_two_classes(cases)
    verify(base)
    model = load_model(base, device=lesson.device.type)
    title = lesson.config.title or f"{base.title} (recalibrated)"
    lesson.tell_start(title, [label.title for label in base.labels], model.networks[0], [])
    lesson.job.log().add("stage", stage="probe", message="Fitting the probabilities")
    held_out = cases.part(Part.VALIDATION)
    names = [label.name for label in base.labels]
    classes = dict(zip(cases.dataset.names, safe_names(cases.dataset.names), strict=True))
    logits = []
    for number, case in enumerate(held_out):
        progress(0.95 * number / len(held_out), f"Reading picture {number + 1} of {len(held_out)}")
        picture, _ = prepare_radiograph(case.volume(), base.input, hang=False)
        logits.append(member_logits(model.networks, picture[np.newaxis])[0])
    truth = [names.index(classes[case.label]) for case in held_out]
    with_offsets = lesson.config.calibration == PLATT
    found = calibrate(np.asarray(logits, dtype=np.float64), truth, with_offsets=with_offsets)
    lesson.job.log().add("stage", stage="pack", message="Writing the model")
    return _write(lesson, base, title, found, held_out, progress=part(progress, 0.95, 1))


def _able(base: ModelCard | None, cases: TeachingCases) -> ModelCard:
    """Refuse a base whose probabilities cannot be fitted."""
    if base is None:
        raise TrainingDataError(
            "A network of random weights cannot be recalibrated.", "Choose a base that tells the same classes."
        )
    if base.task != IMAGE_CLASSIFICATION or {each.name for each in base.labels} != set(safe_names(cases.dataset.names)):
        raise TrainingDataError(
            f"{base.title} does not tell the classes of this dataset, so there is nothing to recalibrate.",
            "Choose the scope probe, or a base that tells the same classes.",
        )
    if len(base.members) != 1 or base.input.grid is not None:
        raise TrainingDataError(
            f"{base.title} cannot be recalibrated here: it is no single network that reads one picture.",
            "Choose another base.",
        )
    return base


def _write(
    lesson: Lesson, base: ModelCard, title: str, found: Calibration, held_out: tuple[Case, ...], *, progress: Progress
) -> ModelCard:
    """Copy the weights beside the new card, whole or not at all."""
    progress(0.0, "Copying the weights")
    persons = len({case.group for case in held_out})
    facts = {**lesson.facts(), TAUGHT_ON: persons, "temperature": found.temperature}
    if found.offsets:
        facts["offsets"] = list(found.offsets)
    packs = lesson.job.packs
    unfinished = packs.with_name(f".{packs.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for member in base.members:
        shutil.copyfile(base.folder / member.file, unfinished / member.file)
    card = recalibrated_card(
        lesson.cases, base, title=title, calibration=found, count=len(held_out), facts=facts, folder=unfinished
    )
    write_card(card)
    verify(card)
    target = packs / card.key
    shutil.rmtree(target, ignore_errors=True)
    packs.mkdir(exist_ok=True)
    unfinished.replace(target)
    progress(1.0, "Done")
    return dataclasses.replace(card, folder=target)
