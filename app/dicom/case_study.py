"""A case of a dataset as a study: its image file with what the dataset knows of it, and no name."""

from __future__ import annotations

from dataclasses import replace

from ai.training.dataset.case import Case
from ai.training.dataset.image_file import PICTURE
from ai.volume import SpacingKind
from ai.words import say
from app.dicom.image_study import image_study, made_uid, sized
from app.dicom.series import Series, Study
from app.imaging.image_source import ImageKind, KnownFacts, PixelSize, is_step


def case_kind(case: Case) -> ImageKind:
    """Tell what file the image of a case is."""
    return ImageKind.PNG if case.record.image == PICTURE else ImageKind.NIFTI


def case_study(case: Case, reader: str = "") -> Study:
    """Make a study of one series of the image of a case.

    Parameters
    ----------
    case
        Of a dataset.
    reader
        Key of who reads it. Two readers of one case have two studies: nothing that one of them drew or marked is filed
        where the other would see it.

    Raises
    ------
    app.errors.DicomReadError
        As one sentence, where the head of the file cannot be read.
    """
    study = image_study(case.image, case_kind(case), case.key)
    uid = study.uid if not reader else made_uid(study.uid, reader)
    series = tuple(replace(_told(each, case), uid=uid) for each in study.series)
    return replace(study, uid=uid, series=series, not_dicom=say("Case of a dataset"))


def _told(series: Series, case: Case) -> Series:
    """Add what the record of the case knows: models ask for the modality and the body part."""
    record, image = case.record, series.image
    assert image is not None
    if image.kind.is_picture and record.pixel_mm is not None and record.spacing_kind is not SpacingKind.UNKNOWN:
        row_mm, column_mm = record.pixel_mm
        if is_step(row_mm) and is_step(column_mm):
            series = sized(series, PixelSize(row_mm, column_mm, kind=record.spacing_kind))
            # The size is known from the file on: the series is not another one for it.
            series, image = replace(series, part=""), series.image or image
    known = KnownFacts(
        record.modality,
        record.body_part,
        record.view,
        record.patient_position,
        record.unit,
        record.bones_bright,
        record.derived,
    )
    return replace(
        series, modality=record.modality, body_part=record.body_part, image=replace(image, known=known, is_case=True)
    )
