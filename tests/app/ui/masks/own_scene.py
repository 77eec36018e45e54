"""A study to draw masks of one's own on, and the hands that make them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.uid import SecondaryCaptureImageStorage, generate_uid
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.main import Viewer
from app.state.own_masks import own_finding
from app.state.review import FindingId
from app.ui.new_mask_dialog import MaskLookDialog, NewMaskDialog
from tests.app.ui.masks.scene import settle

Left = Qt.MouseButton.LeftButton
Ctrl = Qt.KeyboardModifier.ControlModifier
FIRST, SECOND = own_finding(0), own_finding(1)
SHAPE = (15, 64, 48)


def stored() -> np.ndarray:
    """What the series of labels holds: 1 and 4, without any symmetry."""
    labels = np.zeros(SHAPE, np.uint16)
    labels[4:9, 20:31, 11:19] = 1
    labels[6:11, 40:44, 30:41] = 4
    labels[0, 0, 0] = 1
    return labels


def add_series(folder: Path, name: str, number: int, *, shift_mm: float = 0.0, colour: bool = False) -> None:
    """Add a series to the study: labels on the slices of the scan, or a picture in colour."""
    series = generate_uid()
    for index, path in enumerate(sorted(folder.glob("CT*.dcm"), key=lambda each: int(each.stem[2:]))):
        image = dcmread(path)
        image.SOPClassUID = image.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        image.SeriesInstanceUID, image.SeriesDescription, image.SeriesNumber = series, name, number
        image.Modality, image.ImageType = "MR", ["DERIVED", "SECONDARY"]
        for keyword in ("RescaleIntercept", "RescaleSlope", "RescaleType"):
            delattr(image, keyword)
        x, y, z = (float(each) for each in image.ImagePositionPatient)
        image.ImagePositionPatient = [x + shift_mm, y, z]
        if colour:
            image.SamplesPerPixel, image.PhotometricInterpretation, image.PlanarConfiguration = 3, "RGB", 0
            image.BitsAllocated, image.BitsStored, image.HighBit = 8, 8, 7
            image.PixelData = np.full((64, 48, 3), 90, np.uint8).tobytes()
        else:
            image.PixelData = stored()[index].tobytes()
        image.save_as(folder / f"{name}-{index}.dcm")


def ask(qtbot, viewer: Viewer) -> NewMaskDialog:
    """Press the button beside the list of masks."""
    qtbot.mouseClick(viewer.window.layer_panel.new, Left)
    dialog = viewer.window.findChild(NewMaskDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def click(qtbot, button: QAbstractButton) -> None:
    """Press the mark of a radio button or a box, which is at its left end."""
    point = button.rect().center()
    point.setX(8)
    qtbot.mouseClick(button, Left, pos=point)


def name(qtbot, dialog: NewMaskDialog | MaskLookDialog, text: str) -> None:
    dialog.form.name.lineEdit().selectAll()
    qtbot.keyClicks(dialog.form.name.lineEdit(), text)


def make_it(qtbot, viewer: Viewer, dialog: NewMaskDialog) -> None:
    qtbot.mouseClick(dialog.make, Left)
    qtbot.waitUntil(lambda: viewer.session.editing.mask is not None)
    qtbot.waitUntil(viewer.window.mask_panel.isVisible)
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.brushing._pen is not None)
    settle(qtbot, viewer)


def undo(qtbot, viewer: Viewer) -> None:
    """Press Ctrl+Z in the window, which a dialog had covered."""
    viewer.window.activateWindow()
    qtbot.waitUntil(viewer.window.isActiveWindow)
    qtbot.keyClick(viewer.window, Qt.Key.Key_Z, Ctrl)
    settle(qtbot, viewer)


def done(qtbot, viewer: Viewer) -> None:
    qtbot.mouseClick(viewer.window.mask_panel.done, Left)
    settle(qtbot, viewer)


def row_of(viewer: Viewer, finding: FindingId):
    return next(each for each in viewer.window.layer_panel.rows if each.finding == finding)
