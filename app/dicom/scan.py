"""Headers of files and folders → patients, studies and series. Nothing of a file's content ever becomes a path."""

from __future__ import annotations

import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from ai.progress import Progress, silent
from app.dicom.dicom_file import NotDicomError, open_dicom
from app.dicom.header import Header, StudyFacts, header_of
from app.dicom.order import order_series
from app.dicom.series import ScanResult, Series, Study, Unreadable
from app.errors import DicomReadError

OnFound = Callable[[tuple[Study, ...]], None]
"""Called from the scanning thread with all studies found so far."""

NEWS_SECONDS = 0.5
"""Least time between two calls of ``on_found``: grouping costs time too."""

REASONS_SHOWN = 3
"""Different reasons that the sentence about an unreadable folder names."""


def scan(paths: Sequence[Path], *, progress: Progress = silent, on_found: OnFound | None = None) -> ScanResult:
    """Read the headers of all DICOM images among files and folders.

    Parameters
    ----------
    paths
        Files and folders; folders are searched to the bottom, links to folders inside them are not followed.
    progress
        Called once per file.
    on_found
        Optional: told of the studies so far, at most twice a second, so that the reader sees them come in.

    Returns
    -------
    ScanResult
        At least one study; ``unreadable`` lists every file that was left out, with the reason.

    Raises
    ------
    app.errors.DicomReadError
        When a path does not exist, a folder is empty, or no image was found.
    """
    files, unreadable = _files(paths)
    if not files and not unreadable:
        raise DicomReadError("The folder holds no files.", "Choose a folder with DICOM images.")
    headers: list[Header] = []
    told = time.monotonic()
    for number, path in enumerate(files):
        progress(number / len(files), f"Reading file {number + 1} of {len(files)}")
        try:
            headers.append(header_of(open_dicom(path, for_pixels=False)))
        except DicomReadError as error:
            unreadable.append(Unreadable(path, error.message))
        if on_found is not None and headers and time.monotonic() - told > NEWS_SECONDS:
            on_found(group(headers))
            told = time.monotonic()
    if not headers:
        raise _nothing_found(files, unreadable)
    progress(1.0, f"{len(files)} files read")
    return ScanResult(group(headers), tuple(unreadable))


def group(headers: Sequence[Header]) -> tuple[Study, ...]:
    """Group images into studies and series; patients never share a study, not even under one UID.

    Parameters
    ----------
    headers
        In any order.

    Returns
    -------
    tuple of Study
        By patient, then date and time.
    """
    studies: dict[tuple[str, ...], dict[str, list[Header]]] = defaultdict(lambda: defaultdict(list))
    for header in headers:
        studies[header.study.key][header.series_uid].append(header)
    found = [_study(members) for members in studies.values()]
    return tuple(sorted(found, key=lambda study: (study.patient_name, study.patient_id, study.date, study.time)))


def _study(members: dict[str, list[Header]]) -> Study:
    everyone = [header.study for headers in members.values() for header in headers]
    series = [stack for headers in members.values() for stack in order_series(headers)]
    # A stable sort: the stacks of one UID keep their order.
    series.sort(key=lambda one: (one.number is None, one.number or 0, one.description))
    return Study(**{name: _first(everyone, name) for name in StudyFacts.__dataclass_fields__}, series=tuple(series))


def _first(facts: Sequence[StudyFacts], name: str) -> str:
    """First text that is not empty among the files of a study."""
    return next((value for one in facts if (value := str(getattr(one, name)))), "")


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[Unreadable]]:
    """Every file to look at, each once, in a fixed order; what is no regular file is listed without being opened."""
    files: dict[Path, None] = {}
    left_out: list[Unreadable] = []
    for path in paths:
        try:
            is_folder = path.is_dir()
            exists = path.exists()
        except OSError as error:
            raise DicomReadError(f"This path cannot be read: {error.strerror}.") from error
        if not exists:
            raise DicomReadError("There is no file or folder at this path.", "Check the path and its spelling.")
        if is_folder:
            _walk(path, files, left_out)
        elif path.is_file():
            files[path] = None
        else:
            left_out.append(Unreadable(path, "This is not a regular file."))
    return list(files), left_out


def _walk(top: Path, files: dict[Path, None], left_out: list[Unreadable]) -> None:
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            left_out.append(Unreadable(folder, f"The folder cannot be read: {error.strerror}."))
            continue
        below = []
        for entry in entries:
            path = Path(entry.path)
            try:
                if entry.is_dir(follow_symlinks=False):
                    below.append(path)
                elif entry.is_dir():
                    left_out.append(Unreadable(path, "This is a link to a folder, which is not followed."))
                elif entry.is_file():
                    files[path] = None
                else:
                    left_out.append(Unreadable(path, "This is not a regular file."))
            except OSError as error:
                left_out.append(Unreadable(path, f"The file cannot be read: {error.strerror}."))
        pending.extend(reversed(below))


def _nothing_found(files: Sequence[Path], unreadable: Sequence[Unreadable]) -> DicomReadError:
    if len(unreadable) == 1:
        reason = unreadable[0].reason
        return NotDicomError() if reason == NotDicomError().message else DicomReadError(reason)
    reasons = Counter(one.reason for one in unreadable).most_common(REASONS_SHOWN)
    words = " ".join(f"{count} ×: {reason}" for reason, count in reasons)
    return DicomReadError(
        f"None of the {len(unreadable)} files is a readable DICOM image. {words}",
        "Choose the folder of a study, or fetch the images again from their source.",
    )


def series_of(result: ScanResult) -> tuple[Series, ...]:
    """Every series of a scan, in the order of the studies."""
    return tuple(series for study in result.studies for series in study.series)
