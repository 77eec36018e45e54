"""The lens as an action: what is filtered when, and what is never shown."""

from __future__ import annotations

import numpy as np
import pytest

import app.actions.first_picture as first_picture_module
import app.actions.lens_picture as lens_module
from app.actions.lens_picture import filter_slice
from app.errors import UsageError
from app.imaging.lens import apply_lens, apply_lens_through, neighbours
from app.state.panes import Grid


@pytest.fixture
def ct(actions, session, view, make, monkeypatch: pytest.MonkeyPatch):
    """A CT of 30 slices, open."""
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, **_: make.opened(series))
    actions.opening.open(make.series(modality="CT", slices=30))
    return session.opened


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every picture is large: nothing is filtered at once."""
    monkeypatch.setattr(lens_module, "INLINE_MS", -1.0)


def expected(opened, index: int, lens) -> np.ndarray:
    return apply_lens(opened.volume.voxels[index], lens)


def test_a_small_picture_is_filtered_at_once(actions, view, runner, ct) -> None:
    before = len(runner.started)
    actions.lens.choose("mean")
    assert view.state.lens.words == "Mean 3×3"
    assert view.filtered.is_of(ct.volume, 0)
    np.testing.assert_array_equal(view.filtered.plane, expected(ct, 0, view.state.lens))
    actions.view.show_slice(5)
    np.testing.assert_array_equal(view.filtered.plane, expected(ct, 5, view.state.lens))
    assert len(runner.started) == before


def test_the_volume_is_never_touched(actions, view, ct) -> None:
    before = ct.volume.voxels.copy()
    for name in ("clahe", "mean", "gaussian", "median"):
        actions.lens.choose(name)
    np.testing.assert_array_equal(ct.volume.voxels, before)


def test_padding_is_left_alone(actions, view, session, make, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    opened = make.opened(make.series(modality="CT", slices=1))
    low = float(opened.volume.voxels[0].min())
    opened = replace(opened, presentation=replace(opened.presentation, padding=(low, low + 100)))
    session.set_opened(opened)
    actions.lens.choose("mean")
    padding = opened.volume.voxels[0] <= low + 100
    np.testing.assert_array_equal(view.filtered.plane[padding], opened.volume.voxels[0][padding])


def test_values_change_one_by_one_and_are_remembered(actions, view, ct) -> None:
    actions.lens.choose("clahe")
    actions.lens.set_value(0, "clip", 4.0)
    actions.lens.set_value(0, "tiles", 4)
    assert view.state.lens.words == "CLAHE 4.0, 4×4"
    actions.lens.choose("median")
    actions.lens.choose("clahe")
    assert view.state.lens.words == "CLAHE 4.0, 4×4"
    actions.lens.restore_defaults()
    assert view.state.lens.words == "CLAHE 2.0, 8×8"
    with pytest.raises(UsageError):
        actions.lens.set_value(0, "clip", 400.0)
    assert view.state.lens.words == "CLAHE 2.0, 8×8"


def test_toggle_puts_the_last_lens_on_again(actions, view, ct) -> None:
    actions.lens.toggle()
    assert view.state.lens.words == "CLAHE 2.0, 8×8"
    actions.lens.choose("gaussian")
    actions.lens.toggle()
    assert view.state.lens is None
    assert view.filtered is None
    actions.lens.toggle()
    assert view.state.lens.words == "Gaussian σ 1.0 px"


def test_without_a_lens_values_and_defaults_change_nothing(actions, view, ct) -> None:
    state = view.state
    actions.lens.set_value(0, "clip", 3.0)
    actions.lens.restore_defaults()
    assert view.state == state


def test_nothing_open_has_no_lens(actions, view) -> None:
    actions.lens.toggle()
    actions.lens.choose("mean")
    assert view.state.lens is None
    assert not actions.lens.makes_sense


def test_colour_has_no_lens(actions, view, session, make) -> None:
    from dataclasses import replace

    opened = make.opened()
    colour = np.zeros((1, 60, 40, 3), np.uint8)
    session.set_opened(replace(opened, volume=replace(opened.volume, voxels=colour, unit=""), slots=colour))
    actions.lens.choose("mean")
    assert view.state.lens is None


def test_split_stays_within_reach(actions, view, ct) -> None:
    actions.lens.toggle_split()
    assert view.state.split == 0.5
    assert view.state.lens is not None
    for share, kept in ((0.3, 0.3), (-4.0, 0.02), (2.0, 0.98)):
        actions.lens.move_split(share)
        assert view.state.split == kept
    actions.lens.toggle_split()
    assert view.state.split is None
    assert view.state.lens is not None


def test_reset_and_another_series_take_the_lens_off(actions, view, make, ct) -> None:
    actions.lens.choose("mean")
    actions.view.reset()
    assert view.state.lens is None
    actions.lens.choose("mean")
    actions.opening.open(make.series("1.2.4", "CT", 3))
    assert view.state.lens is None
    assert view.filtered is None


def test_a_large_picture_is_filtered_in_the_background(actions, view, runner, ct, large) -> None:
    runner.held = True
    actions.lens.choose("mean")
    assert view.filtered is None
    assert runner.started[-1] == ("Lens: Mean 3×3", lens_module.Lane.VIEW, ("lens", 0))
    runner.release()
    np.testing.assert_array_equal(view.filtered.plane, expected(ct, 0, view.state.lens))


def test_while_a_slider_moves_the_last_picture_stays_and_the_newest_value_comes_next(
    actions, view, runner, ct, large
) -> None:
    actions.lens.choose("mean")
    first = view.filtered
    runner.held = True
    count = len(runner.started)
    for size in (5, 7, 9, 11):
        actions.lens.set_value(0, "size", size)
        assert view.filtered is first
    # One is under way, the others wait as the newest only.
    assert len(runner.started) == count + 1
    runner.release()
    assert [title for title, _, _ in runner.started[count:]] == ["Lens: Mean 5×5", "Lens: Mean 11×11"]
    assert view.filtered.lens == view.state.lens
    np.testing.assert_array_equal(view.filtered.plane, expected(ct, 0, view.state.lens))


def test_a_late_result_of_another_slice_is_never_shown(actions, view, runner, ct, large) -> None:
    runner.held = True
    seen: list[int] = []
    view.filtered_changed.connect(lambda: seen.append(-1 if view.filtered is None else view.filtered.index))
    actions.lens.choose("mean")
    actions.view.show_slice(1)
    actions.view.show_slice(2)
    runner.release()
    assert set(seen) == {2}
    assert view.filtered.is_of(ct.volume, 2)


def test_another_slice_drops_the_old_picture_at_once(actions, view, runner, ct, large) -> None:
    actions.lens.choose("mean")
    assert view.filtered.is_of(ct.volume, 0)
    runner.held = True
    actions.view.show_slice(1)
    assert view.filtered is None


def test_a_result_after_the_lens_was_taken_off_is_dropped(actions, view, runner, ct, large) -> None:
    runner.held = True
    actions.lens.choose("mean")
    actions.lens.off()
    runner.release()
    assert view.filtered is None


def test_a_slice_that_is_not_decoded_waits(actions, view, session, make) -> None:
    opened = make.opened(make.series(modality="CT", slices=4), filled=False)
    session.set_opened(opened)
    view.update(index=0)
    actions.lens.choose("mean")
    assert view.filtered is None
    opened.filled[0] = True
    session.note_slices_arrived(session.opened)
    assert view.filtered.is_of(opened.volume, 0)


def test_a_lens_that_fails_is_told_and_taken_off(
    actions, view, errors, ct, large, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*arguments: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(lens_module, "apply_lens_through", short)
    actions.lens.choose("mean")
    assert len(errors) == 1
    assert view.state.lens is None
    assert view.filtered is None


def test_comparing_shows_the_original_while_held(actions, view, ct) -> None:
    actions.lens.choose("mean")
    actions.lens.compare(True)
    assert view.state.comparing
    actions.lens.compare(False)
    assert not view.state.comparing


def test_filters_are_chained_moved_and_taken_out(actions, view, ct) -> None:
    actions.lens.add("median")
    actions.lens.add("clahe")
    assert view.state.lens.words == "Median 3×3 → CLAHE 2.0, 8×8"
    within = view.state.lens.within(view.state.voi)
    np.testing.assert_array_equal(view.filtered.plane, expected(ct, 0, within))
    actions.lens.move(1, -1)
    assert [each.name for each in view.state.lens.steps] == ["clahe", "median"]
    actions.lens.move(0, -1)
    assert [each.name for each in view.state.lens.steps] == ["clahe", "median"]
    actions.lens.set_value(1, "size", 5)
    actions.lens.remove(0)
    assert view.state.lens.words == "Median 5×5"
    actions.lens.remove(0)
    assert view.state.lens is None


def test_a_chain_has_an_end(actions, view, ct) -> None:
    for _ in range(20):
        actions.lens.add("mean")
    assert len(view.state.lens.steps) == 6


def test_without_a_lens_there_is_nothing_to_move(actions, view, ct) -> None:
    state = view.state
    actions.lens.move(0, 1)
    actions.lens.remove(0)
    assert view.state == state


def test_each_pane_has_its_own_lens(actions, session, view, ct) -> None:
    first, second = session.panes.all[:2]
    session.set_opened(ct, second)
    actions.lens.choose("mean")
    assert second.filtered is None
    session.panes.set_active(second)
    assert view.state.lens is None
    actions.lens.choose("median")
    assert first.filtered.lens.words == "Mean 3×3"
    assert second.filtered.lens.words == "Median 3×3"


def test_edges_are_shown_with_a_window_of_their_own(actions, view, ct) -> None:
    actions.lens.choose("laplacian")
    assert not view.state.lens.keeps_unit
    assert view.filtered.voi is not None
    actions.lens.choose("median")
    assert view.filtered.voi is None


def test_padding_does_not_widen_the_window_of_edges(actions, view, session, make) -> None:
    from dataclasses import replace

    opened = make.opened(make.series(modality="CT", slices=1))
    session.set_opened(opened)
    actions.lens.choose("laplacian")
    width = view.filtered.voi.width
    voxels = opened.volume.voxels.copy()
    voxels[0, :6] = -30000
    padded = replace(opened.presentation, padding=(-30000.0, -30000.0))
    volume = replace(opened.volume, voxels=voxels)
    other = filter_slice(replace(opened, volume=volume, presentation=padded), 0, view.state.lens)
    assert (other.plane[:6] == -30000).all()
    assert other.voi.width < 2 * width


def test_a_preset_gives_a_kernel_all_its_weights(actions, view, ct) -> None:
    actions.lens.choose("kernel3")
    actions.lens.set_values(0, "emboss")
    assert view.state.lens.words.startswith("Kernel 3×3")
    assert dict(view.state.lens.steps[0].values) == dict(
        actions.lens.last_step("kernel3").filter.preset("emboss").values
    )


def test_through_the_slices_the_neighbours_count(actions, view, ct) -> None:
    actions.lens.choose("mean")
    alone = view.filtered.plane
    actions.lens.toggle_through()
    lens = view.state.lens
    assert lens.through_volume
    assert "through the slices" in lens.words
    # Slices 2 mm apart of pixels of 0.5 mm: a mean of 11 pixels reaches one of them.
    actions.lens.set_value(0, "size", 11)
    reach = view.state.lens.reach_slices(4.0)
    assert reach == 1
    expected = apply_lens_through(
        [ct.volume.voxels[each] for each in neighbours(0, 30, reach)], view.state.lens, slice_px=4.0
    )
    np.testing.assert_array_equal(view.filtered.plane, expected)
    assert alone.shape == expected.shape


def test_figures_say_what_the_lens_does(qtbot, actions, view, session, ct) -> None:
    said: list[str] = []
    actions.figures.figures_changed.connect(said.append)
    actions.lens.choose("mean")
    qtbot.waitUntil(lambda: bool(said) and said[-1] != "")
    assert "Noise" in said[-1]
    assert "Edges" in said[-1]
    assert "HU" in said[-1]
    actions.lens.off()
    assert said[-1] == ""


def test_the_original_is_shown_in_a_pane_beside(actions, session, view, ct) -> None:
    actions.view.show_slice(3)
    actions.lens.choose("median")
    actions.lens.show_beside()
    first, second = session.panes.seen
    assert first.state.lens.words == "Median 3×3"
    assert second.opened is first.opened
    assert second.state.lens is None
    assert second.state.index == 3
    assert second.state.voi == first.state.voi
    actions.view.show_slice(7)
    actions.view.zoom_in()
    actions.view.drag_window(10.0, 5.0)
    assert (second.state.index, second.state.voi) == (7, first.state.voi)
    assert session.panes.active is first
    assert first.filtered.index == 7


def test_the_original_beside_a_maximised_pane_keeps_the_layout(actions, session, ct) -> None:
    panes = session.panes
    panes.set_grid(Grid(2, 2))
    session.set_opened(ct, panes.all[2])
    panes.set_active(panes.all[2])
    panes.set_grid(Grid(2, 2, maximised=True))
    actions.lens.choose("median")
    actions.lens.show_beside()
    assert panes.grid == Grid(2, 2)
    assert panes.active is panes.all[2]
    assert panes.all[2].state.lens.words == "Median 3×3"
    assert panes.all[3].opened is ct
    assert panes.all[3].state.lens is None
