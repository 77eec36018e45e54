"""DICOM files as training cases: what may cross into a dataset, and nothing of the patient with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ai.progress import Progress, silent
from ai.training.dataset.case import Grouping
from ai.training.dataset.class_folders import Foreign, inner_name
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.intake import Content, Person
from ai.volume import Volume
from ai.words import say
from app.dicom.files.attribute import text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.series import Series, Study
from app.dicom.series_load import SECONDARY_CAPTURE, load_series
from app.dicom.stacking.geometry import PLAIN_RADIOGRAPHS
from app.dicom.study_scan import scan
from app.errors import DicomReadError

NO_IMAGE = say("This is no PNG, JPEG or DICOM image.")


@dataclass(frozen=True)
class SeriesContent:
    """A series to be read when it is its turn."""

    series: Series

    def read(self) -> Content:
        """Read it; a `Volume` carries no name, date or UID. Raises a `ReportableError`."""
        return content_of(self.series, load_series(self.series).volume)


def content_of(series: Series, volume: Volume) -> Content:
    """Add to a volume what the files of its series say of words in their pixels; (0028,0301) Burned In Annotation."""
    first = series.instances[0]
    told = text(open_dicom(first.path, for_pixels=False).header, "BurnedInAnnotation").upper()
    captured = first.sop_class_uid == SECONDARY_CAPTURE or first.sop_class_uid.startswith(f"{SECONDARY_CAPTURE}.")
    return Content(volume, burned_in={"YES": True, "NO": False}.get(told), captured=captured)


def find_dicom_images(
    files: Sequence[Path], top: Path, *, progress: Progress = silent
) -> tuple[tuple[Foreign, ...], tuple[LeftOut, ...]]:
    """Find the images among files of one class; an `ai.training.dataset.class_folders.ForeignReader`.

    A series of slices is one image; films and slices without a position in space are one each.

    Parameters
    ----------
    files
        Below ``top``, in any order.
    top
        Folder of the class.
    progress
        Called once per file.

    Returns
    -------
    images
        With their persons, by the order of their studies.
    left_out
        Every file that is no DICOM image, with the reason.
    """
    try:
        found = scan(files, progress=progress)
    except DicomReadError:
        return (), tuple(LeftOut(f"{top.name}/{path.name}", NO_IMAGE) for path in files)
    left_out = [LeftOut(f"{top.name}/{one.path.name}", one.reason) for one in found.unreadable]
    left_out += (
        LeftOut(f"{top.name}/{one.path.name}", say("This file is of the kind “{kind}”, not an image.", kind=one.kind))
        for study in found.studies
        for one in study.objects
    )
    images: list[Foreign] = []
    taken: set[str] = set()
    for study in found.studies:
        for series in study.series:
            if series.image is not None:
                left_out.append(LeftOut(f"{top.name}/{series.image.path.name}", NO_IMAGE))
                continue
            if not series.instances[0].path.is_relative_to(top):
                left_out.append(LeftOut(top.name, say("The images of an archive are not taken; unpack it first.")))
                continue
            for one in _single_images(series):
                name = inner_name(one.instances[0].path, top)
                while name in taken:
                    # A file with several stacks, or two files that differ in their ending only.
                    name += "+"
                taken.add(name)
                path = one.instances[0].path
                file, words = path.relative_to(top).as_posix(), study_words(study)
                images.append(Foreign(name, SeriesContent(one), person_of(study, path), file, words))
    return tuple(images), tuple(left_out)


def person_of(study: Study, path: Path) -> Person | None:
    """Tell who a study is of.

    Parameters
    ----------
    study
        As the scan found it.
    path
        One of its files, for (0010,0021) Issuer of Patient ID.

    Returns
    -------
    Person or None
        By issuer and (0010,0020) Patient ID, else by study, else nothing is known. The words are salted and hashed
        before they are written anywhere.
    """
    if study.patient_id:
        issuer = text(open_dicom(path, for_pixels=False).header, "IssuerOfPatientID")
        return Person(Grouping.PATIENT_ID, ("patient", issuer.casefold(), study.patient_id.casefold()))
    return Person(Grouping.STUDY, ("study", study.uid)) if study.uid else None


def study_words(study: Study) -> tuple[str, ...]:
    """Words that mean a study, for finding it in two classes; they are never kept."""
    return ("study", study.uid) if study.uid else ()


def _single_images(series: Series) -> Iterator[Series]:
    """Take films apart that share nothing but a series."""
    is_stack = series.modality not in PLAIN_RADIOGRAPHS and series.instances[0].position_lps_mm is not None
    if is_stack or len(series.instances) == 1:
        yield series
        return
    for number, instance in enumerate(series.instances):
        facts = tuple(replace(one, instance=0) for one in series.slices if one.instance == number)
        # The fault was that of the stack.
        fault = series.geometry_fault if len(facts) > 1 else ""
        yield replace(series, instances=(instance,), slices=facts, geometry_fault=fault)
