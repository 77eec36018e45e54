"""How far readers agree: on classes by Cohen's kappa, on masks by Dice and the 95 % Hausdorff distance, on boxes by F1.

Only reads that their reader called complete count, and of those the ones that were made without the reads of others in
sight. Nothing is compared before it is asked for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import numpy as np
import numpy.typing as npt

from ai.progress import Progress, part, silent
from ai.training.dataset.box_agreement import BoxAgreement, ClassAgreement, compare_boxes, over_cases
from ai.training.dataset.case import Case, Task, mask_ending
from ai.training.dataset.dataset import Dataset
from ai.training.dataset.image_file import read_pixels
from ai.training.dataset.kappa import Kappa, cohen_kappa
from ai.training.dataset.reads import CaseState, Read, reads_of
from ai.training.metrics import clustered_bootstrap, dice
from ai.training.roc import Estimate
from ai.training.surfaces import hausdorff_95
from ai.volume import BoolMask, SpacingKind
from ai.words import say

NOT_SURE = "not sure"
"""The answer that is no class; a class of this name would be counted with it."""


@dataclass(frozen=True)
class MaskAgreement:
    """Two readers' masks of one structure of one case.

    Parameters
    ----------
    name
        Of the structure.
    dice
        0 to 1; None where neither marked anything, which is agreement without an overlap to measure.
    hd95
        95th percentile of the distances of the surfaces, in the unit of the case; None where one of them is empty.
    """

    name: str
    dice: float | None
    hd95: float | None


@dataclass(frozen=True)
class CaseAgreement:
    """Two readers on one case.

    Parameters
    ----------
    key, group
        Of the case.
    readers
        Keys of both.
    answers
        What each said, `NOT_SURE` for not sure; None where a case has no classes.
    masks
        Structures that both have a mask of.
    unit
        Of distances: ``"mm"``, or ``"px"`` where the size of a pixel is unknown.
    boxes
        Classes of boxes, in a dataset of boxes.
    """

    key: str
    group: str
    readers: tuple[str, str]
    answers: tuple[str, str] | None = None
    masks: tuple[MaskAgreement, ...] = ()
    unit: str = "mm"
    boxes: tuple[BoxAgreement, ...] = ()

    @property
    def agreement(self) -> float:
        """0 to 1: the lowest Dice of a structure, F1 of a class; of classes 1 for the same answer and 0 for another."""
        found = [each.dice for each in self.masks if each.dice is not None]
        found += [each.f1 for each in self.boxes if each.f1 is not None]
        if self.answers is not None:
            found.append(float(self.answers[0] == self.answers[1]))
        return min(found, default=1.0)


@dataclass(frozen=True)
class StructureAgreement:
    """Two readers on one structure, over all cases.

    Parameters
    ----------
    name
        Of the structure.
    cases, unmarked
        Cases that both read it in, and those of them where neither marked anything: they have no Dice.
    dice
        Mean with the 95 % interval of a bootstrap of persons; None where neither ever marked anything.
    hd95, unit
        Median, and its unit; None where no case has one, or the cases differ in their unit.
    """

    name: str
    cases: int
    unmarked: int
    dice: Estimate | None
    hd95: float | None
    unit: str


@dataclass(frozen=True)
class PairAgreement:
    """Two readers over all cases that both completed.

    Parameters
    ----------
    readers
        Keys of both.
    cases
        How many.
    kappa
        Of their classes; None where there are none.
    structures
        In the order of the dataset.
    boxes
        By class, in a dataset of boxes.
    """

    readers: tuple[str, str]
    cases: int
    kappa: Kappa | None
    structures: tuple[StructureAgreement, ...]
    boxes: tuple[ClassAgreement, ...] = ()


@dataclass(frozen=True)
class ReaderCount:
    """How many cases a reader began, how many are complete, and how many of these are not blind: not compared."""

    key: str
    begun: int
    complete: int
    unblinded: int = 0


@dataclass(frozen=True)
class Agreement:
    """All readers of a dataset.

    Parameters
    ----------
    task, names
        Of the dataset.
    readers
        By key.
    pairs
        Every two readers with a case that both completed.
    cases
        One row per case and pair, lowest agreement first.
    hidden
        Cases that could be compared and are in none of this: the one who asks has not completed them.
    """

    task: Task
    names: tuple[str, ...]
    readers: tuple[ReaderCount, ...]
    pairs: tuple[PairAgreement, ...]
    cases: tuple[CaseAgreement, ...]
    hidden: int = 0


def agreement(dataset: Dataset, *, blind: str | None = None, progress: Progress = silent) -> Agreement:
    """Compare the readers of a dataset, every two of them.

    Parameters
    ----------
    dataset
        With reads in its cases.
    blind
        Key of a reader who may learn nothing of cases that this reader has not completed; ``""`` for one without a
        key, who has completed none. None compares them all.
    progress
        Called once per case.

    Raises
    ------
    TrainingDataError
        Where a read is damaged.
    """
    begun: Counter[str] = Counter()
    complete: Counter[str] = Counter()
    unblinded: Counter[str] = Counter()
    rows: list[CaseAgreement] = []
    hidden = 0
    cases = (*dataset.cases, *dataset.unsure)
    for number, case in enumerate(cases):
        progress(
            0.9 * number / len(cases), say("Comparing case {number} of {count}", number=number + 1, count=len(cases))
        )
        found = reads_of(case.folder, mask_ending(case.record.image))
        begun.update(each.reader for each in found if each.state is not CaseState.NOT_STARTED)
        done = [each for each in found if each.is_complete]
        complete.update(each.reader for each in done)
        unblinded.update(each.reader for each in done if not each.is_blind)
        compared = [each for each in done if each.is_blind]
        if blind is not None and all(each.reader != blind for each in done):
            hidden += len(compared) > 1
            continue
        for first, second in combinations(compared, 2):
            row = compare(case, first, second, dataset.task, dataset.names)
            if row is not None:
                rows.append(row)
    pairs = _pairs(rows, dataset.names, part(progress, 0.9, 1))
    progress(1.0, say("{count} cases compared", count=len({each.key for each in rows})))
    counts = tuple(ReaderCount(key, begun[key], complete[key], unblinded[key]) for key in sorted(begun))
    ordered = sorted(rows, key=lambda row: (row.agreement, row.key, row.readers))
    return Agreement(dataset.task, dataset.names, counts, pairs, tuple(ordered), hidden)


def compare(case: Case, first: Read, second: Read, task: Task, names: Sequence[str]) -> CaseAgreement | None:
    """Compare two reads of a case; None where they have nothing in common that could be compared.

    Raises
    ------
    TrainingDataError
        Where a mask is damaged.
    """
    readers = first.reader, second.reader
    if task is Task.CLASSIFICATION:
        if not (first.has_answer and second.has_answer):
            return None
        return CaseAgreement(case.key, case.group, readers, (answer_of(first), answer_of(second)))
    if task is Task.DETECTION:
        one, other = first.record.boxes, second.record.boxes
        if one is None or other is None:
            return None
        return CaseAgreement(case.key, case.group, readers, boxes=compare_boxes(one, other, names))
    shared = [name for name in names if name in first.names and name in second.names]
    if not shared:
        return None
    _, affine_lps = read_pixels(case.image, case.record.pixel_mm)
    slices_mm, rows_mm, columns_mm = (float(step) for step in np.linalg.norm(affine_lps[:3, :3], axis=0))
    has_mm = case.record.spacing_kind is not SpacingKind.UNKNOWN
    masks = tuple(
        compare_masks(name, first.mask(name), second.mask(name), (slices_mm, rows_mm, columns_mm)) for name in shared
    )
    return CaseAgreement(case.key, case.group, readers, masks=masks, unit="mm" if has_mm else "px")


def compare_masks(
    name: str, first: BoolMask, second: BoolMask, spacing_mm: tuple[float, float, float]
) -> MaskAgreement:
    """Compare two masks, (slices, rows, columns) bool on one grid."""
    either = first | second
    if not either.any():
        return MaskAgreement(name, None, None)
    others = ((1, 2), (0, 2), (0, 1))
    ends = [np.flatnonzero(either.any(axis=each))[[0, -1]] for each in others]
    box = tuple(slice(int(start), int(last) + 1) for start, last in ends)
    # A mask is the same surface in the smallest box around both: what lies outside of it is outside of them.
    is_volume = first.shape[0] > 1
    first, second = first[box], second[box]
    if is_volume:
        # What lies in one slice of a volume has two sides all the same, unlike a picture.
        first, second = (np.pad(each, ((1, 1), (0, 0), (0, 0))) for each in (first, second))
    distance = hausdorff_95(first, second, spacing_mm)
    return MaskAgreement(name, dice(first, second), None if math.isnan(distance) else distance)


def answer_of(read: Read) -> str:
    """Return the class that a reader gave, or `NOT_SURE`."""
    return NOT_SURE if read.record.is_not_sure else read.record.answer


def _pairs(rows: Sequence[CaseAgreement], names: Sequence[str], progress: Progress) -> tuple[PairAgreement, ...]:
    of_pair: dict[tuple[str, str], list[CaseAgreement]] = {}
    for row in rows:
        of_pair.setdefault(row.readers, []).append(row)
    found = []
    for number, (readers, own) in enumerate(sorted(of_pair.items())):
        progress(number / len(of_pair), say("Counting"))
        answered = [(row.answers, row.group) for row in own if row.answers is not None]
        kappa = None
        if answered:
            first, second = ([answers[which] for answers, _ in answered] for which in range(2))
            kappa = cohen_kappa(first, second, [group for _, group in answered])
        structures = tuple(each for name in names if (each := _structure(name, own)) is not None)
        found.append(PairAgreement(readers, len(own), kappa, structures, _boxes(own)))
    return tuple(found)


def _boxes(rows: Sequence[CaseAgreement]) -> tuple[ClassAgreement, ...]:
    """Put the classes of boxes of all cases together; each case tells those of the dataset, in their order."""
    names = dict.fromkeys(each.name for row in rows for each in row.boxes)
    found = []
    for name in names:
        of_class = [(each, row.group) for row in rows for each in row.boxes if each.name == name]
        found.append(over_cases(name, [each for each, _ in of_class], [group for _, group in of_class]))
    return tuple(found)


def _structure(name: str, rows: Sequence[CaseAgreement]) -> StructureAgreement | None:
    found = [(mask, row) for row in rows for mask in row.masks if mask.name == name]
    if not found:
        return None
    measured = [(mask.dice, row.group) for mask, row in found if mask.dice is not None]
    distances = [mask.hd95 for mask, _ in found if mask.hd95 is not None]
    units = {row.unit for mask, row in found if mask.hd95 is not None}
    estimate = _mean([value for value, _ in measured], [group for _, group in measured]) if measured else None
    is_one_unit = len(units) == 1
    return StructureAgreement(
        name,
        len(found),
        len(found) - len(measured),
        estimate,
        median(distances) if is_one_unit else None,
        units.pop() if is_one_unit else "",
    )


def _mean(values: Sequence[float], groups: Sequence[Hashable]) -> Estimate:
    sample = np.asarray(values, dtype=np.float64)

    def statistic(drawn: npt.NDArray[np.intp]) -> float:
        return float(sample[drawn].mean())

    return clustered_bootstrap(statistic, groups)
