"""What a picture shows, by its look: a layer of the gate before a model runs, and an answer of its own.

The tags are asked first (`ai.inference.gate`); they may be wrong or missing. A film that is no chest, inverted, or
turned is refused with the reason, a person may override that. A film that looks mirrored is only warned of: there are
people whose heart lies on the right. Where the pack is not installed nothing is said.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ai.errors import InputMismatch, ModelPackError
from ai.inference.findings import Findings
from ai.inference.gate import let_through
from ai.inference.provenance import PASSED, Gate, GateVerdict
from ai.inference.results import Classification, Verdict
from ai.inference.tagged_kind import among, open_kinds
from ai.library.card import CHEST_ANATOMY, ROUTING, ModelCard
from ai.library.library import SHIPPED, Library
from ai.library.pack import verify
from ai.library.router_kinds import (
    BRAIN_MR,
    CHEST_CT,
    CHEST_FILM,
    HIPPOCAMPUS_MR,
    INVERTED,
    KINDS,
    MIRRORED,
    OUTPUTS,
    READING,
    SOMETHING_ELSE,
    TURNED,
    RouterReading,
)
from ai.networks.build import load_members
from ai.plain import PlainError, from_plain
from ai.prepare.glance import glance
from ai.prepare.one_slice import take_slice
from ai.volume import Volume
from ai.words import say

_LOG = logging.getLogger(__name__)

ROUTER = "router"
"""Its id."""

KIND = slice(0, len(KINDS))
INVERTED_AT = OUTPUTS.index(INVERTED)
TURN = slice(OUTPUTS.index(TURNED[0]), OUTPUTS.index(TURNED[0]) + len(TURNED))
MIRRORED_AT = OUTPUTS.index(MIRRORED)
"""Where the answers stand in the output."""

WARNED = 0.5
"""Probability against a film from which a person is warned; from `RouterReading.sure` on it is refused."""

PLACES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
"""Shares of the slices of a scan that lie before those that are looked at: its ends show little of what it is."""

_WORDS = {
    CHEST_FILM: say("a frontal chest radiograph"),
    CHEST_CT: say("an axial slice of a chest CT"),
    BRAIN_MR: say("a slice of a brain MR"),
    HIPPOCAMPUS_MR: say("a small part of a brain MR"),
    SOMETHING_ELSE: say("something that the router does not know"),
}

_TURNED_WORDS = {
    "turned_left": say("turned a quarter to the left"),
    "upside_down": say("upside down"),
    "turned_right": say("turned a quarter to the right"),
}


@dataclass(frozen=True)
class Answer:
    """Calibrated probabilities, the mean of the members'.

    Parameters
    ----------
    probabilities
        In the order of `ai.library.router_kinds.OUTPUTS`. What is asked of chest films alone means nothing elsewhere.
    """

    probabilities: tuple[float, ...]

    def of(self, name: str) -> float:
        """Probability of one output."""
        return self.probabilities[OUTPUTS.index(name)]

    @property
    def kind(self) -> str:
        """The likeliest kind."""
        return max(KINDS, key=self.of)

    @property
    def turned(self) -> str:
        """The likeliest of `TURNED`."""
        return max(TURNED, key=self.of)


@dataclass(frozen=True, eq=False)
class Router:
    """The router, ready to look, on the CPU.

    Parameters
    ----------
    card
        Of the pack.
    networks
        In eval mode, float32.
    """

    card: ModelCard
    networks: Sequence[nn.Module]

    def look(self, volume: Volume) -> Answer | None:
        """Look at one picture; None where it holds one single value, which others will say."""
        return look(self.card, self.networks, volume)


def load_router(folder: Path = SHIPPED) -> Router | None:
    """Load the newest router of a folder of packs; None where there is none that is sound, which is logged."""
    try:
        card = Library((folder,)).get(ROUTER)
        verify(card)
        reading_of(card)
        return Router(card, load_members(card))
    except ModelPackError as error:
        _LOG.warning("The router is left out: %s", error.message)
        return None


def reading_of(card: ModelCard) -> RouterReading:
    """How the outputs of a router are read.

    Raises
    ------
    ModelPackError
        When its card does not tell.
    """
    if card.task != ROUTING or tuple(label.name for label in card.labels) != OUTPUTS:
        raise ModelPackError(say("{model} is no router.", model=card.title))
    try:
        return from_plain(RouterReading, card.reference.get(READING))
    except PlainError as error:
        raise ModelPackError(
            say("The card of model {model} has no valid calibration: {error}", model=card.id, error=str(error))
        ) from error


def look(card: ModelCard, networks: Sequence[nn.Module], volume: Volume) -> Answer | None:
    """Ask all members what a single picture shows, in float32; None where it holds one single value."""
    try:
        picture = glance(volume, card.input)
    except InputMismatch:
        return None
    reading = reading_of(card)
    device = next(networks[0].parameters()).device
    tensor = torch.from_numpy(np.ascontiguousarray(picture))[None, None].to(device)
    with torch.inference_mode():
        members = torch.cat([answers(network(tensor).float(), reading) for network in networks])
    return Answer(tuple(float(each) for each in members.double().mean(0)))


def answers(outputs: Tensor, reading: RouterReading) -> Tensor:
    """(pictures, outputs) logits -> the same shape as probabilities: of the kinds, inverted, of the turns, mirrored."""
    parts = [
        (outputs[:, KIND] / reading.kind).softmax(1),
        (outputs[:, [INVERTED_AT]] / reading.inverted).sigmoid(),
        (outputs[:, TURN] / reading.turned).softmax(1),
        (outputs[:, [MIRRORED_AT]] / reading.mirrored).sigmoid(),
    ]
    return torch.cat(parts, 1)


def expected_kind(card: ModelCard) -> str:
    """Tell the kind of picture that a model reads, by its contract; ``""`` where the router has no say.

    It speaks before models of chest films alone: slices were learned from one set a kind, in one window, and of the
    slices of a chest CT of another machine it took a third for brain MR.
    """
    modalities, parts = set(card.input.modalities), set(card.input.body_parts)
    is_chest = bool(parts & {"CHEST", "THORAX", "LUNG"})
    if card.task == CHEST_ANATOMY or (modalities and modalities <= {"CR", "DX", "RG"} and is_chest):
        return CHEST_FILM
    return ""


def router_for(card: ModelCard) -> Router | None:
    """Load the router that looks before a model runs; None where none does.

    Only before the models that come with us: one that a site taught may have been taught on just such pictures.
    """
    if card.folder.parent != SHIPPED or not expected_kind(card):
        return None
    return load_router()


def check_look(card: ModelCard, router: Router | None, volume: Volume, *, override: bool) -> Gate:
    """Look whether a picture is of the kind that a model reads.

    Parameters
    ----------
    card
        The model.
    router
        None where none is installed: everything passes.
    volume
        The one picture that the model is about to read.
    override
        Whether a person wants the run in spite of a refusal.

    Raises
    ------
    ai.errors.InputRefused
        When it is surely another kind of picture, inverted or turned.
    """
    answer = None if router is None or volume.shape[0] != 1 else router.look(volume)
    if router is None or answer is None:
        return PASSED
    gate = verdict_on(card.title, expected_kind(card), answer, reading_of(router.card).sure)
    hint = say("Check that it is the right series, upright and not inverted; if you are sure, run it in spite of that.")
    return let_through(card, gate, override=override, hint=hint)


def verdict_on(title: str, wanted: str, answer: Answer, sure: float) -> Gate:
    """Tell what an answer means for a model: a pure function of its numbers.

    Parameters
    ----------
    title, wanted
        The model, and the kind of picture that it reads.
    answer
        Of the router about the picture.
    sure
        Probability from which a film is refused.
    """
    other = 1 - answer.of(wanted)
    if other >= sure:
        return Gate(GateVerdict.REFUSE, (_not_wanted(title, wanted, answer),))
    refusals: list[str] = []
    doubts: list[str] = []
    if other >= WARNED:
        doubts.append(_not_wanted(title, wanted, answer))
    inverted, turned = answer.of(INVERTED), 1 - answer.of(TURNED[0])
    if inverted >= WARNED:
        words = say("This film looks inverted, bones dark ({probability:.0%}).", probability=inverted)
        (refusals if inverted >= sure else doubts).append(words)
    if turned >= WARNED:
        found = max(TURNED[1:], key=answer.of)
        words = say("This film looks {turned} ({probability:.0%}).", turned=_TURNED_WORDS[found], probability=turned)
        (refusals if turned >= sure else doubts).append(words)
    if answer.of(MIRRORED) >= sure:
        doubts.append(_mirrored(answer))
    if refusals:
        return Gate(GateVerdict.REFUSE, (*refusals, *doubts))
    return Gate(GateVerdict.WARN, tuple(doubts)) if doubts else PASSED


def with_tags(answer: Answer, volume: Volume) -> Answer:
    """Leave out the kinds that the tags of the picture exclude, see `ai.inference.tagged_kind`."""
    kinds = among(open_kinds(volume), answer.probabilities[KIND])
    return Answer((*kinds, *answer.probabilities[KIND.stop :]))


def middle_slices(volume: Volume) -> tuple[Volume, ...]:
    """Take the slices of a scan that are looked at, see `PLACES`; a single picture is itself."""
    count = volume.shape[0]
    return tuple(take_slice(volume, index) for index in dict.fromkeys(int(share * count) for share in PLACES))


def mean_answer(some: Sequence[Answer]) -> Answer:
    """Answer for a scan as the mean of what was said of its slices."""
    return Answer(tuple(np.mean([each.probabilities for each in some], axis=0).tolist()))


def tell_kind(card: ModelCard, networks: Sequence[nn.Module], volume: Volume) -> Findings:
    """Tell what a picture or a scan shows, by its look and what its tags leave open, as a result of its own.

    Raises
    ------
    InputMismatch
        When it holds one single value.
    ModelPackError
        When the card is no router's.
    """
    reading = reading_of(card)
    pictures = middle_slices(volume)
    looks = [each for each in (look(card, networks, picture) for picture in pictures) if each is not None]
    if not looks:
        raise InputMismatch(say("The picture is one even grey."), say("Check the exposure and series."))
    seen = mean_answer(looks)
    answer = with_tags(seen, volume)
    is_film = answer.kind == CHEST_FILM and len(pictures) == 1  # several films need not hang alike
    asked = OUTPUTS if is_film else KINDS
    found = tuple(
        Classification(
            label, round(answer.of(label.name), 4), round(answer.of(label.name), 4), None, reading.sure, verdict
        )
        for label in card.labels
        if label.name in asked
        for verdict in [_verdict(answer.of(label.name), reading.sure)]
    )
    thresholds = tuple((each.label.name, reading.sure) for each in found)
    notes = [*_notes(answer, reading.sure, is_film=is_film)]
    if len(pictures) > 1:
        notes.append(
            say("{seen} slices from the middle of {count} were looked at.", seen=len(looks), count=volume.shape[0])
        )
    if seen.kind != answer.kind:
        notes.append(say("By its look alone it would be {found}; its tags say otherwise.", found=_WORDS[seen.kind]))
    return Findings(thresholds, classifications=found, notes=tuple(notes))


def _notes(answer: Answer, sure: float, *, is_film: bool) -> tuple[str, ...]:
    """Say it in words, and how a film would hang as usual; nothing is turned by itself."""
    if answer.of(answer.kind) < sure:
        return (say("The router is not sure what this picture shows."),)
    notes: list[str] = [say("This looks like {found}.", found=_WORDS[answer.kind])]
    if not is_film:
        return tuple(notes)
    if answer.of(INVERTED) >= sure:
        notes.append(say("It looks inverted: bones are dark. Invert it to see bones bright."))
    back = {
        "turned_left": say("It looks turned: turn it a quarter to the right."),
        "upside_down": say("It looks upside down: turn it by half."),
        "turned_right": say("It looks turned: turn it a quarter to the left."),
    }
    if answer.turned in back and answer.of(answer.turned) >= sure:
        notes.append(back[answer.turned])
    if answer.of(MIRRORED) >= sure:
        notes.append(_mirrored(answer))
    return tuple(notes)


def _verdict(probability: float, sure: float) -> Verdict:
    if probability >= sure:
        return Verdict.YES
    return Verdict.NO if probability <= 1 - sure else Verdict.NOT_SURE


def _mirrored(answer: Answer) -> str:
    return say(
        "The heart seems to lie on the right ({probability:.0%}): check by the side marker whether the film is "
        "mirrored, since right and left would be exchanged.",
        probability=answer.of(MIRRORED),
    )


def _not_wanted(title: str, wanted: str, answer: Answer) -> str:
    found = max((kind for kind in KINDS if kind != wanted), key=answer.of)
    return say(
        "{model} reads {wanted}; this picture looks like {found} ({probability:.0%}).",
        model=title,
        wanted=_WORDS[wanted],
        found=_WORDS[found],
        probability=1 - answer.of(wanted),
    )
