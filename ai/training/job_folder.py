"""The folder of one fine-tuning run: where things lie, and how the run is asked to pause or stop. No torch here."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai.errors import TrainingDataError
from ai.training.events import EventLog

PAUSE, STOP, CANCEL = "pause", "stop", "cancel"
"""Files that ask: wait until it is removed; good enough, make the pack of the best so far; end, to go on later.

The first two are heard while the network is trained, the last one at any time.
"""

MINIMUM_FREE_BYTES = 200 << 20
"""A run is not begun with less room than its caches and checkpoints usually take."""


@dataclass(frozen=True)
class JobFolder:
    """Paths of a job folder and its requests."""

    path: Path

    @property
    def events(self) -> Path:
        """``events.jsonl``, see `ai.training.events`."""
        return self.path / "events.jsonl"

    @property
    def config(self) -> Path:
        """``config.toml``: the plan, as it was started."""
        return self.path / "config.toml"

    @property
    def run(self) -> Path:
        """``run.json``: seeds, versions, data hash."""
        return self.path / "run.json"

    @property
    def cache(self) -> Path:
        """Prepared pictures and features; can be made again."""
        return self.path / "cache"

    @property
    def checkpoints(self) -> Path:
        """Folder of the loop's checkpoint."""
        return self.path / "checkpoints"

    @property
    def packs(self) -> Path:
        """Takes ``ID-VERSION/``, the draft."""
        return self.path / "pack"

    @property
    def report(self) -> Path:
        """Folder of ``report.json`` and ``report.txt``."""
        return self.path / "report"

    def log(self) -> EventLog:
        """Return the writer of the events."""
        return EventLog(self.events)

    def asks(self, request: str) -> bool:
        """Whether `PAUSE`, `STOP` or `CANCEL` is asked for."""
        return (self.path / request).exists()

    def ask(self, request: str) -> None:
        """Ask the run for something; it looks at every step."""
        (self.path / request).touch()

    def take_back(self, request: str) -> None:
        """Ask no longer."""
        (self.path / request).unlink(missing_ok=True)


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write JSON whole or not at all."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def require_room(folder: Path) -> None:
    """Refuse to start on a full disk.

    Raises
    ------
    TrainingDataError
        When there is less room than a run usually takes.
    """
    free = shutil.disk_usage(folder).free
    if free < MINIMUM_FREE_BYTES:
        raise TrainingDataError(
            f"The disk of the job folder has {free >> 20} MB left; a run needs at least {MINIMUM_FREE_BYTES >> 20} MB.",
            "Free some space or choose a folder on another disk.",
        )
