"""What steps of undo about findings are kept under, so that they go with the findings."""

from __future__ import annotations

from collections.abc import Hashable

from app.state.reading import Reading
from app.state.review import FindingId


def boxes_key(key: Hashable, model_id: str) -> Hashable:
    """Name the boxes of a model on a series."""
    return "boxes", key, model_id


def caliper_key(key: Hashable, model_id: str, measurement: str) -> Hashable:
    """Name a measurement of a model on a series."""
    return "caliper", key, model_id, measurement


def read_key(key: Hashable, finding: FindingId) -> Hashable:
    """Name how far a finding of a series is."""
    return "read", key, finding


def keys_about(key: Hashable, reading: Reading, model_id: str | None = None) -> set[Hashable]:
    """List what steps about the findings of a series may be kept under.

    Parameters
    ----------
    key
        `app.state.session.SeriesKey`.
    reading
        What is filed under it.
    model_id
        Only of this model; None: of all.
    """
    results = [each for each in reading.results if model_id in (None, each.provenance.model_id)]
    return {
        *((key, each) for each in reading.findings if model_id in (None, each.model_id)),
        *(read_key(key, each) for each in reading.findings if model_id in (None, each.model_id)),
        *(boxes_key(key, each.provenance.model_id) for each in results),
        *(caliper_key(key, each.provenance.model_id, line.name) for each in results for line in each.measurements),
    }
