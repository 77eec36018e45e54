"""What is remembered of a study: frozen values, and how they come from a scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.dicom.series import Study
from app.index.places import places_of

StudyKey: TypeAlias = tuple[str, str, str]
"""(Study Instance UID, Patient ID, Patient's Name): two patients never share one, not even under one UID."""


@dataclass(frozen=True)
class StudyRecord:
    """A study as the index keeps it.

    Parameters
    ----------
    uid, date, time, description, accession_number
        (0020,000D), (0008,0020) as YYYYMMDD, (0008,0030), (0008,1030), (0008,0050).
    patient_name, patient_id, patient_birth_date, patient_sex
        As in `app.dicom.series.Study`.
    modalities, body_parts
        Every (0008,0060) and (0018,0015) of its series, sorted.
    series_count, image_count
        Series with pictures, and their slices; the most that was ever found of it at once.
    first_series_uid
        (0020,000E) of the series that is shown when the study is opened.
    places
        What to open to see it again, as text: files, folders, archives.
    opened_at
        When a picture of it was last shown, seconds since 1970; 0 for never.
    """

    uid: str
    date: str
    time: str
    description: str
    accession_number: str
    patient_name: str
    patient_id: str
    patient_birth_date: str
    patient_sex: str
    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    series_count: int
    image_count: int
    first_series_uid: str
    places: tuple[str, ...]
    opened_at: int = 0

    @property
    def paths(self) -> tuple[Path, ...]:
        """What to open to see it again."""
        return tuple(map(Path, self.places))

    @property
    def key(self) -> StudyKey:
        """What tells it apart."""
        return self.uid, self.patient_id, self.patient_name


def record_of(study: Study, roots: Sequence[Path]) -> StudyRecord:
    """Put down what is worth remembering of a study that a scan found.

    Parameters
    ----------
    study
        A study of the scan.
    roots
        The files, folders and archives that the scan was asked for.
    """
    return StudyRecord(
        uid=study.uid,
        date=study.date,
        time=study.time,
        description=study.description,
        accession_number=study.accession_number,
        patient_name=study.patient_name,
        patient_id=study.patient_id,
        patient_birth_date=study.patient_birth_date,
        patient_sex=study.patient_sex,
        modalities=_sorted(series.modality for series in study.series),
        body_parts=_sorted(series.body_part for series in study.series),
        series_count=len(study.series),
        image_count=sum(series.slice_count for series in study.series),
        first_series_uid=study.series[0].uid if study.series else "",
        places=tuple(map(str, places_of(study, roots))),
    )


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
