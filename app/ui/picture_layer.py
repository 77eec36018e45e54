"""The picture of a pane: its plane, what the lens makes of it, the window, the overlay of the file."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from ai.volume import Volume
from app.dicom.series_load import OpenSeries
from app.imaging.colour_map import colour_map
from app.imaging.cut_stack import CutStack
from app.imaging.levels import range_window, value_range
from app.imaging.screen import Plane, ScreenGeometry, place
from app.imaging.window import Voi
from app.state.pane import Pane
from app.state.view_state import Filtered, ViewState
from app.ui.plane_maker import HURRY_MS, PlaneMaker
from app.ui.slice_canvas import SliceCanvas
from app.ui.slice_text import window_text

REST_MS = 120
"""So long after the last movement a large picture is sampled again, better."""


class PictureLayer(QObject):
    """Shows what differs from what is shown; coarser while it moves, fine at rest.

    Parameters
    ----------
    pane
        What was made of its planes in jobs.
    canvas
        Where it is drawn.

    Signals
    -------
    rested()
        Nothing moves any more: what was made in a hurry can be made well.
    """

    rested = Signal()

    def __init__(self, pane: Pane, canvas: SliceCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._canvas = canvas
        self._maker = PlaneMaker()
        self._plane: Plane | None = None
        self._stack: CutStack | None = None
        self._geometry: ScreenGeometry | None = None
        self._tone: tuple[Voi | None, bool] = (None, False)
        self._plane_key: object = None
        self._lens_key: object = None
        self._place_key: object = None
        self._tone_key: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.settle)

    @property
    def stack(self) -> CutStack | None:
        """Whose plane is shown; None where nothing is."""
        return self._stack

    @property
    def geometry(self) -> ScreenGeometry | None:
        """Where the picture lies in the canvas, in device pixels; None where there is none."""
        return self._geometry

    @property
    def tone(self) -> tuple[Voi | None, bool]:
        """Window, and whether black and white are turned round."""
        return self._tone

    @property
    def is_hurried(self) -> bool:
        """Whether the plane is a coarse one, for the moment."""
        return self._maker.is_hurried

    def show(self, opened: OpenSeries, stack: CutStack, state: ViewState) -> None:
        """Show another plane, another place, another window."""
        canvas, picture = self._canvas, self._canvas.picture
        new_plane = self._show_plane(opened, stack, state)
        new_place = self._show_place(stack, state)
        is_wanted = state.graphics and not state.overlay_hidden and stack.is_source
        canvas.file_overlay.show_planes(opened.overlays.get(state.index, ()) if is_wanted else (), stack.cut.turn)
        is_new = self._show_lens(opened.volume, state) or new_plane or new_place
        if is_new:
            picture.sample(moving=True)
            if picture.is_coarse:
                self._rest.start()
        is_inverted = opened.presentation.inverted != state.inverted
        tone_key = (state.voi, is_inverted, state.colour_map)
        if is_new or tone_key != self._tone_key:
            self._tone_key = tone_key
            self._tone = (state.voi or self._own_range(), is_inverted)
            canvas.show_colours(None if stack.volume.is_colour else colour_map(state.colour_map))
            picture.apply(self._tone[0], inverted=is_inverted)

    def show_window(self, state: ViewState) -> None:
        """Show another window of the same pixels."""
        self._tone = (state.voi, self._tone[1])
        self._tone_key = (*self._tone, state.colour_map)
        self._canvas.show_window(state.voi, window_text(state.voi), inverted=self._tone[1])

    def show_nothing(self) -> None:
        """Take the picture away."""
        self._plane_key = self._lens_key = self._place_key = self._tone_key = None
        self._plane = self._geometry = self._stack = None
        canvas, picture = self._canvas, self._canvas.picture
        canvas.show_geometry(None)
        picture.show_plane(None)
        picture.show_filtered(None, None)
        canvas.split.show_line(canvas.pane, None)
        picture.show_geometry(None, canvas.ratio)
        picture.sample(moving=False)
        picture.apply(None, inverted=False)
        canvas.show_colours(None)
        canvas.file_overlay.show_planes(())
        canvas.file_overlay.show_geometry(None, canvas.ratio)
        canvas.overlay.show_geometry(None, canvas.ratio)

    def settle(self) -> None:
        """Show a large picture better now that nothing moves."""
        self._rest.stop()
        if self.is_hurried:
            self._plane_key = None
            self.rested.emit()
        picture = self._canvas.picture
        if picture.is_coarse:
            picture.sample(moving=False)
            picture.apply(self._tone[0], inverted=self._tone[1])

    def filtered(self, volume: Volume, state: ViewState) -> Filtered | None:
        """Return what the lens made of this slice, perhaps with values that are left by now; None to show none."""
        filtered = self._pane.filtered
        if state.lens is None or state.comparing or filtered is None:
            return None
        if self._stack is None or not filtered.is_of(volume, state.index, self._stack.cut):
            return None
        return filtered

    def _show_plane(self, opened: OpenSeries, stack: CutStack, state: ViewState) -> bool:
        """Take another plane; tells whether it is another one."""
        prepared = self._pane.prepared
        if prepared is not None and not prepared.is_of(stack, state.index):
            prepared = None
        key = (stack, state.index, stack.is_ready(state.index, opened.filled), prepared)
        is_turning = stack is not self._stack and self._rest.isActive()
        self._stack = stack
        if key == self._plane_key:
            return False
        self._plane_key = key
        self._plane = self._maker.make(opened, stack, state.index, prepared, moving=is_turning)
        self._canvas.picture.show_plane(self._plane)
        if stack.cost_ms(state.index) > HURRY_MS:
            self._rest.start()
        return True

    def _show_place(self, stack: CutStack, state: ViewState) -> bool:
        """Take another place of the picture; tells whether it is another one."""
        canvas = self._canvas
        self._pane.area_px = canvas.pane_px
        geometry = place(stack.shape_px, stack.pixel_mm, canvas.pane_px, zoom=state.zoom, pan=state.pan)
        self._geometry = geometry
        key = (geometry, canvas.ratio)
        is_new, self._place_key = key != self._place_key, key
        if is_new:
            canvas.picture.show_geometry(geometry, canvas.ratio)
            canvas.file_overlay.show_geometry(geometry, canvas.ratio)
            canvas.overlay.show_geometry(geometry, canvas.ratio)
            canvas.show_geometry(geometry)
        return is_new

    def _show_lens(self, volume: Volume, state: ViewState) -> bool:
        """Take another picture of the lens and another split; tells whether anything has to be sampled again."""
        canvas = self._canvas
        filtered = self.filtered(volume, state)
        x_px: int | None = None
        if filtered is None:
            canvas.picture.show_filtered(None, None)
        else:
            x_px = 0 if state.split is None else round(state.split * canvas.pane_px[1])
            canvas.picture.show_filtered(filtered.plane, x_px, filtered.voi)
        canvas.split.show_line(canvas.pane, x_px / canvas.ratio if x_px else None)
        # While the line moves both pictures are sampled already.
        key = (filtered, bool(x_px))
        is_new, self._lens_key = key != self._lens_key, key
        if not is_new and x_px:
            canvas.picture.update()
        return is_new

    def _own_range(self) -> Voi | None:
        """Return the range of the slice, for the moment until a window is chosen."""
        if self._plane is None or self._plane.ndim == 3:
            return None
        return range_window(*value_range(self._plane))
