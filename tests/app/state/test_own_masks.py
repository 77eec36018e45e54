"""Masks of a person in what is known about a series: added, named, accepted, thrown away, beside those of models."""

from __future__ import annotations

import numpy as np
import pytest

from ai.inference.provenance import PERSON, Making
from ai.inference.results import Structure
from ai.volume import SpacingKind
from app.imaging.own_masks import drawn_structure, nothing, with_added
from app.imaging.segment_codes import own_label
from app.state.own_masks import (
    can_take,
    is_deleted,
    is_own,
    own_finding,
    own_result,
    taken_names,
    with_look,
    with_own,
)
from app.state.reading import Layer, Reading
from app.state.review import FindingId, FindingKind, Review


@pytest.fixture
def volume(make):
    return make.opened(make.series(modality="CT", slices=4)).volume


def structure(volume, title: str, voxels: int = 3) -> Structure:
    mask = np.zeros(volume.shape, np.bool_)
    mask.ravel()[:voxels] = True
    return drawn_structure(own_label(title, None, ""), mask, colour=(1, 2, 3), making=Making.HAND)


def test_masks_are_added_under_one_result_and_accepted(volume) -> None:
    reading = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    reading = with_own(reading, structure(volume, "Two", 5), volume, voxels=5)
    result = own_result(reading)
    assert [each.label.title for each in result.structures] == ["One", "Two"]
    assert [layer.title for layer in reading.drawn] == ["One", "Two"]
    assert {layer.review for layer in reading.drawn} == {Review.ACCEPTED}
    assert reading.is_accepted(result)
    assert result.provenance.is_by_person
    assert taken_names(reading) == ("one", "two")
    assert reading.drawn_findings == (own_finding(0), own_finding(1))


def test_a_model_beside_it_keeps_its_own(volume, make) -> None:
    before = Reading()
    model = make.result(volume)
    reading = before.with_result(model, ())
    reading = with_own(reading, structure(volume, "One"), volume, voxels=3)
    assert [each.provenance.model_id for each in reading.results] == [model.provenance.model_id, PERSON]
    again = reading.with_result(model, ())
    assert own_result(again) is own_result(reading)
    assert again.layer_of(own_finding(0)) is reading.layer_of(own_finding(0))


def test_a_volume_goes_the_way_of_its_mask(volume) -> None:
    reading = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    reading = with_own(reading, structure(volume, "Two", 5), volume, voxels=5)
    reading = reading.with_reviews({own_finding(0): Review.REJECTED})
    measured = FindingId(PERSON, FindingKind.MEASUREMENT, 0)
    assert is_own(measured)
    assert is_deleted(reading, measured)
    assert is_deleted(reading, own_finding(0))
    assert not is_deleted(reading, own_finding(1))
    kept = reading.kept(own_result(reading))
    assert [each.name for each in kept.measurements] == ["two_volume"][: len(kept.measurements)]
    assert [each.label.name for each in kept.structures] == ["two"]


def test_what_is_written_is_what_was_looked_at_else_the_latest(volume, make) -> None:
    reading = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    assert reading.written(None) is own_result(reading)
    model = make.result(volume)
    reading = reading.with_result(model, ())
    assert reading.written(None) is model
    assert reading.written(own_finding(0)) is own_result(reading)
    assert reading.written(FindingId(model.provenance.model_id, FindingKind.STRUCTURE, 0)) is model
    gone = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    gone = gone.with_reviews({own_finding(0): Review.REJECTED})
    assert gone.written(None) is None
    assert gone.written(own_finding(0)) is None


def test_another_name_keeps_the_voxels_and_their_volume(volume) -> None:
    reading = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    before = own_result(reading)
    reading = with_look(reading, 0, own_label("Other", None, ""), (9, 9, 9))
    after, layer = own_result(reading), reading.layer_of(own_finding(0))
    assert after.structures[0].labelled is before.structures[0].labelled
    assert (layer.title, layer.colour, layer.structure) == ("Other", (9, 9, 9), after.structures[0])
    assert [each.value for each in after.measurements] == [each.value for each in before.measurements]
    assert [each.name for each in after.measurements] == ["other_volume"][: len(after.measurements)]
    assert with_look(reading, 7, own_label("x", None, ""), (0, 0, 0)) is reading


def test_an_edited_mask_of_a_person_has_no_original(volume) -> None:
    reading = with_own(Reading(), structure(volume, "One"), volume, voxels=3)
    result = own_result(reading)
    edited = with_added(result, structure(volume, "Two"), volume, voxels=3)
    changed = with_own(reading, structure(volume, "Two"), volume, voxels=3).with_edited(edited)
    assert changed.originals == {}
    assert changed.original_of(PERSON) is edited
    assert not changed.is_edited(PERSON)


def test_what_a_model_made_is_no_mask_of_a_person(volume) -> None:
    made = Structure(own_label("One", None, ""), np.zeros(volume.shape, np.bool_))
    with pytest.raises(ValueError, match="made by a person"):
        with_added(None, made, volume, voxels=0)


def test_an_empty_mask_takes_no_memory() -> None:
    empty = nothing((600, 512, 512))
    assert not empty[300].any()
    assert empty.strides == (0, 0, 0)
    assert not empty.flags.writeable


def test_on_a_film_there_is_no_volume(make) -> None:
    film = make.opened(make.series(modality="CR")).volume
    assert film.spacing_kind is not SpacingKind.PATIENT or film.shape[0] == 1
    reading = with_own(Reading(), structure(film, "One"), film, voxels=3)
    assert own_result(reading).measurements == ()
    renamed = with_look(reading, 0, own_label("Other", None, ""), (9, 9, 9))
    assert own_result(renamed).measurements == ()


def test_a_draft_of_a_model_never_becomes_a_mask_of_a_person(volume, make) -> None:
    model = make.result(volume)
    layers = tuple(Layer(each, each.label.title, (1, 2, 3)) for each in model.structures)
    reading = with_own(Reading().with_result(model, layers), structure(volume, "One"), volume, voxels=3)
    reading = with_own(reading, structure(volume, "Two"), volume, voxels=3)
    of_model = FindingId(model.provenance.model_id, FindingKind.STRUCTURE, 0)
    assert not can_take(reading, own_finding(0), of_model)
    assert can_take(reading, own_finding(0), own_finding(1))
    assert can_take(reading, of_model, own_finding(1))
    thrown_away = reading.with_reviews({own_finding(1): Review.REJECTED})
    assert not can_take(thrown_away, own_finding(0), own_finding(1))
