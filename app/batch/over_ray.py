"""The jobs of a command over Ray Data, on a cluster or on this computer: actors that load the model once.

The program that a person started reads the headers, hands the jobs out and keeps the table; the actors read the series
and write the results, so that both folders must be the same for all machines. Ray gives the job of an actor that died
to another one; where the program itself dies, the next command goes on.
"""

from __future__ import annotations

import os
import pickle
from typing import Any

from ai.errors import ReportableError
from ai.words import say
from app.batch.feed import Claimed, Feed, Work
from app.batch.lease import Lease
from app.batch.table import JobState, Outcome
from app.errors import BatchError

_ADDRESS = "RAY_ADDRESS"
"""Variable that names the cluster, as Ray itself reads it; without it the jobs are done on this computer."""

_OBJECT_STORE_BYTES = 256 << 20
"""Memory of Ray's store on this computer: only headers and outcomes go through it."""


class Actor:
    """What Ray makes once per worker; it is called with a job at a time."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Do the job of a row: number and pickled `Claimed` in, number and pickled `Outcome` out."""
        claimed: Claimed = pickle.loads(row["job"])
        return {"number": row["number"], "outcome": pickle.dumps(self._work(claimed))}


def run_over_ray(feed: Feed, work: Work, count: int, *, gpus: float = 0.0) -> None:
    """Do the jobs with actors of Ray.

    Parameters
    ----------
    feed, work
        The jobs, and what does them; pickled before its first job.
    count
        How many actors.
    gpus
        Share of a graphics card that each of them takes; 0 for none.

    Raises
    ------
    BatchError
        Where Ray is not installed, does not start or ends, or every job would fail.
    """
    ray = _ray()
    claimed: dict[int, Claimed] = {}
    with Lease(feed.table, feed.owner):
        try:
            while (one := feed.claim()) is not None:
                claimed[one.job.number] = one
            if claimed:
                _start(ray, count)
                _stream(ray, feed, work, claimed, count, gpus)
        except ray.exceptions.RayError as error:
            raise BatchError(
                say("Ray ended before all was done ({reason}).", reason=type(error).__name__),
                say("Run the command again: it goes on where it stopped."),
            ) from error
        finally:
            for left in claimed.values():
                feed.let_go(left.job)


def _stream(ray: Any, feed: Feed, work: Work, claimed: dict[int, Claimed], count: int, gpus: float) -> None:
    """Note outcomes as they come; what is noted leaves ``claimed``."""
    rows = [{"number": number, "job": pickle.dumps(each)} for number, each in claimed.items()]
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    # A row that fails by an error of the program must not stop the others.
    context.max_errored_blocks = -1
    dataset = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        Actor,
        fn_constructor_args=(work,),
        compute=ray.data.ActorPoolStrategy(size=min(count, len(rows))),
        num_gpus=gpus or None,
    )
    for row in dataset.iter_rows():
        outcome: Outcome = pickle.loads(row["outcome"])
        feed.finish(claimed[row["number"]].job, outcome)
        del claimed[row["number"]]
    for number in list(claimed):
        error = ReportableError(say("The program ended unexpectedly on it."), say("The log of Ray tells more."))
        feed.finish(claimed.pop(number).job, Outcome(JobState.FAILED, error.message, error.hint))


def _start(ray: Any, count: int) -> None:
    """Join the cluster that the environment names, else start one on this computer that no other can reach."""
    if ray.is_initialized():
        return
    if os.environ.get(_ADDRESS):
        ray.init(log_to_driver=False)
        return
    ray.init(
        num_cpus=max(count, os.cpu_count() or 1),
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=_OBJECT_STORE_BYTES,
        _node_ip_address="127.0.0.1",
    )


def _ray() -> Any:
    """Import Ray, which tells nobody that it is used."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise BatchError(
            say("Ray is not installed, which runs a model on several machines."),
            say("Install it with “pip install lightbox[cluster]”, or leave --ray out: --workers needs nothing more."),
        ) from error
    return ray
