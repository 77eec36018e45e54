"""What can be exported, by the name that a file of it is offered with."""

from __future__ import annotations

from enum import StrEnum


class ExportKind(StrEnum):
    """The value is the name that is offered."""

    SEG = "segmentation.dcm"
    SR = "findings.dcm"
    PARAMETRIC_MAP = "probabilities.dcm"
    RTSTRUCT = "contours.dcm"
    GSPS = "annotations.dcm"
    CAPTURE = "picture.dcm"
    LABELS = "labels.nii.gz"
    FINDINGS = "findings.csv"
    REPORT = "report.pdf"


STRUCTURES = (ExportKind.SEG, ExportKind.RTSTRUCT, ExportKind.LABELS)
"""Need structures."""

PICTURED = (ExportKind.CAPTURE, ExportKind.REPORT)
"""Hold a picture of the pane."""
