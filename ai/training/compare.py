"""Two models on the same held-out persons: scores with intervals, their difference, a verdict in words."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from ai.training.expectation import LEAST_PERSONS
from ai.training.metrics import wider_by_persons, wilson
from ai.training.openings import interval_words, level, percent
from ai.training.paired_interval import PersonDraws, auc_intervals, draw_persons, mean_interval, within
from ai.training.roc import Estimate, auc_difference, auc_interval

MARGINS = {"AUC": 0.05, "Dice": 0.01}
"""Loss of the leading figure that a reader would not notice."""

DRAWS = 2000

Probabilities = npt.NDArray[np.float64]
"""(cases, classes) float64, rows sum to 1."""

Scores = npt.NDArray[np.float64]
"""(cases,) float64."""


@dataclass(frozen=True)
class Figure:
    """What is measured of a mask.

    Parameters
    ----------
    name, title
        "nsd", "Surface Dice at 1 mm"; where smaller is better the title says so.
    most
        Where the figure ends above; it begins at 0.
    """

    name: str
    title: str
    most: float = 1.0


OVERLAPS = (Figure("Dice", "Dice"), Figure("Jaccard", "Jaccard"))


class Word(Enum):
    """The verdict in one word or three."""

    BETTER = "better"
    NOT_WORSE = "not worse"
    NO_PROOF = "no proof"
    WORSE = "worse"
    TOO_FEW = "too few cases"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    name, title
        ``"sensitivity_glioma"``, "Sensitivity, Glioma".
    new, base
        With intervals of the comparison's level.
    difference
        New minus base, paired, with its interval.
    """

    name: str
    title: str
    new: Estimate
    base: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Verdict:
    """What the difference of the leading figure says.

    Parameters
    ----------
    word
        See `Word`.
    sentence
        For the reader.
    figure, margin
        Title of the leading row, and the loss in it that would not matter.
    """

    word: Word
    sentence: str
    figure: str
    margin: float


@dataclass(frozen=True)
class Comparison:
    """Table and verdict.

    Parameters
    ----------
    rows
        The leading figure first.
    verdict
        Of the leading figure.
    intervals
        How the intervals were made, in words.
    openings
        Which opening of the test part this was, from 1.
    level
        Confidence level of every interval: `ai.training.openings.level`.
    confusion_new, confusion_base
        (true class, called class) counts; empty for masks.
    """

    rows: tuple[Row, ...]
    verdict: Verdict
    intervals: str
    openings: int
    level: float
    confusion_new: tuple[tuple[int, ...], ...] = ()
    confusion_base: tuple[tuple[int, ...], ...] = ()


def verdict(
    difference: Estimate, *, persons: int, figure: str, margin: float, blocks: bool = False, openings: int = 1
) -> Verdict:
    """Put a difference into words; the base stays unless the word is "better".

    Parameters
    ----------
    difference
        Of the leading figure, new minus base.
    persons
        In the rarest class of the test part.
    figure, margin
        See `Verdict`.
    blocks
        Whether these are blocks of files rather than persons.
    openings
        Which opening of the test part this is: the interval has its level.
    """
    named = f"{interval_words(openings)}{':' if openings > 1 else ''}"
    seen = f"{figure} differs by {difference.value:+.3f} ({named} {difference.low:+.3f} to {difference.high:+.3f})"
    kind = (
        ("block of files" if persons == 1 else "blocks of files") if blocks else "person" if persons == 1 else "persons"
    )
    if persons < LEAST_PERSONS:
        leaning = ""
        if difference.low > 0 or difference.high < 0:
            leaning = f" It leans to the {'new' if difference.low > 0 else 'base'} model."
        sentence = f"Too few cases: the rarest class has {persons} {kind}, {LEAST_PERSONS} are needed. {seen}.{leaning}"
        return Verdict(Word.TOO_FEW, sentence, figure, margin)
    if difference.low > 0:
        word, meaning = Word.BETTER, "The new model is better"
    elif difference.high < 0:
        word, meaning = Word.WORSE, "The new model is worse"
    elif difference.low > -margin:
        word, meaning = Word.NOT_WORSE, f"The new model is not worse by more than {margin:g}"
    else:
        word, meaning = Word.NO_PROOF, "There is no proof that the new model is better, nor that it is not worse"
    return Verdict(word, f"{meaning}: {seen}.", figure, margin)


def compare_classes(
    new: Probabilities,
    base: Probabilities,
    truth: npt.NDArray[np.int64],
    groups: Sequence[Hashable],
    *,
    names: Sequence[str],
    blocks: bool = False,
    openings: int = 1,
    draws: int = DRAWS,
) -> Comparison:
    """Compare two classifiers on the same cases.

    Parameters
    ----------
    new, base
        Calibrated probabilities of the same cases.
    truth
        (cases,) position of the true class.
    groups
        Person (or block of files) of each case.
    names
        Titles of the classes.
    blocks
        Whether groups are blocks of files: then cases are never taken for independent ones.
    openings
        Which opening of the test part this is, from 1: all intervals are wider with each.
    draws
        Of the bootstrap.
    """
    single = not blocks and len(set(groups)) == len(groups)
    called_new, called_base = new.argmax(1), base.argmax(1)
    classes = len(names)
    how = _Intervals(draw_persons(groups, strata=truth.tolist(), draws=draws), level(openings), single)
    delong = single and classes == 2 and bool(np.bincount(truth, minlength=classes).min() >= 2)
    rows = [how.delong(new[:, 1], base[:, 1], truth == 1) if delong else how.areas(new, base, truth)]
    for name, title, chosen in [
        ("accuracy", "Accuracy", np.ones(len(truth), dtype=np.bool_)),
        *((f"sensitivity_{index}", f"Found among {names[index]}", truth == index) for index in range(classes)),
    ]:
        if chosen.any():
            rows.append(how.shares(name, title, called_new == truth, called_base == truth, chosen))
    persons = min(len({g for g, t in zip(groups, truth, strict=True) if t == index}) for index in range(classes))
    leading = rows[0]
    return Comparison(
        tuple(rows),
        verdict(
            leading.difference,
            persons=persons,
            figure=leading.title,
            margin=MARGINS["AUC"],
            blocks=blocks,
            openings=openings,
        ),
        _words(shares=True, single=single, delong=delong, blocks=blocks, openings=openings, draws=draws),
        openings,
        how.level,
        _confusion(truth, called_new, classes),
        _confusion(truth, called_base, classes),
    )


def compare_masks(
    new: npt.NDArray[np.float64],
    base: npt.NDArray[np.float64],
    groups: Sequence[Hashable],
    *,
    names: Sequence[str],
    figures: Sequence[Figure] = OVERLAPS,
    blocks: bool = False,
    openings: int = 1,
    draws: int = DRAWS,
) -> Comparison:
    """Compare two models that outline structures.

    Parameters
    ----------
    new, base
        (cases, structures, figures) float64; NaN where a case has no mask of a structure.
    groups
        Person (or block of files) of each case.
    names
        Titles of the structures.
    figures
        The scores; the first leads, and of it more is better.
    blocks, openings, draws
        As in `compare_classes`.

    Raises
    ------
    ValueError
        When no case has a mask of any structure.
    """
    # A case without a mask of any of them says nothing, and its person is none that was seen.
    told = np.flatnonzero(np.isfinite(new).any(axis=(1, 2)))
    if not len(told):
        raise ValueError("no case has a mask of a structure")
    new, base = new[told], base[told]
    seen = [groups[position] for position in told.tolist()]
    how = _Intervals(draw_persons(seen, draws=draws), level(openings), single=False)
    rows = []
    for column, figure in enumerate(figures):
        table = [("mean", "mean", np.nanmean(new[..., column], 1), np.nanmean(base[..., column], 1))]
        table += [(name, name, new[:, i, column], base[:, i, column]) for i, name in enumerate(names)]
        for name, title, of_new, of_base in table:
            if not np.isnan(of_new).all():
                row_name = f"{figure.name}_{name}".lower().replace(" ", "_")
                rows.append(how.means(row_name, f"{figure.title}, {title}", of_new, of_base, most=figure.most))
    leading = rows[0]
    return Comparison(
        tuple(rows),
        verdict(
            leading.difference,
            persons=len(set(seen)),
            figure=leading.title,
            margin=MARGINS.get(figures[0].name, 0.0),
            blocks=blocks,
            openings=openings,
        ),
        _words(single=False, delong=False, blocks=blocks, openings=openings, draws=draws),
        openings,
        how.level,
    )


@dataclass(frozen=True)
class _Intervals:
    """How the intervals of one comparison are made; ``single`` where each person has one case."""

    drawn: PersonDraws
    level: float
    single: bool

    def delong(self, new: Scores, base: Scores, positive: npt.NDArray[np.bool_]) -> Row:
        return Row(
            *_AUC,
            auc_interval(new, positive, level=self.level),
            auc_interval(base, positive, level=self.level),
            auc_difference(new, base, positive, level=self.level),
        )

    def areas(self, new: Probabilities, base: Probabilities, truth: npt.NDArray[np.int64]) -> Row:
        of_new, of_base, difference = auc_intervals(new, base, truth, self.drawn, level=self.level)
        return Row(*_AUC, within(of_new), within(of_base), within(difference, low=-1))

    def means(self, name: str, title: str, new: Scores, base: Scores, *, most: float = 1.0) -> Row:
        of_new, of_base, difference = (
            mean_interval(values, self.drawn, level=self.level) for values in (new, base, new - base)
        )
        return Row(
            name, title, within(of_new, high=most), within(of_base, high=most), within(difference, low=-most, high=most)
        )

    def shares(
        self,
        name: str,
        title: str,
        right_new: npt.NDArray[np.bool_],
        right_base: npt.NDArray[np.bool_],
        counted: npt.NDArray[np.bool_],
    ) -> Row:
        of_new, of_base = (np.where(counted, right, np.nan) for right in (right_new, right_base))
        row = self.means(name, title, of_new, of_base)
        if not self.single:
            persons = len(np.unique(self.drawn.person[counted]))
            first, second = (wider_by_persons(found, persons, self.level) for found in (row.new, row.base))
            return Row(name, title, first, second, row.difference)
        first, second = (
            wilson(int(right[counted].sum()), int(counted.sum()), level=self.level) for right in (right_new, right_base)
        )
        return Row(name, title, first, second, row.difference)


_AUC = ("auc", "AUC")


def _confusion(truth: npt.NDArray[np.int64], called: npt.NDArray[np.intp], classes: int) -> tuple[tuple[int, ...], ...]:
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (truth, called), 1)
    return tuple(tuple(int(count) for count in row) for row in counts)


def _words(*, shares: bool = False, single: bool, delong: bool, blocks: bool, openings: int, draws: int) -> str:
    kind = "blocks of neighbouring files, which are not proven to be persons" if blocks else "persons"
    how = f"the wider of the paired bootstrap ({draws} draws) and Student's t, corrected for skewness, over {kind}"
    if single:
        how = f"{'AUC by DeLong, paired; ' if delong else ''}shares by Wilson; for the rest {how}"
    elif shares:
        how += "; shares never narrower than Wilson's for as many trials"
    named = f"{percent(level(openings))} % intervals"
    if openings > 1:
        named += f", because this test part was opened {openings} times"
    return f"{named}: {how}."
