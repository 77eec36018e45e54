"""What can be taught how: bases, scopes, and the suggestion for a dataset. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ai.library.card import CHEST_ANATOMY, DETECTION, IMAGE_CLASSIFICATION, PICTURE_ENCODER, ModelCard
from ai.networks.encoder_names import ENCODER_NAMES, USUAL_ENCODER
from ai.networks.volume_names import USUAL_VOLUME_NETWORK, VOLUME_NAMES
from ai.training.augmentation_choice import Augmentation
from ai.training.dataset.case import Task
from ai.training.dataset.check import Report
from ai.training.detector_names import (
    DETECTORS,
    OUTLINERS,
    OUTLINING,
    PICTURES,
    SPOTS,
    VOLUME_DETECTORS,
    VOLUMES,
    kind_of,
    parts_of,
)
from ai.training.finetune_config import PLATT, TEMPERATURE, FinetuneConfig
from ai.training.outline_bases import is_teachable
from ai.training.outline_networks import NETWORKS
from ai.training.site_card import safe_names
from ai.training.volume_bases import VOLUME_CLASSIFIER, is_volume_base
from ai.words import Sentence, say, template

ARCHITECTURES = tuple(ENCODER_NAMES)
"""Networks that can start from random weights, from small to large; `ai.networks.named_stages` builds them."""

SCOPES = {
    Task.CLASSIFICATION: (
        ("probe", say("Linear probe: a new last layer on frozen features")),
        ("head", say("Head: the last layer, step by step, on the same frozen features")),
        ("last", say("Last layers: the head and the last stages")),
        ("all", say("Everything")),
    ),
    Task.SEGMENTATION: (
        ("head", say("Head: the last layer only")),
        ("decoder", say("Decoder: the encoder stays frozen")),
        ("all", say("Everything")),
    ),
    Task.DETECTION: (
        ("head", say("Head: the last layers, which say where and what")),
        ("decoder", say("Decoder: the encoder stays frozen")),
        ("all", say("Everything")),
    ),
}
"""(scope, words) by what the dataset teaches, from least to most; `scopes` tells which of them a start allows."""

CALIBRATE = ("calibrate", say("Probabilities alone: the network stays as it is"))
"""The least of all, for a classifier that answers the question already."""

CALIBRATIONS = (
    (TEMPERATURE, say("One temperature: how sure the model is (suggested)")),
    (PLATT, say("Slope and offset of each class (Platt): the mix of the classes too")),
)
"""How `CALIBRATE` fits the probabilities, in words."""

LOSSES = {
    Task.CLASSIFICATION: ("suggested", "ce", "bce", "focal"),
    Task.SEGMENTATION: ("suggested", "dice", "dice_ce", "tversky", "focal"),
    Task.DETECTION: ("suggested", "ce", "bce", "focal"),
}
"""Of `ai.training.finetune_config.LOSSES`, those that suit what the dataset teaches."""

FEW_VIEWS = 8
"""Augmented versions of each picture behind the cached features, where few persons are taught (AI.md 4.2)."""

FEW_SCANS = 4
"""A step, of whole scans: sixteen would not fit into the memory of many machines."""

LIMITS = {Task.CLASSIFICATION: (50, 500), Task.SEGMENTATION: (20, 100), Task.DETECTION: (20, 100)}
"""Persons in the rarest class, or with masks of the rarest structure, from which more than the least, and everything,
is trained."""


_MASKS = (
    template("{count} persons or blocks with masks of the rarest structure are few"),
    template("{count} persons or blocks with masks of the rarest structure are some"),
    template("{count} persons or blocks with masks of the rarest structure are many"),
)
_PERSONS = (
    template("{count} persons or blocks in the rarest class are few"),
    template("{count} persons or blocks in the rarest class are some"),
    template("{count} persons or blocks in the rarest class are many"),
)
"""By the rank of the number."""


_ENCODERS = (CHEST_ANATOMY, IMAGE_CLASSIFICATION, PICTURE_ENCODER)
"""Tasks of models whose encoder `ai.training.teach_classifier` can take."""

_FINDERS = {False: (SPOTS, PICTURES), True: (VOLUMES,)}
"""Networks that boxes can be taught to, of single pictures and of scans, as `ai.training.lesson_boxes` asks for."""


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do, with the reason where it is a suggestion.

    Parameters
    ----------
    base, architecture
        One is ``""``: ID-VERSION of a model, or one of `architectures`.
    scope, epochs, batch, learning_rate
        As in `ai.training.finetune_config.FinetuneConfig`.
    reason
        A sentence for the reader.
    title
        Of the new model; ``""`` makes one.
    calibration
        How the scope "calibrate" fits probabilities.
    weight_decay, optimiser, schedule, loss, patience, views, frozen, augmentation, reference
        As in the configuration; rarely changed.
    """

    base: str
    architecture: str
    scope: str
    epochs: int
    batch: int
    learning_rate: float
    reason: str = ""
    title: str = ""
    weight_decay: float = 1e-2
    optimiser: str = "adamw"
    schedule: str = "cosine"
    loss: str = "suggested"
    calibration: str = TEMPERATURE
    patience: int = 10
    views: int = 1
    frozen: tuple[str, ...] = ()
    augmentation: Augmentation = field(default_factory=Augmentation)
    reference: Path | None = None

    def config(self, dataset: Path, output: Path) -> FinetuneConfig:
        """Make the configuration of a run."""
        return FinetuneConfig(
            dataset=dataset,
            output=output,
            base=self.base,
            architecture=self.architecture,
            scope=self.scope,
            epochs=self.epochs,
            batch=self.batch,
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            optimiser=self.optimiser,
            schedule=self.schedule,
            loss=self.loss,
            calibration=self.calibration,
            patience=self.patience,
            views=self.views,
            frozen=self.frozen,
            augmentation=self.augmentation,
            title=self.title,
            reference=self.reference,
        )


def bases(report: Report, cards: Sequence[ModelCard]) -> tuple[ModelCard, ...]:
    """Models that can be taught a dataset: as much of it as can be said without reading weights.

    Classes need one with an encoder of pictures, or of scans where the dataset has scans of several slices. Masks need
    one that knows a structure of the dataset; a model of radiographs single pictures, and every structure of the
    dataset, as `ai.training.teach_segmenter.require_structures` asks for; one that outlines objects just the structures
    of the dataset, and single pictures. Boxes need one of our own detectors that marks the classes of the dataset, of
    single pictures or of scans as the dataset has them.
    """
    if report.task is Task.CLASSIFICATION:
        if report.of_scans:
            return tuple(card for card in cards if is_volume_base(card))
        return tuple(card for card in cards if card.task in _ENCODERS and card.architecture.name != VOLUME_CLASSIFIER)
    names = [count.name for count in report.counts]
    classes = set(safe_names(names))

    def suits(card: ModelCard) -> bool:
        own = {label.name for label in card.labels}
        if report.task is Task.DETECTION:
            is_ours = card.task == DETECTION and card.architecture.name in _FINDERS[report.of_scans]
            return is_ours and kind_of(card.architecture) != OUTLINING and own == classes
        if card.task == DETECTION:
            return kind_of(card.architecture) == OUTLINING and not report.of_scans and own == set(names)
        if card.task == CHEST_ANATOMY:
            return not report.of_scans and own.issuperset(names)
        return is_teachable(card, names)

    return tuple(card for card in cards if suits(card))


def architectures(report: Report) -> tuple[str, ...]:
    """Names of the networks that a dataset can be taught to from random weights."""
    if report.task is Task.SEGMENTATION:
        return NETWORKS if report.of_scans else (*NETWORKS, *OUTLINERS)
    if report.task is Task.CLASSIFICATION:
        return tuple(VOLUME_NAMES) if report.of_scans else ARCHITECTURES
    return VOLUME_DETECTORS if report.of_scans else DETECTORS


def scopes(report: Report, start: ModelCard | None) -> tuple[tuple[str, str], ...]:
    """Tell what can be taught, from least to most, as (scope, words).

    Parameters
    ----------
    report
        Of the check.
    start
        The base; None for a network from random weights, of which masks and boxes have nothing to keep.
    """
    known = SCOPES[report.task]
    if report.task is not Task.CLASSIFICATION:
        return known if start is not None else known[-1:]
    answers = start is not None and start.task == IMAGE_CLASSIFICATION and _strangeness(report, start) == 0
    # As `ai.training.recalibrate` asks for.
    if start is None or not answers or len(start.members) != 1 or start.input.grid is not None:
        return known
    return (CALIBRATE, *known)


_TITLES = {
    "unet": "U-Net",
    "dynunet": "DynUNet",
    "segresnet": "SegResNet",
    "two-path": "Two-path CNN",
    "retinanet": "RetinaNet",
    "fcos": "FCOS",
    "fasterrcnn": "Faster R-CNN",
    OUTLINING: "Mask R-CNN",
    "centernet_3d": "CenterNet 3D",
}


def network_title(name: str) -> str:
    """Write the name of a network for masks or boxes as its authors do: "RetinaNet (ResNet-18, FPN)"."""
    if name not in (*DETECTORS, *OUTLINERS):
        return _TITLES.get(name, name)
    kind, backbone = parts_of(name, of_masks=name in OUTLINERS)
    return f"{_TITLES[kind]} ({ENCODER_NAMES[backbone].title}, FPN)"


def _strangeness(report: Report, card: ModelCard) -> int:
    """Rank a base: one that answers the question itself, then one that is made to be taught on, then the others."""
    if {label.name for label in card.labels} == set(safe_names([count.name for count in report.counts])):
        return 0
    return 1 if card.task == PICTURE_ENCODER else 2


def _usual(names: Sequence[str]) -> str:
    return next((name for name in (USUAL_ENCODER, USUAL_VOLUME_NETWORK) if name in names), names[0])


def suggest(report: Report, cards: Sequence[ModelCard], *, base: str = "", architecture: str = "") -> Plan:
    """Suggest a plan by the number of persons in the rarest class.

    Parameters
    ----------
    report
        Of the check.
    cards
        Installed models.
    base, architecture
        What the reader has chosen to start from; by themselves a model that answers the question, else one that is made
        to be taught on, else the first that suits.
    """
    if not base and not architecture:
        suitable = bases(report, cards)
        first = min(suitable, key=lambda card: _strangeness(report, card), default=None)
        base, architecture = (first.key, "") if first else ("", _usual(architectures(report)))
    persons = min((count.groups for count in report.counts), default=0)
    few, many = LIMITS[report.task]
    rank = 0 if persons < few else 1 if persons < many else 2
    if report.task is Task.SEGMENTATION and architecture:
        scope, words, epochs, batch, rate = "all", say("everything, since it starts from random weights"), 60, 2, 2e-3
        if architecture in OUTLINERS:
            epochs, batch, rate = 30, 4, 1e-3
        amount = Sentence(_MASKS[rank], {"count": persons})
    elif report.task is Task.SEGMENTATION:
        scope, words = (
            ("head", say("the last layer")),
            ("decoder", say("the decoder")),
            ("all", say("everything")),
        )[rank]
        if rank == 0:
            scope, words = "decoder", say("the decoder")
        epochs, batch, rate = 20, 4, 1e-3 if scope != "all" else 3e-4
        amount = Sentence(_MASKS[rank], {"count": persons})
    elif report.task is Task.DETECTION and not architecture:
        scope, words = (
            ("head", say("the last layers")),
            ("decoder", say("the decoder")),
            ("all", say("everything")),
        )[rank]
        epochs, batch, rate = 20, 4 if report.of_scans else 8, 1e-3 if scope != "all" else 3e-4
        amount = Sentence(_PERSONS[rank], {"count": persons})
    elif report.task is Task.DETECTION and report.of_scans:
        scope, words, epochs, batch, rate = "all", say("everything, since it starts from random weights"), 60, 4, 2e-3
        amount = Sentence(_PERSONS[rank], {"count": persons})
    elif architecture:
        scope, words, epochs, batch, rate = "all", say("everything, since it starts from random weights"), 30, 16, 1e-3
        batch = FEW_SCANS if report.of_scans else batch
        amount = Sentence(_PERSONS[rank], {"count": persons})
    else:
        scope, words = (
            ("probe", say("a new last layer on frozen features")),
            ("last", say("the last layers")),
            ("all", say("everything")),
        )[rank]
        epochs, batch, rate = 20, FEW_SCANS if report.of_scans else 16, 1e-3 if scope == "probe" else 3e-4
        amount = Sentence(_PERSONS[rank], {"count": persons})
    return Plan(
        base,
        architecture,
        scope,
        epochs,
        batch,
        rate,
        say("{amount}: the suggestion is to teach {what}.", amount=amount, what=words),
        views=FEW_VIEWS if scope == "probe" else 1,
    )
