"""Teach a network that reads scans through a grid to outline structures: windows, chance, validation on wholes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.errors import TrainingDataError
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import verify
from ai.networks.build import load_members
from ai.prepare.way import Triple
from ai.progress import Progress, part, silent
from ai.training.augmentation import augmented
from ai.training.dataset.dataset import Part
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_plan import epoch_plan, shuffled
from ai.training.finetune_config import FinetuneConfig
from ai.training.grid_cases import GridCase, Say, grid_of, is_exclusive, marks, read_grid_cases, whole_output
from ai.training.job_folder import JobFolder
from ai.training.losses import mask_loss
from ai.training.metrics import dice
from ai.training.outline_bases import new_labels, require_teachable
from ai.training.output_layer import find_parts, trainable_groups, with_outputs
from ai.training.sample_step import sample_step
from ai.training.teaching_cases import TeachingCases
from ai.training.work import ParameterGroup, Validation, Work

FOREGROUND_SHARE = 0.33
"""Of the windows that are laid round a voxel of a structure, as nnU-Net does; the others lie anywhere."""

MOST_WINDOW = {2: 256, 3: 96}
"""Longest side of a window where the contract has none and a scan is read whole, by dimensions."""


@dataclass(frozen=True, eq=False)
class Student:
    """What is taught, ready to begin.

    Parameters
    ----------
    network
        In eval mode, on the processor.
    card
        Labels in the order of the outputs, contract, architecture and threshold of what will be written; everything
        else is of the base.
    groups
        What is trained.
    said
        What the base marks, in the labels of ``card``; None where there is no base.
    known
        Names of the structures that the base marks.
    """

    network: nn.Module
    card: ModelCard
    groups: Sequence[ParameterGroup]
    said: Say | None = None
    known: frozenset[str] = frozenset()


def student_of(base: ModelCard, cases: TeachingCases, config: FinetuneConfig) -> Student:
    """Make the first member of a base ready for the structures of the dataset.

    Raises
    ------
    TrainingDataError
        As `ai.training.outline_bases.require_teachable`; or when the network cannot be given these structures.
    """
    require_teachable(base, cases.dataset.names)
    verify(base)
    first = load_members(base)[0]
    spec = grid_of(base)
    labels = new_labels(base, cases.dataset.names)
    parts = find_parts(first, torch.zeros(_window_shape(spec)))
    taught, architecture = first, base.architecture
    if labels != base.labels:
        own = [label.name for label in base.labels]
        shift = 1 if is_exclusive(spec) else 0
        rows: list[int | None] = [0] * shift
        rows += [own.index(label.name) + shift if label.name in own else None for label in labels]
        taught, architecture = with_outputs(first, base.architecture, parts.head, rows)
    else:
        taught = load_members(base)[0]  # the base's own answers stay those of the base
    card = replace(base, labels=labels, architecture=architecture)
    groups = trainable_groups(taught, parts, config.scope, frozen=config.frozen)
    places = [label.name for label in base.labels]
    order = [places.index(label.name) if label.name in places else None for label in labels]

    def said(image: Tensor) -> Tensor:
        found = marks(whole_output(first, image, spec), spec, base.threshold)
        if is_exclusive(spec):
            result = torch.zeros_like(found)
            for number, place in enumerate(order):
                if place is not None:
                    result[found == place + 1] = number + 1
            return result
        nothing = torch.zeros_like(found[0])
        return torch.stack([nothing if place is None else found[place] for place in order])

    return Student(taught.eval(), card, groups, said, frozenset(places))


def teach_outlines(
    config: FinetuneConfig,
    cases: TeachingCases,
    student: Student,
    job: JobFolder,
    *,
    device: torch.device,
    progress: Progress = silent,
) -> tuple[nn.Module, bool]:
    """Train on windows of the cached scans; structures without a mask are held to what the base marks.

    Returns
    -------
    network
        In eval mode.
    stopped_early
        Whether the loop ended before its last epoch.

    Raises
    ------
    TrainingDataError
        When a case cannot be read, or lacks a mask that no base can stand in for.
    """
    log, card, network = job.log(), student.card, student.network
    spec = grid_of(card)
    exclusive = is_exclusive(spec)
    loss = mask_loss(config.loss, exclusive=exclusive)
    _require_masks(cases, student)
    log.add("stage", stage="pictures", message="Reading scans and masks")
    train = read_grid_cases(cases.part(Part.TRAIN), card, said=student.said, progress=part(progress, 0, 0.08))
    held_out = read_grid_cases(cases.part(Part.VALIDATION), card, said=student.said, progress=part(progress, 0.08, 0.1))
    network.to(device).eval()
    log.add("stage", stage="train", message="Training")
    side = window_of(spec, train)
    mean, deviation = _moments(train)
    structures = len(card.labels)

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = shuffled(len(train), epoch, position, batch=config.batch, seed=config.seed).tolist()
        cut = [cut_window(train[number], side, generator) for number in chosen]
        images = (torch.stack([image for image, _ in cut]) - mean) / deviation
        targets = torch.stack([target for _, target in cut])
        masks = _planes(targets, structures) if exclusive else targets.float()
        spacing_mm = torch.tensor([train[number].spacing_mm[3 - spec.dimensions :] for number in chosen])
        if spec.dimensions == 2:
            images, masks = images[:, :, 0], masks[:, :, 0]
        images, shares = augmented(images, masks, config.augmentation, generator, spacing_mm=spacing_mm)
        assert shares is not None
        if not exclusive:
            return images * deviation + mean, (shares >= 0.5).float()
        # As much of a voxel as is any structure decides whether it is one, the larger share which.
        return images * deviation + mean, torch.where(shares.sum(1) >= 0.5, shares.argmax(1) + 1, 0)

    def validate(trained: nn.Module) -> Validation:
        losses, scores = [], []
        for case in held_out:
            output = whole_output(trained, case.image, spec)
            target = case.target.long() if exclusive else case.target.float()
            losses.append(float(loss(output[None], target[None])))
            found = marks(output, spec, card.threshold)
            for number, told in enumerate(case.told):
                if told:
                    scores.append(dice(_plane(found, number, exclusive), _plane(case.target, number, exclusive)))
        return Validation(float(np.mean(losses)), float(np.mean(scores)) if scores else 0.0)

    plan = epoch_plan(config, len(train), "Dice")
    work = Work(network, student.groups, batch, loss, validate, keep_norms=student.said is not None)
    return train_epochs(work, plan, job, progress=part(progress, 0.1, 1))


def window_of(spec: GridSpec, cases: Sequence[GridCase]) -> Triple:
    """(slices, rows, columns) of the windows that are taught: those of inference, one slice in 2D.

    Where the contract reads a scan whole: as much as all cases have, within `MOST_WINDOW`.
    """
    if spec.patch:
        sides = list(spec.patch)
    else:
        most = max(spec.multiple_of, MOST_WINDOW[spec.dimensions] // spec.multiple_of * spec.multiple_of)
        shapes = [case.image.shape[4 - spec.dimensions :] for case in cases]
        sides = [min(most, *(shape[axis] for shape in shapes)) for axis in range(spec.dimensions)]
    slices, rows, columns = (1, *sides) if spec.dimensions == 2 else sides
    return slices, rows, columns


def cut_window(case: GridCase, side: Triple, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Cut a random window of a case: its image float32, and its target."""
    sizes = torch.tensor(case.image.shape[1:])
    room = sizes - torch.tensor(side)
    by_mask, which = torch.rand(1, generator=generator), torch.rand(1, generator=generator)
    anywhere = torch.rand(3, generator=generator)
    corner = (anywhere * (room + 1)).long()
    if len(case.marked) and float(by_mask) < FOREGROUND_SHARE:
        voxel = case.marked[int(which * len(case.marked))]
        # Anywhere round it, so that structures do not always lie in the middle.
        corner = voxel - (anywhere * torch.tensor(side)).long()
    corner = torch.minimum(corner.clamp_min(0), room)
    spans = tuple(slice(int(first), int(first) + length) for first, length in zip(corner, side, strict=True))
    slices, rows, columns = spans
    return case.image[:, slices, rows, columns].float(), case.target[..., slices, rows, columns]


def _window_shape(spec: GridSpec) -> tuple[int, ...]:
    """Shape of a window to look at a network with: (1, channels, [slices,] rows, columns)."""
    sides = spec.patch or spec.size or (max(32, spec.multiple_of),) * spec.dimensions
    return 1, spec.channels, *sides


def _require_masks(cases: TeachingCases, student: Student) -> None:
    """Refuse cases without a mask of a structure that nobody can stand in for."""
    for each in (Part.TRAIN, Part.VALIDATION):
        for case in cases.part(each):
            missing = sorted({label.name for label in student.card.labels} - set(case.masks) - student.known)
            if missing:
                raise TrainingDataError(
                    f"Case {case.key} has no mask of {missing[0]}, and no base model knows that structure.",
                    "Add the mask (an empty one where there is nothing), or leave the case out.",
                )


def _moments(cases: Sequence[GridCase]) -> tuple[float, float]:
    """Mean and spread of all values: the augmentation counts in spreads."""
    values = torch.cat([case.image.flatten()[:: sample_step(case.image.shape, 20_000)].float() for case in cases])
    deviation = float(values.std()) if len(values) > 1 else 1.0
    return float(values.mean()), deviation or 1.0


def _planes(target: Tensor, structures: int) -> Tensor:
    """(batch, slices, rows, columns) of labels -> (batch, structures, slices, rows, columns) float32."""
    return functional.one_hot(target.long(), structures + 1)[..., 1:].movedim(-1, 1).float()


def _plane(target: Tensor, number: int, exclusive: bool) -> npt.NDArray[np.bool_]:
    plane = target == number + 1 if exclusive else target[number] > 0
    return np.asarray(plane.numpy(), np.bool_)
