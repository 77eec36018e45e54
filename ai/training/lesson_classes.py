"""Teach classes: the linear probe, then what the plan asks for; the probe stands for a base that cannot answer."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from torch import nn

from ai.errors import TrainingDataError
from ai.inference.calibration import Calibration
from ai.library.card import IMAGE_CLASSIFICATION, Architecture, InputSpec, ModelCard, Weights
from ai.networks.picture_classifier import PRECISE
from ai.networks.volume_names import VOLUME_NAMES
from ai.progress import Progress, part
from ai.training import teach_classifier
from ai.training.alarms import RANDOM_LABELS, VALIDATION_AUC
from ai.training.evaluate import GUESS, Opponent
from ai.training.lesson import Lesson, write_pack
from ai.training.recalibrate import recalibrate
from ai.training.site_card import class_labels, classes_title, classifier_card, safe_names
from ai.training.teaching_cases import TeachingCases, require_two_classes
from ai.training.volume_bases import VOLUME_CLASSIFIER
from ai.training.volume_cases import VolumeStart, start_volumes
from ai.training.volume_contract import are_whole_scans


def lesson_classes(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Teach and write; give the draft, what it is compared with, and whether it ended before its last epoch."""
    config, base, cases = lesson.config, lesson.base, lesson.cases
    if config.scope == "decoder":
        raise TrainingDataError("The scope 'decoder' is for masks; this dataset has classes.", "Choose probe.")
    if config.scope == "calibrate":
        return recalibrate(lesson, progress), Opponent(base, "model"), False
    require_two_classes(cases)
    volume: VolumeStart | None
    if are_whole_scans(cases.dataset.cases):
        volume = start_volumes(config, base, cases, progress=part(progress, 0, _LOOK_SHARE))
        start = volume.network, volume.architecture, volume.input
        progress = part(progress, _LOOK_SHARE, 1)
    else:
        _require_no_volumes(lesson)
        volume, start = None, teach_classifier.start_network(config, base, cases)
    network = start[0]
    groups = teach_classifier.trainable_groups(network, config.scope)
    labels = class_labels(cases.dataset.names)
    title = config.title or classes_title([label.title for label in labels])
    lesson.tell_start(title, [label.title for label in labels], network, groups)
    taught = teach_classifier.teach_classifier(
        config, cases, start, lesson.job, device=lesson.device, progress=part(progress, 0, 0.98)
    )
    facts = {**lesson.facts(), VALIDATION_AUC: round(taught.auc, 4)}
    if taught.control is not None:
        facts[RANDOM_LABELS] = [round(each, 4) for each in dataclasses.astuple(taught.control)]
    lesson.job.log().add("stage", stage="pack", message="Writing the model")

    def write(name: str, its_title: str, of: nn.Module, calibration: Calibration) -> ModelCard:
        parts: tuple[Architecture, InputSpec, Calibration] = (taught.architecture, taught.input, calibration)

        def card(member: Weights, folder: Path) -> ModelCard:
            made = classifier_card(
                cases,
                base,
                title=its_title,
                parts=parts,
                member=member,
                facts=facts,
                folder=folder,
                image="picture" if volume is None else "scan",
            )
            return made if volume is None else volume.told_on(made)

        return write_pack(of, lesson.job.path / name, card, precise=PRECISE)

    new = write(lesson.job.packs.name, title, taught.network, taught.calibration)
    if base is not None and base.task == IMAGE_CLASSIFICATION and _answers(base, cases):
        return new, Opponent(base, "model"), taught.stopped_early
    if config.scope == "probe":
        return new, GUESS, taught.stopped_early
    probe = write("probe", f"{title} (linear probe)", taught.probe, taught.probe_calibration)
    return new, Opponent(probe, "probe"), taught.stopped_early


_LOOK_SHARE = 0.05
"""Where the look at the scans ends, of the lesson."""


def _require_no_volumes(lesson: Lesson) -> None:
    """Refuse a start that reads whole scans, since the dataset has single pictures."""
    name = lesson.config.architecture if lesson.base is None else lesson.base.title
    if name in VOLUME_NAMES or (lesson.base is not None and lesson.base.architecture.name == VOLUME_CLASSIFIER):
        raise TrainingDataError(
            f"{name} reads scans of several slices; this dataset has single pictures.", "Choose another start."
        )


def _answers(base: ModelCard, cases: TeachingCases) -> bool:
    return {label.name for label in base.labels} == set(safe_names(cases.dataset.names))
