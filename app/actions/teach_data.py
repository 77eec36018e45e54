"""A reader's own images become a dataset that can be taught: import, check, split. No Qt here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.check import Report, check
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import LeftOut, open_dataset
from ai.training.dataset.intake import Imported
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.words import say
from app.actions.teach_flips import Flips, read_flips
from app.actions.teach_split import SplitChoice, SplitFacts, split_facts
from app.dicom.export.case_write import find_dicom_images


@dataclass(frozen=True)
class Source:
    """Where a reader's images lie.

    Parameters
    ----------
    images
        A folder that holds a folder per class; with ``masks`` the folder of the images.
    masks
        Folder of the masks, or None.
    flags
        (structure, flag) pairs where masks are flags of one file; else a file per structure.
    person
        Regular expression whose bracket picks the person from a file name; ``""`` where names tell none.
    only
        Classes to take; all where empty.
    limit
        Most images per class; None for all.
    modality
        What PNG and JPEG pictures are, e.g. ``"CR"``; ``""`` where nobody knows.
    """

    images: Path
    masks: Path | None = None
    flags: tuple[tuple[str, int], ...] = ()
    person: str = ""
    only: tuple[str, ...] = ()
    limit: int | None = None
    modality: str = ""

    @property
    def name(self) -> str:
        """Name of the dataset's folder: the same source is extended, another never mixed in."""
        digest = hashlib.sha256(repr(self).encode()).hexdigest()[:8]
        safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in self.images.name.lower()).strip("-")
        return f"{safe or 'images'}-{digest}"


@dataclass(frozen=True)
class Prepared:
    """A dataset that was imported, checked and, where possible, split.

    Parameters
    ----------
    source
        Where it came from.
    folder
        Where it lies.
    added, known, left_out
        Of the import.
    report
        Of the check.
    split
        The frozen split; None where it could not be split.
    fault
        Why it could not be split, or ``""``.
    flips
        Whether its pictures may be mirrored; None where nobody was asked.
    """

    source: Source
    folder: Path
    added: int
    known: int
    left_out: tuple[LeftOut, ...]
    report: Report
    split: SplitFacts | None = None
    fault: str = ""
    flips: Flips | None = None

    @property
    def is_ready(self) -> bool:
        """Whether a model can be taught with it."""
        return self.report.is_usable and self.split is not None


def prepare(source: Source, folder: Path, *, progress: Progress = silent) -> Prepared:
    """Import, check and split; cases and split of an earlier time are kept.

    Parameters
    ----------
    source
        Nothing in it is changed.
    folder
        Takes the dataset.
    progress
        Called once per file.

    Raises
    ------
    TrainingDataError
        Where nothing can be imported.
    """
    imported = _import(source, folder, progress=part(progress, 0, 0.5))
    counts = (imported.added, imported.known, imported.left_out)
    return _checked(source, folder, counts, progress=part(progress, 0.5, 1))


def prepare_dataset(folder: Path, *, progress: Progress = silent) -> Prepared:
    """Check and split a dataset that is there; its cases and its split are kept.

    Raises
    ------
    TrainingDataError
        Where the folder holds none.
    """
    return _checked(Source(folder), folder, (0, 0, ()), progress=progress)


def _checked(
    source: Source, folder: Path, counts: tuple[int, int, tuple[LeftOut, ...]], *, progress: Progress
) -> Prepared:
    dataset = open_dataset(folder, progress=part(progress, 0, 0.1))
    report = check(dataset, progress=part(progress, 0.1, 0.6))
    prepared = Prepared(source, folder, *counts, report, flips=read_flips(folder))
    if not report.is_usable:
        return prepared
    try:
        return replace(prepared, split=split_facts(split(dataset, progress=part(progress, 0.6, 1))))
    except TrainingDataError as error:
        return replace(prepared, fault=error.words)


def split_again(prepared: Prepared, choice: SplitChoice, *, progress: Progress = silent) -> Prepared:
    """Forget the frozen split and make another one.

    Raises
    ------
    TrainingDataError
        Where it cannot be made; the old one stays.
    """
    dataset = open_dataset(prepared.folder, progress=part(progress, 0, 0.4))
    done = split(dataset, by=choice.by, scanner=choice.scanner, anew=True, progress=part(progress, 0.4, 1))
    return replace(prepared, split=split_facts(done))


def parse_flags(text: str) -> tuple[tuple[str, int], ...]:
    """Parse ``lung=1, heart=2``; nothing where the words are empty.

    Raises
    ------
    TrainingDataError
        With what was expected.
    """
    flags: dict[str, int] = {}
    for word in filter(None, (word.strip() for word in text.split(","))):
        name, _, value = word.partition("=")
        if not name.strip() or not value.strip().isdecimal() or name.strip() in flags:
            raise TrainingDataError(
                say("The mask flags {text!r} are not understood.", text=text), say("Write lung=1, heart=2 or nothing.")
            )
        flags[name.strip()] = int(value)
    return tuple(flags.items())


def _import(source: Source, folder: Path, *, progress: Progress) -> Imported:
    facts = ImageFacts(modality=source.modality)
    intake = Intake(source.person or None, source.only, source.limit, facts)
    if source.masks is not None:
        flags = dict(source.flags) or None
        return import_pairs(source.images, source.masks, folder, bits=flags, intake=intake, progress=progress)
    return import_classes(source.images, folder, intake=intake, foreign=find_dicom_images, progress=progress)
