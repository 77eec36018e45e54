"""The slices with findings are looked for once per result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.actions.finding_places import FindingPlaces, places_of
from app.jobs.runner import Lane
from app.state.session import series_key


def test_structures_and_calipers_mark_their_slices(make) -> None:
    opened = make.opened(make.series("1", "CT", slices=4))
    result = make.result(opened.volume)
    key, places = places_of(series_key(opened.series), (result,), 4)
    assert key == series_key(opened.series)
    # Masks and calipers of the made-up result lie on the first slice.
    assert places.tolist() == [True, False, False, False]
    mask = result.structures[1].mask.copy()
    mask[2, 5, 5] = True
    heart = replace(result.structures[1], mask=mask, probability=mask.astype(np.uint8) * 255)
    more = replace(result, structures=(result.structures[0], heart))
    assert places_of(key, (more,), 4)[1].tolist() == [True, False, True, False]


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
    assert len(runner.started) == 1
    assert places is not None
