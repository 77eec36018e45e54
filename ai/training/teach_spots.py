"""Teach boxes to a spot finder (``cxr-nodule``): a spot is the centre of a box with the mean of its sides as its size.

As in the recipe of `ai.training.nodule_member` it learns from crops, whose loss is the recipe's. What is different:

- Every case gives `CROPS` crops a step. With boxes three of four lie round one of them; the others, and those of cases
  without boxes, lie half on a place that the base marks wrongly (hard negatives, looked for once before the first
  step) and half anywhere in the organ.
- A site outlines no organ: the target of that channel is what the base says, widened by the site's own boxes.
- No spots are made up, and pictures are changed as the plan says, before the crop is cut.
- Of a base of many members the first `MEMBERS` are taught: more would take hours on a processor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.inference.detect import reading_of
from ai.library.card import Architecture, ModelCard
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.spot_finder import ORGAN, STRIDE, SpotFinder, SpotMaps, local_contrast
from ai.training.box_hits import HitRule, hits_of
from ai.training.finetune_config import FinetuneConfig
from ai.training.moved_boxes import moved
from ai.training.nodule_crops import MARGIN, spot_targets
from ai.training.spot_loss import CENTRE, FOCUS, spot_loss
from ai.training.taught_boxes import BoxedPicture, marks_on
from ai.training.teach_detector import Course, Make, Pupil
from ai.training.work import Batch, ParameterGroup

MEMBERS = 3

SIDE = 128
"""Of a crop, pixels, as in the recipe."""

CROPS = 2
"""Of each case in a step: a changed picture is dear, a crop of it is not."""

ON_BOX, ON_HARD = 0.75, 0.5
"""Share of the crops that lie round a box where there is one; of the others, on a wrong mark where there is one."""

AWAY = 0.36
"""How far from the middle of a crop a box may lie, as a share of the crop, as in the recipe."""

HARD = 3
"""Wrong marks of the base that are remembered of each picture, the highest."""

ENCODER_RATE_SHARE = 0.3
"""How much slower stem and stages learn than the rest where all is trained."""

_NO_LABEL = -1.0
"""In the place of a label: a wrong mark, which moves with the picture like a box."""


class SpotMembers(nn.Module):
    """Members side by side: the maps of all, one after the other."""

    def __init__(self, members: nn.ModuleList) -> None:
        super().__init__()
        self.members = members

    def forward(self, contrast: Tensor) -> Tensor:
        """(n, 2, rows, columns) -> (members * n, 3, rows / 4, columns / 4)."""
        return torch.cat([member(contrast) for member in self.members])


@dataclass(frozen=True, eq=False)
class _Lesson:
    """A picture with what crops of it are made of: (1, rows, columns) 0 to 1, (spots, 5), (1, rows, columns) 0 or 1."""

    picture: Tensor
    spots: Tensor
    organ: Tensor


def spot_pupil(base: ModelCard) -> Pupil:
    """Start from the first members of a spot finder."""
    verify(base)
    whole = load_members(base)[0]
    if not isinstance(whole, SpotFinder):
        raise TypeError("another pupil is for this base")
    count = min(MEMBERS, len(whole.members))
    network, architecture = _finder(base.architecture, list(whole.members)[:count])
    return Pupil(
        network,
        SpotMembers(network.members),
        architecture,
        base.input,
        reading_of(base),
        HitRule.CENTRE,
        keep_norms=True,
    )


def trainable_groups(members: Sequence[nn.Module], scope: str) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast: the head, the paths to it from each size, the rest."""
    own = [member for member in members if isinstance(member, SpotMaps)]
    groups = [ParameterGroup([p for each in own for p in (*each.head.parameters(), each.bias)], 1.0)]
    if scope in ("decoder", "all"):
        groups.append(ParameterGroup([p for each in own for p in each.laterals.parameters()], 1.0))
    if scope == "all":
        inner = [p for each in own for part in (each.stem, each.stages) for p in part.parameters()]
        groups.append(ParameterGroup(inner, ENCODER_RATE_SHARE))
    return groups


def spot_course(config: FinetuneConfig, card: ModelCard) -> Make:
    """Crops; ``card`` says how the base is asked for its organ and its wrong marks."""

    def make(pupil: Pupil, train: Sequence[BoxedPicture], unseen: Sequence[BoxedPicture]) -> Course:
        if not isinstance(pupil.trained, SpotMembers):
            raise TypeError("another course is for this pupil")
        # One member is enough to say where the organ is and what looks like a spot.
        scout, _ = _finder(pupil.architecture, list(pupil.trained.members)[:1])
        lessons, held_out = ([_lesson(each, scout, card, pupil) for each in own] for own in (train, unseen))
        fixed = _crops(held_out, torch.Generator().manual_seed(config.seed))

        focus = 0.0 if config.loss == "bce" else FOCUS

        def batch(chosen: Tensor, generator: torch.Generator) -> Batch:
            own = [lessons[index] for index in chosen.tolist()]
            pictures = torch.stack([each.picture for each in own])
            mean, spread = pictures.mean((1, 2, 3), keepdim=True), pictures.std((1, 2, 3), keepdim=True) + 1e-6
            changed, spots, organs = moved(
                (pictures - mean) / spread,
                [each.spots for each in own],
                config.augmentation,
                generator,
                organs=torch.stack([each.organ for each in own]),
            )
            changed = (changed * spread + mean).clamp(0, 1)
            if organs is None:
                raise TypeError("organs are moved with their pictures")
            seen = [_Lesson(*each) for each in zip(changed, spots, organs, strict=True)]
            return _crops([each for each in seen for _ in range(CROPS)], generator)

        def loss(output: Tensor, target: Tensor) -> Tensor:
            target = target.repeat(len(output) // len(target), 1, 1, 1)
            return spot_loss(output, target[:, :-1], focus=focus, centres=target[:, -1, 0, 0].sum())

        def unseen_loss(trained: nn.Module) -> float:
            device = next(trained.parameters()).device
            contrast, target = (each.to(device) for each in fixed)
            with torch.inference_mode():
                return float(loss(trained(contrast).float(), target))

        def answers(trained: nn.Module) -> nn.Module:
            if not isinstance(trained, SpotMembers):
                raise TypeError("the loop gives back what it was given")
            device = next(trained.parameters()).device
            return _finder(pupil.architecture, list(trained.members))[0].to(device)

        groups = trainable_groups(list(pupil.trained.members), config.scope)
        return Course(groups, batch, loss, unseen_loss, answers)

    return make


def _finder(architecture: Architecture, members: Sequence[nn.Module]) -> tuple[SpotFinder, Architecture]:
    """Put copies of members into a finder of their number, in eval mode."""
    arguments = {**dict(architecture.arguments), "members": len(members)}
    own = replace(architecture, arguments=tuple(arguments.items()))
    network = build(own)
    if not isinstance(network, SpotFinder):
        raise TypeError("the card names another network")
    for place, member in zip(network.members, members, strict=True):
        place.load_state_dict(member.state_dict())
    return network.eval(), own


def _lesson(seen: BoxedPicture, scout: SpotFinder, card: ModelCard, pupil: Pupil) -> _Lesson:
    """Ask the base once where the organ is, and which of its marks are wrong."""
    with torch.inference_mode():
        cells = scout.maps(seen.picture[None])[:, ORGAN].mean(0) > 0
    rows, columns = seen.picture.shape[1:]
    organ = functional.interpolate(cells[None, None].float(), scale_factor=float(STRIDE), mode="nearest")
    organ = organ[0, :, :rows, :columns].clone()
    for box in seen.truth.boxes:
        low_row, low_column = (max(0, int(value + 0.5)) for value in box[:2])
        organ[0, low_row : int(np.ceil(box[2])) + 1, low_column : int(np.ceil(box[3])) + 1] = 1
    marks = marks_on(card, scout, seen, pupil.reading)
    wrong = np.flatnonzero(~hits_of(marks, seen.truth, pupil.rule, seen.pixel_mm).hits)[:HARD]
    hard = np.concatenate([np.full((len(wrong), 1), _NO_LABEL), marks.boxes[wrong]], 1)
    return _Lesson(seen.picture, torch.cat([seen.boxes, torch.from_numpy(hard.astype(np.float32))]), organ)


def _crops(lessons: Sequence[_Lesson], generator: torch.Generator) -> Batch:
    """One crop of each picture.

    Returns
    -------
    contrast, target
        As `ai.training.nodule_crops.Crops`; the target has one channel more, in all of it the centres of this batch
        divided by its crops, so that a piece of it knows its share.
    """
    pictures, organs, placed = [], [], []
    for each in lessons:
        boxes = each.spots[each.spots[:, 0] != _NO_LABEL]
        middle = _middle(each, boxes, generator)
        first = [round(float(place) - (SIDE - 1) / 2) for place in middle]
        pictures.append(_cut(each.picture, first, MARGIN))
        organs.append(_cut(each.organ, first, 0))
        centres = (boxes[:, 1:3] + boxes[:, 3:5]) / 2 - (torch.tensor(first) + (SIDE - 1) / 2)
        placed.append((centres, (boxes[:, 3:5] - boxes[:, 1:3]).mean(1)))
    most = max(1, *(len(sizes) for _, sizes in placed))
    centres, sizes = torch.zeros(len(placed), most, 2), torch.ones(len(placed), most)
    valid = torch.zeros(len(placed), most, dtype=torch.bool)
    for index, (own, diameters) in enumerate(placed):
        centres[index, : len(own)], sizes[index, : len(own)], valid[index, : len(own)] = own, diameters, True
    contrast = local_contrast(torch.stack(pictures))[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN].contiguous()
    heat, log_size = spot_targets(centres, sizes, valid, SIDE)
    organ = functional.avg_pool2d(torch.stack(organs), STRIDE)[:, 0]
    share = (heat >= CENTRE).sum().clamp(min=1) / len(heat)
    planes = [heat, (organ > 0.5).float(), log_size, torch.ones_like(heat), share.expand_as(heat)]
    return contrast, torch.stack(planes, 1)


def _middle(lesson: _Lesson, boxes: Tensor, generator: torch.Generator) -> Tensor:
    """(2,) row and column of the middle of a crop."""
    on_box, on_hard = (torch.rand(2, generator=generator) < torch.tensor([ON_BOX, ON_HARD])).tolist()
    hard = lesson.spots[lesson.spots[:, 0] == _NO_LABEL]
    for wanted, pool in ((on_box, boxes), (on_hard, hard)):
        if wanted and len(pool):
            chosen = pool[int(torch.randint(len(pool), (1,), generator=generator))]
            shift = (2 * torch.rand(2, generator=generator) - 1) * AWAY * SIDE
            return (chosen[1:3] + chosen[3:5]) / 2 + shift
    places = torch.nonzero(lesson.organ[0, ::STRIDE, ::STRIDE] > 0.5)
    if not len(places):
        sides = torch.tensor(lesson.organ.shape[1:], dtype=torch.float32)
        return torch.rand(2, generator=generator) * sides
    return places[int(torch.randint(len(places), (1,), generator=generator))].float() * STRIDE


def _cut(plane: Tensor, first: Sequence[int], margin: int) -> Tensor:
    """(1, rows, columns) -> (1, side, side) from this corner on, with a margin; the border goes on outside."""
    rows, columns = (
        torch.arange(low - margin, low + SIDE + margin).clamp(0, side - 1)
        for low, side in zip(first, plane.shape[1:], strict=True)
    )
    return plane[:, rows][:, :, columns]
