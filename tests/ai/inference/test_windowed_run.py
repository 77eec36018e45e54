from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from ai.errors import MemoryShort, ModelPackError
from ai.inference import precision, windowed_run
from ai.inference.forecast import Attempt, Forecast, Load, foresee
from ai.inference.options import RunOptions
from ai.inference.run import run_model
from ai.progress import Cancelled
from ai.volume import Volume
from tests.ai.inference.bands import WINDOWS, Bands, MakeCard, model_of, run


def test_cancel_between_windows_holds_nothing(make_card: MakeCard, scan: Volume) -> None:
    calls: list[str] = []

    def stop(fraction: float, message: str) -> None:
        calls.append(message)
        if message.startswith("Window 3"):
            raise Cancelled

    with pytest.raises(Cancelled):
        run_model(model_of(make_card(WINDOWS), Bands(3)), scan, options=RunOptions(full_precision=True), progress=stop)
    assert any(message.startswith("Window 2") for message in calls)


class Hungry(Bands):
    """Has too little memory for more than ``most`` windows, as torch says it on CPUs."""

    def __init__(self, classes: int, most: int) -> None:
        super().__init__(classes)
        self.most = most

    def forward(self, windows: Tensor) -> Tensor:
        if len(windows) > self.most:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
        return super().forward(windows)


def test_too_little_memory_for_many_windows(make_card: MakeCard, scan: Volume, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "recall", lambda key: precision.Choice(batch=4))
    result = run(make_card(WINDOWS), scan, Hungry(3, most=1))
    np.testing.assert_array_equal(result.structures[0].labelled, scan.voxels)
    with pytest.raises(MemoryShort, match=r"Bands needs .* GB of memory for this scan"):
        run(make_card(WINDOWS), scan, Hungry(3, most=0))


def test_what_cannot_fit_is_not_begun(make_card: MakeCard, scan: Volume, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windowed_run, "free_bytes", lambda device: 1_000_000)
    with pytest.raises(MemoryShort, match=r"0\.0 GB are free"):
        run(make_card(WINDOWS), scan)


def test_short_memory_gives_coarse_contours_and_says_so(
    make_card: MakeCard, scan: Volume, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_outputs_only(load: Load, attempt: Attempt, *, card: bool) -> Forecast:
        found = foresee(load, attempt, card=card)
        return replace(found, host_bytes=1 << 60) if attempt.keep_outputs else found

    monkeypatch.setattr(windowed_run, "foresee", without_outputs_only)
    result = run(make_card(replace(WINDOWS, spacing_mm=(1.25, 0.4, 0.4))), scan)
    wrong = np.argwhere(result.structures[0].labelled != scan.voxels)
    assert len(wrong) < 8  # corners of blocks, between two values
    assert any("only as fine as the grid of the model" in note for note in result.notes)


class Broken(Bands):
    """One voxel of one window is no number."""

    def __init__(self, value: float, dtype: torch.dtype | None = None) -> None:
        super().__init__(3)
        self.value = value
        self.dtype = dtype

    def forward(self, windows: Tensor) -> Tensor:
        outputs = super().forward(windows)
        if self.dtype is None or (torch.get_autocast_dtype("cpu") is self.dtype and torch.is_autocast_enabled("cpu")):
            outputs[-1, 1, -1, -1, -1] = self.value
        return outputs


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("spacing_mm", [(0, 0, 0), (1.25, 0.4, 0.4)])
def test_what_is_no_number_is_no_result(
    make_card: MakeCard, scan: Volume, value: float, spacing_mm: tuple[float, float, float]
) -> None:
    with pytest.raises(ModelPackError, match="gives no numbers on this scan"):
        run(make_card(replace(WINDOWS, spacing_mm=spacing_mm)), scan, Broken(value))


def test_what_half_precision_cannot_hold_is_computed_in_full(
    make_card: MakeCard, scan: Volume, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "recall", lambda key: precision.Choice("bfloat16"))
    result = run(make_card(WINDOWS), scan, Broken(float("inf"), torch.bfloat16))
    np.testing.assert_array_equal(result.structures[0].labelled, scan.voxels)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_too_little_memory_of_a_card_falls_back(make_card: MakeCard, scan: Volume) -> None:
    class HungryOnCuda(Bands):
        def forward(self, windows: Tensor) -> Tensor:
            if windows.is_cuda:
                raise torch.OutOfMemoryError
            return super().forward(windows)

    model = model_of(make_card(WINDOWS), HungryOnCuda(3), device=torch.device("cuda"))
    result = run_model(model, scan)
    np.testing.assert_array_equal(result.structures[0].labelled, scan.voxels)
    assert any("so the CPU did the work" in note for note in result.notes)
    assert next(model.networks[0].parameters()).is_cuda
