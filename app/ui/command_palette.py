"""Every command by its words: type, choose, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.state.shortcuts import shown_key
from app.ui.commands.action import CommandAction
from app.ui.commands.command import Command
from app.ui.commands.command_set import CommandSet
from app.ui.commands.search import Entry, found
from app.ui.panel import words
from app.ui.theme import Token

WIDTH_PX = 560
_ROW_PX = 46
_ROWS = 8
_SECOND_PX = 12
_TOP_SHARE = 0.12
"""Of the window's height that is free above it."""

_VEIL = 90
"""Of 255: so much darker is the window below."""

_ID = Qt.ItemDataRole.UserRole
_SECOND = Qt.ItemDataRole.UserRole + 1
_KEY = Qt.ItemDataRole.UserRole + 2

_WALK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})

_Index = QModelIndex | QPersistentModelIndex


class CommandPalette(QWidget):
    """Lists the commands that what is typed means; Enter or a click calls one, Esc or a click beside it leaves.

    Commands called lately come first. What makes no sense now is listed too, in grey and with the reason. It lies over
    the window and not in one of its own: a screen may not let a program say where a window goes.

    Parameters
    ----------
    commands
        All commands.
    parent
        The window it covers.
    """

    def __init__(self, commands: CommandSet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Find a command"))
        self._window = parent
        self._commands = commands
        self._came_from = QApplication.focusWidget()
        self._actions = [action for action in commands.all if _is_callable(action.command)]
        self._entries = [_entry(action) for action in self._actions]
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type what you want to do"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.list = QListView()
        self.list.setModel(QStandardItemModel(self))
        self.list.setItemDelegate(_RowDelegate(self.list))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.nothing = words(self.tr("No command has these words."), "dim")
        self._frame = QFrame(self)
        self._frame.setProperty("role", "notice")
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing)
        layout.addStretch(0)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        parent.installEventFilter(self)
        self.list.clicked.connect(self._on_clicked)
        self._show_found("")

    def open_palette(self) -> None:
        """Show it over the upper part of the window, ready to be typed into."""
        self._lay_out()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _lay_out(self) -> None:
        whole = self._window.rect()
        self.setGeometry(whole)
        width = min(WIDTH_PX, whole.width() - 40)
        top = round(whole.height() * _TOP_SHARE)
        height = min(_ROWS * _ROW_PX + 68, whole.height() - top - 20)
        self._frame.setGeometry((whole.width() - width) // 2, top, width, height)

    @property
    def listed(self) -> tuple[str, ...]:
        """Ids of the commands as listed."""
        model = self.list.model()
        return tuple(model.index(row, 0).data(_ID) for row in range(model.rowCount()))

    def _on_text_changed(self, text: str) -> None:
        self._show_found(text)

    def _show_found(self, query: str) -> None:
        by_id = {action.command.id: action for action in self._actions}
        model = QStandardItemModel(self)
        for entry in found(query, self._entries, recent=self._commands.recent):
            model.appendRow(_item(by_id[entry.id], entry))
        old = self.list.model()
        self.list.setModel(model)
        old.deleteLater()
        self.list.setVisible(model.rowCount() > 0)
        self.nothing.setVisible(model.rowCount() == 0)
        if model.rowCount():
            self.list.setCurrentIndex(model.index(0, 0))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._call(index)

    def _call(self, index: QModelIndex) -> None:
        """Call what is chosen; what makes no sense now stays listed, with its reason."""
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        command: str = index.data(_ID)
        # Closed first: a command may open a window, or ask where the keyboard is.
        self.close()
        self._commands.note_called(command)
        self._commands.of(command).trigger()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the list with the keys while the field is typed into; stay as large as the window."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize:
                self._lay_out()
        elif isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                # No key means the window below while it is covered.
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._take(event.key())
        return super().eventFilter(watched, event)

    def _take(self, key: int) -> bool:
        """Take a key that does not write; tells whether it did."""
        if key in _WALK:
            self._walk(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._call(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            # Tab would go to what is covered.
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def _walk(self, key: int) -> None:
        """Choose another row; from the last one Down goes to the first."""
        model = self.list.model()
        count = model.rowCount()
        if not count:
            return
        row = self.list.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            row = (row + (1 if key == Qt.Key.Key_Down else -1)) % count
        else:
            row = min(max(row + (_ROWS if key == Qt.Key.Key_PageDown else -_ROWS), 0), count - 1)
        self.list.setCurrentIndex(model.index(row, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave where the window beside it is clicked."""
        event.accept()
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window below."""
        painter = QPainter(self)
        veil = QColor(Token.STAGE)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the keyboard back."""
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        super().closeEvent(event)


class _RowDelegate(QStyledItemDelegate):
    """Draws a command: its words and key, below what it does, or why it cannot be called."""

    def __init__(self, shown_in: QListView) -> None:
        super().__init__(shown_in)
        self._list = shown_in

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give every row two lines."""
        return QSize(200, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row across the whole width."""
        painter.save()
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        # One that cannot be called now cannot be selected either, and yet the keys stand on it.
        if index == self._list.currentIndex():
            painter.fillRect(row, QColor(Token.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(Token.HOVER))
        left, right = row.left() + 12, row.right() - 12
        half = row.height() // 2
        font = QFont(option.font)
        painter.setFont(font)
        key = index.data(_KEY)
        flags = Qt.AlignmentFlag.AlignVCenter
        first = QRect(left, row.top() + 3, right - left, half)
        if key:
            painter.setPen(QColor(Token.DIM if is_enabled else Token.FAINT))
            painter.drawText(first, flags | Qt.AlignmentFlag.AlignRight, key)
            first.setRight(right - QFontMetrics(font).horizontalAdvance(key) - 16)
        painter.setPen(QColor(Token.TEXT if is_enabled else Token.FAINT))
        name = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, first.width())
        painter.drawText(first, flags | Qt.AlignmentFlag.AlignLeft, name)
        font.setPixelSize(_SECOND_PX)
        painter.setFont(font)
        painter.setPen(QColor(Token.DIM if is_enabled else Token.FAINT))
        second = QFontMetrics(font).elidedText(index.data(_SECOND), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(
            QRect(left, row.top() + half - 2, right - left, half), flags | Qt.AlignmentFlag.AlignLeft, second
        )
        painter.restore()


def _is_callable(command: Command) -> bool:
    """Whether a list has a use for it: not where its key has to be held, nor where it stands for nothing now."""
    return not command.held and (command.detail is None or bool(command.detail()))


def _entry(action: CommandAction) -> Entry:
    command = action.command
    detail = "" if command.detail is None else command.detail()
    keys = tuple(shown_key(key) for key in action.keys)
    return Entry(command.id, command.name, command.menu.words(), command.help, detail, keys, action.isEnabled())


def _item(action: CommandAction, entry: Entry) -> QStandardItem:
    name = f"{entry.name}: {entry.detail}" if entry.detail not in ("", entry.name) else entry.name
    item = QStandardItem(name)
    command = action.command
    reason = "" if action.isEnabled() or command.enabled is None else command.enabled.reason
    category = f"{entry.category} › {command.submenu}" if command.submenu else entry.category
    second = "  ·  ".join(part for part in (category, reason or entry.help) if part)
    item.setData(entry.id, _ID)
    item.setData(second, _SECOND)
    item.setData(entry.keys[0] if entry.keys else "", _KEY)
    item.setEnabled(action.isEnabled())
    item.setToolTip(reason or entry.help)
    return item
