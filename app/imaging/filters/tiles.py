"""Work on a picture in tiles that a processor keeps close by, on all processors at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from operator import length_hint
from typing import TypeAlias

import cv2

from ai.progress import Progress

Tile: TypeAlias = tuple[slice, slice]
"""Rows and columns of the picture."""

_MOST_THREADS = 8
"""Beyond, they wait for each other: between two calls of OpenCV or numpy only one of them runs."""


def in_tiles(
    work: Callable[[Iterator[Tile]], None], shape: tuple[int, int], tile: tuple[int, int], progress: Progress
) -> None:
    """Do work on every tile of a picture; returns when all are done.

    Parameters
    ----------
    work
        Called once in every thread, at the same time, with tiles to take until none is left: each tile goes to one of
        the threads. What it needs for all of them it makes before it takes the first.
    shape
        (rows, columns) of the picture.
    tile
        (rows, columns) of a tile, at most.
    progress
        Called for tiles that the thread of the caller takes, in that thread. When it raises, no more tiles are given
        out, and those that others work on are waited for.
    """
    tiles = [
        (slice(top, min(top + tile[0], shape[0])), slice(left, min(left + tile[1], shape[1])))
        for top in range(0, shape[0], tile[0])
        for left in range(0, shape[1], tile[1])
    ]
    open_ = iter(tiles)

    def watched() -> Iterator[Tile]:
        for each in open_:
            progress(1.0 - (length_hint(open_) + 1) / len(tiles), "")
            yield each

    others = min(cv2.getNumThreads(), _MOST_THREADS, len(tiles)) - 1
    if others < 1:
        work(watched())
        return
    pool = ThreadPoolExecutor(others, "tiles")
    try:
        running = [pool.submit(work, open_) for _ in range(others)]
        work(watched())
        for each in running:
            each.result()
    finally:
        # After an error, too, nobody begins another tile.
        for _ in open_:
            pass
        pool.shutdown()
