"""The product's own icons, in the colour that the place needs, sharp on every screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme import Token

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
"""SVG files with ``currentColor``."""

_RATIOS = (1, 2, 3)
"""Device pixel ratios that every icon is drawn for."""


def icon(name: str, *, colour: str = Token.TEXT, size_px: int = 18) -> QIcon:
    """Make an icon.

    Parameters
    ----------
    name
        File name without its ending.
    colour
        ``#rrggbb``; disabled it is drawn in the colour of disabled words.
    size_px
        In logical pixels.
    """
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_drawn(name, colour, size_px, ratio), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, Token.FAINT, size_px, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, *, colour: str = Token.TEXT, size_px: int = 18, ratio: float = 1.0) -> QPixmap:
    """Draw an icon for a screen of a device pixel ratio."""
    return _drawn(name, colour, size_px, ratio)


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    side = round(size_px * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawn = QPixmap.fromImage(image)
    drawn.setDevicePixelRatio(ratio)
    return drawn
