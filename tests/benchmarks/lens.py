"""The filters of the lens on 16-bit pictures, against the libraries that a Python viewer would use.

Each peer gets the picture in the form that it likes best and gives what it gives; where OpenCV is the peer and the
filter is OpenCV's own, the rest of the lens (dtypes, padding, the exact last bit) is what is measured. scikit-image is
compared with where it is installed.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import cv2
import numpy as np
import SimpleITK
import torch
from scipy import ndimage, signal

from app.imaging.lens import apply_lens, cost_ms
from app.imaging.lens_text import parse_lens
from app.imaging.noise import noise_sd
from tests.benchmarks.table import Row, medians_ms

SIZES = (512, 2048)

LIMITS_MS = {512: 16.0, 2048: 50.0}
"""A frame, and what the window may be deaf for."""

SLOW_UNTIL = 512
"""Peers that take more than some seconds for larger pictures are compared with up to this size."""

SLOW_MS = 300.0
SLOW_RUNS = 2
RUNS = 7
"""What takes longer is run less often: chance plays a smaller part in it."""

Peers = dict[str, tuple[Callable[[], object], str]]
"""Name -> (work, goal)."""


def run() -> list[Row]:
    """Measure every filter at two sizes."""
    return [row for side in SIZES for row in _rows(side)]


def _rows(side: int) -> list[Row]:
    plane = _picture(side)
    rows = []
    for text, peers in _peers(plane).items():
        lens = parse_lens((text,))
        assert lens is not None
        names = list(peers)
        ours_ms, *peers_ms = _medians_ms(
            [lambda lens=lens: apply_lens(plane, lens), *(work for work, _ in peers.values())]
        )
        what = f"lens {text}, {side} x {side}"
        rows += [Row(what, ours_ms, name, ms, peers[name][1]) for name, ms in zip(names, peers_ms, strict=True)]
        rows.append(Row(what, ours_ms, "the frame to keep", LIMITS_MS[side], ">= 1"))
        rows.append(Row(what, ours_ms, "our own estimate", cost_ms(lens, plane.size), "about 1"))
    return rows


def _medians_ms(works: Sequence[Callable[[], object]]) -> list[float]:
    """Run the works in turn; median wall time of each in ms.

    Each runs once unseen right before the clock starts: else the one after a slow peer finds the caches cold, and the
    one after a quick peer finds the picture there.
    """
    slow = [medians_ms(work, runs=1)[0] > SLOW_MS for work in works]
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, is_slow, seen in zip(works, slow, times, strict=True):
            if is_slow and len(seen) == SLOW_RUNS:
                continue
            if not is_slow:
                work()
            started = time.perf_counter()
            work()
            seen.append(1000 * (time.perf_counter() - started))
    return [statistics.median(seen) for seen in times]


def _peers(plane: np.ndarray) -> dict[str, Peers]:
    image = SimpleITK.GetImageFromArray(plane)
    real = plane.astype(np.float32)
    real_image = SimpleITK.GetImageFromArray(real)
    tensor = torch.from_numpy(real)[None, None]
    around = torch.nn.functional.pad
    noise = noise_sd(plane)
    is_small = plane.shape[0] <= SLOW_UNTIL

    def cv2_real(work: Callable[[np.ndarray], object]) -> Callable[[], object]:
        """Whole numbers as they come, values between them as they go: what the lens has to do, too."""
        return lambda: work(plane.astype(np.float32))

    def torch_gaussian() -> torch.Tensor:
        x = torch.arange(-8, 9, dtype=torch.float32)
        bell = torch.exp(-(x**2) / 8)
        bell /= bell.sum()
        rows = torch.nn.functional.conv2d(around(tensor, (8, 8, 8, 8), mode="replicate"), bell.reshape(1, 1, -1, 1))
        return torch.nn.functional.conv2d(rows, bell.reshape(1, 1, 1, -1))

    peers: dict[str, Peers] = {
        "mean:size=5": {
            "OpenCV blur": (lambda: cv2.blur(plane, (5, 5), borderType=cv2.BORDER_REPLICATE), ">= 0.8"),
            "scipy uniform_filter": (lambda: ndimage.uniform_filter(plane, 5, mode="nearest"), ">= 5"),
            "SimpleITK Mean": (lambda: SimpleITK.Mean(image, [2, 2]), ">= 10"),
            "torch avg_pool2d": (
                lambda: torch.nn.functional.avg_pool2d(around(tensor, (2, 2, 2, 2), mode="replicate"), 5, 1),
                ">= 2",
            ),
        },
        "gaussian:sigma=2": {
            "OpenCV GaussianBlur, float32": (cv2_real(lambda each: cv2.GaussianBlur(each, (0, 0), 2.0)), ">= 0.8"),
            "OpenCV GaussianBlur, 16 bit, which rounds": (lambda: cv2.GaussianBlur(plane, (0, 0), 2.0), ""),
            "scipy gaussian_filter": (lambda: ndimage.gaussian_filter(real, 2.0, mode="nearest"), ">= 5"),
            "SimpleITK SmoothingRecursiveGaussian": (
                lambda: SimpleITK.SmoothingRecursiveGaussian(real_image, 2.0),
                ">= 3",
            ),
            "torch conv2d, twice": (torch_gaussian, ">= 5"),
        },
        **{
            f"bilateral:size={size}": {
                "OpenCV bilateralFilter, float32": (
                    cv2_real(lambda each, size=size: cv2.bilateralFilter(each, size, 3 * noise, size / 4)),
                    ">= 1",
                ),
            }
            for size in (7, 9)
        },
        **{
            f"sigma:size={size}": {
                "plain numpy, all neighbours": (lambda size=size: _plain_sigma(real, size, 2 * noise), ">= 5"),
            }
            for size in (7, 9)
        },
        "wiener:size=5": {
            "scipy.signal.wiener": (lambda: signal.wiener(real, 5, noise**2), ">= 3"),
            "OpenCV boxes, float32": (
                cv2_real(lambda each: _plain_wiener(each, 5, noise**2)),
                "" if is_small else ">= 1",
            ),
        },
        "unsharp": {
            "scipy gaussian_filter": (lambda: 2 * real - ndimage.gaussian_filter(real, 2.0, mode="nearest"), ">= 5"),
            "SimpleITK UnsharpMask": (lambda: SimpleITK.UnsharpMask(real_image, [2.0, 2.0], 1.0, 0.0, False), ">= 5"),
            "OpenCV GaussianBlur, float32, the same result": (cv2_real(_plain_unsharp), ">= 0.8"),
            "OpenCV GaussianBlur, 16 bit, which rounds and cuts off": (lambda: _plain_unsharp(plane), ""),
        },
        "laplacian": {
            "scipy gaussian_laplace": (lambda: ndimage.gaussian_laplace(real, 1.0, mode="nearest"), ">= 5"),
            "SimpleITK LaplacianRecursiveGaussian": (
                lambda: SimpleITK.LaplacianRecursiveGaussian(real_image, 1.0),
                ">= 5",
            ),
        },
        "outline": {
            "scipy gaussian_gradient_magnitude": (
                lambda: ndimage.gaussian_gradient_magnitude(real, 1.0, mode="nearest"),
                ">= 5",
            ),
            "SimpleITK GradientMagnitudeRecursiveGaussian": (
                lambda: SimpleITK.GradientMagnitudeRecursiveGaussian(real_image, 1.0),
                ">= 5",
            ),
        },
        "kernel5": {
            "OpenCV filter2D, float32": (cv2_real(lambda each: cv2.filter2D(each, -1, _KERNEL)), ">= 0.8"),
            "OpenCV filter2D, 16 bit": (lambda: cv2.filter2D(plane, -1, _KERNEL), ">= 1"),
            "scipy correlate": (lambda: ndimage.correlate(real, _KERNEL, mode="nearest"), ">= 5"),
            "SimpleITK Convolution": (lambda: SimpleITK.Convolution(real_image, _KERNEL_IMAGE), ">= 5"),
            "torch conv2d": (
                lambda: torch.nn.functional.conv2d(
                    around(tensor, (2, 2, 2, 2), mode="replicate"), torch.from_numpy(_KERNEL)[None, None]
                ),
                ">= 2",
            ),
        },
        "clahe": {
            "OpenCV CLAHE of 16 bit (its limit follows the bit depth)": (
                lambda: cv2.createCLAHE(40.0, (8, 8)).apply(plane.view(np.uint16)),
                "",
            ),
        },
    }
    for size, goal in ((3, ">= 20"), (5, ">= 20"), (7, ">= 5"), (9, ">= 5")):
        peers[f"median:size={size}"] = {
            "SimpleITK Median": (lambda half=size // 2: SimpleITK.Median(image, [half, half]), goal),
            "scipy median_filter": (lambda size=size: ndimage.median_filter(plane, size, mode="nearest"), goal),
        }
        if size <= 5:
            peers[f"median:size={size}"]["OpenCV medianBlur"] = (
                lambda size=size: cv2.medianBlur(plane, size),
                ">= 0.8",
            )
        elif is_small:
            peers[f"median:size={size}"]["torch unfold, median"] = (
                lambda size=size: torch.nn.functional.unfold(tensor, size, padding=size // 2).median(1),
                ">= 20",
            )
    if is_small:
        peers["bilateral:size=7"]["SimpleITK Bilateral"] = (
            lambda: SimpleITK.Bilateral(real_image, 1.75, 3 * noise),
            ">= 5",
        )
        peers["clahe"]["SimpleITK AdaptiveHistogramEqualization"] = (
            lambda: SimpleITK.AdaptiveHistogramEqualization(image, [5, 5]),
            ">= 50",
        )
    if find_spec("skimage") is not None:
        from skimage import exposure, filters

        peers["clahe"]["scikit-image equalize_adapthist"] = (
            lambda: exposure.equalize_adapthist(plane.view(np.uint16), clip_limit=0.01),
            ">= 3" if is_small else ">= 8",
        )
        peers["unsharp"]["scikit-image unsharp_mask"] = (
            lambda: filters.unsharp_mask(real, 2.0, 1.0, preserve_range=True),
            ">= 5",
        )
    return peers


_KERNEL = np.full((5, 5), -1, np.float32)
_KERNEL[1:-1, 1:-1], _KERNEL[2, 2] = 2, 8
_KERNEL /= 8
_KERNEL_IMAGE = SimpleITK.GetImageFromArray(_KERNEL)


def _picture(side: int) -> np.ndarray:
    """(side, side) int16: smooth shapes with the noise of a detector."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    shapes = 1500 + 1200 * np.sin(x / side * 9) * np.cos(y / side * 7)
    return (shapes + np.random.default_rng(0).normal(0, 40, (side, side))).astype(np.int16)


def _plain_unsharp(plane: np.ndarray) -> np.ndarray:
    smooth = cv2.GaussianBlur(plane, (0, 0), 2.0, borderType=cv2.BORDER_REPLICATE)
    return cv2.addWeighted(plane, 2.0, smooth, -1.0, 0.0)


def _plain_sigma(plane: np.ndarray, size: int, limit: float) -> np.ndarray:
    """Lee's sigma filter as one writes it first; no library has it."""
    around = np.pad(plane, size // 2, mode="edge")
    sums, counts = np.zeros_like(plane), np.zeros_like(plane)
    for down, along in np.ndindex(size, size):
        shifted = around[down : down + plane.shape[0], along : along + plane.shape[1]]
        like = np.abs(shifted - plane) <= limit
        sums += np.where(like, shifted, 0)
        counts += like
    return sums / counts


def _plain_wiener(plane: np.ndarray, size: int, noise: float) -> np.ndarray:
    """Local mean and variance by OpenCV, the rest by numpy, all of the picture at once."""
    mean = cv2.blur(plane, (size, size))
    variance = cv2.sqrBoxFilter(plane, cv2.CV_32F, (size, size)) - mean * mean
    return mean + np.maximum(variance - noise, 0) / np.maximum(variance, noise) * (plane - mean)
