"""Results as files: DICOM SEG, DICOM SR, the picture as PNG, the reader's measurements as CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.own_plane import is_ready
from app.imaging.annotations.place import slice_of
from app.imaging.annotations.rows import MeasurementRow, measurement_rows, to_csv
from app.imaging.annotations.scale import Calibration
from app.imaging.atomic import atomic_path
from app.imaging.png import write_png
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session


class ExportActions(QObject):
    """What a reader can write to disk. A failure is told; nothing that is open changes."""

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner

    def can_export_result(self) -> bool:
        """Whether a model said something about the open series."""
        return self._session.result is not None

    def seg(self, path: Path) -> None:
        """Write the structures of the latest result as DICOM Segmentation."""
        self._start(say("Exporting the segmentation"), write_seg, path)

    def sr(self, path: Path) -> None:
        """Write the measurements of the latest result as DICOM Structured Report."""
        self._start(say("Exporting the report"), write_sr, path)

    def png(self, pixels: npt.NDArray[np.uint8], path: Path) -> None:
        """Write a picture of the pane.

        Parameters
        ----------
        pixels
            (rows, columns, 3) uint8 RGB, as the pane gives it: with the notice in it.
        path
            Ends in ``.png``.
        """
        self._runner.start(say("Exporting the picture"), png_file, pixels, path, lane=Lane.DISK)

    def write_measurements(self, path: Path) -> None:
        """Write the numbers of the reader's annotations on the open series as CSV."""
        opened = self._session.opened
        if opened is None:
            return
        book = self._session.annotations
        listed = tuple((each, book.calibration(each.mark)) for each in book.on_series(opened.series))
        self._runner.start(say("Exporting the measurements"), measurements_file, listed, opened, path, lane=Lane.DISK)

    def _start(self, title: str, work: Callable[..., None], path: Path) -> None:
        result, opened = self._session.result, self._session.opened
        if result is not None and opened is not None:
            self._runner.start(title, work, result, opened, path, lane=Lane.DISK)


def measurements_file(
    listed: tuple[tuple[Annotation, Calibration | None], ...],
    opened: OpenSeries,
    path: Path,
    *,
    progress: Progress = silent,
) -> None:
    """Measure annotations and write a row per number.

    Parameters
    ----------
    listed
        Annotations of the series with the calibrations that hold for them.
    opened
        The series; a region whose slices are not decoded yet has its area only.
    path
        Ends in ``.csv``.

    Raises
    ------
    app.errors.ExportError
        When it cannot be written.
    """
    rows: list[MeasurementRow] = []
    volume, series = opened.volume, opened.series
    for number, (annotation, calibration) in enumerate(listed, 1):
        progress((number - 1) / len(listed), annotation.title)
        measured = measure(
            annotation,
            volume,
            calibration=calibration,
            padding=opened.presentation.padding,
            with_values=is_ready(annotation, volume, opened.filled),
        )
        rows += measurement_rows(
            annotation,
            measured,
            number=number,
            series_number=series.number,
            series_description=series.description,
            slice_index=slice_of(annotation, volume),
        )
    with atomic_path(path) as temporary:
        # The mark of the encoding is what spreadsheets tell UTF-8 by.
        temporary.write_text(to_csv(rows), encoding="utf-8-sig", newline="")


def png_file(pixels: npt.NDArray[np.uint8], path: Path, *, progress: Progress = silent) -> None:
    """Write a picture; see `app.imaging.png.write_png`."""
    progress(0.0, path.name)
    write_png(pixels, path)
