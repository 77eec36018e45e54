"""One pane: pulls from session and view on their news, and shows what differs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ai.inference.results import Point
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.scale import Scale
from app.imaging.cut_stack import CutStack
from app.imaging.measurement_on_plane import as_shown
from app.imaging.notice import NOTICE
from app.imaging.screen import ScreenGeometry
from app.imaging.slices import SideLetters, frame_letters
from app.state.painted import Painted
from app.state.pane import Pane
from app.state.reading import Reading
from app.state.session import Session
from app.state.view_state import ViewState
from app.ui.annotation_layer import AnnotationLayer
from app.ui.bar_facts import bar_facts
from app.ui.box_layer import BoxLayer
from app.ui.box_prompt_layer import BoxPromptLayer
from app.ui.change_layer import ChangeLayer
from app.ui.crosshair_layer import CrosshairLayer
from app.ui.cut_text import plane_text
from app.ui.finding_layer import FindingLayer
from app.ui.mask_mouse_layer import MaskMouseLayer
from app.ui.noticed_image import with_notice
from app.ui.outline_layer import OutlineLayer
from app.ui.pane_mouse import PaneMouse
from app.ui.pane_patient import is_mixed, study_in_pane
from app.ui.pane_scale import scale_in_pane
from app.ui.picture_layer import PictureLayer
from app.ui.refresh import Refresh
from app.ui.screen_scale import facts_of, pixels_per_mm, screen_of
from app.ui.slice_bar import SliceBar
from app.ui.slice_canvas import SliceCanvas
from app.ui.slice_labels import SliceLabels
from app.ui.slice_text import (
    PaneText,
    ScaleBar,
    ai_lines,
    invitation,
    lens_lines,
    pane_text,
    scale_bar,
)

BAR_SHARE = 0.22
"""Of the pane's width that the scale bar may take."""


class SliceView(QWidget):
    """The picture with what lies over it, and the bar of its slices.

    Gestures are signals only, those of the mouse of `mouse` and of the `…Mouse` objects of `canvas`; the pane changes
    when session or view do.

    Parameters
    ----------
    session
        What is known about the series.
    pane
        Which series is shown, and how.

    Signals
    -------
    slice_requested(int)
        Slice to go to, from 0.
    caliper_moved(str, int, object, object)
        Name of the measurement, which of its lines, and both ends as (slice, row, column) index.
    plane_seen(OpenSeries, int)
        A slice as it was taken is on the screen.
    """

    slice_requested = Signal(int)
    caliper_moved = Signal(str, int, object, object)
    plane_seen = Signal(object, int)

    def __init__(self, session: Session, pane: Pane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pane = pane
        self.canvas = SliceCanvas(self)
        self.bar = SliceBar(self)
        self.bar.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.bar)

        self._shown: ViewState | None = None  # of all that is seen; None since others than the view told of news
        self._pane_key: object = None
        self._words_key: object = None
        self._caliper_key: object = None
        self._letters = SideLetters()
        self._picture = PictureLayer(pane, self.canvas, self)
        self._outlines = OutlineLayer(self.canvas.overlay, self)
        self._changes = ChangeLayer(session, pane, self.canvas.changes)
        self._crosshair = CrosshairLayer(session, pane, self.canvas.crosshair, self)
        self._mask = MaskMouseLayer(session, pane, self.canvas, self)
        self._boxes = BoxLayer(session, pane, self.canvas.box_handles, self.canvas.boxing)
        self._box_prompt = BoxPromptLayer(session, pane, self.canvas.box_prompt, self.canvas.box_prompting, self)
        self._findings = FindingLayer(session, self.canvas.boxes, self.canvas.heat, self)
        self._annotations = AnnotationLayer(session, pane, self.canvas.annotations, self.canvas.annotating, self)

        self._refresh = Refresh(self.refresh, self, at_once=True)
        for news in (
            session.studies_changed,
            session.layers_changed,
            session.findings_changed,
            session.panes.grid_changed,
            session.panes.active_changed,
            session.privacy.privacy_changed,
            session.links.links_changed,
            *(each.shown_changed for each in session.panes.all),
            pane.slices_arrived,
            pane.filtered_changed,
            pane.prepared_changed,
            session.annotations.annotations_changed,
            session.annotations.selection_changed,
            session.selection.selection_changed,
            session.editing.editing_changed,
            session.editing.boxes.draft_changed,
            self.canvas.resized,
        ):
            news.connect(self.refresh_soon)
        pane.view_changed.connect(self._refresh.soon)
        self._marks_refresh = Refresh(self._on_marks_changed, self)
        session.marks.marks_changed.connect(self._marks_refresh.soon)
        session.mask_painted.connect(self._on_mask_painted)
        self._picture.rested.connect(self._on_rested)
        self.canvas.measuring.moved.connect(self._on_caliper_moved)
        self.bar.slice_requested.connect(self.slice_requested)
        session.tools.tool_changed.connect(self._on_tool_changed)
        self._on_tool_changed()
        self.refresh()

    @property
    def pane(self) -> Pane:
        """Which series is shown, and how."""
        return self._pane

    @property
    def labels(self) -> SliceLabels:
        """What is written over the picture."""
        return self.canvas.labels

    @property
    def geometry_px(self) -> ScreenGeometry | None:
        """Where the picture lies in `canvas`, in device pixels; None where nothing is open."""
        return self._picture.geometry

    @property
    def mouse(self) -> PaneMouse:
        """What mouse and wheel ask for."""
        return self.canvas.mouse

    @property
    def scale(self) -> Scale | None:
        """How lengths of the picture are told; None where nothing is open."""
        return scale_in_pane(self._session.annotations, self._pane)

    @property
    def true_scale(self) -> float | None:
        """Device pixels per column at which a millimetre is one on the screen; None where that is not known."""
        stack, scale, per_mm = self._picture.stack, self.scale, pixels_per_mm(facts_of(screen_of(self)))
        if stack is None or scale is None or per_mm is None or scale.unit == "px":
            return None
        return scale.length(stack.pixel_mm[1]) * per_mm

    @property
    def _reading(self) -> Reading:
        """What is filed under the series that is shown."""
        opened = self._pane.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    def voxel_at(self, row: float, column: float) -> Point | None:
        """Find the voxel of the source under a pixel of the picture, (slice, row, column); None where nothing is."""
        stack = self._pane.stack
        return None if stack is None else stack.voxel_at(self._pane.index, row, column)

    def refresh_soon(self) -> None:
        """Show what is new after this turn of the event loop; connect news to this."""
        self._shown = None
        self._refresh.soon()

    def settle(self) -> None:
        """Show what is new at once, in the best quality: before the pane is grabbed."""
        self.refresh()
        self._picture.settle()
        self._outlines.settle()

    def grab_image(self, notice: str = NOTICE) -> QImage:
        """Take a picture of the pane as shown, with ``notice`` on a strip below it, in device pixels."""
        self.settle()
        return with_notice(self.canvas.grab().toImage(), notice, self.font())

    def refresh(self) -> None:
        """Pull everything and show what differs from what is shown."""
        opened = self._pane.opened
        if opened is None:
            self._show_nothing()
            return
        state = self._state(opened)
        if self._shown is not None and state.differs_in_window(self._shown):
            self._show_window(state)
            return
        stack = self._pane.stack
        if stack is None:
            return
        self._show_stack(stack)
        self._picture.show(opened, stack, state)
        self._outlines.show_plane(self._reading, state.index, hidden=state.overlay_hidden or self._picture.is_hurried)
        self._show_changes(stack, hidden=state.overlay_hidden)
        self._findings.show_geometry(self._picture.geometry, self.canvas.ratio, self.font())
        self._findings.show_plane(self._reading, stack, state.index, hidden=state.overlay_hidden)
        self._show_words(opened, stack, state)
        self._show_calipers(state)
        self._annotations.show_plane(hidden=state.overlay_hidden)
        self._crosshair.show_geometry(self._picture.geometry, self.canvas.ratio)
        self._mask.show_plane(stack, self._picture.geometry, hidden=state.overlay_hidden)
        self._boxes.show_geometry(self._picture.geometry, self.canvas.ratio, self.font())
        self._boxes.show_plane(self._reading, stack, state.index, hidden=state.overlay_hidden)
        self._box_prompt.show_plane(stack, state.index, self._picture.geometry, self.canvas.ratio, self.labels.font)
        self._show_bar(opened, state)
        self._tell_seen(opened, stack, state.index)
        self.canvas.probe_again()
        self._shown = state

    def _state(self, opened: OpenSeries) -> ViewState:
        """Return the state with an index that the series has: session and view tell of a new series one by one."""
        state, index = self._pane.state, self._pane.index
        return state if index == state.index else replace(state, index=index)

    def _show_window(self, state: ViewState) -> None:
        """Show another window and nothing else: the way of a drag, which touches only what it changes."""
        self._shown, self._words_key = state, None
        self._picture.show_window(state)
        self._show_calipers(state)

    def _show_nothing(self) -> None:
        """Empty the pane."""
        self._shown = self._caliper_key = None
        canvas = self.canvas
        canvas.mouse.note_other_picture()
        self._picture.show_nothing()
        self._outlines.show_nothing()
        self._show_changes(None, hidden=True)
        self._findings.show_nothing()
        canvas.calipers.show_measurements((), 0)
        canvas.calipers.show_geometry(None, canvas.ratio, self.font(), ())
        self._annotations.show_plane(hidden=True)
        self._mask.show_plane(None, None, hidden=True)
        self._boxes.show_plane(Reading(), None, 0, hidden=True)
        self._box_prompt.show_plane(None, 0, None, canvas.ratio, self.font())
        self._crosshair.show_geometry(None, canvas.ratio)
        self._annotations.show_geometry(None, canvas.ratio, self.font(), ())
        self._write(invitation(is_listed=bool(self._session.studies)), None)
        self.bar.hide()
        canvas.probe_again()

    def _show_stack(self, stack: CutStack) -> None:
        """Note other planes."""
        before = self._picture.stack
        if stack is before:
            return
        if before is not None and _is_other_picture(stack, before):
            self.canvas.mouse.note_other_picture()
        self._outlines.show_stack(stack)
        self._letters = frame_letters(stack.frame(0), axes_known=stack.volume.axes_known)

    def _show_bar(self, opened: OpenSeries, state: ViewState) -> None:
        """Show where in the stack the plane is, and what is known of the others."""
        # As the pane has it: news of marks may come before the picture follows.
        stack = self._pane.stack
        if stack is not None:
            self.bar.show_slices(bar_facts(self._session, opened, stack, state.index))

    def _tell_seen(self, opened: OpenSeries, stack: CutStack, index: int) -> None:
        """Tell that a slice is on the screen."""
        if self.isVisible() and stack.is_source and opened.filled[index]:
            self.plane_seen.emit(opened, index)

    def _on_marks_changed(self) -> None:
        """Show what is new of the slices and nothing else: each one that is scrolled to is news."""
        opened = self._pane.opened
        if opened is not None and self._picture.geometry is not None:
            self._show_bar(opened, self._state(opened))

    def _show_words(self, opened: OpenSeries, stack: CutStack, state: ViewState) -> None:
        """Write corners, letters, scale bar and warnings."""
        geometry, scale = self._picture.geometry, self.scale
        if geometry is None or scale is None:
            return
        marks = ai_lines(self._reading)
        if state.overlay_hidden and marks:
            marks = (self.tr("AI marks hidden"),)
        filtered = self._picture.filtered(opened.volume, state)
        text = pane_text(
            opened,
            study_in_pane(self._session, self._pane),
            state,
            magnification=geometry.column_scale,
            letters=self._letters,
            ai_lines=marks,
            lens_lines=lens_lines(state, None if filtered is None else filtered.lens),
            plane=plane_text(
                opened, stack, state.index, is_linked_by_hand=self._session.links.links.is_manual(self._pane.space)
            ),
            true_scale=self.true_scale,
            names_patient=is_mixed(self._session),
        )
        bar = scale_bar(
            stack.pixel_mm[1],
            scale,
            geometry.column_scale / self.canvas.ratio,
            self.canvas.pane.width() * BAR_SHARE,
        )
        self._write(text, bar)
        window, is_inverted = self._picture.tone
        self.canvas.colour_bar.show_window(window, inverted=is_inverted)

    def _write(self, text: PaneText, bar: ScaleBar | None) -> None:
        """Write words that differ, and all of them in a pane of another size."""
        pane_key = (self.canvas.pane, self.canvas.ratio, self.font())
        words_key = (text, bar)
        if pane_key != self._pane_key:
            self.labels.show_pane(self.canvas.pane, self.canvas.ratio, self.font())
            self.canvas.colour_bar.show_place(self.canvas.pane, self.canvas.ratio, self.labels.font)
        if (pane_key, words_key) != (self._pane_key, self._words_key):
            self._pane_key, self._words_key = pane_key, words_key
            self.labels.show_text(text, bar)

    def _show_calipers(self, state: ViewState) -> None:
        """Draw the measurements of the slice, clear of the words."""
        canvas = self.canvas
        stack = self._picture.stack
        is_hidden = state.overlay_hidden or stack is None or not stack.is_source
        measurements = () if is_hidden else self._reading.measurements
        key = (measurements, stack, state.index, self._picture.geometry, self._pane_key, self.labels.occupied)
        if key == self._caliper_key:
            return
        self._caliper_key = key
        shown = () if stack is None else tuple(as_shown(each, stack) for each in measurements)
        canvas.calipers.show_measurements(shown, state.index)
        canvas.calipers.show_geometry(self._picture.geometry, canvas.ratio, self.labels.font, self.labels.occupied)
        taken = (*self.labels.occupied, *canvas.calipers.label_rectangles)
        self._annotations.show_geometry(self._picture.geometry, canvas.ratio, self.labels.font, taken)

    def _on_mask_painted(self, painted: Painted) -> None:
        """Draw the outline of the mask that is painted and nothing else: the way of a stroke."""
        opened = self._pane.opened
        if opened is not None and self._picture.geometry is not None:
            state = self._state(opened)
            hidden = state.overlay_hidden or self._picture.is_hurried
            self._outlines.show_painted(painted, self._reading, state.index, hidden=hidden)
            self._show_changes(self._pane.stack, hidden=hidden)

    def _show_changes(self, stack: CutStack | None, *, hidden: bool) -> None:
        self._changes.show_plane(self._reading, stack, self._picture.geometry, self.canvas.ratio, hidden=hidden)

    def _on_rested(self) -> None:
        """Have the plane made well that was made in a hurry, and draw its outlines."""
        self._shown = None
        self.refresh()

    def _on_tool_changed(self) -> None:
        self.canvas.mouse.set_buttons(self._session.tools.buttons)
        self.refresh_soon()

    def _on_caliper_moved(self, name: str, number: int, start: Point, end: Point) -> None:
        """Hand on where on the source grid a caliper was moved to; the canvas knows the picture alone."""
        stack = self._picture.stack
        if stack is not None:
            self.caliper_moved.emit(name, number, *(stack.voxel_at(round(each[0]), *each[1:]) for each in (start, end)))


def _is_other_picture(stack: CutStack, before: CutStack) -> bool:
    """Whether a place in one is none in the other; oblique planes turn under the hand that turns them."""
    cuts = stack.cut, before.cut
    same = stack.volume.source_id == before.volume.source_id and cuts[0].direction is cuts[1].direction
    return not same or cuts[0].turn != cuts[1].turn
