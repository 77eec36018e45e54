"""Boxes of scans from the patient to the network and back: in any direction, spacing and order of storage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import Tensor

from ai.errors import TrainingDataError
from ai.inference.detect import DETECTION_KEY, BoxReading, Misses, detect
from ai.inference.loaded import LoadedModel
from ai.library.card import Weights
from ai.library.grid_spec import GridSpec
from ai.networks.volume_detector import VolumeDetector, VolumeMaps
from ai.plain import to_plain
from ai.training import box_contract, teach_volume_boxes
from ai.training.box_contract import look_at_boxes, steps_of
from ai.training.centre_targets import centre_targets
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part, load_dataset
from ai.training.dataset.intake import Content
from ai.training.detector_card import detector_card
from ai.training.finetune_config import FinetuneConfig
from ai.training.taught_boxes import read_boxed
from ai.training.teach_volume_boxes import named_volume_pupil, volume_course
from ai.training.teaching_cases import TeachingCases, are_scans
from ai.volume import Volume
from tests.directions import GRIDS

from .ball_scans import axial, ball_contents, ball_scan, reversed_scan, some_balls, write_dataset

SHAPE = (14, 30, 26)
SPACING = (2.5, 0.8, 1.1)


def _reaches_edge(spans: tuple[slice, ...], shape: torch.Size) -> bool:
    """Whether it may be part of something larger, whose middle lies elsewhere: a network is taught to be still."""
    return any(span.start == 0 or span.stop == side for span, side in zip(spans, shape, strict=True))


class Perfect(VolumeMaps):
    """Says of each window what a network should that has learned to mark whatever is bright."""

    def forward(self, windows: Tensor) -> Tensor:
        told = []
        for window in windows[:, 0]:
            parts, _ = ndimage.label((window > 3).numpy())
            boxes = [
                [0.0, *(span.start - 0.5 for span in own), *(span.stop - 0.5 for span in own)]
                for number, own in enumerate(ndimage.find_objects(parts), 1)
                if (parts[own] == number).sum() > 20 and not _reaches_edge(own, window.shape)
            ]
            cells = tuple(-(-side // step) for side, step in zip(window.shape, self.cell, strict=True))
            drawn = torch.tensor(boxes).reshape(-1, 7)
            target = centre_targets([drawn], 1, cells, self.cell)[0]
            told.append(torch.cat([torch.logit(target[:1].clamp(1e-4, 0.99)), target[1:7]]))
        return torch.stack(told)


def _dataset(tmp_path: Path, contents: list[Content]) -> TeachingCases:
    return TeachingCases(load_dataset(write_dataset(tmp_path / "set", contents)), "")


def _stored(steps: np.ndarray, count: int = 12) -> list[Content]:
    affine = axial(steps, SPACING)
    return [
        ball_scan(some_balls(number, SHAPE, affine, 1), affine=affine, shape=SHAPE, seed=number, noise=5.0)
        for number in range(count)
    ]


def _model(cases: TeachingCases) -> LoadedModel:
    pupil = named_volume_pupil("centernet_3d", cases, 0)
    network = pupil.network
    assert isinstance(network, VolumeDetector)
    network.maps = Perfect(filters=(8, 8), strides=network.maps.strides[:2], labels=1)
    card = detector_card(
        cases,
        None,
        title="Nodules",
        parts=(pupil.architecture, pupil.input),
        reference={DETECTION_KEY: to_plain(pupil.reading)},
        member=Weights("member0.safetensors", ""),
        facts={},
        folder=Path(),
    )
    return LoadedModel(card, (network.eval(),), torch.device("cpu"))


def _found_lps(model: LoadedModel, volume: Volume) -> np.ndarray:
    """(boxes, 2, 3) lowest and highest corner in LPS mm along the patient's axes, in the order of their places."""
    boxes = []
    for each in detect(model, volume).detections:
        ends = volume.to_lps_mm(np.array([each.low, each.high]))
        boxes.append([ends.min(0), ends.max(0)])
    return np.array(sorted(boxes, key=lambda box: tuple(np.round(box[0], 1)))).reshape(-1, 2, 3)


@pytest.mark.parametrize("direction", list(GRIDS))
def test_a_planted_ball_comes_back_at_its_place(direction: str, tmp_path: Path) -> None:
    cases = _dataset(tmp_path, _stored(GRIDS[direction]))
    model = _model(cases)
    for case in cases.dataset.cases[:4]:
        volume, (box,) = case.volume(), case.boxes
        detections = detect(model, volume).detections
        assert len(detections) == 1
        low, high = np.array(detections[0].low), np.array(detections[0].high)
        assert np.abs(low - box.low_index).max() < 1.0
        assert np.abs(high - box.high_index).max() < 1.0
        centre = volume.to_lps_mm((low + high) / 2)
        truth = (np.array(box.low_lps_mm) + np.array(box.high_lps_mm)) / 2
        assert np.linalg.norm(centre - truth) < max(SPACING)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_scan_stored_the_other_way_round_gives_the_same_boxes(axis: int, tmp_path: Path) -> None:
    contents = _stored(GRIDS["axial"])
    model = _model(_dataset(tmp_path, contents))
    for content in contents[:3]:
        there = _found_lps(model, content.volume)
        back = _found_lps(model, reversed_scan(content, axis).volume)
        assert len(there) == 1
        np.testing.assert_allclose(there, back, atol=0.02)


def test_a_network_may_be_taught_on_scans_stored_in_all_directions(tmp_path: Path) -> None:
    contents = [
        reversed_scan(content, number % 3) if number % 2 else content
        for number, content in enumerate(_stored(GRIDS["oblique"]))
    ]
    cases = _dataset(tmp_path, contents)
    pupil = named_volume_pupil("centernet_3d", cases, 0)
    for seen in read_boxed(cases.dataset.cases, pupil.grid, ("nodule",)):
        bright = torch.nonzero(seen.prepared.tensor[0] > 3).float()
        (box,) = seen.truth.boxes
        assert len(bright) > 20
        np.testing.assert_allclose(bright.mean(0).numpy(), (box[:3] + box[3:]) / 2, atol=0.7)
        np.testing.assert_allclose(bright.amin(0).numpy() - 0.5, box[:3], atol=1.3)
        np.testing.assert_allclose(bright.amax(0).numpy() + 0.5, box[3:], atol=1.3)


def test_a_ball_that_two_windows_see_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box_contract, "MOST_VOXELS", 16**3)
    affine, shape = axial(spacing_mm=(1.0, 1.0, 1.0)), (16, 40, 40)
    balls = [((32.0, -16.0, 15.0), 3.0), ((20.0, -4.0, 13.0), 2.5), ((44.0, -22.0, 14.0), 2.7)]
    contents = [ball_scan(balls, affine=affine, shape=shape, seed=seed, noise=5.0) for seed in range(12)]
    model = _model(_dataset(tmp_path, contents))
    assert model.card.input.grid is not None
    assert model.card.input.grid.patch == (16, 16, 16)
    found = _found_lps(model, contents[0].volume)
    assert len(found) == 3
    wanted = np.array(sorted([centre for centre, _ in balls]))
    np.testing.assert_allclose(np.array(sorted(found.mean(1).tolist())), wanted, atol=1.0)


def test_the_contract_follows_scans_and_findings(tmp_path: Path) -> None:
    cases = _dataset(tmp_path, ball_contents(12, modality="CT"))
    scans = look_at_boxes(cases.dataset.cases)
    assert (scans.orientation, scans.spacing_mm, scans.extent) == ("SPL", (2.0, 1.0, 1.0), (32.0, 24.0, 24.0))
    assert 6 < scans.sides[0] < scans.sides[1] < 11
    assert scans.values is not None
    low, high, mean, deviation = scans.values
    assert 30 < low < mean < high < 300
    assert deviation > 20
    spec = box_contract.box_contract(scans, cases.dataset.cases)
    assert spec.modalities == ("CT",)
    assert spec.grid is not None
    assert [step.name for step in spec.grid.intensity] == ["clip", "normalise"]
    assert spec.grid.spacing_mm == (2.0, scans.sides[0] / 8, scans.sides[0] / 8) or spec.grid.spacing_mm[1] == 1.0
    # Findings of a decimetre need no voxel of a millimetre, and fit into the window.
    coarse = box_contract.box_contract(replace(scans, sides=(60.0, 120.0), extent=(400.0, 400.0, 400.0)), ())
    assert coarse.grid is not None
    assert coarse.grid.spacing_mm == (7.5, 7.5, 7.5)
    assert min(side * 7.5 for side in coarse.grid.patch) > 120
    unknown = box_contract.box_contract(replace(scans, spacing_mm=(0.0, 0.0, 0.0), sides=(60.0, 60.0)), ())
    assert unknown.grid is not None
    assert unknown.grid.spacing_mm == (0.0, 0.0, 0.0)


def test_a_coarse_axis_is_halved_later() -> None:
    fine = GridSpec(spacing_mm=(1.0, 1.0, 1.0), patch=(48, 48, 48))
    assert steps_of(fine, 2) == ([2, 2, 2], [2, 2, 2])
    assert steps_of(replace(fine, spacing_mm=(5.0, 1.0, 1.0)), 3) == ([1, 2, 2], [1, 2, 2], [2, 2, 2])
    assert steps_of(replace(fine, spacing_mm=(0.0, 0.0, 0.0)), 1) == ([2, 2, 2],)


@pytest.mark.parametrize(("patch", "halvings"), [((48, 48, 48), 4), ((24, 32, 24), 3), ((16, 64, 64), 2)])
def test_no_map_of_a_window_has_two_cells(patch: tuple[int, int, int], halvings: int) -> None:
    assert len(steps_of(GridSpec(patch=patch), 4)) == halvings


def test_pictures_and_scans_are_not_mixed(tmp_path: Path) -> None:
    scans = ball_contents(10)
    picture = Volume(np.arange(900, dtype=np.int16).reshape(1, 30, 30), axial(), modality="MR", axes_known=True)
    cases = load_dataset(write_dataset(tmp_path / "set", [*scans, Content(picture)])).cases
    with pytest.raises(TrainingDataError, match=r"mixes 10 scans of several slices with 1 single pictures"):
        are_scans(cases)
    only: list[Case] = [case for case in cases if case.boxes]
    assert are_scans(only)


def test_windows_are_turned_in_the_millimetres_of_their_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_dataset(tmp_path / "set", [reversed_scan(each) for each in ball_contents(8)])
    cases = TeachingCases(load_dataset(folder), "")
    pupil = named_volume_pupil("centernet_3d", cases, 0)
    train = read_boxed(cases.part(Part.TRAIN), pupil.grid, cases.dataset.names)
    found: list[Tensor] = []

    def note(blocks: Tensor, boxes: list[Tensor], *_: object, spacing_mm: Tensor) -> tuple[Tensor, list[Tensor]]:
        found.append(spacing_mm)
        return blocks, boxes

    monkeypatch.setattr(teach_volume_boxes, "moved_blocks", note)
    course = volume_course(FinetuneConfig(folder, tmp_path / "job", architecture="centernet_3d"))
    course(pupil, train, train[:1]).batch(torch.tensor([0, 1]), torch.Generator().manual_seed(0))
    torch.testing.assert_close(found[0], torch.tensor(pupil.grid.spacing_mm).expand(4, 3), atol=0.2, rtol=0)
    assert float(found[0][0, 0]) > 1.5 * float(found[0][0, 2])


def test_errors_are_told_for_a_scan_not_for_a_picture(tmp_path: Path) -> None:
    cases = _dataset(tmp_path, _stored(GRIDS["axial"]))
    model = _model(cases)
    reading = to_plain(BoxReading(misses=Misses(0.2, 1.5)))
    told = replace(model, card=replace(model.card, reference={DETECTION_KEY: reading}))
    found = detect(told, cases.dataset.cases[0].volume())
    assert found.detections[0].caution == "Misses 20 in 100, 1.5 wrong marks a scan; never reassures"
    assert "1.5 wrong places a scan" in found.notes[0]
    assert "on scans like those" in model.card.reading.intended_use
    assert "scans of other machines" in model.card.reading.not_for
