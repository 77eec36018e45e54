"""Tiles: each once, in several threads, and an end to all of them when one fails or the reader has had enough."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from ai.progress import Cancelled, silent
from app.imaging.filters.tiles import Tile, in_tiles


@pytest.fixture(params=[1, 2, 3])
def threads(request: pytest.FixtureRequest) -> Iterator[int]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(request.param)
    yield request.param
    cv2.setNumThreads(before)


@pytest.mark.parametrize("shape", [(1, 1), (7, 9), (64, 3), (20, 20)])
def test_every_pixel_once(threads: int, shape: tuple[int, int]) -> None:
    seen = np.zeros(shape, int)

    def work(tiles: Iterator[Tile]) -> None:
        for rows, columns in tiles:
            assert rows.stop - rows.start <= 5
            assert columns.stop - columns.start <= 4
            seen[rows, columns] += 1

    in_tiles(work, shape, (5, 4), silent)
    assert (seen == 1).all()


def test_threads_work_at_the_same_time(threads: int) -> None:
    together = threading.Barrier(threads, timeout=10)

    def work(tiles: Iterator[Tile]) -> None:
        together.wait()
        list(tiles)

    in_tiles(work, (100, 100), (5, 5), silent)
    assert not together.broken


def test_progress_grows_in_the_thread_of_the_caller(threads: int) -> None:
    told: list[float] = []

    def progress(fraction: float, message: str) -> None:
        assert threading.current_thread() is threading.main_thread()
        assert message == ""
        told.append(fraction)

    def work(tiles: Iterator[Tile]) -> None:
        list(tiles)

    in_tiles(work, (100, 100), (5, 100), progress)
    assert told == sorted(told)
    assert all(0.0 <= each < 1.0 for each in told)


def test_cancelled_work_ends(threads: int) -> None:
    begun: list[Tile] = []

    def work(tiles: Iterator[Tile]) -> None:
        for each in tiles:
            begun.append(each)
            threading.Event().wait(0.001)

    def progress(fraction: float, message: str) -> None:
        raise Cancelled

    before = threading.active_count()
    with pytest.raises(Cancelled):
        in_tiles(work, (1000, 1000), (5, 5), progress)
    assert len(begun) < 100
    assert threading.active_count() == before


def test_an_error_in_any_thread_is_told() -> None:
    def work(tiles: Iterator[Tile]) -> None:
        for rows, _ in tiles:
            if rows.start == 50:
                raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        in_tiles(work, (100, 10), (5, 5), silent)
