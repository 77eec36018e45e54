"""Results of others in the window: clicked, dropped, chosen from the menu; drawn on their images, never as our own."""

from __future__ import annotations

from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu

import app.main as main_module
from app.actions.export_kind import ExportKind
from app.main import Viewer

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SPACE = "1.2.826.0.1.3680043.8.498.77"


@pytest.fixture
def viewer(qtbot, runner, worker, make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    viewer = Viewer(worker, make.library(make.card()), settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    return viewer


@pytest.fixture
def study(make, tmp_path: Path) -> Path:
    """A CT of five slices whose files name their space."""
    folder = make.scan(tmp_path / "ct")
    for path in folder.iterdir():
        scan = dcmread(path)
        scan.FrameOfReferenceUID = SPACE
        scan.StudyID = scan.ReferringPhysicianName = None
        scan.save_as(path)
    return folder


def write_seg(folder: Path, target: Path) -> np.ndarray:
    """A segmentation of another maker on the slices of a folder; (slices, rows, columns) bool in their order."""
    sources = sorted(map(dcmread, folder.glob("CT*.dcm")), key=lambda each: each.ImagePositionPatient[2])
    mask = np.zeros((len(sources), 64, 48), dtype=np.uint8)
    mask[1:4, 10:30, 8:20] = 1
    segment = hd.seg.SegmentDescription(
        1,
        "Tumour core",
        codes.SCT.MorphologicallyAbnormalStructure,
        codes.SCT.Neoplasm,
        hd.seg.SegmentAlgorithmTypeValues.MANUAL,
        display_color=hd.color.CIELabColor.from_rgb(200, 30, 90),
    )
    seg = hd.seg.Segmentation(
        sources,
        mask,
        hd.seg.SegmentationTypeValues.BINARY,
        [segment],
        series_instance_uid=generate_uid(),
        series_number=99,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="Elsewhere",
        manufacturer_model_name="Marker",
        software_versions="7",
        device_serial_number="1",
        series_description="Marked elsewhere",
    )
    target.parent.mkdir(exist_ok=True)
    seg.save_as(target)
    return mask.astype(bool)


def write_report(folder: Path, target: Path) -> None:
    sources = sorted(map(dcmread, folder.glob("CT*.dcm")), key=lambda each: each.ImagePositionPatient[2])
    image = hd.sr.SourceImageForRegion(sources[2].SOPClassUID, sources[2].SOPInstanceUID)
    line = hd.sr.CoordinatesForMeasurement(hd.sr.GraphicTypeValues.POLYLINE, np.array([[5.5, 9.5], [25.5, 9.5]]), image)
    number = hd.sr.Measurement(codes.SCT.Diameter, 20.0, codes.UCUM.Millimeter, referenced_coordinates=[line])
    group = hd.sr.MeasurementsAndQualitativeEvaluations(
        hd.sr.TrackingIdentifier(generate_uid(), "Lesion 1"), measurements=[number]
    )
    report = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(
            observer_device_context=hd.sr.ObserverContext(
                codes.DCM.Device, hd.sr.DeviceObserverIdentifyingAttributes(generate_uid())
            )
        ),
        procedure_reported=codes.SCT.ComputedTomography,
        imaging_measurements=[group],
    )
    hd.sr.ComprehensiveSR(
        evidence=sources,
        content=report[0],
        series_instance_uid=generate_uid(),
        series_number=98,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="Elsewhere",
    ).save_as(target)


def drop(viewer: Viewer, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    viewer.window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, none))


def row(viewer: Viewer, title: str):
    (item,) = viewer.window.browser.tree.findItems(title, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    return item


def settle() -> None:
    # Panels come in turns where one turn is too short for all.
    for _ in range(30):
        QApplication.processEvents()


def test_a_dropped_segmentation_is_drawn_on_the_open_images(qtbot, viewer: Viewer, study: Path, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([study])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    mask = write_seg(study, tmp_path / "results" / "seg.dcm")
    drop(viewer, tmp_path / "results" / "seg.dcm")
    assert viewer.session.opened is not None
    assert viewer.session.opened.series.modality == "CT"
    (layer,) = viewer.session.layers
    np.testing.assert_array_equal(layer.structure.mask, mask)
    assert layer.title == "Tumour core"
    np.testing.assert_allclose(layer.colour, (200, 30, 90), atol=1)
    viewer.window.findings_panel.settle()
    said = [label.text() for label in viewer.window.findings_panel.findChildren(QLabel)]
    assert "Not made here: Elsewhere Marker 7" in said
    # It is nobody's result here: nothing of it goes out under our name.
    assert not viewer.actions.export.can_export(ExportKind.SEG)
    assert "Marked elsewhere" in [series.description for each in viewer.session.studies for series in each.series]


def test_a_click_on_a_report_opens_its_images_and_draws_its_lines(
    qtbot, viewer: Viewer, study: Path, make, tmp_path: Path
) -> None:
    write_report(study, study / "report.dcm")
    viewer.actions.opening.open_paths([study])
    viewer.actions.opening.open_paths([make.scan(tmp_path / "film", modality="CR", slices=1)])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and viewer.session.opened.series.modality == "CR")
    settle()
    tree = viewer.window.browser.tree
    place = tree.visualItemRect(row(viewer, "Structured Report"))
    qtbot.mouseClick(tree.viewport(), LEFT, pos=place.center())
    assert viewer.session.opened.series.modality == "CT"
    (measurement,) = viewer.session.measurements
    assert (measurement.title, measurement.value) == ("Lesion 1: Diameter", 20.0)
    # A line of others is not pulled about.
    viewer.session.move_caliper(measurement.name, 0, (2.0, 1.0, 1.0), (2.0, 5.0, 5.0))
    assert viewer.session.measurements == (measurement,)


def test_the_menu_of_a_segmentation_shows_it_on_images(qtbot, viewer: Viewer, study: Path) -> None:
    mask = write_seg(study, study / "seg.dcm")
    viewer.actions.opening.open_paths([study])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    settle()
    tree = viewer.window.browser.tree
    place = tree.visualItemRect(row(viewer, "Marked elsewhere")).center()

    def choose() -> None:
        (menu,) = viewer.window.browser.findChildren(QMenu)
        (action,) = menu.actions()
        assert action.text() == "Show on images"
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    QTimer.singleShot(0, choose)
    tree.customContextMenuRequested.emit(place)
    qtbot.waitUntil(lambda: bool(viewer.session.layers))
    np.testing.assert_array_equal(viewer.session.layers[0].structure.mask, mask)
    assert viewer.session.opened.series.modality == "CT"


def test_the_command_shows_all_that_belong_to_the_open_series(qtbot, viewer: Viewer, study: Path) -> None:
    write_seg(study, study / "seg.dcm")
    write_report(study, study / "report.dcm")
    viewer.actions.opening.open_paths([study])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    settle()
    viewer.window._commands.of("show_results").trigger()
    assert len(viewer.session.results) == 2
    # Once more: the same files are the same results.
    viewer.window._commands.of("show_results").trigger()
    assert len(viewer.session.results) == 2


def test_results_without_their_images_say_so(qtbot, viewer: Viewer, study: Path, make, tmp_path: Path) -> None:
    write_report(study, tmp_path / "report.dcm")
    drop(viewer, tmp_path / "report.dcm")
    settle()
    assert viewer.session.opened is None
    assert row(viewer, "Structured Report")
    tree = viewer.window.browser.tree
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(row(viewer, "Structured Report")).center())
    settle()
    said = " ".join(label.text() for label in viewer.window.findChildren(QLabel))
    assert "not listed" in said
