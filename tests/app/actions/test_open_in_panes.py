"""Opening in several panes: each has its series, one memory per series, and the reader's pane comes first."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import numpy as np
import pytest

import app.actions.filling as filling_module
import app.actions.first_picture as first_picture_module
from ai.errors import MemoryShort
from ai.progress import Progress
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.window import Window
from app.jobs.runner import Lane
from app.state.panes import Grid


@pytest.fixture
def decoded(make, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was decoded, in order: first pictures ("1") and rests ("fill 1 at 4"); nothing is read from a disk."""
    seen: list[str] = []

    def opened(series: Series, *, first: int | None = None) -> OpenSeries:
        seen.append(series.uid)
        made = make.opened(series, filled=False)
        made.filled[:] = False
        made.filled[series.slice_count // 2 if first is None else first] = True
        return made

    def filled(opened: OpenSeries, *, focus: Callable[[], int], progress: Progress) -> OpenSeries:
        seen.append(f"fill {opened.series.uid} at {focus()}")
        opened.filled[:] = True
        return opened

    monkeypatch.setattr(first_picture_module, "open_series", opened)
    monkeypatch.setattr(filling_module, "fill", filled)
    return seen


@pytest.fixture
def four(actions, session, make, decoded) -> list[Series]:
    """Four panes, nothing in them, and four series of nine slices in the list."""
    session.panes.set_grid(Grid(2, 2))
    listed = [make.series(uid, "CT", slices=9) for uid in "1234"]
    session.set_studies((make.study(*listed),), ())
    return listed


def test_a_series_opens_in_the_pane_that_is_named(actions, session, four) -> None:
    panes = session.panes.all
    actions.opening.open(four[1], panes[2])
    assert [pane.opened is not None for pane in panes[:4]] == [False, False, True, False]
    assert session.panes.active is panes[0]
    assert session.opened is None
    assert panes[2].study is session.studies[0]
    assert panes[2].state.index == 4
    assert panes[2].opened.filled.all()


def test_lanes_and_keys_of_two_panes(actions, session, runner, four) -> None:
    runner.held = True
    actions.opening.open(four[0], session.panes.all[0])
    actions.opening.open(four[1], session.panes.all[1])
    assert [(lane, key) for _, lane, key in runner.started] == [
        (Lane.DISK, ("volume", 0)),
        (Lane.DISK, ("volume", 1)),
    ]
    runner.release()
    assert session.panes.all[0].opened.filled.all()
    assert session.panes.all[1].opened.filled.all()


def test_the_same_series_in_two_panes_is_in_memory_once(actions, session, decoded, four) -> None:
    first, second = session.panes.all[:2]
    actions.opening.open(four[0], first)
    first.update(index=7, voi=Window(5, 6), zoom=3.0)
    actions.opening.open(four[0], second)
    assert second.opened is first.opened
    assert decoded == ["1", "fill 1 at 4"]
    # The same place, in its own window and zoom.
    assert (second.state.index, second.state.voi, second.state.zoom) == (7, first.starting_voi, 1.0)
    assert second.drag_scale == first.drag_scale


def test_first_pictures_come_before_all_rests(actions, session, runner, decoded, four) -> None:
    runner.held = True
    for pane, series in zip(session.panes.laid_out, four, strict=True):
        actions.opening.open(series, pane)
    runner.release()
    assert decoded[:1] == ["1"]
    assert {each.split()[1] for each in decoded if each.startswith("fill")} == set("1234")
    assert all(pane.opened.filled.all() for pane in session.panes.laid_out)


def test_a_first_picture_interrupts_the_rest_of_another_pane(actions, session, runner, decoded, four) -> None:
    cancelled: list[object] = []
    runner.cancel_key = cancelled.append
    actions.opening.open(four[0], session.panes.all[0])
    session.panes.all[0].opened.filled[1] = False
    runner.held = True
    actions.opening.open(four[0], session.panes.all[0])
    source_id = session.panes.all[0].opened.volume.source_id
    assert actions.opening.is_loading(session.panes.all[0].opened)
    cancelled.clear()
    actions.opening.open(four[1], session.panes.all[1])
    assert ("fill", source_id) in cancelled
    assert not actions.opening.is_loading(session.panes.all[0].opened)
    runner.waiting.pop(0)
    runner.release()
    # And goes on after it.
    assert session.panes.all[0].opened.filled.all()
    assert decoded.index("2") < decoded.index("fill 1 at 4", 2)


def test_filling_follows_the_pane_that_shows_the_series(actions, session, runner, decoded, four) -> None:
    first, second = session.panes.all[:2]
    actions.opening.open(four[0], first)
    actions.opening.open(four[1], second)
    second.opened.filled[0] = False
    second.update(index=8)
    decoded.clear()
    actions.opening.open(four[1], second)
    assert decoded == ["fill 2 at 8"]


def test_what_lies_beyond_the_grid_is_not_filled_until_it_is_seen(actions, session, decoded, four) -> None:
    pane = session.panes.all[3]
    actions.opening.open(four[0], pane)
    session.panes.set_grid(Grid(1, 1))
    pane.opened.filled[2] = False
    decoded.clear()
    actions.opening.open(four[1], session.panes.all[0])
    assert decoded == ["2", "fill 2 at 4"]
    session.panes.set_grid(Grid(2, 2))
    assert decoded[2:] == ["fill 1 at 4"]


def test_a_rest_that_failed_is_tried_again_only_when_chosen(
    actions, session, decoded, four, errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def broken(opened: OpenSeries, **_: object) -> OpenSeries:
        tried.append(opened.series.uid)
        raise MemoryShort("Too little.")

    monkeypatch.setattr(filling_module, "fill", broken)
    panes = session.panes.all
    actions.opening.open(four[0], panes[0])
    actions.opening.open(four[1], panes[1])
    assert tried == ["1", "2"]
    actions.opening.open(four[0], panes[0])
    assert tried == ["1", "2", "1"]


def test_memory_of_a_series_that_no_pane_shows_is_released(actions, session, four) -> None:
    first, second = session.panes.all[:2]
    actions.opening.open(four[0], first)
    actions.opening.open(four[0], second)
    slots = weakref.ref(first.opened.volume)
    assert first.stack.volume is second.stack.volume is slots()
    actions.opening.open(four[1], first)
    gc.collect()
    assert slots() is not None
    actions.opening.open(four[2], second)
    gc.collect()
    assert slots() is None


def test_an_emptied_pane_waits_for_nothing(actions, session, runner, four) -> None:
    told: list[object] = []
    session.volume_changed.connect(lambda: told.append(session.opened))
    actions.opening.open(four[0])
    cancelled: list[object] = []
    runner.cancel_key = cancelled.append
    actions.opening.empty_pane()
    assert session.opened is None
    assert told[-1] is None
    assert ("volume", 0) in cancelled
    assert session.studies


def test_too_little_memory_beside_others_says_what_to_do(
    actions, session, four, errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = session.panes.all[:2]
    actions.opening.open(four[0], first)
    size = first.opened.slots.nbytes

    def short(series: Series, **_: object) -> OpenSeries:
        raise MemoryShort("This series needs 9.0 GB of memory, and 1.0 GB are free.", "Close other programs.")

    monkeypatch.setattr(first_picture_module, "open_series", short)
    actions.opening.open(four[1], second)
    assert second.opened is None
    assert f"The series in the other panes hold {size / 1e9:.1f} GB" in errors[0].hint
    # Alone, the advice is the ordinary one.
    actions.opening.empty_pane(first)
    actions.opening.open(four[1], second)
    assert errors[1].hint == "Close other programs."


def test_files_open_in_the_pane_they_were_dropped_on(actions, session, make, tmp_path) -> None:
    session.panes.set_grid(Grid(1, 2))
    actions.opening.open_paths([make.scan(tmp_path / "a", patient="First^A")])
    actions.opening.open_paths([make.scan(tmp_path / "b", patient="Second^B")], pane=session.panes.all[1])
    assert [pane.study.patient_id for pane in session.panes.laid_out] == ["ID-First^A", "ID-Second^B"]
    assert np.all(session.panes.all[1].opened.filled)


def test_closing_all_empties_every_pane(actions, session, four) -> None:
    for pane, series in zip(session.panes.laid_out, four, strict=True):
        actions.opening.open(series, pane)
    actions.opening.close_all()
    assert all(pane.opened is None for pane in session.panes.all)
    assert session.studies == ()


def test_what_is_shown_again_is_filled(actions, session, runner, make, four, qtbot) -> None:
    """Planes were laid out over a series that had not come in; it is shown again in the same grid."""
    pane = session.panes.all[1]
    actions.opening.open(four[0], session.panes.all[0])
    partial = make.opened(four[1], filled=False)
    session.set_opened(partial, pane)
    qtbot.waitUntil(lambda: bool(partial.filled.all()))
