"""Steps along the axis of a series of many volumes."""

from __future__ import annotations

from app.dicom.series import AxisPlace, Series
from app.imaging.window import Window


def echoes(make, count: int = 3) -> list[Series]:
    return [
        make.series("5", "MR", slices=4, part=f"echo {k}", axis=AxisPlace("echo time", f"{10 * k} ms", k, count, "a"))
        for k in range(count)
    ]


def test_steps_along_the_axis_keep_slice_window_and_zoom(actions, session, view, make, decoded) -> None:
    listed = echoes(make)
    session.set_studies((make.study(make.series("1"), *listed),), ())
    actions.opening.open(listed[0])
    view.update(index=3, voi=Window(5, 6), zoom=2.0)
    shown = []
    for steps in (1, 1, 1, -1, -1, -1):
        actions.opening.step_axis(steps)
        shown.append(session.opened.series.part)
        assert (view.state.index, view.state.voi, view.state.zoom) == (3, Window(5, 6), 2.0)
    assert shown == ["echo 1", "echo 2", "echo 2", "echo 1", "echo 0", "echo 0"]
    assert (4, 3) in decoded


def test_the_next_series_is_not_the_next_volume_of_the_axis(actions, session, make, decoded) -> None:
    listed = [make.series("1"), *echoes(make), make.series("9")]
    session.set_studies((make.study(*listed),), ())
    actions.opening.open(listed[2])
    actions.opening.step_series(1)
    assert session.opened.series.uid == "9"
    actions.opening.step_series(-1)
    assert session.opened.series.part == "echo 0"


def test_there_is_no_axis_to_step_along(actions, session, make, decoded) -> None:
    actions.opening.step_axis(1)
    session.set_studies((make.study(make.series("1")),), ())
    actions.opening.open(make.series("1"))
    actions.opening.step_axis(1)
    assert session.opened.series.uid == "1"
