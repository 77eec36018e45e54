"""Teach a classifier: the linear probe on cached features first, then, where asked, more of the network."""

from __future__ import annotations

import copy
import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.device import alone
from ai.errors import TrainingDataError
from ai.inference.calibration import Calibration, calibrate
from ai.library.card import (
    CHEST_ANATOMY,
    IMAGE_CLASSIFICATION,
    PICTURE_ENCODER,
    Architecture,
    InputSpec,
    ModelCard,
)
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.encoders import Encoder, unet_stages
from ai.networks.picture_classifier import PRECISE, LinearHead, PictureClassifier
from ai.networks.second_look import SecondLook
from ai.networks.weights import round_as_written
from ai.plain import to_plain
from ai.progress import Progress, part, silent
from ai.training.augmentation import augmented
from ai.training.cached_features import batches, encode, encode_views
from ai.training.class_sampler import epoch_order, logit_shift
from ai.training.dataset.dataset import Part
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_pictures import ClassPictures
from ai.training.epoch_plan import epoch_plan
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.kept_array import kept, weights_key
from ai.training.linear_probe import PENALTIES, ProbeStep, fit_probe, mean_auc
from ai.training.losses import class_loss
from ai.training.random_labels import Features, random_label_control
from ai.training.roc import Estimate
from ai.training.teaching_cases import TeachingCases, input_facts, pictures
from ai.training.volume_cases import volumes
from ai.training.work import ParameterGroup, Validation, Work

ARCHITECTURE_SIZE_PX = (224, 224)
"""Input of networks that start from random weights, as their authors used it."""

CLIP_PERCENTILES = (0.5, 99.5)

LAYER_DECAY = {"last": 0.6, "all": 0.8}
"""How much slower each stage learns than the one after it (AI.md 4.2)."""

VIEWED = ("probe", "head")
"""Scopes that learn from cached features, so that the plan's views count; the others change each picture anew."""

LAST_STAGES = 2
"""How many stages "last" trains."""


@dataclass(frozen=True, eq=False)
class Taught:
    """What came out.

    Parameters
    ----------
    network
        In eval mode.
    probe
        The linear probe on the same encoder as it was: the baseline. Is ``network`` where only the probe was asked for.
    architecture, input
        For the card.
    calibration, probe_calibration
        From the validation part.
    auc
        Of ``network`` on the validation part.
    stopped_early
        Whether the loop ended before its last epoch.
    control
        Of `ai.training.random_labels`, on the cached features.
    """

    network: PictureClassifier
    probe: PictureClassifier
    architecture: Architecture
    input: InputSpec
    calibration: Calibration
    probe_calibration: Calibration
    auc: float
    stopped_early: bool
    control: Estimate | None = None


def start_network(
    config: FinetuneConfig, base: ModelCard | None, cases: TeachingCases
) -> tuple[PictureClassifier, Architecture, InputSpec]:
    """Make the classifier with the encoder of the base, or with a named one of random weights.

    Raises
    ------
    TrainingDataError
        When the base has no encoder of pictures.
    ModelPackError
        When the base is damaged or the architecture unknown.
    """
    classes = len(cases.dataset.names)
    modalities, body_parts, views, shortest = input_facts(cases.part(Part.TRAIN) + cases.part(Part.VALIDATION))
    size_px = ARCHITECTURE_SIZE_PX if base is None else base.input.size_px
    clip = CLIP_PERCENTILES if base is None else base.input.clip_percentiles
    spec = InputSpec(modalities, body_parts, views, size_px, clip, max(16, shortest // 2))
    arguments: dict[str, object] = {"encoder": config.architecture, "classes": classes, "size_px": size_px}
    torch.manual_seed(config.seed)
    if base is None:
        architecture = Architecture("picture-classifier", tuple(arguments.items()))
        network = build(architecture)
        assert isinstance(network, PictureClassifier)
        return network, architecture, spec
    require_network(base)
    verify(base)
    member = load_members(base)[0]
    old = dict(base.architecture.arguments)
    if base.task == CHEST_ANATOMY:
        arguments |= {"encoder": "unet2d"} | {name: old[name] for name in ("filters", "subpixels") if name in old}
        encoder = Encoder(unet_stages(member.first if isinstance(member, SecondLook) else member))
    elif base.task == IMAGE_CLASSIFICATION and isinstance(member, PictureClassifier):
        arguments |= {name: value for name, value in old.items() if name != "classes"}
        encoder = member.encoder
    elif base.task == PICTURE_ENCODER and isinstance(member, Encoder):
        arguments |= old
        encoder = member
    else:
        raise TrainingDataError(f"{base.title} has no encoder that pictures can be taught on.", "Choose another base.")
    return (
        PictureClassifier(encoder, classes, size_px),
        Architecture("picture-classifier", tuple(arguments.items())),
        spec,
    )


def require_network(base: ModelCard) -> None:
    """Refuse a base that is made of rules."""
    if base.rules:
        reason = f"{base.title} is made of fixed rules: there is nothing to train."
        raise TrainingDataError(reason, "Choose another base.")


def teach_classifier(
    config: FinetuneConfig,
    cases: TeachingCases,
    start: tuple[PictureClassifier, Architecture, InputSpec],
    job: JobFolder,
    *,
    device: torch.device,
    progress: Progress = silent,
) -> Taught:
    """Fit the probe, train further where asked, calibrate.

    Raises
    ------
    TrainingDataError
        When the data cannot be taught or the loss is not a number.
    ai.progress.Cancelled
        From ``progress`` or the job folder.
    """
    network, architecture, spec = start
    log = job.log()
    network.to(device).eval()
    round_as_written(network, precise=PRECISE)  # an encoder that stays as it is has the features of the pack
    train, held_out = cases.part(Part.TRAIN), cases.part(Part.VALIDATION)
    class_loss(config.loss)  # refused before the work
    log.add("stage", stage="pictures", message="Reading the pictures")
    source = {"dataset": cases.sha256, "input": to_plain(spec)}

    def read(which: Part, share: Progress) -> npt.NDArray[np.float16]:
        def make() -> npt.NDArray[np.float16]:
            if spec.grid is not None:
                return volumes(cases.part(which), spec.grid, progress=share)
            return pictures(cases.part(which), spec, hang=False, progress=share)

        return kept(job, f"pictures-{which.value}", source, make)

    seen, unseen = read(Part.TRAIN, part(progress, 0, 0.1)), read(Part.VALIDATION, part(progress, 0.1, 0.15))
    truth, unseen_truth = (torch.from_numpy(cases.classes(each)) for each in (train, held_out))
    log.add("stage", stage="features", message="Computing the features of every picture once")
    source["weights"] = weights_key(network.encoder)

    views = config.views if config.scope in VIEWED else 1

    def make_views() -> npt.NDArray[np.float32]:
        share, chosen = part(progress, 0.15, 0.35), config.augmentation
        return encode_views(
            network.encoder,
            seen,
            device,
            views=views,
            augmentation=chosen,
            seed=config.seed,
            spacing_mm=_spacing_mm(spec),
            progress=share,
        ).numpy()

    def make_unseen() -> npt.NDArray[np.float32]:  # calibration and thresholds hang on them: as inference computes
        return encode(network.encoder, unseen, device, progress=part(progress, 0.35, 0.4)).numpy()

    source["device"] = device.type
    drawn = {"views": views, "augmentation": to_plain(config.augmentation), "seed": config.seed}
    features = torch.from_numpy(np.array(kept(job, "features-train", source | drawn, make_views)))
    unseen_features = torch.from_numpy(np.array(kept(job, "features-validation", source, make_unseen)))

    log.add("stage", stage="probe", message="Fitting the linear probe")
    began = time.monotonic()
    head = LinearHead(features.shape[2], len(cases.dataset.names))

    def tell(number: int, step: ProbeStep) -> None:
        progress(0.4 + 0.05 * (number + 1) / len(PENALTIES), "Fitting the linear probe")
        spent = time.monotonic() - began
        log.add(
            "epoch",
            stage="probe",
            epoch=number + 1,
            epochs=len(PENALTIES),
            step=number + 1,
            loss=round(step.loss, 5),
            validation_loss=round(step.validation_loss, 5),
            metric=round(step.auc, 5),
            metric_name="AUC",
            learning_rate=None,
            penalty=step.penalty,
            best=step.best,
            images_per_s=round((number + 1) * features.shape[:2].numel() / max(spent, 1e-6), 1),
            seconds_left=round((len(PENALTIES) - number - 1) * spent / (number + 1), 1),
        )

    chosen = fit_probe(head, (features.flatten(0, 1), truth.repeat(views)), (unseen_features, unseen_truth), tell=tell)
    with torch.inference_mode():
        probe_calibration = calibrate(head(unseen_features).double().numpy(), unseen_truth.tolist())
    network.head.load_state_dict(head.state_dict())
    control = random_label_control(
        Features(features[0].numpy(), truth.numpy(), [case.group for case in train]),
        Features(unseen_features.numpy(), unseen_truth.numpy(), [case.group for case in held_out]),
    )
    planes = unseen if unseen.ndim == 3 else unseen[:, unseen.shape[1] // 2]
    shown = ClassPictures(job.path, held_out, planes, cases.dataset.names)
    with torch.inference_mode():
        shown.tell(head(unseen_features))
    if config.scope == "probe":
        calibrations = probe_calibration, probe_calibration
        return Taught(
            network, network, architecture, spec, *calibrations, chosen.auc, stopped_early=False, control=control
        )

    probe = copy.deepcopy(network)
    log.add("stage", stage="train", message="Training")
    share = part(progress, 0.45, 1)
    if config.scope == "head":
        plan = epoch_plan(config, len(train), "AUC")
        work = _head_work(head.to(device), (features, truth), (unseen_features, unseen_truth), config, shown)
        with alone():
            trained, stopped = train_epochs(work, plan, job, progress=share)
        network.head.load_state_dict(trained.state_dict())
        with torch.inference_mode():  # the encoder is as it was: its features need no second look at the pictures
            logits = trained(unseen_features.to(device)).double().cpu().numpy()
    else:
        if spec.grid is not None and config.architecture and config.scope == "all":
            network.head.begin_anew(features.flatten(0, 1).to(device))
        work = _picture_work(network, (seen, truth), (unseen, unseen_truth), config, shown, _spacing_mm(spec))
        trained, stopped = train_epochs(work, epoch_plan(config, len(train), "AUC"), job, progress=share)
        assert isinstance(trained, PictureClassifier)
        network = trained
        round_as_written(network, precise=PRECISE)
        logits = _logits(network, unseen, device)
    area = mean_auc(torch.from_numpy(logits).softmax(1).numpy(), unseen_truth.numpy())
    calibration = calibrate(logits, unseen_truth.tolist())
    calibrations = calibration, probe_calibration
    return Taught(network.eval(), probe.eval(), architecture, spec, *calibrations, area, stopped, control)


def trainable_groups(network: PictureClassifier, scope: str) -> list[ParameterGroup]:
    """Tell what a scope trains, and how fast: the head at the full rate, stages before it slower and slower."""
    groups = [ParameterGroup(list(network.head.parameters()), 1.0)]
    if scope in LAYER_DECAY:
        stages = list(network.encoder.stages)[::-1]
        for depth, stage in enumerate(stages[: LAST_STAGES if scope == "last" else None], start=1):
            parameters = list(stage.parameters())
            if parameters:
                groups.append(ParameterGroup(parameters, LAYER_DECAY[scope] ** depth))
    return groups


def _head_work(
    head: LinearHead,
    train: tuple[Tensor, Tensor],
    held_out: tuple[Tensor, Tensor],
    config: FinetuneConfig,
    shown: ClassPictures,
) -> Work:
    features, classes = train
    views = len(features)
    drawn = _drawing(classes, head.linear.out_features, config)

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = drawn(epoch, position)
        view = torch.randint(views, (len(chosen),), generator=generator)
        return features[view, chosen], classes[chosen]

    def validate(network: nn.Module) -> Validation:
        device = next(network.parameters()).device
        with torch.inference_mode():
            logits = network(held_out[0].to(device)).cpu()
        shown.tell(logits)
        return _validation(logits, held_out[1])

    groups = [ParameterGroup(list(head.parameters()), 1.0)]
    return Work(head, groups, batch, _balanced(classes, head.linear.out_features, config), validate)


def _picture_work(
    network: PictureClassifier,
    train: tuple[npt.NDArray[np.float16], Tensor],
    held_out: tuple[npt.NDArray[np.float16], Tensor],
    config: FinetuneConfig,
    shown: ClassPictures,
    spacing_mm: Tensor | None,
) -> Work:
    prepared, classes = train
    count = network.head.linear.out_features
    device = next(network.parameters()).device
    drawn = _drawing(classes, count, config)

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = drawn(epoch, position)
        looks = torch.from_numpy(prepared[chosen.numpy()].astype(np.float32))[:, None].to(device)
        return augmented(looks, None, config.augmentation, generator, spacing_mm=spacing_mm)[0], classes[chosen]

    def validate(trained: nn.Module) -> Validation:
        logits = torch.from_numpy(_logits(trained, held_out[0], device))
        shown.tell(logits)
        return _validation(logits, held_out[1])

    # Batch statistics of a random start mean nothing; those of a taught encoder are better than a small batch's.
    from_scratch = bool(config.architecture) and config.scope == "all"
    groups = trainable_groups(network, config.scope)
    return Work(network, groups, batch, _balanced(classes, count, config), validate, keep_norms=not from_scratch)


def _spacing_mm(spec: InputSpec) -> Tensor | None:
    """(3,) of the grid of scans: thick slices must not shear what is turned. None for pictures."""
    return None if spec.grid is None else torch.tensor(spec.grid.spacing_mm)


def _drawing(classes: Tensor, count: int, config: FinetuneConfig) -> Callable[[int, int], Tensor]:
    """Positions of the cases of a step, by epoch and step; an epoch's order is drawn once."""

    @functools.lru_cache(maxsize=1)
    def order(epoch: int) -> Tensor:
        return epoch_order(classes, count, epoch=epoch, seed=config.seed)

    return lambda epoch, position: order(epoch)[position * config.batch : (position + 1) * config.batch]


def _balanced(classes: Tensor, count: int, config: FinetuneConfig) -> Callable[[Tensor, Tensor], Tensor]:
    """Loss of the plan, that knows in which mix the classes are shown."""
    loss, shift = class_loss(config.loss), logit_shift(classes, count, config.loss)
    return lambda logits, target: loss(logits + shift.to(logits.device), target)


def _validation(logits: Tensor, classes: Tensor) -> Validation:
    loss = float(functional.cross_entropy(logits, classes))
    return Validation(loss, mean_auc(logits.double().softmax(1).numpy(), classes.numpy()))


def _logits(network: nn.Module, prepared: npt.NDArray[np.float16], device: torch.device) -> npt.NDArray[np.float64]:
    """(cases, classes) float64."""
    with torch.inference_mode():
        return np.concatenate([network(batch.to(device)).double().cpu().numpy() for batch in batches(prepared)])


def parameter_counts(network: nn.Module, groups: Sequence[ParameterGroup]) -> tuple[int, int]:
    """(trained, all) parameters."""
    trained = {id(parameter): parameter.numel() for group in groups for parameter in group.parameters}
    return sum(trained.values()), sum(parameter.numel() for parameter in network.parameters())
