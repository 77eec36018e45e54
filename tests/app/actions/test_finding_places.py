"""The slices with findings are looked for once per result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.inference.results import Detection
from app.actions.finding_places import FindingPlaces, places_of
from app.jobs.runner import Lane
from app.state.review import FindingId, FindingKind, Review
from app.state.session import series_key


def test_structures_mark_their_slices_and_have_a_middle(make) -> None:
    opened = make.opened(make.series("1", "CT", slices=4))
    result = make.result(opened.volume)
    mask = np.zeros(opened.volume.shape, dtype=np.bool_)
    mask[1, 5, 5] = mask[2, 10:20, 4:16] = True
    heart = replace(result.structures[1], labelled=mask, probability=None)
    nothing = replace(heart, labelled=np.zeros_like(mask))
    key, places = places_of(series_key(opened.series), {"m": (heart, nothing)})
    assert key == series_key(opened.series)
    first, second = (places[FindingId("m", FindingKind.STRUCTURE, number)] for number in range(2))
    assert first.slices.tolist() == [False, True, True, False]
    assert first.middle == (2.0, 14.5, 9.5)
    assert not second.slices.any()
    assert second.middle is None


def test_they_are_found_in_the_background_once(session, runner, make) -> None:
    places = FindingPlaces(session, runner)
    opened = make.opened(make.series("1", "CT", slices=4))
    session.set_opened(opened)
    assert runner.started == []
    session.add_result(make.result(opened.volume))
    key = series_key(opened.series)
    assert runner.started == [("Slices with findings", Lane.VIEW, ("findings", key))]
    assert np.flatnonzero(session.marks.findings(key, 4)).tolist() == [0]
    # Another pane with the same series, and news of other things, ask for nothing.
    session.set_opened(opened, session.panes.all[1])
    session.findings_changed.emit()
    session.move_caliper("cardiothoracic_ratio", 0, (3.0, 1.0, 1.0), (3.0, 1.0, 9.0))
    assert len(runner.started) == 1
    assert np.flatnonzero(session.marks.findings(key, 4)).tolist() == [0, 3]
    assert places is not None


def test_rejected_ones_leave_the_bar(session, runner, make) -> None:
    places = FindingPlaces(session, runner)
    opened = make.opened(make.series("1", "CT", slices=6))
    session.set_opened(opened)
    result = make.result(opened.volume)
    box = Detection(result.structures[0].label, 0.9, None, (2.5, 1.0, 1.0), (4.5, 9.0, 9.0))
    session.add_result(replace(result, structures=(), measurements=(), detections=(box,)))
    key = series_key(opened.series)
    finding = FindingId("cxr-anatomy", FindingKind.DETECTION, 0)
    assert np.flatnonzero(session.marks.findings(key, 6)).tolist() == [3, 4]
    assert session.marks.middle(key, finding) == (3.5, 5.0, 5.0)
    session.set_reviews(key, {finding: Review.REJECTED})
    assert not session.marks.findings(key, 6).any()
    assert places is not None
