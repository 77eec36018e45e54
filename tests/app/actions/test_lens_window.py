"""Filters that work within the window that is shown: what another window has filtered again, and what not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import app.actions.first_picture as first_picture_module
import app.actions.lens_picture as lens_module
from app.actions.lens_figures import REST_MS, compare
from app.actions.lens_previews import LensPreview
from app.imaging.cut_stack import cut_stack
from app.imaging.filters.clahe import clahe
from app.imaging.filters.table import FILTERS
from app.imaging.lens import apply_lens
from app.imaging.window import VoiLut, Window

NARROW = Window(-100, 200)
WIDE = Window(0, 3000)


@pytest.fixture
def ct(actions, session, view, make, monkeypatch: pytest.MonkeyPatch):
    """A CT of 30 slices, open, in a narrow window."""
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, **_: make.opened(series))
    actions.opening.open(make.series(modality="CT", slices=30))
    view.update(voi=NARROW)
    return session.opened


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture is large: nothing is filtered at once."""
    monkeypatch.setattr(lens_module, "INLINE_MS", -1.0)


def within(opened, index: int, limits: tuple[float, float]) -> np.ndarray:
    return clahe(opened.volume.voxels[index], clip=2.0, tiles=8, limits=limits)


def test_clahe_works_within_the_window_and_follows_it(actions, view, ct) -> None:
    actions.lens.choose("clahe")
    np.testing.assert_array_equal(view.filtered.plane, within(ct, 0, (-200.0, -1.0)))
    for voi, limits in ((WIDE, (-1500.0, 1499.0)), (NARROW, (-200.0, -1.0))):
        view.update(voi=voi)
        np.testing.assert_array_equal(view.filtered.plane, within(ct, 0, limits))
    actions.view.show_slice(4)
    np.testing.assert_array_equal(view.filtered.plane, within(ct, 4, (-200.0, -1.0)))


def test_presets_drags_and_tables_are_followed(actions, view, ct) -> None:
    actions.lens.choose("clahe")
    actions.view.choose_preset_key(2)
    for _ in range(3):
        voi = view.state.voi
        assert view.filtered.lens == view.state.lens.within(voi)
        actions.view.drag_window(12.0, -7.0)
    view.update(voi=VoiLut(-50, np.linspace(0, 1, 101)))
    np.testing.assert_array_equal(view.filtered.plane, within(ct, 0, (-50.0, 50.0)))
    view.update(voi=VoiLut(0, np.array([0.5])))
    np.testing.assert_array_equal(view.filtered.plane, clahe(ct.volume.voxels[0], clip=2.0, tiles=8))


def test_the_state_keeps_a_lens_without_window(actions, view, ct) -> None:
    actions.lens.choose("clahe")
    lens = view.state.lens
    assert lens.limits is None
    view.update(voi=WIDE)
    actions.lens.set_value(0, "clip", 3.0)
    assert view.state.lens == lens.with_value(0, "clip", 3.0)


@pytest.mark.parametrize("name", [each.name for each in FILTERS if each.name != "clahe"])
def test_filters_that_the_window_is_nothing_to_never_work_again_for_it(actions, view, runner, ct, name: str) -> None:
    actions.lens.choose(name)
    filtered, jobs = view.filtered, len(runner.started)
    for voi in (WIDE, NARROW, Window(7, 9)):
        view.update(voi=voi)
    actions.view.drag_window(3.0, 4.0)
    assert view.filtered is filtered
    assert len(runner.started) == jobs


def test_inverting_and_zooming_filter_nothing_again(actions, view, ct) -> None:
    actions.lens.choose("clahe")
    filtered = view.filtered
    actions.view.invert()
    actions.view.zoom_in()
    actions.lens.toggle_split()
    actions.lens.move_split(0.2)
    assert view.filtered is filtered


def test_a_chain_follows_the_window_only_until_its_values_are_edges(actions, view, ct) -> None:
    actions.lens.choose("median")
    actions.lens.add("clahe")
    first = view.filtered
    view.update(voi=WIDE)
    assert view.filtered is not first
    np.testing.assert_array_equal(view.filtered.plane, apply_lens(ct.volume.voxels[0], view.state.lens.within(WIDE)))
    actions.lens.choose("laplacian")
    actions.lens.add("clahe")
    edges = view.filtered
    view.update(voi=NARROW)
    assert view.filtered is edges


def test_each_pane_has_its_own_window(actions, session, view, ct) -> None:
    first, second = session.panes.all[:2]
    session.set_opened(ct, second)
    actions.lens.choose("clahe")
    second.update(voi=WIDE, lens=first.state.lens)
    assert (first.filtered.lens.limits, second.filtered.lens.limits) == ((-200.0, -1.0), (-1500.0, 1499.0))
    kept = first.filtered
    second.update(voi=Window(50, 100))
    assert first.filtered is kept


def test_while_the_window_of_a_large_picture_moves_the_last_one_stays_and_the_newest_comes_next(
    actions, view, runner, ct, large
) -> None:
    actions.lens.choose("clahe")
    first = view.filtered
    runner.held = True
    count = len(runner.started)
    for centre in (10, 20, 30, 40):
        view.update(voi=Window(centre, 200))
        assert view.filtered is first
    assert len(runner.started) == count + 1
    runner.release()
    assert len(runner.started) == count + 2
    assert view.filtered.lens.limits == (-60.0, 139.0)
    np.testing.assert_array_equal(view.filtered.plane, within(ct, 0, (-60.0, 139.0)))


def test_a_picture_that_is_there_keeps_the_pace_of_the_window(
    actions, view, runner, ct, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Quick enough to come with the slice, too slow for every movement of the mouse.
    monkeypatch.setattr(lens_module, "cost_ms", lambda *_: (lens_module.KEPT_MS + lens_module.INLINE_MS) / 2)
    actions.lens.choose("clahe")
    count = len(runner.started)
    assert view.filtered is not None
    view.update(voi=WIDE)
    assert len(runner.started) == count + 1
    assert view.filtered.lens.limits == (-1500.0, 1499.0)
    actions.view.show_slice(3)
    assert len(runner.started) == count + 1
    assert view.filtered.is_of(ct.volume, 3)


def test_figures_count_what_lies_within_the_window(view, actions, session, ct) -> None:
    actions.lens.choose("clahe")
    stack, filtered = session.panes.active.stack, view.filtered
    here, _ = compare(filtered, stack, None, None)
    # Beyond the window anything may be: it is black or white before and after.
    outside = ct.volume.voxels > 0
    assert 0 < outside[0].mean() < 1
    other = replace(ct.volume, voxels=np.where(outside, np.int16(3000), ct.volume.voxels))
    there, _ = compare(filtered, cut_stack(other, stack.cut), None, None)
    assert here == there


def test_figures_wait_until_the_window_rests(qtbot, actions, view, runner, ct, large) -> None:
    said: list[str] = []
    actions.figures.figures_changed.connect(said.append)
    actions.lens.choose("clahe")
    assert view.filtered is not None
    runner.held = True
    count = len(runner.started)
    for centre in range(12):
        view.update(voi=Window(centre, 200))
        qtbot.wait(REST_MS // 4)
    # The next picture is under way all the time, and nothing waits before it.
    assert [title for title, _, _ in runner.started[count:]] == ["Lens: CLAHE 2.0, 8×8"]
    runner.release()
    runner.held = False
    qtbot.waitUntil(lambda: bool(said) and said[-1] != "")
    assert view.filtered.lens.limits == (-89.0, 110.0)


def test_previews_follow_the_window(qtbot, actions, view, ct) -> None:
    made: list[LensPreview] = []
    actions.previews.preview_made.connect(made.append)
    actions.previews.start()
    limits = {each.lens.steps[0].name: each.lens.limits for each in made if each.lens is not None}
    assert {name for name, each in limits.items() if each is not None} == {"clahe"}
    count = len(made)
    view.update(voi=WIDE)
    qtbot.waitUntil(lambda: len(made) > count)
    assert [(each.lens.steps[0].name, each.lens.limits) for each in made[count:]] == [("clahe", (-1500.0, 1499.0))]
    expected = apply_lens(ct.volume.voxels[0], made[-1].lens)
    np.testing.assert_array_equal(made[-1].plane, expected)
    # Another slice or place is another matter: previews are of what was seen at their start.
    actions.view.zoom_in()
    actions.previews.stop()
    view.update(voi=replace(NARROW, centre=3.0))
    qtbot.wait(300)
    assert len(made) == count + 1
