"""What is wrong with a dataset, before anything is learned from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Dataset, LeftOut, verify_split
from ai.training.dataset.duplicates import Twins, find_twins

FEWEST_PER_CLASS = 10
"""Images of a class below which nothing is learned that could be measured."""

FEWEST_PAIRS = 6
"""Images with masks below which no part of a split has two."""

FEWEST_PERSONS_TO_CLAIM = 20
"""Persons of a class below which a test score says next to nothing: at a sensitivity of 0.8 its 95 % interval is
±0.17 (Wilson)."""

SIZES_SHOWN = 3

_READING_SHARE = 0.7


class Weight(Enum):
    """What a finding means."""

    STOP = "stop"
    """Nothing can be learned until it is mended."""
    WARN = "warn"
    """The reader must know it."""


@dataclass(frozen=True)
class Finding:
    """One thing that the check found.

    Parameters
    ----------
    kind
        Stable name: ``"one_class"``, ``"too_few"``, ``"few_persons"``, ``"unreadable"``, ``"mask_size"``,
        ``"mask_empty"``, ``"mask_missing"``, ``"mixed_sizes"``, ``"duplicates"``, ``"near_duplicates"``,
        ``"two_classes"``, ``"split"``, ``"groups"``.
    weight
        Whether it stops or warns.
    sentence
        For the reader.
    cases
        Keys of the cases it is about.
    """

    kind: str
    weight: Weight
    sentence: str
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassCount:
    """Cases and groups (persons or blocks) of a class or with a structure."""

    name: str
    cases: int
    groups: int


@dataclass(frozen=True)
class Report:
    """What a check found.

    Parameters
    ----------
    task, cases, groups
        What the dataset teaches, how many cases it has, of how many persons or blocks.
    counts
        By class or structure.
    grouping
        How persons were told apart, in words.
    findings
        Those that stop first.
    """

    task: Task
    cases: int
    groups: int
    counts: tuple[ClassCount, ...]
    grouping: str
    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        """Whether nothing stops a training."""
        return all(finding.weight is not Weight.STOP for finding in self.findings)


def check(dataset: Dataset, *, progress: Progress = silent) -> Report:
    """Look for everything that makes a dataset unfit or its scores dishonest; every file is read.

    Parameters
    ----------
    dataset
        Of `ai.training.dataset.dataset.open_dataset`.
    progress
        Called once per case.
    """
    findings = _amount(dataset) + _broken(dataset.broken)
    readable, from_files = _files(dataset, progress=part(progress, 0, _READING_SHARE))
    findings += from_files
    twins = find_twins(readable, progress=part(progress, _READING_SHARE, 1))
    findings += _copies(readable, twins)
    if dataset.split is not None:
        findings += _split(dataset)
    findings.sort(key=lambda finding: finding.weight is not Weight.STOP)
    progress(1.0, "Checked")
    groups = len({case.group for case in dataset.cases})
    return Report(dataset.task, len(dataset.cases), groups, _counts(dataset), dataset.grouping, tuple(findings))


def require_enough(dataset: Dataset) -> None:
    """Refuse a dataset with one class only or too few cases.

    Raises
    ------
    TrainingDataError
        With the first reason.
    """
    for finding in _amount(dataset):
        if finding.weight is Weight.STOP:
            raise TrainingDataError(finding.sentence, "Import more cases into the same dataset.")


def _counts(dataset: Dataset) -> tuple[ClassCount, ...]:
    counts = []
    for name in dataset.names:
        cases = [case for case in dataset.cases if name in (case.label, *case.masks)]
        counts.append(ClassCount(name, len(cases), len({case.group for case in cases})))
    return tuple(counts)


def _amount(dataset: Dataset) -> list[Finding]:
    """One class only, too few cases, too few persons for a claim."""
    findings = []
    counts = _counts(dataset)
    if dataset.task is Task.CLASSIFICATION:
        filled = [count for count in counts if count.cases]
        if len(filled) < 2:
            names = f" ({filled[0].name!r})" if filled else ""
            findings.append(
                Finding(
                    "one_class", Weight.STOP, f"Only {len(filled)} class{names} has images; at least two are needed."
                )
            )
        for count in counts:
            if count.cases < FEWEST_PER_CLASS:
                findings.append(
                    Finding(
                        "too_few",
                        Weight.STOP,
                        f"Class {count.name!r} has {_number(count.cases, 'image')}; at least {FEWEST_PER_CLASS} of "
                        "each class are needed to learn and to test.",
                    )
                )
    elif len(dataset.cases) < FEWEST_PAIRS:
        have = _number(len(dataset.cases), "image")
        findings.append(
            Finding("too_few", Weight.STOP, f"The dataset has {have} with masks; at least {FEWEST_PAIRS} are needed.")
        )
    for count in counts:
        if 0 < count.groups < FEWEST_PERSONS_TO_CLAIM:
            findings.append(
                Finding(
                    "few_persons",
                    Weight.WARN,
                    f"{count.name!r} has {_number(count.groups, 'person or block', 'persons or blocks')}; below "
                    f"{FEWEST_PERSONS_TO_CLAIM} a test score says next to nothing.",
                )
            )
    return findings


def _broken(broken: Sequence[LeftOut]) -> list[Finding]:
    if not broken:
        return []
    sentence = f"{_number(len(broken), 'case')} cannot be read; the first is {broken[0].name}: {broken[0].reason}"
    return [Finding("unreadable", Weight.STOP, sentence, tuple(one.name for one in broken))]


def _files(dataset: Dataset, *, progress: Progress) -> tuple[list[Case], list[Finding]]:
    """Read every image and mask; returns the cases whose image can be read."""
    readable: list[Case] = []
    unreadable: list[LeftOut] = []
    wrong: list[LeftOut] = []
    empty: dict[str, list[str]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    sizes: Counter[tuple[int, ...]] = Counter()
    for number, case in enumerate(dataset.cases):
        progress(number / len(dataset.cases), f"Checking case {number + 1} of {len(dataset.cases)}")
        try:
            shape = case.volume().shape
        except TrainingDataError as error:
            unreadable.append(LeftOut(case.key, error.message))
            continue
        readable.append(case)
        sizes[shape] += 1
        for name in dataset.names if dataset.task is Task.SEGMENTATION else ():
            if name not in case.masks:
                missing[name].append(case.key)
                continue
            try:
                mask = case.mask(name)
            except TrainingDataError as error:
                unreadable.append(LeftOut(case.key, error.message))
                continue
            if mask.shape != shape:
                wrong.append(
                    LeftOut(case.key, f"the mask of {name!r} has {_size(mask.shape)}, its image {_size(shape)}")
                )
            elif not np.any(mask):
                empty[name].append(case.key)
    findings = _broken(unreadable)
    if wrong:
        sentence = (
            f"{_number(len(wrong), 'mask')} have another size than the image: case {wrong[0].name}, {wrong[0].reason}."
        )
        findings.append(Finding("mask_size", Weight.STOP, sentence, tuple(one.name for one in wrong)))
    for kind, found, words in (("mask_empty", empty, "is empty in"), ("mask_missing", missing, "is missing in")):
        for name, keys in found.items():
            sentence = f"The mask of {name!r} {words} {_number(len(keys), 'case')}."
            weight = Weight.STOP if len(keys) == len(readable) else Weight.WARN
            findings.append(Finding(kind, weight, sentence, tuple(keys)))
    if len(sizes) > 1:
        common = ", ".join(f"{_size(size)} ({count})" for size, count in sizes.most_common(SIZES_SHOWN))
        more = f" and {len(sizes) - SIZES_SHOWN} more" if len(sizes) > SIZES_SHOWN else ""
        sentence = f"The images have {len(sizes)} sizes: {common}{more}; a size that goes with a class gives it away."
        findings.append(Finding("mixed_sizes", Weight.WARN, sentence))
    return readable, findings


def _copies(cases: Sequence[Case], twins: Sequence[Twins]) -> list[Finding]:
    """Equal and nearly equal pictures in two classes, and of two persons or blocks."""
    two_classes: list[Twins] = []
    exact: list[Twins] = []
    near: list[Twins] = []
    for one in twins:
        first, second = cases[one.first], cases[one.second]
        if first.label != second.label:
            two_classes.append(one)
        elif one.is_exact:
            exact.append(one)
        elif first.group != second.group:
            near.append(one)
    findings = []
    for kind, found, words in (
        ("two_classes", two_classes, "show the same picture in two classes: one of both labels is wrong"),
        ("duplicates", exact, "are the same picture twice"),
        ("near_duplicates", near, "of different persons or blocks are nearly the same picture"),
    ):
        if found:
            keys = {key for one in found for key in (cases[one.first].key, cases[one.second].key)}
            pair = f"{cases[found[0].first].key} and {cases[found[0].second].key}"
            sentence = f"{_number(len(found), 'pair')} of images {words}; the first: {pair}."
            findings.append(Finding(kind, Weight.WARN, sentence, tuple(sorted(keys))))
    return findings


def _split(dataset: Dataset) -> list[Finding]:
    """Hold the frozen split against the cases."""
    assert dataset.split is not None
    try:
        verify_split(dataset, dataset.split)
    except TrainingDataError as error:
        return [Finding("split", Weight.STOP, str(error))]
    unplaced = {case.key for case in dataset.cases} - set(dataset.split.part_of())
    if not unplaced:
        return []
    sentence = f"{_number(len(unplaced), 'case')} came after the split; 'lightbox dataset split' adds them to it."
    return [Finding("split", Weight.WARN, sentence, tuple(sorted(unplaced)))]


def _size(shape: Sequence[int]) -> str:
    """Word a (slices, rows, columns) shape as people say it: width × height."""
    slices, rows, columns = shape
    return f"{columns} × {rows}" if slices == 1 else f"{columns} × {rows} × {slices}"


def _number(count: int, noun: str, plural: str = "") -> str:
    return f"1 {noun}" if count == 1 else f"{count} {plural or noun + 's'}"
