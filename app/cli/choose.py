"""From a path to the series that a command works on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from app.cli.console import Console
from app.dicom.series import ScanResult, Series
from app.errors import UsageError


def scan_path(path: Path, console: Console) -> ScanResult:
    """Read the headers of a file, folder, ZIP or DICOMDIR; see `app.dicom.study_scan.scan`.

    Raises
    ------
    DicomReadError
        When there is nothing, or nothing of DICOM.
    """
    from app.dicom.study_scan import scan

    return scan([path], progress=console.progress)


def choose_series(
    found: ScanResult,
    uid: str | None,
    console: Console,
    *,
    preferred: Callable[[Series], bool] | None = None,
    place: int | None = None,
) -> Series:
    """Choose the series to work on; says on stderr which one where there is a choice, and what the scan warns of.

    Parameters
    ----------
    found
        Of `scan_path`.
    uid
        (0020,000E) Series Instance UID that was asked for; where it is split into several stacks, the largest is taken.
    console
        For the choice in words.
    preferred
        Without ``uid`` the first series that it accepts is taken; where it accepts none, or is not given, the one
        with most slices.
    place
        Which volume of a series with a fourth axis, from 1; None for the first one.

    Raises
    ------
    DicomReadError
        When there are only objects without pictures.
    UsageError
        When no series has that UID, or it has no such volume.
    """
    from app.dicom.headers.objects import nothing_to_see
    from app.dicom.study_scan import series_of

    candidates = series_of(found)
    if not candidates:
        raise nothing_to_see(found.studies)
    for warning in found.warnings:
        console.note(warning)
    if uid is not None:
        named = [series for series in candidates if series.uid == uid]
        if not named:
            raise UsageError(
                f"None of the {len(candidates)} series has the UID that was asked for.",
                "'lightbox info PATH' lists the series with their UIDs.",
            )
        chosen = largest(named)
        if len(named) > 1 and len(_volumes(chosen, named)) < len(named):
            console.note(f"The series has {len(named)} parts; took {series_words(chosen)}.")
        return _placed(chosen, named, place, console)
    accepted = [series for series in candidates if preferred(series)] if preferred is not None else []
    chosen = accepted[0] if accepted else largest(candidates)
    if len(candidates) > 1 and len(_volumes(chosen, candidates)) < len(candidates):
        console.note(f"Took {series_words(chosen)} of {len(candidates)} series; choose another with --series UID.")
    return _placed(chosen, candidates, place, console)


def _placed(chosen: Series, candidates: Iterable[Series], place: int | None, console: Console) -> Series:
    """Choose one of the volumes of a series with a fourth axis, and say which."""
    volumes = _volumes(chosen, candidates)
    if chosen.axis is None or len(volumes) < 2:
        if place not in (None, 1):
            raise UsageError(f"There is no volume {place}: the series is one volume.", "Leave out --axis.")
        return chosen
    if place is not None and not 1 <= place <= len(volumes):
        raise UsageError(f"There is no volume {place}: the series has {len(volumes)} by {chosen.axis.name}.")
    taken = volumes[(place or 1) - 1]
    if taken.axis is not None:
        console.note(
            f"Took {taken.axis.name} {taken.axis.value}, {place or 1} of {len(volumes)}; choose another with --axis N."
        )
    return taken


def _volumes(chosen: Series, candidates: Iterable[Series]) -> list[Series]:
    """Return the volumes that share the fourth axis of a series, in its order; the series alone where it has none."""
    if chosen.axis is None:
        return [chosen]
    places = {
        one.axis.index: one
        for one in candidates
        if one.uid == chosen.uid and one.axis is not None and one.axis.stack == chosen.axis.stack
    }
    return [places[index] for index in sorted(places)]


def largest(candidates: Iterable[Series]) -> Series:
    """Return the series with most slices, the first of equal ones."""
    return max(candidates, key=_slice_count)


def series_words(series: Series) -> str:
    """Name a series for the reader: ``series 3 "Thorax" (CT, 139 slices)``."""
    number = "series" if series.number is None else f"series {series.number}"
    slices = "1 slice" if series.slice_count == 1 else f"{series.slice_count} slices"
    return f'{number} "{series.title}" ({series.modality or "no modality"}, {slices})'


def slice_index(series_slices: int, number: int | None) -> int:
    """Turn a slice number that counts from 1 into an index; the middle one where none is told.

    Raises
    ------
    UsageError
        When there is no such slice.
    """
    if number is None:
        return series_slices // 2
    if not 1 <= number <= series_slices:
        raise UsageError(f"There is no slice {number}: the slices are 1 to {series_slices}.")
    return number - 1


def _slice_count(series: Series) -> int:
    return series.slice_count
