"""The loop of a fine-tuning run: epochs with validation, events, pause, stop and resume; the same curve after a kill.

Every chance is drawn from a generator seeded by run, epoch and step, and the rate is a function of the step. So a run
that goes on from a checkpoint draws what it would have drawn.
"""

from __future__ import annotations

import io
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from ai.device import has_fast_bf16
from ai.errors import MemoryShort, TrainingDataError
from ai.progress import Cancelled, Progress, silent
from ai.training.epoch_plan import EpochPlan
from ai.training.events import EventLog
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder
from ai.training.peak_memory import peak_bytes

CHECKPOINT_EVERY_S = 60.0
"""Work that a kill in the middle of a long epoch may lose."""

STEP_EVENT_EVERY_S = 1.0
PAUSE_LOOK_EVERY_S = 0.2

WARM_UP_SHARE = 0.1
"""Part of the steps in which the learning rate rises from nothing."""


@dataclass(frozen=True)
class ParameterGroup:
    """Parameters that are trained at a share of the learning rate."""

    parameters: Sequence[nn.Parameter]
    rate_share: float


@dataclass(frozen=True)
class Validation:
    """What the validation part says after an epoch; a larger metric is better, a smaller loss decides ties."""

    loss: float
    metric: float


@dataclass
class _State:
    """Where the run stands; kept in the checkpoint."""

    step: int = 0
    loss_sum: float = 0.0
    best_metric: float = -math.inf
    best_loss: float = math.inf
    best_epoch: int = 0
    seconds: float = 0.0


Batch = tuple[Tensor, Tensor]
"""Input and target of one step."""


@dataclass(frozen=True)
class Work:
    """What is trained and how: functions of the task.

    Parameters
    ----------
    network
        Changed in place.
    groups
        What is trained; everything else is frozen.
    batch
        Of (epoch from 0, step in the epoch, generator): one batch, the same for the same arguments.
    loss
        Of (output, target), a scalar.
    validate
        Of a network in eval mode.
    keep_norms
        Whether batch statistics stay those of the start (frozen encoders, few cases).
    """

    network: nn.Module
    groups: Sequence[ParameterGroup]
    batch: Callable[[int, int, torch.Generator], Batch]
    loss: Callable[[Tensor, Tensor], Tensor]
    validate: Callable[[nn.Module], Validation]
    keep_norms: bool = True


def train_epochs(work: Work, plan: EpochPlan, job: JobFolder, *, progress: Progress = silent) -> tuple[nn.Module, bool]:
    """Train, going on where the job folder holds a checkpoint.

    Returns
    -------
    network
        The moving average of the best epoch, in eval mode.
    stopped_early
        Whether it ended by request or for want of progress.

    Raises
    ------
    TrainingDataError
        When the loss is not a number or a checkpoint cannot be written; the last checkpoint stays.
    MemoryShort
        When a batch does not fit the memory.
    ai.progress.Cancelled
        When the job folder asks for it; a checkpoint of this very step is written before.
    """
    return _Loop(work, plan, job, progress).run()


class _Loop:
    """One run of the loop; holds what its steps share."""

    def __init__(self, work: Work, plan: EpochPlan, job: JobFolder, progress: Progress) -> None:
        self.work, self.plan, self.job, self.progress = work, plan, job, progress
        self.log: EventLog = job.log()
        self.network = work.network
        self.device = next(self.network.parameters()).device
        for parameter in self.network.parameters():
            parameter.requires_grad_(False)
        groups = []
        for group in work.groups:
            for parameter in group.parameters:
                parameter.requires_grad_(True)
            groups.append({"params": list(group.parameters), "share": group.rate_share})
        self.average = AveragedModel(self.network, avg_fn=self._averaged, use_buffers=True)
        self.optimiser = torch.optim.AdamW(groups, plan.learning_rate, weight_decay=plan.weight_decay)
        self.state = _State()
        self.best: dict[str, Tensor] = {}
        self.steps = plan.epochs * plan.steps_per_epoch
        self.saved_at = self.told_at = self.began = time.monotonic()
        self.done_here = 0

    def run(self) -> tuple[nn.Module, bool]:
        """Run all epochs; see `train_epochs`."""
        self._load()
        plan, state = self.plan, self.state
        while state.step < self.steps and not self._is_stuck():
            if self._obey():
                break
            self._step()
            if state.step % plan.steps_per_epoch == 0:
                self._end_epoch()
            elif time.monotonic() - self.saved_at > CHECKPOINT_EVERY_S:
                self._save()
        stopped_early = state.step < self.steps
        if not self.best:  # stopped in the first epoch: what there is
            self.best = {name: value.clone() for name, value in self.average.module.state_dict().items()}
        self.average.module.load_state_dict(self.best)
        result: nn.Module = self.average.module
        return result.eval(), stopped_early

    def _averaged(self, old: Tensor, new: Tensor, count: Tensor | int) -> Tensor:
        """Follow fast in the first steps, slowly later."""
        if not new.is_floating_point():
            return new
        seen = int(count)
        decay = min(self.plan.ema_decay, (1 + seen) / (10 + seen))
        return old * decay + new * (1 - decay)

    def _step(self) -> None:
        plan, state = self.plan, self.state
        epoch, position = divmod(state.step, plan.steps_per_epoch)
        seed = (plan.seed * 1_000_003 + state.step) % 2**63
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)  # dropout inside networks
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * self._rate(state.step)
        self.network.train(not self.work.keep_norms)
        try:
            inputs, target = (tensor.to(self.device) for tensor in self.work.batch(epoch, position, generator))
            with torch.autocast(self.device.type, torch.bfloat16, enabled=has_fast_bf16(self.device)):
                output = self.network(inputs)
            value = self.work.loss(output.float(), target)
            if not torch.isfinite(value):
                raise TrainingDataError(
                    f"The loss is not a number at step {state.step + 1}; the last checkpoint is kept.",
                    "Start again with a lower learning rate.",
                )
            self.optimiser.zero_grad(set_to_none=True)
            value.backward()  # type: ignore[no-untyped-call]
            trained = [p for group in self.work.groups for p in group.parameters]
            nn.utils.clip_grad_norm_(trained, 1.0)
            self.optimiser.step()
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise MemoryShort(
                f"A batch of {plan.batch} pictures does not fit the memory; the last checkpoint is kept.",
                "Choose a smaller batch, then go on.",
            ) from error
        self.average.update_parameters(self.network)
        state.loss_sum += value.item()
        state.step += 1
        self.done_here += 1
        self._tell_step(epoch, position + 1)

    def _rate(self, step: int) -> float:
        warm_up = max(1.0, WARM_UP_SHARE * self.steps)
        if step < warm_up:
            return self.plan.learning_rate * (step + 1) / (warm_up + 1)
        return self.plan.learning_rate * 0.5 * (1 + math.cos(math.pi * (step - warm_up) / (self.steps - warm_up + 1)))

    def _end_epoch(self) -> None:
        plan, state = self.plan, self.state
        self.average.eval()
        found = self.work.validate(self.average.module)
        epoch = state.step // plan.steps_per_epoch
        better = (found.metric, -found.loss) > (state.best_metric, -state.best_loss)
        if better:
            state.best_metric, state.best_loss, state.best_epoch = found.metric, found.loss, epoch
            self.best = {name: value.clone() for name, value in self.average.module.state_dict().items()}
        loss, state.loss_sum = state.loss_sum / plan.steps_per_epoch, 0.0
        self._save()
        self.log.add(
            "epoch",
            stage="train",
            epoch=epoch,
            epochs=plan.epochs,
            step=state.step,
            loss=round(loss, 5),
            validation_loss=round(found.loss, 5),
            metric=round(found.metric, 5),
            metric_name=plan.metric_name,
            learning_rate=self._rate(state.step - 1),
            best=better,
            **self._pace(),
        )

    def _tell_step(self, epoch: int, position: int) -> None:
        state, now = self.state, time.monotonic()
        loss = state.loss_sum / position
        self.progress(state.step / self.steps, f"Epoch {epoch + 1} of {self.plan.epochs}, loss {loss:.3f}")
        if now - self.told_at < STEP_EVENT_EVERY_S:
            return
        self.told_at = now
        self.log.add(
            "step",
            step=state.step,
            steps=self.steps,
            epoch=epoch + 1,
            loss=round(loss, 5),
            learning_rate=self._rate(state.step - 1),
            **self._pace(),
        )

    def _pace(self) -> dict[str, float]:
        spent = max(1e-6, time.monotonic() - self.began)
        left = (self.steps - self.state.step) * spent / max(1, self.done_here)
        pace = {"images_per_s": round(self.done_here * self.plan.batch / spent, 2), "seconds_left": round(left, 1)}
        memory = peak_bytes()
        if memory is not None:
            pace["memory_bytes"] = memory
        if self.device.type == "cuda":
            pace["gpu_bytes"] = torch.cuda.max_memory_allocated(self.device)
        return pace

    def _is_stuck(self) -> bool:
        state, plan = self.state, self.plan
        return state.step // plan.steps_per_epoch - state.best_epoch >= plan.patience and state.best_epoch > 0

    def _obey(self) -> bool:
        """Look at the requests of the job folder; True when the training shall end with the best so far."""
        job = self.job
        if job.asks(PAUSE):
            self._save()
            self.log.add("paused", step=self.state.step)
            paused_at = time.monotonic()
            while job.asks(PAUSE) and not job.asks(STOP) and not job.asks(CANCEL):
                time.sleep(PAUSE_LOOK_EVERY_S)
                self.progress(self.state.step / self.steps, "Paused")
            self.began += time.monotonic() - paused_at
            if not job.asks(CANCEL):
                self.log.add("resumed", step=self.state.step, epoch=self._epoch())
        if job.asks(CANCEL):
            self._save()
            raise Cancelled
        return job.asks(STOP)

    def _epoch(self) -> int:
        return self.state.step // self.plan.steps_per_epoch + 1

    @property
    def _path(self) -> Path:
        return self.job.checkpoints / "checkpoint.pt"

    def _save(self) -> None:
        content: dict[str, Any] = {
            "state": asdict(self.state),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "best": self.best,
        }
        save_whole(content, self._path)
        self.saved_at = time.monotonic()
        self.log.add("checkpoint", step=self.state.step)

    def _load(self) -> None:
        if not self._path.is_file():
            return
        content = torch.load(self._path, weights_only=True, map_location=self.device)
        self.state = _State(**content["state"])
        self.network.load_state_dict(content["network"])
        self.average.load_state_dict(content["average"])
        self.optimiser.load_state_dict(content["optimiser"])
        self.best = content["best"]
        self.log.add("resumed", step=self.state.step, epoch=self._epoch())


def save_whole(content: dict[str, Any], path: Path) -> None:
    """Write tensors and numbers whole or not at all.

    Raises
    ------
    TrainingDataError
        When the disk is full or does not let itself be written; the file of before stays.
    """
    # Into memory first: on a full disk torch's own writer ends with an error of its own that tells nothing.
    buffer = io.BytesIO()
    torch.save(content, buffer)
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(buffer.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise disk_error(error) from error


def disk_error(error: OSError) -> TrainingDataError:
    """Say why the job folder cannot be written."""
    return TrainingDataError(
        f"The job folder cannot be written ({error.strerror or 'the disk may be full'}); the last checkpoint is kept.",
        "Free some space, then go on with --resume.",
    )
