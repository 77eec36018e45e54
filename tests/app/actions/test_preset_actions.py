"""Keeping presets: from the window in use, with plain values, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ai.volume import Volume
from app.actions.presets import PresetActions
from app.errors import PresetError
from app.imaging.presets import Preset
from app.imaging.window import VoiFunction, VoiLut, Window
from app.state.session import Session
from app.state.user_presets import UserPresets
from app.state.view_state import View


@pytest.fixture
def presets() -> UserPresets:
    return UserPresets()


@pytest.fixture
def actions(session: Session, view: View, presets: UserPresets) -> PresetActions:
    return PresetActions(session, view, presets)


def test_nothing_open_keeps_nothing(actions: PresetActions, presets: UserPresets) -> None:
    assert (actions.modality, actions.current()) == ("", None)
    with pytest.raises(PresetError, match="No picture"):
        actions.add_current()
    assert presets.book.own == ()


def test_names_count_up(actions: PresetActions, session: Session, view: View, make: Any) -> None:
    opened = make.opened()
    session.panes.active.set_shown(opened, None)
    view.update(voi=Window(5.0, 70.0, VoiFunction.SIGMOID, "from file"))
    assert [actions.add_current(), actions.add_current()] == ["My window", "My window 2"]
    found = actions.book.find(opened.volume.modality, "My window 2")
    assert found is not None
    assert found.preset.voi == Window(5.0, 70.0, VoiFunction.SIGMOID, "My window 2")
    assert found.unit == opened.volume.unit


def test_a_table_is_kept_as_the_window_that_spans_it(
    actions: PresetActions, session: Session, view: View, make: Any
) -> None:
    session.panes.active.set_shown(make.opened(), None)
    view.update(voi=VoiLut(100, np.linspace(0, 1, 51), "curve"))
    assert actions.current() == Window(125.0, 50.0, VoiFunction.LINEAR_EXACT)


def test_colour_has_no_window_to_keep(actions: PresetActions, session: Session, make: Any) -> None:
    opened = make.opened()
    colour = Volume(np.zeros((1, 4, 5, 3), np.uint8), np.eye(4), modality="US")
    session.panes.active.set_shown(replace(opened, volume=colour), None)
    assert actions.modality == ""
    assert actions.current() is None


@pytest.mark.parametrize(("modality", "unit"), [("CT", "HU"), ("PT", "SUV"), ("MR", ""), ("XA", "")])
def test_a_plain_preset_has_the_unit_of_its_modality(actions: PresetActions, modality: str, unit: str) -> None:
    name = actions.add(modality)
    found = actions.book.find(modality, name)
    assert found is not None
    assert found.unit == unit


def test_who_loses_a_key_is_told(actions: PresetActions) -> None:
    bone = actions.book.find("CT", "Bone")
    assert bone is not None
    assert actions.change("CT", "Bone", replace(bone.preset, key=3)) == "Lung"
    assert actions.change("CT", "Bone", replace(bone.preset, key=3, name="BONE")) is None
    assert actions.change("CT", "BONE", replace(bone.preset, key=None)) is None


def test_what_is_gone_cannot_be_changed(actions: PresetActions) -> None:
    actions.delete("CT", "Bone")
    with pytest.raises(PresetError, match="no preset Bone any more"):
        actions.change("CT", "Bone", Preset("Bone", None, Window(1.0, 2.0)))
    actions.restore("CT")
    assert actions.book.find("CT", "Bone") is not None
