"""What is wrong with a dataset, before anything is learned from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.boxes import require_match
from ai.training.dataset.case import Case, Task
from ai.training.dataset.dataset import Dataset, LeftOut, number_of_cases, unreadable_cases, verify_split
from ai.training.dataset.duplicates import Twins, find_twins
from ai.training.dataset.points import require_points_match
from ai.words import Sentence, say, template

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
    of_scans
        Whether a case is a scan of several slices, not one picture.
    """

    task: Task
    cases: int
    groups: int
    counts: tuple[ClassCount, ...]
    grouping: str
    findings: tuple[Finding, ...]
    of_scans: bool = False

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
    readable, from_files, of_scans = _files(dataset, progress=part(progress, 0, _READING_SHARE))
    findings += from_files
    twins = find_twins(readable, progress=part(progress, _READING_SHARE, 1))
    findings += _copies(readable, twins)
    if dataset.split is not None:
        findings += _split(dataset)
    findings.sort(key=lambda finding: finding.weight is not Weight.STOP)
    progress(1.0, say("Checked"))
    groups = len({case.group for case in dataset.cases})
    return Report(
        dataset.task, len(dataset.cases), groups, _counts(dataset), dataset.grouping, tuple(findings), of_scans
    )


def require_enough(dataset: Dataset) -> None:
    """Refuse a dataset with one class only or too few cases.

    Raises
    ------
    TrainingDataError
        With the first reason.
    """
    for finding in _amount(dataset):
        if finding.weight is Weight.STOP:
            raise TrainingDataError(finding.sentence, say("Import more cases into the same dataset."))


def _counts(dataset: Dataset) -> tuple[ClassCount, ...]:
    counts = []
    for name in dataset.names:
        cases = [case for case in dataset.cases if name in _names_in(case)]
        counts.append(ClassCount(name, len(cases), len({case.group for case in cases})))
    return tuple(counts)


def _names_in(case: Case) -> tuple[str, ...]:
    boxes, points = (box.label for box in case.boxes), (point.label for point in case.points)
    return (case.label, *case.masks, *boxes, *points)


def _amount(dataset: Dataset) -> list[Finding]:
    """One class only, too few cases, too few persons for a claim."""
    findings = []
    counts = _counts(dataset)
    if dataset.task is Task.CLASSIFICATION:
        filled = [count for count in counts if count.cases]
        if len(filled) < 2:
            sentence = (
                say("Only 1 class ({name!r}) has images; at least two are needed.", name=filled[0].name)
                if filled
                else say("No class has images; at least two are needed.")
            )
            findings.append(Finding("one_class", Weight.STOP, sentence))
        for count in counts:
            if count.cases < FEWEST_PER_CLASS:
                findings.append(
                    Finding(
                        "too_few",
                        Weight.STOP,
                        say(
                            "Class {name!r} has {images}; at least {fewest} of each class are needed to learn and to "
                            "test.",
                            name=count.name,
                            images=_images(count.cases),
                            fewest=FEWEST_PER_CLASS,
                        ),
                    )
                )
    elif len(dataset.cases) < FEWEST_PAIRS:
        words = (
            template("The dataset has {images} with masks; at least {fewest} are needed.")
            if dataset.task is Task.SEGMENTATION
            else template("The dataset has {images} with boxes; at least {fewest} are needed.")
        )
        sentence = Sentence(words, {"images": _images(len(dataset.cases)), "fewest": FEWEST_PAIRS})
        findings.append(Finding("too_few", Weight.STOP, sentence))
    for count in counts:
        if 0 < count.groups < FEWEST_PERSONS_TO_CLAIM:
            findings.append(
                Finding(
                    "few_persons",
                    Weight.WARN,
                    say(
                        "{name!r} has {persons}; below {fewest} a test score says next to nothing.",
                        name=count.name,
                        persons=say("1 person or block")
                        if count.groups == 1
                        else say("{count} persons or blocks", count=count.groups),
                        fewest=FEWEST_PERSONS_TO_CLAIM,
                    ),
                )
            )
    return findings


def _broken(broken: Sequence[LeftOut]) -> list[Finding]:
    if not broken:
        return []
    sentence = unreadable_cases(broken)
    return [Finding("unreadable", Weight.STOP, sentence, tuple(one.name for one in broken))]


def _files(dataset: Dataset, *, progress: Progress) -> tuple[list[Case], list[Finding], bool]:
    """Read every image and mask; returns the cases whose image can be read, and whether one has several slices."""
    readable: list[Case] = []
    unreadable: list[LeftOut] = []
    wrong: list[LeftOut] = []
    empty: dict[str, list[str]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    sizes: Counter[tuple[int, ...]] = Counter()
    for number, case in enumerate(dataset.cases):
        progress(
            number / len(dataset.cases),
            say("Checking case {number} of {count}", number=number + 1, count=len(dataset.cases)),
        )
        try:
            volume = case.volume()
            shape = volume.shape
            require_match(case.boxes, affine_lps=volume.affine_lps, shape=shape)
            require_points_match(case.points, affine_lps=volume.affine_lps, shape=shape)
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
                    LeftOut(
                        case.key,
                        say(
                            "the mask of {name!r} has {mask}, its image {image}",
                            name=name,
                            mask=_size(mask.shape),
                            image=_size(shape),
                        ),
                    )
                )
            elif not np.any(mask):
                empty[name].append(case.key)
    findings = _broken(unreadable)
    if wrong:
        sentence = (
            say(
                "1 mask has another size than the image: case {case}, {reason}.",
                case=wrong[0].name,
                reason=wrong[0].reason,
            )
            if len(wrong) == 1
            else say(
                "{count} masks have another size than the image: case {case}, {reason}.",
                count=len(wrong),
                case=wrong[0].name,
                reason=wrong[0].reason,
            )
        )
        findings.append(Finding("mask_size", Weight.STOP, sentence, tuple(one.name for one in wrong)))
    for kind, found, words in (
        ("mask_empty", empty, template("The mask of {name!r} is empty in {cases}.")),
        ("mask_missing", missing, template("The mask of {name!r} is missing in {cases}.")),
    ):
        for name, keys in found.items():
            sentence = Sentence(words, {"name": name, "cases": number_of_cases(len(keys))})
            weight = Weight.STOP if len(keys) == len(readable) else Weight.WARN
            findings.append(Finding(kind, weight, sentence, tuple(keys)))
    if len(sizes) > 1:
        common = ", ".join(f"{_size(size)} ({count})" for size, count in sizes.most_common(SIZES_SHOWN))
        more = len(sizes) - SIZES_SHOWN
        sentence = say(
            "The images have {count} sizes: {sizes}; a size that goes with a class gives it away.",
            count=len(sizes),
            sizes=say("{sizes} and {count} more", sizes=common, count=more) if more > 0 else common,
        )
        findings.append(Finding("mixed_sizes", Weight.WARN, sentence))
    return readable, findings, any(shape[0] > 1 for shape in sizes)


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
        ("two_classes", two_classes, say("show the same picture in two classes: one of both labels is wrong")),
        ("duplicates", exact, say("are the same picture twice")),
        ("near_duplicates", near, say("of different persons or blocks are nearly the same picture")),
    ):
        if found:
            keys = {key for one in found for key in (cases[one.first].key, cases[one.second].key)}
            pairs = say("1 pair of images") if len(found) == 1 else say("{count} pairs of images", count=len(found))
            sentence = say(
                "{pairs} {what}; the first: {one} and {other}.",
                pairs=pairs,
                what=words,
                one=cases[found[0].first].key,
                other=cases[found[0].second].key,
            )
            findings.append(Finding(kind, Weight.WARN, sentence, tuple(sorted(keys))))
    return findings


def _split(dataset: Dataset) -> list[Finding]:
    """Hold the frozen split against the cases."""
    assert dataset.split is not None
    try:
        verify_split(dataset, dataset.split)
    except TrainingDataError as error:
        return [Finding("split", Weight.STOP, error.words)]
    unplaced = {case.key for case in dataset.cases} - set(dataset.split.part_of())
    if not unplaced:
        return []
    sentence = say(
        "{cases} came after the split; 'lightbox dataset split' adds them to it.", cases=number_of_cases(len(unplaced))
    )
    return [Finding("split", Weight.WARN, sentence, tuple(sorted(unplaced)))]


def _size(shape: Sequence[int]) -> str:
    """Word a (slices, rows, columns) shape as people say it: width × height."""
    slices, rows, columns = shape
    return f"{columns} × {rows}" if slices == 1 else f"{columns} × {rows} × {slices}"


def _images(count: int) -> str:
    return say("1 image") if count == 1 else say("{count} images", count=count)
