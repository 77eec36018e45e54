"""Teach boxes of scans to a volume detector: from random weights, or a pack that was taught so.

Every case gives `WINDOWS` windows a step, of the size that inference lays. Of a case with boxes every other one lies
round a box, of each label of the case as often as of any other; the others lie anywhere, which teaches what is no
finding. Scans without boxes give as many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.inference.detect import BoxReading, reading_of
from ai.library.card import Architecture, ModelCard
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.volume_detector import VolumeDetector, VolumeMaps
from ai.progress import Progress, silent
from ai.training.box_contract import box_contract, look_at_boxes, steps_of
from ai.training.box_hits import HitRule
from ai.training.centre_targets import centre_loss, centre_targets
from ai.training.dataset.dataset import Part
from ai.training.detector_names import VOLUME_DETECTORS
from ai.training.finetune_config import FinetuneConfig
from ai.training.moved_blocks import moved_blocks
from ai.training.sample_step import sample_step
from ai.training.taught_boxes import BoxedPicture
from ai.training.teach_detector import Course, Make, Pupil
from ai.training.teaching_cases import TeachingCases
from ai.training.work import Batch, ParameterGroup

FILTERS = (16, 32, 64, 96)
"""Of networks that start from random weights, 1.1 million parameters; fewer where the window is small."""

WINDOWS = 2
"""Of each case in a step: every other one round a box where there is one."""

AWAY = 0.3
"""How far from the middle of a window a box may lie, as a share of the window."""

MOST_SHOWN = 20

OVERLAP = 0.2
"""Of two boxes of one finding: findings of scans do not lie over each other as those of projections do."""

ENCODER_RATE_SHARE = 0.3
"""How much slower stem and stages of a taught base learn than the rest where all is trained."""


def named_volume_pupil(name: str, cases: TeachingCases, seed: int, *, progress: Progress = silent) -> Pupil:
    """Start a detector of scans by name from random weights.

    Raises
    ------
    ai.errors.TrainingDataError
        When there is none of this name, or a scan cannot be read.
    """
    if name not in VOLUME_DETECTORS:
        raise TrainingDataError(
            f"The network {name!r} finds no boxes in scans of several slices.",
            f"Choose one of: {', '.join(VOLUME_DETECTORS)}.",
        )
    train = cases.part(Part.TRAIN)
    spec = box_contract(look_at_boxes(train, progress=progress), train + cases.part(Part.VALIDATION))
    if spec.grid is None:
        raise TypeError("a detector reads a grid")
    steps = steps_of(spec.grid, len(FILTERS))
    arguments = (
        ("filters", FILTERS[: len(steps)]),
        ("strides", steps),
        ("labels", len(cases.dataset.names)),
    )
    architecture = Architecture("volume-detector", arguments)
    torch.manual_seed(seed)
    network = _detector(build(architecture)).eval()
    reading = BoxReading(overlap=OVERLAP, most=MOST_SHOWN)
    return Pupil(network, network.maps, architecture, spec, reading, HitRule.OVERLAP_3D)


def taught_volume_pupil(base: ModelCard, cases: TeachingCases) -> Pupil:
    """Start from a pack that was taught so, under its own contract.

    Raises
    ------
    ai.errors.TrainingDataError
        When the cases are of another modality than it reads.
    """
    strange = [case for part in Part for case in cases.part(part) if not base.input.takes(case.record.modality)]
    if strange:
        raise TrainingDataError(
            f"{base.title} reads {', '.join(base.input.modalities)}; case {strange[0].key} is "
            f"{strange[0].record.modality or 'without a modality'}.",
            "Start from an architecture by name.",
        )
    verify(base)
    network = _detector(load_members(base)[0])
    return Pupil(network, network.maps, base.architecture, base.input, reading_of(base), HitRule.OVERLAP_3D)


def trainable_groups(maps: VolumeMaps, scope: str, *, from_scratch: bool) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast: the head, the paths to it from each size, the rest."""
    groups = [ParameterGroup([*maps.head.parameters(), maps.bias], 1.0)]
    if scope in ("decoder", "all"):
        groups.append(ParameterGroup([*maps.laterals.parameters(), *maps.merge.parameters()], 1.0))
    if scope == "all":
        inner = [*maps.stem.parameters(), *maps.stages.parameters()]
        groups.append(ParameterGroup(inner, 1.0 if from_scratch else ENCODER_RATE_SHARE))
    return groups


def volume_course(config: FinetuneConfig) -> Make:
    """Windows of the cached scans."""

    def make(pupil: Pupil, train: Sequence[BoxedPicture], unseen: Sequence[BoxedPicture]) -> Course:
        maps = pupil.trained
        if not isinstance(maps, VolumeMaps):
            raise TypeError("another course is for this pupil")
        slices, rows, columns = pupil.grid.patch
        side, cell, labels = (slices, rows, columns), maps.cell, maps.labels
        cells = (-(-slices // cell[0]), -(-rows // cell[1]), -(-columns // cell[2]))
        fixed = _windows(unseen, side, torch.Generator().manual_seed(config.seed))
        fixed_target = centre_targets(fixed[1], labels, cells, cell)
        mean, deviation = _moments(train)

        def batch(chosen: Tensor, generator: torch.Generator) -> Batch:
            own = [train[index] for index in chosen.tolist()]
            blocks, boxes = _windows(own, side, generator)
            spacing_mm = torch.tensor([each.spacing_mm for each in own]).repeat_interleave(WINDOWS, 0)
            blocks = (blocks - mean) / deviation
            blocks, boxes = moved_blocks(blocks, boxes, config.augmentation, generator, spacing_mm=spacing_mm)
            return blocks * deviation + mean, centre_targets(boxes, labels, cells, cell)

        def loss(output: Tensor, target: Tensor) -> Tensor:
            return centre_loss(output, target, cell)

        def unseen_loss(trained: nn.Module) -> float:
            device, losses = next(trained.parameters()).device, []
            with torch.inference_mode():
                for window, target in zip(
                    torch.split(fixed[0], WINDOWS), torch.split(fixed_target, WINDOWS), strict=True
                ):
                    losses.append(float(loss(trained(window.to(device)).float(), target.to(device))))
            return float(np.mean(losses))

        def answers(trained: nn.Module) -> nn.Module:
            network = _detector(build(pupil.architecture)).eval()
            network.maps.load_state_dict(trained.state_dict())
            return network.to(next(trained.parameters()).device)

        groups = trainable_groups(maps, config.scope, from_scratch=bool(config.architecture))
        return Course(groups, batch, loss, unseen_loss, answers)

    return make


def _detector(network: nn.Module) -> VolumeDetector:
    if not isinstance(network, VolumeDetector):
        raise TypeError("the card names another network")
    return network


def _windows(
    cases: Sequence[BoxedPicture], side: tuple[int, int, int], generator: torch.Generator
) -> tuple[Tensor, list[Tensor]]:
    """(windows, 1, *side) float32, `WINDOWS` of each case, and the boxes that reach into each, on its own grid."""
    blocks, boxes = [], []
    for case in cases:
        own, scan = case.boxes, case.prepared.tensor
        for number in range(WINDOWS):
            first = _corner(own if number % 2 == 0 else own[:0], scan.shape[1:], side, generator)
            spans = tuple(slice(at, at + length) for at, length in zip(first, side, strict=True))
            blocks.append(scan[(slice(None), *spans)].float())
            shift = torch.tensor([0, *first, *first], dtype=own.dtype)
            placed = own - shift
            reaches = (placed[:, 4:] > -0.5).all(1) & (placed[:, 1:4] < torch.tensor(side) - 0.5).all(1)
            boxes.append(placed[reaches])
    return torch.stack(blocks), boxes


def _corner(
    boxes: Tensor, shape: Sequence[int], side: tuple[int, int, int], generator: torch.Generator
) -> tuple[int, int, int]:
    """First voxel of a window: round one of the boxes, or anywhere where there is none."""
    chance = torch.rand(5, generator=generator)
    room = torch.tensor(shape) - torch.tensor(side)
    corner = (chance[:3] * (room + 1)).long()
    if len(boxes):
        present = sorted(set(boxes[:, 0].tolist()))
        of_label = boxes[boxes[:, 0] == present[int(chance[3] * len(present))]]
        box = of_label[int(chance[4] * len(of_label))]
        away = AWAY * (2 * chance[:3] - 1) * torch.tensor(side)
        corner = ((box[1:4] + box[4:7]) / 2 - (torch.tensor(side) - 1) / 2 + away).round().long()
    slices, rows, columns = torch.minimum(corner.clamp_min(0), room).tolist()
    return slices, rows, columns


def _moments(cases: Sequence[BoxedPicture]) -> tuple[float, float]:
    """Mean and spread of all values: the augmentation counts in spreads."""
    scans = [each.prepared.tensor for each in cases]
    values = torch.cat([scan.flatten()[:: sample_step(scan.shape, 20_000)].float() for scan in scans])
    return float(values.mean()), float(values.std()) or 1.0
