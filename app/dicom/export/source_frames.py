"""The frames of the source as our own objects refer to them."""

from __future__ import annotations

from dataclasses import dataclass

from pydicom.dataset import Dataset

from app.dicom.series_load import OpenSeries

PIXEL_CENTRE = 0.5
"""Offset of a pixel's centre from its corner, where coordinates of SR (PS3.3 C.18.6) and of presentation states (PS3.3
C.10.5.1.2) count from: the outer corner of the first pixel is 0, 0."""


@dataclass(frozen=True)
class SourceFrame:
    """One slice in its file.

    Parameters
    ----------
    sop_class_uid, sop_instance_uid
        (0008,1150) and (0008,1155).
    numbers
        (0008,1160) Referenced Frame Number, from 1; None for an image of one frame.
    """

    sop_class_uid: str
    sop_instance_uid: str
    numbers: list[int] | None

    def item(self) -> Dataset:
        """Return it as an Image SOP Instance Reference, PS3.3 Table 10-3."""
        reference = Dataset()
        reference.ReferencedSOPClassUID = self.sop_class_uid
        reference.ReferencedSOPInstanceUID = self.sop_instance_uid
        if self.numbers is not None:
            reference.ReferencedFrameNumber = self.numbers
        return reference


def source_frame(opened: OpenSeries, index: int) -> SourceFrame:
    """Find the frame that a slice of the volume comes from."""
    facts = opened.series.slices[index]
    instance = opened.series.instances[facts.instance]
    numbers = [facts.frame + 1] if instance.frames > 1 else None
    return SourceFrame(instance.sop_class_uid, instance.sop_instance_uid, numbers)
