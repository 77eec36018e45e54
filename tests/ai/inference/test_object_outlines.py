"""Outlines of objects: from windows of a network to structures on the scan, each under a name of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from ai.errors import ModelPackError
from ai.inference.object_outlines import MOST_APART, Outline, outlined, outlines_of
from ai.library.card import Code, Label, ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import plan
from ai.prepare.way import Way
from ai.volume import Volume

LABELS = tuple(Label(name, name.title(), Code(name.upper(), "99SITE", name)) for name in ("nodule", "nodule_2", "cyst"))

CORNER = (0, 0, 0)


def _way(rows: int = 40, columns: int = 60) -> Way:
    """From a picture of 40 x 60 pixels to a network's 64 x 64: nothing is scaled, all is padded."""
    affine = np.array([[0, 0, 1.0, 0], [0, 1.0, 0, 0], [1.0, 0, 0, 0], [0, 0, 0, 1]])
    voxels = np.zeros((1, rows, columns), np.float32)
    return plan(Volume(voxels, affine, modality="CR"), GridSpec(dimensions=2, fit="pad", size=(64, 64)))


def _at(way: Way, row: int, column: int, side: int = 6) -> Outline:
    """Outline of a square on the picture whose first pixel is this."""
    low = way.to_network_points([0, row - 0.5, column - 0.5])[1:]
    high = way.to_network_points([0, row + side - 0.5, column + side - 0.5])[1:]
    shares = np.zeros((64, 64), np.uint8)
    first, last = np.round(low + 0.5).astype(int), np.round(high + 0.5).astype(int)
    shares[first[0] : last[0], first[1] : last[1]] = 200
    return Outline(CORNER, shares)


def _labels(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_an_object_lies_where_it_was_outlined() -> None:
    way = _way(64, 64)
    (found,) = outlined([_at(way, 10, 30)], _labels(2), LABELS, way)
    assert found.label == LABELS[2]
    rows, columns = np.nonzero(found.mask[0])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (10, 15, 30, 35)
    assert found.mask.sum() == 36


def test_objects_of_a_label_get_names_of_their_own() -> None:
    way = _way()
    places = [_at(way, 4, 4), _at(way, 4, 20), _at(way, 20, 4), _at(way, 20, 20)]
    found = outlined(places, _labels(0, 0, 1, 2), LABELS, way)
    assert [each.label.title for each in found] == ["Nodule 1", "Nodule 2", "Nodule_2", "Cyst"]
    names = [each.label.name for each in found]
    assert (names[0], len(set(names))) == ("nodule", 4)  # one label is called like the second object of another
    assert [each.label.code for each in found] == [LABELS[0].code, LABELS[0].code, LABELS[1].code, LABELS[2].code]


def test_nothing_of_the_scan_is_no_structure() -> None:
    way = _way()
    nothing = Outline(CORNER, np.full((64, 64), 127, np.uint8))
    assert outlined([nothing, _at(way, 4, 4)], _labels(0, 2), LABELS, way)[0].label == LABELS[2]
    assert outlined([], _labels(), LABELS, way) == ()


def test_many_objects_share_one_map_and_the_better_score_wins() -> None:
    way = _way(64, 64)
    places = [_at(way, 10, 10), _at(way, 12, 12), _at(way, 10, 10)]
    places += [_at(way, 40, 3 * number, 2) for number in range(MOST_APART)]
    found = outlined(places, _labels(*[0] * len(places)), LABELS, way)
    assert len(found) == len(places) - 1  # one is hidden by the first
    assert all(each.labelled is found[0].labelled for each in found)
    assert found[0].mask.sum() == 36
    assert found[1].mask.sum() == 36 - 16
    assert not found[0].labelled.flags.writeable


@pytest.mark.parametrize("answer", [{}, {"masks": torch.zeros(1, 1, 8, 8)}, [{"masks": torch.zeros(2, 8, 8)}], "no"])
def test_an_answer_without_an_outline_of_each_box_is_refused(
    write_pack: Callable[..., ModelCard], answer: object
) -> None:
    with pytest.raises(ModelPackError, match="does not outline each of its boxes"):
        outlines_of(write_pack(), answer, CORNER, np.array([True, False]))


def test_only_chosen_outlines_are_kept(write_pack: Callable[..., ModelCard]) -> None:
    masks = torch.stack([torch.full((1, 4, 4), share) for share in (0.2, 0.8)])
    (kept,) = outlines_of(write_pack(), [{"masks": masks}], CORNER, np.array([False, True]))
    assert (kept.shares == 204).all()
