"""A dataset made as a reader does: a folder dropped, what it is corrected, checked, some left out, imported, taught."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QToolButton

import app.actions.teach as teach_module
import app.main as main_module
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.sources.recognise import SourceKind
from app.main import Viewer
from app.ui.import_dataset_dialog import ImportDatasetDialog
from app.ui.import_dataset_form import ImportDatasetForm
from app.ui.panel import Fold
from app.ui.table import Table

Left = Qt.MouseButton.LeftButton


def draw(seed: int, path: Path) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(20, 236, size=(9, 9)).astype(np.uint8)
    pixels = np.asarray(cv2.resize(coarse, (40, 48), interpolation=cv2.INTER_CUBIC))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), pixels)
    return pixels


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Twelve pictures with flag masks and a table of boxes; one mask is too small, one picture there twice."""
    folder = tmp_path / "films"
    for index in range(12):
        draw(0 if index == 11 else index, folder / "images" / f"film{index:02}.png")
        flags = np.zeros((48, 40), np.uint8)
        flags[:24] |= 1
        flags[:, :20] |= 4
        (folder / "masks").mkdir(exist_ok=True)
        cv2.imwrite(str(folder / "masks" / f"film{index:02}.png"), flags[: 30 if index == 5 else 48])
    rows = [f"film{index:02},{4 + index},9,{'nodule' if index % 2 else 'mass'},6" for index in range(11)]
    (folder / "boxes.csv").write_text("\n".join(["case,x,y,class,size", *rows, "film11,,,,"]))
    return folder


@pytest.fixture
def viewer(qtbot, runner, worker, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    monkeypatch.setattr(teach_module, "default_folder", lambda: tmp_path / "teaching")
    viewer = Viewer(worker, make.library(make.card()), settings_path=None)
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    return viewer


@pytest.fixture
def dialog(viewer: Viewer) -> ImportDatasetDialog:
    viewer.window._commands.of("import_dataset").trigger()
    assert viewer.window.dialogs.datasets is not None
    return viewer.window.dialogs.datasets


def drop(widget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    widget.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Left, Qt.KeyboardModifier.NoModifier))


def said(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def wait_for(qtbot, widget, words: str) -> None:
    def is_said() -> bool:
        return words in said(widget)

    qtbot.waitUntil(is_said)


def tick(qtbot, box: QCheckBox) -> None:
    qtbot.mouseClick(box, Left, pos=QPoint(9, box.height() // 2))


def form_of(dialog: ImportDatasetDialog) -> ImportDatasetForm:
    assert dialog.form is not None
    return dialog.form


def retype(qtbot, line, text: str) -> None:
    qtbot.mouseClick(line, Left)
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_a_folder_is_found_out_checked_and_copied(qtbot, dialog: ImportDatasetDialog, films: Path) -> None:
    wait_for(qtbot, dialog, "nothing is copied before you say so")
    assert not dialog.check.isEnabled()
    drop(dialog, films)
    form = form_of(dialog)
    assert form.source().kind is SourceKind.PATTERN
    assert form.images.text() == "images/{case}.png"
    assert form.table.text() == "structure_1=1, structure_2=2, structure_4=4"
    assert form.flags.isChecked()
    assert form.columns.isHidden()
    retype(qtbot, form.table, "upper=1, left=4")
    retype(qtbot, form.person, "(.+)")
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(dialog.go.isVisible)
    assert not list(films.parent.glob("teaching/**/*.png"))
    wait_for(qtbot, dialog.page, "11 images with masks, of 11 persons or blocks")
    (table,) = dialog.page.findChildren(Table)
    assert table.rows == [["upper", "11", "11", "1"], ["left", "11", "11", "1"]]
    wait_for(qtbot, dialog.page, "1 mask does not lie on its image: images/film05.png")
    assert not dialog.go.isEnabled()
    stopping, copies = (box for box, _ in dialog.page.boxes)
    tick(qtbot, stopping)
    qtbot.waitUntil(dialog.go.isEnabled)
    tick(qtbot, copies)
    assert dialog.page.left_out == {"images/film05.png", "images/film11.png"}
    qtbot.mouseClick(dialog.go, Left)
    qtbot.waitUntil(dialog.teach.isVisible)
    wait_for(qtbot, dialog, "10 images are copied; the dataset has 10.")
    dataset = load_dataset(dialog.target.path)
    assert (dataset.task, dataset.names, len(dataset.cases)) == (Task.SEGMENTATION, ("upper", "left"), 10)
    assert dataset.cases[0].mask("left")[0, :, :20].all()
    assert not dataset.cases[0].mask("left")[0, :, 20:].any()


def test_another_file_and_other_options(qtbot, dialog: ImportDatasetDialog, films: Path) -> None:
    drop(dialog, films)
    (other,) = dialog.others
    assert other.text() == "Take boxes.csv instead"
    qtbot.mouseClick(other, Left)
    form = form_of(dialog)
    assert form.source().kind is SourceKind.TABLE
    assert not form.columns.isHidden()
    assert form.images.isHidden()
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(dialog.go.isVisible)
    wait_for(qtbot, dialog.page, "12 images with boxes")
    (table,) = dialog.page.findChildren(Table)
    assert [row[:2] for row in table.rows] == [["mass", "6"], ["nodule", "5"], ["nothing marked", "1"]]
    qtbot.mouseClick(dialog.back, Left)
    assert not form.isHidden()
    retype(qtbot, form.columns, "label=")
    qtbot.waitUntil(dialog.check.isVisible)
    assert not dialog.go.isVisible()
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(dialog.go.isVisible)
    wait_for(qtbot, dialog.page, "finding")


def test_what_cannot_be_is_said(qtbot, dialog: ImportDatasetDialog, films: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    drop(dialog, tmp_path / "nothing")
    assert "Nothing in this folder is known as labelled images." in dialog.error.text()
    assert dialog.form is None
    drop(dialog, films)
    assert not dialog.error.isVisible()
    retype(qtbot, form_of(dialog).table, "upper")
    qtbot.mouseClick(dialog.check, Left)
    assert "The table of structures 'upper' is not understood." in dialog.error.text()
    assert dialog.check.isVisible()


def test_it_can_be_cancelled(qtbot, dialog: ImportDatasetDialog, runner, films: Path) -> None:
    drop(dialog, films)
    runner.held = True
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(lambda: dialog.stop.text() == "Cancel")
    assert dialog.bar.isVisible()
    assert not dialog.check.isEnabled()
    assert not form_of(dialog).isEnabled()


def test_teaching_with_it(qtbot, viewer: Viewer, dialog: ImportDatasetDialog, tmp_path: Path) -> None:
    for number, label in enumerate(("cat", "dog")):
        for index in range(30):
            draw(100 * number + index, tmp_path / "pets" / label / f"{label}{index:02}.png")
    drop(dialog, tmp_path / "pets")
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(dialog.go.isVisible)
    wait_for(qtbot, dialog.page, "Nothing wrong was found.")
    qtbot.mouseClick(dialog.go, Left)
    qtbot.waitUntil(dialog.teach.isVisible)
    qtbot.mouseClick(dialog.teach, Left)
    assert not dialog.isVisible()
    lesson = viewer.window.dialogs.lesson
    assert lesson is not None
    qtbot.waitUntil(lambda: lesson.next.isEnabled())
    prepared = viewer.actions.teach.prepared
    assert prepared is not None
    assert (prepared.is_ready, prepared.report.cases) == (True, 60)
    # The lesson opens the import, too.
    qtbot.mouseClick(lesson.data.more, Left)
    assert dialog.isVisible()


def test_long_lists_are_folded(qtbot, dialog: ImportDatasetDialog, films: Path) -> None:
    rows = [f"film{index:02},a" for index in range(6)] + [f"film{index:02},b" for index in range(6)]
    (films / "classes.csv").write_text("\n".join(["path,label", *rows, *(f"gone{index},a" for index in range(12))]))
    drop(dialog, films / "classes.csv")
    qtbot.mouseClick(dialog.check, Left)
    qtbot.waitUntil(dialog.go.isVisible)
    wait_for(qtbot, dialog.page, "6 pairs of images show the same picture in two classes")
    wait_for(qtbot, dialog.page, "Not part of it: gone7: There is no such file.")
    wait_for(qtbot, dialog.page, "and 4 more files.")
    assert "images/film03.png\n" not in said(dialog.page)
    (fold,) = dialog.page.findChildren(Fold)
    qtbot.mouseClick(fold.findChild(QToolButton), Left)
    wait_for(qtbot, dialog.page, "images/film03.png\n")
    assert not dialog.go.isEnabled()
    # All twelve would have to go, and nothing would be left.
    ((box, _),) = dialog.page.boxes
    tick(qtbot, box)
    assert dialog.page.left_out
    assert not dialog.go.isEnabled()


def test_importing_again_adds_nothing(qtbot, dialog: ImportDatasetDialog, films: Path) -> None:
    for count in (12, 0):
        drop(dialog, films / "boxes.csv")
        qtbot.mouseClick(dialog.check, Left)
        qtbot.waitUntil(dialog.go.isVisible)
        qtbot.mouseClick(dialog.go, Left)
        wait_for(qtbot, dialog, f"{count} images are copied")
        assert dialog.teach.isVisible()
    qtbot.mouseClick(dialog.stop, Left)
    assert not dialog.isVisible()
