"""The lens over the picture: choose a filter, turn its values, compare with the original."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.volume import Volume
from app.dicom.series_load import OpenSeries
from app.imaging.filters.table import FILTERS
from app.imaging.lens import Lens, Step, apply_lens, cost_ms, step
from app.imaging.slices import take
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session
from app.state.view_state import Filtered, View

INLINE_MS = 25.0
"""A picture that takes less is filtered at once: it then comes with the slice, without a moment of the original. Well
below the 50 ms that the window may be deaf."""

SPLIT = 0.5
"""Where the split line begins."""

SPLIT_LIMITS = (0.02, 0.98)
"""Shares of the pane's width that the line stays within, so that it can be gripped again."""

_KEY = "lens"


class LensActions(QObject):
    """What a reader can do with the lens, and who sees to it that the filtered picture is there.

    Parameters
    ----------
    session, view
        What is open, and how it is shown; the filtered picture goes to the view.
    runner
        Filters large pictures. While one is filtered the last one of the slice stays, and what the reader wants by then
        is filtered next: a slider that moves shows every picture that can be made in its time.
    """

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._steps: dict[str, Step] = {}
        self._last = Lens((step(FILTERS[0].name),))
        self._running: tuple[Volume, int] | None = None
        session.volume_changed.connect(self._follow)
        session.slices_arrived.connect(self._follow)
        view.view_changed.connect(self._follow)

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
        chosen = self._steps.get(name) or step(name)
        self._show(Lens((chosen,)))

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

    def restore_defaults(self) -> None:
        """Give every filter of the lens the values that it begins with."""
        lens = self._view.state.lens
        if lens is not None:
            self._show(Lens(tuple(step(each.name) for each in lens.steps)))

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

    def compare(self, held: bool) -> None:
        """Show the original while the key is held."""
        self._view.update(comparing=held)

    def _show(self, lens: Lens) -> None:
        if not self.makes_sense:
            return
        self._last = lens
        self._steps |= {each.name: each for each in lens.steps}
        self._view.update(lens=lens)

    def _follow(self) -> None:
        """Have the filtered picture that session and view ask for."""
        opened, state = self._session.opened, self._view.state
        if opened is None or state.lens is None or opened.volume.is_colour:
            self._drop()
            return
        volume, lens = opened.volume, state.lens
        index = min(max(state.index, 0), volume.shape[0] - 1)
        if not opened.filled[index]:
            self._drop()
            return
        shown = self._view.filtered
        if shown is not None and shown.is_of(volume, index) and shown.lens == lens:
            return
        if self._running is not None and self._running[0] is volume and self._running[1] == index:
            return
        self._cancel()
        if cost_ms(lens, volume.shape[1] * volume.shape[2]) <= INLINE_MS:
            self._view.set_filtered(filter_slice(opened, index, lens))
            return
        if shown is not None and not shown.is_of(volume, index):
            self._view.set_filtered(None)
        self._running = (volume, index)
        self._runner.start(
            f"Lens: {lens.words}",
            filter_slice,
            opened,
            index,
            lens,
            lane=Lane.VIEW,
            key=_KEY,
            on_done=self._take,
            on_stopped=self._give_up,
        )

    def _take(self, filtered: Filtered) -> None:
        """Show what came, if it is still of the slice in the pane; then look whether the lens has changed."""
        self._running = None
        opened, state = self._session.opened, self._view.state
        if opened is not None and state.lens is not None and filtered.is_of(opened.volume, state.index):
            self._view.set_filtered(filtered)
        self._follow()

    def _give_up(self) -> None:
        """Take the lens off when it failed or the reader cancelled it: the badge must not promise a picture."""
        self._running = None
        self.off()

    def _cancel(self) -> None:
        if self._running is not None:
            self._running = None
            self._runner.cancel_key(_KEY)

    def _drop(self) -> None:
        self._cancel()
        self._view.set_filtered(None)


def filter_slice(opened: OpenSeries, index: int, lens: Lens, *, progress: Progress = silent) -> Filtered:
    """Filter a slice of the open series.

    Parameters
    ----------
    opened
        Grey; the slice is decoded.
    index
        From 0.
    lens
        What to do.
    """
    plane = take(opened.volume, index)
    padding = opened.presentation.padding
    return Filtered(opened.volume, index, lens, apply_lens(plane, lens, padding=padding, progress=progress))
