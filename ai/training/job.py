"""Start a fine-tuning run as a process of its own and follow it: what window and command line use. No torch here.

The run outlives the program that started it: who comes back later follows the same ``events.jsonl``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ai.confined import own_modules
from ai.errors import TrainingDataError
from ai.training.events import ENDS, Event, read_events
from ai.training.finetune_config import FinetuneConfig, write_config
from ai.training.job_folder import JobFolder
from ai.training.job_lock import is_running
from ai.training.run_record import require_unclaimed

NICENESS = 10
"""Lower priority than the window, higher than a warm worker that waits."""

LOG_FILE = "process.log"
"""In the job folder: what the process writes besides its events."""


def start(config: FinetuneConfig, *, resume: bool = False, models: Sequence[Path] = ()) -> subprocess.Popen[bytes]:
    """Start a run in a process of its own, at low priority.

    Parameters
    ----------
    config
        The plan; written into the job folder as ``config.toml``.
    resume
        Go on where the job folder stands; the plan there counts.
    models
        Further folders of the library.

    Raises
    ------
    TrainingDataError
        When the job folder holds another run or one that goes on, or the process cannot be started.
    """
    job = JobFolder(config.output)
    if is_running(job.path):
        raise TrainingDataError("This run is going on in another process already.", "Wait for it, or cancel it there.")
    require_unclaimed(job, resume=resume)
    command = [sys.executable, "-m", "ai", "finetune", str(job.config)]
    command += ["--nice", str(NICENESS)]
    command += ["--resume"] if resume else []
    for folder in models:
        command += ["--models", str(folder)]
    try:
        job.path.mkdir(parents=True, exist_ok=True)
        if not (resume and job.config.is_file()):
            write_config(config, job.config)
        with (job.path / LOG_FILE).open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=own_modules(),
                start_new_session=os.name == "posix",  # closing the window or its terminal does not end the run
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
    except OSError as error:
        raise TrainingDataError("The training process cannot be started.", str(error.strerror or "")) from error


def follow(
    job: JobFolder, process: subprocess.Popen[bytes], *, offset: int = 0, every_s: float = 0.2
) -> Iterator[Event]:
    """Give the events of a run as they come, until it has ended.

    Parameters
    ----------
    job, process
        The run.
    offset
        Bytes of ``events.jsonl`` that are known already (0, or what stood there before a resume).
    every_s
        How often the file is looked at.

    Yields
    ------
    Event
        Last a ``failed`` one of our own where the process died without a word.
    """
    ended = False
    while True:
        over = process.poll() is not None
        events, offset = read_events(job.events, offset)
        for event in events:
            ended = event["event"] in ENDS
            yield event
        if over:
            break
        time.sleep(every_s)
    if not ended:
        yield {
            "event": "failed",
            "time": time.time(),
            "message": "The training process ended unexpectedly; what it had saved is kept.",
            "hint": f"Go on with --resume; {LOG_FILE} in the job folder tells more.",
        }
