"""What a reader said of one series, as it is kept in a file: boxes, answers, how far findings are."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ai.inference.results import Detection, ModelResult
from ai.plain import PlainError, from_plain, to_plain
from app.state.labelling import NO_ANSWERS, SeriesAnswers
from app.state.read_state import ReadMark
from app.state.review import FindingId

VERSION = 1

LARGEST_BYTES = 16 << 20
"""A larger file is none of ours."""


@dataclass(frozen=True)
class KeptBoxes:
    """Boxes of a model, some of which a person corrected.

    Parameters
    ----------
    model_id, fingerprint
        Whose; `fingerprint` of the result as the model left it.
    boxes
        All of them.
    """

    model_id: str
    fingerprint: str
    boxes: tuple[Detection, ...]


@dataclass(frozen=True)
class KeptMark:
    """How far a finding is.

    Parameters
    ----------
    finding, fingerprint
        Which one; `fingerprint` of its result as the model left it, ``""`` for what a person drew.
    mark
        What is kept of it.
    """

    finding: FindingId
    fingerprint: str
    mark: ReadMark


@dataclass(frozen=True)
class KeptReading:
    """All that is kept of one series; no name, date or UID, but the words that the reader typed.

    Parameters
    ----------
    shape
        (slices, rows, columns) of the series: boxes lie on this grid.
    own
        Boxes that the reader drew.
    corrected, marks
        By model, for when the same result comes again.
    answers
        To labels.
    version
        Of this form.
    """

    shape: tuple[int, int, int]
    own: tuple[Detection, ...] = ()
    corrected: tuple[KeptBoxes, ...] = ()
    marks: tuple[KeptMark, ...] = ()
    answers: SeriesAnswers = NO_ANSWERS
    version: int = VERSION

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing worth a file."""
        return not (self.own or self.corrected or self.marks or self.answers.answers)


def fingerprint(result: ModelResult) -> str:
    """Tell results of a model apart: the same model on the same pixels gives the same one again.

    Parameters
    ----------
    result
        As the model left it. Values of measurements are not in it: the reader moves their lines.
    """
    told = result.provenance
    said = (
        told.model_version,
        told.weights_sha256,
        to_plain(result.detections),
        [each.label.name for each in result.structures],
        [each.name for each in result.measurements],
        [each.label.name for each in result.classifications],
    )
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def to_text(kept: KeptReading) -> str:
    """Write it as JSON."""
    return json.dumps(to_plain(kept), ensure_ascii=False, indent=1)


def from_text(text: str) -> KeptReading:
    """Read what `to_text` wrote.

    Raises
    ------
    ValueError
        Where it is none of ours, damaged, or of a newer version.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise PlainError("the version is another one")
    return from_plain(KeptReading, data)
