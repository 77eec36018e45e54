"""Pictures of held-out cases."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.library.library import SHIPPED, Library
from ai.training.card_tables import DRAWINGS, EVALUATIONS, TableData, draw_cases
from ai.training.case_picture import CasePicture, Ring, drawn, worst_and_spread, write_pictures
from ai.training.recipes import RECIPES

_FOUND, _TRUTH = (0, 140, 255), (90, 220, 90)


def _square(low: int, high: int) -> np.ndarray:
    mask = np.zeros((256, 256), bool)
    mask[low:high, low:high] = True
    return mask


def test_outlines_and_marks_lie_where_they_are() -> None:
    plane = np.linspace(0, 100, 256)[None].repeat(256, 0)
    found, truth = _square(64, 128), _square(160, 200)
    canvas = drawn(CasePicture("a", "words", plane, [found], [truth], [Ring((200.0, 100.0), 10.0)]))
    band = canvas.shape[0] - 512
    picture = canvas[band:]  # twice as large
    assert band > 0
    assert canvas[:band].any()
    orange = (picture == _FOUND).all(2)
    green = (picture == _TRUTH).all(2)
    assert orange[128, 128:256].all()
    assert not orange[130:250, 130:250].any()
    rows, columns = np.nonzero(green)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (320, 399, 320, 399)
    row, column = np.argwhere(orange[300:]).mean(0)
    assert (row + 300, column) == pytest.approx((401, 201), abs=1)


def test_long_words_take_more_lines() -> None:
    heights = [drawn(CasePicture("a", "word " * count, np.eye(512))).shape[0] for count in (3, 60)]
    assert heights[0] < heights[1]


def test_the_worst_come_first_and_the_others_evenly() -> None:
    assert worst_and_spread(range(15)) == [0, 1, 2, 3, 4, 5, 7, 9, 11, 13]
    assert worst_and_spread(range(6)) == [0, 1, 2, 3, 4, 5]
    assert worst_and_spread([]) == []


def test_files_are_numbered_and_named(tmp_path: Path) -> None:
    written = write_pictures([CasePicture(name, "", np.eye(600)) for name in ("b", "a")], tmp_path / "new")
    assert [path.name for path in written] == ["01-b.png", "02-a.png"]
    picture = cv2.imread(str(written[0]))
    assert picture is not None
    assert picture.shape[1] == 600


def test_every_recipe_has_its_tables_and_what_draws_nothing_says_so(tmp_path: Path) -> None:
    assert set(EVALUATIONS) == set(RECIPES) == {*DRAWINGS, "gray-encoder"}
    data = TableData(tmp_path, tmp_path)
    with pytest.raises(TrainingDataError, match="draws nothing"):
        draw_cases(Library([SHIPPED]).get("gray-encoder"), data, tmp_path / "pictures")
    assert not (tmp_path / "pictures").exists()
