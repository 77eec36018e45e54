"""The window in use, with its preset's name, and the menu of presets behind it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.actions.view import ViewActions
from app.imaging.presets import Preset
from app.imaging.probe import number
from app.imaging.window import Voi, Window
from app.state.session import Session
from app.state.view_state import View
from app.ui.icons import tint
from app.ui.known_words import known
from app.ui.refresh import Refresh

_LISTED = "listed"
"""Property of what `WindowReadout.fill_menu` put into a menu."""


class PresetAction(QAction):
    """A preset in the menu.

    Signals
    -------
    preset_chosen(Preset)
        The reader chose it.
    """

    preset_chosen = Signal(object)

    def __init__(self, preset: Preset, parent: QWidget) -> None:
        # An ampersand would be taken for the letter that Alt opens.
        words = known(preset.name).replace("&", "&&")
        if isinstance(preset.voi, Window):
            words += f"   W {number(preset.voi.width, decimals=0)}  L {number(preset.voi.centre, decimals=0)}"
        # The key is shown, not bound: the command table binds it, and two owners of a key block each other.
        super().__init__(words if preset.key is None else f"{words}\t{preset.key}", parent)
        self._preset = preset
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self.preset_chosen.emit(self._preset)


class WindowReadout(QToolButton):
    """Shows the window of the pane; a click lists the presets of the series.

    Signals
    -------
    preset_chosen(Preset)
        The reader chose one.
    """

    preset_chosen = Signal(object)

    def __init__(self, session: Session, view: View, actions: ViewActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._actions = actions
        self.setProperty("wide", True)
        tint(self, "window")
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Window width and level; click for presets"))
        self.presets = QMenu(self)
        self.presets.aboutToShow.connect(self._on_about_to_show)
        self.setMenu(self.presets)
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        view.view_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the window in use."""
        opened = self._session.opened
        self.setEnabled(opened is not None and not opened.volume.is_colour)
        unit = "" if opened is None else opened.volume.unit
        self.setText(window_text(self._view.state.voi, unit) if opened is not None else self.tr("Window"))

    def fill_menu(self, menu: QMenu) -> None:
        """List the presets of the open series on top of a menu; the menu bar has the same list above its commands."""
        for action in menu.actions():
            if action.property(_LISTED):
                menu.removeAction(action)
                action.deleteLater()
        opened = self._session.opened
        listed: list[QAction] = []
        for preset in self._actions.presets:
            choice = PresetAction(preset, menu)
            choice.preset_chosen.connect(self.preset_chosen)
            listed.append(choice)
        if not listed:
            reason = self.tr("Nothing is open") if opened is None else self.tr("A picture in colour has no window")
            nothing = QAction(reason, menu)
            nothing.setEnabled(False)
            listed.append(nothing)
        commands = menu.actions()
        if commands:
            line = QAction(menu)
            line.setSeparator(True)
            listed.append(line)
        for action in listed:
            action.setProperty(_LISTED, True)
        if commands:
            menu.insertActions(commands[0], listed)
        else:
            menu.addActions(listed)

    def _on_about_to_show(self) -> None:
        self.fill_menu(self.presets)


def window_text(voi: Voi | None, unit: str) -> str:
    """Write a window: "Lung   W 1500  L −600 HU"; the name of a LUT; "Colour" without any."""
    if voi is None:
        return QCoreApplication.translate("WindowReadout", "Colour")
    if not isinstance(voi, Window):
        return known(voi.name) or QCoreApplication.translate("WindowReadout", "File's curve")
    decimals = 0 if voi.width >= 20 else 2
    numbers = f"W {number(voi.width, decimals=decimals)}  L {number(voi.centre, decimals=decimals)}"
    return "   ".join(part for part in (known(voi.name), f"{numbers} {unit}".rstrip()) if part)
