"""Teach boxes to a detector of torchvision's kinds: from random weights by name, or a pack that was taught so.

Pictures without boxes are shown as often as others and teach that there is nothing: the focal loss of RetinaNet and
FCOS weighs each place by how wrong it is, and Faster R-CNN draws as many empty places as it has filled ones, so that
hard places count most without being looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from ai.inference.detect import BoxReading, reading_of
from ai.library.card import Architecture, InputSpec, ModelCard
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.picture_detector import PictureDetector, packed
from ai.progress import Progress, part, silent
from ai.training.augmentation_choice import Augmentation
from ai.training.box_hits import CaseHits, HitRule
from ai.training.compare_boxes import cpm
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Part
from ai.training.detector_names import parts_of
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_plan import epoch_plan, shuffled
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.losses import GAMMA
from ai.training.mask_objects import MOST_OBJECTS
from ai.training.moved_boxes import moved
from ai.training.taught_boxes import BoxedPicture, hits_on, read_boxed
from ai.training.teach_objects import read_outlined, with_own_objects
from ai.training.teaching_cases import TeachingCases, input_facts
from ai.training.work import Batch, ParameterGroup, Validation, Work

SIDE_PX = 512
"""Input of networks that start from random weights: 0.7 mm a pixel of a chest film."""

CLIP = (0.5, 99.5)
"""Percentiles of a picture that its values are clipped to."""

MOST_SHOWN = 10

BODY_RATE_SHARE = 0.3
"""How much slower the backbone of a taught base learns than the rest where all is trained."""

_ODD = 7
"""Seed of the places that the losses of the validation part are drawn at."""

Lossy: TypeAlias = Callable[[nn.Module], float]


class Read(Protocol):
    """How cases are put on a network's grid, as `ai.training.taught_boxes.read_boxed` does."""

    def __call__(
        self, cases: Sequence[Case], grid: GridSpec, names: Sequence[str], *, progress: Progress = silent
    ) -> list[BoxedPicture]:
        """Read cases."""


@dataclass(frozen=True, eq=False)
class Pupil:
    """A detector that is going to be taught.

    Parameters
    ----------
    network
        Of the pack: gives boxes in eval mode.
    trained
        What the loop trains; holds the layers of ``network`` that are taught.
    architecture, input, reading
        For the card; the threshold of the reading is not set yet.
    rule
        When one of its marks hits.
    keep_norms
        Whether batch statistics stay as they are.
    read
        How its cases are read.
    """

    network: nn.Module
    trained: nn.Module
    architecture: Architecture
    input: InputSpec
    reading: BoxReading
    rule: HitRule = HitRule.OVERLAP
    keep_norms: bool = False
    read: Read = read_boxed

    @property
    def grid(self) -> GridSpec:
        """How a picture comes to the network."""
        if self.input.grid is None:
            raise TypeError("a detector reads a grid")
        return self.input.grid


@dataclass(frozen=True, eq=False)
class Course:
    """What a kind of detector is taught with.

    Parameters
    ----------
    groups
        What is trained, and how fast.
    batch
        Of (positions of cases, generator): input and target of a step.
    loss
        Of (output, target), a scalar.
    unseen_loss
        Of a trained network in eval mode: its loss on the validation part.
    answers
        Of a trained network in eval mode: the network of the pack with these weights.
    """

    groups: Sequence[ParameterGroup]
    batch: Callable[[Tensor, torch.Generator], Batch]
    loss: Callable[[Tensor, Tensor], Tensor]
    unseen_loss: Lossy
    answers: Callable[[nn.Module], nn.Module]


Make: TypeAlias = Callable[[Pupil, Sequence[BoxedPicture], Sequence[BoxedPicture]], Course]
"""Of pupil, training part and validation part."""


def named_pupil(name: str, cases: TeachingCases, seed: int) -> Pupil:
    """Start a detector by name from random weights.

    Raises
    ------
    ai.errors.TrainingDataError
        When there is none of this name.
    """
    of_masks = cases.dataset.task is Task.SEGMENTATION
    kind, backbone = parts_of(name, of_masks=of_masks)
    modalities, parts, views, shortest = input_facts(cases.part(Part.TRAIN) + cases.part(Part.VALIDATION))
    grid = GridSpec(
        dimensions=2,
        fit="pad",
        size=(SIDE_PX, SIDE_PX),
        shrink="area",
        intensity=(
            IntensityStep("invert"),
            IntensityStep("percentile", (("low", CLIP[0]), ("high", CLIP[1]), ("clip", 1.0))),
            IntensityStep("z-score"),
        ),
        activation="none",
    )
    labels = len(cases.dataset.names)
    arguments = (("kind", kind), ("backbone", backbone), ("labels", labels), ("size_px", (SIDE_PX, SIDE_PX)))
    architecture = Architecture("picture-detector", arguments)
    torch.manual_seed(seed)
    network = build(architecture)
    spec = InputSpec(modalities, parts, views, (0, 0), CLIP, max(16, shortest // 2), grid)
    reading = BoxReading(overlap=0.5, most=MOST_SHOWN, order="reversed")
    if of_masks:
        reading = replace(reading, most=MOST_OBJECTS, outlines=True)
    return _pupil(network, architecture, spec, reading)


def taught_pupil(base: ModelCard) -> Pupil:
    """Start from a pack that was taught so."""
    verify(base)
    return _pupil(load_members(base)[0], base.architecture, base.input, reading_of(base))


def _pupil(network: nn.Module, architecture: Architecture, spec: InputSpec, reading: BoxReading) -> Pupil:
    read: Read = read_outlined if reading.outlines else read_boxed
    return Pupil(network, network, architecture, spec, reading, read=read)


def trainable_groups(detector: PictureDetector, scope: str, *, from_scratch: bool) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast: everything beside the backbone, its pyramid, its body."""
    children = dict(detector.network.named_children())
    backbone = dict(children.pop("backbone").named_children())
    groups = [ParameterGroup([p for child in children.values() for p in child.parameters()], 1.0)]
    if scope in ("decoder", "all"):
        groups.append(ParameterGroup(list(backbone["fpn"].parameters()), 1.0))
    if scope == "all":
        groups.append(ParameterGroup(list(backbone["body"].parameters()), 1.0 if from_scratch else BODY_RATE_SHARE))
    return groups


def picture_course(config: FinetuneConfig) -> Make:
    """Whole pictures, each once an epoch."""

    def make(pupil: Pupil, train: Sequence[BoxedPicture], unseen: Sequence[BoxedPicture]) -> Course:
        def batch(chosen: Tensor, generator: torch.Generator) -> Batch:
            own = [train[index] for index in chosen.tolist()]
            return show(own, config.augmentation, generator), torch.zeros(len(own))

        def loss(output: Tensor, target: Tensor) -> Tensor:
            return output.sum()

        def unseen_loss(trained: nn.Module) -> float:
            device, losses = next(trained.parameters()).device, []
            trained.train()
            with torch.no_grad(), torch.random.fork_rng():
                torch.manual_seed(_ODD)
                for each in unseen:
                    losses.append(float(trained(show([each], None, None).to(device)).sum()))
            trained.eval()
            return float(np.mean(losses))

        if not isinstance(pupil.trained, PictureDetector):
            raise TypeError("another course is for this pupil")
        pupil.trained.weigh(GAMMA if config.loss == "focal" else 0.0)
        show = with_own_objects if pupil.reading.outlines else _with_boxes
        groups = trainable_groups(pupil.trained, config.scope, from_scratch=bool(config.architecture))
        return Course(groups, batch, loss, unseen_loss, _itself)

    return make


def _with_boxes(
    own: Sequence[BoxedPicture], augmentation: Augmentation | None, generator: torch.Generator | None
) -> Tensor:
    """Give what a step of training sees; changed where an augmentation is given."""
    pictures, boxes = torch.stack([each.picture for each in own]), [each.boxes for each in own]
    if augmentation is not None and generator is not None:
        pictures, boxes, _ = moved(pictures, boxes, augmentation, generator)
    return packed(pictures, boxes)


def teach_detector(
    config: FinetuneConfig,
    cases: TeachingCases,
    card: ModelCard,
    pupil: Pupil,
    make: Make,
    job: JobFolder,
    *,
    names: Sequence[str],
    device: torch.device,
    tell: Callable[[Sequence[ParameterGroup]], None],
    progress: Progress = silent,
) -> tuple[nn.Module, list[CaseHits], bool]:
    """Train on the boxes.

    Parameters
    ----------
    config, cases
        The plan and the dataset.
    card
        Of the new model as far as it is known: how its network is asked.
    pupil, make
        What is taught, and with what.
    job
        Its folder.
    names
        Classes of the dataset in the order of the card's labels.
    device
        That is trained on.
    tell
        Called with what is trained, before the first step.

    Returns
    -------
    network
        Of the pack, in eval mode, on the CPU, its weights as they are written.
    unseen
        Its hits on the validation part.
    stopped_early
        Whether the loop ended before its last epoch.
    """
    log = job.log()
    log.add("stage", stage="pictures", message="Reading pictures and boxes")
    train = pupil.read(cases.part(Part.TRAIN), pupil.grid, names, progress=part(progress, 0, 0.05))
    unseen = pupil.read(cases.part(Part.VALIDATION), pupil.grid, names, progress=part(progress, 0.05, 0.07))
    course = make(pupil, train, unseen)
    tell(course.groups)
    log.add("stage", stage="train", message="Training")
    pupil.network.to(device)
    pupil.trained.to(device)

    def batch(epoch: int, position: int, generator: torch.Generator) -> Batch:
        return course.batch(shuffled(len(train), epoch, position, batch=config.batch, seed=config.seed), generator)

    def validate(trained: nn.Module) -> Validation:
        found = hits_on(card, course.answers(trained), unseen, pupil.reading, pupil.rule)
        return Validation(course.unseen_loss(trained), cpm(found))

    work = Work(pupil.trained, course.groups, batch, course.loss, validate, keep_norms=pupil.keep_norms)
    plan = epoch_plan(config, len(train), "sensitivity")
    trained, stopped_early = train_epochs(work, plan, job, progress=part(progress, 0.07, 0.97))
    network = as_written(course.answers(trained).cpu())
    log.add("stage", stage="pack", message="Setting the threshold on the validation part")
    return network, hits_on(card, network, unseen, pupil.reading, pupil.rule), stopped_early


def as_written(network: nn.Module) -> nn.Module:
    """Round weights to float16, so that the threshold is set on what is written."""
    with torch.no_grad():
        for tensor in (*network.parameters(), *network.buffers()):
            if tensor.is_floating_point():
                tensor.copy_(tensor.half())
    return network.eval()


def without_threshold(reading: BoxReading) -> BoxReading:
    """Forget what was measured on other weights."""
    return replace(
        BoxReading(),
        order=reading.order,
        overlap=reading.overlap,
        most=reading.most,
        first_centre=reading.first_centre,
        first_label=reading.first_label,
        outlines=reading.outlines,
    )


def _itself(trained: nn.Module) -> nn.Module:
    return trained
