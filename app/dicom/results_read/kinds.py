"""Which DICOM objects hold results that can be drawn over images, by SOP class; PS3.4 B.5."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from app.dicom.series import Series, Study

_CLASSES = "1.2.840.10008.5.1.4.1.1."


class ResultKind(Enum):
    """What an object holds."""

    SEGMENTATION = "segmentation"
    CONTOURS = "contours"
    REPORT = "report"
    PARAMETRIC_MAP = "parametric map"


_KINDS = {
    f"{_CLASSES}66.4": ResultKind.SEGMENTATION,
    f"{_CLASSES}66.7": ResultKind.SEGMENTATION,
    f"{_CLASSES}481.3": ResultKind.CONTOURS,
    f"{_CLASSES}88.11": ResultKind.REPORT,
    f"{_CLASSES}88.22": ResultKind.REPORT,
    f"{_CLASSES}88.33": ResultKind.REPORT,
    f"{_CLASSES}88.34": ResultKind.REPORT,
    f"{_CLASSES}88.35": ResultKind.REPORT,
    f"{_CLASSES}30": ResultKind.PARAMETRIC_MAP,
}
"""Segmentation, Label Map Segmentation, RT Structure Set, the general structured reports, Parametric Map."""


def result_kind(sop_class: str) -> ResultKind | None:
    """Tell what can be read of (0008,0016) SOP Class UID; None where it is no result."""
    return _KINDS.get(sop_class)


def is_result_series(series: Series) -> bool:
    """Whether the files of a series hold results; such a series has pictures too, which can be opened by themselves."""
    return bool(series.instances) and all(result_kind(each.sop_class_uid) is not None for each in series.instances)


def result_files(study: Study) -> tuple[Path, ...]:
    """List the files of a study with results that can be drawn over its images, each once."""
    found = [instance.path for series in study.series if is_result_series(series) for instance in series.instances]
    found += [each.path for each in study.objects if result_kind(each.sop_class_uid) is not None]
    return tuple(dict.fromkeys(found))


def image_series(study: Study) -> tuple[Series, ...]:
    """List the series of a study that results can be drawn on."""
    return tuple(series for series in study.series if not is_result_series(series))
