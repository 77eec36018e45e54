"""Which boxes the reader hid for their score: out of sight, and in every export all the same."""

from __future__ import annotations

from collections.abc import Iterator

from ai.inference.results import ModelResult
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review


def is_hidden(reading: Reading, finding: FindingId) -> bool:
    """Tell whether a finding is a box below the score that the reader chose; what was decided about stays in sight."""
    shown_from = reading.shown_from.get(finding.model_id, 0.0)
    result = reading.result_of(finding.model_id) if shown_from > 0 else None
    if result is None or finding.kind is not FindingKind.DETECTION or finding.number >= len(result.detections):
        return False
    value = result.detections[finding.number].shown_value
    # By the hundredths that stand beside the box: one of 0.499 says 0.50. What a person says has no score.
    is_below = value is not None and round(100 * value) < round(100 * shown_from)
    return is_below and reading.review_of(finding) is Review.DRAFT


def in_sight(reading: Reading) -> Iterator[FindingId]:
    """Go through all findings but the hidden ones."""
    return (each for each in reading.findings if not is_hidden(reading, each))


def hidden_count(reading: Reading, result: ModelResult) -> int:
    """Count the boxes of a result that are hidden."""
    return sum(is_hidden(reading, each) for each in reading.findings_of(result))
