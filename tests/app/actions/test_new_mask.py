"""Masks of a person without a window: what can be copied, what is said of frames, what is looked into."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.provenance import Making
from ai.volume import Volume
from app.actions.actions import Actions
from app.actions.mask_start import Begun, Empty, Looked, OfSeries, OfStructure, begin_mask
from app.actions.new_mask import Look
from app.imaging.labels import PALETTE
from app.imaging.masks.from_series import ValueCount
from app.imaging.masks.kinship import Kinship
from app.state.own_masks import own_finding, own_result
from app.state.review import FindingId, FindingKind, Review

LOOK = Look("Tumour", None, "", PALETTE[0])


@pytest.fixture
def opened(session, make):
    opened = make.opened(make.series(modality="CT", slices=4))
    session.set_studies((make.study(opened.series),), ())
    session.set_opened(opened)
    return opened


def of_file(make, opened, maker: str = "Other maker"):
    result = make.result(opened.volume, "file-1")
    return replace(result, provenance=replace(result.provenance, maker=maker))


def test_a_copy_is_taken_of_what_others_made_and_never_of_our_models(actions: Actions, session, make, opened) -> None:
    new = actions.new_masks
    assert new.copyable() == ()
    session.add_result(make.result(opened.volume))
    assert new.copyable() == ()
    session.add_result(of_file(make, opened))
    (title, foreign), *_ = new.copyable()
    session.set_reviews(next(iter(session._readings)), {FindingId("file-1", FindingKind.STRUCTURE, 0): Review.REJECTED})
    assert foreign not in [each for _, each in new.copyable()]
    session.add_result(of_file(make, opened))
    new.make(replace(LOOK, title=title), OfStructure(foreign))
    own = own_result(session.reading_of(opened)).structures[0]
    assert np.array_equal(own.mask, foreign.mask)
    assert own.making is Making.AIDED
    assert own.labelled is not foreign.labelled
    assert session.editing.mask is not None
    assert session.editing.mask.finding == own_finding(0)
    assert (title, own.label.title) in [(each, own.label.title) for each, _ in new.copyable()]


@pytest.mark.parametrize(
    ("related", "has_other_frame", "told"),
    [
        (Kinship.SAME_GRID, False, ""),
        (Kinship.SAME_LATTICE, False, ""),
        (Kinship.SAME_SPACE, False, "nearest voxel"),
        (Kinship.SAME_GRID, True, "another frame of reference"),
    ],
)
def test_how_a_mask_was_taken_over_is_told(
    actions: Actions, session, opened, related: Kinship, has_other_frame: bool, told: str
) -> None:
    said: list[str] = []
    actions.new_masks.noted.connect(said.append)
    voxels = np.zeros(opened.volume.shape, np.uint8)
    voxels[1:3, 2:9, 3:7] = 1
    source = Volume(voxels, opened.volume.affine_lps)
    looked = Looked(opened.series, source, (ValueCount(1, 56),), related, has_other_frame)
    actions.new_masks.make(LOOK, OfSeries(looked, None))
    assert np.array_equal(own_result(session.reading_of(opened)).structures[0].mask, voxels != 0)
    assert bool(said) is bool(told)
    assert all(told in each for each in said)


def test_an_empty_beginning_is_by_hand(opened) -> None:
    begun = begin_mask(Empty(), opened.volume)
    assert isinstance(begun, Begun)
    assert (begun.voxels, begun.making, begun.fullest) == (0, Making.HAND, None)


def test_nothing_is_made_while_a_series_loads(actions: Actions, session, make) -> None:
    assert not actions.new_masks.can_make()
    session.set_opened(make.opened(make.series(modality="CT", slices=4), filled=False))
    assert not actions.new_masks.can_make()
    actions.new_masks.make(LOOK, Empty())
    assert session.results == ()


def test_colours_differ_while_there_are_some(actions: Actions, session, opened) -> None:
    for number in range(3):
        assert actions.new_masks.next_colour() == PALETTE[number]
        actions.new_masks.make(replace(LOOK, colour=actions.new_masks.next_colour()), Empty())
    assert [each.label.name for each in session.results[0].structures] == ["tumour", "tumour_2", "tumour_3"]


def test_a_name_that_is_the_same_is_no_step(actions: Actions, session, opened) -> None:
    actions.new_masks.make(LOOK, Empty())
    actions.masks.done()
    look = actions.new_masks.look_of(own_finding(0))
    assert look == LOOK
    actions.new_masks.restyle(own_finding(0), look)
    assert session.annotations.undo_words == ""
    actions.new_masks.restyle(own_finding(0), replace(look, title="Cyst"))
    assert "Tumour" in session.annotations.undo_words
    session.clear()
    assert session.annotations.undo_words == ""
    assert actions.new_masks.look_of(own_finding(0)) is None
