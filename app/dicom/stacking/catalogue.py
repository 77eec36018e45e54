"""Files as they are found → patients, studies, series; what did not change since the last look is not sorted again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from ai.words import say
from app.dicom.headers.header import Header, LostImage, StudyFacts
from app.dicom.headers.objects import FoundObject
from app.dicom.series import Series, Study, StudyObject
from app.dicom.stacking.order import order_series

_FACTS = tuple(each.name for each in fields(StudyFacts))


@dataclass
class _SeriesFiles:
    """The images of one Series Instance UID of one patient, and their stacks as far as they were sorted."""

    headers: list[Header] = field(default_factory=list)
    stacks: tuple[Series, ...] = ()
    sorted_count: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def series(self) -> tuple[Series, ...]:
        if self.sorted_count != len(self.headers):
            self.stacks = order_series(self.headers)
            self.sorted_count = len(self.headers)
        if not self.lost:
            return self.stacks
        sentences = tuple(_lost_files(count, reason) for reason, count in self.lost.items())
        return tuple(replace(stack, warnings=(*stack.warnings, *sentences)) for stack in self.stacks)


@dataclass
class _StudyFiles:
    """The files of one study of one patient."""

    facts: StudyFacts
    series: defaultdict[str, _SeriesFiles] = field(default_factory=lambda: defaultdict(_SeriesFiles))
    objects: list[StudyObject] = field(default_factory=list)

    def complete(self, facts: StudyFacts) -> None:
        """Take from another file what those before did not tell."""
        if facts is not self.facts and facts != self.facts:
            blank = {
                name: value for name in _FACTS if not getattr(self.facts, name) and (value := getattr(facts, name))
            }
            if blank:
                self.facts = replace(self.facts, **blank)

    def study(self) -> Study:
        series = [stack for files in self.series.values() for stack in files.series()]
        # A stable sort: the stacks of one UID keep their order.
        series.sort(key=_place_of_series)
        objects = sorted(self.objects, key=_place_of_object)
        facts = self.facts
        return Study(
            uid=facts.uid,
            date=facts.date,
            time=facts.time,
            description=facts.description,
            accession_number=facts.accession_number,
            institution=facts.institution,
            patient_name=facts.patient_name,
            patient_id=facts.patient_id,
            patient_birth_date=facts.patient_birth_date,
            patient_sex=facts.patient_sex,
            patient_age=facts.patient_age,
            series=tuple(series),
            objects=tuple(objects),
        )


class Catalogue:
    """What a scan has found so far."""

    def __init__(self) -> None:
        self._studies: dict[tuple[str, ...], _StudyFiles] = {}
        self._images: dict[str, Header] = {}
        self._lost: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._ambiguous: set[str] = set()

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self._studies)

    def add(self, header: Header) -> None:
        """Add an image."""
        self._study(header.study).series[header.series_uid].headers.append(header)
        uid = header.instance.sop_instance_uid
        first = self._images.setdefault(uid, header)
        if first is header or not uid:
            return
        # Within one series this is judged where copies are left out.
        if first.series_uid != header.series_uid or first.study.key != header.study.key:
            self._ambiguous.add(uid)

    def add_lost(self, lost: LostImage) -> None:
        """Note that an image of a series cannot be read: its slices may be incomplete without a gap."""
        if lost.series_uid:
            self._lost[(*lost.study_key, lost.series_uid)][lost.unreadable.reason] += 1

    def add_object(self, found: FoundObject) -> None:
        """Add a file that is no picture."""
        self._study(found.study).objects.append(found.facts)

    def _study(self, facts: StudyFacts) -> _StudyFiles:
        study = self._studies.get(facts.key)
        if study is None:
            study = self._studies[facts.key] = _StudyFiles(facts)
        else:
            study.complete(facts)
        return study

    def studies(self) -> tuple[Study, ...]:
        """Return all studies, by patient, then date and time; patients never share one, not even under one UID."""
        for key, reasons in self._lost.items():
            study = self._studies.get(key[:-1])
            if study is not None and key[-1] in study.series:
                study.series[key[-1]].lost = reasons
        return tuple(sorted((files.study() for files in self._studies.values()), key=_place_of_study))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the reader about the whole."""
        count = len(self._ambiguous)
        if not count:
            return ()
        if count == 1:
            return (
                say(
                    "{count} image carries the identity (SOP Instance UID) of an image of another series; "
                    "all are shown.",
                    count=count,
                ),
            )
        return (
            say(
                "{count} images carry the identity (SOP Instance UID) of an image of another series; all are shown.",
                count=count,
            ),
        )


def group(headers: Sequence[Header]) -> tuple[Study, ...]:
    """Group images into studies and series.

    Parameters
    ----------
    headers
        In any order.

    Returns
    -------
    tuple of Study
        As `Catalogue.studies`.
    """
    catalogue = Catalogue()
    for header in headers:
        catalogue.add(header)
    return catalogue.studies()


def _lost_files(count: int, reason: str) -> str:
    if count == 1:
        return say("{count} file of this series cannot be read: {reason}", count=count, reason=reason)
    return say("{count} files of this series cannot be read: {reason}", count=count, reason=reason)


def _place_of_series(series: Series) -> tuple[bool, int, str]:
    return series.number is None, series.number or 0, series.description


def _place_of_object(found: StudyObject) -> tuple[bool, int, str, str]:
    return found.series_number is None, found.series_number or 0, found.kind, found.description


def _place_of_study(study: Study) -> tuple[str, str, str, str]:
    return study.patient_name, study.patient_id, study.date, study.time
