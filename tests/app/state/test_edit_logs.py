from __future__ import annotations

import numpy as np

from app.imaging.masks.change import Change, change_between
from app.imaging.masks.effort import NOTHING_DONE, EditLog
from app.state.edit_logs import EditLogs


def change(column: int) -> Change:
    after = np.zeros((2, 3, 4), np.bool_)
    after[0, 0, column] = True
    found = change_between(np.zeros_like(after), after)
    assert found is not None
    return found


def test_what_is_done_adds_up_by_series_model_and_structure() -> None:
    logs = EditLogs()
    logs.add("ct", "organs", 0, EditLog((change(0),), 2.0))
    logs.add("ct", "organs", 0, EditLog((change(1),), 3.0))
    logs.add("ct", "organs", 1, EditLog((change(2),), 4.0))
    logs.add("mr", "organs", 0, EditLog((change(3),), 5.0))
    assert logs.of("ct", "organs", 0) == EditLog((change(0), change(1)), 5.0)
    assert logs.beside("ct", "organs", 0) == (change(2),)
    assert logs.beside("ct", "lungs", 0) == ()
    assert logs.of("ct", "lungs", 0) is NOTHING_DONE
    logs.replace("ct", "organs", {1: EditLog((), 1.0)})
    assert logs.of("ct", "organs", 0) is NOTHING_DONE
    assert logs.of("ct", "organs", 1).seconds == 1.0
    assert logs.of("mr", "organs", 0).seconds == 5.0
