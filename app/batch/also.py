"""What a run writes besides its masks and report: parametric maps, contours, tables, the printed report."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai.inference.results import ModelResult
    from app.dicom.series_load import OpenSeries

ALSO = ("pm", "rtstruct", "labels", "csv", "pdf")
"""Names of what can be written besides, in this order."""

PM_FILE, RTSTRUCT_FILE, LABELS_FILE, CSV_FILE, PDF_FILE = (
    "pm.dcm",
    "rtstruct.dcm",
    "labels.nii.gz",
    "findings.csv",
    "report.pdf",
)


def also_argument(text: str) -> tuple[str, ...]:
    """Read the value of ``--also``: names with commas between them."""
    wanted = {name.strip() for name in text.split(",") if name.strip()}
    unknown = sorted(wanted - set(ALSO))
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(ALSO)}")
    return tuple(name for name in ALSO if name in wanted)


def write_also(wanted: Sequence[str], result: ModelResult, opened: OpenSeries, folder: Path) -> tuple[str, ...]:
    """Write what was asked for as far as the result and the series allow it.

    Parameters
    ----------
    wanted
        Of `ALSO`.
    result, opened
        The result and the series that it was made from.
    folder
        Where to.

    Returns
    -------
    tuple[str, ...]
        Why some of it was not written: sentences for the reader.

    Raises
    ------
    app.errors.ExportError
        Where the disk refuses.
    """
    from app.dicom.export.pm_write import write_pms
    from app.dicom.export.rtstruct_write import write_rtstruct
    from app.errors import ExportError
    from app.imaging.nifti import write_label_nifti

    left_out = []
    for name in wanted:
        try:
            if name == "pm":
                write_pms(result, opened, folder / PM_FILE)
            elif name == "rtstruct":
                write_rtstruct(result, opened, folder / RTSTRUCT_FILE)
            elif name == "labels":
                write_label_nifti(result.structures, opened.volume, folder / LABELS_FILE)
            elif name == "csv":
                _write_csv(result, opened, folder / CSV_FILE)
            else:
                _write_pdf(result, opened, folder / PDF_FILE)
        except ExportError as error:
            # What a model does not say, or images do not tell, is no failure of the others; a full disk fails them all.
            if isinstance(error.__cause__, OSError):
                raise
            left_out.append(f"{name}: {error.message}")
    return tuple(left_out)


def _write_csv(result: ModelResult, opened: OpenSeries, path: Path) -> None:
    from app.imaging.atomic import atomic_path
    from app.imaging.finding_rows import finding_rows, findings_csv

    with atomic_path(path) as temporary:
        # The mark of the encoding is what spreadsheets tell UTF-8 by.
        temporary.write_text(findings_csv(finding_rows(result, opened.volume)), encoding="utf-8-sig", newline="")


def _write_pdf(result: ModelResult, opened: OpenSeries, path: Path) -> None:
    """Draw the slice that tells most. The patient's name is not on it: a folder of results may be handed on."""
    from app.dicom.slice_render import render
    from app.imaging.outlined import outlined, telling_slice
    from app.imaging.report import ReportPicture, report_of
    from app.ui.headless_report import write_report_headless

    count = opened.volume.shape[0]
    index = telling_slice(result, count)
    picture = ReportPicture(outlined(render(opened, index), result, index), f"Slice {index + 1} of {count}")
    report = report_of(
        result,
        opened.volume,
        patient=None,
        series=f"{opened.series.modality} {opened.series.title}",
        pictures=(picture,),
    )
    write_report_headless(report, path)
