"""A network over a CT of 139 x 512 x 512: what windows, blending and geometry cost beside the bare forward passes.

MONAI's plain UNet (16 to 128 features), windows of 96 a side, overlap 0.25; taught for a moment on the series itself,
so that half precision can be compared by what it marks. The forward passes are summed up inside the very run that is
measured, and on a CPU in its own time, on one thread: on a shared machine nothing else says anything.
``LIGHTBOX_QUICK=1`` takes a small part of the scan.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from monai.inferers import SlidingWindowInferer
from monai.networks.nets.unet import UNet
from torch import Tensor, nn

from ai.inference import precision
from ai.inference.loaded import LoadedModel
from ai.inference.members import Members
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import run_model
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.volume import Volume
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from tests.benchmarks.ct_series import write_series
from tests.benchmarks.table import Row

SLICES, SIDE = 139, 96
OVERLAP = 0.25
QUICK = bool(os.environ.get("LIGHTBOX_QUICK"))
RUNS = 1 if QUICK else 2


def _clock(on_card: bool) -> float:
    """Seconds: of the wall where a card works, else of this process."""
    return time.perf_counter() if on_card else time.process_time()


class Timed(nn.Module):
    """A network that sums up how long it ran."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.seconds = 0.0

    def forward(self, windows: Tensor) -> Tensor:
        started = _clock(windows.is_cuda)
        outputs: Tensor = self.network(windows)
        if windows.is_cuda:
            torch.cuda.synchronize()
        self.seconds += _clock(windows.is_cuda) - started
        return outputs


def run() -> list[Row]:
    rows = []
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_series(folder / "ct", SLICES)
        volume = _read(folder / "ct")
        if QUICK:
            volume = replace(volume, voxels=volume.voxels[:SIDE, :256, :256])
        card, network = _card(volume, folder), _taught(volume)
        for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
            rows += _rows(card, network, volume, folder / "ct", device)
    torch.set_num_threads(threads)
    return rows


def _rows(card: ModelCard, network: Timed, volume: Volume, files: Path, device: str) -> list[Row]:
    model = LoadedModel(card, (network.to(device).eval(),), torch.device(device))
    exact = RunOptions(full_precision=True)
    warm = replace(volume, voxels=volume.voxels[:SIDE, :SIDE, :SIDE])
    run_model(model, warm, options=exact)  # also proves the geometry of this contract

    def product() -> ModelResult:
        return run_model(model, volume, options=exact)

    def from_file() -> ModelResult:
        return run_model(model, _read(files), options=exact)

    def monai() -> Tensor:
        inferer = SlidingWindowInferer((SIDE, SIDE, SIDE), 1, OVERLAP, mode="gaussian", device="cpu")
        with torch.inference_mode():
            picture = torch.from_numpy(volume.voxels.astype(np.float32)).add_(1024).div_(2048)[None, None]
            return inferer(picture, network).softmax(1)[0, 1] >= 0.5

    name = f"{'x'.join(map(str, volume.shape))}, {device}"
    limit = "1.10" if device == "cpu" else "1.20"
    full_ms, full_forward_ms, full = _measured(product, network)
    peer_ms, peer_forward_ms, _ = _measured(monai, network)
    rows = [
        Row(f"voxels to labels, {name}", full_ms, "its forwards", full_forward_ms, f"<= {limit} x forwards"),
        Row(f"MONAI's inferer, {name}", peer_ms, "its forwards", peer_forward_ms, ""),
        Row(f"voxels to labels, {name}", full_ms, "MONAI's inferer", peer_ms, ">= 1"),
    ]
    if not QUICK:
        whole_ms, forward_ms, _ = _measured(from_file, network)
        rows.append(Row(f"files to labels, {name}", whole_ms, "its forwards", forward_ms, "<= 1.25 x forwards on CPU"))
    choice = precision.measure(
        _plain(model),
        _window(volume).to(device),
        device=model.device,
        members=1,
        activation="softmax",
        rewrites=True,
    )
    if choice.dtype != "float32":
        precision.remember(precision.key_of(card.weights_sha256, (SIDE, SIDE, SIDE), model.device), choice)
        # Whole runs against whole runs: copies of the network may run here, and those have clocks of their own.
        full_ms, _ = _quickest(product)
        half_ms, half = _quickest(lambda: run_model(model, volume))
        same = _dice(full.structures[0].mask, half.structures[0].mask)
        rows.append(Row(f"{choice.dtype}, {name}, Dice {same:.4f}", half_ms, "float32", full_ms, ">= 3 at equal Dice"))
    return rows


def _measured(work: Callable[[], object], network: Timed) -> tuple[float, float, object]:
    """Milliseconds of the run whose share beside the forwards is the smaller, of its forwards, and its answer."""
    found: list[tuple[float, float, object]] = []
    for _ in range(RUNS):
        on_card = next(network.parameters()).is_cuda
        network.seconds = 0.0
        started = _clock(on_card)
        answer = work()
        found.append((1000 * (_clock(on_card) - started), 1000 * network.seconds, answer))
    return min(found, key=_share)


def _quickest(work: Callable[[], ModelResult]) -> tuple[float, ModelResult]:
    """Milliseconds of the quickest run, and its answer."""
    found: list[tuple[float, ModelResult]] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        answer = work()
        found.append((1000 * (time.perf_counter() - started), answer))
    return min(found, key=_milliseconds)


def _milliseconds(measured: tuple[float, ModelResult]) -> float:
    return measured[0]


def _share(measured: tuple[float, float, object]) -> float:
    return measured[0] / measured[1]


def _read(folder: Path) -> Volume:
    (series,) = series_of(scan([folder]))
    return load_series(series).volume


def _card(volume: Volume, folder: Path) -> ModelCard:
    grid = GridSpec(
        patch=(SIDE, SIDE, SIDE),
        overlap=OVERLAP,
        intensity=(IntensityStep("normalise", (("mean", -1024.0), ("std", 2048.0))),),
    )
    return ModelCard(
        id="benchmark",
        version="1.0.0",
        title="Benchmark",
        task="segmentation",
        labels=(Label("bright", "Bright", Code("0", "99TEST", "bright")),),
        input=InputSpec((volume.modality,), (), (), (0, 0), (0, 100), 0, grid),
        architecture=Architecture("monai", ()),
        members=(Weights("none.safetensors", "0" * 64),),
        threshold=0.5,
        reading=Reading("", "", "", "", "", ()),
        metrics={},
        reference={},
        parent="",
        folder=folder,
    )


def _taught(volume: Volume) -> Timed:
    """Teach a network to mark what is brighter than the middle of the series."""
    torch.manual_seed(0)
    network = UNet(3, 1, 2, (16, 32, 64, 128), (2, 2, 2))
    picture = (_window(volume)[..., :64, :64, :64] + 0).contiguous()
    truth = (picture > picture.median()).long()[:, 0]
    optimiser = torch.optim.Adam(network.parameters(), 5e-3)
    for _ in range(60):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(picture), truth).backward()
        optimiser.step()
    return Timed(network.eval())


def _window(volume: Volume) -> Tensor:
    """(1, 1, slices, rows, columns) of the middle, scaled as the card says."""
    slices, rows, columns = (slice((size - SIDE) // 2, (size - SIDE) // 2 + SIDE) for size in volume.shape)
    values = volume.voxels[slices, rows, columns].astype(np.float32)
    return torch.from_numpy((values + 1024) / 2048)[None, None]


def _plain(model: LoadedModel) -> precision.Run:
    def made(choice: precision.Choice) -> Callable[[Tensor], Tensor]:
        return Members(model.networks, device=model.device, dimensions=3, choice=choice)

    return made


def _dice(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * float((one & other).sum()) / max(1.0, float(one.sum() + other.sum()))
