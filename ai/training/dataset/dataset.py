"""A dataset: a folder of case folders with its names and its frozen split, checked when it is read."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import DATASET_FILE, Case, Grouping, Task, read_case, require_names
from ai.training.dataset.case_folder import settle
from ai.training.dataset.dataset_lock import Lock, held_if_free
from ai.training.dataset.split_rule import BY_PERSON, SplitBy, SplitRule
from ai.training.dataset.whole_file import read_json
from ai.words import Sentence, joined, say, template

DATASET_FORMAT = 1
"""Version of ``dataset.json``; another number is refused, not guessed."""


class Part(Enum):
    """Where the split puts a case."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"
    LEFT_OUT = "left_out"
    """In no part: beside a cut between blocks, or a near copy of a case on another side."""


SIDES = (Part.TRAIN, Part.VALIDATION, Part.TEST)
"""The parts that share no person and no picture."""


@dataclass(frozen=True)
class Placed:
    """Where the frozen split put a case, and what the case was then."""

    key: str
    group: str
    image_sha256: str
    part: Part


@dataclass(frozen=True)
class Split:
    """A frozen split.

    Parameters
    ----------
    fractions
        Wished shares of train, validation and test.
    seed
        Of the choice.
    notes
        Sentences about how it was made, for reports.
    placed
        Every case that it knows, by key.
    sha256
        Of ``placed`` and ``rule``.
    rule
        What the test part is made of.
    """

    fractions: tuple[float, float, float]
    seed: int
    notes: tuple[str, ...]
    placed: tuple[Placed, ...]
    sha256: str
    rule: SplitRule = BY_PERSON

    def part_of(self) -> Mapping[str, Part]:
        """Part of each case by its key."""
        return {one.key: one.part for one in self.placed}


@dataclass(frozen=True)
class LeftOut:
    """A file or case that was looked at and left out: its name for the person at the screen, and the reason."""

    name: str
    reason: str


@dataclass(frozen=True)
class Dataset:
    """A dataset as it lies on the disk.

    Parameters
    ----------
    folder
        Where it is.
    task
        What it teaches.
    names
        Classes or structures, in the order of a network's outputs.
    cases
        By key.
    split
        The frozen split, or None.
    broken
        Case folders that cannot be read.
    unsure
        Cases of whose class a person was not sure: they teach nothing and are in no part of a split.
    """

    folder: Path
    task: Task
    names: tuple[str, ...]
    cases: tuple[Case, ...]
    split: Split | None = None
    broken: tuple[LeftOut, ...] = ()
    unsure: tuple[Case, ...] = ()

    @property
    def grouping(self) -> str:
        """How persons were told apart, in words."""
        return grouping_words(Counter(case.record.grouping for case in self.cases))

    def part(self, part: Part) -> tuple[Case, ...]:
        """Cases of a part of the split, by key; none where there is no split."""
        if self.split is None:
            return ()
        parts = self.split.part_of()
        return tuple(case for case in self.cases if parts.get(case.key) is part)


@dataclass(frozen=True)
class DatasetRecord:
    """The content of ``dataset.json``."""

    format: int
    task: Task
    names: tuple[str, ...]
    split: Split | None = None


def load_dataset(folder: Path, *, progress: Progress = silent) -> Dataset:
    """Read a dataset for training or evaluation: every file is hashed, a split that does not hold is refused.

    Parameters
    ----------
    folder
        With ``dataset.json``.
    progress
        Called once per case.

    Raises
    ------
    TrainingDataError
        Where it is no dataset, a case cannot be read, the split was changed, cases changed under it, or a person or
        picture is on two sides of it.
    """
    dataset = open_dataset(folder, progress=progress)
    if dataset.broken:
        raise TrainingDataError(
            unreadable_cases(dataset.broken),
            say("'lightbox dataset check' lists them; remove their folders or import them again."),
        )
    if dataset.split is not None:
        verify_split(dataset, dataset.split)
    return dataset


def open_dataset(folder: Path, *, progress: Progress = silent) -> Dataset:
    """Read a dataset as it is, to check, extend or split it; its split is not held against the files.

    Raises
    ------
    TrainingDataError
        Where there is no dataset in the folder.
    """
    record = read_record(folder)
    with held_if_free(folder, Lock.CASES) as is_ours:
        if is_ours:
            settle(folder)
    cases: list[Case] = []
    broken: list[LeftOut] = []
    entries = sorted(entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    for number, entry in enumerate(entries):
        progress(number / len(entries), say("Reading case {number} of {count}", number=number + 1, count=len(entries)))
        try:
            cases.append(read_case(entry, record.task, record.names))
        except TrainingDataError as error:
            broken.append(LeftOut(entry.name, error.message))
    progress(1.0, say("{count} cases read", count=len(cases)))
    unsure = tuple(case for case in cases if case.is_unsure)
    sure = tuple(case for case in cases if not case.is_unsure)
    return Dataset(folder, record.task, record.names, sure, record.split, tuple(broken), unsure)


def read_record(folder: Path) -> DatasetRecord:
    """Read ``dataset.json``; raises `TrainingDataError` where there is none, or another version."""
    path = folder / DATASET_FILE
    if not path.is_file():
        raise TrainingDataError(
            say("The folder holds no {file}.", file=DATASET_FILE),
            say("Make a dataset with 'lightbox dataset import' first."),
        )
    record = read_json(DatasetRecord, path, format=DATASET_FORMAT)
    if record.task is Task.SEGMENTATION:
        # They become names of files.
        require_names(record.names)
    if record.split is not None and record.split.sha256 != split_sha256(record.split.placed, record.split.rule):
        raise TrainingDataError(
            say("The split of this dataset was changed after it was frozen."),
            say(
                "Put {file} back from a copy, or remove the split from it and split again.",
                file=DATASET_FILE,
            ),
        )
    return record


def dataset_sha256(dataset: Dataset) -> str:
    """Hash of everything that a training depends on: names, cases with image, class and masks, persons, split."""
    lines = [dataset.task.value, *dataset.names]
    lines += [f"{case.key} {case.group} {case.sha256}" for case in dataset.cases]
    lines.append(dataset.split.sha256 if dataset.split else "")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def split_sha256(placed: Iterable[Placed], rule: SplitRule = BY_PERSON) -> str:
    """Hash of who is where in a split, and of what its test part is made of."""
    lines = sorted(f"{one.key} {one.group} {one.image_sha256} {one.part.value}" for one in placed)
    if rule.by is not SplitBy.PERSON:
        lines.append(f"{rule.by.value} {rule.scanner} {rule.quarter}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def verify_split(dataset: Dataset, split: Split) -> None:
    """Hold a split against the cases as they are.

    Raises
    ------
    TrainingDataError
        Where a case is gone or another than it was, or a person or picture is on two sides.
    """
    cases = {case.key: case for case in (*dataset.cases, *dataset.unsure)}
    changed = [
        one.key
        for one in split.placed
        if one.key not in cases or (cases[one.key].image_sha256, cases[one.key].group) != (one.image_sha256, one.group)
    ]
    if changed:
        raise TrainingDataError(
            say(
                "{cases} of the split changed or disappeared after it was frozen; the first is {first}.",
                cases=number_of_cases(len(changed)),
                first=changed[0],
            ),
            say("Put the cases back, or run 'lightbox dataset split' again: all others keep their part."),
        )
    require_no_leak([(cases[one.key], one.part) for one in split.placed])


def require_no_leak(placed: Iterable[tuple[Case, Part]]) -> None:
    """Refuse a split with a person, a block or the same picture on two sides.

    Raises
    ------
    TrainingDataError
        With the first that is.
    """
    sides: dict[tuple[str, str], dict[Part, str]] = defaultdict(dict)
    for case, part in placed:
        if part is Part.LEFT_OUT:
            continue
        record = case.record
        for fact in (("group", case.group), ("file", case.image_sha256), ("pixels", record.pixels_sha256)):
            sides[fact].setdefault(part, case.key)
    for (kind, _), found in sides.items():
        if len(found) > 1:
            (one, first), (other, second) = list(found.items())[:2]
            words = (
                template(
                    "Cases of one person or block are on two sides of the split: {one} in {here}, {other} in {there}."
                )
                if kind == "group"
                else template("The same picture is on two sides of the split: {one} in {here}, {other} in {there}.")
            )
            raise TrainingDataError(
                Sentence(words, {"one": first, "here": one.value, "other": second, "there": other.value}),
                say("Remove one of the two case folders and run 'lightbox dataset split' again."),
            )


def grouping_words(counts: Mapping[Grouping, int]) -> str:
    """Say how persons were told apart.

    Parameters
    ----------
    counts
        Cases by the way their group was found.
    """
    words = {
        Grouping.PATIENT_ID: say("by person, from the Patient ID of the DICOM files"),
        Grouping.STUDY: say(
            "by study, because the DICOM files have no Patient ID; a person with two studies may be on two sides"
        ),
        Grouping.NAME: say("by person, from the file names with the pattern that was given"),
        Grouping.TABLE: say("by person, from the table that was given"),
        Grouping.BLOCK: say(
            "in blocks of neighbouring files, because the names tell no person; a person may still be on two sides"
        ),
    }
    used = [(way, counts[way]) for way in Grouping if counts.get(way)]
    if len(used) == 1:
        return say("Split {how}.", how=words[used[0][0]])
    parts = (say("{cases} split {how}", cases=number_of_cases(number), how=words[way]) for way, number in used)
    return joined((joined(parts, "; "), "."), "") if used else ""


def number_of_cases(number: int) -> str:
    """Word how many cases, inside a sentence."""
    return say("1 case") if number == 1 else say("{count} cases", count=number)


def unreadable_cases(broken: Sequence[LeftOut]) -> str:
    """Say how many cases cannot be read, and why the first one."""
    return say(
        "{cases} cannot be read; the first is {name}: {reason}",
        cases=number_of_cases(len(broken)),
        name=broken[0].name,
        reason=broken[0].reason,
    )
