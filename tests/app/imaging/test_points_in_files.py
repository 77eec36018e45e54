"""Points in what leaves as text and pictures: the notes of an export, and a slice with everything drawn on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection, Point
from ai.library.card import Code, Label
from app.imaging.edited_result import box_notes
from app.imaging.outlined import outlined, telling_slice
from app.imaging.own_masks import boxes_of_person

CARINA = Label("carina", "Carina", Code("", "", ""))


def point(at: Point, origin: BoxOrigin = BoxOrigin.PERSON) -> Detection:
    return Detection(CARINA, None, None, at, at, origin=origin)


def test_notes_count_points_apart_from_boxes() -> None:
    box = replace(point((0.0, 0.0, 0.0)), high=(1.0, 1.0, 1.0))
    assert box_notes([point((0.0, 1.0, 2.0)), point((0.0, 2.0, 2.0)), box]) == (
        "Boxes that a person drew: 1.",
        "Points that a person marked: 2.",
    )
    assert box_notes([point((0.0, 1.0, 2.0), BoxOrigin.CORRECTED)]) == (
        "Points of the model that a person corrected: 1.",
    )


def test_a_ring_is_drawn_round_it_on_its_slice_alone() -> None:
    grey = np.zeros((80, 100), np.uint8)
    result = boxes_of_person("id", (point((2.4, 30.0, 60.0)),))
    assert telling_slice(result, 5) == 2
    assert not outlined(grey, result, 1).any()
    rows, columns = np.nonzero(outlined(grey, result, 2).any(axis=2))
    reach = np.hypot(rows - 30, columns - 60)
    # What it points at stays free.
    assert 3 < reach.min() < reach.max() < 7
    assert abs(rows.mean() - 30) < 0.5
    assert abs(columns.mean() - 60) < 0.5
