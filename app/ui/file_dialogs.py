"""Asks for files to open and places to write to; never stops the window while it asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.actions.actions import Actions
from app.actions.export_kind import ExportKind
from app.dicom.series import Series
from app.ui.report_pdf import write_report
from app.ui.rgb_pixels import rgb_pixels
from app.ui.spacing_dialog import SpacingDialog
from app.ui.view_grid import ViewGrid


class FileDialogs(QObject):
    """The questions about files, and the actions that their answers call.

    Parameters
    ----------
    window
        Whose dialogs they are.
    grid
        What "Export picture" writes: its active pane.
    actions
        What is called with the answer.
    """

    def __init__(self, window: QWidget, grid: ViewGrid, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._grid = grid
        self._actions = actions
        self._kind = ExportKind.SEG

    def choose_folder(self) -> None:
        """Ask for a folder to open."""
        self._ask(self.tr("Open folder"), QFileDialog.FileMode.Directory)

    def choose_files(self) -> None:
        """Ask for files to open: images, ZIP archives, a DICOMDIR. All are offered: most images have no ending."""
        self._ask(self.tr("Open images, a ZIP or a DICOMDIR"), QFileDialog.FileMode.ExistingFiles)

    def choose_watched_folder(self) -> None:
        """Ask for a folder to watch."""
        dialog = QFileDialog(self._window, self.tr("Watch folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_watched_folder_chosen)
        dialog.open()

    def choose_worklist(self) -> None:
        """Ask for the dataset whose cases are listed."""
        dialog = QFileDialog(self._window, self.tr("Worklist of a dataset"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_worklist_chosen)
        dialog.open()

    def ask_size(self, pictures: tuple[Series, ...]) -> None:
        """Ask how large the pixels of pictures are."""
        dialog = SpacingDialog(pictures, self._window, hides_names=self._actions.sizes.hides_names())
        dialog.size_told.connect(self._actions.sizes.set_size)
        dialog.open()

    def export(self, kind: ExportKind) -> None:
        """Ask where something is written."""
        self._kind = kind
        self._ask_target(self._export_title(kind), kind.value, self._on_export_path_chosen)

    def export_measurements(self) -> None:
        """Ask where the numbers of the reader's annotations are written."""
        self._ask_target(self.tr("Export measurements"), "measurements.csv", self._on_csv_path_chosen)

    def export_without_names(self) -> None:
        """Ask for the folder that the study is written to without names."""
        dialog = QFileDialog(self._window, self.tr("Export without names into an empty folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._on_nameless_folder_chosen)
        dialog.open()

    def export_png(self) -> None:
        """Ask where the picture is written."""
        self._ask_target(self.tr("Export picture"), "picture.png", self._on_png_path_chosen)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(self._on_paths_chosen)
        dialog.open()

    def _ask_target(self, title: str, name: str, chosen: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._window, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("".join(Path(name).suffixes).removeprefix("."))
        dialog.selectFile(name)
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def _on_paths_chosen(self, paths: list[str]) -> None:
        self._actions.opening.open_paths([Path(path) for path in paths])

    def _on_watched_folder_chosen(self, path: str) -> None:
        self._actions.watch.watch(Path(path))

    def _on_worklist_chosen(self, path: str) -> None:
        self._actions.worklist.open_dataset(Path(path))

    def _export_title(self, kind: ExportKind) -> str:
        titles = {
            ExportKind.SEG: self.tr("Export segmentation"),
            ExportKind.SR: self.tr("Export findings"),
            ExportKind.PARAMETRIC_MAP: self.tr("Export probabilities"),
            ExportKind.RTSTRUCT: self.tr("Export contours"),
            ExportKind.GSPS: self.tr("Export annotations"),
            ExportKind.CAPTURE: self.tr("Export picture"),
            ExportKind.LABELS: self.tr("Export label map"),
            ExportKind.FINDINGS: self.tr("Export findings"),
            ExportKind.REPORT: self.tr("Export report"),
        }
        return titles[kind]

    def _on_export_path_chosen(self, path: str) -> None:
        kind, export = self._kind, self._actions.export
        if kind is ExportKind.CAPTURE:
            export.capture(rgb_pixels(self._grid.grab_image()), Path(path))
        elif kind is ExportKind.REPORT:
            export.report(rgb_pixels(self._grid.grab_image()), Path(path), write_report)
        else:
            export.write(kind, Path(path))

    def _on_csv_path_chosen(self, path: str) -> None:
        self._actions.export.write_measurements(Path(path))

    def _on_nameless_folder_chosen(self, path: str) -> None:
        self._actions.nameless.export(Path(path))

    def _on_png_path_chosen(self, path: str) -> None:
        self._actions.export.png(rgb_pixels(self._grid.grab_image()), Path(path))
