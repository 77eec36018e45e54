"""Where torch computes and how precisely."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch

from ai.errors import DeviceMissing
from ai.memory import available_bytes
from ai.words import say

_Item = TypeVar("_Item")


def choose_device(wish: str = "auto") -> torch.device:
    """Turn "auto", "cpu", "cuda" or "mps" into a device that exists.

    Raises
    ------
    DeviceMissing
        When the wished device is not there; "auto" never fails.
    """
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wish == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if present[name]))
    if not present.get(wish, False):
        raise DeviceMissing(
            say("The device {device!r} is not available on this computer.", device=wish),
            say("Choose auto, which takes what is there."),
        )
    return torch.device(wish)


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bfloat16 is computed by the hardware: elsewhere on CPUs it is far slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(torch.cpu._is_avx512_bf16_supported())


def device_name(device: torch.device) -> str:
    """Name of the hardware, by which measured speeds are remembered."""
    if device.type == "cuda":
        return f"cuda {torch.cuda.get_device_name(device)}"
    if device.type == "cpu":
        return f"cpu {platform.machine()} {torch.backends.cpu.get_cpu_capability()} x{torch.get_num_threads()}"
    return device.type


def free_bytes(device: torch.device) -> int | None:
    """Memory of the device that can be taken, or None where nobody tells."""
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        # What torch holds and does not use is free for it, too.
        return free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return available_bytes()


def give_back_memory(device: torch.device) -> None:
    """Hand what torch keeps for later back to the device; other programs may need it."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def each_alone(work: Callable[[_Item], None], items: Sequence[_Item], *, threads: int) -> Iterator[None]:
    """Do many small pieces of work on a processor, each on a thread of its own that torch does not split further.

    Threads that share every small step wait for each other after each: on a busy machine that took thirty times as
    long as one thread alone.

    Parameters
    ----------
    work
        Called once per item; must bear to be called from several threads at once.
    items
        Done in order, as far as several threads have one.
    threads
        How many; with 1 the caller does the work itself.

    Yields
    ------
    None
        After each item; where the caller stops to ask, what is not yet begun is left out.
    """
    count = min(threads, len(items))
    if count <= 1:
        for item in items:
            work(item)
            yield
        return
    all_threads = torch.get_num_threads()
    ready = threading.Barrier(count + 1)

    def begin() -> None:
        torch.get_num_threads()  # takes the number of all threads, so that the next line lasts
        torch.set_num_threads(1)
        ready.wait()

    pool = ThreadPoolExecutor(count, "alone", initializer=begin)
    try:
        futures = [pool.submit(work, item) for item in items]
        ready.wait()
        torch.set_num_threads(all_threads)  # for threads to come: that number is everybody's, and the last call counts
        for future in futures:
            future.result()
            yield
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def alone() -> Iterator[None]:
    """Let torch compute in the caller's thread alone.

    Steps of a millisecond cost more where threads wait for each other, many times more on a machine that does something
    else besides.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def is_memory_error(error: BaseException) -> bool:
    """Whether an error says that memory ran out: torch has a class for CUDA only, elsewhere the words tell."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _MEMORY_WORDS)


_MEMORY_WORDS = ("can't allocate memory", "out of memory", "not enough memory", "CUDNN_STATUS_ALLOC_FAILED")
"""What torch says on CPU ("DefaultCPUAllocator: can't allocate memory", "not enough memory" on Windows), MPS, cuDNN."""
