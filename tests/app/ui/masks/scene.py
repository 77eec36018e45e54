"""A CT with two structures side by side, and what a reader does to them again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ai.inference.results import Measurement, Structure
from ai.library.card import Code, Label
from app.main import Viewer
from app.state.review import FindingId, FindingKind

MODEL = "ct-organs"
LIVER, SPLEEN = (FindingId(MODEL, FindingKind.STRUCTURE, number) for number in range(2))
Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


def structures(shape: tuple[int, int, int], *, shared: bool, other_masks: bool = False) -> tuple[Structure, Structure]:
    """Two blocks that touch at column 24."""
    numbered = np.zeros(shape, np.uint8)
    numbered[5:10, 20:40, 10:24] = 1
    numbered[5:10, 20:40, 24:38] = 2
    if other_masks:
        numbered[5, 20, 10] = 0
    labels = (Label("liver", "Liver", Code("1", "SCT", "Liver")), Label("spleen", "Spleen", Code("2", "SCT", "Spleen")))
    if shared:
        return tuple(Structure(label, numbered, value=value) for value, label in enumerate(labels, 1))
    return tuple(
        Structure(label, numbered == value, ((numbered == value) * 255).astype(np.uint8))
        for value, label in enumerate(labels, 1)
    )


def organs_of(qtbot, viewer: Viewer, make, *, shared: bool, other_masks: bool = False) -> None:
    """Let a model mark two structures on a CT of 15 slices of 64 x 48 mm, 2 mm apart, and measure them."""
    volume = viewer.session.opened.volume
    both = structures(volume.shape, shared=shared, other_masks=other_masks)
    ml = 2 / 1000
    measurements = (
        Measurement("liver_volume", "Liver, volume", both[0].mask.sum() * ml, "ml", (1.0, 4.0), "Members."),
        Measurement("spleen_volume", "Spleen, volume", both[1].mask.sum() * ml, "ml", None, ""),
        Measurement("liver_density", "Liver, mean density", 55.0, "[hnsf'U]", None, ""),
    )
    viewer.session.add_result(replace(make.result(volume, MODEL), structures=both, measurements=measurements))
    viewer.actions.view.show_slice(7)
    settle(qtbot, viewer)


def settle(qtbot, viewer: Viewer) -> None:
    for _ in range(3):
        qtbot.wait(5)
    viewer.window.pane.settle()
    viewer.window.layer_panel.settle()
    viewer.window.findings_panel.settle()
    QApplication.processEvents()


def at(viewer: Viewer, row: float, column: float) -> QPoint:
    """Pixel of the canvas over a (row, column) of the picture."""
    canvas = viewer.window.pane.canvas
    x, y = viewer.window.pane.geometry_px.to_screen(row, column)
    return QPoint(round(x / canvas.ratio), round(y / canvas.ratio))


def index_of(viewer: Viewer, point: QPoint) -> tuple[float, float]:
    canvas = viewer.window.pane.canvas
    return viewer.window.pane.geometry_px.to_index(point.x() * canvas.ratio, point.y() * canvas.ratio)


def drag(qtbot, viewer: Viewer, *points: QPoint, keys: Qt.KeyboardModifier = NoKeys) -> None:
    """Press at the first point, go over the others, let go at the last one."""
    viewport = viewer.window.pane.canvas.viewport()
    qtbot.mousePress(viewport, Left, keys, points[0])
    for point in points[1:]:
        local = QPointF(point)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove, local, viewport.mapToGlobal(local), Qt.MouseButton.NoButton, Left, keys
        )
        QApplication.sendEvent(viewport, event)
        qtbot.wait(1)
    qtbot.mouseRelease(viewport, Left, keys, points[-1])
    qtbot.wait(1)


def edit(qtbot, viewer: Viewer, finding: FindingId = LIVER) -> None:
    row = next(each for each in viewer.window.layer_panel.rows if each.finding == finding)
    qtbot.mouseClick(row.edit, Left)
    qtbot.waitUntil(viewer.window.mask_panel.isVisible)
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.brushing._pen is not None)
    settle(qtbot, viewer)


def reading(viewer: Viewer):
    return viewer.session.reading_of(viewer.session.opened)


def mask(viewer: Viewer, finding: FindingId = LIVER) -> np.ndarray:
    return np.array(reading(viewer).layer_of(finding).structure.mask)
