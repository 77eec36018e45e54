"""What the files of an open series say that decides how it may become a training case; nothing of it is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from pydicom.dataset import Dataset

from ai.progress import Progress, silent
from ai.training.dataset.face import Face
from ai.training.dataset.intake import Person
from ai.training.dataset.particulars import Told
from ai.words import say
from app.dicom.export.case_write import person_of
from app.dicom.files.attribute import text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.headers.burned_in import OFTEN_BURNED_IN
from app.dicom.series import Instance, Study
from app.dicom.series_load import SECONDARY_CAPTURE, OpenSeries, age_band

_SHORTEST_WORD, _SHORTEST_INSIDE = 3, 4
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
"""Letters of a part of a name that is looked for in the names of labels."""

_SCANNER = ("Manufacturer", "ManufacturerModelName", "DeviceSerialNumber", "StationName")
"""(0008,0070), (0008,1090), (0018,1000), (0008,1010)."""


class BurnedIn(Enum):
    """Whether text stands in the pixels; (0028,0301) Burned In Annotation, PS3.3 C.7.6.1.1."""

    NO = "no"
    SUSPECTED = "suspected"
    """The files do not say that there is none, and such pictures often have some."""
    SAID = "said"
    """The files say so."""


@dataclass(frozen=True)
class CaseSource:
    """What the files say.

    Parameters
    ----------
    person
        Who it is of; None where nothing tells.
    neighbours
        Words that are equal for files of one folder.
    told
        What may be kept where the site wants it.
    burned_in
        Whether text stands in the pixels.
    face
        Where the files themselves say whether a person can be recognised, (0028,0302); else None.
    identity
        Parts of the name and the identifiers of the patient, in small letters.
    """

    person: Person | None = field(repr=False)
    neighbours: str = field(repr=False)
    told: Told = field(repr=False)
    burned_in: BurnedIn = BurnedIn.NO
    face: Face | None = None
    identity: frozenset[str] = field(default=frozenset(), repr=False)


def case_source(opened: OpenSeries, study: Study | None, *, progress: Progress = silent) -> CaseSource:
    """Read the headers of a series for what decides how it may become a training case.

    Parameters
    ----------
    opened
        The series.
    study
        Whose; None where it is not known.
    progress
        Called once per file.

    Raises
    ------
    app.errors.DicomReadError
        Where a file cannot be read any more.
    """
    instances = opened.series.instances
    path = instances[0].path
    neighbours = str(path.parent)
    if study is None or study.not_dicom or opened.series.image is not None:
        return CaseSource(None, neighbours, Told(age_band=opened.volume.age_band), _burned_in_picture(opened))
    said: set[str] = set()
    recognisable: set[str] = set()
    header = Dataset()
    for number, instance in enumerate(instances):
        progress(
            number / len(instances), say("Looking at file {number} of {count}", number=number + 1, count=len(instances))
        )
        header = open_dicom(instance.path, for_pixels=False).header
        said.add(text(header, "BurnedInAnnotation").upper())
        recognisable.add(text(header, "RecognizableVisualFeatures").upper())
    return CaseSource(
        person_of(study, path),
        neighbours,
        _told(header, study, opened),
        _burned_in(said, instances, opened),
        _face(recognisable),
        identity_words(study),
    )


def identity_words(study: Study) -> frozenset[str]:
    """List parts of the name and the identifiers of a patient, in small letters without accents."""
    told = (study.patient_name, study.patient_id, study.accession_number)
    words = {word for each in told for word in re.split(r"[\W_]+", each)}
    words |= {"".join(re.split(r"[\W_]+", each)) for each in told[1:]}
    return frozenset(form for word in words for form in _forms(word) if len(form) >= _SHORTEST_WORD)


def named_in(label: str, identity: frozenset[str]) -> bool:
    """Whether the name of a label has a part of the patient's name or an identifier in it."""
    words = {form for word in re.split(r"[\W_]+", label) for form in _forms(word)}
    whole = _forms("".join(re.split(r"[\W_]+", label)))
    return bool(words & identity) or any(
        len(each) >= _SHORTEST_INSIDE and each in form for each in identity for form in whole
    )


def _forms(word: str) -> set[str]:
    """Write a word in small plain letters, umlauts in both usual ways."""
    small = word.casefold()
    spelled = small.translate(_SPELLED)
    taken_apart = (unicodedata.normalize("NFKD", form) for form in (small, spelled))
    plain = {"".join(each for each in form if each.isalnum()) for form in taken_apart}
    return plain - {""}


def _burned_in(said: set[str], instances: tuple[Instance, ...], opened: OpenSeries) -> BurnedIn:
    if "YES" in said:
        return BurnedIn.SAID
    captured = any(
        each.sop_class_uid == SECONDARY_CAPTURE or each.sop_class_uid.startswith(f"{SECONDARY_CAPTURE}.")
        for each in instances
    )
    suspect = captured or opened.series.modality in OFTEN_BURNED_IN or opened.volume.is_colour
    return BurnedIn.SUSPECTED if suspect and said != {"NO"} else BurnedIn.NO


def _burned_in_picture(opened: OpenSeries) -> BurnedIn:
    """Judge a file that is no DICOM: of a PNG or JPEG nobody knows where it was made; a volume is no screenshot."""
    return BurnedIn.SUSPECTED if opened.volume.derived or not opened.volume.axes_known else BurnedIn.NO


def _face(recognisable: set[str]) -> Face | None:
    if "YES" in recognisable:
        return Face.POSSIBLE
    return Face.NO if recognisable == {"NO"} else None


def _told(header: Dataset, study: Study, opened: OpenSeries) -> Told:
    day, born = _day(study.date), _day(study.patient_birth_date)
    band = opened.volume.age_band
    if not band and day is not None and born is not None and born <= day:
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        band = age_band(f"{years:03d}Y")
    return Told(tuple(text(header, keyword) for keyword in _SCANNER), day, study.patient_sex.upper()[:1], band)


def _day(written: str) -> date | None:
    """YYYYMMDD → a day, or None; PS3.5 6.2 (DA)."""
    try:
        return datetime.strptime(written.strip()[:8], "%Y%m%d").date()
    except ValueError:
        return None
