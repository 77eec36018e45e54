"""The printed report without a window: the command line has no Qt application of its own."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QFontDatabase, QGuiApplication

from ai.progress import Progress, silent
from app.imaging.report import Report
from app.ui.report_pdf import write_report
from app.ui.theme import RESOURCES


def write_report_headless(report: Report, path: Path, *, progress: Progress = silent) -> None:
    """Write a report as PDF, with the shipped font, where no window is open and perhaps no screen.

    Parameters
    ----------
    report, path
        As for `app.ui.report_pdf.write_report`.

    Raises
    ------
    app.errors.ExportError
        Where the file cannot be written.
    """
    application = QGuiApplication.instance()
    if application is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication(["lightbox"])
    for font in sorted((RESOURCES / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(font))
    write_report(report, path, progress=progress)
    del application
