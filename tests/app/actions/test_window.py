"""A window from a region and colours: by value, on the unfiltered picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ai.errors import ReportableError
from app.actions.window import WindowActions
from app.dicom.series_load import OpenSeries
from app.imaging.window import VoiFunction, Window
from app.state.session import Session
from app.state.tool import Tool
from app.state.view_state import View


@pytest.fixture
def opened(make: Any) -> OpenSeries:
    shown: OpenSeries = make.opened()
    rows, columns = shown.volume.shape[1:]
    voxels = np.tile(np.arange(columns, dtype=np.int16), (shown.volume.shape[0], rows, 1)) * 10
    return replace(shown, volume=replace(shown.volume, voxels=voxels))


@pytest.fixture
def window(session: Session, view: View, runner: Any, opened: OpenSeries) -> WindowActions:
    session.panes.active.set_shown(opened, None)
    return WindowActions(session, view, runner)


def test_a_region_gets_the_window_of_its_values(window: WindowActions, session: Session, view: View) -> None:
    session.tools.set_tool(Tool.WINDOW_REGION)
    window.window_region((0.0, 2.0), (2.4, 4.0))
    assert view.state.voi == Window(30.0, 20.0, VoiFunction.LINEAR_EXACT, "Region")
    assert session.tools.tool is Tool.WINDOW


def test_beside_the_picture_nothing_is_changed_and_it_is_said(window: WindowActions, view: View) -> None:
    told: list[ReportableError] = []
    window.refused.connect(told.append)
    before = view.state.voi
    window.window_region((-90.0, 2.0), (-80.0, 4.0))
    assert view.state.voi is before
    assert "beside the picture" in told[0].message


def test_padding_does_not_count(window: WindowActions, session: Session, view: View, opened: OpenSeries) -> None:
    padded = replace(opened, presentation=replace(opened.presentation, padding=(20.0, 20.0)))
    session.panes.active.set_shown(padded, None)
    window.window_region((0.0, 2.0), (2.4, 4.0))
    assert view.state.voi == Window(35.0, 10.0, VoiFunction.LINEAR_EXACT, "Region")


def test_a_window_of_a_series_that_was_left_is_dropped(
    window: WindowActions, session: Session, view: View, runner: Any, make: Any
) -> None:
    runner.held = True
    window.window_region((0.0, 2.0), (2.4, 4.0))
    session.panes.active.set_shown(make.opened(make.series("9.9.9")), None)
    before = view.state.voi
    runner.release()
    assert view.state.voi is before


def test_colours_are_chosen_and_left(window: WindowActions, view: View) -> None:
    window.choose_colours("hot_iron")
    assert view.state.colour_map == "hot_iron"
    window.choose_colours("")
    assert view.state.colour_map == ""


def test_nothing_happens_without_a_picture(session: Session, view: View, runner: Any) -> None:
    actions = WindowActions(session, view, runner)
    actions.choose_colours("pet")
    actions.window_region((0.0, 0.0), (1.0, 1.0))
    assert view.state.colour_map == ""
    assert not runner.started


def test_another_series_is_grey_again(view: View) -> None:
    view.update(colour_map="pet")
    assert view.state.for_series(0, None).colour_map == ""
