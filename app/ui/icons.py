"""The product's own icons, in the colour that the place needs, sharp on every screen and in every theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.ui.theme import Token, now, theme_in_use

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
"""SVG files with ``currentColor``."""

_RATIOS = (1, 2, 3)
"""Device pixel ratios that every icon is drawn for."""

SIZE_PX = 18
"""Side of an icon in a toolbar or menu, in logical pixels."""

Tinted = QAbstractButton | QAction | QLabel
"""What can show an icon."""


class Tint(QObject):
    """Draws the icon of a button, an action or a label, and again when the theme changes; lives with it."""

    def __init__(self, target: Tinted) -> None:
        super().__init__(target)
        self._target = target
        self._wanted = ("", "", SIZE_PX)
        theme = theme_in_use()
        if theme is not None:
            theme.theme_changed.connect(self._on_theme_changed)

    def show_icon(self, name: str, colour: str, size_px: int) -> None:
        """Show another icon."""
        self._wanted = (name, colour, size_px)
        self._draw()

    def _draw(self) -> None:
        name, colour, size_px = self._wanted
        target = self._target
        if isinstance(target, QLabel):
            target.setPixmap(pixmap(name, colour=now(colour), size_px=size_px, ratio=target.devicePixelRatioF()))
        else:
            target.setIcon(icon(name, colour=now(colour), size_px=size_px))

    def _on_theme_changed(self) -> None:
        self._draw()


def tint(target: Tinted, name: str, *, colour: str | None = None, size_px: int = SIZE_PX) -> None:
    """Give a button, an action or a label its icon, in every theme.

    Parameters
    ----------
    target
        What shows it; another icon replaces the one before.
    name
        File name without its ending.
    colour
        A `Token`, renewed with the theme; None for the colour of words.
    size_px
        In logical pixels.
    """
    found = target.findChild(Tint, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (found if found is not None else Tint(target)).show_icon(name, colour or Token.TEXT, size_px)


def icon(name: str, *, colour: str | None = None, size_px: int = SIZE_PX) -> QIcon:
    """Make an icon of the theme in use; `tint` is for what stays when the theme changes.

    Parameters
    ----------
    name
        File name without its ending.
    colour
        ``#rrggbb``, None for that of words; disabled it is drawn in the colour of disabled words.
    size_px
        In logical pixels.
    """
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(_drawn(name, colour or Token.TEXT, size_px, ratio), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, Token.FAINT, size_px, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, *, colour: str | None = None, size_px: int = SIZE_PX, ratio: float = 1.0) -> QPixmap:
    """Draw an icon for a screen of a device pixel ratio."""
    return _drawn(name, colour or Token.TEXT, size_px, ratio)


@cache
def _source(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
    """Draw an icon, or find it drawn: a list asks for the same ones in every row that it paints."""
    key = f"icon/{name}/{colour}/{size_px}/{ratio}"
    known = QPixmap()
    if QPixmapCache.find(key, known):
        return known
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    side = round(size_px * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawn = QPixmap.fromImage(image)
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn
