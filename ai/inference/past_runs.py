"""How long the models took here before: remembered, so that a reader hears it before the next run. No torch here.

Of a run counts what the model needed, not the start of the process that it waited for: that stands ready later on.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from ai.inference.outlook import Work
from ai.library.card import ModelCard
from ai.library.pack import contract_sha256
from ai.plain import PlainError, from_plain, to_plain

RUNS_COUNTED = 3
"""Of the latest runs the middle one counts: the first may have measured how the model runs best, one may have been
slow beside another program."""

MOST_REMEMBERED = 200
"""Models; the oldest go."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How fast a model ran.

    Parameters
    ----------
    device
        ``"cpu"``, ``"cuda"`` or ``"mps"``.
    seconds
        For one piece of its work, of the latest runs on that device, oldest first.
    """

    device: str
    seconds: tuple[float, ...]


class PastRuns:
    """What the runs of models on this computer took.

    Parameters
    ----------
    path
        File that keeps it; None: kept no longer than this object.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._paces: dict[str, Pace] | None = None
        self._lock = threading.Lock()

    def seconds(self, card: ModelCard, work: Work) -> float:
        """Tell how long work will take; 0 where the model never ran here."""
        with self._lock:
            pace = self._known().get(_name(card))
        if pace is None:
            return 0.0
        ordered = sorted(pace.seconds)
        return ordered[(len(ordered) - 1) // 2] * work.pieces

    def remember(self, card: ModelCard, work: Work, *, seconds: float, device: str) -> None:
        """Write down what a run took, where anybody could measure it; a disk that refuses is logged."""
        if seconds <= 0:
            return
        with self._lock:
            known = self._known()
            name = _name(card)
            pace = known.pop(name, None)
            earlier = pace.seconds if pace is not None and pace.device == device else ()
            known[name] = Pace(device, (*earlier, seconds / work.pieces)[-RUNS_COUNTED:])
            self._paces = dict(list(known.items())[-MOST_REMEMBERED:])
            self._write(self._paces)

    def _known(self) -> dict[str, Pace]:
        if self._paces is None:
            self._paces = {} if self._path is None else _read(self._path)
        return self._paces

    def _write(self, paces: dict[str, Pace]) -> None:
        if self._path is None:
            return
        temporary = self._path.with_name(f"{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps({name: to_plain(pace) for name, pace in paces.items()}, indent=1))
            temporary.replace(self._path)
        except OSError as error:
            _log.warning("What runs took cannot be remembered (%s).", type(error).__name__)


def _name(card: ModelCard) -> str:
    """Another contract or other weights may take another time."""
    return f"{card.key} {contract_sha256(card)[:16]} {card.weights_sha256[:16]}"


def _read(path: Path) -> dict[str, Pace]:
    """Entries of the file; what is damaged or of another version is left out."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    paces: dict[str, Pace] = {}
    for name, value in data.items() if isinstance(data, dict) else ():
        try:
            pace = from_plain(Pace, value)
        except PlainError:
            continue
        if pace.seconds and all(0 < each < float("inf") for each in pace.seconds):
            paces[name] = pace
    return paces
