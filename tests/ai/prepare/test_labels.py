"""Label maps in blocks equal the highest of all channels, in little memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.library.grid_spec import GridSpec
from ai.prepare.grid import plan, to_network
from ai.prepare.labels import labels_to_source
from ai.prepare.way import Way
from ai.progress import Cancelled
from ai.volume import Volume
from tests.ai.prepare.conftest import GRIDS, affine_of

CPU = torch.device("cpu")
CHECKOUT = Path(__file__).resolve().parents[3]


def _way(grid: str = "oblique", shape: tuple[int, int, int] = (25, 40, 37), **spec: object) -> Way:
    fields = {"orientation": "SAR", "spacing_mm": (1.7, 1.3, 1.1), "multiple_of": 8} | spec
    return plan(Volume(np.broadcast_to(np.uint8(0), shape), affine_of(grid)), GridSpec(**fields))  # type: ignore[arg-type]


def _outputs(way: Way, channels: int, *, smooth: bool, seed: int = 0) -> torch.Tensor:
    """Logits: noise, or distances to seeds, whose borders are smooth as those of organs."""
    generator = torch.Generator().manual_seed(seed)
    if not smooth:
        return torch.randn(channels, *way.shape, generator=generator)
    places = torch.stack(torch.meshgrid(*[torch.arange(size) for size in way.shape], indexing="ij"), -1).float()
    seeds = torch.rand(channels, 3, generator=generator) * torch.tensor(way.shape)
    return torch.stack([-(places - each).norm(dim=-1) for each in seeds])


def _naive(outputs: torch.Tensor, way: Way) -> tuple[np.ndarray, np.ndarray]:
    values = way.to_source(outputs)
    return values.argmax(0).numpy().astype(np.uint8), values.max(0).values.numpy()


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("keep", [False, True])
def test_blocks_make_what_all_channels_make(grid: str, smooth: bool, keep: bool) -> None:
    way = _way(grid)
    outputs = _outputs(way, 7, smooth=smooth).softmax(0)
    labels, probability = labels_to_source(outputs, way, keep=keep)
    expected, highest = _naive(outputs, way)
    assert np.array_equal(labels, expected)
    assert (probability is not None) == keep
    if probability is not None:
        assert probability.astype(float) == pytest.approx(255 * highest, abs=0.51)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 99),
    channels=st.integers(1, 12),
    fit=st.sampled_from(["free", "centre", "crop-pad"]),
    spacing=st.tuples(*[st.floats(0.6, 6)] * 3),
)
def test_logits_of_any_sign_give_the_same_labels(
    seed: int, channels: int, fit: str, spacing: tuple[float, float, float]
) -> None:
    way = _way("mirrored", spacing_mm=spacing, fit=fit, size=() if fit == "free" else (8, 8, 8), multiple_of=1)
    outputs = _outputs(way, channels, smooth=True, seed=seed) - 50
    values = way.to_source(outputs, outside=float("nan"))
    labels, _ = labels_to_source(outputs, way, first_value=1)
    seen = torch.isfinite(values[0]).numpy()
    assert (labels[~seen] == 0).all()
    top = values.topk(min(2, channels), dim=0).values
    clear = seen if channels == 1 else seen & ((top[0] - top[1]) > 1e-4).numpy()
    assert np.array_equal(labels[clear], values.argmax(0).numpy()[clear] + 1)


def test_a_channel_that_wins_at_no_voxel_may_win_between_them() -> None:
    """Two steep ones cross far below a third that is never the highest where the network looked."""
    way = _way(shape=(40, 40, 37), spacing_mm=(6.0, 6.0, 6.0), multiple_of=1)
    left = torch.arange(way.shape[2]) < way.shape[2] // 2
    steep = torch.where(torch.stack([left, ~left]), -0.1, -20.0)
    rows = torch.cat([steep, torch.full((1, way.shape[2]), -3.0), torch.full((20, way.shape[2]), -15.0)])
    outputs = rows[:, None, None].expand(-1, *way.shape).contiguous().half()
    labels, _ = labels_to_source(outputs, way, keep=True, logarithms=True)
    assert set(np.unique(labels)) == {0, 1, 2}
    assert set(np.unique(outputs.argmax(0))) == {0, 1}
    assert np.array_equal(labels, _naive(outputs, way)[0])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 99), steep=st.floats(0.3, 5), noise=st.floats(0, 2))
def test_many_channels_of_any_steepness_give_the_same_labels(seed: int, steep: float, noise: float) -> None:
    way = _way("mirrored", spacing_mm=(2.9, 1.8, 2.1), multiple_of=1)
    outputs = _outputs(way, 30, smooth=True, seed=seed) * steep + noise * _outputs(way, 30, smooth=False, seed=seed)
    outputs = outputs.log_softmax(0).half()
    labels, _ = labels_to_source(outputs, way, keep=True, logarithms=True)
    values = way.to_source(outputs)
    highest = values.max(0).values
    chosen = values.gather(0, torch.from_numpy(labels.astype(np.int64))[None])[0]
    assert float((highest - chosen).max()) < 1e-4


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_share_the_work_and_nothing_else(threads: int) -> None:
    way = _way(shape=(70, 90, 37))
    outputs = _outputs(way, 9, smooth=True).log_softmax(0).half()
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone, probability = labels_to_source(outputs, way, keep=True, logarithms=True)
        torch.set_num_threads(threads)
        shared, of_shared = labels_to_source(outputs, way, keep=True, logarithms=True)
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert np.array_equal(alone, shared)
    assert probability is not None
    assert of_shared is not None
    assert np.array_equal(probability, of_shared)


def test_labels_at_equal_spacing_come_back_bit_for_bit() -> None:
    way = _way("mirrored", spacing_mm=(0, 0, 0))
    truth = np.random.default_rng(0).integers(0, 9, (25, 40, 37)).astype(np.uint8)
    on_network = to_network(truth, way, device=CPU).long()
    outputs = torch.nn.functional.one_hot(on_network, 9).movedim(-1, 0).half()
    assert np.array_equal(labels_to_source(outputs, way)[0], truth)


def test_thick_slices_take_the_nearest() -> None:
    way = _way("anisotropic", (6, 40, 37), spacing_mm=(4.0, 0.7, 0.7), thick_order=0, order=3)
    outputs = _outputs(way, 5, smooth=True)
    assert np.array_equal(labels_to_source(outputs, way)[0], _naive(outputs, way)[0])


def test_wrong_shapes_and_too_many_labels_are_refused() -> None:
    way = _way()
    with pytest.raises(ValueError, match="outputs must be"):
        labels_to_source(torch.zeros(2, 3, 4, 5), way)
    with pytest.raises(ValueError, match="do not fit into uint8"):
        labels_to_source(torch.zeros(1, *way.shape).expand(257, *way.shape), way)


def test_cancel_stops_in_the_middle() -> None:
    def cancel(fraction: float, message: str) -> None:
        if fraction > 0:
            raise Cancelled

    way = _way(shape=(70, 40, 37))
    with pytest.raises(Cancelled):
        labels_to_source(_outputs(way, 3, smooth=True), way, progress=cancel)


_MEASURED = """
import resource
import numpy as np
import torch
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import plan
from ai.prepare.labels import labels_to_source
from ai.volume import Volume

affine = np.diag([3.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]]
way = plan(Volume(np.broadcast_to(np.int16(0), (80, 256, 256)), affine), GridSpec(spacing_mm=(3.0, 3.0, 3.0)))
outputs = torch.zeros((118, *way.shape), dtype=torch.float16)
for channel in range(118):  # bars across the scan, so that every block has many labels
    outputs[channel, :, channel % 86 : channel % 86 + 2] = 1 + channel / 118
labels_to_source(outputs[:2, :, :, :].contiguous(), way, keep=True)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
labels, _ = labels_to_source(outputs, way, keep=True)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert len(np.unique(labels)) > 80, np.unique(labels)
print((after - before) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory in Linux's unit")
def test_many_labels_take_little_memory() -> None:
    """117 labels of 5 million voxels: all channels on the source grid would take 2,475 MB."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED], capture_output=True, text=True, env=environment, cwd=CHECKOUT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 60


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("smooth", [False, True])
def test_a_card_labels_the_same(smooth: bool) -> None:
    way = _way()
    outputs = _outputs(way, 7, smooth=smooth).softmax(0)
    on_card = labels_to_source(outputs.cuda(), way)[0]
    assert (on_card != labels_to_source(outputs, way)[0]).mean() < 1e-4
