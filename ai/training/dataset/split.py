"""Split a dataset by person, or by blocks of neighbouring files, and freeze the split.

The test part may be held to one scanner or to the last quarters (`ai.training.dataset.split_rule`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import DATASET_FILE, Case, Grouping, Task
from ai.training.dataset.check import require_enough
from ai.training.dataset.dataset import (
    DATASET_FORMAT,
    SIDES,
    Dataset,
    Part,
    Placed,
    Split,
    read_record,
    require_no_leak,
    split_sha256,
)
from ai.training.dataset.dataset_lock import Lock, held
from ai.training.dataset.duplicates import find_twins
from ai.training.dataset.partition import Item, partition
from ai.training.dataset.split_rule import SplitBy, SplitRule, choose_rule, require_persons
from ai.training.dataset.whole_file import write_error, write_json
from ai.words import Sentence, say, template

FRACTIONS = (0.6, 0.2, 0.2)
"""Usual shares of train, validation and test."""


def split(
    dataset: Dataset,
    *,
    fractions: tuple[float, float, float] = FRACTIONS,
    seed: int = 0,
    by: SplitBy | None = None,
    scanner: str = "",
    anew: bool = False,
    progress: Progress = silent,
) -> Dataset:
    """Split a dataset and write the frozen split into its ``dataset.json``.

    Parameters
    ----------
    dataset
        Where it has a split already, all cases in it keep their part, whatever the fractions and seed, and so do their
        persons, also where their cases changed; new ones are added to it.
    fractions
        Wished shares of train, validation and test.
    seed
        Of the choice.
    by
        What the test part is made of; None is what the frozen split says, and by person where there is none.
    scanner
        For ``by`` a scanner: the key of the one to hold out; ``""`` chooses.
    anew
        Forget the frozen split, so that every case may come to another part. How often a test part was opened is
        counted on (`ai.training.openings`).
    progress
        Called once per picture that is compared.

    Returns
    -------
    Dataset
        With its split.

    Raises
    ------
    TrainingDataError
        Where there are too few cases, a class would be missing on one side, the frozen split is of another kind than
        ``by``, or the file cannot be written.
    """
    _require_fractions(fractions)
    require_enough(dataset)
    on_disk = dataset
    if anew:
        dataset = replace(dataset, split=None)
    rule = _rule(dataset, by, scanner, fractions)
    kept = _kept(dataset)
    twins = find_twins(dataset.cases, progress=progress)
    items = [
        Item(
            case.key,
            case.group,
            case.label,
            case.record.grouping is Grouping.BLOCK,
            case.record.sequence,
            case.record.position,
        )
        for case in dataset.cases
    ]
    pairs = [(one.first, one.second) for one in twins]
    persons = _kept_groups(dataset)
    if rule.by is SplitBy.PERSON:
        parts = partition(items, fractions=fractions, seed=seed, kept=kept, twins=pairs, groups=persons)
    else:
        theirs = {case.group: Part.TEST for case in dataset.cases if rule.holds_out(case)}
        parts = partition(
            items, fractions=fractions, seed=seed, kept=kept, twins=pairs, groups=theirs | persons, sides=SIDES[:2]
        )
        parts = {case.key: _ruled(case, parts[case.key], rule, kept) for case in dataset.cases}
    placed = _placed(dataset, parts, persons)
    _require_all_sides(dataset, parts)
    require_no_leak([(case, parts[case.key]) for case in dataset.cases])
    notes = _notes(dataset, parts, len(pairs), rule)
    frozen = Split(fractions, seed, notes, placed, split_sha256(placed, rule), rule)
    try:
        with held(dataset.folder, Lock.CASES, progress=progress):
            _write(on_disk, frozen)
    except OSError as error:
        raise write_error(error) from error
    return replace(dataset, split=frozen)


def _write(dataset: Dataset, frozen: Split) -> None:
    """Write the split; names that came meanwhile stay, another split that came meanwhile is not replaced."""
    now = read_record(dataset.folder)
    if now.split != dataset.split:
        raise TrainingDataError(
            say("This dataset was split by another window or program meanwhile."), say("Open it again, then split it.")
        )
    write_json(replace(now, format=DATASET_FORMAT, split=frozen), dataset.folder / DATASET_FILE)


def part_counts(dataset: Dataset) -> dict[Part, dict[str, tuple[int, int]]]:
    """Count (cases, groups) of each part by class; by ``""`` in a dataset of masks."""
    names = dataset.names if dataset.task is Task.CLASSIFICATION else ("",)
    counts = {}
    for part in Part:
        cases = dataset.part(part)
        counts[part] = {
            name: (sum(case.label == name for case in cases), len({case.group for case in cases if case.label == name}))
            for name in names
        }
    return counts


def _rule(dataset: Dataset, by: SplitBy | None, scanner: str, fractions: tuple[float, float, float]) -> SplitRule:
    """Keep the rule of the frozen split, or choose one."""
    if dataset.split is None:
        return choose_rule(dataset.cases, by or SplitBy.PERSON, share=fractions[2], scanner=scanner)
    rule = dataset.split.rule
    if by not in (None, rule.by) or scanner not in ("", rule.scanner):
        raise TrainingDataError(
            say("This dataset is split already, and the test part is of another kind."),
            say("Split it anew (--anew) if no result shall be compared with one of before any more."),
        )
    require_persons(dataset.cases, rule.by)
    return rule


def _ruled(case: Case, part: Part, rule: SplitRule, kept: Mapping[str, Part]) -> Part:
    """Leave out what a person of one side has on the other one, and what does not tell where it belongs."""
    if case.key in kept or rule.holds_out(case) is (part is Part.TEST):
        return part
    return Part.LEFT_OUT


def _placed(dataset: Dataset, parts: dict[str, Part], persons: dict[str, Part]) -> tuple[Placed, ...]:
    placed = tuple(Placed(case.key, case.group, case.image_sha256, parts[case.key]) for case in dataset.cases)
    # Whoever is not sure today may be tomorrow: the person stays where it was.
    unsure = (case for case in dataset.unsure if case.group in persons)
    return placed + tuple(Placed(case.key, case.group, case.image_sha256, persons[case.group]) for case in unsure)


def _kept(dataset: Dataset) -> dict[str, Part]:
    """Parts that an earlier split gave, as far as the cases are the same as then."""
    if dataset.split is None:
        return {}
    cases = {case.key: (case.group, case.image_sha256) for case in dataset.cases}
    return {one.key: one.part for one in dataset.split.placed if cases.get(one.key) == (one.group, one.image_sha256)}


def _kept_groups(dataset: Dataset) -> dict[str, Part]:
    """Parts that an earlier split gave to persons and blocks, be their cases the same or not."""
    placed = () if dataset.split is None else dataset.split.placed
    return {one.group: one.part for one in placed if one.part is not Part.LEFT_OUT}


def _require_fractions(fractions: tuple[float, float, float]) -> None:
    if any(not 0 < share < 1 for share in fractions) or not math.isclose(sum(fractions), 1.0, abs_tol=1e-6):
        raise TrainingDataError(
            say("The three shares of the split must each lie between 0 and 1 and sum to 1."),
            say("Usual are 0.6,0.2,0.2."),
        )


def _require_all_sides(dataset: Dataset, parts: dict[str, Part]) -> None:
    """Refuse a split where a class is missing on one side."""
    found = Counter((parts[case.key], case.label) for case in dataset.cases)
    for label in sorted({case.label for case in dataset.cases}):
        for side in SIDES:
            if not found[side, label]:
                groups = len({case.group for case in dataset.cases if case.label == label})
                raise TrainingDataError(
                    Sentence(
                        template(
                            "Class {name!r} has too few persons or blocks ({groups}) to be in all parts; none is left "
                            "for {part}."
                        )
                        if label
                        else template(
                            "The dataset has too few persons or blocks ({groups}) to be in all parts; none is left for "
                            "{part}."
                        ),
                        {"name": label, "groups": groups, "part": side.value},
                    ),
                    say("Add cases of more persons; where each file is another person, import with --person '(.+)'."),
                )


def _notes(dataset: Dataset, parts: dict[str, Part], twins: int, rule: SplitRule) -> tuple[str, ...]:
    """Say how the split was made."""
    notes = [dataset.grouping]
    left_out = sum(part is Part.LEFT_OUT for part in parts.values())
    if rule.by is not SplitBy.PERSON:
        notes.append(rule.sentence())
        if left_out:
            notes.append(
                say(
                    "{count} images are in no part: a person of the test part has them from elsewhere, their scanner "
                    "or date is not known, or they are near copies of others.",
                    count=left_out,
                )
            )
    elif left_out:
        notes.append(
            say("1 image is in no part: next to a cut between blocks, or a near copy of an image on another side.")
            if left_out == 1
            else say(
                "{count} images are in no part: next to a cut between blocks, or near copies of images on the other "
                "sides.",
                count=left_out,
            )
        )
    if twins:
        notes.append(
            say("1 pair of equal or nearly equal pictures; none is on two sides.")
            if twins == 1
            else say("{count} pairs of equal or nearly equal pictures; none is on two sides.", count=twins)
        )
    return tuple(notes)
