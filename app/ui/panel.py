"""Parts that all panels are made of: a titled frame, words in their role, a section that folds."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import tint
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX, Token, now

LONGEST_TEXT = 4000
"""Characters of a text that is shown; a licence may fill the memory, and nobody reads on for pages here."""

LONGEST_NAME = 80
"""Characters of a name on a button or over a window, where nothing is cut by itself."""


_OFF_BORDER_PX = 9
"""Brings the number of a spin box below the words of the fields beside it."""


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """Cut a text that is longer than anybody meant it, "…" in place of the rest."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def words(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """Make a label in a role of the style sheet. Text is shown as it is, never as markup: it may come from a file.

    Sentences of the layers below are said in the language of the window. What is endless is shortened.
    """
    label = QLabel(shortened(spoken(text)))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    if wrap:
        # A wrapped label asks for its widest line otherwise, and the panel would grow with the words.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def set_role(label: QLabel, role: str) -> None:
    """Give a label another role of the style sheet."""
    if label.property("role") != role:
        label.setProperty("role", role)
        # Qt looks at properties only when a widget is polished.
        label.style().unpolish(label)
        label.style().polish(label)


def plain_tip(text: str) -> str:
    """Make a tooltip that shows a text as it is: Qt takes what looks like markup for markup, and names may."""
    text = shortened(text)
    if not Qt.mightBeRichText(text):
        return text
    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"


def off_border(field: QAbstractSpinBox) -> None:
    """Keep the number of a field off its border: Qt leaves out the padding of one whose buttons have a style."""
    field.lineEdit().setTextMargins(_OFF_BORDER_PX, 0, 0, 0)


def add_row(form: QFormLayout, title: str, field: QWidget) -> None:
    """Add a field whose title stands at the height of its words: Qt would put it higher beside a tall one."""
    label = QLabel(title)
    label.setBuddy(field)
    label.setMinimumHeight(max(field.minimumHeight(), field.sizeHint().height()))
    form.addRow(label, field)


def rule() -> QFrame:
    """Make a hairline between two parts."""
    line = QFrame()
    line.setProperty("role", "line")
    return line


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            # Hidden first: deleting happens later, and a panel must not show old and new words together.
            widget.hide()
            widget.deleteLater()


class Panel(QFrame):
    """A titled frame in a column of the window."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GAP_PX, 12, 2 * GAP_PX, 14)
        self.body.setSpacing(GAP_PX)
        self._title_line = QHBoxLayout()
        self._title_line.addWidget(words(title.upper(), "title"), 1)
        self.body.addLayout(self._title_line)

    def add_to_title(self, widget: QWidget) -> None:
        """Put something at the end of the line of the title."""
        self._title_line.addWidget(widget)


class Fold(QWidget):
    """A section that opens and closes by a click on its title."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._button = QToolButton()
        self._button.setText(title)
        self._button.setCheckable(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setIconSize(QSize(12, 12))
        self._button.setProperty("fold", True)
        self._button.toggled.connect(self._on_toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._button)
        layout.addWidget(content)
        self._on_toggled(False)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self._button.setChecked(is_open)

    def _on_toggled(self, is_open: bool) -> None:
        self._content.setVisible(is_open)
        tint(self._button, "chevron-down" if is_open else "chevron-right", colour=Token.DIM, size_px=12)


class ElidedLabel(QWidget):
    """One line of words with a … where the place is too narrow; the tooltip then has all of them.

    Parameters
    ----------
    text
        The words.
    colour
        Token of the theme.
    elided
        Where the … stands: at the end, or in the middle of what ends in something that matters.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        colour: str | None = None,
        elided: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._text = shortened(spoken(text))
        self._colour = colour or Token.TEXT
        self._elided = elided
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The words in full."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show other words."""
        text = shortened(spoken(text))
        if text != self._text:
            self._text = text
            self.updateGeometry()
            self.update()

    def set_colour(self, colour: str) -> None:
        """Write in another colour."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the words in full."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Accept less."""
        return QSize(24, self.fontMetrics().height() + 2)

    def event(self, event: QEvent) -> bool:
        """Say everything in the tooltip only where something is cut."""
        if event.type() == QEvent.Type.ToolTip:
            cut = self.fontMetrics().horizontalAdvance(self._text) > self.width()
            self.setToolTip(plain_tip(self._text) if cut else "")
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words."""
        painter = QPainter(self)
        painter.setPen(now(self._colour))
        shown = self.fontMetrics().elidedText(self._text, self._elided, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


def row_of(*parts: tuple[QWidget, int], spacing: int = 2) -> QHBoxLayout:
    """Put widgets beside each other, each with its share of what is left over."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
