"""Two models that put boxes on the same held-out persons: the free-response figures, their difference, a verdict.

The leading figure is the mean of the sensitivities at 1/8, 1/4, 1/2, 1, 2, 4 and 8 false marks per image, the score of
the LUNA16 and ANODE09 contests: unlike the sensitivity at one rate of false marks it does not hang on one threshold, so
that a few marks more or less do not turn the verdict.

References
----------
Setio et al., Med Image Anal 2017;42:1 (the seven rates). van Ginneken et al., Med Image Anal 2010;14:707. Chakraborty &
Winter, Radiology 1990;174:873.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.training.box_hits import CaseHits, curve_of
from ai.training.compare import DRAWS, Comparison, Row, verdict
from ai.training.metrics import wider_by_persons
from ai.training.openings import interval_words, level
from ai.training.paired_interval import PersonDraws, Values, draw_persons, figure_interval, within

CPM_RATES = (1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0)
"""False marks per image whose sensitivities are averaged."""

TOLD_RATES = (0.5, 1.0, 2.0, 5.0)
"""False marks per image at which the sensitivity is told."""

MARGIN = 0.05
"""Loss of the leading figure that a reader would not notice: one finding in twenty."""

CPM_TITLE = "Mean share found at 1/8 to 8 false marks per {picture}"

_BLOCK = 1 << 21
"""Numbers that are held at once: 16 MB."""

Figure = Callable[["_Pooled", Values], Values]
"""Of all marks of a model and (draws, persons) weights: (draws,) values."""


def compare_boxes(
    new: Sequence[CaseHits],
    base: Sequence[CaseHits],
    groups: Sequence[Hashable],
    *,
    names: Sequence[str],
    shown: Sequence[tuple[float, int]],
    blocks: bool = False,
    openings: int = 1,
    draws: int = DRAWS,
    picture: str = "image",
) -> Comparison:
    """Compare two models that mark findings.

    Parameters
    ----------
    new, base
        Of the same cases, in the same order.
    groups
        Person (or block of files) of each case.
    names
        Titles of the labels.
    shown
        Of the new model and the base: the score from which marks are shown, and how many at most.
    blocks, openings, draws
        As in `ai.training.compare.compare_classes`.
    picture
        What a case is, for the titles: "image" or "scan".

    Raises
    ------
    ValueError
        When no case has a finding.
    """
    if not any(len(case.best) for case in new):
        raise ValueError("no case has a finding")
    drawn = draw_persons(groups, strata=_strata(new, groups), draws=draws)
    how = _Intervals(_Pooled.of(new, drawn), _Pooled.of(base, drawn), drawn, level(openings))
    having = len({group for case, group in zip(new, groups, strict=True) if len(case.best)})
    rows = [how.row("cpm", CPM_TITLE.format(picture=picture), _mean_found(CPM_RATES), having=having)]
    for rate in TOLD_RATES:
        title = f"Found at {rate:g} false marks per {picture}"
        rows.append(how.row(f"found_at_{rate:g}", title, _mean_found((rate,)), having=having))
    for label, name in enumerate(names if len(names) > 1 else ()):
        if own := _persons(new, groups, label):  # else it is a share of nothing
            title = f"Found at 2 false marks per {picture}, {name}"
            rows.append(how.row(f"found_at_2_{label}", title, _mean_found((2.0,), label=label), having=own))
    seen = [[case.shown(*rule) for case in cases] for cases, rule in zip((new, base), shown, strict=True)]
    how = _Intervals(_Pooled.of(seen[0], drawn), _Pooled.of(seen[1], drawn), drawn, how.level)
    rows.append(how.row("found_shown", "Found by the marks that are shown", _found, having=having))
    most = float(max(rule[1] for rule in shown))  # of one person alone the reach has no end of its own
    rows.append(how.row("false_shown", f"False marks shown per {picture}", _false, most=most))
    leading = rows[0]
    return Comparison(
        tuple(rows),
        verdict(
            leading.difference,
            persons=min(_persons(new, groups, label) for label in range(len(names))),
            figure=leading.title,
            margin=MARGIN,
            blocks=blocks,
            openings=openings,
        ),
        _words(blocks=blocks, openings=openings, draws=draws),
        openings,
        how.level,
    )


def cpm(cases: Sequence[CaseHits]) -> float:
    """Return the leading figure of one model.

    Raises
    ------
    ValueError
        When no case has a finding.
    """
    curve = curve_of(cases)
    return float(np.mean([curve.sensitivity_at(rate) for rate in CPM_RATES]))


@dataclass(frozen=True, eq=False)
class _Pooled:
    """All marks of a model: findings and wrong marks by falling score, with the person that each is of."""

    best: Values
    of_best: npt.NDArray[np.intp]
    labels: npt.NDArray[np.int64]
    wrong: Values
    of_wrong: npt.NDArray[np.intp]
    images: Values

    @classmethod
    def of(cls, cases: Sequence[CaseHits], drawn: PersonDraws) -> _Pooled:
        best, wrong = (np.concatenate(each) for each in ([c.best for c in cases], [c.wrong for c in cases]))
        of_best, of_wrong = (
            np.repeat(drawn.person, [len(each) for each in counts])
            for counts in ([c.best for c in cases], [c.wrong for c in cases])
        )
        labels = np.concatenate([case.labels for case in cases])
        first, second = np.argsort(-best, kind="stable"), np.argsort(-wrong, kind="stable")
        images = drawn.by_person(np.ones(len(cases)))
        return cls(best[first], of_best[first], labels[first], wrong[second], of_wrong[second], images)

    def values(self, figure: Figure, weights: Values) -> Values:
        """(draws,) of (draws, persons), a few draws at a time."""
        size = max(1, _BLOCK // max(1, len(self.best), len(self.wrong)))
        blocks = [figure(self, weights[first : first + size]) for first in range(0, len(weights), size)]
        return np.concatenate(blocks)


def _mean_found(rates: Sequence[float], *, label: int | None = None) -> Figure:
    def figure(pooled: _Pooled, weights: Values) -> Values:
        kept = slice(None) if label is None else pooled.labels == label
        best = pooled.best[kept]
        reached = np.cumsum(weights[:, pooled.of_best[kept]], axis=1)
        reached = np.concatenate([np.zeros((len(weights), 1)), reached], 1)
        false, images = np.cumsum(weights[:, pooled.of_wrong], axis=1), weights @ pooled.images
        total = np.zeros(len(weights))
        for rate in rates:
            # The highest wrong mark that is one too many: only what scores above it is shown.
            too_many = (false <= (rate * images)[:, None] * (1 + 1e-12)).sum(1)
            limit = np.concatenate([pooled.wrong, [-np.inf]])[too_many]
            above = np.searchsorted(-best, -limit, side="left")
            total += reached[np.arange(len(weights)), above]
        return _share(total / len(rates), reached[:, -1])

    return figure


def _found(pooled: _Pooled, weights: Values) -> Values:
    own = weights[:, pooled.of_best]
    return _share(own @ np.isfinite(pooled.best).astype(np.float64), own.sum(1))


def _false(pooled: _Pooled, weights: Values) -> Values:
    return _share(weights[:, pooled.of_wrong].sum(1), weights @ pooled.images)


@dataclass(frozen=True, eq=False)
class _Intervals:
    """How the intervals of one comparison are made: the same persons drawn for both models."""

    new: _Pooled
    base: _Pooled
    drawn: PersonDraws
    level: float

    def row(self, name: str, title: str, figure: Figure, *, most: float = 1.0, having: int = 0) -> Row:
        """Make one line.

        ``most`` is the highest value that the figure can have. Where it is a share of findings ``having`` is how many
        persons have one: no interval is narrower than Wilson's for as many trials, for where all is found no draw
        differs from another.
        """
        persons = len(self.drawn.layer)
        every = np.concatenate([np.ones((1, persons)), np.ones((persons, persons)) - np.eye(persons), *self._draws])
        of_new, of_base = self.new.values(figure, every), self.base.values(figure, every)
        first, second, difference = (
            figure_interval(
                float(values[0]), values[persons + 1 :], values[1 : persons + 1], self.drawn, level=self.level
            )
            for values in (of_new, of_base, of_new - of_base)
        )
        first, second = (wider_by_persons(found, having, self.level) for found in (first, second))
        return Row(name, title, within(first, high=most), within(second, high=most), within(difference, -most, most))

    @property
    def _draws(self) -> list[Values]:
        return list(self.drawn.weights())


def _strata(cases: Sequence[CaseHits], groups: Sequence[Hashable]) -> list[bool] | None:
    """Whether the person of each case has a finding; None where one side has too few persons to be drawn from."""
    having = {group for case, group in zip(cases, groups, strict=True) if len(case.best)}
    without = set(groups) - having
    return None if min(len(having), len(without)) < 2 else [group in having for group in groups]


def _persons(cases: Sequence[CaseHits], groups: Sequence[Hashable], label: int) -> int:
    return len({group for case, group in zip(cases, groups, strict=True) if (case.labels == label).any()})


def _share(top: Values, bottom: Values) -> Values:
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom > 0)
    return result


def _words(*, blocks: bool, openings: int, draws: int) -> str:
    kind = "blocks of neighbouring files, which are not proven to be persons" if blocks else "persons"
    return (
        f"{interval_words(openings)}: the wider of the paired bootstrap ({draws} draws) and Student's t on the "
        f"jackknife, corrected for skewness, over {kind}; shares never narrower than Wilson's for as many trials."
    )
