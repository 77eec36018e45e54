from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.errors import InputMismatch
from ai.library.card import InputSpec
from ai.prepare.radiograph import place_mask, prepare_radiograph, restore
from ai.volume import Volume

MakeRadiograph = Callable[..., Volume]

SPEC = InputSpec(("CR",), (), (), (64, 64), (0.5, 99.5), 32)

# A film as it hangs: bright block in the patient's right upper corner (image left, top), half-bright in the left lower.
HUNG = np.zeros((120, 90), np.uint16)
HUNG[10:40, 5:30] = 1000
HUNG[80:110, 60:85] = 500


def _stored(row_direction: str, column_direction: str) -> np.ndarray:
    """The hung film as a file with these directions stores it."""
    plane = HUNG
    if row_direction in "HF":
        plane = plane.T
        column_flip, row_flip = row_direction == "H", column_direction == "R"
    else:
        column_flip, row_flip = row_direction == "R", column_direction == "H"
    return plane[:: -1 if row_flip else 1, :: -1 if column_flip else 1]


DIRECTIONS = [("L", "F"), ("R", "F"), ("L", "H"), ("R", "H"), ("F", "L"), ("F", "R"), ("H", "L"), ("H", "R")]


@pytest.mark.parametrize("directions", DIRECTIONS)
def test_every_stored_orientation_hangs_the_same_and_comes_back(
    radiograph: MakeRadiograph, directions: tuple[str, str]
) -> None:
    expected, _ = prepare_radiograph(radiograph(HUNG), SPEC)
    stored = _stored(*directions)
    picture, placement = prepare_radiograph(
        radiograph(stored, row_direction=directions[0], column_direction=directions[1]), SPEC
    )
    assert picture == pytest.approx(expected, abs=1e-5)
    back = restore(picture[np.newaxis], placement)[0]
    assert back.shape == stored.shape
    # Blocks are where they were stored: the bright one is brighter than all else.
    assert (stored[back > 0.9 * back.max()] == 1000).all()
    assert np.corrcoef(back.ravel(), stored.astype(float).ravel())[0, 1] > 0.97


def test_without_patient_axes_the_picture_stays_as_it_is(radiograph: MakeRadiograph) -> None:
    mirrored = HUNG[:, ::-1]
    picture, _ = prepare_radiograph(radiograph(mirrored, axes_known=False, row_direction="R"), SPEC)
    as_stored, _ = prepare_radiograph(radiograph(mirrored), SPEC)
    assert picture == pytest.approx(as_stored)


def test_dark_bones_are_made_bright_once(radiograph: MakeRadiograph) -> None:
    bright, _ = prepare_radiograph(radiograph(HUNG), SPEC)
    dark, _ = prepare_radiograph(radiograph(1000 - HUNG, bones_bright=False), SPEC)
    assert dark == pytest.approx(bright, abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(rows=st.integers(40, 300), columns=st.integers(40, 300), size=st.sampled_from([32, 64, 128]))
def test_index_ramps_return_within_half_a_pixel_of_the_coarser_grid(
    radiograph: MakeRadiograph, rows: int, columns: int, size: int
) -> None:
    """An identity network must not move anything: not the place of a row, not that of a column."""
    spec = InputSpec(("CR",), (), (), (size, size), (0.5, 99.5), 32)
    ramp = np.add.outer(np.arange(rows, dtype=np.float32), np.zeros(columns, np.float32))
    _, placement = prepare_radiograph(radiograph(ramp + np.arange(columns)), spec)
    side = placement.square_px
    grid = (np.arange(size, dtype=np.float32) + 0.5) * side / size - 0.5
    planes = np.stack(
        [
            np.repeat((grid - placement.pad_before[0])[:, None], size, 1),
            np.repeat((grid - placement.pad_before[1])[None], size, 0),
        ]
    )
    found_rows, found_columns = restore(planes, placement)
    margin = int(np.ceil(side / size))
    inner = (slice(margin, rows - margin), slice(margin, columns - margin))
    assert np.abs(found_rows - np.arange(rows)[:, None])[inner].max() < 0.01 * max(1.0, side / size)
    assert np.abs(found_columns - np.arange(columns)[None])[inner].max() < 0.01 * max(1.0, side / size)


def test_one_even_grey_is_refused_in_words(radiograph: MakeRadiograph) -> None:
    with pytest.raises(InputMismatch, match="one even grey"):
        prepare_radiograph(radiograph(np.full((64, 64), 7, np.uint16)), SPEC)


def test_not_a_number_counts_as_the_smallest_value(radiograph: MakeRadiograph) -> None:
    plane = HUNG.astype(np.float32)
    plane[0, 0] = np.nan
    picture, _ = prepare_radiograph(radiograph(plane), SPEC)
    assert np.isfinite(picture).all()


@pytest.mark.parametrize("shape", [(2, 64, 64), (1, 64, 64, 3)])
def test_only_one_grey_slice(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputMismatch, match="one grey picture"):
        prepare_radiograph(Volume(np.zeros(shape, np.uint8), np.eye(4), modality="CR"), SPEC)


@pytest.mark.parametrize(("row", "column"), [("L", "F"), ("R", "F"), ("F", "L"), ("L", "H")])
def test_a_mask_goes_where_its_picture_goes(radiograph: Callable[..., Volume], row: str, column: str) -> None:
    plane = np.zeros((96, 64), np.uint16)
    plane[10:40, 5:30] = 1000
    picture, placement = prepare_radiograph(radiograph(plane, row_direction=row, column_direction=column), SPEC)
    placed = place_mask(plane > 0, placement, SPEC.size_px)
    assert (placed == (picture > picture.mean())).mean() > 0.98
    back = restore(placed[np.newaxis].astype(np.float32), placement)[0] >= 0.5
    assert (back == (plane > 0)).mean() > 0.98
