"""A small chart of two models on two axes: ROC, precision, calibration, FROC."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.panel import words
from app.ui.theme import Token, shade, theme_in_use

HEIGHT_PX, MOST_WIDTH_PX = 260, 420
"""Of a plot: on a wide screen it stays nearly square."""

_BAND = 38
"""Opacity of a band, of 255."""

_UNDER_LINES = -10
"""A band lies under the lines of both models, whichever was added first."""

Points = Sequence[Sequence[float]]


class ReportPlot(QWidget):
    """Lines with bands and marks; looked at, never dragged: the wheel scrolls the page.

    Parameters
    ----------
    title, across, up
        Words over the plot and at its axes.
    has_diagonal
        Whether a thin line goes from corner to corner.
    highest_across
        End of the lower axis; the other ends at 1.
    """

    def __init__(
        self, title: str, across: str, up: str, *, has_diagonal: bool = False, highest_across: float = 1.0
    ) -> None:
        super().__init__()
        self.title = words(title, "strong")
        self._view = pg.GraphicsView()
        self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFixedHeight(HEIGHT_PX)
        self.setMaximumWidth(MOST_WIDTH_PX)
        self._layout = pg.GraphicsLayout(border=None)
        self._layout.setContentsMargins(4, 10, 12, 4)
        self._layout.setSpacing(0)
        self._view.setCentralItem(self._layout)
        self._box = self._layout.addViewBox(row=0, col=1, enableMenu=False, enableMouse=False)
        self._axes = {side: pg.AxisItem(side, linkView=self._box) for side in ("left", "bottom")}
        self._layout.addItem(self._axes["left"], row=0, col=0)
        self._layout.addItem(self._axes["bottom"], row=1, col=1)
        for side, label, end in (("left", up, 1.0), ("bottom", across, highest_across)):
            self._axes[side].setLabel(label)
            self._axes[side].setTicks([[(end * step / 5, f"{end * step / 5:.2g}") for step in range(6)]])
            self._axes[side].setGrid(30)
        self._box.setRange(xRange=(0, highest_across), yRange=(0, 1), padding=0.02)
        self._has_diagonal = has_diagonal
        self._drawn: list[tuple[str, Points, Points, Points]] = []
        theme = theme_in_use()
        if theme is not None:
            theme.theme_changed.connect(self._on_theme_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self._view)
        self._draw()

    def clear(self) -> None:
        """Show no line."""
        self._drawn.clear()
        self._draw()

    def add(self, role: str, points: Points, *, band: Points = (), marks: Points = ()) -> None:
        """Draw a line over those before it.

        Parameters
        ----------
        role
            "accent" or "warning": a colour of `app.ui.palette.Palette`.
        points
            [(across, up)]; one alone is a dot.
        band
            [(across, low, high)].
        marks
            [(across, up, low, high)], dots with a stroke.
        """
        self._drawn.append((role, points, band, marks))
        self._draw_line(role, points, band, marks)

    def lines(self) -> tuple[tuple[str, Points], ...]:
        """Role and points of each line as drawn, the lowest first."""
        return tuple((role, points) for role, points, _, _ in self._drawn)

    def _draw(self) -> None:
        """Draw everything anew, in the colours of the theme in use: pyqtgraph keeps its own."""
        self._view.setBackground(Token.PANEL)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(Token.EDGE))
            axis.setTextPen(pg.mkPen(Token.DIM))
        self._box.clear()
        if self._has_diagonal:
            guide = pg.mkPen(Token.EDGE, width=1, style=Qt.PenStyle.DashLine)
            self._box.addItem(pg.PlotCurveItem([0, 1], [0, 1], pen=guide))
        for each in self._drawn:
            self._draw_line(*each)

    def _draw_line(self, role: str, points: Points, band: Points, marks: Points) -> None:
        colour = shade(role)
        if band:
            ground = QColor(colour)
            ground.setAlpha(_BAND)
            ends = [pg.PlotCurveItem([row[0] for row in band], [row[k] for row in band]) for k in (1, 2)]
            filled = pg.FillBetweenItem(*ends, brush=pg.mkBrush(ground))
            filled.setZValue(_UNDER_LINES)
            self._box.addItem(filled)
        is_dotted = bool(marks) or len(points) == 1
        for across, _, low, high in marks:
            self._box.addItem(pg.PlotCurveItem([across, across], [low, high], pen=pg.mkPen(colour, width=1)))
        self._box.addItem(
            pg.PlotDataItem(
                [point[0] for point in points],
                [point[1] for point in points],
                pen=pg.mkPen(colour, width=2),
                symbol="o" if is_dotted else None,
                symbolSize=6,
                symbolPen=None,
                symbolBrush=colour,
            )
        )

    def _on_theme_changed(self) -> None:
        self._draw()
