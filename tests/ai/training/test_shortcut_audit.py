from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.training.dataset.honest_groups import Groups
from ai.training.roc import Estimate
from ai.training.shortcut_audit import (
    BLANKED,
    BY_BLOCK,
    BY_GROUP,
    BY_SLICE,
    FRAME,
    MODEL,
    RANDOM_LABELS,
    ROWS,
    SPLITS,
    audit,
    blank_organ,
    faults_of,
    frame_features,
    mean_recall,
    random_labels,
    splits_of,
)
from ai.training.slice_sets import LUNG, groups_of, read_slice_set

SIDE, PERSONS, SLICES = 64, 40, 5


def ring(seed: int) -> np.ndarray:
    """Draw a skull with a brain of a texture of its own."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((SIDE, SIDE), np.float32)
    cv2.ellipse(picture, (32, 32), (26, 24), 0, 0, 360, 90, cv2.FILLED)
    texture = cv2.resize(rng.normal(0, 25, (8, 8)).astype(np.float32), (SIDE, SIDE))
    picture = np.where(picture > 0, picture + texture, 0).astype(np.float32)
    cv2.ellipse(picture, (32, 32), (26, 24), 0, 0, 360, 180, 2)
    return picture


def cohort(kind: str) -> tuple[list[np.ndarray], np.ndarray, np.ndarray, Groups]:
    """Draw slices of persons of two classes: the class shows in the ``organ``, in the ``frame``, or not at all."""
    pictures, truth, groups = [], [], []
    for person in range(PERSONS):
        label = person * 2 // PERSONS
        own = ring(person)
        for number in range(SLICES):
            picture = own + np.random.default_rng([person, number]).normal(0, 2, own.shape)
            if kind == "organ" and label:
                cv2.circle(picture, (32 + number, 30), 7, 250, cv2.FILLED)
            if kind == "frame" and label:
                picture[:2] += 40
            pictures.append(picture.clip(0, 255).astype(np.uint8))
            truth.append(label)
            groups.append(person)
    labels = np.asarray(truth)
    numbers = np.concatenate([np.arange((labels == label).sum()) for label in range(2)])
    return pictures, labels, numbers, Groups(np.asarray(groups), {}, (1, 1))


def thumbnails(pictures: Sequence[np.ndarray]) -> np.ndarray:
    small = [cv2.resize(picture, (16, 16), interpolation=cv2.INTER_AREA).ravel() for picture in pictures]
    return np.stack(small).astype(np.float32)


def test_a_model_of_the_organ_passes() -> None:
    found = audit(*cohort("organ"), thumbnails)
    assert found.is_passed, found.faults
    assert found.scores[MODEL][BY_GROUP].value > 0.95
    for control in (FRAME, BLANKED):
        assert found.scores[control][BY_GROUP].value < 0.7
    assert set(found.scores) == set(ROWS)
    assert all(set(row) == set(SPLITS) for row in found.scores.values())
    assert "Passed" in found.lines()[-1]
    assert found.chance == 0.5


def test_a_model_of_the_frame_does_not_pass() -> None:
    found = audit(*cohort("frame"), thumbnails)
    assert found.scores[MODEL][BY_GROUP].value > 0.95
    assert found.scores[FRAME][BY_GROUP].value > 0.95
    assert found.scores[BLANKED][BY_GROUP].value > 0.95
    assert not found.is_passed
    assert any("the frame alone" in fault for fault in found.faults)
    assert any("without the organ" in fault for fault in found.faults)


def test_random_labels_are_learned_by_slice_and_not_by_group() -> None:
    # Nothing shows the class: whoever tells it has recognised the person.
    found = audit(*cohort("nothing"), thumbnails)
    assert found.scores[RANDOM_LABELS][BY_SLICE].value > 0.8
    assert found.scores[RANDOM_LABELS][BY_GROUP].low < 0.5
    assert found.scores[MODEL][BY_SLICE].value > 0.8
    assert found.flattery > 0.25
    assert abs(found.scores[MODEL][BY_BLOCK].value - found.scores[MODEL][BY_GROUP].value) < 0.3
    assert any("not proven better than chance" in fault for fault in found.faults)


def test_the_verdict_is_a_function_of_the_table() -> None:
    def scores(model: float, frame: float, blanked: float, dealt: float) -> dict[str, dict[str, Estimate]]:
        values = dict(zip(ROWS, (model, frame, blanked, dealt), strict=True))
        return {
            row: {split: Estimate(value, value - 0.05, value + 0.05) for split in SPLITS}
            for row, value in values.items()
        }

    assert faults_of(scores(0.9, 0.6, 0.6, 0.5), 0.5) == ()
    assert len(faults_of(scores(0.9, 0.71, 0.6, 0.5), 0.5)) == 1  # half of the gain
    assert len(faults_of(scores(0.9, 0.69, 0.75, 0.5), 0.5)) == 1
    assert "groups are cut through" in faults_of(scores(0.9, 0.5, 0.5, 0.6), 0.5)[0]
    assert "not proven" in faults_of(scores(0.54, 0.5, 0.5, 0.5), 0.5)[0]


def test_the_frame_is_blind_to_the_inside() -> None:
    picture = ring(1).astype(np.uint8)
    other = picture.copy()
    other[10:50, 10:50] = 255
    assert np.array_equal(frame_features(picture), frame_features(other))
    assert not np.array_equal(frame_features(picture), frame_features(picture[:, :-1]))
    brighter = picture.copy()
    brighter[0] += 9
    assert not np.array_equal(frame_features(picture), frame_features(brighter))
    assert np.allclose(frame_features(picture)[:3], [64 / 512, 64 / 512, 1])
    deep = frame_features(picture.astype(np.uint16) * 257)
    assert np.allclose(deep, frame_features(picture), atol=1e-3)


def test_the_inside_of_the_body_is_blanked_and_nothing_else() -> None:
    picture = ring(1).clip(0, 255).astype(np.uint8)
    cv2.circle(picture, (32, 30), 6, 250, cv2.FILLED)
    before = picture.copy()
    blanked = blank_organ(picture)
    assert np.array_equal(picture, before)
    changed = blanked != picture
    assert len(np.unique(blanked[20:44, 20:44])) == 1
    assert not changed[:8].any()
    assert not changed[30, :8].any()  # the skull stays
    assert 0.15 < changed.mean() < 0.6
    healthy = ring(1).clip(0, 255).astype(np.uint8)
    assert np.array_equal(blanked, blank_organ(healthy))  # nothing of what is inside is left, not its mean
    empty = np.zeros((30, 30), np.uint8)
    assert np.array_equal(blank_organ(empty), empty)
    tiny = np.zeros((30, 30), np.uint8)
    tiny[10:20, 10] = 255
    assert np.array_equal(blank_organ(tiny), tiny)


def test_random_labels_keep_groups_and_frequencies() -> None:
    groups = np.repeat(np.arange(30), 4)
    truth = np.repeat(np.arange(30) % 3, 4)
    dealt = random_labels(truth, groups, seed=0)
    assert np.bincount(dealt).tolist() == np.bincount(truth).tolist()
    assert all(len(set(dealt[groups == group])) == 1 for group in range(30))
    assert 0.1 < (dealt == truth).mean() < 0.6


def test_splits_are_what_they_say() -> None:
    _, truth, numbers, groups = cohort("nothing")
    splits = splits_of(truth, numbers, groups)
    whole = [len(set(splits[BY_GROUP].fold[groups.groups == group])) for group in range(PERSONS)]
    cut = [len(set(splits[BY_SLICE].fold[groups.groups == group])) for group in range(PERSONS)]
    assert max(whole) == 1
    assert np.mean(cut) > 2
    assert splits[BY_BLOCK].left_out.sum() == 2 * 4 * 5  # classes, cuts, files
    assert not splits[BY_GROUP].left_out.any()


def test_mean_recall_counts_classes_alike() -> None:
    truth = np.array([0] * 9 + [1])
    assert mean_recall(np.zeros(10, dtype=np.int64), truth, 2) == 0.5
    assert mean_recall(truth, truth, 3) == 1.0
    assert mean_recall(np.array([1, 1]), np.array([0, 1]), 2) == pytest.approx(0.5)


@pytest.mark.realdata
def test_slices_of_the_lung_set_flatter_a_split_by_slice(shared_data: Path) -> None:
    slices = read_slice_set(shared_data / LUNG)
    found = audit(slices.pictures, slices.truth, slices.numbers, groups_of(slices), thumbnails)
    assert found.flattery > 0.1
    assert found.scores[RANDOM_LABELS][BY_SLICE].low > found.chance + 0.1
    assert found.scores[RANDOM_LABELS][BY_GROUP].low < found.chance
    assert not found.is_passed
