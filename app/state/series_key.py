"""What a series is filed under, and which study lists it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from app.dicom.series import Series, Study

SeriesKey: TypeAlias = tuple[str, str, str]
"""(Series Instance UID, part, SOP Instance UID of the first instance): tells the stacks of one UID apart."""


def series_key(series: Series) -> SeriesKey:
    """Tell what a series is filed under."""
    return series.uid, series.part, series.instances[0].sop_instance_uid if series.instances else ""


def study_of(series: Series, studies: Iterable[Study]) -> Study | None:
    """Find the study that lists a series, or another series of its UID with the same first file.

    While a scan runs, what is open may be a part of what is listed. The UID alone would not do: two patients may share
    it.
    """
    first = series.instances[0].sop_instance_uid if series.instances else ""
    for study in studies:
        for other in study.series:
            if other.uid == series.uid and (
                series_key(other) == series_key(series)
                or any(instance.sop_instance_uid == first for instance in other.instances)
            ):
                return study
    return None
