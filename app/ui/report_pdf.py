"""The printed report: one page PDF with pictures, findings, model, verdict of the gate and the notice.

Qt draws it, as it draws the window: letters that the shipped font lacks come from the fonts of the system, run from
right to left where they have to, and all of them are embedded into the file.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from ai.progress import Progress, silent
from ai.words import say
from app.imaging.atomic import atomic_path
from app.imaging.report import Report, ReportPicture
from app.ui.known_words import known
from app.ui.spoken import spoken

translate = QCoreApplication.translate

_DPI = 150
"""Dots of the page; text and lines are drawn as such, pictures keep their own pixels."""

_MARGIN_MM = 14.0
_TEXT_PT = 9.0

_PICTURE_SHARES = (0.5, 0.42, 0.34, 0.26, 0.2)
"""Of the height of the page for pictures: the largest that leaves one page."""

_FEWER_ROWS = (None, 40, 30, 20, 12, 6)
"""Rows of the table: as many as leave one page; the others are told to be in the CSV file."""

_STRONG = "b, h2, th { font-weight: 600 }"
"""The shipped font has no bolder face: Qt would print each bold letter twice, and twice it would be copied."""


def write_report(report: Report, path: Path, *, progress: Progress = silent) -> None:
    """Write a report as PDF.

    Parameters
    ----------
    report
        What stands in it; said in the language of the window.
    path
        Ends in ``.pdf``; replaced whole or not at all.

    Raises
    ------
    app.errors.ExportError
        Where the file cannot be written.
    """
    progress(0.0, say("Writing the report"))
    # Into memory: Qt does not tell of a disk that is full.
    memory = QBuffer()
    memory.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(memory)
    writer.setResolution(_DPI)
    writer.setTitle(translate("Report", "Report of a model"))
    writer.setCreator("Lightbox")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    _one_page(report, writer).print_(writer)
    # Qt ends the file when the writer goes.
    del writer
    with atomic_path(path) as temporary:
        temporary.write_bytes(memory.data().data())
    progress(1.0, say("The report is written"))


def _one_page(report: Report, writer: QPdfWriter) -> QTextDocument:
    """Lay the report out so that it fits one page: smaller pictures first, then fewer rows."""
    area = writer.pageLayout().paintRectPixels(_DPI)
    page = QSizeF(area.width(), area.height())
    for most in _FEWER_ROWS:
        for share in _PICTURE_SHARES:
            document = QTextDocument()
            document.setDocumentMargin(0)
            document.documentLayout().setPaintDevice(writer)
            font = QFont("Inter")
            font.setPointSizeF(_TEXT_PT)
            # Letters that follow their neighbours ("(" beside capitals) have no code in the file: copied they are lost.
            font.setFeature(QFont.Tag("calt"), 0)
            document.setDefaultFont(font)
            document.setDefaultStyleSheet(_STRONG)
            document.setPageSize(page)
            document.setHtml(_html(report, document, page, share, most))
            if document.pageCount() <= 1:
                return document
    return document


def _html(report: Report, document: QTextDocument, page: QSizeF, share: float, most: int | None) -> str:
    """Write the page in the HTML that Qt knows."""
    rows = report.rows if most is None else report.rows[:most]
    cells = "".join(f"<tr>{''.join(f'<td>{_words(each)}</td>' for each in row)}</tr>" for row in rows)
    if len(rows) < len(report.rows):
        more = translate("Report", "{count} more: see the CSV file.").format(count=len(report.rows) - len(rows))
        cells += f"<tr><td colspan='3'>{escape(more)}</td></tr>"
    titles = (translate("Report", "Finding"), translate("Report", "Value"), translate("Report", "Remark"))
    header = "".join(f"<th align='left'>{escape(each)}</th>" for each in titles)
    patient = translate("Report", "Patient: hidden")
    if report.patient is not None:
        name, number = report.patient.name or "–", report.patient.id or "–"
        patient = translate("Report", "Patient: {name}, ID {id}").format(name=name, id=number)
    heading, model = translate("Report", "Report of a model"), translate("Report", "Model")
    if report.is_by_person:
        heading = translate("Report", "Report of drawn masks")
    notice = escape(known(report.notice))
    table = f"<table width='100%' cellpadding='3' border='0'><tr>{header}</tr>{cells}</table>" if report.rows else ""
    gate = "".join(f"<br/>{_words(each)}" for each in report.gate)
    notes = "".join(f"<p>{_words(each)}</p>" for each in report.notes)
    return (
        f"<h2>{escape(heading)}</h2>"
        f"<p><b>{notice}. {_words(report.standing)}</b></p>"
        f"<p>{escape(patient)}<br/>{_words(report.series)}</p>"
        f"{_pictures(report.pictures, document, page, share)}{table}{notes}"
        f"<p>{escape(model)}: {_words(report.model)}{gate}</p>"
        f"<p align='center'><b>{notice}</b></p>"
    )


def _pictures(pictures: tuple[ReportPicture, ...], document: QTextDocument, page: QSizeF, share: float) -> str:
    """Put the pictures side by side, equally high."""
    if not pictures:
        return ""
    # Qt takes the sizes of pictures for those of the screen and enlarges them for the page.
    enlarged = _DPI / round(QGuiApplication.primaryScreen().logicalDotsPerInchY())
    gap = 0.02 * page.width()
    widest = (page.width() - gap * len(pictures)) / len(pictures)
    cells = []
    for number, picture in enumerate(pictures):
        rows, columns, _ = picture.pixels.shape
        image = QImage(picture.pixels.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
        name = f"picture{number}"
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        scale = min(widest / columns, share * page.height() / rows) / enlarged
        size = f"width='{columns * scale:.0f}' height='{rows * scale:.0f}'"
        caption = f"<br/>{_words(picture.caption)}" if picture.caption else ""
        cells.append(f"<td align='center'><img src='{name}' {size}/>{caption}</td>")
    return f"<table width='100%'><tr>{''.join(cells)}</tr></table>"


def _words(text: str) -> str:
    return escape(spoken(text))
