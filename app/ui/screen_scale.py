"""How large a millimetre is on a screen, as far as the screen tells."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

MM_PER_INCH = 25.4

_LIKELY_DPI = (40.0, 800.0)
"""Of screens from a wall display to a telephone; what lies beyond comes from a screen that does not know its size."""

_SQUARE = 0.08
"""Pixels of a screen are square: where height and width tell another size, one of them is made up."""


@dataclass(frozen=True)
class ScreenFacts:
    """What a screen tells of itself.

    Parameters
    ----------
    width_px, height_px
        In device pixels.
    width_mm, height_mm
        As its own data say; 0 where they say nothing.
    """

    width_px: float
    height_px: float
    width_mm: float
    height_mm: float


def screen_of(widget: QWidget) -> QScreen:
    """Find the screen that a widget is on.

    WORKAROUND(PySide6 6.11.3 makes what `QWidget.screen` returns a child of the widget): when the garbage of a closed
    window is collected in an unlucky order the screen itself is deleted, and whoever asks for it next ends the program.
    """
    return QGuiApplication.screenAt(widget.mapToGlobal(widget.rect().center())) or QGuiApplication.primaryScreen()


def facts_of(screen: QScreen) -> ScreenFacts:
    """Ask a screen."""
    size, physical, ratio = screen.size(), screen.physicalSize(), screen.devicePixelRatio()
    return ScreenFacts(size.width() * ratio, size.height() * ratio, physical.width(), physical.height())


def pixels_per_mm(facts: ScreenFacts) -> float | None:
    """Return device pixels per millimetre, or None where the screen does not tell its size in a way to be believed."""
    if facts.width_mm <= 0 or facts.height_mm <= 0:
        return None
    across, down = facts.width_px / facts.width_mm, facts.height_px / facts.height_mm
    low, high = (dpi / MM_PER_INCH for dpi in _LIKELY_DPI)
    if not (low <= across <= high and low <= down <= high) or abs(across / down - 1) > _SQUARE:
        return None
    return (across + down) / 2
