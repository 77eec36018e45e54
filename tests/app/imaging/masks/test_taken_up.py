"""Edits done again on the masks that they belong to, and on no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.results import Structure
from ai.library.card import Code, Label
from app.imaging.masks.journal import Kept
from app.imaging.masks.paint import Deed
from app.imaging.masks.region import Region
from app.imaging.masks.taken_up import fingerprint, take_up
from app.imaging.masks.work import MaskWork

SHAPE = (4, 6, 5)
LABELS = tuple(Label(name, name.title(), Code("1", "SCT", name)) for name in ("liver", "spleen"))


def structures(*, shared: bool) -> tuple[Structure, ...]:
    numbered = np.zeros(SHAPE, np.uint8)
    numbered[1:3, 1:5, :2] = 1
    numbered[1:3, 1:5, 3:] = 2
    if shared:
        return tuple(Structure(label, numbered, value=value) for value, label in enumerate(LABELS, 1))
    return tuple(Structure(label, numbered == value) for value, label in enumerate(LABELS, 1))


@pytest.mark.parametrize("shared", [False, True])
def test_a_chain_of_two_structures_comes_back(shared: bool) -> None:
    original = structures(shared=shared)
    kept = []
    work = MaskWork(original[0], original[0])
    work.paint(Region((0, 0, 0), np.ones((2, 6, 5), np.bool_)), Deed.MARK)
    kept.append(Kept("0", work.end_press()))
    last = work.structure()
    begun = replace(original[1], labelled=last.labelled) if shared else original[1]
    second = MaskWork(begun, original[1])
    second.paint(Region((2, 0, 0), np.ones((1, 4, 5), np.bool_)), Deed.CLEAR)
    kept.append(Kept("1", second.end_press()))
    kept.append(Kept("7", second.net()))
    kept.append(Kept("liver", second.net()))
    first, other = take_up(original, kept)
    assert np.array_equal(first.structure.mask, work.structure().mask)
    assert np.array_equal(other.structure.mask, second.structure().mask)
    assert first.structure.edited
    assert other.structure.edited
    for found, worked in ((first, work), (other, second)):
        extent = worked.extent(1.0)
        assert found.voxels == worked.voxels
        assert found.extent == (pytest.approx(extent.dice), extent.added_ml, extent.removed_ml)
        assert found.steps == 1
    assert np.array_equal(original[0].labelled, structures(shared=shared)[0].labelled)


@pytest.mark.parametrize("shared", [False, True])
def test_what_undid_itself_is_nothing_and_a_neighbour_is_not_called_edited(shared: bool) -> None:
    original = structures(shared=shared)
    work = MaskWork(original[0], original[0])
    work.paint(Region((0, 0, 0), np.ones((1, 2, 2), np.bool_)), Deed.MARK)
    kept = Kept("0", work.end_press())
    assert take_up(original, [kept, kept]) == ()
    assert take_up(original, []) == ()
    found = take_up(original, [kept])
    assert [each.structure.edited for each in found] == ([True, False] if shared else [True])


def test_masks_are_told_apart_by_one_voxel_name_or_value() -> None:
    for shared in (False, True):
        own = structures(shared=shared)
        assert fingerprint(own) == fingerprint(structures(shared=shared))
        other = np.array(own[0].labelled)
        other[3, 5, 4] = 1
        assert fingerprint((replace(own[0], labelled=other), own[1])) != fingerprint(own)
    named = replace(own[0], label=LABELS[1])
    assert fingerprint((named, own[1])) != fingerprint(own)
    assert fingerprint((replace(own[0], value=3), own[1])) != fingerprint(own)
