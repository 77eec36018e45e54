"""Rows of a worklist: what a dataset or the listed studies hold, what the reader did with it, what a model said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ai.errors import ReportableError, TrainingDataError
from ai.library.card import ModelCard
from ai.progress import Progress, silent
from ai.training.dataset.adjudicate import agreed_of
from ai.training.dataset.case import Case, Task, mask_ending
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, OthersSeen, Read, reader_key, reads_of
from ai.training.dataset.salt import load_salt
from ai.training.dataset.uncertainties import read_asked
from ai.words import joined, say
from app.dicom.results_read.kinds import image_series
from app.dicom.series import Series, Study
from app.state.session import series_key
from app.state.worklist import Agreed, WorkRow, WorkSource

Listed = tuple[WorkSource, tuple[WorkRow, ...]]
"""A source with its rows."""


def dataset_rows(folder: Path, reader: str, card: ModelCard | None, *, progress: Progress = silent) -> Listed:
    """Read a dataset as a worklist.

    Parameters
    ----------
    folder
        With ``dataset.json``.
    reader
        Name of the reader; ``""`` for none yet.
    card
        Model whose answers are wanted.

    Raises
    ------
    TrainingDataError
        Where there is no dataset in the folder.
    """
    dataset = open_dataset(folder, progress=progress)
    source = WorkSource(
        folder.name, folder, dataset.task, dataset.names, key_of_reader(folder, reader) if reader else ""
    )
    rows = [row_of_case(case, source, card) for case in cases_of(dataset)]
    rows += (WorkRow(one.name, one.name, fault=one.reason) for one in dataset.broken)
    return source, tuple(rows)


def read_again(
    source: WorkSource,
    rows: Sequence[WorkRow],
    kept: Path | None,
    reader: str,
    card: ModelCard | None,
    *,
    progress: Progress = silent,
) -> Listed:
    """Read anew what readers did and models said; the pictures themselves are not looked at.

    Parameters
    ----------
    source, rows
        As they are listed.
    kept
        Folder where states of studies are kept.
    reader
        Name of the reader; ``""`` for none yet.
    card
        Model whose answers are wanted.

    Raises
    ------
    TrainingDataError
        Where the dataset came without its salt.
    """
    if source.folder is not None:
        source = replace(source, reader=key_of_reader(source.folder, reader) if reader else "")
    else:
        source = replace(source, reader=_key_for_studies(kept, reader))
    found = []
    for number, row in enumerate(rows):
        progress(number / len(rows), say("Reading the worklist"))
        blank = replace(
            row, state=CaseState.NOT_STARTED, answer="", is_not_sure=False, others=0, asked=None, is_seen=False
        )
        if row.folder is not None:
            # Of a read that was damaged; a case that cannot be read has no folder here, and stays.
            blank = replace(blank, fault="")
        found.append(with_reads(blank, source, card))
    return source, tuple(found)


def cases_of(dataset: Dataset) -> tuple[Case, ...]:
    """List the cases that a person may read."""
    return (*dataset.cases, *dataset.unsure)


def key_of_reader(folder: Path, reader: str) -> str:
    """Return the key of a reader in a dataset; raises `TrainingDataError` where the dataset came without its salt."""
    return reader_key(load_salt(folder, has_cases=True), reader)


def row_of_case(case: Case, source: WorkSource, card: ModelCard | None) -> WorkRow:
    """Make the row of a case."""
    label = case.label if source.task is Task.CLASSIFICATION else ", ".join(case.masks)
    row = WorkRow(case.key, case.key, label, case.folder, case)
    return with_reads(row, source, card)


def with_reads(row: WorkRow, source: WorkSource, card: ModelCard | None) -> WorkRow:
    """Add what readers did and models said, as it is on the disk now."""
    folder = row.folder
    if folder is None:
        return row
    ending = ".nii.gz" if row.case is None else mask_ending(row.case.record.image)
    try:
        found = reads_of(folder, ending)
        settled = None if row.case is None else agreed_of(row.case)
    except TrainingDataError as error:
        return replace(row, fault=error.message)
    own = own_read(found, source.reader)
    if own is not None:
        is_seen = own.record.seen is not OthersSeen.NO
        row = replace(
            row, state=own.state, answer=own.record.answer, is_not_sure=own.record.is_not_sure, is_seen=is_seen
        )
    return replace(
        row,
        others=sum(each.is_complete for each in found if each.reader != source.reader),
        agreed=None if settled is None else Agreed(settled.answer),
        asked=None if card is None else read_asked(folder, card),
    )


def own_read(found: Sequence[Read], reader: str) -> Read | None:
    """Return the read of this reader; None where there is none."""
    return next((each for each in found if each.reader == reader), None)


def study_rows(
    studies: Sequence[Study], kept: Path | None, reader: str, card: ModelCard | None, *, progress: Progress = silent
) -> Listed:
    """List studies as a worklist: a row for each study, or for each file where files are no DICOM.

    Parameters
    ----------
    studies
        As they are listed.
    kept
        Folder where states are kept; None keeps nothing.
    reader
        Name of the reader; ``""`` for none yet.
    card
        Model whose answers are wanted.
    """
    source = WorkSource(say("Listed studies"), reader=_key_for_studies(kept, reader))
    rows = []
    for number, study in enumerate(studies):
        progress(number / max(len(studies), 1), say("Listing studies"))
        for series in rows_in(study):
            name = hashlib.sha256("|".join(series_key(series)).encode()).hexdigest()[:24]
            folder = None if kept is None else kept / name
            title = study.description or say("Study")
            if study.not_dicom:
                title = series.description if len(study.series) > 1 else study.description
            label = joined((series.modality, series.body_part), " ") if series.modality else study.not_dicom
            rows.append(with_reads(WorkRow(name, title, label, folder, series=series), source, card))
    return source, tuple(rows)


def _key_for_studies(kept: Path | None, reader: str) -> str:
    """Return the key of a reader on this computer; ``""`` where nothing is kept."""
    if kept is None or not reader:
        return ""
    try:
        kept.mkdir(parents=True, exist_ok=True)
        return reader_key(load_salt(kept, has_cases=False), reader)
    except OSError as error:
        raise ReportableError(
            say("The states of a worklist cannot be kept on this computer."),
            say("Look whether the disk has space left."),
        ) from error


def rows_in(study: Study) -> tuple[Series, ...]:
    """Tell what a study gives rows of: its largest series, or every file that is no DICOM."""
    pictures = image_series(study)
    if not pictures:
        return ()
    return tuple(pictures) if study.not_dicom else (max(pictures, key=_slices),)


def _slices(series: Series) -> int:
    return series.slice_count
