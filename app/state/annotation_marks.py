"""Which series an annotation belongs to."""

from __future__ import annotations

from app.dicom.series import Series, Study
from app.imaging.annotations.annotation import SeriesMark, uid_digest


def mark_of(study: Study | None, series: Series, slice_index: int = 0) -> SeriesMark:
    """Mark what is drawn on a slice of a series.

    Parameters
    ----------
    study
        That it belongs to; what has none, or one without a UID, is not kept.
    series
        The series.
    slice_index
        Slice as it was taken, from 0; 0 for other planes.
    """
    facts = series.slices[slice_index] if series.slices else None
    image = "" if facts is None else series.instances[facts.instance].sop_instance_uid
    return SeriesMark(
        study="" if study is None else uid_digest(study.uid),
        series=uid_digest(series.uid),
        part=uid_digest(series.part),
        image=uid_digest(image),
    )


def belongs_to(mark: SeriesMark, series: Series) -> bool:
    """Whether a mark is one of a series.

    A series that was marked while it was being found may have more files by now, or another part: its file tells it.
    Only a file with many frames, which may be several stacks, needs its part. Files of two patients that share a
    Series Instance UID stay apart.
    """
    if mark.series != uid_digest(series.uid):
        return False
    same_part = mark.part == uid_digest(series.part)
    if not mark.image:
        return same_part
    return any(
        (same_part or instance.frames == 1) and uid_digest(instance.sop_instance_uid) == mark.image
        for instance in series.instances
    )
