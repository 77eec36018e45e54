"""Who is who: in doubt two studies are not of one person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.state.patients import by_patient, is_same_patient, names_nobody


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"uid": "other"}, True),
        ({"patient_name": "EXAMPLE^ANNA"}, True),
        ({"patient_name": " example,  anna "}, True),
        ({"patient_name": "Example, Bert"}, False),
        ({"patient_id": "P2"}, False),
        ({"patient_id": " P1 "}, True),
        ({"patient_id": ""}, True),
        ({"patient_name": ""}, True),
        ({"patient_birth_date": "19580413"}, False),
        ({"patient_birth_date": ""}, True),
        ({"patient_id": "", "patient_name": ""}, False),
    ],
)
def test_same_patient(make, changes: dict[str, str], expected: bool) -> None:
    one = make.study(uid="a")
    other = replace(make.study(uid="b"), **changes)
    assert is_same_patient(one, other) is expected
    assert is_same_patient(other, one) is expected


def test_an_id_alone_and_a_name_alone_are_not_one_person(make) -> None:
    by_id = replace(make.study(uid="a"), patient_name="", patient_birth_date="")
    by_name = replace(make.study(uid="b"), patient_id="", patient_birth_date="")
    assert not is_same_patient(by_id, by_name)


def test_studies_that_name_nobody_are_of_one_person_only_where_they_are_one(make) -> None:
    nobody = replace(make.study(uid="a"), patient_name="", patient_id="")
    assert names_nobody(nobody)
    assert names_nobody(None)
    assert not names_nobody(make.study())
    assert is_same_patient(nobody, replace(nobody, description="again"))
    assert not is_same_patient(nobody, replace(nobody, uid="b"))


def test_groups_keep_their_order(make) -> None:
    anna, prior = make.study(uid="a"), make.study(uid="c")
    bert = make.study(uid="b", name="Other, Bert", patient_id="P2")
    assert by_patient((anna, bert, prior)) == ((anna, prior), (bert,))
