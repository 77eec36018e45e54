"""Teach boxes: to a spot finder, or to a detector that starts from random weights or was taught so; write the draft."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.inference.detect import DETECTION_KEY, BoxReading
from ai.library.card import DETECTION, ModelCard, Weights
from ai.plain import to_plain
from ai.progress import Progress, part
from ai.training.box_cases import require_boxes_to_teach
from ai.training.detector_card import detector_card, labels_of
from ai.training.evaluate import NOBODY, Opponent
from ai.training.finetune_config import FinetuneConfig
from ai.training.lesson import Lesson, write_pack
from ai.training.site_card import classes_title, safe_names
from ai.training.taught_boxes import set_on
from ai.training.teach_detector import named_pupil, picture_course, taught_pupil, teach_detector, without_threshold
from ai.training.teach_spots import spot_course, spot_pupil
from ai.training.work import ParameterGroup

SPOTS, PICTURES = "spot-finder", "picture-detector"
"""Architectures that boxes can be taught to."""

SCOPES = ("head", "decoder", "all")


def lesson_boxes(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Teach and write; give the draft, what it is compared with, and whether it ended before its last epoch."""
    config, base, cases = lesson.config, lesson.base, lesson.cases
    require_plan(config)
    require_boxes_to_teach(cases)
    names = cases.dataset.names if base is None else require_detector(base, cases.dataset.names)
    labels = labels_of(cases, base)
    fallback = classes_title([label.title for label in labels]) if base is None else f"{base.title} (site)"
    title = config.title or fallback
    if base is None:
        pupil = named_pupil(config.architecture, cases, config.seed)
    else:
        pupil = spot_pupil(base) if base.architecture.name == SPOTS else taught_pupil(base)

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
        progress=part(progress, 0, 0.98),
    )
    reading = set_on(unseen, pupil.reading, len(labels))
    lesson.job.log().add("stage", stage="pack", message="Writing the model")
    facts = lesson.facts()
    taught = write_pack(network, lesson.job.packs, lambda member, folder: card(member, folder, reading, **facts))
    return taught, NOBODY if base is None else Opponent(base, "model"), stopped_early


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
    if config.frozen:
        raise TrainingDataError("Parts cannot be frozen by name for boxes yet.", "Leave frozen out; the scope says it.")
    if config.views != 1:
        raise TrainingDataError("Boxes are taught without cached features, so views must be 1.", "Leave views out.")
    if config.loss != "suggested":
        raise TrainingDataError(
            f"The loss {config.loss!r} is not for boxes: each detector has its own.", "Choose suggested."
        )


def require_detector(base: ModelCard, names: Sequence[str]) -> tuple[str, ...]:
    """Refuse a base that boxes cannot be taught to; give the classes of the dataset in the order of its labels.

    Raises
    ------
    TrainingDataError
        When it is another kind of model, or marks other things than the dataset.
    """
    if base.task != DETECTION or base.architecture.name not in (SPOTS, PICTURES):
        raise TrainingDataError(
            f"Boxes cannot be taught to {base.title}.",
            "Choose cxr-nodule, a model for boxes that was taught here, or an architecture by name.",
        )
    own = [label.name for label in base.labels]
    by_label = dict(zip(safe_names(names), names, strict=True))
    if set(by_label) != set(own):
        raise TrainingDataError(
            f"The dataset has boxes of {', '.join(names)}; {base.title} marks {', '.join(own)}.",
            "Name the classes as the model does, or start from an architecture by name.",
        )
    return tuple(by_label[name] for name in own)
