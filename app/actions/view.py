"""How the open series is looked at: slice, window, zoom, what lies over it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from app.dicom.series_load import OpenSeries
from app.imaging.cut_turn import Turn
from app.imaging.levels import as_window, shift_window
from app.imaging.presets import FULL_RANGE_KEY, Preset, preset_at, preset_voi, presets_for
from app.imaging.window import Voi
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session, series_key
from app.state.user_presets import UserPresets
from app.state.view_state import View

FAST_STEPS = 10
"""Slices that Shift and the wheel go at once."""

ZOOM_STEP = 1.25
"""One press of a zoom key."""

ZOOM_LIMITS = (0.1, 40.0)
"""Beyond, the picture is a dot or one even area."""


class ViewActions(QObject):
    """What a reader can do with the picture.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    runner
        Counts percentiles for presets that need them.
    presets
        Those of the user; None for the shipped ones alone.
    """

    def __init__(self, session: Session, view: View, runner: JobRunner, *, presets: UserPresets | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._user = UserPresets() if presets is None else presets
        self._counted_for = session.panes.active

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Presets of the open series for the menu; none in colour."""
        opened = self._session.opened
        if opened is None or opened.volume.is_colour:
            return ()
        volume = opened.volume
        return presets_for(
            volume.modality,
            opened.presentation,
            slice_index=self._session.panes.active.source_index,
            unit=volume.unit,
            listed=self._user.book.listed(volume.modality),
        )

    def scroll(self, steps: int) -> None:
        """Go some slices on (positive) or back; stays at the ends."""
        self.show_slice(self._session.panes.active.index + steps)

    def show_slice(self, index: int) -> None:
        """Go to a slice, from 0; the nearest one where there is none."""
        stack = self._session.panes.active.stack
        if stack is not None:
            self._view.update(index=min(max(index, 0), stack.count - 1))

    def show_last_slice(self) -> None:
        """Go to the last slice."""
        stack = self._session.panes.active.stack
        if stack is not None:
            self.show_slice(stack.count - 1)

    def note_seen(self, opened: OpenSeries, index: int) -> None:
        """Remember that a slice was on the screen, from 0."""
        self._session.marks.note_seen(series_key(opened.series), opened.series.slice_count, index)

    def drag_window(self, dx_px: float, dy_px: float) -> None:
        """Change the window by a drag.

        Parameters
        ----------
        dx_px
            To the right: wider, less contrast.
        dy_px
            Downwards: higher centre, darker picture (where bright means high values).
        """
        voi = self._view.state.voi
        if voi is None:
            return
        scale = self._session.panes.active.drag_scale
        self._view.update(voi=shift_window(as_window(voi), dy_px * scale, dx_px * scale))

    def choose_preset_key(self, key: int) -> None:
        """Choose the preset of a number key; a key without preset does nothing."""
        preset = preset_at(self.presets, key)
        if preset is not None:
            self.choose_preset(preset)

    def choose_full_range(self) -> None:
        """Show every value of the series."""
        self.choose_preset_key(FULL_RANGE_KEY)

    def choose_preset(self, preset: Preset) -> None:
        """Show the series with a preset."""
        opened = self._session.opened
        if opened is None:
            return
        if preset.voi is not None:
            self._runner.cancel_key("window")
            self._view.update(voi=preset.voi)
            return
        self._counted_for = self._session.panes.active
        self._runner.start(
            preset.name,
            count_preset,
            preset,
            opened,
            lane=Lane.VIEW,
            key="window",
            on_done=self._set_counted,
            quiet=True,
        )

    def _set_counted(self, counted: tuple[str, Voi]) -> None:
        source_id, voi = counted
        # The reader may work in another pane by now.
        pane = self._counted_for
        if pane.opened is not None and pane.opened.volume.source_id == source_id:
            pane.update(voi=voi)

    def zoom_at(self, factor: float, row: float, column: float) -> None:
        """Zoom so that the point under the cursor stays where it is.

        Parameters
        ----------
        factor
            > 1 enlarges.
        row, column
            Index of the picture, fractional.
        """
        centre = self._centre()
        if centre is None:
            return
        zoom = self._zoom(factor)
        ratio = self._view.state.zoom / zoom
        pan = (row + (centre[0] - row) * ratio, column + (centre[1] - column) * ratio)
        self._view.update(zoom=zoom, pan=pan)

    def zoom_in(self) -> None:
        """Enlarge around the middle of the pane."""
        self._view.update(zoom=self._zoom(ZOOM_STEP))

    def zoom_out(self) -> None:
        """Make smaller around the middle of the pane."""
        self._view.update(zoom=self._zoom(1 / ZOOM_STEP))

    def zoom_to(self, zoom: float) -> None:
        """Show at a scale around the middle of the pane; ``zoom`` as in `app.state.view_state.ViewState`."""
        self._view.update(zoom=zoom)

    def pan_to(self, row: float, column: float) -> None:
        """Bring a point of the picture to the middle of the pane; at least the middle stays on the picture."""
        stack = self._session.panes.active.stack
        if stack is not None:
            rows, columns = stack.shape_px
            self._view.update(pan=(min(max(row, 0.0), rows - 1.0), min(max(column, 0.0), columns - 1.0)))

    def fit(self) -> None:
        """Show the whole picture."""
        self._view.update(zoom=1.0, pan=None)

    def invert(self) -> None:
        """Turn black and white round."""
        self._view.update(inverted=not self._view.state.inverted)

    def reset(self) -> None:
        """Show the series as when it was opened, on the same slice or plane."""
        self._runner.cancel_key("window")
        cut = replace(self._view.state.cut, turn=Turn(), slab=None)
        voi = self._session.panes.active.starting_voi
        self._view.update(voi=voi, inverted=False, zoom=1.0, pan=None, lens=None, cut=cut)

    def toggle_graphics(self) -> None:
        """Show or hide the overlay planes of the file."""
        self._view.update(graphics=not self._view.state.graphics)

    def toggle_text(self) -> None:
        """Show or hide the corner text."""
        self._view.update(overlay_text=not self._view.state.overlay_text)

    def hide_overlay(self, hidden: bool) -> None:
        """Hide every AI mark while the key is held, then show them again."""
        self._view.update(overlay_hidden=hidden)

    def _zoom(self, factor: float) -> float:
        return min(max(self._view.state.zoom * factor, ZOOM_LIMITS[0]), ZOOM_LIMITS[1])

    def _centre(self) -> tuple[float, float] | None:
        """(row, column) that is in the middle of the pane."""
        stack = self._session.panes.active.stack
        if stack is None:
            return None
        rows, columns = stack.shape_px
        return self._view.state.pan or ((rows - 1) / 2, (columns - 1) / 2)


def count_preset(preset: Preset, opened: OpenSeries, *, progress: Progress = silent) -> tuple[str, Voi]:
    """Find what a preset sets on a series; returns the ``source_id`` of its volume with it."""
    progress(0.0, preset.name)
    voi = preset_voi(preset, opened.volume, opened.presentation, filled=opened.filled)
    return opened.volume.source_id, voi
