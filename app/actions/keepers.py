"""What a reader did is kept from one session to the next: measurements, decisions, edited masks, own masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import SignalInstance

from app.actions.edit_mask import EditMaskActions
from app.actions.keep_annotations import KeepAnnotations
from app.actions.keep_edits import KeepEdits
from app.actions.keep_masks import KeepMasks
from app.actions.keep_reading import KeepReading
from app.actions.new_mask import NewMaskActions
from app.jobs.runner import JobRunner
from app.state.session import Session


@dataclass(frozen=True)
class KeptIn:
    """Folders; None where nothing is remembered.

    Parameters
    ----------
    annotations
        Of what was measured and drawn.
    reading
        Of boxes, answers and flags.
    edits
        Of edited masks, and of masks that a person drew.
    """

    annotations: Path | None
    reading: Path | None
    edits: Path | None


class Keepers:
    """Each follows the session by itself.

    Parameters
    ----------
    session, runner
        What is open, and what writes and reads.
    masks, new_masks
        Whose steps are written down.
    folders
        Where.
    """

    def __init__(
        self, session: Session, runner: JobRunner, masks: EditMaskActions, new_masks: NewMaskActions, folders: KeptIn
    ) -> None:
        self.annotations = KeepAnnotations(session, session.annotations, runner, folders.annotations)
        self.reading = KeepReading(session, runner, folders.reading)
        self.edits = KeepEdits(session, runner, masks, folders.edits)
        self.own = KeepMasks(session, runner, masks=masks, new_masks=new_masks, folder=folders.edits)

    def warned(self) -> Iterator[SignalInstance]:
        """List the signals that tell what could not be kept."""
        yield from (each.warned for each in (self.annotations, self.reading, self.edits, self.own))

    def flush(self) -> None:
        """Write what still waits."""
        for each in (self.annotations, self.reading, self.edits, self.own):
            each.flush()
