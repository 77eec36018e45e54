"""What the study browser lists, row by row: plain values, no widgets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.dicom.results_read.kinds import is_result_series, result_kind
from app.dicom.series import Series, Study, StudyObject, Unreadable
from app.state.axis_volumes import by_axis
from app.ui.patient_words import age, day, patient, series_line, sex
from app.ui.spoken import all_spoken, spoken

MORE = "more patients"
"""Key of the row that tells how many patients are not listed yet."""


class RowKind(Enum):
    """How a row looks."""

    GROUP = "group"
    STUDY = "study"
    SERIES = "series"
    AXIS = "axis"
    """All volumes of one fourth axis."""
    VOLUME = "volume"
    """One of them."""
    OBJECT = "object"
    """No picture: it cannot be opened; results of others can be shown on their images."""
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Row:
    """One row.

    Parameters
    ----------
    key
        Equal for what is the same row in the next list, else different from all others.
    kind
        How it looks.
    title, second_line, tooltip
        As they come from the files: never markup.
    is_warned
        Whether it carries the warning mark.
    series
        What a click opens, and whose thumbnail is shown; None where it opens nothing.
    results
        Files whose results can be shown on the images of the study.
    children
        Rows below it.
    """

    key: Hashable
    kind: RowKind
    title: str
    second_line: str = ""
    tooltip: str = ""
    is_warned: bool = False
    series: Series | None = field(default=None, compare=False, repr=False)
    results: tuple[Path, ...] = field(default=(), repr=False)
    children: tuple[Row, ...] = field(default=(), compare=False, repr=False)


def as_it_is(study: Study) -> Study:
    """Hide nothing."""
    return study


def patient_rows(
    studies: Sequence[Study],
    shown: Callable[[Study], Study] = as_it_is,
    *,
    limit: int | None = None,
    wanted: Container[str] = (),
) -> Iterable[Row]:
    """Make the rows of every patient, one patient after the other as they are asked for.

    Parameters
    ----------
    studies
        As the files tell: what stands under one patient is decided by them.
    shown
        Gives the study whose words are written.
    limit
        So many patients are listed; the last row tells how many more there are. None for all.
    wanted
        UIDs of studies whose patients are listed beyond that.
    """
    patients: dict[tuple[str, str, bool], list[Study]] = defaultdict(list)
    for study in studies:
        patients[study.patient_id, study.patient_name, bool(study.not_dicom)].append(study)
    left = 0
    for number, (person, own) in enumerate(patients.items()):
        if limit is not None and number >= limit and not any(study.uid in wanted for study in own):
            left += 1
            continue
        first = shown(own[0])
        yield Row(
            key=("patient", *person),
            kind=RowKind.GROUP,
            title=patient(first),
            second_line=" · ".join(part for part in (first.patient_id, sex(first), age(first)) if part),
            children=tuple(_study_row(study, shown(study)) for study in own),
        )
    if left:
        yield _more_row(left)


def _more_row(count: int) -> Row:
    """Make the row of the patients that are not listed yet."""
    translate = QCoreApplication.translate
    title = translate("StudyRows", "1 more patient") if count == 1 else translate("StudyRows", "{count} more patients")
    return Row(
        key=MORE,
        kind=RowKind.GROUP,
        title=title.format(count=count),
        second_line=translate("StudyRows", "Scroll on, or click, to list them"),
    )


def left_out_row(unreadable: Sequence[Unreadable], *, hides_names: bool = False) -> Row:
    """Make the row of the files that were left out; names of files may be those of patients."""
    count, translate = len(unreadable), QCoreApplication.translate
    title = (
        translate("StudyRows", "1 file left out") if count == 1 else translate("StudyRows", "{count} files left out")
    )
    return Row(
        key="left out",
        kind=RowKind.GROUP,
        title=title.format(count=count),
        is_warned=True,
        children=tuple(
            Row(
                key=("left out", each.path),
                kind=RowKind.LEFT_OUT,
                title=QCoreApplication.translate("Patient", "Name hidden") if hides_names else each.path.name,
                second_line=spoken(each.reason),
                tooltip=spoken(each.reason) if hides_names else f"{each.path}\n{spoken(each.reason)}",
            )
            for each in unreadable
        ),
    )


def _study_row(study: Study, shown: Study) -> Row:
    key = ("study", study.uid, study.patient_id, study.patient_name)
    seen: Counter[tuple[str, str]] = Counter()
    undated = QCoreApplication.translate("StudyRows", "Study without date")
    rows: list[Row] = []
    for volumes in by_axis(study.series):
        first = volumes[0]
        # Not the first file: that may be another one as soon as more of them are found.
        seen[first.uid, first.part] += 1
        own = (*key, "series", first.uid, first.part, seen[first.uid, first.part])
        row = _axis_row(own, volumes) if len(volumes) > 1 else _series_row(own, first)
        if study.not_dicom and shown is not study:
            # The series of a folder of pictures are called as their files are.
            children = tuple(replace(each, tooltip="") for each in row.children)
            row = replace(row, title=shown.description, tooltip=shown.description, children=children)
        rows.append(row)
    rows += (_object_row((*key, "object", number), each) for number, each in enumerate(study.objects))
    return Row(
        key=key,
        kind=RowKind.STUDY,
        title=shown.description if study.not_dicom else day(study.date) or undated,
        second_line=spoken(study.not_dicom) or study.description,
        tooltip=shown.description,
        children=tuple(rows),
    )


def _series_row(key: tuple[Hashable, ...], series: Series) -> Row:
    return Row(
        key=key,
        kind=RowKind.SERIES,
        title=spoken(series.title),
        second_line=series_line(series),
        tooltip="\n".join(all_spoken((series.title, *series.warnings))),
        is_warned=bool(series.warnings),
        series=series,
        results=_result_files(series),
    )


def _result_files(series: Series) -> tuple[Path, ...]:
    """List the files of a series that holds results of others: segmentations and maps have pictures, too."""
    paths = (instance.path for instance in series.instances) if is_result_series(series) else ()
    return tuple(dict.fromkeys(paths))


def _axis_row(key: tuple[Hashable, ...], volumes: Sequence[Series]) -> Row:
    first = volumes[0]
    name = spoken(first.axis.name) if first.axis is not None else ""
    translate = QCoreApplication.translate
    number = "" if first.number is None else translate("Patient", "series {number}").format(number=first.number)
    count = translate("StudyRows", "{count} volumes").format(count=len(volumes))
    hint = translate("StudyRows", "Ctrl+Up and Ctrl+Down, or Alt and the wheel, step through the volumes")
    title = first.description or spoken(first.title)
    warnings = tuple(dict.fromkeys(warning for each in volumes for warning in each.warnings))
    return Row(
        key=(*key, "axis"),
        kind=RowKind.AXIS,
        title=title,
        second_line=" · ".join(part for part in (name, count, first.modality, number) if part),
        tooltip="\n".join((title, hint, *all_spoken(warnings))),
        is_warned=bool(warnings),
        series=first,
        children=tuple(_volume_row((*key, "volume", place), each) for place, each in enumerate(volumes)),
    )


def _volume_row(key: tuple[Hashable, ...], series: Series) -> Row:
    axis = series.axis
    title = spoken(series.title) if axis is None else f"{spoken(axis.name)} {spoken(axis.value)}"
    return Row(
        key=key,
        kind=RowKind.VOLUME,
        title=title,
        tooltip="\n".join(all_spoken((series.title, *series.warnings))),
        is_warned=bool(series.warnings),
        series=series,
    )


def _object_row(key: tuple[Hashable, ...], each: StudyObject) -> Row:
    kind = spoken(each.kind)
    name = each.description if each.description not in (each.kind, kind) else ""
    results = (each.path,) if result_kind(each.sop_class_uid) is not None else ()
    closed = QCoreApplication.translate("StudyRows", "Not a picture: it cannot be opened here.")
    if results:
        closed = QCoreApplication.translate("StudyRows", "Click to show it on the images that it was made from.")
    return Row(
        key=key,
        kind=RowKind.OBJECT,
        title=kind,
        second_line=name,
        tooltip="\n".join(part for part in (kind, name, closed) if part),
        results=results,
    )
