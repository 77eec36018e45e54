"""Errors of the app that a person reads; children of `ai.errors.ReportableError`."""

from __future__ import annotations

from ai.errors import ReportableError


class DicomReadError(ReportableError):
    """A file or folder could not be read as DICOM images."""


class VolumeFileError(ReportableError):
    """A NIfTI or NRRD file could not be read."""


class PictureFileError(ReportableError):
    """A PNG, JPEG or TIFF file could not be read."""


class ExportError(ReportableError):
    """A result could not be written."""


class UsageError(ReportableError):
    """The command line asks for something that does not exist, e.g. a preset of another name."""


class StudyIndexError(ReportableError):
    """The list of studies that this computer remembers cannot be read or written."""


class PresetError(ReportableError):
    """A window preset cannot be kept as it was asked for."""


class AnnotationFileError(ReportableError):
    """The saved annotations of a study cannot be read."""


class EditJournalError(ReportableError):
    """The edits of a mask that were kept cannot be read."""


class MaskSourceError(ReportableError):
    """A mask cannot be begun with what was chosen for it."""


class AuditError(ReportableError):
    """The audit trail cannot be read or written."""


class BatchError(ReportableError):
    """A run over many series cannot go on, or some of its series failed."""
