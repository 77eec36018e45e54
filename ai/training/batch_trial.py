"""How many cases of a batch go through the network at once: found by trial, halved where the memory is short.

The batch of the plan stays what a step learns from: where it does not fit, it goes through in pieces whose gradients
are added up. That is the same step for losses that are means over cases; Dice of a batch becomes the mean over pieces.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ai.errors import MemoryShort, TrainingDataError
from ai.training.job_folder import JobFolder, write_json
from ai.words import say

BATCH_FILE = "batch.json"
"""In the job folder: {"sizes": [[step, size], …]}, so that a resumed run makes the same steps."""


@dataclass(frozen=True)
class PieceSizes:
    """From which step on how many cases went through at once.

    Parameters
    ----------
    entries
        (step, cases), the steps rising; the first is 0.
    """

    entries: tuple[tuple[int, int], ...]

    def at(self, step: int) -> int:
        """Cases at once at a step."""
        return next(size for since, size in reversed(self.entries) if since <= step)

    def halved(self, step: int) -> PieceSizes:
        """Half as many from a step on.

        Raises
        ------
        MemoryShort
            When a single case does not fit.
        """
        size = self.at(step)
        if size == 1:
            raise MemoryShort(
                say("A single case does not fit the memory; the last checkpoint is kept."),
                say("Close other programs, or train fewer parts of the network, then go on."),
            )
        return PieceSizes((*(entry for entry in self.entries if entry[0] < step), (step, (size + 1) // 2)))


def read_sizes(job: JobFolder) -> PieceSizes | None:
    """Read what an earlier process of this run found; None where it found nothing yet.

    Raises
    ------
    TrainingDataError
        When the file is damaged.
    """
    path = job.path / BATCH_FILE
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["sizes"]
        found = PieceSizes(tuple((int(step), int(size)) for step, size in entries))
        if found.entries[0][0] != 0 or min(size for _, size in found.entries) < 1:
            raise ValueError
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise TrainingDataError(
            say("The file {file} of the job folder cannot be read.", file=BATCH_FILE),
            say("Remove it: the size is then found again, and the curve may differ a little."),
        ) from error
    return found


def write_sizes(job: JobFolder, sizes: PieceSizes) -> None:
    """Write what was found."""
    write_json(job.path / BATCH_FILE, {"sizes": [list(entry) for entry in sizes.entries]})
