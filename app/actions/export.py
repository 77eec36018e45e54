"""Results as files: DICOM SEG, DICOM SR, and the picture as PNG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
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
        self._start("Exporting the segmentation", write_seg, path)

    def sr(self, path: Path) -> None:
        """Write the measurements of the latest result as DICOM Structured Report."""
        self._start("Exporting the report", write_sr, path)

    def png(self, pixels: npt.NDArray[np.uint8], path: Path) -> None:
        """Write a picture of the pane.

        Parameters
        ----------
        pixels
            (rows, columns, 3) uint8 RGB, as the pane gives it: with the notice in it.
        path
            Ends in ``.png``.
        """
        self._runner.start("Exporting the picture", png_file, pixels, path, lane=Lane.DISK)

    def _start(self, title: str, work: Callable[..., None], path: Path) -> None:
        result, opened = self._session.result, self._session.opened
        if result is not None and opened is not None:
            self._runner.start(title, work, result, opened, path, lane=Lane.DISK)


def png_file(pixels: npt.NDArray[np.uint8], path: Path, *, progress: Progress = silent) -> None:
    """Write a picture; see `app.imaging.png.write_png`."""
    progress(0.0, path.name)
    write_png(pixels, path)
