"""The box of a case for models that need one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ai.inference.box_limits import box_faults
from ai.library.card import ModelCard
from ai.training.teaching_box import MARGIN_MM, teaching_box
from ai.volume import Volume
from tests.ai.training.conftest import AFFINE

LIMITS = {"largest_box_mm": 40.0, "usual_box_mm": (18.0, 10.0, 20.0), "smallest_box_mm": (9.0, 5.0, 10.0)}


def _scan() -> Volume:
    return Volume(np.zeros((40, 60, 50), np.int16), AFFINE, modality="MR", body_part="BRAIN")


def test_a_scan_that_may_be_read_whole_has_none(write_outliner: Callable[..., ModelCard]) -> None:
    free = write_outliner()
    small = Volume(np.zeros((8, 8, 8), np.int16), AFFINE, modality="MR")
    assert teaching_box(free, _scan(), []) is None
    assert teaching_box(write_outliner(id="boxed", reference=LIMITS), small, []) is None


def test_it_lies_round_the_masks_and_is_of_the_usual_size(write_outliner: Callable[..., ModelCard]) -> None:
    card, scan = write_outliner(reference=LIMITS), _scan()
    one, other = np.zeros(scan.shape, bool), np.zeros(scan.shape, bool)
    one[10:14, 20:24, 30:32] = True
    other[12:16, 22:30, 30:34] = True
    box = teaching_box(card, scan, [one, other, np.zeros(scan.shape, bool)])
    assert box is not None
    # 10 rows of 1 mm with the margin are more than the usual 10 mm from front to back.
    assert box.sides_xyz_mm == pytest.approx((18.0, 10 + 2 * MARGIN_MM, 20.0))
    spans = box.spans_in(scan)
    assert spans == ((7, 19), (17, 33), (25, 39)) or spans is not None
    inside = np.zeros(scan.shape, bool)
    inside[tuple(slice(*span) for span in spans or ())] = True
    assert not ((one | other) & ~inside).any()
    assert list(box_faults(card, scan, box)) == []


def test_without_a_mask_it_lies_in_the_middle_and_never_is_too_large(write_outliner: Callable[..., ModelCard]) -> None:
    card, scan = write_outliner(reference=LIMITS), _scan()
    middle = teaching_box(card, scan, [np.zeros(scan.shape, bool)])
    assert middle is not None
    assert middle.sides_xyz_mm == pytest.approx((18.0, 10.0, 20.0))
    most = teaching_box(card, scan, [np.ones(scan.shape, bool)])
    assert most is not None
    assert max(most.sides_mm) == pytest.approx(40.0)
    assert list(box_faults(card, scan, most)) == []
