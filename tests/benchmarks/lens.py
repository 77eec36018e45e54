"""The filters of the lens on 16-bit pictures, against named peers that a Python viewer would use."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import SimpleITK

from app.imaging.lens import apply_lens, parse_lens
from tests.benchmarks.table import Row, medians_ms

SIZES = (512, 2048)

CLAHE_PEER_UNTIL = 512
"""SimpleITK's adaptive equalisation takes more than ten seconds for larger pictures."""


def run() -> list[Row]:
    """Measure every filter at two sizes."""
    return [row for side in SIZES for row in _rows(side)]


def _rows(side: int) -> list[Row]:
    plane = _picture(side)
    image = SimpleITK.GetImageFromArray(plane)
    unsigned = plane.view(np.uint16)
    peer_clahe = cv2.createCLAHE(40.0, (8, 8))
    works: list[tuple[str, str, Callable[[], object], str]] = [
        ("mean:size=5", "SimpleITK Mean", lambda: SimpleITK.Mean(image, [2, 2]), ">= 10"),
        ("mean:size=5", "plain numpy sums", lambda: _running_mean(plane, 5), ">= 3"),
        (
            "gaussian:sigma=2",
            "SimpleITK DiscreteGaussian",
            lambda: SimpleITK.DiscreteGaussian(image, 4.0, 32, 0.01, False),
            ">= 5",
        ),
        ("median:size=5", "SimpleITK Median", lambda: SimpleITK.Median(image, [2, 2]), ">= 50"),
        ("median:size=7", "SimpleITK Median", lambda: SimpleITK.Median(image, [3, 3]), ">= 5"),
        ("median:size=9", "SimpleITK Median", lambda: SimpleITK.Median(image, [4, 4]), ">= 2"),
        ("clahe", "OpenCV CLAHE of 16 bit (its limit follows the bit depth)", lambda: peer_clahe.apply(unsigned), ""),
    ]
    if side <= CLAHE_PEER_UNTIL:
        works.append(
            (
                "clahe",
                "SimpleITK AdaptiveHistogramEqualization",
                lambda: SimpleITK.AdaptiveHistogramEqualization(image, [5, 5]),
                ">= 50",
            )
        )
    return [_row(text, plane, peer, work, goal) for text, peer, work, goal in works]


def _row(text: str, plane: np.ndarray, peer: str, work: Callable[[], object], goal: str) -> Row:
    lens = parse_lens((text,))
    assert lens is not None
    ours_ms, peer_ms = medians_ms(lambda: apply_lens(plane, lens), work, runs=3)
    return Row(f"lens {text}, {plane.shape[0]} x {plane.shape[1]}", ours_ms, peer, peer_ms, goal)


def _picture(side: int) -> np.ndarray:
    """(side, side) int16: smooth shapes with the noise of a detector."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    shapes = 1500 + 1200 * np.sin(x / side * 9) * np.cos(y / side * 7)
    return (shapes + np.random.default_rng(0).normal(0, 40, (side, side))).astype(np.int16)


def _running_mean(plane: np.ndarray, size: int) -> np.ndarray:
    """The same by sums along rows, then along columns."""
    around = np.pad(plane.astype(np.int32), size // 2, mode="edge")
    sums = np.lib.stride_tricks.sliding_window_view(around, size, axis=1).sum(axis=2)
    sums = np.lib.stride_tricks.sliding_window_view(sums, size, axis=0).sum(axis=2)
    return np.rint(sums / size**2).astype(plane.dtype)
