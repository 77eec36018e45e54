"""Another window and its repaint in a pane of 1920 x 1080: against pyqtgraph, and against copying the screen.

Ours is the whole pane with its words; one row has the image only, as pyqtgraph's view has, and one has outlines. Each
paints what it marked for painting, as the event loop has it done.
"""

from __future__ import annotations

import cv2
import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from ai.volume import Volume
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.window import Presentation, Window
from app.state.session import Session
from app.state.view_state import View
from app.ui.slice_view import SliceView
from tests.benchmarks.table import Row, medians_ms

PANE = (1920, 1080)
RUNS = 31


class _Toggle:
    """Two windows in turn, so that every repaint has something to do."""

    def __init__(self) -> None:
        self._turn = 0

    def centre(self) -> float:
        self._turn += 1
        return 1000.0 if self._turn % 2 else 1300.0


def _picture(rows: int, columns: int) -> np.ndarray:
    """(1, rows, columns) uint16, 0 to 4095: smooth shapes with the noise of a detector."""
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    shapes = 1500 + 1200 * np.sin(x / columns * 9) * np.cos(y / rows * 7)
    noise = np.random.default_rng(0).normal(0, 40, (rows, columns)).astype(np.float32)
    return np.clip(cv2.GaussianBlur(shapes + noise, (0, 0), 1), 0, 4095).astype(np.uint16)[None]


def _pane(voxels: np.ndarray, *, outlined: bool) -> tuple[View, SliceView]:
    """A shown pane of the product's own with the picture open."""
    session = Session()
    view = session.panes.active
    opened = OpenSeries(
        Series("1.2", 1, "", "CR", "", ()), Volume(voxels, np.eye(4)), np.ones(1, np.bool_), Presentation(((),)), voxels
    )
    session.set_opened(opened)
    if outlined:
        rows, columns = voxels.shape[1:]
        y, x = np.mgrid[:rows, :columns]
        structures = []
        for number in range(5):
            apart = np.hypot((y - rows / 2) / rows, (x - columns * (0.2 + 0.15 * number)) / columns)
            probability = (255 / (1 + np.exp((apart - 0.2) * 200))).astype(np.uint8)[None]
            structures.append(
                Structure(
                    Label(f"part{number}", f"Part {number}", Code("1", "SCT", "")),
                    probability >= 128,
                    probability,
                    None,
                )
            )
        provenance = Provenance("m", "1", "", "", Gate(GateVerdict.OK), (), "cpu", 1.0, "", opened.volume.source_id)
        session.add_result(ModelResult(tuple(structures), (), (), provenance))
    view.update(voi=Window(1000, 800))
    pane = SliceView(session, view)
    _show(pane)
    pane.settle()
    return view, pane


def _peer(voxels: np.ndarray) -> tuple[pyqtgraph.GraphicsView, pyqtgraph.ImageItem]:
    """A shown pyqtgraph view with the same picture fitted."""
    view = pyqtgraph.GraphicsView()
    box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
    view.setCentralItem(box)
    image = pyqtgraph.ImageItem(voxels[0], axisOrder="row-major")
    box.addItem(image)
    _show(view)
    box.autoRange(padding=0)
    QApplication.processEvents()
    return view, image


def _show(widget: QWidget) -> None:
    widget.resize(*PANE)
    widget.show()
    QApplication.processEvents()


def _close(*widgets: QWidget) -> None:
    for widget in widgets:
        widget.close()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


def _measure(rows: int, columns: int) -> list[Row]:
    voxels = _picture(rows, columns)
    view, pane = _pane(voxels, outlined=False)
    bare_view, bare = _pane(voxels, outlined=False)
    bare_view.update(overlay_text=False)
    bare.refresh()
    bare.labels.setVisible(False)
    outlined_view, outlined = _pane(voxels, outlined=True)
    peer, image = _peer(voxels)
    toggles = [_Toggle() for _ in range(4)]
    screen = np.zeros((PANE[1], PANE[0]), np.uint32)
    other = np.zeros_like(screen)

    def ours() -> None:
        view.update(voi=Window(toggles[0].centre(), 800))
        pane.refresh()
        QCoreApplication.sendPostedEvents()

    def ours_outlined() -> None:
        outlined_view.update(voi=Window(toggles[1].centre(), 800))
        outlined.refresh()
        QCoreApplication.sendPostedEvents()

    def ours_bare() -> None:
        bare_view.update(voi=Window(toggles[3].centre(), 800))
        bare.refresh()
        QCoreApplication.sendPostedEvents()

    def pyqtgraph_levels() -> None:
        centre = toggles[2].centre()
        image.setLevels((centre - 400, centre + 400))
        QCoreApplication.sendPostedEvents()

    def copy() -> None:
        np.copyto(other, screen)

    ours_ms, bare_ms, outlined_ms, peer_ms, copy_ms = medians_ms(
        ours, ours_bare, ours_outlined, pyqtgraph_levels, copy, runs=RUNS
    )
    _close(pane, bare, outlined, peer)
    name = f"window change {rows} x {columns}"
    goal = {512: ">= 2.5", 2048: ">= 8", 4096: ">= 20"}[rows]
    return [
        Row(name, ours_ms, "pyqtgraph setLevels", peer_ms, goal),
        Row(name, ours_ms, "copying the screen (limit)", copy_ms, "<= 3 x copy (>= 0.33)"),
        Row(f"{name}, image only", bare_ms, "pyqtgraph setLevels", peer_ms, goal),
        Row(f"{name}, image only", bare_ms, "copying the screen (limit)", copy_ms, "<= 3 x copy (>= 0.33)"),
        Row(f"{name}, five outlines", outlined_ms, "pyqtgraph setLevels, no outlines", peer_ms),
    ]


def run() -> list[Row]:
    """Measure pictures of three sizes."""
    application = QApplication.instance() or QApplication([])
    rows = [row for size in ((512, 512), (2048, 2048), (4096, 3328)) for row in _measure(*size)]
    application.processEvents()
    return rows
