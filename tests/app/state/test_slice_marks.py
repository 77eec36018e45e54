"""What is known of slices."""

from __future__ import annotations

import numpy as np

from app.state.slice_marks import SliceMarks


def test_seen_slices_are_told_once() -> None:
    marks = SliceMarks()
    told: list[list[int]] = []
    marks.marks_changed.connect(lambda: told.append(np.flatnonzero(marks.seen("a", 5)).tolist()))
    before = marks.seen("a", 5)
    for index in (3, 3, 1):
        marks.note_seen("a", 5, index)
    assert told == [[3], [1, 3]]
    assert not before.any()
    assert not marks.seen("b", 5).any()


def test_a_series_of_another_length_is_another_one() -> None:
    marks = SliceMarks()
    marks.note_seen("a", 5, 3)
    marks.set_findings("a", np.ones(5, np.bool_))
    assert marks.seen("a", 6).tolist() == [False] * 6
    assert marks.findings("a", 5).all()
    assert not marks.findings("a", 6).any()


def test_what_is_loading_is_told_when_it_differs() -> None:
    marks = SliceMarks()
    told: list[bool] = []
    marks.marks_changed.connect(lambda: told.append(marks.is_loading("x")))
    for sources in ({"x"}, {"x"}, set[str]()):
        marks.set_loading(frozenset(sources))
    assert told == [True, False]


def test_clear() -> None:
    marks = SliceMarks()
    marks.note_seen("a", 5, 3)
    marks.clear()
    assert not marks.seen("a", 5).any()
