"""The window presets in a table: added, named, changed, given a key, deleted, restored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ai.errors import ReportableError
from app.actions.presets import PresetActions
from app.imaging.presets import DEFAULT_KEY, LAST_KEY, Preset
from app.imaging.probe import number
from app.imaging.window import VoiFunction, Window
from app.state.user_presets import UserPresets
from app.ui.known_words import known
from app.ui.panel import set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

NAME, KIND, WIDTH, CENTRE, KEY = range(5)
"""Columns."""

_PERCENT = "percent"
"""Data of the kind that counts percentiles, beside the names of `VoiFunction`."""

_DIALOG_PX = (720, 560)
_STARTING_PERCENT = (1.0, 99.0)
_STARTING_WINDOW = Window(50.0, 400.0)


class Choice(QComboBox):
    """A choice in a row of the table.

    Signals
    -------
    chosen(str, object)
        Name of the row's preset, and what the reader chose.
    """

    chosen = Signal(str, object)

    def __init__(self, choices: Sequence[tuple[str, object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        for text, data in choices:
            self.addItem(text, data)
        self.activated.connect(self._on_activated)

    def show_choice(self, name: str, data: object) -> None:
        """Show what the preset of the row has; tells nobody."""
        self._name = name
        self.setCurrentIndex(max(self.findData(data), 0))

    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self._name, self.itemData(place))


class PresetEditor(QWidget):
    """The presets of one modality at a time. Also a page of the settings.

    Parameters
    ----------
    presets
        What is shown.
    actions
        What its gestures call.
    """

    def __init__(self, presets: UserPresets, actions: PresetActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets = presets
        self._actions = actions
        self._wanted: str | None = None
        self.modality = QComboBox()
        self.modality.setAccessibleName(self.tr("Modality"))
        self.table = QTableWidget(0, 5)
        self.table.setAccessibleName(self.tr("Window presets"))
        self.add_current = QPushButton(self.tr("Add the current window"))
        self.add = QPushButton(self.tr("Add"))
        self.delete = QPushButton(self.tr("Delete"))
        self.restore = QPushButton(self.tr("Restore shipped presets"))
        self.message = words("", "small", wrap=True)
        self._lay_out()
        self.modality.activated.connect(self._on_modality_chosen)
        self.table.itemChanged.connect(self._on_item_changed)
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self.add_current.clicked.connect(self._on_add_current)
        self.add.clicked.connect(self._on_add)
        self.delete.clicked.connect(self._on_delete)
        self.restore.clicked.connect(self._on_restore)
        self._refresh = Refresh(self.refresh, self)
        presets.presets_changed.connect(self._refresh.soon)
        self.start()

    @property
    def shown(self) -> str:
        """Modality whose presets are listed."""
        return str(self.modality.currentData() or "")

    @property
    def selected(self) -> str | None:
        """Name of the preset in the selected row."""
        row = self.table.currentRow()
        item = self.table.item(row, NAME) if row >= 0 else None
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def start(self) -> None:
        """Show the modality of the open series."""
        self._say("")
        self._fill_modalities(self._actions.modality or self.shown)
        self.refresh()

    def refresh(self) -> None:
        """List the presets anew; the selected one stays selected."""
        selected = self.selected
        self._fill_modalities(self.shown)
        with QSignalBlocker(self.table):
            listed = self._presets.book.listed(self.shown)
            self.table.setRowCount(len(listed))
            for row, each in enumerate(listed):
                self._show_row(row, each.preset)
        wanted, self._wanted = self._wanted or selected, None
        if wanted is not None:
            self.select(wanted)
        self._on_selection_changed()
        self.add_current.setEnabled(self._actions.current() is not None)

    def select(self, name: str) -> None:
        """Select the row of a preset, if it is listed."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, NAME)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == name:
                self.table.setCurrentCell(row, NAME)

    def _lay_out(self) -> None:
        heads = (self.tr("Name"), self.tr("Kind"), self.tr("Width / from"), self.tr("Centre / to"), self.tr("Key"))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width_px in ((KIND, 150), (WIDTH, 96), (CENTRE, 96), (KEY, 76)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, width_px)
        self.table.verticalHeader().setDefaultSectionSize(34)
        self.table.setTabKeyNavigation(False)
        head = QHBoxLayout()
        head.setSpacing(GAP_PX)
        label = QLabel(self.tr("Modality"))
        label.setBuddy(self.modality)
        head.addWidget(label)
        head.addWidget(self.modality)
        head.addStretch(1)
        head.addWidget(self.add_current)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_PX)
        foot.addWidget(self.add)
        foot.addWidget(self.delete)
        foot.addStretch(1)
        foot.addWidget(self.restore)
        for button in (self.add_current, self.add, self.delete, self.restore):
            button.setAutoDefault(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP_PX)
        whole.addLayout(head)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.message)
        whole.addLayout(foot)

    def _fill_modalities(self, shown: str) -> None:
        """List the modalities that have presets, and that of the open series."""
        known = self._presets.book.modalities
        wanted = tuple(dict.fromkeys((*known, *filter(None, (self._actions.modality, shown)))))
        if wanted != tuple(self.modality.itemData(place) for place in range(self.modality.count())):
            self.modality.clear()
            for each in wanted:
                self.modality.addItem(each, each)
        self.modality.setCurrentIndex(max(self.modality.findData(shown), 0))

    def _show_row(self, row: int, preset: Preset) -> None:
        window = preset.voi if isinstance(preset.voi, Window) else None
        first, second = preset.percentiles if window is None else (window.width, window.centre)
        for column, text in ((NAME, known(preset.name)), (WIDTH, _figure(first)), (CENTRE, _figure(second))):
            item = self.table.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.table.setItem(row, column, item)
            item.setText(text if column == NAME or window is not None else f"{text} %")
            item.setData(Qt.ItemDataRole.UserRole, preset.name)
        kind, key = self._choices(row)
        kind.setAccessibleName(self.tr("Kind of {name}").format(name=known(preset.name)))
        kind.show_choice(preset.name, _PERCENT if window is None else window.function.value)
        key.setAccessibleName(self.tr("Key of {name}").format(name=known(preset.name)))
        key.show_choice(preset.name, preset.key)

    def _choices(self, row: int) -> tuple[Choice, Choice]:
        """Find the choices of a row; made once, so that they keep the focus."""
        kind, key = self.table.cellWidget(row, KIND), self.table.cellWidget(row, KEY)
        if isinstance(kind, Choice) and isinstance(key, Choice):
            return kind, key
        kind = Choice(
            (
                (self.tr("Linear"), VoiFunction.LINEAR.value),
                (self.tr("Linear, exact"), VoiFunction.LINEAR_EXACT.value),
                (self.tr("Sigmoid"), VoiFunction.SIGMOID.value),
                (self.tr("Percent"), _PERCENT),
            )
        )
        kind.chosen.connect(self._on_kind_chosen)
        self.table.setCellWidget(row, KIND, kind)
        key = Choice((("–", None), *((str(each), each) for each in range(DEFAULT_KEY + 1, LAST_KEY + 1))))
        key.chosen.connect(self._on_key_chosen)
        self.table.setCellWidget(row, KEY, key)
        return kind, key

    def _say(self, text: str, *, is_error: bool = False) -> None:
        set_role(self.message, "error" if is_error else "small")
        self.message.setText(text)

    def _preset(self, name: str) -> Preset | None:
        found = self._presets.book.find(self.shown, name)
        return None if found is None else found.preset

    def _change(self, name: str, preset: Preset) -> None:
        """Ask for a change and say what came of it."""
        try:
            loser = self._actions.change(self.shown, name, preset)
        except ReportableError as error:
            self._refuse(spoken(error.words))
            return
        text = self.tr("Key {key} was that of {name}, which has no key now.")
        self._say("" if loser is None else text.format(key=preset.key, name=known(loser)))
        self._wanted = preset.name.strip()
        self._refresh.soon()

    def _refuse(self, text: str) -> None:
        """Say why not, and show again what is kept."""
        self._say(text, is_error=True)
        self._refresh.soon()

    def _on_modality_chosen(self) -> None:
        self._say("")
        self.table.setCurrentCell(-1, -1)
        self.refresh()

    def _on_selection_changed(self) -> None:
        self.delete.setEnabled(self.selected is not None)

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        name = str(item.data(Qt.ItemDataRole.UserRole))
        preset = self._preset(name)
        if preset is None:
            return
        if item.column() == NAME:
            self._change(name, replace(preset, name=item.text()))
            return
        value = _parsed(item.text())
        if value is None:
            self._refuse(self.tr("“{text}” is no number.").format(text=item.text()))
        elif preset.voi is None:
            low, high = preset.percentiles
            limits = (value, high) if item.column() == WIDTH else (low, value)
            if 0 <= limits[0] < limits[1] <= 100:
                self._change(name, replace(preset, percentiles=limits))
            else:
                self._refuse(self.tr("Percent must rise from 0 to 100."))
        elif isinstance(preset.voi, Window):
            if item.column() == CENTRE:
                self._change(name, replace(preset, voi=replace(preset.voi, centre=value)))
            elif value > 0:
                self._change(name, replace(preset, voi=replace(preset.voi, width=value)))
            else:
                self._refuse(self.tr("The width of a window must be above 0."))

    def _on_kind_chosen(self, name: str, kind: str) -> None:
        preset = self._preset(name)
        if preset is None:
            return
        if kind == _PERCENT:
            if preset.voi is not None:
                self._change(name, replace(preset, voi=None, percentiles=_STARTING_PERCENT))
            return
        before = preset.voi if isinstance(preset.voi, Window) else self._actions.current() or _STARTING_WINDOW
        window = replace(before, function=VoiFunction(kind), name=name)
        self._change(name, Preset(preset.name, preset.key, window))

    def _on_key_chosen(self, name: str, key: int | None) -> None:
        preset = self._preset(name)
        if preset is not None and preset.key != key:
            self._change(name, replace(preset, key=key))

    def _on_add_current(self) -> None:
        try:
            name = self._actions.add_current()
        except ReportableError as error:
            self._refuse(spoken(error.words))
            return
        self._fill_modalities(self._actions.modality)
        self._show_new(name)

    def _on_add(self) -> None:
        self._show_new(self._actions.add(self.shown))

    def _show_new(self, name: str) -> None:
        """Show a new preset, its name ready to be typed."""
        self._say("")
        self.refresh()
        self.select(name)
        item = self.table.item(self.table.currentRow(), NAME)
        if item is not None:
            self.table.setFocus()
            self.table.editItem(item)

    def _on_delete(self) -> None:
        name, row = self.selected, self.table.currentRow()
        if name is None:
            return
        self._actions.delete(self.shown, name)
        self._say(self.tr("{name} was deleted.").format(name=known(name)))
        self.refresh()
        self.table.setCurrentCell(min(row, self.table.rowCount() - 1), NAME)

    def _on_restore(self) -> None:
        self._actions.restore(self.shown)
        text = self.tr("The shipped presets of {modality} are as they came; what you added is still there.")
        self._say(text.format(modality=self.shown))
        self.refresh()


class PresetDialog(QDialog):
    """The editor in a window of its own, opened from the Window menu."""

    def __init__(self, presets: UserPresets, actions: PresetActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Window presets"))
        self.resize(*_DIALOG_PX)
        self.editor = PresetEditor(presets, actions)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        whole.setSpacing(2 * GAP_PX)
        whole.addWidget(self.editor, 1)
        whole.addWidget(buttons)


def _figure(value: float) -> str:
    """Write a figure without zeros behind it."""
    digits = 0 if value == 0 or abs(value) >= 1000 else max(0, 3 - math.floor(math.log10(abs(value))))
    text = number(value, decimals=min(digits, 6))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parsed(text: str) -> float | None:
    """Read a figure as people type it: a decimal comma, a true minus, a percent sign."""
    plain = text.strip().removesuffix("%").strip().replace("−", "-").replace(",", ".").replace("\u202f", "")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
