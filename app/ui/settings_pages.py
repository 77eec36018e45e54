"""Pages of the settings: each shows values of the store, and changes them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.state.settings import Language, Theme
from app.state.settings_store import SettingsStore
from app.state.tool import BUTTON_TOOLS, Buttons, Tool, Wheel
from app.ui.panel import words
from app.ui.theme import GAP_PX

_FIELD_PX = 270
_Choice = TypeVar("_Choice", bound=StrEnum)


class ChoiceBox(QComboBox, Generic[_Choice]):
    """A box of the members of an enum, in words."""

    def __init__(self, choices: dict[_Choice, str], name: str) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self.addItems(list(choices.values()))
        self.setAccessibleName(name)
        self.setFixedWidth(_FIELD_PX)

    @property
    def choice(self) -> _Choice:
        """What is chosen."""
        return self._choices[max(self.currentIndex(), 0)]

    def show_choice(self, choice: _Choice) -> None:
        """Show another one; one that is not offered leaves the box as it is."""
        if choice in self._choices:
            self.setCurrentIndex(self._choices.index(choice))


class SettingsPage(QWidget):
    """A page that follows the store."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * GAP_PX)

    def _form(self, rows: dict[str, QWidget]) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * GAP_PX)
        form.setVerticalSpacing(GAP_PX + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for text, field in rows.items():
            label = QLabel(text)
            label.setMinimumHeight(field.sizeHint().height())
            label.setBuddy(field)
            form.addRow(label, field)
        self._layout.addLayout(form)

    def _finish(self) -> None:
        self._layout.addStretch(1)
        self._store.settings_changed.connect(self._on_settings_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the values as they are now."""

    def _on_settings_changed(self) -> None:
        self.refresh()


class GeneralPage(SettingsPage):
    """Colours, language, what is remembered."""

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.theme = ChoiceBox(
            {
                Theme.DARK: self.tr("Dark"),
                Theme.LIGHT: self.tr("Light"),
                Theme.SYSTEM: self.tr("As the system"),
            },
            self.tr("Colours"),
        )
        self.language = ChoiceBox(
            {
                Language.SYSTEM: self.tr("As the system"),
                # Each in its own words: who cannot read the others has to find it.
                Language.ENGLISH: "English",
                Language.GERMAN: "Deutsch",
            },
            self.tr("Language"),
        )
        self.remember_files = QCheckBox(self.tr("List opened files under “Open recent”"))
        self.remember_studies = QCheckBox(self.tr("Remember studies in the index of this computer"))
        self._form({self.tr("Colours"): self.theme, self.tr("Language"): self.language})
        self.restart = words(self.tr("The language changes when Lightbox is started again."), "small", wrap=True)
        self._layout.addWidget(self.restart)
        self._layout.addWidget(self.remember_files)
        self._layout.addWidget(self.remember_studies)
        self.run_ahead = QCheckBox(self.tr("Run the suggested model as soon as a series is open"))
        self.run_ahead.setToolTip(self.tr("Its result is at hand when you ask for it; takes power and memory."))
        self._layout.addWidget(self.run_ahead)
        self._started_with = store.settings.language
        self.theme.activated.connect(self._on_activated)
        self.language.activated.connect(self._on_activated)
        self.remember_files.clicked.connect(self._on_activated)
        self.remember_studies.clicked.connect(self._on_activated)
        self.run_ahead.clicked.connect(self._on_activated)
        self._finish()

    def refresh(self) -> None:
        """Show the values as they are now."""
        settings = self._store.settings
        self.theme.show_choice(settings.theme)
        self.language.show_choice(settings.language)
        self.remember_files.setChecked(settings.remember_files)
        self.remember_studies.setChecked(settings.remember_studies)
        self.run_ahead.setChecked(settings.run_ahead)

    def _on_activated(self) -> None:
        self._store.update(
            theme=self.theme.choice,
            language=self.language.choice,
            remember_files=self.remember_files.isChecked(),
            remember_studies=self.remember_studies.isChecked(),
            run_ahead=self.run_ahead.isChecked(),
        )


class MousePage(SettingsPage):
    """What the buttons and the wheel do.

    Parameters
    ----------
    store
        The settings.
    names
        Every tool in words.
    """

    def __init__(self, store: SettingsStore, names: Mapping[Tool, str], parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        tools = {tool: name for tool, name in names.items() if tool in BUTTON_TOOLS}
        self.left = ChoiceBox(tools, self.tr("Left button"))
        self.middle = ChoiceBox(tools, self.tr("Middle button"))
        self.right = ChoiceBox(tools, self.tr("Right button"))
        self.wheel = ChoiceBox(
            {Wheel.SCROLL: self.tr("Scroll through the images"), Wheel.ZOOM: self.tr("Zoom at the cursor")},
            self.tr("Wheel"),
        )
        self.defaults = QPushButton(self.tr("Default mouse"))
        self.defaults.setAutoDefault(False)
        self._form(
            {
                self.tr("Drag with the left button"): self.left,
                self.tr("Drag with the middle button"): self.middle,
                self.tr("Drag with the right button"): self.right,
                self.tr("Wheel"): self.wheel,
            }
        )
        said = self.tr(
            "The left button has this tool at start; the toolbar and its keys give it another one at any time. "
            "A click with the right button opens the menu. With Ctrl the wheel does the other of the two."
        )
        self._layout.addWidget(words(said, "small", wrap=True))
        self._layout.addWidget(self.defaults, 0, Qt.AlignmentFlag.AlignLeft)
        for box in (self.left, self.middle, self.right, self.wheel):
            box.activated.connect(self._on_activated)
        self.defaults.clicked.connect(self._on_defaults_clicked)
        self._finish()

    def refresh(self) -> None:
        """Show the values as they are now."""
        buttons = self._store.settings.buttons
        self.left.show_choice(buttons.left)
        self.middle.show_choice(buttons.middle)
        self.right.show_choice(buttons.right)
        self.wheel.show_choice(buttons.wheel)
        self.defaults.setEnabled(buttons != Buttons())

    def _on_activated(self) -> None:
        self._store.update(
            buttons=replace(
                self._store.settings.buttons,
                left=self.left.choice,
                middle=self.middle.choice,
                right=self.right.choice,
                wheel=self.wheel.choice,
            )
        )

    def _on_defaults_clicked(self) -> None:
        self._store.update(buttons=Buttons())


class PrivacyPage(SettingsPage):
    """What is kept on this computer, and what is shown of a patient.

    Signals
    -------
    forget_files_requested(), forget_studies_requested()
        The reader wants these lists to be empty.
    """

    forget_files_requested = Signal()
    forget_studies_requested = Signal()

    def __init__(self, store: SettingsStore, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        said = self.tr(
            "Lightbox sends nothing anywhere and asks the network for nothing. "
            "Files are read where they lie; nothing is copied unless you ask for it."
        )
        self._layout.addWidget(words(said, "dim", wrap=True))
        self.start_private = QCheckBox(self.tr("Hide the names of patients from the start on"))
        self._layout.addWidget(self.start_private)
        self.forget_files = QPushButton(self.tr("Empty “Open recent”"))
        self.forget_studies = QPushButton(self.tr("Forget all studies of the index"))
        for button in (self.forget_files, self.forget_studies):
            button.setAutoDefault(False)
            self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.told = words("", "done", wrap=True)
        self._layout.addWidget(self.told)
        self.start_private.clicked.connect(self._on_start_private_clicked)
        self.forget_files.clicked.connect(self._on_forget_files_clicked)
        self.forget_studies.clicked.connect(self._on_forget_studies_clicked)
        self._finish()

    def refresh(self) -> None:
        """Show the values as they are now."""
        self.start_private.setChecked(self._store.settings.start_private)

    def _on_start_private_clicked(self) -> None:
        self._store.update(start_private=self.start_private.isChecked())

    def _on_forget_files_clicked(self) -> None:
        self.forget_files_requested.emit()
        self.told.setText(self.tr("The list of recent files is empty."))

    def _on_forget_studies_clicked(self) -> None:
        self.forget_studies_requested.emit()
        self.told.setText(self.tr("The index has forgotten all studies. The files are untouched."))
