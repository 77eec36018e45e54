"""How the window looks: the theme in use, its colours by purpose, font and spacing."""

from __future__ import annotations

import logging
from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.state.settings import Theme
from app.ui.palette import DARK, LIGHT, Palette
from app.ui.style_sheet import style_sheet

_log = logging.getLogger(__name__)

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

FONT_PX = 13
"""Base size of words, in logical pixels: it follows the screen's scaling, not a guess of its dots per inch."""

GAP_PX = 8
"""Distance between parts of a panel; twice that is its margin."""

_FONT_FAMILY = "Inter"

_PURPOSES = {getattr(palette, each.name): each.name for palette in (DARK, LIGHT) for each in fields(Palette)}
"""What every colour is for."""


class ThemeInUse(QObject):
    """Holds the colours in use; one lives with the application, see `theme_in_use`.

    Signals
    -------
    theme_changed()
        The colours are others: what was drawn once with `Token` has to be drawn again. What is drawn at every paint
        needs nothing.
    """

    theme_changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self.theme = Theme.DARK
        self.palette = DARK
        application.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, or those that the system asks for now and later."""
        self.theme = theme
        hints = self._application.styleHints()
        if theme is Theme.SYSTEM:
            hints.unsetColorScheme()
        else:
            # Title bars and the system's own dialogs follow.
            hints.setColorScheme(Qt.ColorScheme.Light if theme is Theme.LIGHT else Qt.ColorScheme.Dark)
        self._show()

    def _show(self) -> None:
        """Give the application the colours of the theme."""
        is_light = self.theme is Theme.LIGHT or (
            self.theme is Theme.SYSTEM and self._application.styleHints().colorScheme() is Qt.ColorScheme.Light
        )
        self.palette = LIGHT if is_light else DARK
        self._application.setPalette(_qt_palette(self.palette))
        self._application.setStyleSheet(style_sheet(self.palette))
        self.theme_changed.emit()

    def _on_color_scheme_changed(self) -> None:
        if self.theme is Theme.SYSTEM:
            self._show()


def theme_in_use() -> ThemeInUse | None:
    """Find what holds the theme; None without a `QApplication`, as in the command line."""
    application = QCoreApplication.instance()
    if not isinstance(application, QApplication):
        return None
    found = application.findChild(ThemeInUse, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if found is not None else ThemeInUse(application)


def apply_theme(application: QApplication, theme: Theme = Theme.DARK) -> None:
    """Give the application its style, font and the colours of a theme; again at any time for another theme."""
    in_use = application.findChild(ThemeInUse)
    if in_use is None:
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(_font())
        in_use = ThemeInUse(application)
    in_use.set_theme(theme)


def shade(purpose: str) -> str:
    """Look up a colour of the theme in use, ``#rrggbb``, by the name of its field in `Palette`."""
    in_use = theme_in_use()
    colours: Palette = DARK if in_use is None else in_use.palette
    found: str = getattr(colours, purpose)
    return found


def now(colour: str) -> str:
    """Renew a `Token` that was looked up in an earlier theme; any other colour stays as it is."""
    purpose = _PURPOSES.get(colour)
    return colour if purpose is None else shade(purpose)


class _Lookup:
    """A colour of the theme in use at every access."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._purpose = name.lower()

    def __get__(self, instance: object, owner: type) -> str:
        return shade(self._purpose)


class Token:
    """Colours of the theme in use by their purpose, which `app.ui.palette.Palette` explains.

    Looked up at every access: take it where it is painted, or hand it to what renews it (`app.ui.icons.tint`,
    `app.ui.panel.ElidedLabel`), and a change of theme needs no restart.
    """

    WINDOW = _Lookup()
    PANEL = _Lookup()
    RAISED = _Lookup()
    HOVER = _Lookup()
    SELECTED = _Lookup()
    LINE = _Lookup()
    EDGE = _Lookup()
    TEXT = _Lookup()
    DIM = _Lookup()
    FAINT = _Lookup()
    ACCENT = _Lookup()
    ACTION = _Lookup()
    ACTION_HOVER = _Lookup()
    ON_ACTION = _Lookup()
    WARNING = _Lookup()
    ERROR = _Lookup()
    DONE = _Lookup()
    STAGE = _Lookup()
    ON_STAGE = _Lookup()
    ON_STAGE_DIM = _Lookup()
    ALARM = _Lookup()
    ON_ALARM = _Lookup()


def _font() -> QFont:
    """Load the shipped font; a damaged file leaves the system's own."""
    families: list[str] = []
    for path in sorted((RESOURCES / "fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            _log.warning("The font file %s cannot be loaded.", path.name)
        else:
            families += QFontDatabase.applicationFontFamilies(number)
    font = QApplication.font()
    if families:
        font.setFamilies([_FONT_FAMILY if _FONT_FAMILY in families else families[0]])
    font.setPixelSize(FONT_PX)
    return font


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.panel,
        role.AlternateBase: colours.raised,
        role.Text: colours.text,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.text,
        role.Highlight: colours.selected,
        role.HighlightedText: colours.text,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.dim,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Accent: colours.accent,
    }.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.faint))
    return palette
