"""Dates, ages and names as a reader writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ui.patient_words import age, day, patient, series_line, sex


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20260312", "2026-03-12"), ("2026.03.12", "2026-03-12"), ("20261399", "20261399"), ("", ""), ("1958", "1958")],
)
def test_day(text: str, expected: str) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("own", "born", "seen", "expected"),
    [
        ("063Y", "19580412", "20260312", "63 years"),
        ("001Y", "", "", "1 year"),
        ("004M", "", "", "4 months"),
        ("", "19580412", "20260312", "67 years"),
        ("", "19580412", "20260412", "68 years"),
        ("", "20250101", "20260201", "13 months"),
        ("", "20260101", "20260201", "1 month"),
        ("", "20270101", "20260101", ""),
        ("", "", "20260101", ""),
        ("soon", "19580412", "20260312", "67 years"),
    ],
)
def test_age(make, own: str, born: str, seen: str, expected: str) -> None:
    study = replace(make.study(make.series()), patient_age=own, patient_birth_date=born, date=seen)
    assert age(study) == expected


def test_names_and_sex(make) -> None:
    study = make.study(make.series())
    assert (patient(study), sex(study)) == ("Example, Anna", "female")
    unknown = replace(study, patient_name="", patient_sex="X")
    assert (patient(unknown), sex(unknown)) == ("No patient name", "X")


def test_series_line(make) -> None:
    assert series_line(make.series()) == "CR · 1 image · series 1"
    assert series_line(make.series(modality="CT", slices=3, number=None)) == "CT · 3 images"
