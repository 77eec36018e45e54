"""The gradients of one batch: its share among processes, in pieces that fit the memory."""

from __future__ import annotations

import json
import math

import torch
from torch import nn
from torch.optim import Optimizer

from ai.device import give_back_memory, has_fast_bf16, is_memory_error
from ai.errors import TrainingDataError
from ai.training.batch_trial import PieceSizes, read_sizes, write_sizes
from ai.training.epoch_plan import EpochPlan
from ai.training.frozen_parts import still_parts
from ai.training.job_folder import JobFolder
from ai.training.ranks import ranks_now
from ai.training.thin_maps import exact_thin_maps
from ai.training.work import Work


class BatchGradients:
    """Puts gradients in place, step by step.

    Every chance is seeded by run and step. How many cases go through at once is found by a step before the first one,
    which changes nothing, and halved again wherever the memory gets short; each change is told as an event ``batch``.

    Parameters
    ----------
    work, plan, job
        As the loop has them.
    optimiser
        Whose gradients are taken away before each batch.
    """

    def __init__(self, work: Work, plan: EpochPlan, job: JobFolder, optimiser: Optimizer) -> None:
        self._work, self._plan, self._job, self._optimiser = work, plan, job, optimiser
        self._network = work.network
        self._device = next(work.network.parameters()).device
        self._trained = [parameter for group in optimiser.param_groups for parameter in group["params"]]
        self._ranks = ranks_now()
        self._sizes = PieceSizes(((0, plan.batch),))

    def try_batch(self, step: int) -> None:
        """Find how many cases go through at once, unless an earlier process of this run did.

        Raises
        ------
        MemoryShort
            When a single case does not fit the memory.
        """
        found = read_sizes(self._job) if self._ranks.is_first else None
        known = json.loads(self._ranks.sent(json.dumps(found.entries if found else []).encode()))
        if known:
            self._sizes = PieceSizes(tuple((since, size) for since, size in known))
            return
        before = self._moving_buffers()
        self.put(step)
        self._put_back(before)
        self._optimiser.zero_grad(set_to_none=True)
        if self._ranks.is_first:
            write_sizes(self._job, self._sizes)

    def put(self, step: int) -> float:
        """Put the gradients of a step's batch in place, of all processes together, and give its loss.

        Raises
        ------
        MemoryShort
            When a single case does not fit the memory.
        TrainingDataError
            When the loss is not a number.
        """
        while True:
            before, short, value = self._moving_buffers(), False, 0.0
            try:
                value = self._add_pieces(step)
            except (RuntimeError, MemoryError) as error:
                if not is_memory_error(error):
                    raise
                short = True
            if not self._ranks.summed(float(short)):
                break
            # After the except clause: the error's frames held the memory.
            self._optimiser.zero_grad(set_to_none=True)
            self._put_back(before)
            give_back_memory(self._device)
            self._halve(step)
        value = self._ranks.summed(value)
        if not math.isfinite(value):
            raise TrainingDataError(
                f"The loss is not a number at step {step + 1}; the last checkpoint is kept.",
                "Start again with a lower learning rate.",
            )
        self._share()
        nn.utils.clip_grad_norm_(self._trained, 1.0)
        return value

    def _add_pieces(self, step: int) -> float:
        epoch, position = divmod(step, self._plan.steps_per_epoch)
        seed = (self._plan.seed * 1_000_003 + step) % 2**63
        generator = torch.Generator().manual_seed(seed)
        self._seed_dropout(seed)
        self._network.train(not self._work.keep_norms)
        if not self._work.keep_norms:
            for still in still_parts(self._network):
                still.eval()
        self._optimiser.zero_grad(set_to_none=True)
        inputs, target = self._work.batch(epoch, position, generator)
        share, total = self._ranks.share(len(inputs)), 0.0
        size = self._sizes.at(step) * max(1, len(inputs) // self._plan.batch)  # a case may give several inputs
        for first in range(share.start, share.stop, size):
            piece = slice(first, min(first + size, share.stop))
            is_fast = has_fast_bf16(self._device)
            with (
                torch.autocast(self._device.type, torch.bfloat16, enabled=is_fast),
                exact_thin_maps(self._network, self._device),
            ):
                output = self._network(inputs[piece].to(self._device))
            value = self._work.loss(output.float(), target[piece].to(self._device))
            value = value * ((piece.stop - piece.start) / len(inputs))
            value.backward()
            total += value.item()
        return total

    def _seed_dropout(self, seed: int) -> None:
        """Seed the chances inside networks; `torch.manual_seed` reaches for every kind of device, which takes 2 ms."""
        torch.default_generator.manual_seed(seed)
        if self._device.type == "cuda":
            torch.cuda.manual_seed_all(seed)
        elif self._device.type == "mps":
            torch.mps.manual_seed(seed)

    def _share(self) -> None:
        """Sum the gradients over all processes, and take the mean of their batch statistics."""
        if self._ranks.count == 1:
            return
        gradients = []
        for parameter in self._trained:
            if parameter.grad is None:  # a process without a share of this batch
                parameter.grad = torch.zeros_like(parameter)
            gradients.append(parameter.grad)
        self._ranks.sum_in_place(gradients)
        statistics = [value for value in self._moving_buffers().values() if value.is_floating_point()]
        if statistics:
            self._ranks.sum_in_place(statistics)
            moving = [buffer for buffer in self._network.buffers() if buffer.is_floating_point()]
            for buffer, its_sum in zip(moving, statistics, strict=True):
                buffer.copy_(its_sum / self._ranks.count)

    def _moving_buffers(self) -> dict[str, torch.Tensor]:
        """Copy the buffers that a forward pass changes."""
        if self._work.keep_norms:
            return {}
        return {name: value.clone() for name, value in self._network.named_buffers()}

    def _put_back(self, before: dict[str, torch.Tensor]) -> None:
        for name, buffer in self._network.named_buffers():
            if name in before:
                buffer.copy_(before[name])

    def _halve(self, step: int) -> None:
        """Let half as many cases through at once from this step on, and tell it."""
        self._sizes = self._sizes.halved(step)
        if self._ranks.is_first:
            write_sizes(self._job, self._sizes)
            self._job.log().add("batch", step=step, batch=self._plan.batch, at_once=self._sizes.at(step))
