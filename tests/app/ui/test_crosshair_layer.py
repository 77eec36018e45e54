"""The lines of other planes: found once for a change, and never those of before."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import app.ui.crosshair_layer as layer_module
from app.imaging.cut import Slab
from app.imaging.slab import Projection
from app.main import Viewer
from app.ui.plane_marks import plane_marks
from tests.app.ui.gestures import press

PANES = range(4)
AXIAL, SAGITTAL, CORONAL, SOURCE = PANES
"""Panes of the layout."""


@pytest.fixture
def mpr(qtbot, ct: Viewer) -> Viewer:
    press(qtbot, ct, Qt.Key.Key_M)
    settle(ct)
    return ct


def settle(viewer: Viewer) -> None:
    QApplication.processEvents()
    QApplication.processEvents()


def drawn_as_it_is(viewer: Viewer) -> bool:
    """Whether every pane draws what the others mark by now."""
    settle(viewer)
    session, frames = viewer.session, viewer.window.grid.frames
    return all(
        frames[pane.number].view.canvas.crosshair.marks == plane_marks(session, pane)
        for pane in session.panes.laid_out
        if frames[pane.number].view.isVisible()
    )


def test_lines_are_found_once_for_every_pane_that_a_notch_changes(mpr: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    found: Counter[int] = Counter()

    def counted(session, pane):
        found[pane.number] += 1
        return plane_marks(session, pane)

    monkeypatch.setattr(layer_module, "plane_marks", counted)
    mpr.actions.view.scroll(1)
    settle(mpr)
    assert set(found) == set(PANES)
    assert set(found.values()) == {1}
    found.clear()
    mpr.view.update(zoom=1.5)
    mpr.window.grid.settle()
    settle(mpr)
    assert not found


def test_lines_follow_every_change_at_once(qtbot, mpr: Viewer) -> None:
    panes, crosshair, links = mpr.session.panes, mpr.session.crosshair, mpr.session.links
    space = panes.all[AXIAL].space
    seen = []

    def shown() -> list[int]:
        return [pane.number for pane in panes.laid_out]

    def holds() -> None:
        assert drawn_as_it_is(mpr)
        seen.append(tuple(mpr.window.grid.frames[number].view.canvas.crosshair.marks for number in shown()))

    holds()
    for x_mm in (3.0, 3.2):
        crosshair.move(space, (x_mm, -4.0, 9.0))
        holds()
    for number in PANES:
        panes.set_active(panes.all[number])
        holds()
        mpr.actions.view.scroll(2)
        holds()
    panes.set_active(panes.all[CORONAL])
    mpr.actions.crosshair.turn(12.0)
    holds()
    cut = panes.all[CORONAL].state.cut
    panes.all[CORONAL].update(cut=replace(cut, slab=Slab(Projection.MAXIMUM, 10.0)))
    holds()
    mpr.actions.mpr.turn(1)
    holds()
    crosshair.set_shown(False)
    holds()
    for number in PANES:
        panes.set_active(panes.all[number])
        holds()
        panes.all[number].update(index=panes.all[number].index - 1)
        holds()
    links.set_links(replace(links.links, lines=not links.links.lines))
    holds()
    mpr.actions.mpr.toggle()
    holds()
    assert len(set(seen)) >= 10


def test_nothing_is_drawn_over_a_pane_without_a_picture(mpr: Viewer) -> None:
    mpr.session.clear()
    assert drawn_as_it_is(mpr)
    assert not any(mpr.window.grid.frames[number].view.canvas.crosshair.isVisible() for number in PANES)
