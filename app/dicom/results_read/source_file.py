"""A file with results: who made them, of what space, of which images, and whether those are the open ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pydicom.dataset import Dataset

from ai.inference.provenance import PASSED, Provenance
from ai.library.card import Code, Label
from ai.words import say
from app.dicom.files.attribute import integer, items, text
from app.dicom.files.dicom_file import DicomFile, open_dicom
from app.dicom.results_read.kinds import ResultKind, result_kind
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

_ID_DIGITS = 12
"""Of a hash: enough to tell the files of a study apart."""

Place = tuple[str, int]
"""(0008,0018) SOP Instance UID of an image and its frame, from 0."""


@dataclass(frozen=True, eq=False)
class ResultFile:
    """An open file with results.

    Parameters
    ----------
    file
        With its header.
    kind
        What it holds.
    """

    file: DicomFile
    kind: ResultKind

    @property
    def header(self) -> Dataset:
        """The header."""
        return self.file.header

    @property
    def maker(self) -> str:
        """Who made it: manufacturer, product and version, without repeating the name of the manufacturer."""
        manufacturer, product = text(self.header, "Manufacturer"), text(self.header, "ManufacturerModelName")
        software = text(self.header, "SoftwareVersions").replace("\\", ", ")
        names = [product] if product.casefold().startswith(manufacturer.casefold()) and product else []
        names = names or [each for each in (manufacturer, product) if each]
        return " ".join(filter(None, (*names, software))) if names else say("unknown maker")

    def provenance(self, opened: OpenSeries) -> Provenance:
        """Say where the result comes from; the same file gives the same id, so that it is listed once."""
        digest = hashlib.sha256(text(self.header, "SOPInstanceUID").encode()).hexdigest()
        return Provenance(
            model_id=f"file-{digest[:_ID_DIGITS]}",
            model_version="",
            weights_sha256="",
            contract_sha256="",
            gate=PASSED,
            thresholds=(),
            device="",
            seconds=0.0,
            app_version=version("lightbox"),
            source_id=opened.volume.source_id,
            maker=self.maker,
        )


def open_result(path: Path) -> ResultFile:
    """Open a file with results.

    Raises
    ------
    app.errors.DicomReadError
        When it cannot be read, or holds nothing that could be drawn.
    """
    file = open_dicom(path)
    kind = result_kind(text(file.header, "SOPClassUID"))
    if kind is None:
        raise DicomReadError(
            say("This file holds no results that could be drawn on images."),
            say("Segmentations, contours, structured reports and parametric maps can be shown."),
        )
    return ResultFile(file, kind)


@dataclass(frozen=True)
class References:
    """What an object says of the images it was made from; UIDs."""

    images: frozenset[str]
    series: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not self.images and not self.series


_REFERRING = (
    "ReferencedSeriesSequence",
    "StudiesContainingOtherReferencedInstancesSequence",
    "CurrentRequestedProcedureEvidenceSequence",
    "PertinentOtherEvidenceSequence",
    "ReferencedFrameOfReferenceSequence",
    "SourceImageSequence",
)
"""Where objects list their images: PS3.3 C.12.2, C.17.2.3, C.8.8.5, and the old way."""

_DEEPEST = 6
"""Levels of these lists; what is deeper is no list of images."""


def references_of(header: Dataset) -> References:
    """List the images that an object refers to as a whole, and their series."""
    images: set[str] = set()
    series: set[str] = set()
    for keyword in _REFERRING:
        for item in items(header, keyword):
            for each in _below(item, _DEEPEST):
                if uid := text(each, "ReferencedSOPInstanceUID"):
                    images.add(uid)
                if uid := text(each, "SeriesInstanceUID"):
                    series.add(uid)
    return References(frozenset(images), frozenset(series))


def _below(item: Dataset, depth: int) -> Iterator[Dataset]:
    yield item
    if depth == 0:
        return
    for element in item:
        if element.VR == "SQ":
            for child in items(item, element.keyword):
                yield from _below(child, depth - 1)


def place_of_reference(item: Dataset) -> Place:
    """(SOP Instance UID, frame from 0) of an item that refers to an image, PS3.3 10.3."""
    return text(item, "ReferencedSOPInstanceUID"), (integer(item, "ReferencedFrameNumber") or 1) - 1


def require_same_space(file: ResultFile, frame_of_reference: str, opened: OpenSeries) -> None:
    """Refuse results that lie in another space than the open series.

    Parameters
    ----------
    file
        The file; where it or the series does not name its space, it has to name images of the series.
    frame_of_reference
        (0020,0052) of the result, ``""`` if it says none.
    opened
        The open series.

    Raises
    ------
    app.errors.DicomReadError
        With what to do.
    """
    own = opened.frame_of_reference_uid
    if frame_of_reference and own:
        if frame_of_reference == own:
            return
        raise DicomReadError(
            say(
                "The results in this file lie in another space (Frame of Reference) than the open series, so they are "
                "not drawn on it."
            ),
            say("Open the series that it was made from."),
        )
    if not is_about(references_of(file.header), opened):
        raise DicomReadError(
            say("Nothing in this file says that its results belong to the images of the open series."),
            say("Open the series that it was made from."),
        )


def is_about(references: References, opened: OpenSeries) -> bool:
    """Whether an object refers to the open series or to images of it."""
    own = {instance.sop_instance_uid for instance in opened.series.instances}
    return bool(references.images & own) or (not references.images and opened.series.uid in references.series)


def label_of(name: str, title: str, concept: Dataset | None) -> Label:
    """Make the label of a structure of others.

    Parameters
    ----------
    name
        Stable name, letters, digits and _.
    title
        For the reader, as its maker says it.
    concept
        Item of a code sequence, or None.
    """
    code = Code("", "", "")
    if concept is not None:
        value = text(concept, "CodeValue") or text(concept, "LongCodeValue") or text(concept, "URNCodeValue")
        code = Code(value, text(concept, "CodingSchemeDesignator"), text(concept, "CodeMeaning"))
    return Label(name, title or code.meaning or name, code)
