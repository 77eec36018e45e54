"""Whose pictures are on the screen, in words: one patient, several studies of one, or more than one patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from app.dicom.series import Study
from app.state.patients import by_patient, is_same_patient, names_nobody
from app.ui.patient_words import age, day, patient, sex
from app.ui.spoken import spoken

_DOT = "  ·  "

translate = QCoreApplication.translate


class Alarm(Enum):
    """How loud the banner is."""

    CALM = "calm"
    DOUBT = "doubt"
    """Beside a patient there are pictures that name nobody."""
    TWO_PATIENTS = "two patients"


@dataclass(frozen=True)
class BannerWords:
    """What the banner says.

    Parameters
    ----------
    title
        The name, or that there are several.
    facts
        The rest in one line.
    alarm
        How loud.
    """

    title: str = ""
    facts: str = ""
    alarm: Alarm = Alarm.CALM


@dataclass(frozen=True)
class ShownStudy:
    """A pane that shows something.

    Parameters
    ----------
    number
        Of the pane, from 0.
    study
        What it belongs to; None where no list tells.
    """

    number: int
    study: Study | None


def banner_words(shown: Sequence[ShownStudy], mask: Callable[[Study], Study]) -> BannerWords:
    """Word the banner.

    Parameters
    ----------
    shown
        The panes on the screen that show something, in their order.
    mask
        Gives the study whose words are written; who is who is decided by the files.
    """
    named = [each.study for each in shown if each.study is not None and not names_nobody(each.study)]
    groups = by_patient(named)
    if len(groups) > 1:
        return _several(groups, shown, mask)
    nameless = [each for each in shown if names_nobody(each.study)]
    if not groups:
        studies = list({each.study.uid: each.study for each in nameless if each.study is not None}.values())
        return BannerWords(translate("Banner", "No patient name"), _facts(studies, mask)) if shown else BannerWords()
    studies = list({(study.uid, study.patient_id): study for study in groups[0]}.values())
    facts = _facts(studies, mask)
    title = patient(mask(studies[0]))
    if not nameless:
        return BannerWords(title, facts)
    doubt = translate("Banner", "{panes}: pictures that name no patient").format(panes=_panes(nameless))
    return BannerWords(title, _DOT.join((doubt, facts)), Alarm.DOUBT)


def _several(
    groups: Sequence[Sequence[Study]], shown: Sequence[ShownStudy], mask: Callable[[Study], Study]
) -> BannerWords:
    """Word that more than one patient is on the screen: who is where comes first."""
    parts = []
    for group in groups:
        first = mask(group[0])
        own = [each for each in shown if each.study is not None and is_same_patient(group[0], each.study)]
        born = day(first.patient_birth_date)
        birth = translate("Banner", "born {date}").format(date=born) if born else ""
        who = ", ".join(part for part in (patient(first), _id(first), birth) if part)
        parts.append(translate("Banner", "{panes}: {who}").format(panes=_panes(own), who=who))
    nameless = [each for each in shown if names_nobody(each.study)]
    if nameless:
        parts.append(translate("Banner", "{panes}: pictures that name no patient").format(panes=_panes(nameless)))
    title = translate("Banner", "{count} DIFFERENT PATIENTS ON SCREEN").format(count=len(groups))
    if len(groups) == 2:
        title = translate("Banner", "TWO DIFFERENT PATIENTS ON SCREEN")
    return BannerWords(title, _DOT.join(parts), Alarm.TWO_PATIENTS)


def _facts(studies: Sequence[Study], mask: Callable[[Study], Study]) -> str:
    """Word one patient and his studies; of several studies every date is told."""
    if not studies:
        return ""
    masked = [mask(study) for study in studies]
    first = masked[0]
    if first.not_dicom:
        names = ", ".join(each.description for each in masked)
        return _DOT.join((names, translate("Banner", "{kind}, not DICOM").format(kind=spoken(first.not_dicom))))
    if len(masked) == 1:
        accession = first.accession_number
        parts: tuple[str, ...] = (
            _id(first),
            _birth(first),
            sex(first),
            translate("Banner", "study {date}").format(date=day(first.date)) if first.date else "",
            translate("Banner", "acc. {number}").format(number=accession) if accession else "",
            first.description,
        )
    else:
        told = sorted(masked, key=_when, reverse=True)
        dates = (
            " ".join(part for part in (day(each.date) or translate("Banner", "no date"), each.description) if part)
            for each in told
        )
        parts = (
            _id(first),
            _birth(told[0]),
            sex(first),
            translate("Banner", "{count} studies").format(count=len(told)) + ": " + ", ".join(dates),
        )
    return _DOT.join(part for part in parts if part)


def _when(study: Study) -> str:
    return study.date + study.time


def _id(study: Study) -> str:
    return (
        translate("Banner", "ID {id}").format(id=study.patient_id)
        if study.patient_id
        else translate("Banner", "no patient ID")
    )


def _birth(study: Study) -> str:
    years, born = age(study), day(study.patient_birth_date)
    if not born:
        return years
    words = translate("Banner", "born {date}").format(date=born)
    return f"{words} ({years})" if years else words


def _panes(shown: Sequence[ShownStudy]) -> str:
    """Word which panes: "pane 1", "panes 1 and 3"."""
    numbers = [str(each.number + 1) for each in shown]
    if len(numbers) == 1:
        return translate("Banner", "pane {number}").format(number=numbers[0])
    return translate("Banner", "panes {numbers} and {last}").format(numbers=", ".join(numbers[:-1]), last=numbers[-1])
