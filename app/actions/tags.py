"""Read the tags of the picture that is looked at, as long as somebody wants to see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.progress import Progress, silent
from ai.words import say
from app.dicom.files.dicom_file import DicomFile, NotDicomError
from app.dicom.tags import TagList, read_tags
from app.errors import DicomReadError
from app.imaging.cut import Direction
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session
from app.state.view_state import View


@dataclass(frozen=True, eq=False)
class TagAnswer:
    """What reading gave: the tags, or a sentence why there are none."""

    tags: TagList | None = None
    fault: str = ""


class TagActions(QObject):
    """Follows the shown slice of the active pane.

    Parameters
    ----------
    session, view
        What is open, and what is looked at.
    runner
        Reads the file.

    Signals
    -------
    tags_changed()
        Those of another picture are there, or a sentence in their place.
    """

    tags_changed = Signal()

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._is_followed = False
        self._asked: tuple[Path, int] | None = None
        self._answer = TagAnswer()
        self._known: DicomFile | None = None
        session.volume_changed.connect(self._on_news)
        session.panes.active_changed.connect(self._on_news)
        view.view_changed.connect(self._on_news)

    @property
    def tags(self) -> TagList | None:
        """Tags of the picture, or None where there are none."""
        return self._answer.tags

    @property
    def fault(self) -> str:
        """Why there are none, as a sentence."""
        return self._answer.fault

    @property
    def is_made_of_several(self) -> bool:
        """Whether what is looked at is no slice of the file: its tags are those of the slice nearest to its middle."""
        pane = self._session.panes.active
        return pane.stack is not None and pane.stack.cut.direction is not Direction.SOURCE

    def follow(self, is_followed: bool) -> None:
        """Begin to read the tags of what is shown, now and as it changes; or stop."""
        self._is_followed = is_followed
        if is_followed:
            self._on_news()
        else:
            self._runner.cancel_key("tags")
            self._asked = self._known = None

    def _on_news(self) -> None:
        if not self._is_followed:
            return
        pane = self._session.panes.active
        opened = pane.opened
        if opened is None:
            self._refuse(say("No picture is open."))
            return
        if opened.series.image is not None:
            kind = opened.series.image.kind.value
            self._refuse(say("This picture comes from a {kind} file: it has no DICOM tags.", kind=kind))
            return
        facts = opened.series.slices[min(pane.source_index, opened.series.slice_count - 1)]
        asked = (opened.series.instances[facts.instance].path, facts.frame)
        if asked == self._asked:
            return
        self._asked = asked
        self._runner.start(
            say("Reading tags"),
            tags_of,
            *asked,
            self._known,
            lane=Lane.VIEW,
            key="tags",
            on_done=self._show,
            quiet=True,
        )

    def _refuse(self, fault: str) -> None:
        self._runner.cancel_key("tags")
        self._asked = None
        if fault != self.fault:
            self._show(TagAnswer(fault=fault))

    def _show(self, answer: TagAnswer) -> None:
        self._answer = answer
        self._known = None if answer.tags is None else answer.tags.file
        self.tags_changed.emit()


def tags_of(path: Path, frame: int, known: DicomFile | None, *, progress: Progress = silent) -> TagAnswer:
    """Read tags; what is wrong with the file becomes a sentence.

    Parameters
    ----------
    path, frame
        The file, and the frame in it, from 0.
    known
        The header that was read last.
    """
    try:
        return TagAnswer(read_tags(path, frame, known=known, progress=progress))
    except NotDicomError:
        return TagAnswer(fault=say("This picture does not come from a DICOM file: it has no tags."))
    except DicomReadError as error:
        return TagAnswer(fault=error.words)
