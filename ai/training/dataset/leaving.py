"""What leaves the site with a dataset: every file and every field, said in words before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ai.plain import to_plain
from ai.progress import Progress, silent
from ai.training.dataset.case import CASE_FILE, CLASS_FILE, DATASET_FILE, MASK_FOLDER, Case, CaseRecord, Task
from ai.training.dataset.dataset import Dataset, LeftOut, open_dataset
from ai.training.dataset.dataset_lock import LOCK_FILES
from ai.training.dataset.face import Face
from ai.training.dataset.particulars import Particulars
from ai.training.openings import OPENINGS_FILE, openings_so_far
from ai.words import say

FIELD_WORDS: Mapping[str, str] = {
    "format": say("version of this file"),
    "key": say("name of the folder, a salted key"),
    "group": say("salted key of the person, or of files that lie together"),
    "grouping": say("how persons were told apart"),
    "sequence": say("salted key of the row of files"),
    "position": say("place in that row, counted from a salted start"),
    "image": say("name of the image file"),
    "image_sha256": say("checksum of the image file"),
    "pixels_sha256": say("checksum of the pixels"),
    "fingerprint": say("64 bits that look alike for pictures that look alike"),
    "source_id": say("random number of the case"),
    "origin": say("who made the labels"),
    "unit": say("unit of the pixels"),
    "modality": say("modality"),
    "body_part": say("part of the body"),
    "view": say("view of a radiograph"),
    "patient_position": say("position of the patient in the scanner"),
    "bones_bright": say("whether bones are bright"),
    "derived": say("whether the picture is a screenshot or was compressed with loss"),
    "axes_known": say("whether the directions in the patient are known"),
    "spacing_kind": say("what millimetres are measured in"),
    "pixel_mm": say("size of a pixel"),
    "affine_lps": say("grid in millimetres of the scanner"),
    "labels": say("labels with who made them, the model and what it took"),
    "face": say("whether a face could be made out of it"),
    "particulars": say("optional fields that the site wanted kept"),
    "scanner": say("salted key of the scanner"),
    "quarter": say("quarter of the year, counted from a salted start"),
    "sex": say("sex"),
    "age_band": say("age in bands of ten years"),
}
"""Every field of ``case.json`` in words; a field without is no field that may leave."""

OPENINGS_WORDS = say("checksums of models that were held against the test part, each once")
"""What ``openings.jsonl`` tells: it leaves too, since a copy whose count began again would promise too much."""

VALUES_SHOWN = 4
"""Different values of a field that are named; more are counted."""

_KEYS = frozenset(
    {"key", "group", "sequence", "position", "image_sha256", "pixels_sha256", "fingerprint", "source_id", "affine_lps"}
)
"""Fields whose values say nothing to a reader: only how many different ones there are."""


@dataclass(frozen=True)
class LeavingFile:
    """A file that leaves: its path inside the dataset, and its size."""

    path: str
    size_bytes: int


@dataclass(frozen=True)
class FieldValues:
    """A field of ``case.json`` and what it says in this dataset.

    Parameters
    ----------
    name, words
        As it stands in the file, and what it means.
    values
        The most frequent ones with their number of cases, as JSON has them; empty for keys and checksums.
    different
        How many different values there are.
    """

    name: str
    words: str
    values: tuple[tuple[str, int], ...]
    different: int


@dataclass(frozen=True)
class Leaving:
    """All that leaves, and what stays.

    Parameters
    ----------
    folder
        Of the dataset.
    task, names
        What it teaches.
    cases, persons
        How many, with those of whose class nobody was sure; persons or blocks of files.
    files
        Every file that leaves.
    fields
        Every field of ``case.json`` in it; after them, where there is one, what ``openings.jsonl`` tells.
    faces
        Cases by what is known of a face.
    stays
        Files of the folder that stay, the salt first.
    broken
        Cases that cannot be read; they stay too.
    """

    folder: Path
    task: Task
    names: tuple[str, ...]
    cases: int
    persons: int
    files: tuple[LeavingFile, ...]
    fields: tuple[FieldValues, ...]
    faces: Mapping[Face, int]
    stays: tuple[str, ...]
    broken: tuple[LeftOut, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Of all files that leave."""
        return sum(file.size_bytes for file in self.files)


def leaving(folder: Path, *, progress: Progress = silent) -> Leaving:
    """Look at all that would leave with a dataset.

    Parameters
    ----------
    folder
        Of the dataset. Only files that this program knows the meaning of leave; others are named as staying.
    progress
        Called once per case.

    Raises
    ------
    ai.errors.TrainingDataError
        Where there is no dataset.
    """
    dataset = open_dataset(folder, progress=progress)
    cases = (*dataset.cases, *dataset.unsure)
    openings = openings_so_far(folder)
    opened = [OPENINGS_FILE] if openings else []
    paths = [DATASET_FILE, *opened, *(path for case in cases for path in _case_files(dataset, case))]
    files = tuple(LeavingFile(path, (folder / path).stat().st_size) for path in paths)
    leaves = set(paths)
    stays = sorted(
        path
        for path in (each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
        if path not in leaves | LOCK_FILES
    )
    # What is at the top first: the salt is of most interest.
    stays.sort(key=lambda path: path.count("/"))
    faces = Counter(case.record.face for case in cases)
    return Leaving(
        folder,
        dataset.task,
        dataset.names,
        len(cases),
        len({case.group for case in cases}),
        files,
        (
            *_field_values([case.record for case in cases]),
            *(FieldValues("openings", OPENINGS_WORDS, (), openings) for _ in opened),
        ),
        {face: faces[face] for face in Face if faces[face]},
        tuple(stays),
        dataset.broken,
    )


def _case_files(dataset: Dataset, case: Case) -> Iterator[str]:
    """List the files of a case that have a meaning."""
    yield f"{case.key}/{CASE_FILE}"
    yield f"{case.key}/{case.record.image}"
    if (case.folder / CLASS_FILE).is_file() and dataset.task is not Task.SEGMENTATION:
        yield f"{case.key}/{CLASS_FILE}"
    for name in case.masks:
        yield f"{case.key}/{MASK_FOLDER}/{case.mask_path(name).name}"


def _field_values(records: list[CaseRecord]) -> tuple[FieldValues, ...]:
    """Count the values of every field, those of the optional fields by themselves."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in field_names()}
    for record in records:
        for name, value in _flat(record):
            counts[name][value] += 1
    return tuple(
        FieldValues(
            name,
            FIELD_WORDS[name],
            () if name in _KEYS else tuple(found.most_common(VALUES_SHOWN)),
            len(found),
        )
        for name, found in counts.items()
    )


def field_names() -> tuple[str, ...]:
    """List the fields of ``case.json``, those of the optional part by their own names."""
    return tuple(field.name for kind in (CaseRecord, Particulars) for field in fields(kind))


def _flat(record: CaseRecord) -> Iterator[tuple[str, str]]:
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "labels":
            for label in record.labels:
                yield "labels", f"{label.name}: {label.origin.value}"
        elif field.name == "particulars":
            if record.particulars is not None:
                yield "particulars", "yes"
                for name, kept in to_plain(record.particulars).items():
                    yield name, str(kept)
        elif isinstance(value, bool):
            yield field.name, "yes" if value else "no"
        elif value not in ("", None):
            yield field.name, str(to_plain(value))
