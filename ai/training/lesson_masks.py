"""Teach outlines of structures: to a base, of radiographs or of scans, or to a network by name; and write the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from ai.errors import TrainingDataError
from ai.library.card import CHEST_ANATOMY, DETECTION, ModelCard, Weights
from ai.networks.build import build
from ai.progress import Progress, part
from ai.training import teach_segmenter
from ai.training.dataset.dataset import Part
from ai.training.detector_names import OUTLINERS
from ai.training.evaluate import GUESS, Opponent
from ai.training.lesson import Lesson, write_pack
from ai.training.lesson_boxes import lesson_boxes
from ai.training.outline_card import fresh_card, taught_card
from ai.training.outline_networks import contract, look, network_of
from ai.training.output_layer import find_parts, trainable_groups
from ai.training.site_card import classes_title, segmenter_card, structure_labels
from ai.training.teach_outlines import Student, student_of, teach_outlines
from ai.training.teaching_cases import input_facts


def lesson_masks(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Teach and write; give the draft, the base to compare it with, and whether it ended before its last epoch."""
    base = lesson.base
    if lesson.config.architecture in OUTLINERS or (base is not None and base.task == DETECTION):
        return lesson_boxes(lesson, progress)
    if lesson.config.views != 1:
        raise TrainingDataError("Masks are taught without cached features, so views must be 1.", "Leave views out.")
    if base is not None and base.task == CHEST_ANATOMY:
        return _radiographs(lesson, base, progress)
    return _from_nothing(lesson, progress) if base is None else _scans(lesson, base, progress)


def _radiographs(lesson: Lesson, base: ModelCard, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    config, cases = lesson.config, lesson.cases
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


def _scans(lesson: Lesson, base: ModelCard, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    student = student_of(base, lesson.cases, lesson.config)
    title = lesson.config.title or f"{base.title} (site)"

    def card(member: Weights, folder: Path) -> ModelCard:
        return taught_card(
            student.card, base, lesson.cases, title=title, member=member, facts=lesson.facts(), folder=folder
        )

    new, stopped_early = _taught(lesson, student, title, card, progress)
    return new, Opponent(base, "model"), stopped_early


def _from_nothing(lesson: Lesson, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
    """Start from random weights; what anyone could guess from the place alone stands for a base."""
    config, cases = lesson.config, lesson.cases
    network_of(config.architecture, 3, 2)  # a wrong name is refused before any scan is read
    if config.scope != "all":
        raise TrainingDataError("A network with random weights can only be taught as a whole.", 'Write scope = "all".')
    train = cases.part(Part.TRAIN)
    scans = look(train, cases.dataset.names)
    modalities, body_parts, views, _ = input_facts(train)
    spec = contract(scans, (modalities, body_parts, views))
    labels = structure_labels(cases.dataset.names)
    architecture = network_of(config.architecture, scans.dimensions, len(labels) + 1, scans.spacing_mm)
    torch.manual_seed(config.seed)
    network = build(architecture).eval()
    assert spec.grid is not None
    parts = find_parts(network, torch.zeros((1, 1, *spec.grid.patch)))
    groups = trainable_groups(network, parts, "all", frozen=config.frozen, encoder_share=1.0)
    title = config.title or classes_title([label.title for label in labels])
    unwritten = fresh_card(
        cases, title=title, parts=(labels, spec, architecture), member=Weights("", ""), facts={}, folder=Path()
    )

    def card(member: Weights, folder: Path) -> ModelCard:
        return replace(unwritten, members=(member,), metrics=lesson.facts(), folder=folder)

    new, stopped_early = _taught(lesson, Student(network, unwritten, groups), title, card, progress)
    return new, GUESS, stopped_early


def _taught(
    lesson: Lesson, student: Student, title: str, card: Callable[[Weights, Path], ModelCard], progress: Progress
) -> tuple[ModelCard, bool]:
    lesson.tell_start(title, [label.title for label in student.card.labels], student.network, student.groups)
    trained, stopped_early = teach_outlines(
        lesson.config, lesson.cases, student, lesson.job, device=lesson.device, progress=part(progress, 0, 0.98)
    )
    lesson.job.log().add("stage", stage="pack", message="Writing the model")
    return write_pack(trained, lesson.job.packs, card), stopped_early
