"""The window: its columns, menus and toolbar; wires between widgets and actions are read here and in `app.ui.wires`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from ai.errors import ReportableError
from app.actions.actions import Actions
from app.imaging.probe import probe
from app.state.pane import Pane
from app.state.review import Review
from app.state.settings import Settings
from app.ui import wires
from app.ui.annotation_dialogs import AnnotationDialogs
from app.ui.annotation_panel import AnnotationPanel
from app.ui.banner import PatientBanner
from app.ui.box_panel import BoxPanel
from app.ui.columns import Columns, column
from app.ui.command_palette import CommandPalette
from app.ui.commands.command import Menu
from app.ui.commands.command_set import CommandSet
from app.ui.commands.key_modes import key_modes
from app.ui.commands.table import command_table
from app.ui.dialogs import Dialogs, State
from app.ui.drawing_keys import DrawingKeys
from app.ui.empty_state import EmptyState
from app.ui.file_dialogs import FileDialogs
from app.ui.findings_panel import FindingsPanel
from app.ui.grid_chooser import GridChooser
from app.ui.job_bar import JobBar
from app.ui.labelling_bar import LabellingBar
from app.ui.layer_panel import LayerPanel
from app.ui.left_column import LeftColumn
from app.ui.lens_panel import LensPanel
from app.ui.mask_panel import MaskPanel
from app.ui.menus import context_menu, fill_menu_bar
from app.ui.model_panel import ModelPanel
from app.ui.notices import Notices
from app.ui.parts import Parts
from app.ui.plane_panel import PlanePanel
from app.ui.recent_list import RecentList
from app.ui.recent_menu import RecentMenu, submenu_of
from app.ui.refresh import Refresh
from app.ui.settings_windows import SettingsWindows
from app.ui.slice_view import SliceView
from app.ui.study_browser import StudyBrowser
from app.ui.toolbar import Toolbar
from app.ui.true_size import TrueSize
from app.ui.view_grid import ViewGrid
from app.ui.window_readout import WindowReadout

_SIZE_PX = (1280, 800)


class MainWindow(QMainWindow):
    """The one window.

    Parameters
    ----------
    state, actions
        What it shows, and what its gestures call.
    log_folder
        For "Open log folder".

    Signals
    -------
    demo_requested()
        The reader wants the phantom.
    first_painted()
        The window is on the screen: what can wait until then starts now.
    closed()
        The reader closed it.
    """

    demo_requested = Signal()
    first_painted = Signal()
    closed = Signal()

    def __init__(self, state: State, actions: Actions, *, log_folder: Path) -> None:
        super().__init__()
        self._state = state
        self._actions = actions
        self._was_shown = False
        self.setWindowTitle("Lightbox")
        self.setAcceptDrops(True)
        self.resize(*_SIZE_PX)
        self.grid = ViewGrid(state.session)
        self.grid.view_made.connect(self._on_view_made)
        self.empty = EmptyState(RecentList(actions.recent, state.session.privacy))
        self.browser = StudyBrowser(state.session, actions.thumbnails)
        self.left = LeftColumn(self.browser, state, actions)
        self.banner = PatientBanner(state.session)
        self.model_panel = ModelPanel(state.session, state.models, actions.models)
        self.layer_panel = LayerPanel(state.session)
        self.findings_panel = FindingsPanel(state.session)
        self.mask_panel = MaskPanel(state.session)
        self.box_panel = BoxPanel(state.session, actions.boxes)
        self.labelling_bar = LabellingBar(state.session, actions.labels)
        self.annotation_panel = AnnotationPanel(state.session)
        self.lens_panel = LensPanel(state.session, state.view)
        self.plane_panel = PlanePanel(state.session)
        self.job_bar = JobBar(state.runner)
        self.readout = WindowReadout(state.session, state.view, actions.view)
        self.grid_chooser = GridChooser(state.session.panes)
        self._files = FileDialogs(self, self.grid, actions)
        self.dialogs = Dialogs(state, actions, log_folder=log_folder, window=self)
        table = command_table(state.session, actions, self, self._files, self.dialogs)
        self._commands = CommandSet(table, state.settings, self)
        self._settings = SettingsWindows(state, actions, self._commands, self)
        self._lay_out()
        self.notices = Notices(state.runner, self._centre)
        self._drawing = DrawingKeys(self.grid, state.session, actions)
        self._true_size = TrueSize(self.grid, actions.view, self.notices)
        self._build_bars()
        self._notes = AnnotationDialogs(self, state.session.annotations, actions.annotate)
        self._connect()
        self._restore(state.settings.settings)
        self._refresh = Refresh(self.refresh, self, at_once=True)
        self._refresh_checked = Refresh(self._commands.refresh_checked, self)
        self._follow_news()
        self.refresh()

    @property
    def pane(self) -> SliceView:
        """The picture that is worked with."""
        return self.grid.active_view

    def refresh(self) -> None:
        """Show panes or invitation, and which commands make sense."""
        session = self._state.session
        is_open = any(pane.opened is not None for pane in session.panes.laid_out)
        is_open = is_open or (session.panes.grid.count > 1 and bool(session.studies))
        self._centre.setCurrentWidget(self.grid if is_open else self.empty)
        self.banner.setVisible(is_open)
        self._commands.set_modes(key_modes(session))
        self._commands.refresh()

    # Layout

    def _lay_out(self) -> None:
        self._centre = QStackedWidget()
        self._centre.addWidget(self.empty)
        self._centre.addWidget(self.grid)
        found = (self.model_panel, self.findings_panel, self.layer_panel, self.annotation_panel)
        panels = (self.mask_panel, self.box_panel, *found, self.plane_panel, self.lens_panel)
        above = column((self.banner, self.labelling_bar), fills=self.labelling_bar)
        self._columns = Columns(self.left, (above, self._centre), panels)
        self.setCentralWidget(column((self._columns, self.job_bar), fills=self._columns))

    def _build_bars(self) -> None:
        menus = fill_menu_bar(self.menuBar(), self._commands.all)
        self.recent_menu = RecentMenu(
            submenu_of(self._commands.of("forget_recent")), self._actions.recent, self._state.session.privacy
        )
        self._window_menu = menus[Menu.WINDOW]
        self._window_menu.aboutToShow.connect(self._on_window_menu_about_to_show)
        self.toolbar = Toolbar(self._commands, self.readout, self.grid_chooser, self)
        self.addToolBar(self.toolbar)
        self._parts = Parts(
            (self.browser, self.left.worklist, self._centre, self._columns.right, self.toolbar, self.job_bar)
        )

    def _restore(self, settings: Settings) -> None:
        if settings.window_geometry:
            self.restoreGeometry(QByteArray.fromHex(QByteArray(settings.window_geometry.encode())))
        if settings.window_columns:
            self._columns.restoreState(QByteArray.fromHex(QByteArray(settings.window_columns.encode())))

    # Wires: news -> what is shown

    def _follow_news(self) -> None:
        state, actions = self._state, self._actions
        session = state.session
        for news in (
            *(pane.shown_changed for pane in session.panes.all),
            session.panes.grid_changed,
            session.panes.active_changed,
            session.privacy.privacy_changed,
            session.studies_changed,
            session.volume_changed,
            session.slices_arrived,
            session.findings_changed,
            session.read.read_changed,
            session.annotations.annotations_changed,
            session.annotations.selection_changed,
            session.selection.selection_changed,
            session.tools.tool_changed,
            session.editing.editing_changed,
            state.models.models_changed,
            actions.models.running_changed,
            actions.recent.recent.recent_changed,
            actions.worklist.list.worklist_changed,
            actions.watch.watch_changed,
            state.settings.settings_changed,
        ):
            news.connect(self._refresh.soon)
        for news in (
            *(pane.cine.cine_changed for pane in session.panes.all),
            state.view.view_changed,
            session.links.links_changed,
            session.crosshair.crosshair_changed,
        ):
            news.connect(self._refresh_checked.soon)

    # Wires: gesture -> action

    def _connect(self) -> None:
        actions = self._actions
        wires.wire_lists(self.browser, (self.empty.recent, self.recent_menu), actions)
        wires.wire_notices(self.notices, actions, self._state.session, self.dialogs)
        self.grid_chooser.grid_chosen.connect(actions.panes.set_grid)
        wires.wire_grid(self.grid, actions)
        self.grid.files_dropped.connect(self._on_files_dropped)
        self.grid.probed.connect(self._on_probed)
        self.empty.open_requested.connect(self._files.choose_folder)
        self.empty.demo_requested.connect(self.demo_requested)
        actions.sizes.size_wanted.connect(self._files.ask_size)
        actions.watch.images_came.connect(self._on_images_came)
        actions.watch.folder_lost.connect(self._on_folder_lost)
        self.readout.preset_chosen.connect(actions.view.choose_preset)
        wires.wire_ai((self.model_panel, self.findings_panel, self.layer_panel), actions, self.dialogs)
        wires.wire_worklist(self.left.worklist, actions, self.dialogs)
        wires.wire_mask(self.mask_panel, actions, self._columns)
        wires.wire_boxes((self.box_panel, self.labelling_bar), actions, self._columns)
        self.job_bar.cancel_requested.connect(self._state.runner.cancel)
        self.annotation_panel.export_requested.connect(self._files.export_measurements)
        wires.wire_annotations(self.annotation_panel, actions, self._notes)
        wires.wire_planes(self.plane_panel, actions)
        wires.wire_lens(self.lens_panel, actions, self.dialogs)

    def _on_view_made(self, view: SliceView) -> None:
        wires.wire_picture(view, self._actions, self._notes)
        view.mouse.context_menu_requested.connect(self._on_context_menu_requested)

    def _on_probed(self, view: SliceView, position: tuple[float, float] | None) -> None:
        opened = view.pane.opened
        read = None
        if opened is not None and position is not None:
            voxel = view.voxel_at(*position)
            read = None if voxel is None else probe(opened.volume, voxel, opened.filled)
        self.job_bar.show_probe("" if read is None else read.value, "" if read is None else read.position)

    def _on_files_dropped(self, paths: list[Path], pane: Pane) -> None:
        self._actions.opening.open_paths(paths, pane=pane)

    def _on_images_came(self, count: int, folder: str) -> None:
        words = self.tr("1 new image from {folder}") if count == 1 else self.tr("{count} new images from {folder}")
        self.notices.show_done(words.format(count=count, folder=folder))

    def _on_folder_lost(self, folder: str) -> None:
        words = self.tr("The watched folder {folder} is not there; it is watched again when it is back.")
        self.notices.show_warning(words.format(folder=folder))

    def _on_context_menu_requested(self, position: QPoint) -> None:
        menu = context_menu(self._commands.all, self)
        menu.popup(self.pane.canvas.viewport().mapToGlobal(position))

    def _on_window_menu_about_to_show(self) -> None:
        self.readout.fill_menu(self._window_menu)

    # Verbs of the window itself, called by the command table

    def open_demo(self) -> None:
        """Open the demo phantom."""
        self.demo_requested.emit()

    def accept_overlay(self) -> None:
        """Conclude what is drawn, or run in the box; else accept the selected finding, or all drafts."""
        if not self._drawing.conclude():
            self._actions.review.accept()

    def next_to_answer(self) -> None:
        """Conclude what is drawn; else open the next series that is not answered."""
        if not self._drawing.conclude():
            self._actions.labels.next()

    def clear_answers(self) -> None:
        """Take back the last corner or stroke of what is drawn; else the answers."""
        if not self._drawing.step_back():
            self._actions.labels.clear()

    def clear_within(self) -> None:
        """Clear the mask within the outline that is drawn."""
        self._drawing.conclude(clears=True)

    def reject_finding(self) -> None:
        """Reject the selected finding; of an outline that is drawn the last corner goes instead."""
        if not self._drawing.step_back():
            self._actions.review.judge_selected(Review.REJECTED)

    def label_selected(self) -> None:
        """Ask what stands beside the selected annotation."""
        self._notes.label_selected()

    def calibrate(self) -> None:
        """Ask how long the selected line truly is."""
        self._notes.calibrate()

    def show_true_size(self) -> None:
        """Show a millimetre as a millimetre."""
        self._true_size.show_true_size()

    def show_pixels(self) -> None:
        """Show a pixel as a pixel."""
        self._true_size.show_pixels()

    def toggle_full_screen(self) -> None:
        """Enter or leave full screen."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_panels(self) -> None:
        """Show or hide both side columns."""
        self._columns.toggle_sides()

    def show_shortcuts(self) -> None:
        """Show the shortcut sheet."""
        self._settings.show_sheet()

    def show_palette(self) -> None:
        """Ask which command is wanted."""
        self._commands.refresh()
        CommandPalette(self._commands, self).open_palette()

    def show_settings(self) -> None:
        """Show the settings."""
        self._settings.show()

    def step_part(self, steps: int) -> None:
        """Put the keyboard into the next (1) or previous (-1) part of the window."""
        self._parts.step(steps)

    def dismiss_notices(self) -> None:
        """Let go what is drawn, then the tool, then the selection; put notices aside."""
        if not self._drawing.cancel():
            self._actions.annotate.stop()
            self._actions.review.select(None)
        self.notices.dismiss_all()

    def leave(self) -> None:
        """Close the window."""
        self.close()

    def show_error(self, error: ReportableError) -> None:
        """Tell of an error that no job reported."""
        self.notices.show_error(error)

    # Qt overrides

    def changeEvent(self, event: QEvent) -> None:
        """Forget held keys when the window is left."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._commands.release()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the window is there, once."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            # The window itself: a list with a ring around it would look like a question.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            Refresh(self.first_painted.emit, self).soon()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders of this computer."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self._actions.opening.open_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop all work and hand out what to remember."""
        self._commands.stop()
        self.dialogs.close()
        geometry, columns = self.saveGeometry().toHex().data(), self._columns.saveState().toHex().data()
        self._state.settings.update(window_geometry=bytes(geometry).decode(), window_columns=bytes(columns).decode())
        self.closed.emit()
        super().closeEvent(event)
