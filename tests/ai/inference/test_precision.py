from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from monai.networks.nets import UNet
from torch import Tensor, nn

from ai.device import has_fast_bf16
from ai.inference import precision
from ai.inference.members import Members
from ai.inference.precision import Choice, agree, key_of, measure, recall, remember

CPU = torch.device("cpu")
WINDOW = torch.randn(1, 1, 1, 20, 20)


_NOW = [0.0]


def passes(seconds: float) -> None:
    """Time goes by as networks say, not as a busy machine has it."""
    _NOW[0] += seconds


def way(wrong: str = "") -> Callable[[Choice], Callable[[Tensor], Tensor]]:
    """A network that takes 20 ms in float32 and 5 ms in half precision; ``wrong`` says how half fails."""

    def made(choice: Choice) -> Callable[[Tensor], Tensor]:
        def run(windows: Tensor) -> Tensor:
            half = choice.dtype != "float32"
            passes((0.005 if half else 0.02) * len(windows))
            outputs = torch.stack([windows[:, 0], -windows[:, 0]], 1)[None] * 5
            if half and wrong == "other masks":
                return outputs.flip(-1)
            if half and wrong == "nan":
                return outputs * float("nan")
            if half and wrong == "raises":
                raise RuntimeError("not implemented for 'BFloat16'")
            return outputs

        return run

    return made


def measured(wrong: str = "", members: int = 1) -> Choice:
    return measure(way(wrong), WINDOW, device=CPU, members=members, activation="softmax")


@pytest.fixture(autouse=True)
def fast_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_fast_bf16", lambda device: True)


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision.time, "perf_counter", lambda: _NOW[0])


def test_half_precision_where_it_is_faster_and_says_the_same() -> None:
    choice = measured()
    assert choice.dtype == "bfloat16"
    assert choice.batch == 1
    assert choice.window_s == pytest.approx(0.005)


@pytest.mark.parametrize("wrong", ["other masks", "nan", "raises"])
def test_full_precision_where_it_says_something_else(wrong: str) -> None:
    assert measured(wrong).dtype == "float32"


def test_layers_are_rewritten_where_that_is_faster() -> None:
    def run(choice: Choice) -> Callable[[Tensor], Tensor]:
        def answer(windows: Tensor) -> Tensor:
            passes((0.005 if choice.rewritten else 0.02) * len(windows))
            return torch.stack([windows[:, 0], -windows[:, 0]], 1)[None] * 5

        return answer

    for rewrites in (True, False):
        found = measure(run, WINDOW, device=CPU, members=1, activation="softmax", rewrites=rewrites)
        assert found.rewritten is rewrites


def test_rewritten_members_answer_as_the_others() -> None:
    network = UNet(2, 1, 3, (4, 8), (2,)).eval()
    windows = torch.randn(2, 1, 1, 16, 24)
    plain, other, both = (
        Members([network, network], device=CPU, dimensions=2, choice=choice)(windows)
        for choice in (Choice(), Choice(rewritten=True), Choice(rewritten=True, together=True))
    )
    torch.testing.assert_close(other, plain, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(both, plain, atol=1e-5, rtol=1e-5)


def test_the_processor_is_asked_before_anything_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "has_fast_bf16", lambda device: False)
    assert measured().dtype == "float32"


def test_answers_agree_by_masks_and_by_numbers() -> None:
    expected = torch.zeros(1, 1, 2, 1, 30, 30)
    expected[:, :, 0] = 0.9
    expected[:, :, 1] = 0.1
    expected[:, :, :, :, :10] = torch.tensor([0.1, 0.9]).reshape(1, 1, 2, 1, 1, 1)
    assert agree(expected, expected + 0.005, exclusive=True)
    assert not agree(expected, expected + 0.02, exclusive=True)
    moved = expected.clone()
    moved[:, :, :, :, 10, :8] = torch.tensor([0.4999, 0.5001]).reshape(1, 1, 2, 1, 1)
    assert float((moved - expected).abs().mean()) < precision.LARGEST_MEAN_DIFFERENCE
    assert not agree(expected, moved, exclusive=True)
    # Where labels overlap, what is nowhere near a mark may be highest without meaning anything.
    nothing = torch.full((1, 1, 2, 1, 30, 30), 1e-4)
    other = nothing + 1e-5 * torch.randn_like(nothing)
    assert agree(nothing, other, exclusive=False)


def test_what_was_measured_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "measured.json"
    assert recall("one", path) is None
    remember("one", Choice("bfloat16", window_s=0.5), path)
    remember("two", Choice(batch=4), path)
    assert recall("one", path) == Choice("bfloat16", window_s=0.5)
    assert recall("two", path) == Choice(batch=4)
    assert isinstance(json.loads(path.read_text()), dict)
    for number in range(precision.MOST_REMEMBERED):
        remember(f"later {number}", Choice(), path)
    assert recall("one", path) is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"one": 3}', '{"one": {"dtype": "int4"}}', '{"one": {"batch": 0}}'])
def test_a_damaged_file_is_measured_again(tmp_path: Path, text: str) -> None:
    path = tmp_path / "measured.json"
    path.write_text(text)
    assert recall("one", path) is None
    remember("one", Choice(), path)
    assert recall("one", path) == Choice()


def test_a_disk_that_refuses_is_no_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    remember("one", Choice(), tmp_path / "file" / "measured.json")
    assert "cannot be remembered" in caplog.text


def test_the_key_tells_weights_windows_and_machines_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {key_of("a" * 64, (1, 2, 3), CPU), key_of("b" * 64, (1, 2, 3), CPU), key_of("a" * 64, (1, 2, 4), CPU)}
    assert len(keys) == 3


def networks(count: int, dimensions: int = 2) -> list[nn.Module]:
    torch.manual_seed(3)
    convolution = nn.Conv2d if dimensions == 2 else nn.Conv3d
    return [nn.Sequential(convolution(1, 4, 3, padding=1), nn.ReLU(), convolution(4, 2, 1)) for _ in range(count)]


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("choice", [Choice(), Choice(channels_last=True), Choice(together=True)])
def test_members_answer_alike_in_every_way(dimensions: int, choice: Choice) -> None:
    own = networks(3, dimensions)
    windows = torch.randn(2, 1, 1 if dimensions == 2 else 6, 8, 10)
    with torch.no_grad():
        expected = torch.stack([one(windows[:, :, 0] if dimensions == 2 else windows) for one in own])
    found = Members(own, device=CPU, dimensions=dimensions, choice=choice)(windows)
    assert found.shape == (3, 2, 2, *windows.shape[2:])
    torch.testing.assert_close(found.reshape(expected.shape), expected, rtol=1e-4, atol=1e-5)


def test_half_precision_of_the_processor_is_close() -> None:
    if not has_fast_bf16(CPU):
        pytest.skip("this processor has no bfloat16")
    own, windows = networks(1, 3), torch.randn(1, 1, 8, 8, 8)
    full, half = (Members(own, device=CPU, dimensions=3, choice=Choice(dtype)) for dtype in ("float32", "bfloat16"))
    assert half(windows).dtype == torch.bfloat16
    torch.testing.assert_close(half(windows).float(), full(windows), rtol=0.05, atol=0.05)


def test_the_finest_of_several_answers_counts() -> None:
    class Deep(nn.Module):
        def forward(self, windows: Tensor) -> list[Tensor]:
            return [windows * 2, windows[..., ::2]]

    windows = torch.randn(1, 1, 4, 4, 4)
    found = Members([Deep()], device=CPU, dimensions=3, choice=Choice())(windows)
    torch.testing.assert_close(found[0], windows * 2)
