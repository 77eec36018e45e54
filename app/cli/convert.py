"""``lightbox convert``: a series as a NIfTI volume in real units."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.choose import choose_series, scan_path
from app.cli.console import Console


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", metavar="PATH", type=Path, help="DICOM file or folder")
    parser.add_argument("-o", "--output", metavar="F.nii.gz", type=Path, required=True, help="file to write")
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the one with most slices)")


def run(options: argparse.Namespace, console: Console) -> None:
    """Write the volume with its affine; refuses series whose slices do not form a regular grid."""
    convert(options.path, options.output, series_uid=options.series, console=console)


def convert(path: Path, output: Path, *, series_uid: str | None, console: Console) -> None:
    """Convert one series.

    Parameters
    ----------
    path
        DICOM file or folder.
    output
        Ends in ``.nii.gz`` or ``.nii``.
    series_uid
        (0020,000E), or None for the series with most slices.
    console
        For words and progress.

    Raises
    ------
    ReportableError
        As one sentence: not readable, not a regular grid, cannot be written.
    """
    from app.dicom.load import fill, open_series
    from app.imaging.nifti import require_nifti_name, write_nifti

    require_nifti_name(output)
    series = choose_series(scan_path(path, console), series_uid, console)
    opened = open_series(series)
    # Before hundreds of slices are decoded in vain.
    opened.volume.require_uniform("Conversion")
    volume = fill(opened, progress=console.progress).volume
    write_nifti(volume, output)
    slices, rows, columns = volume.shape
    unit = f", {volume.unit}" if volume.unit else ""
    console.note(f"Wrote {output.name}: {columns} × {rows} × {slices} voxels{unit}.")
