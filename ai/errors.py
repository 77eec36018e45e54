"""Errors that a person reads: one sentence that says what was found, one that says what to do."""

from __future__ import annotations

from ai.words import joined


class ReportableError(Exception):
    """Base of every error that is shown to the person who uses the product.

    Parameters
    ----------
    message
        What was expected and what was found, one sentence, no names, dates or identifiers of a patient.
    hint
        What to do about it, one sentence; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def words(self) -> str:
        """Both sentences as one text that can be said in another language."""
        return joined((self.message, self.hint))

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class GeometryError(ReportableError):
    """The slices do not form the regular grid that the work needs."""


class InputMismatch(ReportableError):  # noqa: N818 - named for what the reader is told
    """The open scan is not what the model was made for."""


class InputRefused(InputMismatch):
    """The open scan is not what the model was made for, and a person may run the model in spite of it."""


class ModelPackError(ReportableError):
    """A model pack is damaged, incomplete or of another format."""


class MemoryShort(ReportableError):  # noqa: N818 - named for what the reader is told
    """The machine has too little memory for the work."""


class DeviceMissing(ReportableError):  # noqa: N818 - named for what the reader is told
    """The wished device is not in this computer."""


class WorkerFailed(ReportableError):  # noqa: N818 - named for what the reader is told
    """The process that runs the models ended or answered with something unreadable."""


class TrainingDataError(ReportableError):
    """The data given for training or evaluation cannot be used."""


class ModelImportError(ReportableError):
    """A model of somebody else cannot be taken in."""
