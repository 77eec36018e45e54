"""Teach outlines of structures to a base that draws them, and write the draft."""

from __future__ import annotations

from pathlib import Path

from ai.errors import TrainingDataError
from ai.library.card import ModelCard, Weights
from ai.progress import Progress, part
from ai.training import teach_segmenter
from ai.training.evaluate import Opponent
from ai.training.lesson import Lesson, write_pack
from ai.training.site_card import segmenter_card


def lesson_masks(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Teach and write; give the draft, the base to compare it with, and whether it ended before its last epoch."""
    config, base, cases = lesson.config, lesson.base, lesson.cases
    if base is None:
        raise TrainingDataError(
            "Masks can only be taught to a base model in this version.", 'Write base = "cxr-anatomy".'
        )
    teach_segmenter.require_structures(base, cases, config.scope)
    network = teach_segmenter.start_segmenter(base)
    groups = teach_segmenter.trainable_groups(network, config.scope)
    title = config.title or f"{base.title} (site)"
    titles = [label.title for label in base.labels if label.name in cases.dataset.names]
    lesson.tell_start(title, titles, network, groups)
    trained, stopped_early = teach_segmenter.teach_segmenter(
        config, cases, base, network, lesson.job, device=lesson.device, progress=part(progress, 0, 0.98)
    )
    lesson.job.log().add("stage", stage="pack", message="Writing the model")
    facts = lesson.facts()

    def card(member: Weights, folder: Path) -> ModelCard:
        return segmenter_card(cases, base, title=title, member=member, facts=facts, folder=folder)

    return write_pack(trained, lesson.job.packs, card), Opponent(base, "model"), stopped_early
