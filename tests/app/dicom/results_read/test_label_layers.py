"""Masks in as few maps as they need."""

from __future__ import annotations

import numpy as np
import pytest

from app.dicom.files import memory
from app.dicom.results_read.label_layers import LabelLayers


def full(rows: int = 4, columns: int = 5) -> np.ndarray:
    return np.ones((rows, columns), dtype=bool)


def test_overlapping_structures_go_to_maps_of_their_own_with_all_their_planes() -> None:
    rng = np.random.default_rng(8)
    masks = rng.random((7, 3, 4, 5)) < 0.06
    layers = LabelLayers((3, 4, 5))
    # Plane by plane, as frames come: a structure may have to move when half of it is there.
    for plane in range(3):
        for number in range(7):
            layers.add(number, plane, masks[number, plane])
    for number in range(7):
        layer, value = layers.layer_of(number)
        np.testing.assert_array_equal(layers.maps[layer] == value, masks[number])
    assert 1 < len(layers.maps) < 7


def test_those_that_exclude_each_other_share_one_map() -> None:
    layers = LabelLayers((1, 16, 16))
    for number in range(255):
        mask = np.zeros((16, 16), dtype=bool)
        mask.flat[number] = True
        layers.add(number, 0, mask)
    assert len(layers.maps) == 1
    layers.add(255, 0, np.zeros((16, 16), dtype=bool))
    layers.add(256, 0, np.eye(16, dtype=bool))
    assert len(layers.maps) == 2
    assert layers.layer_of(256) == (1, 2)


def test_the_same_structure_twice_on_a_plane_is_joined() -> None:
    layers = LabelLayers((2, 4, 5))
    left, right = full(), full()
    left[:, 2:], right[:, :3] = False, False
    layers.add(1, 0, left)
    layers.add(1, 0, right)
    layers.add(2, 0, full())
    layers.add(1, 1, left)
    (first, one), (second, two) = layers.layer_of(1), layers.layer_of(2)
    np.testing.assert_array_equal(layers.maps[first][0] == one, left | right)
    assert (layers.maps[second][0] == two).all()


def test_memory_is_asked_for_before_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: 10)
    with pytest.raises(memory.MemoryShort):
        LabelLayers((3, 4, 5)).add(1, 0, full())
