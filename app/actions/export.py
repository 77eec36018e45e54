"""Results as files: DICOM objects, NIfTI, CSV, the printed report, the picture as PNG; the reader's measurements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ai.inference.results import ModelResult
from ai.progress import Progress, part, silent
from ai.words import say
from app.actions.export_kind import STRUCTURES, ExportKind
from app.actions.exported import Exported, TellExported
from app.dicom.export.authorship import Standing, standing_of
from app.dicom.export.gsps_write import Drawn, write_gsps
from app.dicom.export.pm_write import write_pms
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.export.sc_write import write_sc
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.label import label_lines
from app.imaging.annotations.measuring import measure
from app.imaging.annotations.own_plane import is_ready
from app.imaging.annotations.place import slice_of
from app.imaging.annotations.rows import MeasurementRow, measurement_rows, to_csv
from app.imaging.annotations.scale import Calibration
from app.imaging.atomic import atomic_path
from app.imaging.finding_rows import finding_rows, findings_csv
from app.imaging.nifti import write_label_nifti
from app.imaging.png import write_png
from app.imaging.report import Patient, ReportPicture, report_of
from app.imaging.window import Voi
from app.jobs.runner import JobRunner, Lane
from app.state.reading import Reading
from app.state.session import Session

ReportWriter: TypeAlias = Callable[..., None]
"""Draws an `app.imaging.report.Report` into a file: ``write(report, path, *, progress)``."""


class ExportActions(QObject):
    """What a reader can write to disk. A failure is told; nothing that is open changes.

    Signals
    -------
    noted(str)
        Something was left out of a file that was written; a sentence for the reader.
    exported(Exported)
        A file was written.
    """

    noted = Signal(str)
    exported = Signal(object)

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner

    def can_export_result(self) -> bool:
        """Whether a model said something about the open series."""
        return self._session.result is not None

    def can_export(self, kind: ExportKind) -> bool:
        """Whether there is something of a kind to write."""
        result, opened = self._kept(), self._session.opened
        if opened is None:
            return False
        if kind is ExportKind.CAPTURE:
            return opened.series.image is None
        if kind is ExportKind.GSPS:
            return bool(self._session.annotations.on_series(opened.series)) and opened.series.image is None
        if result is None:
            return False
        if kind in STRUCTURES:
            return bool(result.structures)
        if kind is ExportKind.PARAMETRIC_MAP:
            return any(structure.probability is not None for structure in result.structures)
        if kind is ExportKind.SR:
            return bool(result.measurements or result.classifications or result.detections or result.notes)
        return True

    def write(self, kind: ExportKind, path: Path) -> None:
        """Write the latest result, or for GSPS what is drawn, in one of the ways that need no picture of the pane.

        What the reader rejected is left out.
        """
        if kind is ExportKind.GSPS:
            self._annotations(path)
            return
        result, opened = self._kept(), self._session.opened
        if result is None or opened is None:
            return
        title, work = _work(kind)
        # A mask in work goes on changing while the file is written.
        result = self._session.editing.frozen(result)
        self._runner.start(
            title,
            work,
            result,
            opened,
            path,
            standing=self._standing(),
            lane=Lane.DISK,
            on_done=self._tell(kind.name.lower(), result),
        )

    def capture(self, pixels: npt.NDArray[np.uint8], path: Path) -> None:
        """Write a picture of the pane as DICOM Secondary Capture.

        Parameters
        ----------
        pixels
            (rows, columns, 3) uint8 RGB, as the pane gives it: with the notice in it.
        path
            Where to.
        """
        opened, state = self._session.opened, self._session.panes.active.state
        if opened is None:
            return
        shown = not state.overlay_hidden
        self._runner.start(
            say("Exporting the picture"),
            write_sc,
            pixels,
            opened,
            path,
            slices=range(opened.volume.shape[0]) if state.cut.is_mpr else [state.index],
            results=self._kept_results() if shown else (),
            standing=self._standing(),
            lane=Lane.DISK,
            on_done=self._tell("capture"),
        )

    def report(self, pixels: npt.NDArray[np.uint8], path: Path, write: ReportWriter) -> None:
        """Write the latest result as a page to print.

        Parameters
        ----------
        pixels
            (rows, columns, 3) uint8 RGB, picture of the pane.
        path
            Ends in ``.pdf``.
        write
            What draws the page.
        """
        result, opened, study = self._kept(), self._session.opened, self._session.study
        if result is None or opened is None:
            return
        hidden = self._session.privacy.is_on or study is None
        report = report_of(
            result,
            opened.volume,
            patient=None if hidden or study is None else Patient(study.patient_name, study.patient_id),
            series=f"{opened.series.modality} {opened.series.title}",
            pictures=(ReportPicture(pixels),),
            accepted=self._standing() is Standing.ACCEPTED,
        )
        self._runner.start(
            say("Exporting the report"), write, report, path, lane=Lane.DISK, on_done=self._tell("report", result)
        )

    def png(self, pixels: npt.NDArray[np.uint8], path: Path) -> None:
        """Write a picture of the pane.

        Parameters
        ----------
        pixels
            (rows, columns, 3) uint8 RGB, as the pane gives it: with the notice in it.
        path
            Ends in ``.png``.
        """
        self._runner.start(
            say("Exporting the picture"), png_file, pixels, path, lane=Lane.DISK, on_done=self._tell("png")
        )

    def write_measurements(self, path: Path) -> None:
        """Write the numbers of the reader's annotations on the open series as CSV."""
        opened = self._session.opened
        if opened is None:
            return
        book = self._session.annotations
        listed = tuple((each, book.calibration(each.mark)) for each in book.on_series(opened.series))
        self._runner.start(
            say("Exporting the measurements"),
            measurements_file,
            listed,
            opened,
            path,
            lane=Lane.DISK,
            on_done=self._tell("measurements"),
        )

    def _annotations(self, path: Path) -> None:
        """Write what is drawn on the open series, with the window of the pane."""
        opened, state, book = self._session.opened, self._session.panes.active.state, self._session.annotations
        if opened is None:
            return
        listed = tuple((each, book.calibration(each.mark)) for each in book.on_series(opened.series) if each.visible)
        self._runner.start(
            say("Exporting the annotations"),
            annotations_file,
            listed,
            opened,
            path,
            voi=state.voi,
            inverted=opened.presentation.inverted != state.inverted,
            lane=Lane.DISK,
            on_done=self._tell("gsps", then=self._on_annotations_written),
        )

    def _on_annotations_written(self, left_out: int) -> None:
        if left_out == 1:
            self.noted.emit(say("One annotation lies on no slice of the series and was left out of the file."))
        elif left_out:
            self.noted.emit(
                say("{count} annotations lie on no slice of the series and were left out of the file.", count=left_out)
            )

    def _tell(
        self, kind: str, result: ModelResult | None = None, *, then: Callable[[int], None] | None = None
    ) -> Callable[[object], None]:
        """Make what tells that a file was written, about what is open now."""
        opened = self._session.opened
        what = Exported(
            kind,
            "" if opened is None else opened.series.uid,
            None if result is None else result.provenance,
            "" if result is None else self._standing().value,
        )
        return TellExported(self.exported, what, then).take

    def _kept(self) -> ModelResult | None:
        """Return the latest result of the open series without what the reader rejected."""
        opened, result = self._session.opened, self._session.result
        return None if opened is None or result is None else self._session.reading_of(opened).whole(result)

    def _kept_results(self) -> tuple[ModelResult, ...]:
        """Return all results of the open series without what the reader rejected: none of that is in the picture."""
        opened = self._session.opened
        reading = Reading() if opened is None else self._session.reading_of(opened)
        return tuple(reading.kept(result) for result in reading.results)

    def _standing(self) -> Standing:
        """Tell whether a person accepted what is written in whole: every finding of it that was not rejected."""
        opened, result = self._session.opened, self._session.result
        if opened is None or result is None:
            return Standing.DRAFT
        is_accepted = self._session.reading_of(opened).is_accepted(result)
        return standing_of(result, Standing.ACCEPTED if is_accepted else Standing.DRAFT)


def _work(kind: ExportKind) -> tuple[str, Callable[..., object]]:
    """Tell what is done for a kind that needs a result and nothing else, and how that is called."""
    if kind is ExportKind.SEG:
        return say("Exporting the segmentation"), write_seg
    if kind is ExportKind.SR:
        return say("Exporting the report"), write_sr
    if kind is ExportKind.PARAMETRIC_MAP:
        return say("Exporting the probabilities"), write_pms
    if kind is ExportKind.RTSTRUCT:
        return say("Exporting the contours"), write_rtstruct
    if kind is ExportKind.LABELS:
        return say("Exporting the label map"), labels_file
    if kind is ExportKind.FINDINGS:
        return say("Exporting the findings"), findings_file
    raise ValueError(f"{kind.name} needs a picture of the pane")


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


def annotations_file(
    listed: tuple[tuple[Annotation, Calibration | None], ...],
    opened: OpenSeries,
    path: Path,
    *,
    voi: Voi | None,
    inverted: bool,
    progress: Progress = silent,
) -> int:
    """Measure annotations and write them as a presentation state; see `app.dicom.export.gsps_write.write_gsps`."""
    drawn = []
    for number, (annotation, calibration) in enumerate(listed):
        progress(0.3 * number / len(listed), annotation.title)
        measured = measure(
            annotation,
            opened.volume,
            calibration=calibration,
            padding=opened.presentation.padding,
            with_values=is_ready(annotation, opened.volume, opened.filled),
        )
        drawn.append(Drawn(annotation, label_lines(annotation, measured)))
    return write_gsps(drawn, opened, path, voi=voi, inverted=inverted, progress=part(progress, 0.3, 1.0))


def labels_file(
    result: ModelResult, opened: OpenSeries, path: Path, *, standing: Standing, progress: Progress = silent
) -> None:
    """Write structures as one map of numbers, which has no place for ``standing``; `app.imaging.nifti`."""
    progress(0.0, path.name)
    write_label_nifti(result.structures, opened.volume, path)


def findings_file(
    result: ModelResult, opened: OpenSeries, path: Path, *, standing: Standing, progress: Progress = silent
) -> None:
    """Write what a model says as a table.

    Parameters
    ----------
    standing
        Whether a person accepted it.

    Raises
    ------
    app.errors.ExportError
        When it cannot be written.
    """
    progress(0.0, path.name)
    rows = finding_rows(result, opened.volume, state=standing.value)
    with atomic_path(path) as temporary:
        # The mark of the encoding is what spreadsheets tell UTF-8 by.
        temporary.write_text(findings_csv(rows), encoding="utf-8-sig", newline="")


def png_file(pixels: npt.NDArray[np.uint8], path: Path, *, progress: Progress = silent) -> None:
    """Write a picture; see `app.imaging.png.write_png`."""
    progress(0.0, path.name)
    write_png(pixels, path)
