"""Composition root: makes state, jobs, actions and window, and hands them to each other."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from ai.errors import ReportableError
from ai.inference.past_runs import PastRuns
from ai.inference.result_cache import ResultCache
from ai.library.library import Library, default_folders
from ai.words import say
from ai.worker.client import Worker
from app.actions.actions import Actions
from app.actions.annotate import AnnotateActions
from app.actions.audit import AuditActions
from app.actions.audit_reading import AuditReading
from app.actions.brush_mask import BrushActions
from app.actions.cine import CineActions
from app.actions.crosshair import CrosshairActions
from app.actions.deidentify import DeidentifyActions
from app.actions.demo import Demo
from app.actions.edit_box import EditBoxActions
from app.actions.edit_mask import EditMaskActions
from app.actions.export import ExportActions
from app.actions.export_model import ExportModelActions
from app.actions.finding_places import FindingPlaces
from app.actions.hanging import HangingHint
from app.actions.import_model import ImportModelActions
from app.actions.keep_annotations import default_folder
from app.actions.keepers import Keepers, KeptIn
from app.actions.label_series import LabelSeriesActions
from app.actions.lens import LensActions
from app.actions.lens_figures import LensFigures
from app.actions.lens_previews import LensPreviews
from app.actions.link import LinkActions
from app.actions.mask_tools import MaskToolActions
from app.actions.measure import MeasureActions
from app.actions.mpr import MprActions
from app.actions.new_mask import NewMaskActions
from app.actions.open import OpenActions
from app.actions.panes import PaneActions
from app.actions.picture_size import PictureSizeActions
from app.actions.plane_pictures import PlanePictures
from app.actions.prefetch import LoadingWorker, Prefetch
from app.actions.presets import PresetActions
from app.actions.read_findings import ReadFindingsActions
from app.actions.recent import RecentActions
from app.actions.review import ReviewActions
from app.actions.run_model import RunModelActions
from app.actions.show_results import ShowResultsActions
from app.actions.study_index import StudyIndexActions
from app.actions.tags import TagActions
from app.actions.teach import TeachActions
from app.actions.thumbnails import Thumbnails
from app.actions.view import ViewActions
from app.actions.watch import FolderWatch
from app.actions.window import WindowActions
from app.actions.worklist import WorklistActions
from app.audit import trail
from app.index.database import Database
from app.index.database import default_path as default_index_path
from app.index.study_index import StudyIndex
from app.jobs.runner import JobRunner, Lane
from app.log import log_file
from app.state.active_view import ActiveView
from app.state.model_list import ModelList
from app.state.preset_file import FILE_NAME
from app.state.recent import RecentPaths, load_recent, recent_path
from app.state.session import Session
from app.state.settings import Settings, default_path, load_settings, remember, save_settings
from app.state.settings_store import SettingsStore
from app.state.spared_studies import SparedStudies
from app.state.user_presets import UserPresets
from app.ui.dialogs import State
from app.ui.main_window import MainWindow
from app.ui.screenshot import Screenshot
from app.ui.theme import apply_theme
from app.ui.translation import install_language
from app.ui.unexpected import WindowHook, log_qt_message

_SWITCH_INTERVAL_S = 0.0001
"""Python lets another thread run this often. A repaint asks for its turn a hundred times: beside a job in pure Python
one of 8 ms took 18 with the default of 5 ms (the slowest of a hundred 240), 21 with 0.5 ms and 12 with 0.1 ms, which
costs the job a tenth of its pace."""

NOTHING_KEPT = Settings(remember_files=False, remember_studies=False)
"""How a window works that leaves nothing behind."""

_OLDEST_GENERATION = 100
"""Python looks for garbage among all objects a tenth as often as by default: with ten thousand patients listed that
holds the window up for longer than a picture may wait, and what the program lets go is free at once without it."""


class Viewer(QObject):
    """The program: everything that lives as long as the window.

    Parameters
    ----------
    worker
        Where models run; closed with the window.
    library
        Which models there are.
    settings_path
        What is remembered; None remembers nothing.
    index_path
        Where studies are remembered; beside the settings unless told.
    annotations
        Folder where what is drawn is kept; beside the settings unless told, nowhere without settings.
    audit_path
        Where it is written down what was done with models; beside the settings unless told, nowhere without settings.
    """

    def __init__(
        self,
        worker: LoadingWorker,
        library: Library,
        *,
        settings_path: Path | None,
        index_path: Path | None = None,
        annotations: Path | None = None,
        audit_path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings_path = settings_path
        # Made when something is first looked for; nothing stays where nothing is remembered.
        self._scratch = Path(tempfile.gettempdir()) / f"lightbox-index-{os.getpid()}-{secrets.token_hex(4)}"
        folder = self._scratch if settings_path is None else settings_path.parent
        index = StudyIndex(Database(index_path or folder / "studies.sqlite3"))
        self._worker = worker
        self.settings = SettingsStore(NOTHING_KEPT if settings_path is None else load_settings(settings_path), self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # Before any widget is made: words are chosen then.
            install_language(application, self.settings.settings.language)
        self.session = Session(self)
        self.view = ActiveView(self.session.panes, self)
        self.runner = JobRunner(self)
        self.models = ModelList(library, self)
        lens = LensActions(self.session, self.view, self.runner)
        self.presets = UserPresets(_beside(settings_path, FILE_NAME), self)
        opening, crosshair = OpenActions(self.session, self.runner), CrosshairActions(self.session)
        annotate, brush = AnnotateActions(self.session), BrushActions(self.session)
        masks = EditMaskActions(self.session, self.runner, brush=brush, annotate=annotate)
        new_masks = NewMaskActions(self.session, self.runner, masks)
        kept_in = KeptIn(
            annotations or _beside(settings_path, "annotations"),
            _beside(settings_path, "reading"),
            _beside(settings_path, "edits"),
        )
        worklists = _beside(settings_path, "worklist")
        past = PastRuns(_beside(settings_path, "runs.json"))
        self._planes = PlanePictures(self.session, self.runner)
        self.actions = Actions(
            opening=opening,
            recent=self._recent(opening),
            sizes=PictureSizeActions(self.session, opening),
            watch=FolderWatch(self.session, opening, self.runner),
            studies=StudyIndexActions(self.session, opening, self.runner, index, self.settings),
            tags=TagActions(self.session, self.view, self.runner),
            panes=PaneActions(self.session, opening),
            crosshair=crosshair,
            mpr=MprActions(self.session, crosshair),
            link=LinkActions(self.session),
            view=ViewActions(self.session, self.view, self.runner, presets=self.presets),
            cine=CineActions(self.session),
            window=WindowActions(self.session, self.view, self.runner),
            presets=PresetActions(self.session, self.view, self.presets),
            lens=lens,
            previews=LensPreviews(self.session, self.view, lens, self.runner),
            figures=LensFigures(self.session, self.view, self.runner),
            models=RunModelActions(self.session, self.models, self.runner, worker, past),
            importing=ImportModelActions(self.models, library, self.runner),
            giving=ExportModelActions(self.runner, self.models),
            measure=MeasureActions(self.session),
            review=ReviewActions(self.session),
            read=ReadFindingsActions(self.session),
            masks=masks,
            new_masks=new_masks,
            brush=brush,
            mask_tools=MaskToolActions(self.session, self.runner, brush),
            boxes=EditBoxActions(self.session, self.models, masks=masks, annotate=annotate),
            labels=LabelSeriesActions(self.session, opening, self.models),
            annotate=annotate,
            audit=AuditActions(self.session, self.runner, audit_path or _beside(settings_path, "audit.sqlite3")),
            export=ExportActions(self.session, self.runner),
            results=ShowResultsActions(self.session, opening, self.runner),
            nameless=DeidentifyActions(self.session, self.runner),
            thumbnails=Thumbnails(self.runner, self),
            teach=TeachActions(self.models, library, self.runner),
            worklist=WorklistActions(self.session, opening, self.models, worker, self.runner, self.settings, worklists),
        )
        self.actions.audit.follow(
            masks=self.actions.masks,
            models=self.actions.models,
            export=self.actions.export,
            importing=self.actions.importing,
            nameless=self.actions.nameless,
            teach=self.actions.teach,
        )
        self._read_audit = AuditReading(self.session, self.actions.audit, self.actions.boxes, self.actions.read)
        # Before the suggested model is read, which would have to be read again.
        self._hanging = HangingHint(self.session, self.models, self.runner, worker)
        self._keepers = Keepers(self.session, self.runner, masks, new_masks, kept_in)
        self._prefetch = Prefetch(self.session, self.models, self.actions.models, self.runner, worker, self.settings)
        self._finding_places = FindingPlaces(self.session, self.runner)
        self.demo = Demo(self.session, self.actions, self.runner)
        self.state = State(self.session, self.view, self.models, self.runner, self.settings, self.presets)
        self.window = MainWindow(self.state, self.actions, log_folder=log_file().parent)
        self._follow_settings()
        self.window.first_painted.connect(self._on_first_painted)
        self.window.demo_requested.connect(self._on_demo_requested)
        self.window.closed.connect(self._on_closed)
        for news in (*self._keepers.warned(), self.actions.audit.warned, self._hanging.hinted):
            news.connect(self.window.notices.show_warning)
        self.window.layer_panel.take_up_requested.connect(self._keepers.edits.take_up)
        self.settings.save_due.connect(self._on_save_due)
        self._spared = SparedStudies(self.session)

    def _recent(self, opening: OpenActions) -> RecentActions:
        """Make the list of recent files, which is kept beside the settings."""
        path = None if self._settings_path is None else recent_path(self._settings_path)
        recent = RecentPaths(() if path is None else load_recent(path), self)
        return RecentActions(recent, opening, self.runner, self.settings, path)

    def _on_first_painted(self) -> None:
        self.actions.recent.look()
        self.models.refresh()
        self.actions.models.warm_up()

    def _on_demo_requested(self) -> None:
        self.demo.start()

    def _follow_settings(self) -> None:
        """Take what the settings say of mouse and colours, now and whenever they change."""
        self._followed = Settings()
        self.session.privacy.set_on(self.settings.settings.start_private)
        self.settings.settings_changed.connect(self._on_settings_changed)
        self._on_settings_changed()

    def _on_settings_changed(self) -> None:
        settings, followed = self.settings.settings, self._followed
        self._followed = settings
        if settings.buttons != followed.buttons:
            self.session.tools.set_buttons(settings.buttons)
        application = QApplication.instance()
        if settings.theme != followed.theme and isinstance(application, QApplication):
            apply_theme(application, settings.theme)

    def _on_save_due(self, settings: Settings) -> None:
        path = self._settings_path
        if path is not None:
            self.runner.start(
                say("Saving settings"), remember, settings, path, lane=Lane.DISK, key="settings", quiet=True
            )

    def _on_closed(self) -> None:
        self.settings.stop()
        self.actions.masks.done()
        self.runner.shutdown()
        self._keepers.flush()
        self.actions.audit.flush()
        self.actions.worklist.flush()
        self.actions.recent.close()
        self._worker.close()
        self.demo.close()
        shutil.rmtree(self._scratch, ignore_errors=True)
        if self._settings_path is not None:
            save_settings(self.settings.settings, self._settings_path)


def _beside(settings_path: Path | None, name: str) -> Path | None:
    """Where something is kept beside the settings; None where nothing is remembered."""
    return None if settings_path is None else settings_path.with_name(name)


def run(paths: Sequence[Path]) -> int:
    """Open the viewer.

    Parameters
    ----------
    paths
        Files and folders to open.

    Returns
    -------
    int
        Exit code, once the window is closed.
    """
    application = _application()
    viewer = _viewer(settings_path=default_path())
    viewer.window.show()
    if paths:
        viewer.actions.opening.open_paths(list(paths))
    return _execute(application, viewer)


def demo(*, screenshot: Path | None = None, seed: int = 0, size: tuple[int, int] | None = None) -> int:
    """Open the viewer on the phantom study and run the suggested model.

    Parameters
    ----------
    screenshot
        Render without a screen, save the window there (PNG) and end.
    seed
        Which phantom.
    size
        (width, height) of the window in pixels.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    ReportableError
        When the screenshot cannot be made.
    """
    if screenshot is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = _application()
    # A screenshot shows the window as it comes, not as somebody left it.
    viewer = _viewer(settings_path=None if screenshot is not None else default_path())
    if size is not None:
        viewer.window.resize(*size)
    camera = None if screenshot is None else Screenshot(viewer.window, viewer.state, viewer.actions, screenshot)
    viewer.window.show()
    viewer.demo.start(seed=seed, runs_model=True)
    code = _execute(application, viewer)
    if camera is not None and camera.error is not None:
        raise camera.error
    return code


def _application() -> QApplication:
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        # Qt would end the process with a message for programmers.
        raise ReportableError(
            say("There is no screen to open the window on."),
            say("Start it in a desktop session, or use the commands that need none (lightbox --help)."),
        )
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    gc.set_threshold(*gc.get_threshold()[:2], _OLDEST_GENERATION)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        qInstallMessageHandler(log_qt_message)
        application = QApplication(sys.argv[:1])
    application.setApplicationName("Lightbox")
    application.setApplicationDisplayName("Lightbox")
    apply_theme(application)
    return application


def _viewer(*, settings_path: Path | None) -> Viewer:
    worker = Worker(log=log_file().with_name("worker.log"), results=ResultCache())
    library = Library(default_folders())
    if settings_path is None:
        return Viewer(worker, library, settings_path=None)
    return Viewer(
        worker,
        library,
        settings_path=settings_path,
        index_path=default_index_path(),
        annotations=default_folder(),
        audit_path=trail.default_path(),
    )


def _keep_what_is_loaded() -> None:
    """Spare Python the search for garbage among what the start has made: all of it stays as long as the window."""
    gc.freeze()


def _execute(application: QApplication, viewer: Viewer) -> int:
    """Run the event loop until the window is closed; then nothing of it is left."""
    previous, sys.excepthook = sys.excepthook, WindowHook(viewer.window)
    viewer.window.first_painted.connect(_keep_what_is_loaded)
    try:
        code = application.exec()
    finally:
        sys.excepthook = previous
        viewer.window.close()
        viewer.window.deleteLater()
        viewer.deleteLater()
    return code
