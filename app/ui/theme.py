"""How the window looks: colours, fonts, spacing. Dark, so that the picture is the brightest thing in the room."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

_log = logging.getLogger(__name__)

RESOURCES = Path(__file__).resolve().parents[2] / "resources"

FONT_PX = 13
"""Base size of words, in logical pixels: it follows the screen's scaling, not a guess of its dots per inch."""


class Token:
    """Colours by their purpose, ``#rrggbb``."""

    WINDOW: Final = "#13161a"
    PANEL: Final = "#191d22"
    RAISED: Final = "#232930"
    HOVER: Final = "#2d343c"
    LINE: Final = "#2a3037"
    TEXT: Final = "#d9dee4"
    DIM: Final = "#97a1ac"
    FAINT: Final = "#5d6772"
    ACCENT: Final = "#5aa9e0"
    ACTION: Final = "#2b74ab"
    ACTION_HOVER: Final = "#3384c0"
    SELECTED: Final = "#263f54"
    WARNING: Final = "#e5b04a"
    ERROR: Final = "#ec7a6a"
    DONE: Final = "#6cc08b"


GAP_PX = 8
"""Distance between parts of a panel; twice that is its margin."""


def apply_theme(application: QApplication) -> None:
    """Give the application its style, palette, fonts and style sheet."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(_palette())
    application.setFont(_font())
    application.setStyleSheet(_style_sheet())


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
        font.setFamilies(["Inter" if "Inter" in families else families[0]])
    font.setPixelSize(FONT_PX)
    return font


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: Token.WINDOW,
        role.WindowText: Token.TEXT,
        role.Base: Token.PANEL,
        role.AlternateBase: Token.RAISED,
        role.Text: Token.TEXT,
        role.Button: Token.RAISED,
        role.ButtonText: Token.TEXT,
        role.BrightText: Token.TEXT,
        role.Highlight: Token.SELECTED,
        role.HighlightedText: Token.TEXT,
        role.ToolTipBase: Token.RAISED,
        role.ToolTipText: Token.TEXT,
        role.PlaceholderText: Token.FAINT,
        role.Link: Token.ACCENT,
        role.LinkVisited: Token.ACCENT,
    }
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(Token.FAINT))
    return palette


def _style_sheet() -> str:
    t = Token
    return f"""
    QMainWindow, QDialog {{ background: {t.WINDOW}; }}
    QToolTip {{ background: {t.RAISED}; color: {t.TEXT}; border: 1px solid {t.LINE}; padding: 4px 6px; }}
    QMenuBar {{ background: {t.WINDOW}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; color: {t.DIM}; }}
    QMenuBar::item:selected {{ background: {t.HOVER}; color: {t.TEXT}; }}
    QMenu {{ background: {t.RAISED}; border: 1px solid {t.LINE}; padding: 4px; }}
    QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.SELECTED}; }}
    QMenu::item:disabled {{ color: {t.FAINT}; }}
    QMenu::separator {{ height: 1px; background: {t.LINE}; margin: 4px 6px; }}
    QMenu::icon {{ padding-left: 8px; }}
    QToolBar {{ background: {t.WINDOW}; border: 0; border-bottom: 1px solid {t.LINE}; padding: 3px 8px; spacing: 2px; }}
    QToolBar::separator {{ width: 1px; background: {t.LINE}; margin: 5px 7px; }}
    QToolButton {{ background: transparent; border: 0; border-radius: 5px; padding: 5px; color: {t.TEXT}; }}
    QToolButton:hover {{ background: {t.HOVER}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {t.SELECTED}; }}
    QToolButton:focus {{ outline: 0; border: 1px solid {t.ACCENT}; padding: 4px; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QToolButton[wide="true"] {{ padding: 5px 9px; background: {t.RAISED}; }}
    QToolButton[wide="true"]:hover {{ background: {t.HOVER}; }}
    QToolButton[wide="true"]:disabled {{ color: {t.FAINT}; }}
    QPushButton {{ background: {t.RAISED}; border: 1px solid {t.LINE}; border-radius: 5px; padding: 6px 14px; }}
    QPushButton:hover {{ background: {t.HOVER}; }}
    QPushButton:focus {{ border-color: {t.ACCENT}; }}
    QPushButton:disabled {{ color: {t.FAINT}; background: {t.PANEL}; }}
    QPushButton[primary="true"] {{ background: {t.ACTION}; border-color: {t.ACTION}; color: white; font-weight: 600; }}
    QPushButton[primary="true"]:hover {{ background: {t.ACTION_HOVER}; }}
    QPushButton[primary="true"]:focus {{ border-color: {t.TEXT}; }}
    QPushButton[primary="true"]:disabled {{ background: {t.RAISED}; border-color: {t.LINE}; color: {t.FAINT}; }}
    QToolButton[segment="true"] {{
        background: {t.RAISED}; color: {t.DIM}; border-radius: 4px; padding: 4px 2px; font-size: 12px;
    }}
    QToolButton[segment="true"]:hover {{ background: {t.HOVER}; color: {t.TEXT}; }}
    QToolButton[segment="true"]:checked {{ background: {t.SELECTED}; color: {t.TEXT}; }}
    QToolButton[segment="true"]:disabled {{ color: {t.FAINT}; }}
    QPushButton[flat="true"] {{ background: transparent; border: 0; color: {t.ACCENT}; padding: 0; }}
    QPushButton[flat="true"]:hover {{ color: {t.TEXT}; }}
    QPushButton[flat="true"]:focus {{ text-decoration: underline; }}
    QLineEdit[field="true"] {{
        background: {t.RAISED}; border: 1px solid {t.LINE}; border-radius: 5px; padding: 4px 8px; min-height: 20px;
    }}
    QLineEdit[field="true"]:focus {{ border-color: {t.ACCENT}; }}
    QLineEdit[field="true"]:disabled {{ color: {t.FAINT}; background: {t.PANEL}; }}
    QRadioButton::indicator {{
        width: 10px; height: 10px; border-radius: 7px; border: 2px solid {t.FAINT}; background: {t.WINDOW};
    }}
    QRadioButton::indicator:checked {{ border-color: {t.ACCENT}; background: {t.ACCENT}; }}
    QRadioButton:focus {{ color: {t.ACCENT}; }}
    QSplitter::handle {{ background: {t.LINE}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.PANEL}; border: 0; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {t.HOVER}; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {t.FAINT}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QTreeView {{ background: {t.PANEL}; border: 0; outline: 0; }}
    QTreeView::item:selected, QTreeView::item:hover, QTreeView::branch {{ background: transparent; }}
    QProgressBar {{ background: {t.RAISED}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
    QProgressBar::chunk {{ background: {t.ACCENT}; border-radius: 3px; }}
    QSlider::groove:horizontal {{ height: 4px; background: {t.HOVER}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {t.FAINT}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {t.DIM}; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {t.TEXT}; }}
    QLabel[role="title"] {{ color: {t.DIM}; font-size: 11px; font-weight: 600; }}
    QLabel[role="dim"] {{ color: {t.DIM}; }}
    QLabel[role="small"] {{ color: {t.DIM}; font-size: 12px; }}
    QLabel[role="warning"] {{ color: {t.WARNING}; font-size: 12px; }}
    QLabel[role="error"] {{ color: {t.ERROR}; }}
    QLabel[role="value"] {{ font-size: 24px; font-weight: 600; }}
    QLabel[role="strong"] {{ font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 17px; font-weight: 600; }}
    QFrame[role="panel"] {{ background: {t.PANEL}; }}
    QFrame[role="line"] {{ background: {t.LINE}; min-height: 1px; max-height: 1px; }}
    QFrame[role="bar"] {{ background: {t.WINDOW}; border-top: 1px solid {t.LINE}; }}
    QFrame[role="banner"] {{ background: {t.PANEL}; border-bottom: 1px solid {t.LINE}; }}
    QFrame[role="notice"] {{ background: {t.RAISED}; border: 1px solid {t.HOVER}; border-radius: 6px; }}
    """
