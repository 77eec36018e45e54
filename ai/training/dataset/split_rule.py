"""What a test part is made of besides persons: everything of one scanner, or of the last quarters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ai.errors import TrainingDataError
from ai.training.dataset.case import Case, Grouping
from ai.words import Sentence, say


class SplitBy(Enum):
    """How the test part is chosen; no person is on two sides in any of them."""

    PERSON = "person"
    """By chance."""

    SCANNER = "scanner"
    """One scanner, that training and validation never see."""

    QUARTER = "quarter"
    """The last quarters of the year, so that the test is of pictures that came after the teaching."""


@dataclass(frozen=True)
class SplitRule:
    """What belongs to the test part; frozen with the split, so that it holds for cases that are added later.

    Parameters
    ----------
    by
        The kind.
    scanner
        Salted key of the scanner that is held out; ``""`` for the other kinds.
    quarter
        First quarter that is held out, counted as in `ai.training.dataset.particulars.Particulars`; None for the
        other kinds.
    """

    by: SplitBy = SplitBy.PERSON
    scanner: str = ""
    quarter: int | None = None

    def holds_out(self, case: Case) -> bool | None:
        """Whether a case belongs to the test part; None where its particulars do not tell."""
        facts = case.record.particulars
        if self.by is SplitBy.SCANNER:
            return None if facts is None or not facts.scanner else facts.scanner == self.scanner
        if self.by is SplitBy.QUARTER and self.quarter is not None:
            return None if facts is None or facts.quarter is None else facts.quarter >= self.quarter
        return None

    def sentence(self) -> Sentence:
        """Say what the test part is."""
        return {
            SplitBy.PERSON: say("The test part is chosen by chance, person by person."),
            SplitBy.SCANNER: say("The test part is what one scanner made; training and validation see none of it."),
            SplitBy.QUARTER: say("The test part is what came last; training and validation see only what was before."),
        }[self.by]


BY_PERSON = SplitRule()


@dataclass(frozen=True)
class Scanner:
    """A scanner as far as a dataset knows it."""

    key: str
    cases: int
    persons: int


def scanners(cases: Sequence[Case]) -> tuple[Scanner, ...]:
    """List the scanners of a dataset, the one with most persons first; cases that tell none are not counted."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        facts = case.record.particulars
        if facts is not None and facts.scanner:
            found[facts.scanner].append(case)
    listed = [Scanner(key, len(own), len({case.group for case in own})) for key, own in found.items()]
    return tuple(sorted(listed, key=lambda each: (-each.persons, each.key)))


def quarters(cases: Sequence[Case]) -> tuple[int, ...]:
    """List the quarters of a dataset, the last first."""
    known = (case.record.particulars for case in cases)
    return tuple(sorted({one.quarter for one in known if one is not None and one.quarter is not None}, reverse=True))


def choose_rule(cases: Sequence[Case], by: SplitBy, *, share: float, scanner: str = "") -> SplitRule:
    """Choose what is held out.

    Parameters
    ----------
    cases
        Of the dataset.
    by
        The kind.
    share
        Wished share of the test part: the scanner whose persons come nearest to it is held out, or so many of the last
        quarters as reach it.
    scanner
        Salted key of the scanner to hold out; ``""`` chooses one.

    Raises
    ------
    TrainingDataError
        Where persons, scanners or dates are not known, or nothing can be held out that leaves every class on both
        sides.
    """
    if by is SplitBy.PERSON:
        return BY_PERSON
    require_persons(cases, by)
    if by is SplitBy.SCANNER:
        known = scanners(cases)
        if scanner and scanner not in {each.key for each in known}:
            raise TrainingDataError(
                say("No case was made by the scanner {key}.", key=scanner), say("Choose one of the dataset.")
            )
        rules = [SplitRule(by, each.key) for each in known if scanner in ("", each.key)]
    else:
        rules = [SplitRule(by, quarter=quarter) for quarter in quarters(cases)]
    everybody = len({case.group for case in cases})
    possible = [(rule, len(_held_out(rule, cases)) / everybody) for rule in rules if _leaves_all(rule, cases)]
    if not possible:
        raise TrainingDataError(
            say("No scanner can be held out: each class must be on both sides, and cases must tell their scanner.")
            if by is SplitBy.SCANNER
            else say("No quarter can be held out: each class must be on both sides, and cases must tell their date."),
            say("Split by person; or import again from DICOM and keep scanner and quarter of each case."),
        )
    if by is SplitBy.QUARTER:
        enough = [rule for rule, reached in possible if reached >= share]
        return enough[0] if enough else possible[-1][0]
    return min(possible, key=lambda each: abs(each[1] - share))[0]


def require_persons(cases: Sequence[Case], by: SplitBy) -> None:
    """Refuse blocks of files: who is on both sides of a scanner or a date cannot be told there.

    Raises
    ------
    TrainingDataError
        Where a case does not tell its person.
    """
    if by is not SplitBy.PERSON and any(case.record.grouping is Grouping.BLOCK for case in cases):
        raise TrainingDataError(
            say("The files of this dataset tell no persons, so it cannot be split by scanner or date."),
            say("Split by person; or import again with a pattern that picks the person from a file name."),
        )


def _held_out(rule: SplitRule, cases: Sequence[Case]) -> set[str]:
    """Persons of the test part."""
    return {case.group for case in cases if rule.holds_out(case)}


def _leaves_all(rule: SplitRule, cases: Sequence[Case]) -> bool:
    """Whether every class has a person in the test part and two outside, for training and validation."""
    held = _held_out(rule, cases)
    inside = {case.label for case in cases if rule.holds_out(case)}
    outside: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        if case.group not in held and rule.holds_out(case) is False:
            outside[case.label].add(case.group)
    labels = Counter(case.label for case in cases)
    return all(label in inside and len(outside[label]) >= 2 for label in labels)
