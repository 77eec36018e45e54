"""DICOM series with the segmentations and contours that were drawn on them, as a source for a dataset. No Qt here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.inference.results import Structure
from ai.library.card import Label
from ai.progress import Progress, part, silent
from ai.training.dataset.case import Task
from ai.training.dataset.class_folders import inner_name
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.intake import Content
from ai.training.dataset.sources.label_masks import CountedMasks
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.recognise import FileLook
from ai.training.dataset.structures import meaning_of
from ai.training.dataset.wanted import Intake
from ai.volume import BoolMask
from ai.words import say
from app.dicom.export.case_source import identity_words, named_in
from app.dicom.export.case_write import content_of, person_of, study_words
from app.dicom.files.attribute import integer, items, text
from app.dicom.files.dicom_file import open_dicom
from app.dicom.results_read.kinds import ResultKind, image_series, result_files, result_kind
from app.dicom.results_read.read import read_result, series_for
from app.dicom.results_read.source_file import label_of
from app.dicom.series import Series, Study
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan
from app.errors import DicomReadError

DRAWN = (ResultKind.SEGMENTATION, ResultKind.CONTOURS)
"""Results that are masks."""


_NAMED = say("The name of a structure has a part of the patient's name or number in it; rename it first.")


class StructureMasks(CountedMasks):
    """Structures of results by the title that their maker gave them.

    Parameters
    ----------
    structures
        On one grid.
    """

    def __init__(self, structures: Mapping[str, Structure]) -> None:
        self._structures = structures

    def __getitem__(self, name: str) -> BoolMask:
        """Return (slices, rows, columns) bool."""
        return self._structures[name].mask

    def voxels(self) -> dict[str, int]:
        """Voxels of each structure."""
        return {
            name: sum(int(np.count_nonzero(one.plane(index))) for index in range(len(one.labelled)))
            for name, one in self._structures.items()
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._structures)

    def __len__(self) -> int:
        return len(self._structures)


@dataclass(frozen=True)
class DrawnSeries:
    """A series and the files of what was drawn on it, to be read when it is their turn."""

    series: Series
    results: tuple[Path, ...]

    def read(self) -> Content:
        """Read all; raises a `ReportableError`, also where two structures have one name."""
        opened = load_series(self.series)
        structures: dict[str, Structure] = {}
        for path in self.results:
            for one in read_result(path, opened).structures:
                if one.label.title in structures:
                    raise TrainingDataError(say("The image has two masks of {name!r}.", name=one.label.title))
                structures[one.label.title] = one
        content = content_of(self.series, opened.volume)
        return Content(content.volume, StructureMasks(structures), (), content.burned_in, content.captured)


def offer_drawn(folder: Path, *, intake: Intake | None = None, progress: Progress = silent) -> Offered:
    """List the series of a folder on which something was drawn.

    Parameters
    ----------
    folder
        Read to the bottom.
    intake
        What to take.
    progress
        Called once per file.

    Raises
    ------
    TrainingDataError
        Where there is no DICOM file.
    """
    try:
        found = scan([folder], progress=part(progress, 0, 0.8))
    except DicomReadError as error:
        raise TrainingDataError(error.message, error.hint) from error
    left_out = [LeftOut(one.path.name, one.reason) for one in found.unreadable]
    listed: list[Listed] = []
    codes: dict[str, str] = {}
    for number, study in enumerate(found.studies):
        progress(0.8 + 0.2 * number / len(found.studies), say("Reading what was drawn"))
        identity = identity_words(study)
        for series, results in _drawn(study, left_out).items():
            path = series.instances[0].path
            name = inner_name(path, folder) if path.is_relative_to(folder) else path.name
            file = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
            labels = [label for result in results for label in structure_labels(result)]
            titles = dict.fromkeys(label.title for label in labels)
            if any(named_in(title, identity) for title in titles):
                left_out.append(LeftOut(file, _NAMED))
                continue
            for label in labels:
                codes[label.title] = codes.get(label.title) or meaning_of(label).code
            content = DrawnSeries(series, results)
            listed.append(Listed(name, file, content, person=person_of(study, path), study=study_words(study)))
    offers, refused = offers_of(listed, intake or Intake())
    return Offered(Task.SEGMENTATION, tuple(codes), offers, (*left_out, *refused), codes)


def look_at_dicom(path: Path) -> FileLook:
    """Tell whether a file is a DICOM image, or something that was drawn on images; a look for `recognise`."""
    try:
        header = open_dicom(path, for_pixels=False).header
    except DicomReadError:
        return FileLook.OTHER
    return FileLook.RESULT if result_kind(text(header, "SOPClassUID")) in DRAWN else FileLook.IMAGE


def structure_labels(path: Path) -> tuple[Label, ...]:
    """List what a file has drawn, from its header: (0062,0005) Segment Label, (3006,0026) ROI Name; none twice."""
    header = open_dicom(path, for_pixels=False).header
    labels = []
    for item in items(header, "SegmentSequence"):
        concepts = items(item, "SegmentedPropertyTypeCodeSequence")
        name = f"segment_{integer(item, 'SegmentNumber') or 0}"
        labels.append(label_of(name, text(item, "SegmentLabel"), concepts[0] if concepts else None))
    for item in items(header, "StructureSetROISequence"):
        name = f"region_{abs(integer(item, 'ROINumber') or 0)}"
        labels.append(label_of(name, text(item, "ROIName"), None))
    return tuple({label.title: label for label in labels}.values())


def _drawn(study: Study, left_out: list[LeftOut]) -> dict[Series, tuple[Path, ...]]:
    """Bring the results of a study to the series that they were made from; those without one are left out."""
    drawn: dict[int, tuple[Path, ...]] = {}
    listed = image_series(study)
    for path in result_files(study):
        try:
            header = open_dicom(path, for_pixels=False).header
            if result_kind(text(header, "SOPClassUID")) not in DRAWN:
                continue
            series = series_for(path, listed)
        except DicomReadError as error:
            left_out.append(LeftOut(path.name, error.message))
            continue
        if series is None:
            left_out.append(LeftOut(path.name, say("The images that it was made from are not here.")))
            continue
        place = listed.index(series)
        drawn[place] = (*drawn.get(place, ()), path)
    return {listed[place]: paths for place, paths in drawn.items()}
