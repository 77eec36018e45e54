"""Has the filtered picture of one pane made, and only the one that is wanted by now."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.progress import Progress, part, silent
from ai.volume import Volume
from ai.words import say
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Cut
from app.imaging.cut_stack import CutStack, cut_stack
from app.imaging.lens import Lens, apply_lens_through, cost_ms, neighbours
from app.imaging.levels import DEFAULT_PERCENTILES, range_window, value_range
from app.imaging.window import RealPlane, Window
from app.jobs.runner import JobRunner, Lane
from app.state.pane import Pane
from app.state.view_state import Filtered

_SLICES = Cut()

INLINE_MS = 25.0
"""A picture that takes less is filtered at once: it then comes with the slice, without a moment of the original. Well
below the 50 ms that the window may be deaf."""

KEPT_MS = 8.0
"""So much less where a picture of the slice is there already and can stay for the moment: half a frame, so that a
window that is dragged keeps its pace while what works within it is filtered again."""


class LensPicture(QObject):
    """Follows a pane and hands it what its lens makes of its slice.

    Large pictures are filtered in a job. While one is filtered the last one of the slice stays, and what the reader
    wants by then is filtered next: a slider that moves, or the window where a filter works within it, shows every
    picture that can be made in its time. What the window is nothing to is not filtered again for it.

    Parameters
    ----------
    pane
        Whose picture.
    runner
        Filters large pictures.
    """

    def __init__(self, pane: Pane, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pane = pane
        self._runner = runner
        self._key = ("lens", pane.number)
        self._running: tuple[Volume, int, Cut] | None = None
        pane.shown_changed.connect(self._follow)
        pane.slices_arrived.connect(self._follow)
        pane.view_changed.connect(self._follow)

    def _follow(self) -> None:
        """Have the filtered picture that the pane asks for."""
        opened, state = self._pane.opened, self._pane.state
        if opened is None or state.lens is None or opened.volume.is_colour:
            self._drop()
            return
        stack, lens = self._pane.stack, state.lens.within(state.voi)
        if stack is None or not stack.is_ready(self._pane.index, opened.filled):
            self._drop()
            return
        wanted = (opened.volume, self._pane.index, stack.cut)
        shown = self._pane.filtered
        is_kept = shown is not None and shown.is_of(*wanted)
        if shown is not None and is_kept and shown.lens == lens:
            return
        if self._running == wanted:
            return
        self._cancel()
        rows, columns = stack.shape_px
        planes = neighbours(self._pane.index, stack.count, lens.reach_slices(slice_px(stack)))
        if not all(stack.is_ready(each, opened.filled) for each in planes):
            self._drop()
            return
        made_ms = len(planes) * stack.cost_ms(self._pane.index)
        longest_ms = min(KEPT_MS, INLINE_MS) if is_kept else INLINE_MS
        if cost_ms(lens, rows * columns, slice_px(stack)) + made_ms <= longest_ms:
            self._pane.set_filtered(filter_slice(opened, self._pane.index, lens, cut=stack.cut))
            return
        if not is_kept:
            self._pane.set_filtered(None)
        self._running = wanted
        self._runner.start(
            say("Lens: {filters}", filters=lens.words),
            filter_slice,
            opened,
            self._pane.index,
            lens,
            cut=stack.cut,
            lane=Lane.VIEW,
            key=self._key,
            on_done=self._take,
            on_stopped=self._give_up,
        )

    def _take(self, filtered: Filtered) -> None:
        """Show what came, if it is still of the plane in the pane; then look whether the lens has changed."""
        self._running = None
        stack = self._pane.stack
        has_lens = self._pane.state.lens is not None
        if has_lens and stack is not None and filtered.is_of(stack.volume, self._pane.index, stack.cut):
            self._pane.set_filtered(filtered)
        self._follow()

    def _give_up(self) -> None:
        """Take the lens off when it failed or the reader cancelled it: the badge must not promise a picture."""
        self._running = None
        self._pane.update(lens=None)

    def _cancel(self) -> None:
        if self._running is not None:
            self._running = None
            self._runner.cancel_key(self._key)

    def _drop(self) -> None:
        self._cancel()
        self._pane.set_filtered(None)


def filter_slice(
    opened: OpenSeries, index: int, lens: Lens, *, cut: Cut = _SLICES, progress: Progress = silent
) -> Filtered:
    """Filter a plane of an open series, as it is shown.

    Parameters
    ----------
    opened
        Grey; the slices that the plane needs are decoded.
    index
        From 0.
    lens
        What to do, `Lens.within` the window of the pane.
    cut
        Of which planes.
    """
    stack = cut_stack(opened.volume, cut)
    wanted = neighbours(index, stack.count, lens.reach_slices(slice_px(stack)))
    planes = [
        stack.plane(each, progress=part(progress, 0.5 * number / len(wanted), 0.5 * (number + 1) / len(wanted)))
        for number, each in enumerate(wanted)
    ]
    padding = opened.presentation.padding
    filtered = apply_lens_through(
        planes, lens, slice_px=slice_px(stack), padding=padding, progress=part(progress, 0.5, 1.0)
    )
    voi = None if lens.keeps_unit else _own_window(filtered, planes[len(planes) // 2], padding)
    return Filtered(opened.volume, index, lens, filtered, cut, voi)


def _own_window(filtered: RealPlane, plane: RealPlane, padding: tuple[float, float] | None) -> Window:
    """Make the window of values that the pane's says nothing of; padding, which stays what it was, is none of them."""
    if padding is not None:
        filtered = filtered[(plane < padding[0]) | (plane > padding[1])]
    return range_window(*value_range(filtered, percentiles=DEFAULT_PERCENTILES))


def slice_px(stack: CutStack) -> float:
    """Tell how far a plane is from the next, in pixels of the picture."""
    return stack.step_mm / min(stack.pixel_mm)
