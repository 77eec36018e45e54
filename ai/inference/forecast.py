"""What a run will take, before it begins, and how it is made smaller where memory is short. No torch here."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ai.words import say

FLOATS_PER_VOXEL = 150
"""Numbers that a network holds for each voxel of a window where nobody measured it: some maps of 32 features."""

MEMORY_SHARE = 0.9
"""Part of the free memory that a run may take; the rest keeps window and system alive."""

MOST_WINDOWS_AT_ONCE = 16
"""More windows in one call do not make a card faster."""


@dataclass(frozen=True)
class Load:
    """What decides how much a run takes.

    Parameters
    ----------
    source_voxels, network_voxels
        Of the scan, and of it on the network's grid.
    channels, classes, members
        Of the networks.
    window_voxels, windows
        Size of a window, and how many there are.
    held_voxels
        Of the rolling sums, per class and member.
    window_bytes
        What one window takes inside the network as measured; 0 where nobody measured it.
    window_s
        Seconds for one window, all members; 0 where nobody measured it.
    resampled
        Whether outputs of all classes wait for being interpolated on the source grid.
    own_masks
        Masks and probabilities on the source grid; 1 where the labels share one map.
    """

    source_voxels: int
    network_voxels: int
    channels: int
    classes: int
    members: int
    window_voxels: int
    windows: int
    held_voxels: int
    window_bytes: int = 0
    window_s: float = 0.0
    resampled: bool = False
    own_masks: int = 1


@dataclass(frozen=True)
class Attempt:
    """One way to run.

    Parameters
    ----------
    dtype
        Of the network.
    batch
        Windows in one call.
    half_sums
        Whether windows are summed up in float16.
    sums_on_cpu
        Whether windows are put together in the computer's memory instead of the card's.
    on_cpu
        Whether everything runs on the CPU in spite of a card.
    keep_outputs
        Whether outputs are interpolated on the source grid; else labels are as coarse as the network's grid.
    """

    dtype: str = "float32"
    batch: int = 1
    half_sums: bool = False
    sums_on_cpu: bool = False
    on_cpu: bool = False
    keep_outputs: bool = True


@dataclass(frozen=True)
class Forecast:
    """What a run will take.

    Parameters
    ----------
    seconds
        About; 0 where nobody measured a window.
    device_bytes, host_bytes
        Of the card, and of the computer's memory; everything counts as the latter where there is no card.
    """

    seconds: float
    device_bytes: int
    host_bytes: int


def ladder(first: Attempt, *, card: bool) -> Iterator[Attempt]:
    """Ways to run, each with less memory than the one before.

    Parameters
    ----------
    first
        The wished one.
    card
        Whether it runs on a card: then half precision, the computer's memory and its CPU are left.
    """
    attempts = [first, replace(first, batch=1)]
    if card:
        half = first.dtype if first.dtype != "float32" else "float16"
        attempts.append(replace(attempts[-1], dtype=half))
        attempts.append(replace(attempts[-1], sums_on_cpu=True))
    attempts.append(replace(attempts[-1], half_sums=True))
    attempts.append(replace(attempts[-1], keep_outputs=False))
    yield from dict.fromkeys(attempts)
    if card:
        yield from ladder(Attempt(on_cpu=True), card=False)


def foresee(load: Load, attempt: Attempt, *, card: bool) -> Forecast:
    """Add up what a way to run takes.

    Parameters
    ----------
    load
        What is run.
    attempt
        How.
    card
        Whether the device is a card with a memory of its own.
    """
    sum_bytes = 2 if attempt.half_sums else 4
    answer = load.members * load.classes * load.window_voxels * attempt.batch
    network = load.window_bytes or load.window_voxels * FLOATS_PER_VOXEL * (4 if attempt.dtype == "float32" else 2)
    at_work = network * attempt.batch + 2 * 4 * answer
    picture = 4 * load.network_voxels * (load.channels if load.channels > 3 else 1)
    sums = load.members * load.classes * load.held_voxels * sum_bytes + 8 * load.held_voxels
    kept = 2 * load.classes * load.network_voxels if load.resampled and attempt.keep_outputs else 0
    labels = 3 * load.network_voxels
    results = 3 * load.source_voxels * load.own_masks
    stitched = sums + kept + labels
    if not card or attempt.on_cpu:
        return Forecast(_seconds(load), 0, at_work + picture + stitched + results)
    if attempt.sums_on_cpu:
        return Forecast(_seconds(load), at_work + picture, stitched + results)
    return Forecast(_seconds(load), at_work + picture + stitched, results)


def fits(forecast: Forecast, *, device_free: int | None, host_free: int | None) -> bool:
    """Whether there is room; what nobody knows counts as enough."""
    pairs = ((forecast.device_bytes, device_free), (forecast.host_bytes, host_free))
    return all(free is None or needed <= MEMORY_SHARE * free for needed, free in pairs)


def batch_for(window_bytes: int, free: int | None) -> int:
    """Windows in one call that fill the free memory of a card to two thirds; 1 where nobody measured."""
    if not window_bytes or free is None:
        return 1
    return max(1, min(MOST_WINDOWS_AT_ONCE, int(free * 2 / 3) // window_bytes))


def sentence(forecast: Forecast) -> str:
    """Tell the reader what the run will take."""
    needed = (forecast.device_bytes + forecast.host_bytes) / 1e9
    if not forecast.seconds:
        return say("Needs about {needed:.1f} GB of memory", needed=needed)
    return say("Takes about {time} and {needed:.1f} GB of memory", time=duration(forecast.seconds), needed=needed)


def duration(seconds: float) -> str:
    """Say a time in the unit that a reader would take: "40 s", "3 min"."""
    if seconds < 90:
        return say("{count} s", count=max(1, math.ceil(seconds)))
    return say("{count} min", count=math.ceil(seconds / 60))


def _seconds(load: Load) -> float:
    return load.window_s * load.windows
