"""``run.json``: what a job folder was begun with, so that a resumed run is the same run. No torch here."""

from __future__ import annotations

import json
from typing import Any

from ai.errors import TrainingDataError
from ai.training.finetune_config import FinetuneConfig, plain_plan
from ai.training.job_folder import JobFolder, write_json


def require_unclaimed(job: JobFolder, *, resume: bool) -> None:
    """Refuse to begin a run where another one lies.

    Raises
    ------
    TrainingDataError
        Unless that one is to be resumed.
    """
    if not resume and job.run.is_file():
        raise TrainingDataError(
            "The job folder holds a run already.", "Go on with --resume, or choose an empty folder for a new run."
        )


def claim(job: JobFolder, config: FinetuneConfig, dataset_sha256: str, *, resume: bool) -> None:
    """Take a job folder for a run, or make sure that a resumed run is the one that was begun.

    Raises
    ------
    TrainingDataError
        When the folder holds another run, or the dataset or the plan has changed since.
    """
    plan = plain_plan(config)
    record: dict[str, Any] = {"dataset_sha256": dataset_sha256, "plan": plan}
    if not job.run.is_file():
        write_json(job.run, record)
        return
    require_unclaimed(job, resume=resume)
    try:
        begun = json.loads(job.run.read_text(encoding="utf-8"))
        before, hash_before = begun["plan"], begun["dataset_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingDataError(
            f"{job.run.name} of the job folder is damaged, so the run cannot go on.", "Begin again in an empty folder."
        ) from error
    if hash_before != dataset_sha256:
        raise TrainingDataError(
            "The dataset was changed since this run began, so the run cannot go on: its results would mean nothing.",
            "Put the dataset back as it was, or begin a new run in an empty folder.",
        )
    changed = [name for name in plan if before.get(name) != plan[name]]
    if changed:
        raise TrainingDataError(
            f"The plan was changed since this run began: {', '.join(changed)}.",
            "Go on with the plan of the job folder (config.toml), or begin a new run in an empty folder.",
        )
