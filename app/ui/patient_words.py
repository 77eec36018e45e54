"""Dates, ages and names of DICOM as a reader writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from app.dicom.series import Series, Study
from app.state.privacy import Privacy

_AGE_UNITS = frozenset("DWMY")
"""Days, weeks, months, years: units of the value representation AS, PS3.5 6.2."""

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
    known = _age(study)
    if known is None:
        return ""
    number, unit = known
    translate = QCoreApplication.translate
    one = {
        "D": translate("Patient", "1 day"),
        "W": translate("Patient", "1 week"),
        "M": translate("Patient", "1 month"),
        "Y": translate("Patient", "1 year"),
    }
    more = {
        "D": translate("Patient", "{count} days"),
        "W": translate("Patient", "{count} weeks"),
        "M": translate("Patient", "{count} months"),
        "Y": translate("Patient", "{count} years"),
    }
    return one[unit] if number == 1 else more[unit].format(count=number)


def _age(study: Study) -> tuple[int, str] | None:
    """Tell number and unit of the age."""
    own = study.patient_age.strip()
    if len(own) == 4 and own[:3].isdigit() and own[3] in _AGE_UNITS:
        return int(own[:3]), own[3]
    born, seen = _parsed(study.patient_birth_date), _parsed(study.date)
    if born is None or seen is None or born > seen:
        return None
    months = (seen.year - born.year) * 12 + seen.month - born.month - (seen.day < born.day)
    return (months, "M") if months < _ADULT_MONTHS else (months // 12, "Y")


def sex(study: Study) -> str:
    """Sex in words, (0010,0040), PS3.3 C.7.1.1; text of another form as it is."""
    translate = QCoreApplication.translate
    known = {
        "M": translate("Patient", "male"),
        "F": translate("Patient", "female"),
        "O": translate("Patient", "other"),
    }
    return known.get(study.patient_sex, study.patient_sex)


def patient(study: Study) -> str:
    """Name of the patient, or that there is none."""
    if study.not_dicom and not study.patient_name:
        return QCoreApplication.translate("Patient", "Not DICOM: no patient named")
    return study.patient_name or QCoreApplication.translate("Patient", "No patient name")


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
    known = _age(study)
    return "" if known is None else f"{known[0]:03d}{known[1]}"


def series_line(series: Series) -> str:
    """Modality and number of images."""
    count = series.slice_count
    translate = QCoreApplication.translate
    images = translate("Patient", "1 image") if count == 1 else translate("Patient", "{count} images")
    number = "" if series.number is None else translate("Patient", "series {number}").format(number=series.number)
    return " · ".join(part for part in (series.modality, images.format(count=count), number) if part)


def _parsed(text: str) -> date | None:
    digits = text.strip().replace(".", "")
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
