"""The lens over the picture: choose a filter, turn its values, compare with the original."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.actions.lens_picture import LensPicture
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens, Step, step
from app.jobs.runner import JobRunner
from app.state.panes import Grid
from app.state.session import Session
from app.state.view_state import View

SPLIT = 0.5
"""Where the split line begins."""

LONGEST_CHAIN = 6
"""Filters one after the other; more are no longer a picture of the patient."""

SPLIT_LIMITS = (0.02, 0.98)
"""Shares of the pane's width that the line stays within, so that it can be gripped again."""


class LensActions(QObject):
    """What a reader can do with the lens of the active pane.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    runner
        Filters large pictures, of every pane.
    """

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._steps: dict[str, Step] = {}
        self._last = Lens((step(FILTERS[0].name),))
        self._pictures = tuple(LensPicture(pane, runner, self) for pane in session.panes.all)

    @property
    def makes_sense(self) -> bool:
        """Whether a grey picture is open."""
        opened = self._session.opened
        return opened is not None and not opened.volume.is_colour

    def choose(self, name: str) -> None:
        """Put a filter over the picture, with the values that it last had in this session.

        Raises
        ------
        app.errors.UsageError
            When there is none of that name.
        """
        self._show(Lens((self.last_step(name),)))

    def last_step(self, name: str) -> Step:
        """Return a filter with the values that it last had."""
        return self._steps.get(name) or step(name)

    def add(self, name: str) -> None:
        """Put another filter after those of the lens; the first one where there is none."""
        lens = self._view.state.lens
        if lens is None:
            self.choose(name)
        elif len(lens.steps) < LONGEST_CHAIN:
            self._show(replace(lens, steps=(*lens.steps, self.last_step(name))))

    def remove(self, number: int) -> None:
        """Take the filter ``number`` out of the lens, from 0; the lens goes with its last one."""
        lens = self._view.state.lens
        if lens is None:
            return
        rest = (*lens.steps[:number], *lens.steps[number + 1 :])
        if rest:
            self._show(replace(lens, steps=rest))
        else:
            self.off()

    def move(self, number: int, by: int) -> None:
        """Let the filter ``number`` work so many places later (positive) or earlier; stays at the ends."""
        lens = self._view.state.lens
        if lens is None:
            return
        steps = list(lens.steps)
        moved = steps.pop(number)
        steps.insert(min(max(number + by, 0), len(steps)), moved)
        self._show(replace(lens, steps=tuple(steps)))

    def set_value(self, number: int, parameter: str, value: float) -> None:
        """Change a value of the filter ``number`` of the lens, from 0; nothing without a lens.

        Raises
        ------
        app.errors.UsageError
            When the value is outside its range.
        """
        lens = self._view.state.lens
        if lens is not None:
            self._show(lens.with_value(number, parameter, value))

    def set_values(self, number: int, preset: str) -> None:
        """Give the filter ``number`` of the lens, from 0, the values of one of its presets."""
        lens = self._view.state.lens
        if lens is not None:
            steps = list(lens.steps)
            steps[number] = step(steps[number].name, preset=preset)
            self._show(replace(lens, steps=tuple(steps)))

    def toggle_through(self) -> None:
        """Let the filters that can take the neighbouring slices in, or none."""
        lens = self._view.state.lens
        if lens is not None and lens.can_go_through:
            self._show(replace(lens, through_volume=not lens.through_volume))

    def restore_defaults(self) -> None:
        """Give every filter of the lens the values that it begins with."""
        lens = self._view.state.lens
        if lens is not None:
            self._show(replace(lens, steps=tuple(step(each.name) for each in lens.steps)))

    def toggle(self) -> None:
        """Take the lens off, or put the last one on."""
        if self._view.state.lens is not None:
            self.off()
        else:
            self._show(self._last)

    def off(self) -> None:
        """Show the values themselves."""
        self._view.update(lens=None)

    def move_split(self, share: float) -> None:
        """Put the split line elsewhere; ``share`` of the pane's width, from the left, shows the original."""
        self._view.update(split=min(max(share, SPLIT_LIMITS[0]), SPLIT_LIMITS[1]))

    def toggle_split(self) -> None:
        """Show the original beside the lens, or the lens everywhere; puts the last lens on where there is none."""
        state = self._view.state
        if state.lens is None:
            self._view.update(split=SPLIT)
            self._show(self._last)
        else:
            self._view.update(split=SPLIT if state.split is None else None)

    def show_beside(self) -> None:
        """Show the original in a pane beside, at the same place, with the same window; both then go together."""
        panes, state = self._session.panes, self._view.state
        active, opened = panes.active, self._session.opened
        if opened is None or not self.makes_sense:
            return
        if panes.grid.count == 1:
            panes.set_grid(Grid(1, 2))
        elif panes.grid.maximised:
            panes.set_grid(replace(panes.grid, maximised=False))
        other = panes.laid_out[(panes.laid_out.index(active) + 1) % panes.grid.count]
        self._session.set_opened(opened, other)
        other.drag_scale, other.starting_voi = active.drag_scale, active.starting_voi
        if state.lens is None:
            self._show(self._last)
        self._view.update(split=None)
        other.set_state(replace(self._view.state, lens=None))
        self._session.links.update(scroll=True, zoom=True, window=True)

    def compare(self, held: bool) -> None:
        """Show the original while the key is held."""
        self._view.update(comparing=held)

    def _show(self, lens: Lens) -> None:
        if not self.makes_sense:
            return
        self._last = lens
        self._steps |= {each.name: each for each in lens.steps}
        self._view.update(lens=lens)
