"""The whole round on real data as a new user does it: a tumour mask from its mask series, corrected, written, read."""

from __future__ import annotations

from pathlib import Path

import highdicom
import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ai.inference.provenance import PERSON, Making
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.label_origin import Origin
from app.actions.export_kind import ExportKind
from app.imaging.masks.brush import Brush, stroke
from app.main import Viewer
from app.state.own_masks import own_finding
from app.state.review import Review
from tests.app.ui.collect.test_add_to_dataset import asked
from tests.app.ui.masks.own_scene import ask, click, make_it, name, undo
from tests.app.ui.masks.scene import at, drag, index_of, mask, reading, settle

pytestmark = pytest.mark.realdata

Left = Qt.MouseButton.LeftButton
TUMOUR = own_finding(0)
MARKED = 2428
"""Voxels of the mask series that are not 0, as pydicom alone counts them."""


@pytest.fixture
def t1(qtbot, viewer: Viewer, shared_data: Path) -> Viewer:
    """The window with the T1 series after contrast."""
    folder = shared_data / "dicom" / "mr_brain_tumour"
    if not folder.is_dir():
        pytest.skip("mr_brain_tumour is not in the public data set")
    viewer.actions.opening.open_paths([folder])
    qtbot.waitUntil(lambda: sum(len(each.series) for each in viewer.session.studies) == 3, timeout=30_000)
    series = next(each for study in viewer.session.studies for each in study.series if each.number == 13)
    viewer.actions.opening.open(series)
    qtbot.waitUntil(
        lambda: (
            viewer.session.opened is not None
            and viewer.session.opened.series.uid == series.uid
            and bool(viewer.session.opened.filled.all())
        ),
        timeout=30_000,
    )
    settle(qtbot, viewer)
    return viewer


def stored_by_place(folder: Path) -> dict[float, np.ndarray]:
    """Slices of the mask series by their place along z, mm, as pydicom alone reads them."""
    found = {}
    for path in sorted(folder.glob("*Mask*/*.dcm")):
        file = dcmread(path)
        found[round(float(file.ImagePositionPatient[2]), 2)] = file.pixel_array != 0
    return found


def test_a_tumour_is_taken_over_corrected_written_and_read(
    qtbot, t1: Viewer, shared_data: Path, tmp_path: Path
) -> None:
    dialog = ask(qtbot, t1)
    name(qtbot, dialog, "Tumour")
    click(qtbot, dialog.begins.series)
    qtbot.waitUntil(lambda: len(dialog.begins.values) == 1, timeout=30_000)
    assert dialog.begins.source.currentText() == "5362 · Mask_Tumor"
    assert dialog.begins.values[0].text() == "1  ·  2,428 voxels"
    assert "voxel for voxel" in dialog.begins.told.text()
    make_it(qtbot, t1, dialog)

    # To the voxel, told by place and not by order.
    volume = t1.session.opened.volume
    begun = mask(t1, TUMOUR)
    stored = stored_by_place(shared_data / "dicom" / "mr_brain_tumour")
    assert (int(begun.sum()), len(stored)) == (MARKED, volume.shape[0])
    for index, facts in enumerate(t1.session.opened.series.slices):
        assert np.array_equal(begun[index], stored[round(facts.position_lps_mm[2], 2)])

    # One stroke of the brush with the mouse, one more that is taken back.
    index = t1.session.panes.active.index
    assert begun[index].sum() == begun.sum(axis=(1, 2)).max()
    row, column = (float(each[0]) for each in np.nonzero(begun[index]))  # at its edge
    spot = at(t1, row, column)
    drag(qtbot, t1, spot)
    region = stroke(
        Brush(5.0),
        volume.to_lps_mm(np.array((float(index), *index_of(t1, spot)))),
        volume.to_lps_mm(np.array((float(index), *index_of(t1, spot)))),
        normal_lps=np.cross(volume.affine_lps[:3, 2], volume.affine_lps[:3, 1])
        / np.linalg.norm(np.cross(volume.affine_lps[:3, 2], volume.affine_lps[:3, 1])),
        affine_lps=volume.affine_lps,
        shape=volume.shape,
    )
    expected = begun.copy()
    expected[region.box] |= region.inside
    assert expected.sum() > begun.sum()
    assert np.array_equal(mask(t1, TUMOUR), expected)
    drag(qtbot, t1, at(t1, row - 60, column + 40))
    assert mask(t1, TUMOUR).sum() > expected.sum()
    undo(qtbot, t1)
    assert np.array_equal(mask(t1, TUMOUR), expected)
    qtbot.mouseClick(t1.window.mask_panel.done, Left)
    settle(qtbot, t1)

    layer = reading(t1).layer_of(TUMOUR)
    assert (layer.review, layer.structure.making) == (Review.ACCEPTED, Making.AIDED)
    ml = expected.sum() * abs(np.linalg.det(volume.affine_lps[:3, :3])) / 1000
    assert reading(t1).result_of(PERSON).measurements[0].value == pytest.approx(ml)

    # Written, and read by two others: the voxels, where they lie, and who made them.
    path = tmp_path / "seg.dcm"
    t1.actions.export.write(ExportKind.SEG, path)
    seg = highdicom.seg.segread(path)
    assert seg.SegmentSequence[0].SegmentAlgorithmType == "SEMIAUTOMATIC"
    kind = seg.SegmentSequence[0].SegmentedPropertyTypeCodeSequence[0]
    assert (kind.CodeValue, kind.CodingSchemeDesignator) == ("108369006", "SCT")
    places = {
        round(facts.position_lps_mm[2], 3): number for number, facts in enumerate(t1.session.opened.series.slices)
    }
    found = np.zeros(volume.shape, np.bool_)
    frames = dcmread(path).pixel_array
    for frame, group in zip(frames, seg.PerFrameFunctionalGroupsSequence, strict=True):
        place = [float(each) for each in group.PlanePositionSequence[0].ImagePositionPatient]
        number = places[round(place[2], 3)]
        assert np.allclose(place, t1.session.opened.series.slices[number].position_lps_mm, atol=1e-3)
        found[number] = frame > 0
    assert np.array_equal(found, expected)

    by_highdicom = seg.get_volume(segment_numbers=[1], combine_segments=True)
    indices = np.argwhere(expected)
    there = np.linalg.solve(by_highdicom.affine, np.c_[volume.to_lps_mm(indices), np.ones(len(indices))].T)[:3].T
    assert np.allclose(there, np.rint(there), atol=1e-2)
    assert by_highdicom.array[tuple(np.rint(there).astype(int).T)].all()
    assert int((by_highdicom.array > 0).sum()) == len(indices)

    # Into a dataset without a name in it, and back from there to the voxel.
    t1.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    collecting = asked(qtbot, t1)
    assert [(each.text(), each.isChecked()) for each in collecting.masks.ticks] == [("Tumour", True)]
    assert "face" in " ".join(label.text() for label in collecting.findChildren(QLabel))
    qtbot.keyClicks(collecting.dataset.name, "Tumours")
    click(qtbot, collecting.go)
    qtbot.waitUntil(lambda: (tmp_path / "datasets" / "tumours" / "dataset.json").is_file(), timeout=30_000)
    settle(qtbot, t1)
    (case,) = open_dataset(tmp_path / "datasets" / "tumours").cases
    assert np.array_equal(case.mask(case.masks[0]), expected)
    assert np.array_equal(case.volume().voxels, volume.voxels)
    assert np.array_equal(case.volume().affine_lps, volume.affine_lps)
    assert [label.origin for label in case.record.labels] == [Origin.HUMAN]
    assert b"PGBM" not in b"".join(each.read_bytes() for each in case.folder.rglob("*.json"))


def test_the_same_mask_goes_onto_flair_and_drawn_by_hand_it_is_manual(qtbot, t1: Viewer, tmp_path: Path) -> None:
    flair = next(each for study in t1.session.studies for each in study.series if each.number == 36471)
    t1.actions.opening.open(flair)
    qtbot.waitUntil(lambda: t1.session.opened.series.uid == flair.uid, timeout=30_000)
    qtbot.waitUntil(lambda: bool(t1.session.opened.filled.all()), timeout=30_000)
    dialog = ask(qtbot, t1)
    name(qtbot, dialog, "Tumour")
    click(qtbot, dialog.begins.series)
    qtbot.waitUntil(lambda: len(dialog.begins.values) == 1, timeout=30_000)
    make_it(qtbot, t1, dialog)
    assert int(mask(t1, TUMOUR).sum()) == MARKED
    dialog = ask(qtbot, t1)
    name(qtbot, dialog, "Oedema")
    make_it(qtbot, t1, dialog)
    drag(qtbot, t1, at(t1, 256, 256))
    qtbot.mouseClick(t1.window.mask_panel.done, Left)
    t1.actions.export.write(ExportKind.SEG, tmp_path / "seg.dcm")
    kinds = [each.SegmentAlgorithmType for each in dcmread(tmp_path / "seg.dcm").SegmentSequence]
    assert kinds == ["SEMIAUTOMATIC", "MANUAL"]
