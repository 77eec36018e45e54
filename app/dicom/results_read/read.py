"""Results of any maker over the open series: one door for segmentations, contours, reports and maps."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ai.inference.results import ModelResult
from ai.progress import Progress, silent
from ai.words import say
from app.dicom.files.attribute import PYDICOM_FAULTS, text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.results_read.kinds import ResultKind
from app.dicom.results_read.pm_read import read_pm
from app.dicom.results_read.rtstruct_read import read_rtstruct
from app.dicom.results_read.seg_read import read_seg
from app.dicom.results_read.source_file import open_result, references_of
from app.dicom.results_read.sr_read import read_sr
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

_READERS = {
    ResultKind.SEGMENTATION: read_seg,
    ResultKind.CONTOURS: read_rtstruct,
    ResultKind.REPORT: read_sr,
    ResultKind.PARAMETRIC_MAP: read_pm,
}


def read_result(path: Path, opened: OpenSeries, *, progress: Progress = silent) -> ModelResult:
    """Read a file with results and put them on the grid of the open series.

    Everything lies where the file says it lies in the patient, or on the image it names; where grids differ a note
    says so. What lies in another space is refused.

    Parameters
    ----------
    path
        DICOM Segmentation, RT Structure Set, Structured Report or Parametric Map.
    opened
        The open series; its pixels are not looked at.

    Returns
    -------
    ModelResult
        With the name of its maker in ``provenance.maker``: it was not made here.

    Raises
    ------
    app.errors.DicomReadError
        In a sentence.
    ai.errors.MemoryShort
        Before anything is taken that does not fit.
    """
    file = open_result(path)
    try:
        return _READERS[file.kind](file, opened, progress=progress)
    except PYDICOM_FAULTS as error:
        # Damaged sequences show only when a value is asked for.
        raise DicomReadError(
            say("The file is damaged: its results cannot be read."), say("Fetch the file again from its source.")
        ) from error


def series_for(path: Path, listed: Iterable[Series]) -> Series | None:
    """Find the series that a file with results refers to: by its images, else by its series.

    Parameters
    ----------
    path
        The file.
    listed
        Of its study.

    Raises
    ------
    app.errors.DicomReadError
        When the file cannot be read.
    """
    header = open_dicom(path, for_pixels=False).header
    references = references_of(header)
    own = text(header, "SeriesInstanceUID")
    others = [series for series in listed if series.uid != own]
    shared = [len({each.sop_instance_uid for each in series.instances} & references.images) for series in others]
    if any(shared):
        return others[shared.index(max(shared))]
    return next((series for series in others if series.uid in references.series), None)
