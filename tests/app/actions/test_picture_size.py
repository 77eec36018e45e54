"""The size of the pixels of a picture: asked for once, true in every pane, and another series to what is marked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai.volume import SpacingKind
from app.actions.open import OpenActions
from app.actions.picture_size import PictureSizeActions
from app.imaging.image_source import PixelSize
from app.state.panes import Grid
from app.state.session import series_key

GREY = np.random.default_rng(6).integers(0, 256, (20, 30), dtype=np.uint8)


@pytest.fixture
def opening(session, runner) -> OpenActions:
    return OpenActions(session, runner)


@pytest.fixture
def sizes(session, opening) -> PictureSizeActions:
    return PictureSizeActions(session, opening)


@pytest.fixture
def asked(sizes) -> list[tuple]:
    asked: list[tuple] = []
    sizes.size_wanted.connect(asked.append)
    return asked


def picture(path: Path) -> Path:
    Image.fromarray(GREY).save(path)
    return path


def test_a_picture_is_shown_and_its_size_asked_for(sizes, asked, opening, session, tmp_path: Path) -> None:
    opening.open_paths([picture(tmp_path / "a.png"), picture(tmp_path / "b.png")])
    assert session.opened is not None
    np.testing.assert_array_equal(session.opened.volume.voxels[0], GREY)
    assert [len(pictures) for pictures in asked] == [2]
    assert sizes.is_picture()
    state = session.panes.active.state
    assert (state.voi.centre, state.voi.width, state.voi.name) == (127.5, 255.0, "As stored")


def test_dicom_is_not_asked_about(sizes, asked, opening, make, tmp_path: Path) -> None:
    sizes.ask()
    opening.open_paths([make.scan(tmp_path)])
    sizes.ask()
    assert asked == []
    assert not sizes.is_picture()


def test_the_size_holds_in_list_and_panes(sizes, asked, opening, session, tmp_path: Path) -> None:
    opening.open_paths([picture(tmp_path / "a.png")])
    before = session.opened
    session.panes.set_grid(Grid(1, 2))
    opening.open(before.series, session.panes.all[1])
    sizes.set_size(asked[0], PixelSize(0.2, 0.1, kind=SpacingKind.DETECTOR))
    (listed,) = session.studies[0].series
    shown = [pane.opened for pane in session.panes.laid_out]
    assert shown[0] is shown[1]
    assert shown[0].series == listed
    volume = shown[0].volume
    assert (volume.spacing_mm[1:], volume.spacing_kind) == ((0.2, 0.1), SpacingKind.DETECTOR)
    assert volume.voxels.base is before.volume.voxels.base
    assert volume.source_id != before.volume.source_id
    # What is marked under one size never lies in the wrong place under another.
    assert series_key(listed) != series_key(before.series)
    assert session.study.description == "a.png"
    sizes.ask()
    assert asked[-1] == (listed,)
    sizes.set_size((listed,), None)
    assert session.opened.volume.spacing_kind is SpacingKind.UNKNOWN
    assert series_key(session.opened.series) == series_key(before.series)


def test_unknown_changes_nothing(sizes, asked, opening, session, tmp_path: Path) -> None:
    opening.open_paths([picture(tmp_path / "a.png")])
    before = session.opened
    sizes.set_size(asked[0], None)
    assert session.opened is before


def test_a_file_opened_again_takes_the_place_of_itself(sizes, asked, opening, session, tmp_path: Path) -> None:
    path = picture(tmp_path / "a.png")
    opening.open_paths([path])
    sizes.set_size(asked[0], PixelSize(0.2, 0.1))
    opening.open_paths([path])
    assert [len(study.series) for study in session.studies] == [1]
    assert len(asked) == 2
