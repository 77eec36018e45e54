"""How a network runs best on this machine: measured once on a window of a real scan, then remembered."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import platformdirs
import torch
from torch import Tensor

from ai.device import device_name, give_back_memory, has_fast_bf16, is_memory_error
from ai.plain import PlainError, from_plain, to_plain
from ai.progress import Progress, silent
from ai.words import say

LEAST_DICE = 0.99
"""Between the masks of full and half precision of the window, for every label that fills `COUNTED_VOXELS`."""

COUNTED_VOXELS = 100
"""A label of fewer voxels on the window says nothing about a precision."""

LARGEST_MEAN_DIFFERENCE = 0.01
"""Between the probabilities of full and half precision, on average over the window."""

WORTH = 1.1
"""Another way must be this many times faster: below lies the noise of a busy machine."""

SLOW_S = 1.0
"""A window that takes longer is timed once: nothing that happens once matters beside it."""

SLICES_AT_ONCE = 8
"""Windows of a batch that is tried on a CPU; beyond it gains nothing."""

SMALL_WINDOW = 1 << 18
"""Voxels of a window above which a CPU is busy with one at a time."""

MOST_REMEMBERED = 200
"""Entries of the file; the oldest go."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choice:
    """How to run the members of a model on a device.

    Parameters
    ----------
    dtype
        ``"float32"``, ``"bfloat16"`` or ``"float16"``, of torch's autocast.
    channels_last
        Whether pictures lie in memory with their channels side by side.
    rewritten
        Whether layers run as `ai.inference.rewriting` has them.
    together
        Whether all members run in one batched call.
    batch
        Windows in one call that are worth it on a CPU; elsewhere the memory decides.
    window_s
        Seconds that all members took for one window.
    window_bytes
        Memory that one window took beside the weights; 0 where the device does not tell.
    """

    dtype: str = "float32"
    channels_last: bool = False
    rewritten: bool = False
    together: bool = False
    batch: int = 1
    window_s: float = 0.0
    window_bytes: int = 0


PLAIN = Choice()
"""Nothing measured, nothing risked."""

Run: TypeAlias = Callable[[Choice], Callable[[Tensor], Tensor]]
"""Makes the function that a choice stands for: (windows, channels, ...) -> (members, windows, classes, ...)."""


def default_path() -> Path:
    """File in the user's cache folder."""
    return Path(platformdirs.user_cache_dir("Lightbox", appauthor=False)) / "measured.json"


def key_of(weights_sha256: str, window: Sequence[int], device: torch.device) -> str:
    """Name under which a choice is remembered: it holds for these weights and window on this machine."""
    sides = "x".join(str(side) for side in window)
    return f"{weights_sha256[:32]} {sides} {device_name(device)} torch {torch.__version__}"


def recall(key: str, path: Path | None = None) -> Choice | None:
    """Return what was measured before, or None."""
    return _read(path or default_path()).get(key)


def remember(key: str, choice: Choice, path: Path | None = None) -> None:
    """Write a choice down; a disk that refuses is logged, it is measured again then."""
    file = path or default_path()
    entries = {name: kept for name, kept in _read(file).items() if name != key} | {key: choice}
    latest = dict(list(entries.items())[-MOST_REMEMBERED:])
    temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({name: to_plain(kept) for name, kept in latest.items()}, indent=1))
        temporary.replace(file)
    except OSError as error:
        _log.warning("Measured speeds cannot be remembered (%s).", type(error).__name__)


def measure(
    run: Run,
    window: Tensor,
    *,
    device: torch.device,
    members: int,
    activation: str,
    rewrites: bool = False,
    progress: Progress = silent,
) -> Choice:
    """Time the ways to run a model and choose the fastest whose answer is the same.

    Parameters
    ----------
    run
        Makes the function that a choice stands for.
    window
        (1, channels, slices, rows, columns) float32, cut from a real scan.
    device
        Where the model runs.
    members
        Number of networks.
    activation
        ``"softmax"``, ``"sigmoid"`` or ``"none"``, for comparing answers.
    rewrites
        Whether there are layers that `ai.inference.rewriting` replaces.
    progress
        Called before each trial.
    """
    progress(0.0, say("Measuring how the model runs best on this computer"))
    best, reference = _timed(run, PLAIN, window, device)
    expected = _probabilities(reference, activation)
    del reference
    for number, change in enumerate(_changes(device, members, window, rewrites=rewrites)):
        progress(0.2 + 0.1 * number, say("Measuring how the model runs best on this computer"))
        if best.dtype != "float32" and change.get("dtype"):
            continue  # the first half precision that agrees is taken
        tried = replace(best, **change)
        windows = window.expand(tried.batch, *window.shape[1:]) if "batch" in change else window
        try:
            found, outputs = _timed(run, tried, windows, device)
        except (RuntimeError, TypeError, ValueError) as error:
            # A network that cannot run this way, or memory that does not suffice for it: then not this way.
            if is_memory_error(error):
                give_back_memory(device)
            _log.info("A way to run the model is left out (%s).", type(error).__name__)
            continue
        seconds = found.window_s / windows.shape[0]
        same = seconds * WORTH < best.window_s and agree(
            expected, _probabilities(outputs[:, :1], activation), exclusive=activation == "softmax"
        )
        if same:
            best = replace(found, window_s=seconds)
    progress(1.0, say("Measuring how the model runs best on this computer"))
    return best


def agree(expected: Tensor, found: Tensor, *, exclusive: bool) -> bool:
    """Whether two answers mean the same.

    Parameters
    ----------
    expected, found
        Probabilities, (members, windows, classes, ...).
    exclusive
        Whether a voxel belongs to the class that is highest there; else to all that are 0.5 or more.
    """
    if not bool(torch.isfinite(found).all()):
        return False
    if float((expected - found).abs().mean()) > LARGEST_MEAN_DIFFERENCE:
        return False
    ours, theirs = _masks(expected, exclusive), _masks(found, exclusive)
    both = (ours & theirs).flatten(3).sum(-1)
    sizes = ours.flatten(3).sum(-1) + theirs.flatten(3).sum(-1)
    counted = sizes >= 2 * COUNTED_VOXELS
    return bool((2 * both[counted] >= LEAST_DICE * sizes[counted]).all())


def _changes(device: torch.device, members: int, window: Tensor, *, rewrites: bool) -> Iterator[Mapping[str, Any]]:
    """Ways to try, one after the other, each on top of what was better before."""
    if device.type == "cpu":
        if has_fast_bf16(device):  # elsewhere bfloat16 is emulated, and trying it alone may take minutes
            yield {"dtype": "bfloat16"}
    else:
        yield {"dtype": "float16"}
        if has_fast_bf16(device):
            yield {"dtype": "bfloat16"}
    if device.type != "mps":
        yield {"channels_last": True}
    if device.type == "cpu" and rewrites:
        yield {"channels_last": True, "rewritten": True}  # the quicker layers spare copies between the two ways to lie
    if members > 1:
        yield {"together": True}
    if device.type == "cpu" and window[0, 0].numel() <= SMALL_WINDOW // 2:
        yield {"batch": max(2, min(SLICES_AT_ONCE, SMALL_WINDOW // window[0, 0].numel()))}


def _timed(run: Run, choice: Choice, windows: Tensor, device: torch.device) -> tuple[Choice, Tensor]:
    """Run windows some times; the choice with the best time and the memory, and the answer."""
    function = run(choice)
    before = _start_counting(device)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        outputs = function(windows)
        if device.type != "cpu":
            outputs.flatten()[:1].cpu()  # waits for the device
        seconds.append(time.perf_counter() - started)
        if seconds[-1] > SLOW_S:
            break
    taken = torch.cuda.max_memory_allocated(device) - before if device.type == "cuda" else 0
    return replace(choice, window_s=min(seconds), window_bytes=taken), outputs


def _start_counting(device: torch.device) -> int:
    if device.type != "cuda":
        return 0
    torch.cuda.synchronize(device)
    torch.cuda.reset_peak_memory_stats(device)
    return torch.cuda.memory_allocated(device)


def _probabilities(outputs: Tensor, activation: str) -> Tensor:
    values = outputs.float()
    if activation == "softmax":
        return values.softmax(2)
    return values.sigmoid() if activation == "sigmoid" else values


def _masks(probabilities: Tensor, exclusive: bool) -> Tensor:
    """(members, windows, classes, ...) -> bool."""
    if not exclusive:
        return probabilities >= 0.5
    classes = torch.arange(probabilities.shape[2], device=probabilities.device)
    return probabilities.argmax(2, keepdim=True) == classes.reshape(-1, *[1] * (probabilities.ndim - 3))


def _read(path: Path) -> dict[str, Choice]:
    """Entries of the file; what is damaged or of another version is left out."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    entries: dict[str, Choice] = {}
    for name, value in data.items() if isinstance(data, dict) else ():
        try:
            choice = from_plain(Choice, value)
        except PlainError:
            continue
        if choice.dtype in ("float32", "bfloat16", "float16") and choice.batch >= 1:
            entries[name] = choice
    return entries
