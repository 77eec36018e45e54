from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.second_look import SecondLook
from ai.training import heart_level
from ai.training.anatomy_member import INPUT, LABELS
from ai.training.heart_level import LEVELS, heart_levels, set_level
from ai.training.jsrt import Film, fold_of, read_films

NAMES = [label.name for label in LABELS]

SPEC = replace(INPUT, size_px=(128, 128))


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Film, ...]:
    """Thirty alike films, whose heart is 60 of 180 columns wide and soft at its borders."""
    monkeypatch.setattr(heart_level, "LEAST_FILMS", 4)
    (tmp_path / "images").mkdir()
    (tmp_path / "masks").mkdir()
    bits = np.zeros((256, 256), np.uint8)
    bits[60:200, 40:110] |= 1
    bits[60:200, 150:220] |= 2
    bits[120:196, 98:158] |= 4
    bits[40:50, 50:100] |= 8
    bits[40:50, 160:210] |= 16
    for index in range(30):
        cv2.imwrite(str(tmp_path / "images" / f"JPCNN{index:03}.png"), np.where(bits & 3, 60, 150).astype(np.uint8))
        cv2.imwrite(str(tmp_path / "masks" / f"JPCNN{index:03}.png"), bits)
    return read_films(tmp_path)


class _Soft(nn.Module):
    """Draws the lungs of the films rightly, and a heart whose probability falls by a tenth every column."""

    def __init__(self, too_wide: float) -> None:
        super().__init__()
        self.dummy = nn.Parameter(torch.zeros(1))
        columns = torch.arange(128, dtype=torch.float32)
        half = 15 + too_wide  # columns of 128 from the middle to where one half is answered
        soft = torch.sigmoid((half - (columns - 63.5).abs()) * math.log(0.6 / 0.4))
        self.heart = torch.logit(soft.clamp(1e-4, 1 - 1e-4))

    def forward(self, pictures: Tensor) -> Tensor:
        logits = torch.full((len(pictures), 5, 128, 128), -9.0)
        logits[:, 0, 30:100, 20:55] = 9
        logits[:, 1, 30:100, 75:110] = 9
        logits[:, 2, 60:98] = self.heart
        return logits + self.dummy


def test_the_level_of_a_member_makes_the_others_ratios_right(films: tuple[Film, ...]) -> None:
    # Members 1 and 2 draw two columns too many at either side, which a level of 0.7 takes away; member 0 is right.
    networks = [_Soft(0.0).eval(), _Soft(2.0).eval(), _Soft(2.0).eval()]
    levels = heart_levels(networks, films, NAMES, SPEC)
    assert levels[0] == pytest.approx(0.7, abs=0.06)
    assert levels[0] > levels[1] == levels[2] > LEVELS[0]  # each of these sees the right one and a wide one
    assert heart_levels([_Soft(0.0).eval()] * 2, films, NAMES, SPEC) == (0.5, 0.5)


def test_a_single_member_or_too_few_films_change_nothing(
    films: tuple[Film, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = _Soft(2.0).eval()
    assert heart_levels([wide], films, NAMES, SPEC) == (0.5,)
    monkeypatch.setattr(heart_level, "LEAST_FILMS", 1 + sum(fold < 2 for fold in fold_of(films)))
    assert heart_levels([wide, wide], films, NAMES, SPEC) == (0.5, 0.5)


@pytest.mark.parametrize("seen_again", [(0,), (1,)])
def test_a_level_is_answered_as_one_half_and_nothing_else_changes(seen_again: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    arguments = (("out_channels", 3), ("filters", (4, 8, 16)), ("subpixels", 2))
    look = {
        "filters": [4, 8, 8],
        "subpixels": 2,
        "window_px": [32, 32],
        "shown": seen_again,
        "mirrored": (),
        "share": 0.5,
    }
    network = build(Architecture("second-look", (*arguments, ("looks", [look])))).eval()
    assert isinstance(network, SecondLook)
    picture = torch.randn(1, 1, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        before = network(picture)
    set_level(network, 1, 0.7)
    with torch.inference_mode():
        after = network(picture)
    torch.testing.assert_close(after[:, 1].sigmoid() > 0.5, before[:, 1].sigmoid() > 0.7)
    torch.testing.assert_close(after[:, [0, 2]], before[:, [0, 2]])
    assert not torch.allclose(after[:, 1], before[:, 1])
