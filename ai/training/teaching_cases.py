"""What a fine-tuning run needs of a dataset: its parts with pictures and labels, checked before the work."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ai.errors import InputMismatch, TrainingDataError
from ai.library.card import InputSpec
from ai.prepare.radiograph import FloatPlane, prepare_radiograph
from ai.progress import Progress, silent
from ai.training.dataset.case import Case, Grouping
from ai.training.dataset.dataset import SIDES, Dataset, Part, dataset_sha256, load_dataset
from ai.training.dataset.image_file import read_shape

READERS = 8
"""Pictures that are read at once at most, so that they do not fill the memory."""

LEAST_PER_PART = 2
"""Cases of each class that training and validation need, so that anything can be learned and chosen at all."""


@dataclass(frozen=True)
class TeachingCases:
    """A checked dataset with its hash.

    Parameters
    ----------
    dataset
        With a frozen split.
    sha256
        Of everything that the training depends on.
    """

    dataset: Dataset
    sha256: str

    def part(self, part: Part) -> tuple[Case, ...]:
        """Cases of a part."""
        return self.dataset.part(part)

    def classes(self, cases: Sequence[Case]) -> npt.NDArray[np.int64]:
        """(cases,) position of each case's class among the names."""
        return np.asarray([self.dataset.names.index(case.label) for case in cases], dtype=np.int64)

    def counts(self) -> Mapping[str, int]:
        """Cases per part."""
        return {part.value: len(self.part(part)) for part in SIDES}

    def group_counts(self) -> Mapping[str, int]:
        """Persons or blocks per part."""
        return {part.value: len({case.group for case in self.part(part)}) for part in SIDES}

    def words(self) -> str:
        """Say how many cases the training saw, without a name: "160 cases of your site"."""
        seen = len(self.part(Part.TRAIN)) + len(self.part(Part.VALIDATION))
        return f"{seen} cases of your site"


def read_teaching_cases(folder: Path, *, progress: Progress = silent) -> TeachingCases:
    """Read a dataset and make sure that it can be taught.

    Raises
    ------
    TrainingDataError
        When there is no split, one class only, or too few cases in a part; one sentence.
    """
    dataset = load_dataset(folder, progress=progress)
    if dataset.split is None:
        raise TrainingDataError("The dataset is not split yet.", "Run 'lightbox dataset split' first.")
    for part in SIDES:
        if not dataset.part(part):
            raise TrainingDataError(f"The {part.value} part of the split is empty.", "Add cases, or split again.")
    return TeachingCases(dataset, dataset_sha256(dataset))


def require_two_classes(cases: TeachingCases) -> None:
    """Refuse what no classifier can learn from.

    Raises
    ------
    TrainingDataError
        One class only, or too few cases of a class to train and to choose.
    """
    names = cases.dataset.names
    all_counts = Counter(case.label for case in cases.dataset.cases)
    present = [name for name in names if all_counts[name]]
    if len(present) < 2:
        raise TrainingDataError(
            f"The dataset has one class only ({', '.join(present) or 'none'}); a classifier needs two.",
            "Import a folder with pictures of another class, for instance of normal cases.",
        )
    for part in (Part.TRAIN, Part.VALIDATION):
        counts = Counter(case.label for case in cases.part(part))
        for name in names:
            if counts[name] < LEAST_PER_PART:
                raise TrainingDataError(
                    f"The {part.value} part has {counts[name]} cases of {name}; at least {LEAST_PER_PART} are needed.",
                    "Add cases of more persons, or split again.",
                )


def pictures(
    cases: Sequence[Case], spec: InputSpec, *, hang: bool, progress: Progress = silent
) -> npt.NDArray[np.float16]:
    """(cases, rows, columns) float16: every case as the network will see it, mean 0, standard deviation 1.

    Raises
    ------
    TrainingDataError
        When a case is no single grey picture, or one even grey.
    """
    result = np.empty((len(cases), *spec.size_px), dtype=np.float16)

    def read(index: int) -> None:
        result[index] = _picture(cases[index], spec, hang)

    with ThreadPoolExecutor(min(READERS, os.cpu_count() or 1)) as pool:
        try:
            for index, _ in enumerate(pool.map(read, range(len(cases)))):
                progress(index / len(cases), f"Reading picture {index + 1} of {len(cases)}")
        finally:
            pool.shutdown(cancel_futures=True)
    return result


def persons_told_apart(cases: Sequence[Case]) -> bool:
    """Whether every case's group is a person, not a block of neighbouring files."""
    return all(case.record.grouping is not Grouping.BLOCK for case in cases)


def are_scans(cases: Sequence[Case]) -> bool:
    """Whether cases are scans of several slices, by the headers of their files.

    Raises
    ------
    TrainingDataError
        When some are and some are single pictures: no network reads both.
    """
    scans = [case for case in cases if read_shape(case.image)[0] > 1]
    if scans and len(scans) < len(cases):
        raise TrainingDataError(
            f"The dataset mixes {len(scans)} scans of several slices with {len(cases) - len(scans)} single pictures, "
            f"for instance case {scans[0].key}, a scan; one network reads the one or the other.",
            "Make a dataset of each kind.",
        )
    return bool(scans)


def input_facts(cases: Sequence[Case]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], int]:
    """Modalities, body parts and views that the cases tell, and their shortest side."""
    return *common_facts(cases), min(min(read_shape(case.image)[1:]) for case in cases)


def common_facts(cases: Sequence[Case]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Modalities, body parts and views that the cases tell; none where one case does not."""
    modalities, parts, views = (
        _all_told([getattr(case.record, name).upper() for case in cases]) for name in ("modality", "body_part", "view")
    )
    return modalities, parts, views


def _all_told(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words))) if all(words) else ()


def _picture(case: Case, spec: InputSpec, hang: bool) -> FloatPlane:
    try:
        return prepare_radiograph(case.volume(), spec, hang=hang)[0]
    except InputMismatch as error:
        raise TrainingDataError(
            f"Case {case.key} cannot be taught: {error.message}",
            "Remove its folder from the dataset, then split again.",
        ) from error
