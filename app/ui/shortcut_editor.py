"""Which keys call which command: looked at, searched, changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.state.shortcuts import Claim, is_plain, portable, shown_key
from app.ui.commands.action import CommandAction
from app.ui.commands.command import Menu
from app.ui.commands.command_set import CommandSet
from app.ui.commands.search import Entry, found
from app.ui.panel import words
from app.ui.theme import GAP_PX, Token

_ID = Qt.ItemDataRole.UserRole
_ROW_PX = 28
_NAME, _KEYS = range(2)

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)


class KeyField(QLineEdit):
    """Takes the key that is pressed, whatever it otherwise does in the window.

    Signals
    -------
    key_pressed(str)
        In Qt's portable spelling. Tab, which leaves the field, is told too.
    """

    key_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setPlaceholderText(self.tr("Click here, then press a key"))
        self.setAccessibleName(self.placeholderText())

    def event(self, event: QEvent) -> bool:
        """Take every key before menus and shortcuts see it; Tab and Shift+Tab still leave the field."""
        if isinstance(event, QKeyEvent) and event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that a key is waited for."""
        self.setPlaceholderText(self.tr("Press a key"))
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Wait no more."""
        self.setPlaceholderText(self.tr("Click here, then press a key"))
        super().focusOutEvent(event)

    def _take(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if _is_shifted_sign(key, event.text()):
            # On most keyboards "+" or "?" is typed with Shift: the sign is meant.
            modifiers &= ~Qt.KeyboardModifier.ShiftModifier
        self.key_pressed.emit(portable(QKeySequence(QKeyCombination(modifiers, key)).toString()))


class ShortcutEditor(QWidget):
    """Lists all commands with their keys; changes take effect at once, and can all be taken back.

    Parameters
    ----------
    commands
        All commands with their keys.
    """

    def __init__(self, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._claim: Claim | None = None
        self._wanted = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search commands and keys"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        self.tree.setProperty("rows", True)
        self.tree.setIndentation(12)
        self.tree.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(_KEYS, QHeaderView.ResizeMode.Fixed)
        self.tree.header().resizeSection(_KEYS, 190)
        self.tree.header().setStretchLastSection(False)
        self.title = words("", "strong")
        self.help = words("", "dim", wrap=True)
        self.keys = KeyField()
        self.add = QPushButton(self.tr("Add another key"))
        self.add.setCheckable(True)
        self.clear = QPushButton(self.tr("No key"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.conflict = words("", "warning", wrap=True)
        self.take = QPushButton(self.tr("Take it over"))
        self.leave = QPushButton(self.tr("Leave it"))
        for button in (self.add, self.clear, self.reset, self.reset_all, self.take, self.leave):
            button.setAutoDefault(False)
        self._lay_out()
        self.search.textChanged.connect(self._on_text_changed)
        self.tree.currentItemChanged.connect(self._on_current_changed)
        self.keys.key_pressed.connect(self._on_key_pressed)
        self.clear.clicked.connect(self._on_clear_clicked)
        self.reset.clicked.connect(self._on_reset_clicked)
        self.reset_all.clicked.connect(self._on_reset_all_clicked)
        self.take.clicked.connect(self._on_take_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)
        commands.keys_changed.connect(self._on_keys_changed)
        self._fill()

    @property
    def command(self) -> str:
        """Id of the command that is chosen; ``""`` for none."""
        item = self.tree.currentItem()
        return "" if item is None else item.data(_NAME, _ID) or ""

    def choose(self, command: str) -> None:
        """Choose a command by its id."""
        for item in self._items():
            if item.data(_NAME, _ID) == command:
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item)

    # Layout

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.reset_all)
        keys = QHBoxLayout()
        keys.setSpacing(GAP_PX)
        keys.addWidget(self.keys, 1)
        for button in (self.add, self.clear, self.reset):
            keys.addWidget(button)
        self._question = QFrame()
        asked = QHBoxLayout(self._question)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(self.conflict, 1)
        asked.addWidget(self.take)
        asked.addWidget(self.leave)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP_PX)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.title)
        layout.addWidget(self.help)
        layout.addLayout(keys)
        layout.addWidget(self._question)
        # Room for the question, so that nothing jumps when it comes.
        self._question.setMinimumHeight(36)

    def _fill(self) -> None:
        """List the commands that are searched, under their menus."""
        chosen = self.command
        query = self.search.text()
        entries = [_entry(action) for action in self._commands.all]
        meant = {entry.id for entry in found(query, entries)}
        self.tree.blockSignals(True)
        self.tree.clear()
        for menu in Menu:
            actions = [each for each in self._commands.all if each.command.menu is menu and each.command.id in meant]
            if not actions:
                continue
            group = QTreeWidgetItem([menu.words()])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            font = self.font()
            font.setBold(True)
            group.setFont(_NAME, font)
            group.setSizeHint(_NAME, QSize(0, _ROW_PX))
            self.tree.addTopLevelItem(group)
            for action in actions:
                group.addChild(self._item(action))
            group.setExpanded(True)
        self.tree.blockSignals(False)
        items = self._items()
        kept = next((item for item in items if item.data(_NAME, _ID) == chosen), items[0] if items else None)
        if kept is not None:
            self.tree.setCurrentItem(kept)
        self._show_command()

    def _item(self, action: CommandAction) -> QTreeWidgetItem:
        command = action.command
        shown = "   ".join(shown_key(key) for key in action.keys)
        if command.held and shown:
            shown = self.tr("Hold {key}").format(key=shown)
        changed = self._commands.shortcuts.is_changed(command.id)
        item = QTreeWidgetItem([command.name, shown])
        item.setData(_NAME, _ID, command.id)
        item.setToolTip(_NAME, command.help)
        item.setSizeHint(_NAME, QSize(0, _ROW_PX))
        if changed:
            font = self.font()
            font.setBold(True)
            item.setFont(_KEYS, font)
            item.setForeground(_KEYS, QColor(Token.ACCENT))
            item.setToolTip(_KEYS, self.tr("Changed by you."))
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        root = self.tree.invisibleRootItem()
        groups = [root.child(number) for number in range(root.childCount())]
        found = [group.child(number) for group in groups if group for number in range(group.childCount())]
        return [item for item in found if item is not None]

    def _show_command(self) -> None:
        """Show the chosen command below the list, without a question."""
        self._claim = None
        command = self.command
        has = bool(command)
        for widget in (self.keys, self.add, self.clear, self.reset):
            widget.setEnabled(has)
        self.reset_all.setEnabled(bool(self._commands.shortcuts.changes))
        self._ask()
        self.add.setChecked(False)
        if not has:
            self.title.setText(self.tr("No command has these words or keys.") if not self._items() else "")
            self.help.setText("")
            self.keys.setText("")
            return
        action = self._commands.of(command)
        shortcuts = self._commands.shortcuts
        held = self.tr("It works while its key is held; the key takes no Ctrl, Alt or Shift.")
        self.title.setText(action.command.name)
        self.help.setText(" ".join(part for part in (action.command.help, held if action.command.held else "") if part))
        self.keys.setText("   ".join(shown_key(key) for key in action.keys))
        self.add.setEnabled(not action.command.held)
        self.clear.setEnabled(bool(action.keys))
        self.reset.setEnabled(shortcuts.is_changed(command))

    def _ask(self) -> None:
        """Show the question about a key that is taken, or none."""
        claim = self._claim
        self.take.setVisible(claim is not None and bool(claim.owner))
        self.leave.setVisible(claim is not None)
        if claim is None:
            self.conflict.setText("")
            return
        key = shown_key(claim.key)
        if not claim.owner:
            self.conflict.setText(
                self.tr("{key} belongs to the window itself: it opens a menu or goes through the window.").format(
                    key=key
                )
            )
            return
        owner = self._commands.of(claim.owner).command
        self.conflict.setText(
            self.tr("{key} calls “{command}” ({menu}). Take it over? That command then loses the key.").format(
                key=key, command=owner.name, menu=owner.menu.words()
            )
        )

    # Changes

    def _on_text_changed(self, text: str) -> None:
        self._fill()

    def _on_current_changed(self, current: QTreeWidgetItem | None, previous: QTreeWidgetItem | None) -> None:
        self._show_command()

    def _on_keys_changed(self) -> None:
        self._fill()

    def _on_key_pressed(self, key: str) -> None:
        command = self.command
        shortcuts = self._commands.shortcuts
        if not command or not key or key in shortcuts.keys_of(command):
            return
        if command in shortcuts.held and not is_plain(key):
            self._claim = None
            self._ask()
            self.conflict.setText(self.tr("A key that is held takes no Ctrl, Alt or Shift."))
            return
        self._wanted = key
        self._claim = shortcuts.claim_on(key, command, self._commands.reserved_keys())
        if self._claim is None:
            self._set_key(key)
        else:
            self._ask()

    def _set_key(self, key: str) -> None:
        """Give the command a key: in place of those it has, or besides them."""
        command = self.command
        shortcuts = self._commands.shortcuts
        if not self.add.isChecked():
            shortcuts = shortcuts.with_keys(command, ())
        self._commands.set_shortcuts(shortcuts.take_over(key, command))

    def _on_take_clicked(self) -> None:
        if self._claim is not None and self._claim.owner:
            self._set_key(self._wanted)
            self.keys.setFocus()

    def _on_leave_clicked(self) -> None:
        self._claim = None
        self._ask()
        self.keys.setFocus()

    def _on_clear_clicked(self) -> None:
        self._commands.set_shortcuts(self._commands.shortcuts.with_keys(self.command, ()))

    def _on_reset_clicked(self) -> None:
        self._commands.set_shortcuts(self._commands.shortcuts.reset(self.command))

    def _on_reset_all_clicked(self) -> None:
        self._commands.set_shortcuts(self._commands.shortcuts.reset_all())


def _entry(action: CommandAction) -> Entry:
    command = action.command
    keys = tuple(shown_key(key) for key in action.keys)
    return Entry(command.id, command.name, command.menu.words(), command.help, keys=keys)


def _is_shifted_sign(key: Qt.Key, text: str) -> bool:
    return len(text) == 1 and text.isprintable() and not text.isalnum() and not text.isspace() and ord(text) == key
