"""One data set without what tells of its patient, in place; PS3.15 annex E."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from app.dicom.deidentify.profile import EDITION, Rule, rule_of
from app.dicom.deidentify.pseudonyms import Pseudonyms
from app.dicom.files.attribute import PYDICOM_FAULTS, items, text

BASIC_PROFILE = ("113100", "Basic Application Confidentiality Profile")
MODIFIED_DATES = ("113107", "Retain Longitudinal Temporal Information Modified Dates Option")
"""Codes of CID 7050, PS3.16."""

REMOVED = "REMOVED"
"""What stands in the place of a text that must not be empty."""

_TEXTS = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_SEARCHED = frozenset({"AE", "LO", "SH", "UC", "UR"})
"""Texts in which a name may have been typed although the table keeps them; codes (CS) are no place for it."""

_WORDS = _TEXTS - {"CS"}
_CODES = frozenset({"CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning"})
"""What of a dummy sequence keeps its meaning; names are searched for in it."""

_NUMBERS = frozenset({"FL", "FD", "SL", "SS", "SV", "UL", "US", "UV", "AT"})
_BYTES = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_DUMMIES = {
    "AS": "000Y",
    "DA": "19000101",
    "DS": "0",
    "DT": "19000101000000",
    "IS": "0",
    "TM": "000000",
    "UR": "http://removed.invalid",
}

_TIMED = frozenset({"DA", "DT", "TM"})
_PATIENT_GROUP = 0x0010
"""The day of birth is none of the study, and goes with the shifted days as well."""

_SEARCHED_FOR = (
    "PatientName",
    "PatientID",
    "OtherPatientIDs",
    "OtherPatientNames",
    "PatientBirthName",
    "PatientMotherBirthName",
    "PatientAddress",
    "AccessionNumber",
    "ReferringPhysicianName",
    "PerformingPhysicianName",
    "PhysiciansOfRecord",
    "NameOfPhysiciansReadingStudy",
    "OperatorsName",
    "RequestingPhysician",
    "InstitutionName",
)
"""What is searched for in the texts that stay."""

_SHORTEST_WORD = 2
_SHORTEST_IN_WORD = 5
"""Letters of a word of a name that is searched for as a word of its own, and within other words."""


class Cleaner:
    """Cleans the data sets of one job.

    Parameters
    ----------
    pseudonyms
        Of the job.
    shift_dates
        Whether days stay in their distance from each other, all of a patient shifted alike, instead of going.
    """

    def __init__(self, pseudonyms: Pseudonyms, *, shift_dates: bool = False) -> None:
        self._pseudonyms = pseudonyms
        self._shift_dates = shift_dates

    def clean(self, dataset: Dataset) -> None:
        """Take out of a data set what tells of its patient, at every depth.

        Parameters
        ----------
        dataset
            Read from a file, all of it; without file meta information.
        """
        identity = identity_of(dataset)
        names = _names(dataset)
        self._clean(dataset, identity, names, dummies=False)
        if "PatientName" in dataset or "PatientID" in dataset:
            # (0010,0010) and (0010,0020) are Z: a dummy value is allowed, and tells the patients of a job apart.
            dataset.PatientName = self._pseudonyms.patient(identity)
            dataset.PatientID = self._pseudonyms.patient_id(identity)
        self._mark(dataset)

    def _clean(self, dataset: Dataset, identity: str, names: tuple[re.Pattern[str], ...], *, dummies: bool) -> None:
        for tag in list(dataset.keys()):
            try:
                element = dataset[tag]
            except PYDICOM_FAULTS:
                # What nobody can read nobody can judge.
                del dataset[tag]
                continue
            rule = rule_of(Tag(tag), element.VR)
            if dummies and rule is Rule.KEEP and element.VR in _WORDS and element.keyword not in _CODES:
                rule = Rule.DUMMY
            if self._shift_dates and element.VR in _TIMED and element.tag.group != _PATIENT_GROUP:
                self._shift(element, identity)
            elif rule is Rule.REMOVE:
                del dataset[tag]
            elif element.VR == "SQ":
                self._clean_sequence(dataset, element, rule, identity, names, dummies=dummies)
            elif rule is Rule.UID:
                element.value = _each(element.value, self._pseudonyms.uid)
            elif rule is Rule.EMPTY:
                element.clear()
            elif rule is Rule.DUMMY:
                _put_dummy(dataset, element, self._pseudonyms)
            elif element.VR in _SEARCHED and _says(element.value, names):
                element.value = REMOVED

    def _clean_sequence(
        self,
        dataset: Dataset,
        element: DataElement,
        rule: Rule,
        identity: str,
        names: tuple[re.Pattern[str], ...],
        *,
        dummies: bool,
    ) -> None:
        if rule is Rule.EMPTY:
            element.value = []
            return
        for item in element.value:
            # An item of a sequence that is D keeps its shape: codes and numbers, and dummies for all words.
            self._clean(item, identity, names, dummies=dummies or rule is Rule.DUMMY)

    def _shift(self, element: DataElement, identity: str) -> None:
        """Move the days of an element; times of a day stay."""
        if element.VR == "TM":
            return
        moved = [self._moved(value, identity) for value in _values(element.value)]
        if all(moved):
            element.value = moved if len(moved) > 1 else "".join(moved)
        else:
            element.clear()

    def _moved(self, written: str, identity: str) -> str:
        """YYYYMMDD[HHMMSS...] some days earlier; ``""`` for what is no day."""
        try:
            day = datetime.strptime(written[:8], "%Y%m%d").date()
        except ValueError:
            return ""
        shifted = self._pseudonyms.shifted(day, identity)
        return "" if shifted is None else f"{shifted:%Y%m%d}{written[8:]}"

    def _mark(self, dataset: Dataset) -> None:
        """Say what was done, PS3.15 E.1.1 and PS3.3 C.7.1.1."""
        dataset.PatientIdentityRemoved = "YES"
        dataset.DeidentificationMethod = f"PS3.15 basic profile {EDITION}, Lightbox {version('lightbox')}"[:64]
        codes = [(text(each, "CodeValue"), each) for each in items(dataset, "DeidentificationMethodCodeSequence")]
        known = {value for value, _ in codes}
        wanted = (BASIC_PROFILE, MODIFIED_DATES) if self._shift_dates else (BASIC_PROFILE,)
        added = [_code(*each) for each in wanted if each[0] not in known]
        dataset.DeidentificationMethodCodeSequence = [*(each for _, each in codes), *added]
        dataset.LongitudinalTemporalInformationModified = "MODIFIED" if self._shift_dates else "REMOVED"


def identity_of(dataset: Dataset) -> str:
    """Tell one patient from another within a job: ID with its issuer, else the name."""
    told = text(dataset, "PatientID")
    return f"{told}\0{text(dataset, 'IssuerOfPatientID')}" if told else f"\0{text(dataset, 'PatientName')}"


def is_named_in_pixels(dataset: Dataset) -> bool:
    """Whether compressed pixels carry a word of a name or an identifier: their format has places for comments.

    Parameters
    ----------
    dataset
        As it was read, before it is cleaned.
    """
    if not dataset.file_meta.TransferSyntaxUID.is_compressed or "PixelData" not in dataset:
        return False
    content = bytes(dataset.PixelData).lower()
    words = (word for word in _words(dataset) if len(word) >= _SHORTEST_IN_WORD)
    return any(word.casefold().encode(codec, "ignore") in content for word in words for codec in ("utf-8", "utf-16-le"))


def _code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code


def _values(value: object) -> list[str]:
    if value is None or value == "":
        return []
    return [str(each) for each in value] if isinstance(value, MultiValue | list) else [str(value)]


def _each(value: object, make: Callable[[str], str]) -> str | list[str]:
    made = [make(each) for each in _values(value)]
    return made if len(made) > 1 else "".join(made)


def _put_dummy(dataset: Dataset, element: DataElement, pseudonyms: Pseudonyms) -> None:
    """Give an element a value that says nothing, in its value representation."""
    vr = element.VR
    if vr == "UI":
        element.value = _each(element.value, pseudonyms.uid)
    elif vr in _DUMMIES:
        element.value = _DUMMIES[vr]
    elif vr in _TEXTS:
        element.value = REMOVED
    elif vr in _NUMBERS:
        element.value = 0
    elif vr in _BYTES:
        element.value = b"\0\0"
    else:
        del dataset[element.tag]


def _names(dataset: Dataset) -> tuple[re.Pattern[str], ...]:
    """Find what must not be left in any text."""
    return tuple(
        re.compile(
            re.escape(word) if len(word) >= _SHORTEST_IN_WORD else rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE
        )
        for word in sorted(_words(dataset))
    )


def _words(dataset: Dataset) -> set[str]:
    """List parts of names, and identifiers."""
    words = {
        word
        for keyword in _SEARCHED_FOR
        for word in re.split(r"[\W_]+", text(dataset, keyword))
        if len(word) >= _SHORTEST_WORD
    }
    # Figures of an identifier that are shorter stand in other texts, too.
    words = {word for word in words if len(word) > _SHORTEST_WORD or not word.isdecimal()}
    return words | {whole for keyword in ("PatientID", "AccessionNumber") if len(whole := text(dataset, keyword)) > 2}


def _says(value: object, names: tuple[re.Pattern[str], ...]) -> bool:
    return any(name.search(each) for each in _values(value) for name in names)
