"""Files and folders that were opened last: their paths and nothing else; even names of files may name patients."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.errors import ExportError
from app.imaging.atomic import atomic_path, make_folder

_log = logging.getLogger(__name__)

MOST = 12
"""Paths that are kept."""

MOST_OF_ONE_OPENING = 3
"""Of more files that were opened at once, their folder is kept."""

_LONGEST_FILE = 1 << 20
"""Bytes of the list on the disk that are still plausible."""


class RecentPaths(QObject):
    """Holder of the list.

    Parameters
    ----------
    paths
        As read at start, newest first.

    Signals
    -------
    recent_changed()
        Other paths are listed.
    missing_changed()
        Others of them are known to be gone.
    """

    recent_changed = Signal()
    missing_changed = Signal()

    def __init__(self, paths: Iterable[Path] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paths = tuple(dict.fromkeys(paths))[:MOST]
        self._missing: frozenset[Path] = frozenset()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Newest first."""
        return self._paths

    @property
    def missing(self) -> frozenset[Path]:
        """Those that were not there when somebody looked last."""
        return self._missing

    def note(self, paths: Sequence[Path]) -> None:
        """Put what was opened first; it is there."""
        fresh = [path.absolute() for path in worth_listing(paths)]
        self._set(tuple(dict.fromkeys((*fresh, *self._paths)))[:MOST])
        self.set_missing(self._missing.difference(fresh))

    def clear(self) -> None:
        """Forget all."""
        self._set(())
        self.set_missing(frozenset())

    def set_missing(self, missing: frozenset[Path]) -> None:
        """Take what a look at the disk showed."""
        if missing != self._missing:
            self._missing = missing
            self.missing_changed.emit()

    def _set(self, paths: tuple[Path, ...]) -> None:
        if paths != self._paths:
            self._paths = paths
            self.recent_changed.emit()


def worth_listing(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the paths of one opening as they are listed: themselves, or where they are many, their folders."""
    if len(paths) <= MOST_OF_ONE_OPENING:
        return tuple(paths)
    return tuple(dict.fromkeys(path.parent for path in paths))[:MOST_OF_ONE_OPENING]


def recent_path(settings_path: Path) -> Path:
    """Return the file of the list, beside that of the settings."""
    return settings_path.with_name("recent.json")


def load_recent(path: Path) -> tuple[Path, ...]:
    """Read the list; one that is missing or unreadable is empty."""
    try:
        with path.open("rb") as file:
            listed = json.loads(file.read(_LONGEST_FILE))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        _log.warning("The list of recent files cannot be read (%s).", type(error).__name__)
        return ()
    found = listed.get("paths") if isinstance(listed, dict) else None
    if not isinstance(found, list):
        return ()
    return tuple(Path(each) for each in found if isinstance(each, str) and each and "\0" not in each)[:MOST]


def save_recent(paths: Sequence[Path], path: Path) -> None:
    """Write the list for this user alone; an empty one leaves no file. A disk that refuses is logged."""
    try:
        if not paths:
            path.unlink(missing_ok=True)
            return
        make_folder(path.parent)
        with atomic_path(path) as temporary:
            temporary.touch(mode=0o600)
            temporary.write_text(json.dumps({"paths": [str(each) for each in paths]}, indent=1), encoding="ascii")
    except (ExportError, OSError) as error:
        _log.warning("The list of recent files cannot be saved (%s).", type(error).__name__)
