"""Which marks hit which findings."""

from __future__ import annotations

import numpy as np
import pytest

from ai.training.box_hits import CaseHits, HitRule, Marks, curve_of, hits_of, no_marks


def _marks(*rows: tuple[float, ...]) -> Marks:
    """Low row, low column, high row, high column, score[, label]."""
    table = np.array([(*row, 0)[:6] for row in rows]).reshape(-1, 6)
    return Marks(table[:, :4], table[:, 5].astype(np.int64), table[:, 4])


TRUTH = _marks((9.5, 9.5, 19.5, 19.5, 1), (39.5, 39.5, 49.5, 49.5, 1))


def test_half_of_what_both_cover_is_a_hit() -> None:
    # Shifted by 3 of 10 pixels two equal boxes share 70 of 130, by 4 they share 60 of 140.
    found = hits_of(_marks((12.5, 9.5, 22.5, 19.5, 0.9), (43.5, 39.5, 53.5, 49.5, 0.8)), TRUTH, HitRule.OVERLAP, None)
    assert found.which.tolist() == [0, -1]
    assert found.best.tolist() == [0.9, -np.inf]
    assert found.wrong.tolist() == [0.8]


@pytest.mark.parametrize(("pixel_mm", "which"), [(None, [0, -1, -1]), (1.0, [0, 1, -1])])
def test_a_spot_hits_by_its_centre(pixel_mm: float | None, which: list[int]) -> None:
    marks = _marks((17, 14, 18, 15, 0.9), (51, 44, 52, 45, 0.8), (56, 44, 57, 45, 0.7))  # 3, 7 and 12 pixels away
    assert hits_of(marks, TRUTH, HitRule.CENTRE, pixel_mm).which.tolist() == which


def test_a_second_mark_on_a_finding_is_neither_a_hit_nor_false() -> None:
    marks = _marks((9.5, 9.5, 19.5, 19.5, 0.5), (10.5, 9.5, 20.5, 19.5, 0.9))
    found = hits_of(marks, TRUTH, HitRule.OVERLAP, None)
    assert (found.best.tolist(), found.wrong.tolist(), found.found) == ([0.9, -np.inf], [], 1)


def test_a_mark_of_another_label_is_false() -> None:
    found = hits_of(_marks((9.5, 9.5, 19.5, 19.5, 0.5, 1)), TRUTH, HitRule.OVERLAP, None)
    assert (found.found, found.wrong.tolist()) == (0, [0.5])


def test_what_a_reader_sees() -> None:
    marks = _marks((0, 0, 1, 1, 0.3), (9.5, 9.5, 19.5, 19.5, 0.4), (39.5, 39.5, 49.5, 49.5, 0.2), (5, 0, 6, 1, 0.9))
    found = hits_of(marks, TRUTH, HitRule.OVERLAP, None)
    assert [found.shown(0.25, most).scores.tolist() for most in (9, 2, 0)] == [[0.9, 0.4, 0.3], [0.9, 0.4], []]
    assert found.shown(0.25, 9).found == 1


def test_no_marks_find_nothing() -> None:
    nothing = hits_of(_marks(), TRUTH, HitRule.OVERLAP, None)
    assert nothing.best.tolist() == no_marks(TRUTH).best.tolist() == [-np.inf, -np.inf]
    assert curve_of([nothing]).sensitivity_at(8) == 0
    with pytest.raises(ValueError, match="needs findings"):
        curve_of([hits_of(_marks((0, 0, 1, 1, 0.3)), _marks(), HitRule.OVERLAP, None)])


def test_boxes_of_scans_share_a_tenth_of_the_volume() -> None:
    truth = Marks(np.array([[0.0, 0, 0, 10, 10, 10]]), np.zeros(1, np.int64), np.ones(1))

    def hit(*shift: float, side: float = 10.0) -> CaseHits:
        low = np.array(shift)
        box = np.concatenate([low, low + side])[None]
        return hits_of(Marks(box, np.zeros(1, np.int64), np.ones(1)), truth, HitRule.OVERLAP_3D, None)

    assert hit(0, 0, 0).best_overlaps.tolist() == [1.0]
    assert hit(5, 5, 0).found == 1  # a seventh
    assert hit(5, 5, 5).found == 0  # a fifteenth
    assert hit(0, 0, 0, side=21).found == 1
    assert hit(0, 0, 0, side=22).found == 0
    assert hit(5, 5, 5).best_overlaps.tolist() == []
    assert hit(5, 5, 0).shown(0.5, 1).best_overlaps.tolist() == pytest.approx([1 / 7])
