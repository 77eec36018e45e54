"""A worklist of real pictures and volumes: masks lie where they lie, and go back voxel by voxel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.training.dataset.agreement import agreement
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import ImageFacts, Task
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.file_order import Place
from ai.training.dataset.intake import Content, Offer, add_cases
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.reads import CaseState, read_of
from ai.training.dataset.wanted import Intake
from app.actions.actions import Actions
from app.actions.dataset_source import import_source, look
from app.imaging.case_boxes import boxes_in
from app.imaging.volume_file import read_volume
from app.state.session import Session
from tests.ai.training.dataset.read_dataset import Made, keys, read_boxes, read_masks

pytestmark = pytest.mark.realdata

BITS = {"right_lung": 1, "left_lung": 2, "heart": 4, "right_clavicle": 8, "left_clavicle": 16}


@pytest.fixture
def films(shared_data: Path, tmp_path: Path) -> Dataset:
    """Three radiographs of the chest with five masks each."""
    source = shared_data / "jsrt"
    facts = ImageFacts("CR", "CHEST", "PA", 0.35, True)
    intake = Intake(person="(.+)", limit=3, facts=facts)
    return import_pairs(source / "images", source / "masks", tmp_path / "films", bits=BITS, intake=intake).dataset


@pytest.fixture
def crops(shared_data: Path, tmp_path: Path) -> Dataset:
    """Two MR crops of the hippocampus with two masks each."""
    offers = []
    for number, path in enumerate(sorted((shared_data / "hippocampus" / "images").glob("*.nii.gz"))[:2]):
        labels = read_volume(path.parents[1] / "labels" / path.name).voxels
        masks = {"anterior": labels == 1, "posterior": labels == 2}
        offers.append(Offer(path.name, "", Made(Content(read_volume(path), masks)), None, Place("", number, "")))
    add_cases(tmp_path / "crops", Task.SEGMENTATION, ("anterior", "posterior"), offers)
    return open_dataset(tmp_path / "crops")


def _read_all(actions: Actions, session: Session, dataset: Dataset, name: str) -> None:
    """Go through a dataset and complete every case as it is."""
    work = actions.worklist
    work.set_reader(name)
    work.open_dataset(dataset.folder)
    for case in dataset.cases:
        work.open(case.key)
        assert session.opened is not None
        source = case.volume()
        for layer in session.layers:
            mask = case.mask(layer.structure.label.name)
            shown = layer.structure.mask
            assert shown.sum() == mask.sum()
            # The same values of the picture, and the same millimetres of the patient.
            assert np.sort(session.opened.volume.voxels[shown]).tolist() == np.sort(source.voxels[mask]).tolist()
            here = session.opened.volume.affine_lps @ np.array([*np.argwhere(shown).mean(axis=0), 1])
            there = source.affine_lps @ np.array([*np.argwhere(mask).mean(axis=0), 1])
            np.testing.assert_allclose(here, there, atol=0.01)
        work.set_state(CaseState.COMPLETE)
    (key,) = keys(dataset.folder, name)
    for case in dataset.cases:
        found = read_of(case.folder, key, ".png" if case.record.image.endswith("png") else ".nii.gz")
        assert found is not None
        assert found.is_complete
        assert set(found.names) == set(dataset.names)
        for structure in dataset.names:
            np.testing.assert_array_equal(found.mask(structure), case.mask(structure))


def test_radiographs(actions: Actions, session: Session, films: Dataset) -> None:
    _read_all(actions, session, films, "Anna")
    (bo,) = keys(films.folder, "Bo")
    # Five pixels of 0.35 mm further down: the distance is told in millimetres of the detector.
    moved = {name: np.roll(films.cases[0].mask(name), 5, 1) for name in films.names}
    read_masks(films, 0, bo, moved)
    found = agreement(open_dataset(films.folder))
    assert [row.key for row in found.cases] == [films.cases[0].key]
    assert found.cases[0].unit == "mm"
    assert all(mask.hd95 is not None and 0 < mask.hd95 <= 1.76 for mask in found.cases[0].masks)
    assert 0.3 < found.cases[0].agreement < 1


def test_boxes_of_radiographs(actions: Actions, session: Session, shared_data: Path, tmp_path: Path) -> None:
    source, folder = look(shared_data / "jsrt" / "cases.csv")[1], tmp_path / "nodules"
    intake = Intake("(.+)", limit=8, facts=ImageFacts("CR", "CHEST", "PA", 0.35, True))
    import_source(replace(source, label="nodule", folder=shared_data / "jsrt" / "images", intake=intake), folder)
    nodules, work = open_dataset(folder), actions.worklist
    work.set_reader("Anna")
    work.open_dataset(folder)
    for case in nodules.cases:
        work.open(case.key)
        work.set_state(CaseState.COMPLETE)
    anna, bo = keys(folder, "Anna", "Bo")
    boxes = [boxes_in(case.boxes) for case in nodules.cases]
    marks = sum(map(len, boxes))
    assert marks > 0
    for number, (case, found) in enumerate(zip(nodules.cases, boxes, strict=True)):
        # Unchanged to the last digit, though they were seen, and sealed.
        read = read_of(case.folder, anna, ".png")
        assert (read.is_complete, read.record.boxes) == (True, found)
        # A tenth of their size aside in both directions: 0.81 of the box is shared, of 1.19 that both cover.
        read_boxes(nodules, number, bo, [_aside(box, 0.1) for box in found])
    (pair,) = agreement(nodules).pairs
    (nodule,) = pair.boxes
    assert (nodule.matched, nodule.only_first, nodule.only_second) == (marks, 0, 0)
    assert nodule.iou == pytest.approx(0.81 / 1.19)
    work.open(nodules.cases[0].key)
    work.double.settle(bo)
    assert boxes_in(open_dataset(folder).cases[0].boxes) == tuple(_aside(box, 0.1) for box in boxes[0])
    assert read_of(nodules.cases[0].folder, anna, ".png").record.boxes == boxes[0]


def _aside(box: Box, share: float) -> Box:
    by = [0.0, *(share * (high - low) for low, high in zip(box.low[1:], box.high[1:], strict=True))]
    low, high = (tuple(one + way for one, way in zip(corner, by, strict=True)) for corner in (box.low, box.high))
    return Box(box.label, (low[0], low[1], low[2]), (high[0], high[1], high[2]))


def test_volumes(actions: Actions, session: Session, crops: Dataset) -> None:
    _read_all(actions, session, crops, "Anna")
    _read_all(actions, session, crops, "Bo")
    found = agreement(open_dataset(crops.folder))
    assert [row.agreement for row in found.cases] == [1.0, 1.0]
    assert {(mask.name, mask.hd95) for row in found.cases for mask in row.masks} == {
        ("anterior", 0.0),
        ("posterior", 0.0),
    }
