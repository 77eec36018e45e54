"""Add to dataset, by mouse and keys: what goes in, what does not and why, what comes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
from PySide6.QtWidgets import QFileDialog, QLabel

from ai.inference.results import Detection
from ai.training.dataset.case import Grouping, Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.new_case import Answer
from ai.training.dataset.split import split
from ai.volume import Volume
from app.audit.event import Deed, Event
from app.imaging.nifti import write_nifti
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from app.ui.collect_dialog import CollectDialog
from tests.ai.training.dataset.new_cases import mask, new, person, scan
from tests.app.ui.collect.dialog import asked, click, said


def test_what_was_accepted_goes_in_and_a_draft_says_why_not(qtbot, read: Viewer, tmp_path: Path) -> None:
    dialog = asked(qtbot, read)
    assert [tick.text() for tick in dialog.masks.ticks] == ["Right lung", "Heart"]
    assert [(tick.isChecked(), tick.isEnabled()) for tick in dialog.masks.ticks] == [(True, True), (False, False)]
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "AI, accepted" in words
    assert "Draft: nobody has accepted it" in words
    assert any("No name, no date, no UID" in each for each in words)
    assert not dialog.go.isEnabled()
    assert dialog.problem.text() == "Give the new dataset a name."
    click(qtbot, dialog.dataset.name)
    qtbot.keyClicks(dialog.dataset.name, "Chest CT")
    assert dialog.go.isEnabled()
    click(qtbot, dialog.go)
    dataset = open_dataset(tmp_path / "datasets" / "chest-ct")
    (case,) = dataset.cases
    opened = read.session.opened
    assert opened is not None
    np.testing.assert_array_equal(case.volume().voxels, opened.volume.voxels)
    np.testing.assert_array_equal(case.volume().affine_lps, opened.volume.affine_lps)
    assert case.masks == ("right_lung",)
    np.testing.assert_array_equal(case.mask("right_lung"), read.session.layers[0].structure.mask)
    assert [(label.origin, label.model) for label in case.record.labels] == [(Origin.ACCEPTED_AI, "cxr-anatomy-0.1.0")]
    assert case.record.particulars is None
    assert "The case is in “chest-ct”. Cases: 1; persons or blocks: 1." in said(read)
    qtbot.waitUntil(lambda: not read.window.findChildren(CollectDialog))


def test_a_corrected_mask_tells_what_it_took(qtbot, read: Viewer, tmp_path: Path) -> None:
    read.actions.masks.begin(FindingId("cxr-anatomy", FindingKind.STRUCTURE, 1))
    qtbot.waitUntil(lambda: read.session.editing.mask is not None)
    read.actions.brush.set_radius(6.0)
    read.actions.brush.press(10.0, 40.0, False)
    read.actions.brush.release()
    read.actions.masks.done()
    dialog = asked(qtbot, read)
    assert [tick.isChecked() for tick in dialog.masks.ticks] == [True, True]
    click(qtbot, dialog.masks.ticks[0])
    assert not dialog.masks.names[0].isEnabled()
    qtbot.keyClicks(dialog.dataset.name, "hearts")
    dialog.masks.names[1].selectAll()
    qtbot.keyClicks(dialog.masks.names[1], "whole_heart")
    click(qtbot, dialog.go)
    (case,) = open_dataset(tmp_path / "datasets" / "hearts").cases
    (label,) = case.record.labels
    assert (label.name, label.origin) == ("whole_heart", Origin.CORRECTED_AI)
    assert label.effort is not None
    assert label.effort.dice is not None
    assert 0 < label.effort.dice < 1
    assert label.effort.added_ml is not None
    assert label.effort.added_ml > 0
    assert label.effort.removed_ml == 0
    np.testing.assert_array_equal(case.mask("whole_heart"), read.session.layers[1].structure.mask)


def test_the_same_series_again_replaces_its_labels(qtbot, read: Viewer, tmp_path: Path) -> None:
    for number in range(2):
        dialog = asked(qtbot, read)
        if number == 0:
            qtbot.keyClicks(dialog.dataset.name, "again")
        else:
            assert dialog.dataset.list.currentText() == "again  ·  masks"
            assert dialog.go.isEnabled()
        click(qtbot, dialog.go)
    assert len(open_dataset(tmp_path / "datasets" / "again").cases) == 1
    assert "The picture was in “again” before: its labels are replaced." in said(read)


def test_a_class_and_not_sure(qtbot, read: Viewer, tmp_path: Path) -> None:
    case = new(scan(1))
    for folder, label in (("kinds", "ill"), ("kinds", "well")):
        one = replace(case, volume=scan(len(label)), masks=(), answer=Answer(label))
        add_case(tmp_path / "datasets" / folder, Task.CLASSIFICATION, one)
    dialog = asked(qtbot, read)
    assert dialog.dataset.list.currentText() == "kinds  ·  classes"
    assert dialog.label.isVisible()
    assert not dialog.masks.isVisible()
    assert [dialog.label.name.itemText(index) for index in range(2)] == ["ill", "well"]
    assert dialog.problem.text() == "Choose a class, or “Not sure”."
    click(qtbot, dialog.label.unsure)
    assert dialog.go.isEnabled()
    click(qtbot, dialog.go)
    dataset = open_dataset(tmp_path / "datasets" / "kinds")
    assert (len(dataset.cases), len(dataset.unsure)) == (2, 1)
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.label.name, "well")
    click(qtbot, dialog.go)
    dataset = open_dataset(tmp_path / "datasets" / "kinds")
    assert sorted(each.label for each in dataset.cases) == ["ill", "well", "well"]


def test_optional_fields_are_off_until_they_are_wanted(qtbot, read: Viewer, tmp_path: Path) -> None:
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "more")
    assert not dialog.sex.isVisible()
    click(qtbot, dialog.more._button)
    for box in (dialog.sex, dialog.age, dialog.quarter):
        assert not box.isChecked()
        click(qtbot, box)
    click(qtbot, dialog.go)
    (case,) = open_dataset(tmp_path / "datasets" / "more").cases
    kept = case.record.particulars
    assert kept is not None
    assert (kept.sex, kept.age_band, kept.scanner) == ("F", "60-69", "")
    assert kept.quarter is not None


def test_text_in_the_pixels_is_refused_or_asked(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    make.scan(tmp_path / "us", modality="US", slices=1)
    path = next((tmp_path / "us").iterdir())
    viewer.actions.opening.open_paths([path])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    opened = viewer.session.opened
    assert opened is not None
    viewer.session.add_result(make.result(opened.volume))
    viewer.actions.review.accept_all(True)
    dialog = asked(qtbot, viewer)
    qtbot.keyClicks(dialog.dataset.name, "us")
    assert dialog.problem.text() == "Look at the pixels first."
    click(qtbot, dialog.seen)
    assert dialog.go.isEnabled()
    click(qtbot, dialog.cancel)
    assert not (tmp_path / "datasets").exists()
    file = pydicom.dcmread(path)
    file.BurnedInAnnotation = "YES"
    file.save_as(path)
    dialog = asked(qtbot, viewer)
    assert "may name the patient" in dialog.burned.text()
    assert not dialog.seen.isVisible()
    assert not dialog.go.isEnabled()


def test_the_head_says_that_a_face_may_be_seen(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    make.scan(tmp_path / "head", slices=40)
    for path in (tmp_path / "head").iterdir():
        file = pydicom.dcmread(path)
        file.BodyPartExamined, file.PixelSpacing = "HEAD", [2, 2]
        file.save_as(path)
    viewer.actions.opening.open_paths([tmp_path / "head"])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    opened = viewer.session.opened
    assert opened is not None
    viewer.session.add_result(make.result(opened.volume))
    viewer.actions.review.accept_all(True)
    dialog = asked(qtbot, viewer)
    assert "a face could be made out of these slices" in dialog.face.text()
    qtbot.keyClicks(dialog.dataset.name, "heads")
    click(qtbot, dialog.go)
    path = next((tmp_path / "datasets" / "heads").glob("*/case.json"))
    assert json.loads(path.read_text())["face"] == "possible"


def test_uneven_slices_say_that_nothing_is_resampled(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=8, missing=(3,))])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    dialog = asked(qtbot, viewer)
    assert "nothing is resampled" in dialog.problem.text()
    assert not dialog.go.isEnabled()


def test_boxes_are_all_judged_first_and_nothing_to_find_is_said(qtbot, read: Viewer, make, tmp_path: Path) -> None:
    opened = read.session.opened
    assert opened is not None
    label = make.card().labels[1]
    boxes = tuple(Detection(label, 0.9, None, (0, 5 + each, 5), (2, 15 + each, 15)) for each in (0, 20))
    read.session.add_result(make.result(opened.volume, "spots", structures=(), measurements=(), detections=boxes))
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "spots")
    dialog.dataset.kind.setCurrentIndex(dialog.dataset.kind.findText("boxes"))
    assert "Accept or reject every box first" in dialog.problem.text()
    click(qtbot, dialog.cancel)
    for number, review in enumerate((Review.ACCEPTED, Review.REJECTED)):
        read.actions.review.judge(FindingId("spots", FindingKind.DETECTION, number), review)
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "spots")
    dialog.dataset.kind.setCurrentIndex(dialog.dataset.kind.findText("boxes"))
    click(qtbot, dialog.boxes.ticks[0])
    assert dialog.problem.text() == "There is no box. Say so, if there is nothing to find."
    click(qtbot, dialog.boxes.ticks[0])
    click(qtbot, dialog.go)
    (case,) = open_dataset(tmp_path / "datasets" / "spots").cases
    assert [(each.label, each.low_index, each.high_index) for each in case.boxes] == [
        ("heart", (0.0, 5.0, 5.0), (2.0, 15.0, 15.0))
    ]
    assert [each.origin for each in case.record.labels] == [Origin.ACCEPTED_AI]


def test_points_go_in_beside_boxes_and_come_back_at_the_same_place(qtbot, read: Viewer, tmp_path: Path) -> None:
    opened = read.session.opened
    assert opened is not None
    read.actions.boxes.mark()
    for number, (low, high) in enumerate([((1.0, 5.25, 6.5),) * 2, ((0.5, 4.0, 4.0), (1.5, 9.0, 9.0))]):
        read.actions.boxes.choose_class(("Carina", "Nodule")[number])
        read.actions.boxes.drag(None, low, high)
        read.actions.boxes.release(True)
        read.actions.review.select(None)
    read.actions.boxes.done()
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "spots")
    dialog.dataset.kind.setCurrentIndex(dialog.dataset.kind.findText("boxes"))
    assert [tick.text() for tick in dialog.boxes.ticks] == ["Carina, point", "Nodule"]
    click(qtbot, dialog.go)
    (case,) = open_dataset(tmp_path / "datasets" / "spots").cases
    (point,) = case.points
    assert (point.label, point.at_index) == ("carina", (1.0, 5.25, 6.5))
    np.testing.assert_allclose(point.at_lps_mm, opened.volume.to_lps_mm((1.0, 5.25, 6.5)), atol=1e-3)
    np.testing.assert_allclose(case.volume().to_lps_mm(point.at_index), point.at_lps_mm, atol=1e-3)
    assert [each.label for each in case.boxes] == ["nodule"]
    assert [(each.name, each.origin) for each in case.record.labels] == [
        ("nodule", Origin.HUMAN),
        ("carina", Origin.HUMAN),
    ]


def test_what_was_added_is_in_the_audit_trail(qtbot, read: Viewer) -> None:
    events: list[Event] = []
    read.window.dialogs.collecting.actions.noted.connect(events.append)
    for _ in range(2):
        dialog = asked(qtbot, read)
        if dialog.dataset.name.isVisible():
            qtbot.keyClicks(dialog.dataset.name, "noted")
        click(qtbot, dialog.go)
    opened = read.session.opened
    assert opened is not None
    assert [(each.deed, each.details["state"], each.series_uid) for each in events] == [
        (Deed.EXPORTED, "added", opened.series.uid),
        (Deed.EXPORTED, "replaced", opened.series.uid),
    ]


def test_a_dataset_elsewhere_is_offered_again(qtbot, read: Viewer, tmp_path: Path) -> None:
    add_case(tmp_path / "elsewhere", Task.SEGMENTATION, new(scan(1), mask("right_lung")))
    dialog = asked(qtbot, read)
    click(qtbot, dialog.dataset.other)
    (files,) = dialog.dataset.findChildren(QFileDialog)
    files.fileSelected.emit(str(tmp_path / "elsewhere"))
    files.close()
    assert dialog.dataset.list.currentText() == "elsewhere  ·  masks"
    click(qtbot, dialog.go)
    assert len(open_dataset(tmp_path / "elsewhere").cases) == 2
    assert read.settings.settings.datasets == (str(tmp_path / "elsewhere"),)
    dialog = asked(qtbot, read)
    assert dialog.dataset.list.currentText() == "elsewhere  ·  masks"


def test_labels_of_a_frozen_case_in_the_test_part_are_told_of(qtbot, read: Viewer, tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "frozen"
    for number in range(10):
        add_case(folder, Task.SEGMENTATION, new(scan(number), mask("right_lung"), who=person(f"P{number}")))
    dialog = asked(qtbot, read)
    click(qtbot, dialog.go)
    split(open_dataset(folder))
    dialog = asked(qtbot, read)
    click(qtbot, dialog.go)
    assert "scores told before were of its labels of then" in said(read)


def test_a_file_that_is_no_dicom_asks_whose_it_is(qtbot, viewer: Viewer, make, tmp_path: Path) -> None:
    viewer.window.dialogs.collecting.actions.folder = tmp_path / "datasets"
    grid = np.array([[0, 0, 1.5, 0], [0, 1.5, 0, 0], [2.0, 0, 0, 0], [0, 0, 0, 1]])
    ramp = np.arange(4 * 64 * 48, dtype=np.int16).reshape(4, 64, 48)
    write_nifti(Volume(ramp, grid), tmp_path / "Anna.nii.gz")
    viewer.actions.opening.open_paths([tmp_path / "Anna.nii.gz"])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    opened = viewer.session.opened
    assert opened is not None
    viewer.session.add_result(make.result(opened.volume))
    viewer.actions.review.accept_all(True)
    dialog = asked(qtbot, viewer)
    qtbot.keyClicks(dialog.dataset.name, "volumes")
    qtbot.keyClicks(dialog.person, "number 7")
    click(qtbot, dialog.go)
    folder = tmp_path / "datasets" / "volumes"
    (case,) = open_dataset(folder).cases
    assert case.record.grouping is Grouping.NAME
    assert b"number 7" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    np.testing.assert_array_equal(case.volume().voxels, opened.volume.voxels)


def test_nothing_open_nothing_to_add(viewer: Viewer) -> None:
    viewer.window.refresh()
    assert not viewer.window._commands.of("add_to_dataset").isEnabled()
    assert viewer.window._commands.of("export_dataset").isEnabled()


def test_a_frozen_split_is_told_of(qtbot, read: Viewer, tmp_path: Path) -> None:
    folder = tmp_path / "datasets" / "frozen"
    for number in range(10):
        one = new(scan(number), mask("right_lung"), who=person(f"P{number}"))
        add_case(folder, Task.SEGMENTATION, one)
    split(open_dataset(folder))
    dialog = asked(qtbot, read)
    click(qtbot, dialog.go)
    assert "The case came after the split. Split again to use it" in said(read)
