"""The film of a pane: planes one after the other, at an honest rate, until the reader scrolls."""

from __future__ import annotations

import pytest

from app.actions.cine import CineActions, Film
from app.state.cine import USUAL_HZ
from app.state.pane import Pane
from app.state.panes import Grid
from app.state.session import Session


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cine(qapp, session: Session, make, clock: Clock) -> CineActions:
    """A series of five slices in the first of two panes."""
    session.panes.set_grid(Grid(1, 2))
    made = CineActions(session, clock)
    session.set_opened(make.opened(make.series("1", "CT", slices=5)))
    return made


def film(cine: CineActions, pane: Pane) -> Film:
    return cine._films[pane]


def run(cine: CineActions, pane: Pane, clock: Clock, steps: int, *, every_s: float = 0.1) -> list[int]:
    """Let the timer ring so often; returns the planes shown."""
    seen = []
    for _ in range(steps):
        clock.now_s += every_s
        film(cine, pane).tick()
        seen.append(pane.index)
    return seen


def test_it_runs_round(cine: CineActions, session: Session, clock: Clock) -> None:
    pane = session.panes.active
    cine.toggle()
    assert cine.is_playing()
    assert run(cine, pane, clock, 7) == [1, 2, 3, 4, 0, 1, 2]
    cine.toggle()
    assert not cine.is_playing()
    assert pane.cine.cine.is_shown
    cine.close()
    assert not pane.cine.cine.is_shown


def test_it_turns_round_at_the_ends(cine: CineActions, session: Session, clock: Clock) -> None:
    cine.toggle()
    cine.toggle_bounce()
    assert run(cine, session.panes.active, clock, 10) == [1, 2, 3, 4, 3, 2, 1, 0, 1, 2]
    cine.toggle_bounce()
    assert run(cine, session.panes.active, clock, 3) == [3, 4, 0]


def test_scrolling_stops_it(cine: CineActions, session: Session, clock: Clock) -> None:
    pane = session.panes.active
    cine.toggle()
    run(cine, pane, clock, 2)
    # Another window is no scrolling.
    pane.update(zoom=2.0)
    assert cine.is_playing()
    pane.update(index=4)
    assert not cine.is_playing()
    assert pane.index == 4


def test_a_plane_that_is_not_there_is_waited_for(cine: CineActions, session: Session, clock: Clock) -> None:
    pane = session.panes.active
    pane.opened.filled[2] = False
    cine.toggle()
    assert run(cine, pane, clock, 4) == [1, 1, 1, 1]
    pane.opened.filled[2] = True
    assert run(cine, pane, clock, 2) == [2, 3]


def test_the_rate_that_is_reached_is_told(cine: CineActions, session: Session, clock: Clock) -> None:
    pane = session.panes.active
    cine.set_rate(20.0)
    cine.toggle()
    run(cine, pane, clock, 60, every_s=0.05)
    assert pane.cine.cine.reached_hz == pytest.approx(20.0, abs=0.1)
    assert not pane.cine.cine.is_slow
    run(cine, pane, clock, 30, every_s=0.125)
    assert pane.cine.cine.reached_hz == pytest.approx(8.0, abs=0.1)
    assert pane.cine.cine.is_slow


@pytest.mark.parametrize(("wanted", "expected"), [(None, USUAL_HZ), (25.0, 25.0), (0.5, 1.0), (100.0, 60.0)])
def test_the_file_has_a_say(session: Session, make, wanted: float | None, expected: float) -> None:
    CineActions(session)
    opened = make.opened(make.series("1", "US", slices=5))
    object.__setattr__(opened, "frame_rate", wanted)
    session.set_opened(opened)
    cine = session.panes.active.cine.cine
    assert (cine.rate_hz, cine.file_hz) == (expected, wanted)


def test_faster_and_slower_stay_within_limits(cine: CineActions, session: Session) -> None:
    holder = session.panes.active.cine
    cine.set_rate(8.0)
    cine.step_rate(1)
    assert holder.cine.rate_hz == 10.0
    cine.step_rate(-1)
    assert holder.cine.rate_hz == 8.0
    for _ in range(20):
        cine.step_rate(1)
    assert holder.cine.rate_hz == 60.0
    for _ in range(40):
        cine.step_rate(-1)
    assert holder.cine.rate_hz == 1.0


def test_another_series_ends_it(cine: CineActions, session: Session, make, clock: Clock) -> None:
    cine.toggle()
    session.set_opened(make.opened(make.series("2", "CT", slices=3)), session.panes.active)
    assert not cine.is_playing()
    assert not session.panes.active.cine.cine.is_shown
    film(cine, session.panes.active).tick()
    assert session.panes.active.cine.cine.is_playing is False


def test_films_run_side_by_side_and_end_out_of_sight(cine: CineActions, session: Session, make, clock: Clock) -> None:
    first, second = session.panes.laid_out
    session.set_opened(make.opened(make.series("2", "CT", slices=3)), second)
    cine.toggle()
    session.panes.set_active(second)
    cine.toggle()
    assert first.cine.cine.is_playing
    assert second.cine.cine.is_playing
    session.panes.set_grid(Grid(1, 2, maximised=True))
    assert not first.cine.cine.is_playing
    assert second.cine.cine.is_playing


def test_one_plane_is_no_film(session: Session, make) -> None:
    cine = CineActions(session)
    cine.toggle()
    session.set_opened(make.opened())
    cine.toggle()
    assert not cine.is_playing()


def test_it_runs_by_itself(qtbot, session: Session, make) -> None:
    cine = CineActions(session)
    session.set_opened(make.opened(make.series("1", "CT", slices=5)))
    cine.set_rate(60.0)
    cine.toggle()
    seen: set[int] = set()
    session.panes.active.view_changed.connect(lambda: seen.add(session.panes.active.index))
    qtbot.waitUntil(lambda: seen == {0, 1, 2, 3, 4})
    cine.toggle()
