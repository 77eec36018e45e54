"""The loop of a fine-tuning run: epochs with validation, events, pause, stop and resume; the same curve after a kill.

Every chance is drawn from a generator seeded by run, epoch and step, and the rate is a function of the step. So a run
that goes on from a checkpoint draws what it would have drawn.
"""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from ai.progress import Cancelled, Progress, silent
from ai.training.batch_gradients import BatchGradients
from ai.training.checkpoint import as_bytes, from_bytes, save_whole
from ai.training.epoch_plan import EpochPlan
from ai.training.events import EventLog
from ai.training.fast_layout import lay_out, lay_out_plainly
from ai.training.frozen_parts import thawed
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder
from ai.training.optimisers import make_optimiser, rate_share
from ai.training.peak_memory import peak_bytes
from ai.training.ranks import HelperDone, ranks_now
from ai.training.work import Work

CHECKPOINT_EVERY_S = 60.0
"""Work that a kill in the middle of a long epoch may lose."""

EPOCH_CHECKPOINT_EVERY_S = 1.0
"""Epochs of milliseconds, as on cached features, are not written one by one: that took as long as they do."""

WRITING_SHARE = 0.1
"""Of the time at most that checkpoints at the ends of short epochs may take."""

STEP_EVENT_EVERY_S = 1.0
PAUSE_LOOK_EVERY_S = 0.2

_Tensors: TypeAlias = tuple[Tensor, ...] | list[Tensor]

_GO_ON, _STOP, _CANCEL = range(3)
"""What the first process decides before a step."""


@dataclass
class _State:
    """Where the run stands; kept in the checkpoint."""

    step: int = 0
    loss_sum: float = 0.0
    best_metric: float = -math.inf
    best_loss: float = math.inf
    best_epoch: int = 0
    seconds: float = 0.0


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
        When a single case does not fit the memory.
    ai.progress.Cancelled
        When the job folder or ``progress`` asks for it; a checkpoint of this very step is written before, of the last
        one before where the step ended an epoch.
    ai.training.ranks.HelperDone
        In processes other than the first, when the training has ended.
    """
    return _Loop(work, plan, job, progress).run()


class _Loop:
    """One run of the loop; holds what its steps share."""

    def __init__(self, work: Work, plan: EpochPlan, job: JobFolder, progress: Progress) -> None:
        self.work, self.plan, self.job, self.progress = work, plan, job, progress
        self.ranks = ranks_now()
        self.log: EventLog = job.log()
        self.network = work.network
        self.device = next(self.network.parameters()).device
        for parameter in self.network.parameters():
            parameter.requires_grad_(False)
        known = dict(self.network.named_modules())  # the head alone where features are cached
        groups = thawed(self.network, work.groups, [name for name in plan.frozen if name in known])
        for group in groups:
            for parameter in group.parameters:
                parameter.requires_grad_(True)
        lay_out(self.network, self.device)
        self.average = AveragedModel(self.network, multi_avg_fn=self._average, use_buffers=True)
        self.optimiser = make_optimiser(
            plan.optimiser,
            [{"params": list(group.parameters), "share": group.rate_share} for group in groups],
            learning_rate=plan.learning_rate,
            weight_decay=plan.weight_decay,
        )
        self.gradients = BatchGradients(work, plan, job, self.optimiser)
        self.state = _State()
        self.best: dict[str, Tensor] = {}
        self.steps = plan.epochs * plan.steps_per_epoch
        self.saved_at: float | None = None
        self.writing_s = 0.0
        self.told_at = self.began = time.monotonic()
        self.done_here = 0
        self.told_to_cancel = False

    def run(self) -> tuple[nn.Module, bool]:
        """Run all epochs; see `train_epochs`."""
        self._load()
        plan, state = self.plan, self.state
        if state.step < self.steps:
            self.gradients.try_batch(state.step)
        try:
            while state.step < self.steps and self._goes_on():
                self._step()
                if state.step % plan.steps_per_epoch == 0:
                    self._end_epoch()
                elif self._unsaved_s() > CHECKPOINT_EVERY_S:
                    self._save()
        except Cancelled:
            # An epoch that ended without its validation is made again from the checkpoint before.
            if not self.told_to_cancel and state.step % plan.steps_per_epoch:
                self._save()
            # The others wait for what the first one decides, but after the last step they have gone.
            if self.ranks.is_first and not self.told_to_cancel and state.step < self.steps:
                self.ranks.told(_CANCEL)
            raise
        if not self.ranks.is_first:
            raise HelperDone
        stopped_early = state.step < self.steps
        if not self.best:  # stopped in the first epoch: what there is
            self.best = {name: value.clone() for name, value in self.average.module.state_dict().items()}
        self.average.module.load_state_dict(self.best)
        result: nn.Module = self.average.module
        lay_out_plainly(result)
        return result.eval(), stopped_early

    def _average(self, old: _Tensors, new: _Tensors, count: Tensor | int) -> None:
        """Follow fast in the first steps, slowly later; what is counted is taken over."""
        seen = int(count)
        decay = min(self.plan.ema_decay, (1 + seen) / (10 + seen))
        if old[0].is_floating_point():
            torch._foreach_lerp_(old, new, 1 - decay)
        else:
            for one, other in zip(old, new, strict=True):
                one.copy_(other)

    def _step(self) -> None:
        plan, state = self.plan, self.state
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * self._rate(state.step)
        value = self.gradients.put(state.step)
        self.optimiser.step()
        self.average.update_parameters(self.network)
        epoch, position = divmod(state.step, plan.steps_per_epoch)
        state.loss_sum += value
        state.step += 1
        self.done_here += 1
        if self.ranks.is_first:
            self._tell_step(epoch, position + 1)

    def _rate(self, step: int) -> float:
        return self.plan.learning_rate * rate_share(self.plan.schedule, step, self.steps)

    def _end_epoch(self) -> None:
        plan, state = self.plan, self.state
        if not self.ranks.is_first:
            state.loss_sum = 0.0
            return
        self.average.eval()
        found = self.work.validate(self.average.module)
        epoch = state.step // plan.steps_per_epoch
        better = (found.metric, -found.loss) > (state.best_metric, -state.best_loss)
        if better:
            state.best_metric, state.best_loss, state.best_epoch = found.metric, found.loss, epoch
            self.best = {name: value.clone() for name, value in self.average.module.state_dict().items()}
        loss, state.loss_sum = state.loss_sum / plan.steps_per_epoch, 0.0
        wait = max(EPOCH_CHECKPOINT_EVERY_S, self.writing_s / WRITING_SHARE)
        if self.saved_at is None or self._unsaved_s() > wait or state.step == self.steps:
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

    def _goes_on(self) -> bool:
        """Do what the first process decides; False when the training shall end with the best so far."""
        decided = self.ranks.told(self._decided() if self.ranks.is_first else _GO_ON)
        if decided == _CANCEL:
            self.told_to_cancel = True
            raise Cancelled
        return decided == _GO_ON

    def _decided(self) -> int:
        """Look at the requests of the job folder, and at whether the metric still rises."""
        job = self.job
        if self._is_stuck():
            return _STOP
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
            return _CANCEL
        return _STOP if job.asks(STOP) else _GO_ON

    def _epoch(self) -> int:
        return self.state.step // self.plan.steps_per_epoch + 1

    def _unsaved_s(self) -> float:
        """Seconds of work that a kill would lose now."""
        return time.monotonic() - (self.began if self.saved_at is None else self.saved_at)

    @property
    def _path(self) -> Path:
        return self.job.checkpoints / "checkpoint.pt"

    def _content(self) -> dict[str, Any]:
        return {
            "state": asdict(self.state),
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "best": self.best,
        }

    def _save(self) -> None:
        if not self.ranks.is_first:
            return
        began = time.monotonic()
        save_whole(self._content(), self._path)
        self.saved_at = time.monotonic()
        self.writing_s = self.saved_at - began
        self.log.add("checkpoint", step=self.state.step)

    def _load(self) -> None:
        """Take up the checkpoint; the other processes begin with what the first one has."""
        is_first, resumed = self.ranks.is_first, self._path.is_file()
        if is_first and resumed:
            self._take(from_bytes(self._path.read_bytes(), self.device))
            self.log.add("resumed", step=self.state.step, epoch=self._epoch())
        if self.ranks.count > 1:
            data = self.ranks.sent(as_bytes(self._content()) if is_first else b"")
            if not is_first:
                self._take(from_bytes(data, self.device))

    def _take(self, content: dict[str, Any]) -> None:
        self.state = _State(**content["state"])
        self.network.load_state_dict(content["network"])
        self.average.load_state_dict(content["average"])
        self.optimiser.load_state_dict(content["optimiser"])
        self.best = content["best"]
