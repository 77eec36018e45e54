"""Images of a source in their order, with who they are of and which are neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ai.errors import TrainingDataError
from ai.training.dataset.class_folders import spread
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.file_order import natural_key, places
from ai.training.dataset.intake import Offer, Person, Readable
from ai.training.dataset.wanted import Intake


@dataclass(frozen=True, eq=False)
class Listed:
    """An image that a source lists.

    Parameters
    ----------
    name
        In the order of files, without its ending.
    file
        As a person finds it.
    label
        Its class, or ``""``.
    content
        Reads it.
    person
        Who it is of, as the source says; a pattern for names goes before.
    study
        Words that mean its study.
    """

    name: str
    file: str
    content: Readable
    label: str = ""
    person: Person | None = None
    study: tuple[str, ...] = field(default=(), repr=False)


def offers_of(listed: Sequence[Listed], intake: Intake) -> tuple[tuple[Offer, ...], tuple[LeftOut, ...]]:
    """Turn what a source lists into offers, by class and name; those that the reader does not want are not there.

    Raises
    ------
    TrainingDataError
        Where the pattern for persons is none.
    """
    intake.pattern()
    wanted = [one for one in listed if not intake.only or one.label in intake.only]
    by_label: dict[str, list[Offer]] = {}
    left_out: list[LeftOut] = []
    for one, place in zip(wanted, places([one.name for one in wanted]), strict=True):
        try:
            person = intake.person_in(one.name) or one.person
        except TrainingDataError as error:
            left_out.append(LeftOut(one.file, error.message))
            continue
        offer = Offer(one.name, one.label, one.content, person, place, one.file, one.study)
        by_label.setdefault(one.label, []).append(offer)
    offers: list[Offer] = []
    for same in by_label.values():
        same.sort(key=_by_name)
        offers += spread(same, intake.limit)
    return tuple(offers), tuple(left_out)


def _by_name(offer: Offer) -> tuple[tuple[int, int, str], ...]:
    return natural_key(offer.name)
