"""A button that opens a small grid: the cell that is clicked tells how many panes there are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from app.state.panes import LARGEST_GRID, Grid, Panes
from app.ui.icons import SIZE_PX, tint
from app.ui.panel import words
from app.ui.theme import GAP_PX, Token

_CELL_PX = 30
_SPACE_PX = 4

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class GridCells(QWidget):
    """The cells of the largest grid; those of the one that would be chosen are marked.

    Signals
    -------
    hovered(int, int), chosen(int, int)
        Rows and columns.
    """

    hovered = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._columns = 1, 1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Rows and columns of panes"))

    def show_size(self, rows: int, columns: int) -> None:
        """Mark so many rows and columns."""
        if (rows, columns) != (self._rows, self._columns):
            self._rows, self._columns = rows, columns
            self.setAccessibleDescription(f"{rows} × {columns}")
            self.update()

    def cell_at(self, position: QPoint) -> tuple[int, int]:
        """Find rows and columns of a grid that ends under the cursor."""
        step = _CELL_PX + _SPACE_PX
        row, column = position.y() // step + 1, position.x() // step + 1
        return min(max(row, 1), LARGEST_GRID), min(max(column, 1), LARGEST_GRID)

    def _mark(self, rows: int, columns: int) -> None:
        self.show_size(rows, columns)
        self.hovered.emit(rows, columns)

    def sizeHint(self) -> QSize:
        """Return the size of all cells."""
        side = LARGEST_GRID * (_CELL_PX + _SPACE_PX) - _SPACE_PX
        return QSize(side, side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what a click would choose."""
        self._mark(*self.cell_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*self.cell_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark with the arrows, choose with Return or Space."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            down, right = _STEPS[key]
            rows, columns = self._rows + down, self._columns + right
            self._mark(min(max(rows, 1), LARGEST_GRID), min(max(columns, 1), LARGEST_GRID))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._rows, self._columns)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the arrows work here."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(LARGEST_GRID):
            for column in range(LARGEST_GRID):
                is_marked = row < self._rows and column < self._columns
                step = _CELL_PX + _SPACE_PX
                painter.setPen(QColor(Token.ACCENT if is_marked else Token.EDGE))
                painter.setBrush(QColor(Token.SELECTED if is_marked else Token.RAISED))
                at = QRect(column * step, row * step, _CELL_PX, _CELL_PX).adjusted(0, 0, -1, -1)
                painter.drawRoundedRect(at, 3.0, 3.0)
        painter.end()


class GridChooser(QToolButton):
    """The button in the toolbar.

    Parameters
    ----------
    panes
        How they are laid out now.

    Signals
    -------
    grid_chosen(int, int)
        Rows and columns.
    """

    grid_chosen = Signal(int, int)

    def __init__(self, panes: Panes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes = panes
        tint(self, "grid")
        self.setIconSize(QSize(SIZE_PX, SIZE_PX))
        self.setToolTip(self.tr("Layout of the panes"))
        self.setAccessibleName(self.tr("Layout of the panes"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cells = GridCells()
        self._caption = words("", "small")
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        layout.addWidget(self.cells)
        layout.addWidget(self._caption, 0, Qt.AlignmentFlag.AlignHCenter)
        popup = QMenu(self)
        entry = QWidgetAction(popup)
        entry.setDefaultWidget(body)
        popup.addAction(entry)
        popup.aboutToShow.connect(self._on_about_to_show)
        self.setMenu(popup)
        self.cells.hovered.connect(self._on_hovered)
        self.cells.chosen.connect(self._on_chosen)

    @property
    def caption(self) -> str:
        """What would be chosen, in words."""
        return self._caption.text()

    def _show_grid(self, grid: Grid) -> None:
        self.cells.show_size(grid.rows, grid.columns)
        self._caption.setText(f"{grid.rows} × {grid.columns}")

    def _on_about_to_show(self) -> None:
        self._show_grid(self._panes.grid)
        self.cells.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_hovered(self, rows: int, columns: int) -> None:
        self._show_grid(Grid(rows, columns))

    def _on_chosen(self, rows: int, columns: int) -> None:
        self.menu().close()
        self.grid_chosen.emit(rows, columns)
