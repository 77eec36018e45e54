"""The report of a fine-tuning as PDF: the page of `ai.training.report_html`, printed by Qt.

Qt's documents know no drawings inside a page, so each is drawn by itself and put in its place as a picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtSvg import QSvgRenderer

from ai.progress import Progress, silent
from ai.training.report_html import report_body, report_title
from ai.training.report_svg import HEIGHT, WIDTH, on_paper
from ai.words import say
from app.imaging.atomic import atomic_path
from app.ui.theme import RESOURCES

_DPI = 150
_MARGIN_MM = 14.0
_TEXT_PT = 8.5

_FINER = 3
"""Dots of a drawing by the side of one unit: sharp in print."""

_SHARE = 0.44
"""Of the width of the page for one drawing: two stand beside each other."""

_STYLE = """
body { color: #000000 } b, h1, h2, h3, th, .word, .notice { font-weight: 600 }
h1 { font-size: 14pt } h2 { font-size: 11pt } h3 { font-size: 9pt }
.word { font-size: 18pt } .dim, .legend, th { color: #444444 } .notice, .caution { color: #8a5200 }
.new { color: #1f6fb2 } .base { color: #b06a00 } .alarm { color: #a5191f }
.h1 { background-color: #e8f0f7 } .h2 { background-color: #d2e2ef } .h3 { background-color: #bcd4e8 }
.h4 { background-color: #a5c5e0 } .h5 { background-color: #8fb7d8 }
"""
"""Of the shipped font there is no bolder face than 600: Qt would print each bold letter twice."""


def report_pdf(report: Mapping[str, Any], path: Path, *, progress: Progress = silent) -> None:
    """Print a report on pages of A4.

    Parameters
    ----------
    report
        Content of ``report.json``.
    path
        Ends in ``.pdf``; replaced whole or not at all.
    progress
        Called with what is done.

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
    writer.setTitle(report_title(report))
    writer.setCreator("Lightbox")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    _document(report, writer).print_(writer)
    # Qt ends the file when the writer goes.
    del writer
    with atomic_path(path) as temporary:
        temporary.write_bytes(memory.data().data())
    progress(1.0, say("The report is written"))


def report_pdf_headless(report: Mapping[str, Any], path: Path, *, progress: Progress = silent) -> None:
    """Print it where no window is open and perhaps no screen; parameters as `report_pdf`."""
    application = QGuiApplication.instance()
    if application is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        application = QGuiApplication(["lightbox"])
    for font in sorted((RESOURCES / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(font))
    report_pdf(report, path, progress=progress)
    del application


def _document(report: Mapping[str, Any], writer: QPdfWriter) -> QTextDocument:
    area = writer.pageLayout().paintRectPixels(_DPI)
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.documentLayout().setPaintDevice(writer)
    font = QFont("Inter")
    font.setPointSizeF(_TEXT_PT)
    # Letters that follow their neighbours ("(" beside capitals) have no code in the file: copied they are lost.
    font.setFeature(QFont.Tag("calt"), 0)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setPageSize(QSizeF(area.width(), area.height()))
    # Qt takes the sizes of pictures for those of the screen and enlarges them for the page.
    enlarged = _DPI / round(QGuiApplication.primaryScreen().logicalDotsPerInchY())
    width = _SHARE * area.width() / enlarged
    document.setHtml(_printed(report_body(report), document, width))
    return document


def _printed(body: str, document: QTextDocument, width: float) -> str:
    """Write the body in the HTML that Qt knows, its drawings beside it."""
    names: list[str] = []

    def picture(found: re.Match[str]) -> str:
        names.append(f"drawing{len(names)}")
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(names[-1]), _drawn(found[0]))
        return f'<img src="{names[-1]}" width="{width:.0f}" height="{width * HEIGHT / WIDTH:.0f}"/>'

    # Words of a report are escaped, so that only drawings begin like one.
    body = re.sub(r"<svg.*?</svg>", picture, body, flags=re.DOTALL)
    body = re.sub(r'class="n( h\d)?"', r'align="right" class="n\1"', body).replace("<th>", '<th align="left">')
    return body.replace("<table", '<table cellpadding="2" cellspacing="0" width="100%"')


def _drawn(drawing: str) -> QImage:
    image = QImage(WIDTH * _FINER, HEIGHT * _FINER, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(on_paper(drawing).encode())).render(painter)
    painter.end()
    return image
