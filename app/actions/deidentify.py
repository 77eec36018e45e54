"""The open study without names, for others: written anew into a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.words import joined, say
from app.dicom.deidentify.job import Deidentified, DeidentifyOptions, deidentify
from app.dicom.series import Study
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session

FOLDER = "without-names"
"""Made in a folder that holds something already."""


class DeidentifyActions(QObject):
    """What a reader can do to hand a study on without names.

    Parameters
    ----------
    session, runner
        What is open, and what writes it.

    Signals
    -------
    written(str)
        A sentence about what was written.
    warned(str)
        A sentence about what a person has to look at, or what was left out.
    copied(Deidentified)
        What was written and what was not.
    """

    copied = Signal(object)
    written = Signal(str)
    warned = Signal(str)

    def __init__(self, session: Session, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner

    def can_export(self) -> bool:
        """Whether a study of DICOM files is open."""
        study = self._session.study
        return study is not None and not study.not_dicom

    def export(self, folder: Path, *, shift_dates: bool = False) -> None:
        """Write the open study without names.

        Parameters
        ----------
        folder
            That a person chose; where it holds something, a new folder in it is made.
        shift_dates
            Whether days stay in their distance from each other.
        """
        study = self._session.study
        if study is None or study.not_dicom:
            return
        self._runner.start(
            say("Exporting without names"),
            deidentify,
            files_of(study),
            free_folder(folder),
            options=DeidentifyOptions(shift_dates=shift_dates),
            lane=Lane.DISK,
            on_done=self._on_written,
        )

    def _on_written(self, done: Deidentified) -> None:
        self.copied.emit(done)
        self.written.emit(
            say("Files written without names: {count}. Nobody looked at their pixels.", count=done.written)
        )
        left_out = (say("Left out ({count}): {reason}", count=count, reason=reason) for reason, count in done.left_out)
        words = joined((*done.warnings, *left_out))
        if words:
            self.warned.emit(words)


def files_of(study: Study) -> tuple[Path, ...]:
    """List the files of a study, each once."""
    images = (instance.path for series in study.series for instance in series.instances)
    return tuple(dict.fromkeys((*images, *(each.path for each in study.objects))))


def free_folder(folder: Path) -> Path:
    """Choose the folder itself where it is empty, else a new one in it."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return folder
    number, inside = 1, folder / FOLDER
    while inside.exists():
        number += 1
        inside = folder / f"{FOLDER}-{number}"
    return inside
