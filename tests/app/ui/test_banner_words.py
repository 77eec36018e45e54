"""What the banner says of one patient, of several studies, of two patients; and what it hides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from app.dicom.series import Study
from app.state.panes import Grid
from app.state.privacy import Privacy
from app.ui.banner import PatientBanner
from app.ui.banner_words import Alarm, BannerWords, ShownStudy, banner_words
from app.ui.patient_words import masked, shown_study
from app.ui.rgb_pixels import rgb_pixels
from app.ui.theme import Token


def as_it_is(study: Study) -> Study:
    return study


@pytest.fixture
def anna(make) -> Study:
    return make.study()


@pytest.fixture
def bert(make) -> Study:
    return replace(make.study(uid="b", name="Other, Bert", patient_id="P2"), patient_birth_date="19700101")


def words(*studies: Study | None) -> BannerWords:
    return banner_words([ShownStudy(number, study) for number, study in enumerate(studies)], as_it_is)


def test_nothing_on_screen() -> None:
    assert words() == BannerWords()


def test_one_patient(anna: Study) -> None:
    said = words(anna, anna)
    assert said.title == "Example, Anna"
    assert said.facts.split("  ·  ")[-3:] == ["study 2026-03-12", "acc. A77", "Chest"]
    assert said.alarm is Alarm.CALM


def test_two_studies_of_one_patient_tell_both_dates(anna: Study) -> None:
    prior = replace(anna, uid="p", date="20240102", description="Thorax", accession_number="A1")
    said = words(prior, anna)
    assert said.title == "Example, Anna"
    assert said.facts.endswith("2 studies: 2026-03-12 Chest, 2024-01-02 Thorax")
    assert "acc." not in said.facts
    assert said.alarm is Alarm.CALM


def test_two_patients_are_an_alarm_in_words_that_say_where(anna: Study, bert: Study) -> None:
    said = words(anna, bert, anna)
    assert said.title == "TWO DIFFERENT PATIENTS ON SCREEN"
    assert said.facts.split("  ·  ") == [
        "panes 1 and 3: Example, Anna, ID P1, born 1958-04-12",
        "pane 2: Other, Bert, ID P2, born 1970-01-01",
    ]
    assert said.alarm is Alarm.TWO_PATIENTS


def test_the_same_name_with_another_id_is_another_patient(anna: Study) -> None:
    said = words(anna, replace(anna, uid="b", patient_id="P9"))
    assert said.alarm is Alarm.TWO_PATIENTS
    assert "ID P1" in said.facts
    assert "ID P9" in said.facts


def test_three_patients(anna: Study, bert: Study) -> None:
    third = replace(anna, uid="c", patient_id="P3", patient_name="Third, Carl")
    assert words(anna, bert, third).title == "3 DIFFERENT PATIENTS ON SCREEN"


def test_pictures_that_name_nobody(anna: Study) -> None:
    nobody = replace(anna, uid="n", patient_id="", patient_name="")
    assert words(None).title == "No patient name"
    said = words(anna, nobody, None)
    assert said.title == "Example, Anna"
    assert said.facts.startswith("panes 2 and 3: pictures that name no patient")
    assert said.alarm is Alarm.DOUBT


def test_masked_studies_tell_sex_and_age_and_no_more(anna: Study) -> None:
    hidden = masked(anna, 7)
    said = banner_words([ShownStudy(0, anna)], lambda study: masked(study, 7))
    assert said.title == "Patient 7"
    assert said.facts.split("  ·  ") == ["ID •••", "67 years", "female", "study 2026-03-12", "Chest"]
    for secret in (anna.patient_name, anna.patient_id, anna.patient_birth_date, anna.accession_number):
        assert secret not in repr(hidden)
    assert masked(replace(anna, patient_age="004M"), 1).patient_age == "004M"
    assert masked(replace(anna, patient_birth_date=""), 1).patient_age == ""


def test_masked_patients_are_still_told_apart(anna: Study, bert: Study) -> None:
    privacy = Privacy()
    assert shown_study(anna, privacy) is anna
    privacy.set_on(True)
    said = banner_words([ShownStudy(0, anna), ShownStudy(1, bert)], lambda study: shown_study(study, privacy))
    assert said.alarm is Alarm.TWO_PATIENTS
    assert "pane 1: Patient 1" in said.facts
    assert "pane 2: Patient 2" in said.facts


def test_the_banner_turns_red_and_back(qtbot, keep, session, make, anna: Study, bert: Study) -> None:
    one, two = make.opened(make.series("1")), make.opened(make.series("2"))
    session.set_studies((replace(anna, series=(one.series,)), replace(bert, series=(two.series,))), ())
    session.panes.set_grid(Grid(1, 2))
    session.set_opened(one, session.panes.all[0])
    banner = PatientBanner(session)
    keep(banner)
    banner.resize(900, 50)
    assert banner.alarm is Alarm.CALM
    session.set_opened(two, session.panes.all[1])
    qtbot.waitUntil(lambda: banner.alarm is Alarm.TWO_PATIENTS)
    assert tuple(rgb_pixels(banner.grab().toImage())[25, 890]) == QColor(Token.ALARM).getRgb()[:3]
    # What lies behind a maximised pane is not on the screen.
    session.panes.set_grid(Grid(1, 2, maximised=True))
    qtbot.waitUntil(lambda: banner.name == "Example, Anna")
    assert tuple(rgb_pixels(banner.grab().toImage())[25, 890]) != QColor(Token.ALARM).getRgb()[:3]
    session.privacy.set_on(True)
    qtbot.waitUntil(lambda: banner.name == "Patient 1")
