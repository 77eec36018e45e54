"""Several processes that train one network together, as ``torchrun`` starts them: each takes its share of every batch.

All of them read the data and draw the same chances. Gradients are summed, so that a step is the step of one process.
The first process alone reads the requests of the job folder, validates, and writes events, checkpoints and the pack;
what it decides is told to the others before every step.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

import torch
from torch import Tensor, distributed

from ai.errors import DeviceMissing
from ai.words import say

PATIENCE = timedelta(days=7)
"""So long the others wait for the first one, which may be paused."""


class HelperDone(Exception):  # noqa: N818 - no error: the work of a process that is not the first has ended
    """The network is trained; what comes after that is the first process's alone."""


@dataclass(frozen=True)
class Ranks:
    """Which of how many processes this one is.

    Parameters
    ----------
    rank, count
        The first is 0.
    """

    rank: int = 0
    count: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process writes and decides."""
        return self.rank == 0

    def share(self, cases: int) -> slice:
        """Which cases of a batch are this process's; may be none."""
        return slice(self.rank * cases // self.count, (self.rank + 1) * cases // self.count)

    def sum_in_place(self, tensors: list[Tensor]) -> None:
        """Put the sums over all processes into tensors of one kind and device; must be called by all of them."""
        if self.count == 1 or not tensors:
            return
        together = torch.cat([tensor.detach().flatten() for tensor in tensors])
        distributed.all_reduce(together)
        first = 0
        for tensor in tensors:
            tensor.copy_(together[first : first + tensor.numel()].view(tensor.shape))
            first += tensor.numel()

    def summed(self, number: float) -> float:
        """Sum of a number over all processes."""
        if self.count == 1:
            return number
        place = torch.tensor([number], dtype=torch.float64)
        distributed.all_reduce(place)
        return float(place)

    def told(self, number: int) -> int:
        """Give what the first process says."""
        return number if self.count == 1 else _broadcast_number(number)

    def sent(self, data: bytes) -> bytes:
        """Give the bytes that the first process holds; the others' own do not count."""
        if self.count == 1:
            return data
        place = torch.empty(_broadcast_number(len(data)), dtype=torch.uint8)
        if self.is_first:
            place.copy_(torch.frombuffer(bytearray(data), dtype=torch.uint8))
        distributed.broadcast(place, 0)
        return place.numpy().tobytes()


def _broadcast_number(number: int) -> int:
    place = torch.tensor([number], dtype=torch.int64)
    distributed.broadcast(place, 0)
    return int(place)


def ranks_now() -> Ranks:
    """Give this process's place among those that `joined` brought together; alone without it."""
    if not distributed.is_available() or not distributed.is_initialized():
        return Ranks()
    return Ranks(distributed.get_rank(), distributed.get_world_size())


@contextmanager
def joined(device: torch.device, environment: Mapping[str, str] = os.environ) -> Iterator[tuple[Ranks, torch.device]]:
    """Join the processes that ``torchrun`` started; a process that was started alone stays so.

    Parameters
    ----------
    device
        Of the kind that is trained on.
    environment
        ``WORLD_SIZE``, ``RANK``, ``LOCAL_RANK``, ``MASTER_ADDR`` and ``MASTER_PORT``.

    Yields
    ------
    ranks
        This process's place.
    device
        Of this process: each has a GPU of its own.

    Raises
    ------
    DeviceMissing
        When there are more processes than GPUs.
    """
    if int(environment.get("WORLD_SIZE", "1")) <= 1:
        yield Ranks(), device
        return
    backend = "gloo"
    if device.type == "cuda":
        local, there = int(environment.get("LOCAL_RANK", "0")), torch.cuda.device_count()
        if local >= there:
            raise DeviceMissing(
                say("This computer has {there} GPUs, fewer than processes were started.", there=there),
                say("Start as many processes as there are GPUs, or write --device cpu."),
            )
        device = torch.device("cuda", local)
        torch.cuda.set_device(device)
        backend = "cpu:gloo,cuda:nccl"
    # Its functions take the group of the moment they are read as a default. An optimiser reads them: read only then,
    # they would keep the group and its threads beyond `destroy_process_group`, to abort the process while Python ends.
    import_module("torch.distributed.nn.functional")
    distributed.init_process_group(backend, timeout=PATIENCE)
    try:
        yield ranks_now(), device
    finally:
        distributed.destroy_process_group()
