"""All keys and mouse gestures on one sheet, to look at, to search and to print."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, Qt, Signal
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import ExportError
from app.imaging.atomic import atomic_path
from app.state.tool import ToolState
from app.ui.commands.command_set import CommandSet
from app.ui.panel import plain_tip, words
from app.ui.shortcut_rows import Row, Section, in_columns, key_sections, mouse_section, sections_with
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

COLUMNS = 3

_SIZE_PX = (1160, 720)
_MARGIN_MM = 12.0
_PRINTED_PX = (10, 9, 8, 7, 6, 5)
_POINTS_PER_INCH = 72


class ShortcutSheet(QDialog):
    """Shows the keys of the command table as they are now; the window stays live behind it.

    Parameters
    ----------
    commands
        All commands with their keys.
    tools
        What the mouse does.

    Signals
    -------
    change_requested()
        The reader wants other keys.
    """

    change_requested = Signal()

    def __init__(self, commands: CommandSet, tools: ToolState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys and mouse"))
        self.resize(*_SIZE_PX)
        self._commands = commands
        self._tools = tools
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search keys and words"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(320)
        self.save = QPushButton(self.tr("Save as PDF…"))
        self.change = QPushButton(self.tr("Change keys…"))
        for button in (self.save, self.change):
            button.setAutoDefault(False)
        self.told = words("", "dim")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 14)
        head.setSpacing(GAP_PX)
        head.addWidget(self.search, 1)
        head.addSpacing(GAP_PX)
        head.addWidget(self.told, 1)
        head.addWidget(self.change)
        head.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        self.search.textChanged.connect(self._on_news)
        self.save.clicked.connect(self._on_save_clicked)
        self.change.clicked.connect(self.change_requested)
        commands.keys_changed.connect(self._on_news)
        tools.tool_changed.connect(self._on_news)
        self.refresh()

    @property
    def sections(self) -> tuple[Section, ...]:
        """All that can be on it."""
        commands = [action.command for action in self._commands.all]
        keys = {action.command.id: action.keys for action in self._commands.all}
        return (*key_sections(commands, keys), mouse_section(self._tools.buttons, self._commands.tool_names()))

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows as shown."""
        return tuple(row for section in sections_with(self.search.text(), self.sections) for row in section.rows)

    def refresh(self) -> None:
        """Show the keys as they are now."""
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.setContentsMargins(24, 18, 24, 24)
        layout.setSpacing(36)
        sections = sections_with(self.search.text(), self.sections)
        if not sections:
            layout.addWidget(words(self.tr("Nothing has these words."), "dim"), 0, Qt.AlignmentFlag.AlignTop)
        for column in in_columns(sections, COLUMNS) if sections else ():
            layout.addWidget(_column(column), 1)
        self._scroll.setWidget(page)

    def save_pdf(self, path: Path) -> None:
        """Write the sheet on one page; what hinders it is told in the head of the sheet."""
        try:
            with atomic_path(path) as temporary:
                temporary.write_bytes(_pdf(self.windowTitle(), in_columns(self.sections, COLUMNS)))
        except ExportError as error:
            self.told.setText(spoken(error.message))
        else:
            self.told.setText(self.tr("Saved as {name}.").format(name=path.name))

    def _on_news(self) -> None:
        self.refresh()

    def _on_save_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as PDF"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile("lightbox-keys.pdf")
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.open()

    def _on_path_chosen(self, path: str) -> None:
        self.save_pdf(Path(path))


def _column(sections: Iterable[Section]) -> QWidget:
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    line = 0
    for section in sections:
        if line:
            grid.setRowMinimumHeight(line, 12)
            line += 1
        grid.addWidget(words(section.title.upper(), "title"), line, 0, 1, 2)
        for number, row in enumerate(section.rows, start=line + 1):
            grid.addWidget(_cell(row.keys, "strong", row.help), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_cell(row.text, "dim", row.help, wrap=True), number, 1, Qt.AlignmentFlag.AlignTop)
        line += len(section.rows) + 1
    grid.setRowStretch(line, 1)
    return part


def _cell(text: str, role: str, help: str, *, wrap: bool = False) -> QLabel:
    cell = words(text, role, wrap=wrap)
    cell.setToolTip(plain_tip(help))
    return cell


def _pdf(title: str, columns: Iterable[Iterable[Section]]) -> bytes:
    """Print the sheet on one page of A4, landscape, in the largest letters that fit."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter))
    room = writer.pageLayout().paintRect(QPageLayout.Unit.Point).size()
    document = QTextDocument()
    # Black on white, whatever the theme; pixels of the document are points of the paper.
    document.setHtml(_html(title, columns))
    for size in _PRINTED_PX:
        font = QFont(document.defaultFont())
        font.setPixelSize(size)
        document.setDefaultFont(font)
        document.setPageSize(room)
        if document.pageCount() == 1:
            break
    painter = QPainter(writer)
    scale = writer.resolution() / _POINTS_PER_INCH
    painter.scale(scale, scale)
    document.drawContents(painter)
    painter.end()
    return bytes(buffer.data().data())


def _html(title: str, columns: Iterable[Iterable[Section]]) -> str:
    cells = "".join(
        f'<td width="33%">{"".join(_html_section(section) for section in column)}</td>' for column in columns
    )
    table = f'<table width="100%"><tr>{cells}</tr></table>'
    return f'<div style="color:#000000"><b>{escape(title)} – Lightbox</b>{table}</div>'


def _html_section(section: Section) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(row.keys)}</b>&nbsp;&nbsp;</td><td>{escape(row.text)}</td></tr>" for row in section.rows
    )
    return f"<p><b>{escape(section.title.upper())}</b></p><table>{rows}</table>"
