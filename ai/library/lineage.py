"""Where a model comes from, parent by parent, and the order in which models of one family are offered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ai.library.card import Json, ModelCard
from ai.library.choice import question_of

TAUGHT_AT, TAUGHT_ON = "taught_at", "taught_on_groups"
"""In ``metrics`` of a card: the day, ISO 8601, and how many persons or blocks of files the training saw."""

LINE = "line"
"""In ``reference`` of a taught card: ID-VERSION of all models that it comes from, the nearest first."""


@dataclass(frozen=True)
class Kin:
    """One model of a line.

    Parameters
    ----------
    key, id, version, title
        As in its card; of one that is gone the title is ``""``.
    taught_at
        Day, ISO 8601; ``""`` where its card does not tell.
    groups
        Persons or blocks of files that the training saw; None where its card does not tell.
    verdict
        Of its report, ``""`` where its card tells none.
    draft
        Whether it is only kept.
    is_gone
        Whether it is not in the library any more.
    """

    key: str
    id: str
    version: str
    title: str = ""
    taught_at: str = ""
    groups: int | None = None
    verdict: str = ""
    draft: bool = False
    is_gone: bool = False


def lineage(card: ModelCard, cards: Sequence[ModelCard]) -> tuple[Kin, ...]:
    """Return a model and its parents, the model first; the line ends at one that is gone or has no parent.

    Parameters
    ----------
    card
        The model.
    cards
        Everything in the library, every version.
    """
    known = {each.key: each for each in cards}
    line, met = [_kin(card)], {card.key}
    parent = card.parent
    while parent and parent not in met:  # a card that was edited may name itself
        met.add(parent)
        found = known.get(parent)
        if found is None:
            name, version = _split(parent)
            line.append(Kin(parent, name, version, is_gone=True))
            break
        line.append(_kin(found))
        parent = found.parent
    return tuple(line)


def forebears(card: ModelCard) -> tuple[str, ...]:
    """ID-VERSION of the models that a card says it comes from, the nearest first, whether they are still there or not.

    A card without `LINE`, or with one that is none, tells its parent alone.
    """
    told = card.reference.get(LINE)
    if isinstance(told, list | tuple) and told and all(isinstance(each, str) for each in told):
        return tuple(str(each) for each in told)
    return (card.parent,) if card.parent else ()


def in_order(cards: Sequence[ModelCard], chosen: Collection[str], known: Sequence[ModelCard]) -> tuple[ModelCard, ...]:
    """Order models: the chosen one of each question before others of it, and no taught one before its parents.

    Otherwise their order stays. Only a chosen model stands before its parent, where both answer the same question.

    Parameters
    ----------
    cards
        As the library orders them, one version of each.
    chosen
        ID-VERSION of the defaults, `ai.library.choice.Choices.chosen`.
    known
        Everything in the library, which tells parents of parents.
    """
    forebears = {card.key: {kin.id for kin in lineage(card, known)[1:]} - {card.id} for card in cards}
    first = {question_of(card): card.key for card in cards if card.key in chosen}

    def waits_for(card: ModelCard, other: ModelCard) -> bool:
        question = question_of(card)
        is_default = first.get(question) == card.key
        asks_the_same = question_of(other) == question
        if asks_the_same and is_default:
            return False
        if asks_the_same and first.get(question) == other.key:
            return True
        return other.id in forebears[card.key]

    waiting, ordered = list(cards), []
    while waiting:
        free = (
            card for card in waiting if not any(waits_for(card, other) for other in waiting if other.key != card.key)
        )
        taken = next(free, waiting[0])  # a circle ends at the first by the library's order
        waiting.remove(taken)
        ordered.append(taken)
    return tuple(ordered)


def stand_in(card: ModelCard, cards: Sequence[ModelCard], chosen: Collection[str]) -> ModelCard | None:
    """Return what answers the question of a model that was returned: the default, or its nearest parent that can."""
    question = question_of(card)
    able = {each.key: each for each in cards if not each.draft and question_of(each) == question}
    keys = [*(key for key in able if key in chosen), *(kin.key for kin in lineage(card, cards)[1:])]
    return next((able[key] for key in keys if key in able), None)


def _kin(card: ModelCard) -> Kin:
    metrics: Json = card.metrics
    taught_at, groups, verdict = metrics.get(TAUGHT_AT), metrics.get(TAUGHT_ON), metrics.get("verdict")
    word = verdict.get("word") if isinstance(verdict, dict) else None
    return Kin(
        card.key,
        card.id,
        card.version,
        card.title,
        taught_at if isinstance(taught_at, str) else "",
        groups if isinstance(groups, int) and not isinstance(groups, bool) else None,
        word if isinstance(word, str) else "",
        card.draft,
    )


def _split(key: str) -> tuple[str, str]:
    name, _, version = key.rpartition("-")
    return (name, version) if name else (key, "")
