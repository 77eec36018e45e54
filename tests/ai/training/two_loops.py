"""One of two processes that train a network of a few weights: paused, cancelled, taken up again, stopped.

For `test_ranks`. The first process asks for all of it itself, at steps of its own, so that no clock decides.
"""

import sys
import weakref
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, distributed, nn

from ai.progress import Cancelled
from ai.training import batch_gradients
from ai.training.epoch_loop import train_epochs
from ai.training.epoch_plan import EpochPlan
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder
from ai.training.ranks import HelperDone, joined
from ai.training.work import ParameterGroup, Validation, Work

PLAN = EpochPlan(epochs=3, steps_per_epoch=4, learning_rate=0.05, seed=2, batch=5, metric_name="AUC")


def tiny_work() -> Work:
    """Two layers that learn the sign of a sum."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))

    def batch(epoch: int, position: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        inputs = torch.randn(5, 3, generator=generator)
        return inputs, (inputs.sum(1) > 0).long()

    def validate(trained: nn.Module) -> Validation:
        return Validation(0.5, float(next(trained.parameters()).detach().sum()))

    groups = [ParameterGroup(list(network.parameters()), 1.0)]
    return Work(network, groups, batch, nn.functional.cross_entropy, validate)


class _Person:
    """Asks for something after some steps, and ends a pause once the run says that it waits."""

    def __init__(self, job: JobFolder, wishes: dict[int, str]) -> None:
        self.job, self.wishes, self.steps = job, wishes, 0

    def __call__(self, fraction: float, message: str) -> None:
        if message == "Paused":
            self.job.take_back(PAUSE)
            return
        self.steps += 1
        if self.steps in self.wishes:
            self.job.ask(self.wishes[self.steps])
        if self.wishes.get(self.steps) == "at once":
            raise Cancelled


def _trained(job: JobFolder, plan: EpochPlan, wishes: dict[int, str]) -> str:
    """Train as far as the wishes let; tell how it ended and keep the weights."""
    try:
        network, stopped = train_epochs(tiny_work(), plan, job, progress=_Person(job, wishes))
    except Cancelled:
        return "cancelled"
    except HelperDone:
        return "helped"
    torch.save(network.state_dict(), job.path / "weights.pt")
    return "stopped" if stopped else "done"


if __name__ == "__main__":
    batch_gradients.has_fast_bf16 = lambda device: False
    folder = Path(sys.argv[1])
    with joined(torch.device("cpu")) as (ranks, _):
        group = weakref.ref(distributed.group.WORLD)
        own = folder if ranks.is_first else folder / "beside"  # a process beside the first looks at no wish
        said = []
        for name, wishes in (
            ("whole", {3: PAUSE, 6: CANCEL}),
            ("whole", {2: "at once"}),
            ("whole", {}),
            ("last", {12: "at once"}),
            ("short", {5: STOP}),
        ):
            job = JobFolder(own / name)
            job.path.mkdir(parents=True, exist_ok=True)
            for request in (CANCEL, STOP):
                job.take_back(request)
            said.append(_trained(job, replace(PLAN, patience=99), wishes))
    said.append("left" if group() is None else "its threads may abort this process at its end")
    sys.stdout.write(",".join(said))
