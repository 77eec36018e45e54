"""Dates, ages and names of DICOM as a reader writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.dicom.series import Series, Study
from app.state.privacy import Privacy

_SEX = {"M": "male", "F": "female", "O": "other"}
"""(0010,0040) Patient's Sex, PS3.3 C.7.1.1."""

_AGE_UNITS = {"D": "days", "W": "weeks", "M": "months", "Y": "years"}
"""Units of the value representation AS, PS3.5 6.2."""

_HIDDEN = "•••"
"""In the place of an ID."""

_ADULT_MONTHS = 24
"""Children younger than that are told in months."""


def day(text: str) -> str:
    """Write a DICOM date (YYYYMMDD) as 2026-11-21; text of another form as it is."""
    parsed = _parsed(text)
    return text if parsed is None else parsed.isoformat()


def age(study: Study) -> str:
    """Age of the patient on the day of the study: (0010,1010), else from the dates; ``""`` if unknown."""
    own = study.patient_age.strip()
    if len(own) == 4 and own[:3].isdigit() and own[3] in _AGE_UNITS:
        number = int(own[:3])
        unit = _AGE_UNITS[own[3]]
        return f"{number} {unit[:-1] if number == 1 else unit}"
    born, seen = _parsed(study.patient_birth_date), _parsed(study.date)
    if born is None or seen is None or born > seen:
        return ""
    months = (seen.year - born.year) * 12 + seen.month - born.month - (seen.day < born.day)
    if months < _ADULT_MONTHS:
        return f"{months} month{'' if months == 1 else 's'}"
    return f"{months // 12} years"


def sex(study: Study) -> str:
    """Sex in words; text of another form as it is."""
    return _SEX.get(study.patient_sex, study.patient_sex)


def patient(study: Study) -> str:
    """Name of the patient, or that there is none."""
    if study.not_dicom and not study.patient_name:
        return QCoreApplication.translate("Patient", "Not DICOM: no patient named")
    return study.patient_name or "No patient name"


def shown_study(study: Study, privacy: Privacy) -> Study:
    """Return the study as it may be shown: itself, or without name, ID, birth date and accession number."""
    return masked(study, privacy.number_of(study)) if privacy.is_on else study


def masked(study: Study, number: int) -> Study:
    """Hide who the patient is; sex and age stay, they matter for the reading.

    Parameters
    ----------
    study
        As the files tell.
    number
        What the patient is called instead, to be told from others.
    """
    if study.not_dicom:
        # Nothing but the name of the file may tell who it is.
        return replace(study, description=QCoreApplication.translate("Patient", "Name hidden"))
    return replace(
        study,
        patient_name=QCoreApplication.translate("Patient", "Patient {number}").format(number=number),
        patient_id=_HIDDEN,
        patient_birth_date="",
        patient_age=_age_string(study),
        accession_number="",
    )


def _age_string(study: Study) -> str:
    """Return the age as (0010,1010) would tell it, PS3.5 6.2 (AS), also where only the dates do."""
    if study.patient_age:
        return study.patient_age
    number, _, unit = age(study).partition(" ")
    return f"{int(number):03d}{unit[0].upper()}" if number else ""


def series_line(series: Series) -> str:
    """Modality and number of images."""
    count = series.slice_count
    images = "1 image" if count == 1 else f"{count} images"
    number = "" if series.number is None else f"series {series.number}"
    return " · ".join(part for part in (series.modality, images, number) if part)


def _parsed(text: str) -> date | None:
    digits = text.strip().replace(".", "")
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
