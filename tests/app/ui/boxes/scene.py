"""A scan with boxes of a detector on it, and what a reader does to them again and again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom import dcmread
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ai.inference.provenance import PERSON
from ai.inference.results import Detection
from ai.library.card import Code, Label
from app.main import Viewer
from app.state.review import FindingId, FindingKind

MODEL = "ct-nodule"
NODULE = Label("nodule", "Nodule", Code("27925004", "SCT", "Nodule"))
FIRST, SECOND = (FindingId(MODEL, FindingKind.DETECTION, number) for number in range(2))
OWN = FindingId(PERSON, FindingKind.DETECTION, 0)
Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def oblique(folder: Path) -> Path:
    """Turn the slices of a scan in the patient: neither rows, columns nor slices run along an axis."""
    tilt, turn = np.deg2rad(20), np.deg2rad(30)
    right = np.array((np.cos(turn), np.sin(turn), 0.0))
    down = np.array((-np.sin(turn) * np.cos(tilt), np.cos(turn) * np.cos(tilt), np.sin(tilt)))
    normal = np.cross(right, down)
    for path in sorted(folder.glob("*.dcm")):
        scan = dcmread(path)
        place = -20.0 + normal * 2.0 * (scan.InstanceNumber - 1)
        scan.ImageOrientationPatient = [round(float(each), 10) for each in (*right, *down)]
        scan.ImagePositionPatient = [round(float(each), 8) for each in place]
        scan.PixelSpacing = [0.8, 0.5]
        scan.save_as(path)
    return folder


def boxes_of(qtbot, viewer: Viewer, make) -> None:
    """Let a detector mark two nodules, both on slice 7 of 15."""
    volume = viewer.session.opened.volume
    found = (
        Detection(NODULE, 0.9, 0.8, (4.5, 10.0, 12.0), (9.5, 30.0, 36.0)),
        Detection(NODULE, 0.6, 0.4, (6.5, 40.0, 6.0), (7.5, 56.0, 18.0)),
    )
    viewer.session.add_result(make.result(volume, MODEL, structures=(), measurements=(), notes=(), detections=found))
    viewer.actions.view.show_slice(7)
    settle(qtbot, viewer)


def settle(qtbot, viewer: Viewer) -> None:
    for _ in range(3):
        qtbot.wait(5)
    viewer.window.pane.settle()
    viewer.window.findings_panel.settle()
    QApplication.processEvents()


def at(viewer: Viewer, row: float, column: float) -> QPoint:
    """Pixel of the canvas over a (row, column) of the picture."""
    canvas = viewer.window.pane.canvas
    x, y = viewer.window.pane.geometry_px.to_screen(row, column)
    return QPoint(round(x / canvas.ratio), round(y / canvas.ratio))


def drag(qtbot, viewer: Viewer, *points: QPoint) -> None:
    """Press at the first point, go over the others, let go at the last one."""
    viewport = viewer.window.pane.canvas.viewport()
    qtbot.mousePress(viewport, Left, NoKeys, points[0])
    for point in points[1:]:
        local = QPointF(point)
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove, local, viewport.mapToGlobal(local), Qt.MouseButton.NoButton, Left, NoKeys
        )
        QApplication.sendEvent(viewport, event)
        qtbot.wait(1)
    qtbot.mouseRelease(viewport, Left, NoKeys, points[-1])
    qtbot.wait(1)
    settle(qtbot, viewer)


def press(qtbot, viewer: Viewer, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    qtbot.wait(1)
    settle(qtbot, viewer)


def edit(qtbot, viewer: Viewer) -> None:
    """Begin by the key."""
    press(qtbot, viewer, Qt.Key.Key_B, Ctrl | Shift)
    qtbot.waitUntil(viewer.window.box_panel.isVisible)
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.boxing.plane is not None)
    settle(qtbot, viewer)


def reading(viewer: Viewer):
    return viewer.session.reading_of(viewer.session.opened)


def box(viewer: Viewer, finding: FindingId = FIRST) -> Detection | None:
    return reading(viewer).box_of(finding)


def handle(viewer: Viewer, finding: FindingId, *faces: tuple[int, bool]) -> QPoint:
    """Pixel of the handle that moves these faces, (axis, is high) each."""
    handles = viewer.window.pane.canvas.box_handles.handles_of(finding)
    wanted = set(faces)
    return next(at.toPoint() for key, at in handles.items() if {(each.axis, each.is_high) for each in key} == wanted)


def columns_per_px(viewer: Viewer) -> tuple[float, float]:
    """(rows, columns) of the picture that a pixel of the widget is."""
    geometry, ratio = viewer.window.pane.geometry_px, viewer.window.pane.canvas.ratio
    return ratio / geometry.row_scale, ratio / geometry.column_scale
