"""Teach the chest anatomy model a site's own outlines: output layer, decoder or all of it, on masks by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.library.card import CHEST_ANATOMY, InputSpec, ModelCard
from ai.library.pack import verify
from ai.networks.build import load_members
from ai.networks.second_look import SecondLook
from ai.prepare.radiograph import place_mask, prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.augmentation import augmented
from ai.training.augmentation_choice import Augmentation
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_pictures import tell_masks
from ai.training.epoch_plan import epoch_plan, shuffled
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.losses import mask_loss
from ai.training.metrics import dice
from ai.training.radiograph_augment import augment, standardise
from ai.training.teaching_cases import TeachingCases
from ai.training.work import ParameterGroup, Validation, Work

STRENGTH = 0.3
"""Of the shipped recipe's own augmentation, as in its last phase; it is used where the plan leaves the choice as it
was, for it also changes borders, blur and text. Whatever else a plan says is done as it says."""

ENCODER_RATE_SHARE = 0.3
"""How much slower the encoder learns than the decoder where all is trained."""

SCOPES = {"head": ("output_block",), "decoder": ("upsamples", "output_block"), "all": ("upsamples", "output_block")}
"""Blocks of the network that a scope trains at the full rate."""

_ENCODER = ("input_block", "downsamples", "bottleneck")


@dataclass(frozen=True, eq=False)
class Films:
    """Pictures with masks as the augmentation wants them.

    Parameters
    ----------
    pictures
        (cases, 2 rows, 2 columns) uint8: twice the network's size, bones bright, 0 to 255 over the clipped range.
    masks
        (cases, structures, rows, columns) uint8, 0 or 1.
    told
        (cases, structures), whether a mask is the case's own; the others are what the base says.
    """

    pictures: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]
    told: npt.NDArray[np.bool_]


def require_structures(base: ModelCard, cases: TeachingCases, scope: str) -> None:
    """Refuse what this base cannot be taught.

    Raises
    ------
    TrainingDataError
        When it does not outline structures, the dataset has others than it, or the scope is one of classifiers.
    """
    if base.task != CHEST_ANATOMY:
        raise TrainingDataError(f"{base.title} does not outline structures, so masks cannot be taught to it.")
    own = [label.name for label in base.labels]
    others = [name for name in cases.dataset.names if name not in own]
    if others:
        raise TrainingDataError(
            f"The dataset has masks of {', '.join(others)}, which {base.title} does not know.",
            f"Name the masks as the model does ({', '.join(own)}), or leave them out.",
        )
    if scope not in SCOPES:
        raise TrainingDataError(
            f"The scope {scope!r} is for classes; this dataset has masks.", f"Choose one of: {', '.join(SCOPES)}."
        )


def start_segmenter(base: ModelCard) -> nn.Module:
    """First member of the base with its weights."""
    verify(base)
    return load_members(base)[0]


def trainable_groups(network: nn.Module, scope: str) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast; a second look learns as the part of the first that it repeats does."""
    if isinstance(network, SecondLook):
        return [group for each in (network.first, *network.seconds) for group in trainable_groups(each, scope)]
    blocks = dict(network.named_children())
    groups = [ParameterGroup([p for name in SCOPES[scope] for p in blocks[name].parameters()], 1.0)]
    if scope == "all":
        encoder = [p for name in _ENCODER for p in blocks[name].parameters()]
        groups.append(ParameterGroup(encoder, ENCODER_RATE_SHARE))
    return groups


def teach_segmenter(
    config: FinetuneConfig,
    cases: TeachingCases,
    base: ModelCard,
    network: nn.Module,
    job: JobFolder,
    *,
    device: torch.device,
    progress: Progress = silent,
) -> tuple[nn.Module, bool]:
    """Train on the masks; structures that a case has no mask of are held to what the base says there.

    Returns
    -------
    network
        In eval mode.
    stopped_early
        Whether the loop ended before its last epoch.
    """
    log, spec, loss = job.log(), base.input, mask_loss(config.loss, exclusive=False)
    network.to(device).eval()
    log.add("stage", stage="pictures", message="Reading pictures and masks")
    train = read_films(cases.part(Part.TRAIN), base, network, progress=part(progress, 0, 0.08))
    held_out = read_films(cases.part(Part.VALIDATION), base, network, progress=part(progress, 0.08, 0.1))
    log.add("stage", stage="train", message="Training")
    inputs, truth = _unchanged(held_out, spec)

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = shuffled(len(train.pictures), epoch, position, batch=config.batch, seed=config.seed).numpy()
        drawn = Films(train.pictures[chosen], train.masks[chosen], train.told[chosen])
        if config.augmentation == Augmentation():
            double = torch.from_numpy(drawn.pictures).float()[:, None] / 255
            return augment(double, torch.from_numpy(drawn.masks).float(), spec, generator, strength=STRENGTH)
        changed, shares = augmented(*_unchanged(drawn, spec), config.augmentation, generator)
        assert shares is not None
        return changed, (shares >= 0.5).float()

    def validate(trained: nn.Module) -> Validation:
        where = next(trained.parameters()).device
        with torch.inference_mode():
            logits = torch.cat([trained(each[None].to(where)).float().cpu() for each in inputs])
        found = (logits >= 0).numpy()
        wanted = truth.numpy() >= 0.5
        own = held_out.told[:, :, np.newaxis, np.newaxis]  # what the base says is no person's outline
        tell_masks(job.path, cases.part(Part.VALIDATION), inputs[:, 0].numpy(), found & own, wanted & own)
        scores = [dice(found[place], wanted[place]) for place in zip(*np.nonzero(held_out.told), strict=True)]
        return Validation(float(loss(logits, truth)), float(np.mean(scores)) if scores else 0.0)

    plan = epoch_plan(config, len(train.pictures), "Dice")
    work = Work(network, trainable_groups(network, config.scope), batch, loss, validate)
    return train_epochs(work, plan, job, progress=part(progress, 0.1, 1))


def read_films(cases: Sequence[Case], base: ModelCard, network: nn.Module, *, progress: Progress = silent) -> Films:
    """Read pictures at twice the network's size and masks at its own; missing masks are the base's own.

    Raises
    ------
    TrainingDataError
        When a mask is not on the grid of its picture.
    """
    rows, columns = base.input.size_px
    double = replace(base.input, size_px=(2 * rows, 2 * columns))
    pictures = np.empty((len(cases), 2 * rows, 2 * columns), dtype=np.uint8)
    masks = np.zeros((len(cases), len(base.labels), rows, columns), dtype=np.uint8)
    told = np.array([[label.name in case.masks for label in base.labels] for case in cases], dtype=np.bool_)
    for index, case in enumerate(cases):
        progress(index / len(cases), f"Reading picture {index + 1} of {len(cases)}")
        volume = case.volume()
        picture, placement = prepare_radiograph(volume, double)
        spread = float(np.ptp(picture))
        pictures[index] = np.round(255 * (picture - picture.min()) / spread).astype(np.uint8)
        said = _said(base, network, pictures[index]) if len(case.masks) < len(base.labels) else None
        for channel, label in enumerate(base.labels):
            if label.name in case.masks:
                mask = case.mask(label.name)
                if mask.shape != volume.shape:
                    raise TrainingDataError(
                        f"The mask {label.name} of case {case.key} has another size than its picture.",
                        "Import the case again with a mask of the same size.",
                    )
                masks[index, channel] = place_mask(mask[0], placement, base.input.size_px)
            elif said is not None:
                masks[index, channel] = said[channel]
    return Films(pictures, masks, told)


def _said(base: ModelCard, network: nn.Module, picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(structures, rows, columns) what the base outlines on a picture of twice its size."""
    device = next(network.parameters()).device
    tensor = torch.from_numpy(picture).float()[None, None] / 255
    small = standardise(nn.functional.avg_pool2d(tensor, 2), base.input.clip_percentiles)
    with torch.inference_mode():
        logits = network(small.to(device)).float().cpu()[0]
    result: npt.NDArray[np.uint8] = (logits.numpy() >= 0).astype(np.uint8)
    return result


def _unchanged(films: Films, spec: InputSpec) -> tuple[Tensor, Tensor]:
    """Pictures (cases, 1, rows, columns) and masks (cases, structures, rows, columns) without any chance in them."""
    small = nn.functional.avg_pool2d(torch.from_numpy(films.pictures).float()[:, None] / 255, 2)
    return standardise(small, spec.clip_percentiles), torch.from_numpy(films.masks).float()
