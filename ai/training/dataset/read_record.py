"""The content of ``read.json``: what one reader said about one case, and how far that reader is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ai.training.dataset.boxes import Box

READ_FORMAT = 2
"""Version of ``read.json``; a number that is not known is refused, not guessed.

2 added boxes, and whether the reads of others were shown."""

OLDER_READS = (1,)
"""That are read too."""


class CaseState(Enum):
    """How far a reader is with a case."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    FLAGGED = "flagged"
    """To be looked at again, by this reader or another person."""


class OthersSeen(Enum):
    """Whether a reader was shown what others said of a case."""

    NO = "no"
    AFTER = "after"
    """After the own read was complete: it stays as it was made."""
    BEFORE = "before"
    """Before that: the read is no second opinion, and is compared with none."""


@dataclass(frozen=True)
class MaskFile:
    """A mask that was kept: name of the structure, SHA-256 of its file."""

    name: str
    sha256: str


@dataclass(frozen=True)
class ReadRecord:
    """The content of ``read.json``; nothing in it names the reader, and it has no date.

    Parameters
    ----------
    format
        `READ_FORMAT`.
    reader
        Salted hash of the reader's name: `reader_key`.
    state
        How far the reader is.
    answer
        The class, or ``""`` for none.
    is_not_sure
        Whether the reader said so in place of a class.
    masks
        The structures that were marked; an empty mask says that there is none of it.
    folder
        Name of the folder with the mask files; ``""`` where there are none.
    seen
        Whether the reads of others were shown.
    boxes
        On the grid of the image of the case; ``()`` says that there is nothing to mark, None that nothing was said yet.
    """

    format: int
    reader: str
    state: CaseState = CaseState.NOT_STARTED
    answer: str = ""
    is_not_sure: bool = False
    masks: tuple[MaskFile, ...] = ()
    folder: str = ""
    seen: OthersSeen = OthersSeen.NO
    boxes: tuple[Box, ...] | None = None
