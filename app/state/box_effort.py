"""How much a person changed in the boxes and points of a series, counted."""

from __future__ import annotations

from dataclasses import dataclass

from app.state.reading import Reading
from app.state.review import FindingKind, Review


@dataclass(frozen=True)
class BoxEffort:
    """What is no more as the models left it; one box or point may count as moved and as renamed.

    Parameters
    ----------
    added
        By the person.
    moved, renamed
        Of models: place or size, class.
    rejected
        Of models.
    """

    added: int = 0
    moved: int = 0
    renamed: int = 0
    rejected: int = 0


def box_effort(reading: Reading) -> BoxEffort:
    """Count what a person changed; results that were read from files are nobody's draft and count for nothing."""
    added = moved = renamed = rejected = 0
    for result in reading.results:
        first = reading.original_of(result.provenance.model_id)
        if result.provenance.maker or first is None:
            continue
        for finding in reading.findings_of(result):
            if finding.kind is not FindingKind.DETECTION:
                continue
            is_rejected = reading.review_of(finding) is Review.REJECTED
            if result.provenance.is_by_person:
                added += not is_rejected
                continue
            now, before = result.detections[finding.number], first.detections[finding.number]
            rejected += is_rejected
            moved += not is_rejected and (now.low, now.high) != (before.low, before.high)
            renamed += not is_rejected and now.label != before.label
    return BoxEffort(added, moved, renamed, rejected)
