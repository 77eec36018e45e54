"""``ct-lungs`` from a folder of DICOM to masks, numbers, SEG and SR, by the command line and by the button."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest
import SimpleITK
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ai.library.library import SHIPPED, Library
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, CtPhantom, ct_phantom
from ai.volume import BoolMask
from ai.worker.client import Worker
from app.cli.entry import main
from app.dicom.phantom_study import write_ct
from app.main import Viewer
from app.ui.model_card_dialog import ModelCardDialog
from app.ui.model_panel import RunButton
from tests.document import number_at, rows_at, text_at

GRID = CtGrid.axial((60, 96, 110), (5.0, 3.4, 3.6)).turned((10, -8, 15)).reversed()
LIMIT_MS = 120_000


@pytest.fixture(scope="module")
def phantom() -> CtPhantom:
    return ct_phantom(draw_anatomy(5), grid=GRID, noise_hu=15)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory, phantom: CtPhantom) -> Path:
    folder = tmp_path_factory.mktemp("chest")
    write_ct(phantom.volume, folder, seed=5)
    return folder


def dice(one: BoolMask, other: BoolMask) -> float:
    return 2 * int((one & other).sum()) / (int(one.sum()) + int(other.sum()))


def predicted(path: Path, output: Path, capsys: pytest.CaptureFixture[str], *more: str) -> object:
    capsys.readouterr()
    assert main(["predict", "ct-lungs", str(path), "-o", str(output), "--json", *more]) == 0
    document: object = json.loads(capsys.readouterr().out)
    return document


def numbers(path: Path) -> dict[tuple[str, str], tuple[float, str, str]]:
    """(Concept, site) -> (value, unit, derivation) of a report."""
    found = {}
    for group in highdicom.sr.srread(path).content.get_image_measurement_groups():
        (site,) = group.finding_sites
        for item in group.get_measurements():
            mode = "" if item.derivation is None else item.derivation.meaning
            found[item.name.value, site.value.value] = (item.value, item.unit.value, mode)
    return found


def test_a_phantom_by_the_command_line(
    home: Path, tmp_path: Path, scan: Path, phantom: CtPhantom, capsys: pytest.CaptureFixture[str]
) -> None:
    document = predicted(scan, tmp_path, capsys, "--also", "rtstruct,csv")
    measured = {text_at(each, "name"): each for each in rows_at(document, "measurements")}
    litre = abs(np.linalg.det(phantom.volume.affine_lps[:3, :3])) / 1e6
    for name in ("right_lung", "left_lung"):
        mask = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / f"{name}.nii.gz"))) > 0
        # The series may be read from its other end; the mask lies where the patient is, whatever the order.
        truth = phantom.masks[name]
        assert max(dice(mask, truth), dice(mask[::-1], truth)) > 0.98
        assert number_at(measured, f"{name}_volume", "value") == pytest.approx(mask.sum() * litre, rel=1e-4)
        assert text_at(measured, f"{name}_volume", "unit") == "L"
    assert text_at(document, "provenance", "rules").startswith("chest-ct-rules")
    assert any("nothing was learned" in text_at(note) for note in rows_at(document, "notes"))
    report = numbers(tmp_path / "sr.dcm")
    both = number_at(measured, "lungs_volume", "value")
    assert report["118565006", "39607008"] == (pytest.approx(both), "L", "")
    assert report["118565006", "3341006"][0] < both
    assert report["118565006", "44029006"][0] < both
    density = number_at(measured, "lungs_mean_density", "value")
    assert report["112031", "39607008"] == (pytest.approx(density), "[hnsf'U]", "Mean")
    assert report["LAA950", "39607008"][1] == "%"
    segments = pydicom.dcmread(tmp_path / "seg.dcm").SegmentSequence
    assert [each.SegmentLabel for each in segments] == ["Right lung", "Left lung", "Body", "Bone"]
    kinds = [each.SegmentedPropertyTypeCodeSequence[0] for each in segments]
    assert [kind.CodeValue for kind in kinds] == ["39607008", "39607008", "38266002", "272673000"]
    sides = [kind.SegmentedPropertyTypeModifierCodeSequence[0].CodeMeaning for kind in kinds[:2]]
    assert sides == ["Right", "Left"]
    (algorithm,) = segments[0].SegmentationAlgorithmIdentificationSequence
    assert algorithm.AlgorithmFamilyCodeSequence[0].CodeMeaning == "Morphological Operations"
    assert "weights" not in algorithm.AlgorithmParameters


def test_what_it_cannot_read_or_heed_is_told(
    home: Path, tmp_path: Path, scan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", "ct-lungs", str(scan), "-o", str(tmp_path), "--box=0,0,0,9,9,9"]) != 0
    assert "reads the whole picture, not a box of it" in capsys.readouterr().err
    assert main(["models", "show", "ct-lungs"]) == 0
    said = capsys.readouterr().out
    assert "Weights: none: made of rules (chest-ct-rules" in said
    assert "nothing to train" in said


def test_a_pack_of_rules_goes_out_and_comes_back(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lungs.lbmodel"
    assert main(["models", "export", "ct-lungs", str(file)]) == 0
    manifest = tmp_path / "manifest.toml"
    manifest.write_text('id = "our-lungs"\n')
    code = main(["models", "import", str(file), "--manifest", str(manifest), "--licence-accepted"])
    assert code == 0, capsys.readouterr().err
    assert main(["models", "show", "our-lungs"]) == 0
    assert "made of rules" in capsys.readouterr().out
    assert main(["models", "remove", "our-lungs-0.1.0"]) == 0


@pytest.fixture
def viewer(qtbot: QtBot, home: Path, scan: Path, tmp_path: Path) -> Iterator[Viewer]:
    worker = Worker()
    viewer = Viewer(worker, Library([SHIPPED]), settings_path=tmp_path / "settings.toml")
    qtbot.addWidget(viewer.window)
    viewer.window.resize(1280, 900)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    viewer.actions.opening.open_paths([scan])
    qtbot.waitUntil(viewer.actions.models.is_loaded, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: viewer.runner.is_idle, timeout=LIMIT_MS)
    yield viewer
    worker.close()


def test_the_button_marks_the_lungs_in_the_window(qtbot: QtBot, viewer: Viewer, phantom: CtPhantom) -> None:
    window = viewer.window
    qtbot.waitUntil(lambda: window.model_panel.button is not None and window.model_panel.button.isEnabled())
    assert window.model_panel.button.text() == "AI · CT lungs"
    without = window.pane.grab().toImage()
    qtbot.mouseClick(window.model_panel.findChild(RunButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: viewer.session.result is not None and viewer.runner.is_idle, timeout=LIMIT_MS)
    masks = {each.label.name: each.mask for each in viewer.session.result.structures}
    for name in ("right_lung", "left_lung"):
        assert max(dice(masks[name], phantom.masks[name]), dice(masks[name][::-1], phantom.masks[name])) > 0.98
    qtbot.waitUntil(lambda: "By fixed rules, nothing learned" in window.pane.labels.written)
    window.pane.settle()
    assert window.pane.grab().toImage() != without

    def words() -> list[str]:
        return [label.text() for label in window.findings_panel.findChildren(QLabel)]

    # The panel is filled in small steps, so that it holds nothing up.
    qtbot.waitUntil(lambda: "chest-ct-rules 0.1.0, nothing was learned" in words())
    said = words()
    assert any(text.endswith(" L") for text in said)
    assert any(text.endswith(" HU") for text in said)
    assert "Weights" not in said
    window.findings_panel.card_requested.emit("ct-lungs")
    card = window.findChild(ModelCardDialog)
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert any("Fixed rules (chest-ct-rules 0.1.0)" in text for text in texts)
    assert not any("SHA-256" in text for text in texts)
    card.close()


@pytest.mark.realdata
def test_the_real_chest_by_the_command_line(
    home: Path, shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = predicted(shared_data / "dicom" / "ct_chest", tmp_path, capsys)
    measured = {text_at(each, "name"): number_at(each, "value") for each in rows_at(document, "measurements")}
    assert measured["right_lung_volume"] == pytest.approx(3.21, abs=0.03)
    assert measured["left_lung_volume"] == pytest.approx(3.13, abs=0.03)
    assert measured["lungs_mean_density"] == pytest.approx(-826, abs=3)
    assert 0 <= measured["lungs_low_attenuation"] < 1
    centres = []
    for name in ("right_lung", "left_lung"):
        image = SimpleITK.ReadImage(str(tmp_path / f"{name}.nii.gz"))
        index = np.argwhere(SimpleITK.GetArrayFromImage(image) > 0).mean(axis=0)[::-1]
        centres.append(image.TransformContinuousIndexToPhysicalPoint(index.tolist()))
    assert centres[0][0] < centres[1][0]
    written = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "right_lung.nii.gz"))) > 0
    assert written.shape == (139, 512, 512)
    assert pydicom.dcmread(tmp_path / "sr.dcm").Modality == "SR"
    assert len(pydicom.dcmread(tmp_path / "seg.dcm").SegmentSequence) == 4
