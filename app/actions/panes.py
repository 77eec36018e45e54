"""Panes: how they are laid out, which one is worked in, and a whole study put into them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.actions.open import OpenActions
from app.dicom.series import Study
from app.state.axis_volumes import by_axis
from app.state.pane import Pane
from app.state.panes import Grid
from app.state.session import Session

LAYOUTS = (Grid(1, 1), Grid(1, 2), Grid(2, 1), Grid(2, 2), Grid(2, 3), Grid(3, 3))
"""Those with a command, small to large."""


class PaneActions(QObject):
    """What a reader can do with the panes.

    Parameters
    ----------
    session
        Which panes there are.
    opening
        Shows series in them.
    """

    def __init__(self, session: Session, opening: OpenActions) -> None:
        super().__init__(session)
        self._session = session
        self._panes = session.panes
        self._opening = opening

    def lay_out(self, number: int) -> None:
        """Take one of `LAYOUTS`; all its panes are shown."""
        self._panes.set_grid(LAYOUTS[number])

    def set_grid(self, rows: int, columns: int) -> None:
        """Lay out so many rows and columns."""
        self._panes.set_grid(Grid(rows, columns))

    def activate(self, pane: Pane) -> None:
        """Work in a pane."""
        self._panes.set_active(pane)

    def step(self, steps: int) -> None:
        """Work in the next (1) or previous (-1) pane, round and round; a maximised one gives way to it."""
        panes = self._panes.laid_out
        self._panes.set_active(panes[(panes.index(self._panes.active) + steps) % len(panes)])

    def toggle_maximised(self) -> None:
        """Give the active pane the place of all, or show all again."""
        grid = self._panes.grid
        if grid.count > 1:
            self._panes.set_grid(replace(grid, maximised=not grid.maximised))

    def empty_active(self) -> None:
        """Show nothing in the active pane."""
        self._opening.empty_pane()

    @property
    def study(self) -> Study | None:
        """The study that `fill_grid` would show: that of the active pane, else the first one with pictures."""
        if self._session.study is not None:
            return self._session.study
        return next((study for study in self._session.studies if study.series), None)

    def fill_grid(self) -> None:
        """Show the series of a study in the panes, in their order; a single pane becomes as many as are needed.

        Panes that are left over are emptied: what is on the screen is then this study and nothing else.
        """
        study = self.study
        if study is None:
            return
        # The volumes of one fourth axis are one series to the reader.
        listed = [volumes[0] for volumes in by_axis(study.series)]
        if self._panes.grid.count == 1:
            self._panes.set_grid(next((grid for grid in LAYOUTS if grid.count >= len(listed)), LAYOUTS[-1]))
        elif self._panes.grid.maximised:
            self.toggle_maximised()
        for number, pane in enumerate(self._panes.laid_out):
            if number < len(listed):
                self._opening.open(listed[number], pane)
            else:
                self._opening.empty_pane(pane)
