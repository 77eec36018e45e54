"""Panes in their grid, and the view of the one that is worked in."""

from __future__ import annotations

from app.state.active_view import ActiveView
from app.state.panes import Grid
from app.state.view_state import ViewState


def test_whoever_hears_of_a_smaller_grid_finds_an_active_pane_in_it(session) -> None:
    panes = session.panes
    panes.set_grid(Grid(2, 2))
    panes.set_active(panes.all[3])
    heard: list[tuple[str, bool]] = []

    def hear(news: str) -> None:
        heard.append((news, panes.active in panes.laid_out))

    panes.grid_changed.connect(lambda: hear("grid"))
    panes.active_changed.connect(lambda: hear("active"))
    panes.set_grid(Grid(1, 2))
    assert heard == [("grid", True), ("active", True)]
    assert panes.active is panes.all[0]


def test_what_is_changed_by_the_active_view_is_changed_in_its_pane(session) -> None:
    view, panes = ActiveView(session.panes), session.panes
    panes.set_grid(Grid(1, 2))
    panes.set_active(panes.all[1])
    view.set_state(ViewState(zoom=3.0))
    view.update(inverted=True)
    assert panes.all[1].state == ViewState(zoom=3.0, inverted=True)
    assert panes.all[0].state == ViewState()
    assert view.state is panes.all[1].state
