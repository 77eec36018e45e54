"""A source of labelled images as a person chose it: its kind, what it leaves open, its way to offers. No Qt here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from ai.progress import Progress, part, silent
from ai.training.dataset.class_folders import offer_classes, require_apart
from ai.training.dataset.intake import Imported
from ai.training.dataset.sources.coco import offer_coco
from ai.training.dataset.sources.columns import parse_columns
from ai.training.dataset.sources.datalist import offer_datalist
from ai.training.dataset.sources.label_table import parse_table, table_words
from ai.training.dataset.sources.nifti_pairs import offer_nifti
from ai.training.dataset.sources.offered import Offered, import_offered, renamed, without
from ai.training.dataset.sources.pattern_pairs import offer_pattern
from ai.training.dataset.sources.recognise import Recognised, SourceKind, recognise
from ai.training.dataset.sources.table import offer_table
from ai.training.dataset.survey import Survey, survey
from ai.training.dataset.wanted import Intake
from app.actions.dicom_results_source import look_at_dicom, offer_drawn
from app.dicom.export.case_write import find_dicom_images

_LISTING_SHARE = 0.1
"""Part of the progress that listing the files takes."""


@dataclass(frozen=True)
class DatasetSource:
    """What is imported, and what a person said of it.

    Parameters
    ----------
    path
        Folder or file.
    kind
        What it is.
    images, masks
        Patterns below ``path``, for `SourceKind.PATTERN`.
    table
        Structures by value, ``"lung=1, heart=2"``; ``""`` leaves it to the source.
    is_flags
        Whether these values are flags.
    columns
        ``"path=case, label="`` for `SourceKind.TABLE`; ``""`` goes by the names of the columns.
    label
        Class of boxes or name of masks where no column says it.
    folder
        Of the images that a table or list names, where it is not that of the file.
    names
        New names of classes or structures, ``(old, new)``.
    intake
        What to take.
    """

    path: Path
    kind: SourceKind
    images: str = ""
    masks: str = ""
    table: str = ""
    is_flags: bool = False
    columns: str = ""
    label: str = ""
    folder: Path | None = None
    names: tuple[tuple[str, str], ...] = ()
    intake: Intake = field(default_factory=Intake)

    @property
    def folder_name(self) -> str:
        """Name of a dataset's folder: the same source is extended, another never mixed in."""
        digest = hashlib.sha256(repr(self).encode()).hexdigest()[:8]
        name = self.path.name if self.path.is_dir() else f"{self.path.parent.name}-{self.path.stem}"
        safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-")
        return f"{safe or 'images'}-{digest}"


def look(path: Path, *, progress: Progress = silent) -> tuple[Recognised, DatasetSource]:
    """Find out what a folder or file is, and propose how to import it.

    Raises
    ------
    TrainingDataError
        Where it is nothing that is known.
    """
    found = recognise(path, look=look_at_dicom, progress=progress)
    return found, proposed(found)


def proposed(found: Recognised) -> DatasetSource:
    """Turn what was found out into a source."""
    return DatasetSource(
        found.path,
        found.kind,
        found.images,
        found.masks,
        table_words(found.parts),
        any(one.is_flag for one in found.parts),
    )


def offered(source: DatasetSource, *, progress: Progress = silent) -> Offered:
    """List what a source has; nothing is read but what tells that.

    Raises
    ------
    TrainingDataError
        With the reason.
    """
    found = _offered(source, progress)
    return renamed(found, dict(source.names))


def check_source(source: DatasetSource, *, progress: Progress = silent) -> Survey:
    """Read every image of a source and say what is wrong with it; nothing is written.

    Raises
    ------
    TrainingDataError
        Where the source cannot be listed.
    """
    found = offered(source, progress=part(progress, 0, _LISTING_SHARE))
    return survey(found, progress=part(progress, _LISTING_SHARE, 1))


def import_source(
    source: DatasetSource, target: Path, *, leave_out: frozenset[str] = frozenset(), progress: Progress = silent
) -> Imported:
    """Copy the images of a source into a dataset.

    Parameters
    ----------
    source
        Nothing in it is changed.
    target
        Folder of the dataset, new or extended.
    leave_out
        Files, as the check names them.
    progress
        Called once per image; cancelling keeps the cases that are complete.

    Raises
    ------
    TrainingDataError
        Where nothing can be imported.
    """
    require_apart(source.path if source.path.is_dir() else source.path.parent, target)
    found = offered(source, progress=part(progress, 0, _LISTING_SHARE))
    return import_offered(target, without(found, leave_out), progress=part(progress, _LISTING_SHARE, 1))


def _offered(source: DatasetSource, progress: Progress) -> Offered:
    parts, intake = parse_table(source.table, is_flags=source.is_flags), source.intake
    if source.kind is SourceKind.CLASSES:
        return offer_classes(source.path, intake=intake, foreign=find_dicom_images, progress=progress)
    if source.kind is SourceKind.PATTERN:
        return offer_pattern(source.path, source.images, source.masks, parts=parts, intake=intake, progress=progress)
    if source.kind is SourceKind.NIFTI:
        return offer_nifti(source.path, parts=parts, intake=intake, progress=progress)
    if source.kind is SourceKind.DATALIST:
        return offer_datalist(source.path, parts=parts, intake=intake, progress=progress)
    if source.kind is SourceKind.COCO:
        return offer_coco(source.path, images=source.folder, intake=intake, progress=progress)
    if source.kind is SourceKind.DICOM:
        return offer_drawn(source.path, intake=intake, progress=progress)
    return offer_table(
        source.path,
        columns=parse_columns(source.columns),
        label=source.label,
        parts=parts,
        images=source.folder,
        intake=intake,
        progress=progress,
    )
