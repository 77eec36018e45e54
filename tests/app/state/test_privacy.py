"""Hidden names stay apart."""

from __future__ import annotations

from app.state.privacy import Privacy


def test_it_tells_only_of_changes(make) -> None:
    privacy = Privacy()
    told: list[bool] = []
    privacy.privacy_changed.connect(lambda: told.append(privacy.is_on))
    privacy.set_on(False)
    privacy.toggle()
    privacy.set_on(True)
    privacy.toggle()
    assert told == [True, False]


def test_a_patient_keeps_his_number(make) -> None:
    privacy = Privacy()
    anna, bert = make.study(uid="a"), make.study(uid="b", name="Other, Bert", patient_id="P2")
    assert [privacy.number_of(study) for study in (anna, bert, make.study(uid="c"))] == [1, 2, 1]
