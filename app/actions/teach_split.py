"""The frozen split of a dataset as a reader looks at it before a model is taught. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ai.training.dataset.case import Grouping, Task
from ai.training.dataset.dataset import SIDES, Dataset, Part
from ai.training.dataset.split import part_counts
from ai.training.dataset.split_rule import Scanner, SplitBy, SplitRule, quarters, scanners
from ai.training.expectation import LEAST_PERSONS, expectation
from ai.training.openings import openings_so_far
from ai.words import say


@dataclass(frozen=True)
class SplitChoice:
    """What a reader wants as the test part.

    Parameters
    ----------
    by
        The kind.
    scanner
        Key of the scanner to hold out; ``""`` lets one be chosen.
    """

    by: SplitBy
    scanner: str = ""


@dataclass(frozen=True)
class SplitRow:
    """(cases, persons or blocks) of a class in each part; ``name`` is ``""`` in a dataset of masks."""

    name: str
    counts: Mapping[Part, tuple[int, int]]


@dataclass(frozen=True)
class SplitFacts:
    """A frozen split and what else there could be.

    Parameters
    ----------
    rule, sha256, notes
        Of the split.
    rows
        A row per class.
    outlook
        What the test part can tell, or that it can tell nothing.
    is_enough
        Whether it can tell anything.
    openings
        Trained models that were held against the test part so far.
    scanners
        That could be held out.
    has_quarters
        Whether the cases tell when they were made.
    has_persons
        Whether each case tells its person; without it only chance is left.
    """

    rule: SplitRule
    sha256: str
    notes: tuple[str, ...]
    rows: tuple[SplitRow, ...]
    outlook: str
    is_enough: bool
    openings: int
    scanners: tuple[Scanner, ...] = ()
    has_quarters: bool = False
    has_persons: bool = True

    @property
    def left_out(self) -> int:
        """Cases in no part."""
        return sum(row.counts[Part.LEFT_OUT][0] for row in self.rows)

    def can(self, by: SplitBy) -> bool:
        """Whether the cases tell what such a split needs."""
        if by is SplitBy.SCANNER:
            return self.has_persons and len(self.scanners) > 1
        return by is SplitBy.PERSON or (self.has_persons and self.has_quarters)


def split_facts(dataset: Dataset) -> SplitFacts:
    """Look at the split of a dataset.

    Raises
    ------
    TrainingDataError
        Where the openings of the test part cannot be read.
    """
    frozen = dataset.split
    assert frozen is not None
    counts = part_counts(dataset)
    names = tuple(counts[Part.TEST])
    openings = openings_so_far(dataset.folder)
    tested = {name: counts[Part.TEST][name][1] for name in names}
    return SplitFacts(
        rule=frozen.rule,
        sha256=frozen.sha256,
        notes=frozen.notes,
        rows=tuple(SplitRow(name, {part: counts[part][name] for part in (*SIDES, Part.LEFT_OUT)}) for name in names),
        outlook=_outlook(dataset, tested, openings + 1),
        is_enough=min(tested.values(), default=0) >= LEAST_PERSONS,
        openings=openings,
        scanners=scanners(dataset.cases),
        has_quarters=len(quarters(dataset.cases)) > 1,
        has_persons=all(case.record.grouping is not Grouping.BLOCK for case in dataset.cases),
    )


def _outlook(dataset: Dataset, tested: Mapping[str, int], opening: int) -> str:
    if dataset.task is Task.CLASSIFICATION:
        return expectation(tested, openings=opening)
    count = tested[""]
    if count < LEAST_PERSONS:
        return say(
            "Too few persons for a claim: the test part has {count}, and {least} are needed before the test can say "
            "which model is better.",
            count=count,
            least=LEAST_PERSONS,
        )
    return say("The test part has {count} persons or blocks: enough for a comparison.", count=count)
