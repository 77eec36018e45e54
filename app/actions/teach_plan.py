"""What can be taught how: bases, scopes, and the suggestion for a dataset. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai.library.card import CHEST_ANATOMY, DETECTION, IMAGE_CLASSIFICATION, PICTURE_ENCODER, ModelCard
from ai.training.dataset.case import Task
from ai.training.dataset.check import Report
from ai.training.detector_names import DETECTORS
from ai.training.site_card import safe_names
from ai.words import Sentence, say, template

ARCHITECTURES = (
    "resnet18",
    "resnet34",
    "resnet50",
    "densenet121",
    "efficientnet_b0",
    "mobilenet_v3_small",
    "mobilenet_v3_large",
    "alexnet",
    "vgg11_bn",
    "vgg16",
)
"""Networks that can start from random weights; `ai.networks.encoders` builds them, where torch is."""

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
"""(scope, words) by what the dataset teaches, from least to most."""

LIMITS = {Task.CLASSIFICATION: (50, 500), Task.SEGMENTATION: (20, 100), Task.DETECTION: (20, 100)}
"""Persons in the rarest class (cases with masks) from which more than the least, and everything, is trained."""


_MASKS = (
    template("{count} images with masks are few"),
    template("{count} images with masks are some"),
    template("{count} images with masks are many"),
)
_PERSONS = (
    template("{count} persons or blocks in the rarest class are few"),
    template("{count} persons or blocks in the rarest class are some"),
    template("{count} persons or blocks in the rarest class are many"),
)
"""By the rank of the number."""


_ENCODERS = (CHEST_ANATOMY, IMAGE_CLASSIFICATION, PICTURE_ENCODER)
"""Tasks of models whose encoder `ai.training.teach_classifier` can take."""

_FINDERS = ("spot-finder", "picture-detector")
"""Networks that boxes can be taught to, as `ai.training.lesson_boxes` asks for."""


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do, with the reason where it is a suggestion.

    Parameters
    ----------
    base, architecture
        One is ``""``: ID-VERSION of a model, or one of `ARCHITECTURES`.
    scope, epochs, batch, learning_rate
        As in `ai.training.finetune_config.FinetuneConfig`.
    reason
        A sentence for the reader.
    title
        Of the new model; ``""`` makes one.
    """

    base: str
    architecture: str
    scope: str
    epochs: int
    batch: int
    learning_rate: float
    reason: str = ""
    title: str = ""


def bases(report: Report, cards: Sequence[ModelCard]) -> tuple[ModelCard, ...]:
    """Models that can be taught a dataset: as much of it as can be said without reading weights.

    Classes need one with an encoder of pictures. Masks need one that outlines single pictures and knows every structure
    of the dataset, as `ai.training.teach_segmenter.require_structures` asks for. Boxes need one of our own detectors
    that marks the classes of the dataset. Scans of several slices are taught to none yet.
    """
    if report.of_scans:
        return ()
    if report.task is Task.CLASSIFICATION:
        return tuple(card for card in cards if card.task in _ENCODERS)
    names = {count.name for count in report.counts}
    if report.task is Task.DETECTION:
        classes = set(safe_names([count.name for count in report.counts]))
        return tuple(
            card
            for card in cards
            if card.task == DETECTION
            and card.architecture.name in _FINDERS
            and classes == {label.name for label in card.labels}
        )
    return tuple(
        card for card in cards if card.task == CHEST_ANATOMY and names <= {label.name for label in card.labels}
    )


def architectures(report: Report) -> tuple[str, ...]:
    """Networks by name that can be taught a dataset from random weights."""
    if report.of_scans:
        return ()
    return {Task.CLASSIFICATION: ARCHITECTURES, Task.DETECTION: DETECTORS}.get(report.task, ())


def no_way(report: Report, cards: Sequence[ModelCard]) -> str:
    """Say why no run can be made of a dataset, whatever is planned; ``""`` where one can."""
    if report.of_scans:
        return say(
            "The dataset holds scans of several slices. Only single pictures can be taught here yet, so there is no "
            "model to start from."
        )
    if architectures(report) or bases(report, cards):
        return ""
    outlining = [card for card in cards if card.task == CHEST_ANATOMY]
    if not outlining:
        return say("No installed model outlines structures in single pictures, so there is none to start from.")
    return say(
        "No installed model knows every structure of the dataset ({names}), so there is none to start from. {model} "
        "knows: {own}.",
        names=", ".join(count.name for count in report.counts),
        model=outlining[0].title,
        own=", ".join(label.name for label in outlining[0].labels),
    )


def suggest(report: Report, cards: Sequence[ModelCard], *, base: str = "", architecture: str = "") -> Plan:
    """Suggest a plan by the number of persons in the rarest class.

    Parameters
    ----------
    report
        Of the check.
    cards
        Installed models.
    base, architecture
        What the reader has chosen to start from; by themselves the first model that suits is taken.
    """
    if reason := no_way(report, cards):
        return Plan("", "", SCOPES[report.task][0][0], 20, 4, 1e-3, reason)
    if not base and not architecture:
        suitable = bases(report, cards)
        base, architecture = (suitable[0].key, "") if suitable else ("", architectures(report)[0])
    persons = min((count.groups for count in report.counts), default=0)
    few, many = LIMITS[report.task]
    rank = 0 if persons < few else 1 if persons < many else 2
    if report.task is Task.SEGMENTATION:
        scope, words = (
            ("head", say("the last layer")),
            ("decoder", say("the decoder")),
            ("all", say("everything")),
        )[rank]
        if rank == 0:
            scope, words = "decoder", say("the decoder")
        epochs, batch, rate = 20, 4, 1e-3 if scope != "all" else 3e-4
        amount = Sentence(_MASKS[rank], {"count": report.cases})
    elif report.task is Task.DETECTION and not architecture:
        scope, words = (
            ("head", say("the last layers")),
            ("decoder", say("the decoder")),
            ("all", say("everything")),
        )[rank]
        epochs, batch, rate = 20, 8, 1e-3 if scope != "all" else 3e-4
        amount = Sentence(_PERSONS[rank], {"count": persons})
    elif architecture:
        scope, words, epochs, batch, rate = "all", say("everything, since it starts from random weights"), 30, 16, 1e-3
        amount = Sentence(_PERSONS[rank], {"count": persons})
    else:
        scope, words = (
            ("probe", say("a new last layer on frozen features")),
            ("last", say("the last layers")),
            ("all", say("everything")),
        )[rank]
        epochs, batch, rate = 20, 16, 1e-3 if scope == "probe" else 3e-4
        amount = Sentence(_PERSONS[rank], {"count": persons})
    return Plan(
        base,
        architecture,
        scope,
        epochs,
        batch,
        rate,
        say("{amount}: the suggestion is to teach {what}.", amount=amount, what=words),
    )
