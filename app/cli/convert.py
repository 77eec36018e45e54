"""``lightbox convert``: a volume in real units at its place in the patient, as NIfTI or NRRD."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.choose import choose_series, scan_path
from app.cli.console import Console
from app.cli.regular import Wish, regular, require_correctable
from app.cli.regular import add as add_corrections
from app.errors import UsageError

if TYPE_CHECKING:
    from ai.volume import Volume

_PURPOSE = "Conversion"


@dataclass(frozen=True)
class Source:
    """What to convert.

    Parameters
    ----------
    path
        DICOM file, folder or archive, or a NIfTI or NRRD file.
    series_uid
        (0020,000E), or None for the series with most slices.
    place
        Which volume of a series or file with a fourth axis, from 1, or None.
    """

    path: Path
    series_uid: str | None = None
    place: int | None = None


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", metavar="PATH", type=Path, help="DICOM file or folder, or a NIfTI or NRRD file")
    parser.add_argument(
        "-o", "--output", metavar="F.nii.gz", type=Path, required=True, help="file to write: .nii.gz, .nii or .nrrd"
    )
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the one with most slices)")
    parser.add_argument(
        "--axis", metavar="N", type=int, help="volume on the fourth axis (echo, time, b-value ...), from 1"
    )
    add_corrections(parser, even=True)


def run(options: argparse.Namespace, console: Console) -> None:
    """Write the volume with its affine; refuses slices that form no regular grid unless they are to be corrected."""
    source = Source(options.path, options.series, options.axis)
    convert(source, options.output, Wish(options.correct_tilt, options.even), console=console)


def convert(source: Source, output: Path, wish: Wish, *, console: Console) -> None:
    """Convert one volume.

    Parameters
    ----------
    source
        What to convert.
    output
        Ends in ``.nii.gz``, ``.nii`` or ``.nrrd``.
    wish
        Corrections of the grid.
    console
        For words and progress.

    Raises
    ------
    ReportableError
        As one sentence: not readable, not a regular grid, cannot be written.
    """
    from app.imaging.volume_file import is_volume_file, require_volume_name, write_volume

    require_volume_name(output)
    is_file = is_volume_file(source.path) and source.path.is_file()
    volume, padding = _from_file(source) if is_file else _from_dicom(source, wish, console)
    volume, done = regular(volume, wish, _PURPOSE, console, padding=padding)
    write_volume(volume, output, more=done)
    slices, rows, columns = volume.shape
    unit = f", {volume.unit}" if volume.unit else ""
    console.note(f"Wrote {output.name}: {columns} × {rows} × {slices} voxels{unit}.")


def _from_file(source: Source) -> tuple[Volume, None]:
    """Read a NIfTI or NRRD file."""
    from app.dicom.files.memory import MEMORY_SHARE, available_bytes
    from app.imaging.volume_file import read_volume

    if source.series_uid is not None:
        raise UsageError(f"{source.path.name} has no series.", "Leave out --series.")
    if source.place is not None and source.place < 1:
        raise UsageError("Volumes are counted from 1.", "Give --axis 1 or more.")
    free = available_bytes()
    may_use = None if free is None else int(MEMORY_SHARE * free)
    place = None if source.place is None else source.place - 1
    return read_volume(source.path, place=place, may_use_bytes=may_use), None


def _from_dicom(source: Source, wish: Wish, console: Console) -> tuple[Volume, tuple[float, float] | None]:
    """Scan, choose and decode; the volume and its padding."""
    from app.dicom.series_load import fill, open_series

    found = scan_path(source.path, console)
    series = choose_series(found, source.series_uid, console, place=source.place)
    opened = open_series(series)
    # Before hundreds of slices are decoded in vain.
    require_correctable(opened.volume, wish, _PURPOSE)
    opened = fill(opened, progress=console.progress)
    return opened.volume, opened.presentation.padding
