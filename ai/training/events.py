"""What a fine-tuning run tells while it goes: one JSON object a line in ``events.jsonl``. No torch here.

The window, the command line and tests follow this file and nothing else. Every line has ``event`` and ``time`` (seconds
since 1970). A reader ignores events and fields that it does not know; a line without its line end is not there yet.

============== ========================================================================================================
event          fields
============== ========================================================================================================
``started``    ``title``, ``task``, ``scope``, ``epochs``, ``dataset_sha256``, ``cases`` {part: count}, ``groups``
               {part: count}, ``labels`` [title], ``trainable`` and ``parameters`` (counts), ``device``,
               ``parts`` [{``name``, ``parameters``, ``taught``}]: what a plan can freeze, with all that the scope
               trains where nothing is frozen (`ai.training.network_part`)
``stage``      ``stage`` ("pictures", "features", "probe", "train", "pack", "report"), ``message``
``alarm``      ``name``, ``severity`` ("leak" or "caution"), ``sentence``: what may make the comparison wrong, told
               before anything is taught (`ai.training.alarms`)
``progress``   ``fraction`` of the whole run, ``message``; several a second at most
``step``       ``step``, ``steps``, ``epoch`` (from 1), ``loss`` (running mean), ``learning_rate``, ``images_per_s``,
               ``seconds_left``; ``memory_bytes`` of the process and ``gpu_bytes`` at their largest, where the system
               tells them; about one a second
``epoch``      ``stage`` ("probe" or "train"), ``epoch`` (from 1), ``epochs``, ``loss`` (training), ``validation_loss``
               (or null), ``metric``, ``metric_name`` ("AUC", "Dice" or "sensitivity": the mean share found
               at 1/8 to 8 false marks per image), ``learning_rate``, ``images_per_s``,
               ``seconds_left``, ``memory_bytes``, ``gpu_bytes``, ``best`` (whether this is the best epoch so far),
               ``step``; a few validation pictures lie in the job folder then (`ai.training.held_out`)
``batch``      ``step``, ``batch`` (cases that a step learns from), ``at_once`` (cases that go through the network at
               once from this step on, because the memory is short; the rest follows, and the step stays the same)
``checkpoint`` ``step``: what came before survives a kill
``paused``     ``step``
``resumed``    ``step``, ``epoch``: a pause has ended, or the process was started again from a checkpoint. Of the stage
               "train" a reader forgets ``step`` and ``epoch`` lines beyond ``step``: they come again
``cancelled``  (none): ended on request; ``--resume`` goes on
``done``       ``pack`` and ``report`` (paths inside the job folder), ``model`` (ID-VERSION), ``verdict`` (word; empty
               without a base), ``message`` (sentence), ``seconds``, ``stopped_early``
``failed``     ``message``, ``hint``: one sentence each, for the reader
============== ========================================================================================================
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

Event: TypeAlias = Mapping[str, Any]
"""One line of the file."""

ENDS = ("done", "failed", "cancelled")
"""Events after which the process ends."""


class EventLog:
    """Appends events; each line reaches the file whole, so that a reader never waits for a buffer.

    Parameters
    ----------
    path
        ``events.jsonl``; made on the first event.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told_at = 0.0

    def add(self, event: str, **fields: object) -> None:
        """Append one event."""
        line = json.dumps({"event": event, "time": round(time.time(), 3), **fields}) + "\n"
        cut = self._path.is_file() and not _ends_whole(self._path)
        with self._path.open("ab") as file:
            # A kill may have left half a line: end it, so that only that line is lost.
            file.write((b"\n" if cut else b"") + line.encode())

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far the run is, at most twice a second; an `ai.progress.Progress`."""
        if fraction < 1 and time.monotonic() - self._told_at < 0.5:
            return
        self._told_at = time.monotonic()
        self.add("progress", fraction=round(fraction, 4), message=message)


def read_events(path: Path, offset: int = 0) -> tuple[tuple[Event, ...], int]:
    """Read what has come since an offset.

    Parameters
    ----------
    path
        ``events.jsonl``; a file that is not there yet has no events.
    offset
        Bytes read so far: 0, then what the last call returned.

    Returns
    -------
    events
        Whole lines only; what is no JSON object is left out.
    offset
        For the next call.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except OSError:
        return (), offset
    whole = data[: data.rfind(b"\n") + 1]
    events = []
    for line in whole.splitlines():
        try:
            event = json.loads(line)
        except ValueError:  # half a line that a kill left
            continue
        if isinstance(event, dict) and "event" in event:
            events.append(event)
    return tuple(events), offset + len(whole)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size == 0:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"
