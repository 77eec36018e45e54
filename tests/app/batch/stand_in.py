"""Work without a model, for processes and actors: it writes a folder, refuses, fails, or is killed in the middle."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from ai.progress import Progress, silent
from app.batch.feed import Claimed, folder_of
from app.batch.one_job import new_folder
from app.batch.table import JobState, Outcome
from app.dicom.series import Instance, Series


def made_up(number: int, *, modality: str = "CR") -> Series:
    """A series of one image; its number is its UID."""
    path = Path(f"/nowhere/Example^Anna-{number}.dcm")
    instance = Instance(path, f"1.2.{number}.1", "1.2.840.10008.5.1.4.1.1.1", "1.2", 1, 1, 4, 4, None, None, None)
    return Series(f"1.2.{number}", number, "Thorax", modality, "CHEST", (instance,))


@dataclass
class StandIn:
    """Writes ``done.txt``.

    Parameters
    ----------
    output
        Folder of the results.
    killed
        Numbers of jobs whose process is killed in the middle, once for each.
    always_killed
        Numbers of jobs whose process is killed every time.
    outcomes
        Of jobs that end otherwise.
    seconds
        How long a job takes.
    """

    output: Path
    killed: tuple[int, ...] = ()
    always_killed: tuple[int, ...] = ()
    outcomes: tuple[tuple[int, Outcome], ...] = ()
    seconds: float = 0.0

    def __call__(self, claimed: Claimed, *, progress: Progress = silent) -> Outcome:
        number = claimed.job.number
        progress(0.5, "Looking")
        (self.output / f"begun-{number}-{time.monotonic_ns()}").touch()
        time.sleep(self.seconds)
        if number in dict(self.outcomes):
            return dict(self.outcomes)[number]
        folder = folder_of(self.output, claimed.job)
        if folder.exists():
            return Outcome(JobState.DONE)
        with new_folder(folder) as unfinished:
            (unfinished / "half.txt").write_text("half")
            if number in self.always_killed or (number in self.killed and self._is_first(number)):
                os.kill(os.getpid(), signal.SIGKILL)
            (unfinished / "done.txt").write_text(str(claimed.series.uid))
        return Outcome(JobState.DONE, seconds=1.0)

    def begun(self, number: int) -> int:
        """How often a job was begun."""
        return len(list(self.output.glob(f"begun-{number}-*")))

    def _is_first(self, number: int) -> bool:
        return self.begun(number) == 1
