"""A small chart of curves over epochs."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.known_words import known
from app.ui.panel import words
from app.ui.theme import Token, shade, theme_in_use


class CurvePlot(QWidget):
    """One plot with a title and named curves.

    Parameters
    ----------
    title
        Over the plot.
    curves
        (name, "accent", "warning" or "done", whether points are marked) of each: colours of `app.ui.palette.Palette`,
        and roles of words.
    """

    def __init__(self, title: str, curves: Sequence[tuple[str, str, bool]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words(title, "strong")
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.title)
        head.addStretch(1)
        # A view box with axes rather than pyqtgraph's whole plot: that makes a dozen menus which nobody opens.
        self._view = pg.GraphicsView()
        self._layout = pg.GraphicsLayout(border=None)
        self._layout.setContentsMargins(4, 10, 10, 4)
        self._layout.setSpacing(0)
        self._view.setCentralItem(self._layout)
        self._box = self._layout.addViewBox(row=0, col=1, enableMenu=False, enableMouse=False)
        self._axes = {side: pg.AxisItem(side, linkView=self._box) for side in ("left", "bottom")}
        self._layout.addItem(self._axes["left"], row=0, col=0)
        self._layout.addItem(self._axes["bottom"], row=1, col=1)
        self._axes["left"].setWidth(46)
        self._axes["left"].setGrid(30)
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._colours: dict[str, str] = {}
        for name, role, marked in curves:
            self._curves[name] = pg.PlotDataItem(symbol="o" if marked else None, symbolSize=5, symbolPen=None)
            self._colours[name] = role
            self._box.addItem(self._curves[name])
            if len(curves) > 1:
                head.addWidget(words(f"● {known(name)}", role))
        self._colour()
        theme = theme_in_use()
        if theme is not None:
            theme.theme_changed.connect(self._on_theme_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._view, 1)
        column.addWidget(words(self.tr("epochs"), "small"))
        self.set_epochs(1)

    def _colour(self) -> None:
        """Draw in the colours of the theme in use: pyqtgraph keeps its own."""
        self._view.setBackground(Token.PANEL)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(Token.EDGE))
            axis.setTextPen(pg.mkPen(Token.DIM))
        for name, curve in self._curves.items():
            curve.setPen(pg.mkPen(shade(self._colours[name]), width=2))
            curve.setSymbolBrush(shade(self._colours[name]))

    def _on_theme_changed(self) -> None:
        self._colour()

    def show_curve(self, name: str, epochs: Sequence[float], values: Sequence[float]) -> None:
        """Show a curve anew."""
        self._curves[name].setData(list(epochs), list(values))

    def set_highest(self, value: float) -> None:
        """Show no room above the best value that there can be."""
        self._box.setLimits(yMax=value)

    def points_of(self, name: str) -> tuple[tuple[float, float], ...]:
        """(epoch, value) pairs of a curve as drawn."""
        epochs, values = self._curves[name].getData()
        return () if epochs is None else tuple(zip(map(float, epochs), map(float, values), strict=True))

    def set_epochs(self, epochs: int) -> None:
        """Show the whole run from its beginning, so that one sees how far it is."""
        self._box.setXRange(0, max(1, epochs), padding=0.02)
        # Words at whole epochs alone, ten at most: there is no half of one.
        step = next(size * 10**power for power in range(9) for size in (1, 2, 5) if epochs <= 10 * size * 10**power)
        self._axes["bottom"].setTickSpacing(levels=[(step, 0)])
