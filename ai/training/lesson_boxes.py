"""Teach boxes: to a spot finder, or to a detector that starts from random weights or was taught so; write the draft.

Of single pictures, or of scans of several slices: see `ai.training.teach_volume_boxes`. Of a dataset of masks each
connected part is an object, which is found by its box and outlined.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.inference.detect import DETECTION_KEY, BoxReading, reading_of
from ai.library.card import DETECTION, ModelCard, Weights
from ai.plain import to_plain
from ai.progress import Progress, part
from ai.training.box_cases import require_boxes_to_teach
from ai.training.dataset.case import Task
from ai.training.detector_card import detector_card, labels_of
from ai.training.detector_names import PICTURES, SPOTS, VOLUMES, kind_of, parts_of, require_loss
from ai.training.evaluate import GUESS, NOBODY, Opponent
from ai.training.finetune_config import FinetuneConfig
from ai.training.lesson import Lesson, write_pack
from ai.training.mask_objects import require_objects_to_teach
from ai.training.site_card import classes_title, safe_names
from ai.training.taught_boxes import set_on
from ai.training.teach_detector import (
    Pupil,
    named_pupil,
    picture_course,
    taught_pupil,
    teach_detector,
    without_threshold,
)
from ai.training.teach_spots import spot_course, spot_pupil
from ai.training.teach_volume_boxes import named_volume_pupil, taught_volume_pupil, volume_course
from ai.training.teaching_cases import are_scans
from ai.training.work import ParameterGroup
from ai.words import say

SCOPES = ("head", "decoder", "all")


def lesson_boxes(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Teach and write; give the draft, what it is compared with, and whether it ended before its last epoch."""
    config, base, cases = lesson.config, lesson.base, lesson.cases
    require_plan(config)
    of_masks = cases.dataset.task is Task.SEGMENTATION
    (require_objects_to_teach if of_masks else require_boxes_to_teach)(cases)
    of_scans = not of_masks and are_scans(cases.dataset.cases)
    if of_scans:
        require_volume_plan(config)
    names = cases.dataset.names
    if base is not None:
        names = require_detector(base, names, of_masks=of_masks, of_scans=of_scans)
    labels = labels_of(cases, base)
    fallback = classes_title([label.title for label in labels]) if base is None else f"{base.title} (site)"
    title = config.title or fallback
    if base is not None and not of_scans:
        require_loss(config.loss, kind_of(base.architecture))
    elif not of_scans:
        require_loss(config.loss, parts_of(config.architecture, of_masks=of_masks)[0])
    pupil = _pupil(lesson, of_scans=of_scans, progress=part(progress, 0, 0.03))

    def card(member: Weights, folder: Path, reading: BoxReading, **facts: object) -> ModelCard:
        return detector_card(
            cases,
            base,
            title=title,
            parts=(pupil.architecture, pupil.input),
            reference={DETECTION_KEY: to_plain(reading)},
            member=member,
            facts=facts,
            folder=folder,
        )

    asked = card(Weights("member0.safetensors", ""), lesson.job.path, without_threshold(pupil.reading))
    if of_scans:
        course = volume_course(config)
    else:
        course = picture_course(config) if pupil.network is pupil.trained else spot_course(config, asked)

    def tell(groups: Sequence[ParameterGroup]) -> None:
        lesson.tell_start(title, [label.title for label in labels], pupil.trained, groups)

    network, unseen, stopped_early = teach_detector(
        config,
        cases,
        asked,
        pupil,
        course,
        lesson.job,
        names=names,
        device=lesson.device,
        tell=tell,
        progress=part(progress, 0.03, 0.98),
    )
    reading = set_on(unseen, pupil.reading, len(labels))
    lesson.job.log().add("stage", stage="pack", message="Writing the model")
    facts = lesson.facts()
    taught = write_pack(network, lesson.job.packs, lambda member, folder: card(member, folder, reading, **facts))
    nobody = GUESS if of_masks else NOBODY
    return taught, nobody if base is None else Opponent(base, "model"), stopped_early


def _pupil(lesson: Lesson, *, of_scans: bool, progress: Progress) -> Pupil:
    """Choose what is taught; a scan is looked at before the contract of a new network can be written."""
    config, base, cases = lesson.config, lesson.base, lesson.cases
    if of_scans:
        if base is not None:
            return taught_volume_pupil(base, cases)
        return named_volume_pupil(config.architecture, cases, config.seed, progress=progress)
    if base is None:
        return named_pupil(config.architecture, cases, config.seed)
    return spot_pupil(base) if base.architecture.name == SPOTS else taught_pupil(base)


def require_plan(config: FinetuneConfig) -> None:
    """Refuse what a plan for boxes cannot say.

    Raises
    ------
    TrainingDataError
        With the first that it cannot.
    """
    if config.scope not in SCOPES:
        raise TrainingDataError(f"The scope {config.scope!r} is not for boxes.", f"Choose one of: {', '.join(SCOPES)}.")
    if config.architecture and config.scope != "all":
        raise TrainingDataError(
            "A network from random weights has nothing to keep: the scope must be 'all'.", "Choose all."
        )
    if config.views != 1:
        raise TrainingDataError(
            say("Boxes are taught on whole maps of features, of which no views are kept: views must be 1."),
            say("Leave views out: pictures are changed anew in every epoch instead."),
        )


def require_volume_plan(config: FinetuneConfig) -> None:
    """Refuse what a plan for boxes of scans cannot say.

    Raises
    ------
    TrainingDataError
        With the first that it cannot.
    """
    if config.views != 1:
        raise TrainingDataError("Boxes of scans are taught without cached features.", "Leave views out.")
    if config.loss != "suggested":
        raise TrainingDataError(
            f"The loss {config.loss!r} is not for boxes of scans: their network has its own.", "Choose suggested."
        )


def require_detector(
    base: ModelCard, names: Sequence[str], *, of_masks: bool = False, of_scans: bool = False
) -> tuple[str, ...]:
    """Refuse a base that boxes, or outlined objects, cannot be taught to; give the names in the order of its labels.

    Raises
    ------
    TrainingDataError
        When it is another kind of model, reads the other kind of images, or marks other things than the dataset.
    """
    if base.task != DETECTION or base.architecture.name not in (SPOTS, PICTURES, VOLUMES):
        raise TrainingDataError(
            f"Boxes cannot be taught to {base.title}.",
            "Choose cxr-nodule, a model for boxes that was taught here, or an architecture by name.",
        )
    if (base.architecture.name == VOLUMES) is not of_scans:
        kinds = ("single pictures", "scans of several slices")
        raise TrainingDataError(
            f"{base.title} reads {kinds[not of_scans]}; the dataset holds {kinds[of_scans]}.",
            "Start from an architecture by name.",
        )
    if reading_of(base).outlines != of_masks:
        has, wants = ("masks", "boxes") if of_masks else ("boxes", "masks")
        raise TrainingDataError(
            f"{base.title} learns from {wants}, and this dataset has {has}.",
            f"Choose another base, or a dataset of {wants}.",
        )
    own = [label.name for label in base.labels]
    by_label = dict(zip(names if of_masks else safe_names(names), names, strict=True))
    if set(by_label) != set(own):
        what = "masks" if of_masks else "boxes"
        raise TrainingDataError(
            f"The dataset has {what} of {', '.join(names)}; {base.title} marks {', '.join(own)}.",
            "Name the classes as the model does, or start from an architecture by name.",
        )
    return tuple(by_label[name] for name in own)
