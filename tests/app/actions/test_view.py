"""Looking at a series: slices, window, zoom."""

from __future__ import annotations

import pytest

import app.actions.first_picture as first_picture_module
from app.imaging.presets import preset_named
from app.imaging.window import Window
from app.state.panes import Grid


@pytest.fixture
def ct(actions, session, view, make, monkeypatch: pytest.MonkeyPatch):
    """A CT of 30 slices, open."""
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, **_: make.opened(series))
    actions.opening.open(make.series(modality="CT", slices=30))
    return session.opened


def test_scrolling_stays_within_the_series(actions, view, ct) -> None:
    assert view.state.index == 0
    shown = []
    for steps in (-1, 5, 10, 100, -3):
        actions.view.scroll(steps)
        shown.append(view.state.index)
    assert shown == [0, 5, 15, 29, 26]
    actions.view.show_last_slice()
    assert view.state.index == 29
    actions.view.show_slice(0)
    assert view.state.index == 0


def test_a_drag_across_changes_the_width_and_down_the_level(actions, view, ct) -> None:
    before = view.state.voi
    assert isinstance(before, Window)
    actions.view.drag_window(10.0, 0.0)
    wider = view.state.voi
    assert isinstance(wider, Window)
    assert wider.width > before.width
    assert wider.centre == before.centre
    actions.view.drag_window(0.0, 10.0)
    higher = view.state.voi
    assert isinstance(higher, Window)
    assert higher.centre > before.centre
    assert higher.width == wider.width
    assert higher.name == ""


def test_a_drag_is_scaled_to_the_range_of_the_values(actions, session, view, ct) -> None:
    before = view.state.voi
    actions.view.drag_window(0.0, 1.0)
    assert view.state.voi.centre - before.centre == pytest.approx(session.panes.active.drag_scale)


def test_number_keys_choose_presets(actions, view, ct) -> None:
    lung = preset_named(actions.view.presets, "Lung")
    assert lung is not None
    assert lung.key is not None
    actions.view.choose_preset_key(lung.key)
    assert view.state.voi == lung.voi
    actions.view.choose_preset_key(1)
    assert view.state.voi.name == "From the file"


def test_a_key_without_preset_does_nothing(actions, view, make, session) -> None:
    actions.view.choose_preset_key(3)
    assert view.state.voi is None


def test_full_range_is_counted_in_the_background(actions, view, runner, ct) -> None:
    actions.view.choose_full_range()
    voi = view.state.voi
    values = ct.volume.voxels
    assert (voi.centre - voi.width / 2, voi.centre + voi.width / 2) == (values.min(), values.max())
    assert runner.started[-1][2] == "window"


def test_a_count_for_a_series_that_was_left_is_dropped(actions, view, runner, session, make, ct) -> None:
    runner.held = True
    actions.view.choose_full_range()
    session.set_opened(make.opened(make.series("other")))
    before = view.state.voi
    runner.release()
    assert view.state.voi == before


def test_a_count_is_for_the_pane_that_it_was_asked_in(actions, runner, session, ct) -> None:
    first, second = session.panes.all[:2]
    session.panes.set_grid(Grid(1, 2))
    session.set_opened(ct, second)
    before = second.state.voi
    runner.held = True
    actions.view.choose_full_range()
    session.panes.set_active(second)
    runner.release()
    assert first.state.voi.width == ct.volume.voxels.max() - ct.volume.voxels.min()
    assert second.state.voi == before


def test_zoom_keeps_the_point_under_the_cursor(actions, view, ct) -> None:
    row, column = 10.0, 35.0
    centre = (29.5, 19.5)
    actions.view.zoom_at(2.0, row, column)
    zoom, pan = view.state.zoom, view.state.pan
    assert zoom == 2.0
    # distance on the screen from the middle of the pane to the point: (index - centre) * zoom
    assert (row - pan[0]) * zoom == pytest.approx(row - centre[0])
    assert (column - pan[1]) * zoom == pytest.approx(column - centre[1])


def test_zoom_has_limits(actions, view, ct) -> None:
    for _ in range(100):
        actions.view.zoom_in()
    largest = view.state.zoom
    for _ in range(200):
        actions.view.zoom_out()
    assert (view.state.zoom, largest) == (0.1, 40.0)


def test_pan_keeps_the_picture_in_the_pane(actions, view, ct) -> None:
    actions.view.pan_to(-500.0, 20.0)
    assert view.state.pan == (0.0, 20.0)
    actions.view.pan_to(500.0, 500.0)
    assert view.state.pan == (59.0, 39.0)
    actions.view.fit()
    assert (view.state.pan, view.state.zoom) == (None, 1.0)


def test_reset_shows_the_series_as_opened_on_the_same_slice(actions, view, ct) -> None:
    start = view.state.voi
    actions.view.scroll(7)
    actions.view.drag_window(30.0, 30.0)
    actions.view.invert()
    actions.view.zoom_at(3.0, 5.0, 5.0)
    actions.view.reset()
    state = view.state
    assert (state.index, state.voi, state.inverted, state.zoom, state.pan) == (7, start, False, 1.0, None)


def test_text_and_overlay(actions, view, ct) -> None:
    actions.view.toggle_text()
    assert not view.state.overlay_text
    actions.view.hide_overlay(True)
    assert view.state.overlay_hidden
    actions.view.hide_overlay(False)
    assert not view.state.overlay_hidden


def test_nothing_open_nothing_happens(actions, view) -> None:
    before = view.state
    actions.view.scroll(1)
    actions.view.show_last_slice()
    actions.view.drag_window(5.0, 5.0)
    actions.view.zoom_at(2.0, 1.0, 1.0)
    actions.view.pan_to(1.0, 1.0)
    assert actions.view.presets == ()
    assert view.state == before
