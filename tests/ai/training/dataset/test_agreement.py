"""Agreement of readers: known boxes, MONAI's distances, and the whole set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from monai.metrics.hausdorff_distance import compute_hausdorff_distance
from monai.metrics.meandice import compute_dice

from ai.errors import TrainingDataError
from ai.training.dataset.agreement import NOT_SURE, agreement, compare_masks
from ai.training.dataset.reads import CaseState, set_answer, set_masks, set_state
from tests.ai.training.dataset.read_dataset import SHAPE, box, keys, pictures, read_classes, read_masks, volumes

SPACING = (3.0, 0.8, 0.7)


@pytest.mark.filterwarnings("ignore:.*always_return_as_numpy:FutureWarning")
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1000), st.integers(-2, 2), st.integers(-3, 3))
def test_dice_and_distance_are_those_of_monai(seed: int, down: int, right: int) -> None:
    rng = np.random.default_rng(seed)
    low, size = rng.integers(2, 5, 3), rng.integers(2, 6, 3)
    first = box(low, low + size, (12, 20, 20))
    second = np.roll(box(low, low + size + rng.integers(0, 2, 3), (12, 20, 20)), (down, right), (1, 2))
    found = compare_masks("organ", first, second, SPACING)
    tensors = [torch.from_numpy(each[None, None].astype(np.float32)) for each in (first, second)]
    assert found.dice == pytest.approx(float(compute_dice(*tensors)), abs=1e-6)
    expected = float(compute_hausdorff_distance(*tensors, percentile=95, spacing=SPACING))
    assert found.hd95 == pytest.approx(expected, abs=1e-3)


@pytest.mark.filterwarnings("ignore:.*always_return_as_numpy:FutureWarning")
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1000), st.integers(-3, 3), st.integers(-3, 3))
def test_of_a_picture_the_outlines_count(seed: int, down: int, right: int) -> None:
    rng = np.random.default_rng(seed)
    low, size = rng.integers(4, 7, 2), rng.integers(5, 12, 2)
    first = box((0, *low), (1, *(low + size)), (1, 30, 30))
    second = np.roll(first, (down, right), (1, 2))
    found = compare_masks("lung", first, second, SPACING)
    tensors = [torch.from_numpy(each[None].astype(np.float32)) for each in (first, second)]
    expected = float(compute_hausdorff_distance(*tensors, percentile=95, spacing=SPACING[1:]))
    assert found.hd95 == pytest.approx(expected, abs=1e-3)
    assert (found.hd95 == 0) is (down == 0 and right == 0)


def test_a_mask_in_one_slice_of_a_volume_is_no_picture() -> None:
    first, second = box((2, 5, 5), (3, 10, 9)), box((3, 5, 5), (4, 10, 9))
    assert compare_masks("x", first, second, SPACING).hd95 == pytest.approx(3.0, abs=1e-3)
    assert compare_masks("x", first, first, SPACING).hd95 == 0


def test_empty_masks() -> None:
    nothing, something = np.zeros(SHAPE, bool), box((1, 1, 1), (3, 4, 5))
    assert (compare_masks("x", nothing, nothing, SPACING).dice, compare_masks("x", nothing, nothing, SPACING).hd95) == (
        None,
        None,
    )
    one_sided = compare_masks("x", nothing, something, SPACING)
    assert one_sided.dice == 0
    assert one_sided.hd95 is None


def test_masks_at_the_border_of_the_grid_are_compared_like_others() -> None:
    first, second = box((0, 0, 0), (6, 10, 10)), box((0, 0, 0), (6, 10, 12))
    shifted = compare_masks("x", np.pad(first, 3), np.pad(second, 3), SPACING)
    assert compare_masks("x", first, second, SPACING) == shifted


def test_masks_of_two_readers_lowest_agreement_first(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 3)
    anna, bo = keys(tmp_path, "Anna", "Bo")
    organ, lesion = box((1, 2, 2), (5, 16, 15)), box((2, 5, 5), (4, 10, 9))
    moved = box((2, 5, 7), (4, 10, 11))
    for number in range(3):
        read_masks(dataset, number, anna, {"organ": organ, "lesion": lesion})
    read_masks(dataset, 0, bo, {"organ": organ, "lesion": lesion})
    read_masks(dataset, 1, bo, {"organ": organ, "lesion": moved})
    read_masks(dataset, 2, bo, {"organ": organ, "lesion": np.zeros(SHAPE, bool)})
    found = agreement(dataset)
    assert [row.key for row in found.cases] == [dataset.cases[number].key for number in (2, 1, 0)]
    assert [row.agreement for row in found.cases] == [0.0, pytest.approx(0.5), 1.0]
    # Half a box of 4 columns, 0.7 mm each, on the grid of the file and not on another.
    moved_row = next(mask for mask in found.cases[1].masks if mask.name == "lesion")
    assert moved_row.hd95 == pytest.approx(1.4, abs=1e-3)
    (pair,) = found.pairs
    assert set(pair.readers) == {anna, bo}
    assert pair.cases == 3
    assert pair.kappa is None
    by_name = {each.name: each for each in pair.structures}
    assert by_name["organ"].dice is not None
    assert by_name["organ"].dice.value == 1
    assert by_name["lesion"].dice is not None
    assert by_name["lesion"].dice.value == pytest.approx(0.5)
    assert by_name["lesion"].hd95 == pytest.approx(0.7, abs=1e-3)
    assert by_name["lesion"].unit == "mm"
    assert [(count.begun, count.complete) for count in found.readers] == [(3, 3), (3, 3)]


def test_only_what_is_complete_counts(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    anna, bo = keys(tmp_path, "Anna", "Bo")
    organ = {"organ": box((1, 2, 2), (5, 16, 15))}
    read_masks(dataset, 0, anna, organ)
    set_masks(dataset.cases[0].folder, bo, organ, dataset.cases[0].volume())
    assert agreement(dataset).pairs == () == agreement(dataset).cases
    set_state(dataset.cases[0].folder, bo, CaseState.FLAGGED)
    assert agreement(dataset).pairs == ()
    set_state(dataset.cases[0].folder, bo, CaseState.COMPLETE)
    assert len(agreement(dataset).pairs) == 1


def test_neither_marked_anything_is_agreement_without_a_dice(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    nothing = {"lesion": np.zeros(SHAPE, bool)}
    for reader in keys(tmp_path, "Anna", "Bo"):
        read_masks(dataset, 0, reader, nothing)
    found = agreement(dataset)
    assert found.cases[0].agreement == 1
    (lesion,) = found.pairs[0].structures
    assert (lesion.cases, lesion.unmarked, lesion.dice, lesion.hd95) == (1, 1, None, None)


def test_classes_of_three_readers_are_compared_two_by_two(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, 6)
    anna, bo, cy = keys(tmp_path, "Anna", "Bo", "Cy")
    read_classes(dataset, anna, ["benign", "malignant", "benign", "?", "benign", "malignant"])
    read_classes(dataset, bo, ["benign", "benign", "benign", "?", "benign", "malignant"])
    read_classes(dataset, cy, ["malignant", "", "", "", "", ""])
    found = agreement(dataset)
    assert {pair.readers: pair.cases for pair in found.pairs} == {
        tuple(sorted((anna, bo))): 6,
        tuple(sorted((anna, cy))): 1,
        tuple(sorted((bo, cy))): 1,
    }
    kappa = next(pair.kappa for pair in found.pairs if set(pair.readers) == {anna, bo})
    assert kappa is not None
    assert kappa.observed == pytest.approx(5 / 6)
    assert NOT_SURE in kappa.names
    assert kappa.groups == 3
    assert found.cases[0].agreement == 0
    assert found.cases[-1].agreement == 1


def test_a_damaged_read_is_told(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    organ = {"organ": box((1, 2, 2), (5, 16, 15))}
    for reader in keys(tmp_path, "Anna", "Bo"):
        read_masks(dataset, 0, reader, organ)
    next((dataset.cases[0].folder / "reads").rglob("organ.nii.gz")).write_bytes(b"")
    with pytest.raises(TrainingDataError, match="changed or is missing"):
        agreement(dataset)


def test_readers_who_marked_different_structures_have_nothing_to_compare(tmp_path: Path) -> None:
    dataset = volumes(tmp_path, 1)
    anna, bo = keys(tmp_path, "Anna", "Bo")
    mask = box((1, 2, 2), (5, 16, 15))
    read_masks(dataset, 0, anna, {"organ": mask})
    read_masks(dataset, 0, bo, {"lesion": mask})
    found = agreement(dataset)
    assert (found.cases, found.pairs) == ((), ())
    assert [count.complete for count in found.readers] == [1, 1]


def test_a_case_without_an_answer_is_left_out(tmp_path: Path) -> None:
    dataset = pictures(tmp_path, 2)
    anna, bo = keys(tmp_path, "Anna", "Bo")
    read_classes(dataset, anna, ["benign", "benign"])
    set_answer(dataset.cases[0].folder, bo, "benign")
    for case in dataset.cases:
        set_state(case.folder, bo, CaseState.COMPLETE)
    assert [row.key for row in agreement(dataset).cases] == [dataset.cases[0].key]
