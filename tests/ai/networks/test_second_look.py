from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.second_look import Look, SecondLook, standardise_window, window_round

WINDOW = (16, 24)


class _Bright(nn.Module):
    """Draws every structure where its half of the picture is bright: 0 at the left, 1 at the right, 2 everywhere."""

    def forward(self, pictures: Tensor) -> Tensor:
        half = pictures.shape[3] // 2
        sides = torch.full((1, 3, 1, pictures.shape[3]), 1.0)
        sides[:, 0, :, half:], sides[:, 1, :, :half] = 0, 0
        return torch.where(pictures * sides > 0.5, 1.0, -1.0)


class _Gradient(nn.Module):
    """Answers 10 plus the column of the window, so that a mirrored answer shows; remembers what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Tensor] = []

    def forward(self, windows: Tensor) -> Tensor:
        self.shown.append(windows)
        return (10 + torch.arange(windows.shape[3], dtype=torch.float32)).expand(windows.shape)


def _picture() -> Tensor:
    picture = torch.zeros(1, 1, 64, 96)
    picture[0, 0, 20:24, 10:22] = 1  # middle (22, 16)
    picture[0, 0, 40:44, 70:90] = 1  # middle (42, 80)
    return picture


def _looked() -> tuple[SecondLook, _Gradient]:
    second = _Gradient()
    return SecondLook(_Bright(), [second], [Look(WINDOW, shown=(0,), mirrored=(1,))]).eval(), second


def test_answers_of_the_window_stand_where_the_window_lay_and_nowhere_else() -> None:
    network, _ = _looked()
    before, after = _Bright()(_picture()), network(_picture())
    ramp = 10 + torch.arange(24.0)
    assert (after[0, 0, 14:30, 4:28] == ramp).all()
    assert (after[0, 1, 34:50, 68:92] == ramp.flip(0)).all()  # the left one was shown mirrored, and is turned back
    rest = after.clone()
    rest[0, 0, 14:30, 4:28] = before[0, 0, 14:30, 4:28]
    rest[0, 1, 34:50, 68:92] = before[0, 1, 34:50, 68:92]
    assert torch.equal(rest, before)


def test_the_mirrored_structure_looks_as_the_other_does() -> None:
    network, second = _looked()
    picture = torch.zeros(1, 1, 64, 96)
    shape = torch.rand(4, 11, generator=torch.Generator().manual_seed(0)) + 0.6
    picture[0, 0, 30:34, 10:21] = shape
    picture[0, 0, 30:34, 75:86] = shape.flip(1)
    network(picture)
    (shown,) = second.shown
    assert shown.shape == (2, 1, *WINDOW)
    # The middle of an even window lies half a column beside that of what is drawn, at either side.
    torch.testing.assert_close(shown[0, 0, :, 1:], shown[1, 0, :, :-1])


def test_every_picture_of_a_batch_has_windows_of_its_own() -> None:
    network, _ = _looked()
    one = _picture()
    other = one.roll((5, 4), (2, 3))
    torch.testing.assert_close(network(torch.cat([one, other])), torch.cat([network(one), network(other)]))


def test_where_nothing_is_drawn_the_first_answers_stay() -> None:
    network, second = _looked()
    empty = torch.zeros(1, 1, 64, 96)
    assert torch.equal(network(empty), _Bright()(empty))
    assert second.shown == []


def test_the_window_stays_in_the_picture_and_a_speck_does_not_move_it() -> None:
    logits = torch.full((64, 96), -1.0)
    assert window_round(logits, WINDOW) is None
    logits[:14, :20] = 1
    assert window_round(logits, WINDOW) == (0, 0)
    logits[60, 90:92] = 1
    assert window_round(logits, WINDOW) == (0, 0)
    logits[:14, :20] = -1
    assert window_round(logits, WINDOW) == (48, 72)


def test_a_window_lies_round_the_middle_of_what_is_drawn_however_it_is_shaped() -> None:
    logits = torch.full((64, 96), -1.0)
    logits[20:24, 30:54] = 1
    logits[20:36, 30:34] = 1  # heavy at one end
    assert window_round(logits, (20, 30)) == (18, 27)
    assert window_round(logits.flip(0, 1), (20, 30)) == (64 - 38, 96 - 57)


def test_a_picture_smaller_than_the_window_is_refused() -> None:
    with pytest.raises(ValueError, match="a window of"):
        window_round(torch.ones(12, 96), WINDOW)


def test_windows_are_standardised_one_by_one() -> None:
    windows = torch.randn(2, 1, 16, 24, generator=torch.Generator().manual_seed(1))
    found = standardise_window(torch.cat([windows[:1], 5 + 3 * windows[:1], torch.full((1, 1, 16, 24), 7.0)]))
    torch.testing.assert_close(found[0], found[1], rtol=1e-4, atol=1e-4)
    assert abs(float(found[0].mean())) < 1e-5
    assert float(found[0].std()) == pytest.approx(1, abs=1e-3)
    assert (found[2] == 0).all()


def test_each_structure_is_drawn_by_the_network_that_looks_at_it() -> None:
    sides, whole = _Gradient(), _Gradient()
    looks = [Look(WINDOW, shown=(0,), mirrored=(1,)), Look((32, 40), shown=(2,))]
    network = SecondLook(_Bright(), [sides, whole], looks).eval()
    alone, both = _looked()[0](_picture()), network(_picture())
    assert torch.equal(both[0, :2], alone[0, :2])
    # The window of what is drawn everywhere lies round the median of both patches, which is in the larger one.
    row, column = window_round(_Bright()(_picture())[0, 2], (32, 40)) or (0, 0)
    assert (both[0, 2, row : row + 32, column : column + 40] == 10 + torch.arange(40.0)).all()
    assert [window.shape[0] for window in (*sides.shown, *whole.shown)] == [2, 1]
    assert (network.look_of(1), network.look_of(2)) == (sides, whole)
    assert SecondLook(_Bright(), [sides], looks[:1]).look_of(2) is None


def test_answers_of_both_are_weighed_where_the_first_has_a_say() -> None:
    network = SecondLook(_Bright(), [_Gradient()], [Look(WINDOW, shown=(0,), share=0.25)]).eval()
    before, after = _Bright()(_picture()), network(_picture())
    window = before[0, 0, 14:30, 4:28]
    torch.testing.assert_close(after[0, 0, 14:30, 4:28], 0.75 * window + 0.25 * (10 + torch.arange(24.0)))
    assert torch.equal(after[0, 1:], before[0, 1:])


LOOK = {"filters": [4, 8, 8], "subpixels": 1, "window_px": list(WINDOW), "shown": [0], "mirrored": [1], "share": 1.0}
FINE_LOOK = {"filters": [4, 8, 8], "subpixels": 2, "window_px": [32, 32], "shown": [2], "mirrored": [], "share": 0.5}


def _architecture(*looks: dict[str, object]) -> Architecture:
    sizes = (("out_channels", 3), ("filters", (4, 8, 16)), ("subpixels", 2))
    return Architecture("second-look", (*sizes, ("looks", list(looks))))


def test_a_card_names_it() -> None:
    network = build(_architecture(LOOK, FINE_LOOK)).eval()
    assert isinstance(network, SecondLook)
    assert network.looks == (Look(WINDOW, (0,), (1,)), Look((32, 32), (2,), share=0.5))
    with torch.inference_mode():
        assert network(torch.randn(2, 1, 64, 96)).shape == (2, 3, 64, 96)


@pytest.mark.parametrize("window", [[16], [0, 16], [-16, 16], [16.0, 16.0], ["a", "b"], [18, 16]])
def test_windows_that_the_network_cannot_read_are_refused(window: list[object]) -> None:
    with pytest.raises(ModelPackError, match="a window of two multiples of 4 pixels"):
        build(_architecture(LOOK | {"window_px": window}))


@pytest.mark.parametrize("share", [0.0, 1.5])
def test_shares_that_are_none_are_refused(share: float) -> None:
    with pytest.raises(ModelPackError, match="a share above 0, at most 1"):
        build(_architecture(LOOK | {"share": share}))


@pytest.mark.parametrize("looks", [[LOOK | {"mirrored": [3]}], [LOOK, FINE_LOOK | {"shown": [1]}]])
def test_places_beyond_the_structures_or_twice_are_refused(looks: list[dict[str, object]]) -> None:
    with pytest.raises(ModelPackError, match="places of 3 structures, each once"):
        build(_architecture(*looks))
