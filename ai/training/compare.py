"""Two models on the same held-out persons: scores with intervals, their difference, a verdict in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from ai.training.metrics import clustered_bootstrap, wilson
from ai.training.roc import Estimate, auc, auc_difference, auc_interval

LEAST_PERSONS = 20
"""Persons in the rarest class below which a test says nothing about which model is better (AI.md 4.2)."""

MARGINS = {"AUC": 0.05, "Dice": 0.01}
"""Loss of the leading figure that a reader would not notice."""

DRAWS = 2000

Probabilities = npt.NDArray[np.float64]
"""(cases, classes) float64, rows sum to 1."""


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
        With 95 % intervals.
    difference
        New minus base, paired, with its 95 % interval.
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
    confusion_new, confusion_base
        (true class, called class) counts; empty for masks.
    """

    rows: tuple[Row, ...]
    verdict: Verdict
    intervals: str
    confusion_new: tuple[tuple[int, ...], ...] = ()
    confusion_base: tuple[tuple[int, ...], ...] = ()


def verdict(difference: Estimate, *, persons: int, figure: str, margin: float, blocks: bool = False) -> Verdict:
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
    """
    seen = (
        f"{figure} differs by {difference.value:+.3f} (95 % interval {difference.low:+.3f} to {difference.high:+.3f})"
    )
    kind = "blocks of files" if blocks else "persons"
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
    draws
        Of the bootstrap.
    """
    single = not blocks and len(set(groups)) == len(groups)
    called_new, called_base = new.argmax(1), base.argmax(1)
    classes = len(names)

    def boot(statistic: Callable[[npt.NDArray[np.intp]], float]) -> Estimate:
        return clustered_bootstrap(statistic, groups, strata=truth.tolist(), draws=draws)

    delong = single and classes == 2 and bool(np.bincount(truth, minlength=classes).min() >= 2)
    rows = [_auc_row(new, base, truth, boot, delong=delong)]
    for name, title, chosen in [
        ("accuracy", "Accuracy", np.ones(len(truth), dtype=np.bool_)),
        *((f"sensitivity_{index}", f"Found among {names[index]}", truth == index) for index in range(classes)),
    ]:
        if chosen.any():
            rows.append(_share_row(name, title, called_new == truth, called_base == truth, chosen, boot, single=single))
    persons = min(len({g for g, t in zip(groups, truth, strict=True) if t == index}) for index in range(classes))
    leading = rows[0]
    return Comparison(
        tuple(rows),
        verdict(leading.difference, persons=persons, figure=leading.title, margin=MARGINS["AUC"], blocks=blocks),
        _words(single=single, delong=delong, blocks=blocks, draws=draws),
        _confusion(truth, called_new, classes),
        _confusion(truth, called_base, classes),
    )


def compare_masks(
    new: npt.NDArray[np.float64],
    base: npt.NDArray[np.float64],
    groups: Sequence[Hashable],
    *,
    names: Sequence[str],
    figures: Sequence[str] = ("Dice", "Jaccard"),
    blocks: bool = False,
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
        Names of the scores; the first leads.
    blocks, draws
        As in `compare_classes`.
    """

    def boot(values: npt.NDArray[np.float64]) -> Estimate:
        # (cases,) -> mean; persons with more cases do not weigh more within a draw than they do in the sample.
        return clustered_bootstrap(_nan_mean_of(values), groups, draws=draws)

    rows = []
    for column, figure in enumerate(figures):
        table = [("mean", "mean", np.nanmean(new[..., column], 1), np.nanmean(base[..., column], 1))]
        table += [(name, name, new[:, i, column], base[:, i, column]) for i, name in enumerate(names)]
        for name, title, of_new, of_base in table:
            if np.isnan(of_new).all():  # no case has a mask of it
                continue
            row = Row(
                f"{figure}_{name}".lower().replace(" ", "_"),
                f"{figure}, {title}",
                boot(of_new),
                boot(of_base),
                boot(of_new - of_base),
            )
            rows.append(row)
    leading = rows[0]
    margin = MARGINS.get(figures[0], 0.0)
    return Comparison(
        tuple(rows),
        verdict(leading.difference, persons=len(set(groups)), figure=leading.title, margin=margin, blocks=blocks),
        _words(single=False, delong=False, blocks=blocks, draws=draws),
    )


def _auc_row(
    new: Probabilities,
    base: Probabilities,
    truth: npt.NDArray[np.int64],
    boot: Callable[[Callable[[npt.NDArray[np.intp]], float]], Estimate],
    *,
    delong: bool,
) -> Row:
    if delong:
        positive = truth == 1
        first, second = new[:, 1], base[:, 1]
        return Row(
            "auc",
            "AUC",
            auc_interval(first, positive),
            auc_interval(second, positive),
            auc_difference(first, second, positive),
        )

    def of(probabilities: Probabilities, chosen: npt.NDArray[np.intp]) -> float:
        return macro_auc(probabilities[chosen], truth[chosen])

    return Row(
        "auc",
        "AUC",
        boot(lambda chosen: of(new, chosen)),
        boot(lambda chosen: of(base, chosen)),
        boot(lambda chosen: of(new, chosen) - of(base, chosen)),
    )


def _share_row(
    name: str,
    title: str,
    right_new: npt.NDArray[np.bool_],
    right_base: npt.NDArray[np.bool_],
    counted: npt.NDArray[np.bool_],
    boot: Callable[[Callable[[npt.NDArray[np.intp]], float]], Estimate],
    *,
    single: bool,
) -> Row:
    def share(right: npt.NDArray[np.bool_], chosen: npt.NDArray[np.intp]) -> float:
        within = chosen[counted[chosen]]
        return float(right[within].mean()) if len(within) else float("nan")

    def estimate(right: npt.NDArray[np.bool_]) -> Estimate:
        if single:
            return wilson(int(right[counted].sum()), int(counted.sum()))
        return boot(lambda chosen: share(right, chosen))

    difference = boot(lambda chosen: share(right_new, chosen) - share(right_base, chosen))
    return Row(name, title, estimate(right_new), estimate(right_base), difference)


def macro_auc(probabilities: Probabilities, truth: npt.NDArray[np.int64]) -> float:
    """Mean of the one-against-rest areas; NaN where a class has no case on one side."""
    areas = []
    for index in range(probabilities.shape[1]):
        own = truth == index
        if not own.any() or own.all():
            return float("nan")
        areas.append(auc(probabilities[:, index], own))
    return float(np.mean(areas))


def _nan_mean_of(values: npt.NDArray[np.float64]) -> Callable[[npt.NDArray[np.intp]], float]:
    def mean(chosen: npt.NDArray[np.intp]) -> float:
        drawn = values[chosen]
        known = drawn[~np.isnan(drawn)]
        return float(known.mean()) if len(known) else float("nan")

    return mean


def _confusion(truth: npt.NDArray[np.int64], called: npt.NDArray[np.intp], classes: int) -> tuple[tuple[int, ...], ...]:
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (truth, called), 1)
    return tuple(tuple(int(count) for count in row) for row in counts)


def _words(*, single: bool, delong: bool, blocks: bool, draws: int) -> str:
    if single:
        first = "AUC: DeLong, paired. " if delong else ""
        return f"{first}Shares: Wilson. Other 95 % intervals: paired bootstrap over persons, {draws} draws."
    kind = "blocks of neighbouring files, which are not proven to be persons" if blocks else "persons"
    return f"95 % intervals: paired bootstrap over {kind}, {draws} draws."
