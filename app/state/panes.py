"""The panes of the window: how many there are, which one is worked in, and what they do together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.state.pane import Pane

LARGEST_GRID = 3
"""Rows and columns of the largest grid."""


@dataclass(frozen=True)
class Grid:
    """How panes are laid out.

    Parameters
    ----------
    rows, columns
        1 to `LARGEST_GRID` each.
    maximised
        Whether the active pane alone fills the place of all.
    """

    rows: int = 1
    columns: int = 1
    maximised: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= LARGEST_GRID and 1 <= self.columns <= LARGEST_GRID):
            raise ValueError(f"a grid has 1 to {LARGEST_GRID} rows and columns, got {self.rows} by {self.columns}")

    @property
    def count(self) -> int:
        """Panes in it, also while one is maximised."""
        return self.rows * self.columns


class Panes(QObject):
    """Holder of all panes. Those beyond the grid keep what they show, for when the grid grows again.

    Signals
    -------
    grid_changed()
        Other rows or columns, or a pane was maximised or restored.
    active_changed()
        Another pane is worked in.
    """

    grid_changed = Signal()
    active_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(Pane(number, self) for number in range(LARGEST_GRID**2))
        self._grid = Grid()
        self._active = self._all[0]

    @property
    def all(self) -> tuple[Pane, ...]:
        """Every pane, also those beyond the grid."""
        return self._all

    @property
    def grid(self) -> Grid:
        """The layout."""
        return self._grid

    @property
    def laid_out(self) -> tuple[Pane, ...]:
        """Panes of the grid, row by row, also those behind a maximised one."""
        return self._all[: self._grid.count]

    @property
    def seen(self) -> tuple[Pane, ...]:
        """Panes on the screen: those of the grid, or the maximised one."""
        return (self._active,) if self._grid.maximised else self.laid_out

    @property
    def active(self) -> Pane:
        """The pane that panels, keys and toolbar work in."""
        return self._active

    def set_grid(self, grid: Grid) -> None:
        """Lay panes out in another way; an active pane beyond the grid hands over to the first one."""
        if grid == self._grid:
            return
        self._grid = grid
        before = self._active
        # Whoever hears of the grid finds an active pane in it.
        self._active = before if before in self.laid_out else self._all[0]
        self.grid_changed.emit()
        if self._active is not before:
            self.active_changed.emit()

    def set_active(self, pane: Pane) -> None:
        """Work in another pane of the grid."""
        if pane is not self._active:
            self._active = pane
            self.active_changed.emit()
