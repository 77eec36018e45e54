"""File > Export: a command per kind, that asks for a file and hands it to the action."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import create_autospec

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.actions.actions import Actions
from app.actions.export import ExportActions
from app.actions.export_kind import PICTURED, ExportKind
from app.ui.file_dialogs import FileDialogs
from app.ui.report_pdf import write_report
from app.ui.view_grid import ViewGrid


@pytest.fixture
def asked(qtbot, keep) -> tuple[FileDialogs, ExportActions, QWidget]:
    window = QWidget()
    keep(window)
    actions = create_autospec(Actions, instance=True)
    actions.export = create_autospec(ExportActions, instance=True)
    grid = create_autospec(ViewGrid, instance=True)
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF204060)
    grid.grab_image.return_value = image
    return FileDialogs(window, grid, actions), actions.export, window


@pytest.mark.parametrize("kind", ExportKind)
def test_a_file_is_asked_for_and_handed_on(asked, tmp_path: Path, kind: ExportKind) -> None:
    dialogs, export, window = asked
    dialogs.export(kind)
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert Path(dialog.selectedFiles()[0]).name == kind.value
    target = tmp_path / kind.value
    dialog.fileSelected.emit(str(target))
    if kind not in PICTURED:
        export.write.assert_called_once_with(kind, target)
        return
    called = export.capture if kind is ExportKind.CAPTURE else export.report
    pixels, *others = called.call_args.args
    assert np.array_equal(pixels, np.full((4, 6, 3), (0x20, 0x40, 0x60)))
    assert others == ([target] if kind is ExportKind.CAPTURE else [target, write_report])
    dialog.close()
