"""How a benchmark measures and what it prints: product and peer in turn, in one run, medians and their ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table; a ratio above 1 means that the product is that many times faster than the peer."""

    name: str
    product_ms: float
    peer: str
    peer_ms: float
    goal: str = ""

    @property
    def ratio(self) -> float:
        """Peer over product."""
        return self.peer_ms / self.product_ms


def medians_ms(*works: Callable[[], object], runs: int = 7) -> tuple[float, ...]:
    """Run the works in turn (A B C A B C ...) after one warm-up each; median wall time of each in ms."""
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, seen in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            seen.append(1000 * (time.perf_counter() - started))
    return tuple(statistics.median(seen) for seen in times)
