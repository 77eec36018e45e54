"""Remember which files and folders were opened, open one of them again, forget them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.actions.look_through import Looked
from app.actions.open import OpenActions
from app.jobs.runner import JobRunner, Lane
from app.state.recent import RecentPaths, save_recent
from app.state.settings_store import SettingsStore


class RecentActions(QObject):
    """What a reader can do with the list of recent files.

    Parameters
    ----------
    recent
        The list.
    opening
        Tells what was opened, and opens.
    runner
        Runs what touches the disk.
    settings
        Whether anything is listed at all.
    path
        Where the list is kept; None keeps it nowhere.
    """

    def __init__(
        self, recent: RecentPaths, opening: OpenActions, runner: JobRunner, settings: SettingsStore, path: Path | None
    ) -> None:
        super().__init__(opening)
        self.recent = recent
        self._opening = opening
        self._runner = runner
        self._settings = settings
        self._path = path
        self._is_saved = True
        opening.looked_through.connect(self._on_looked_through)
        recent.recent_changed.connect(self._on_recent_changed)
        settings.settings_changed.connect(self._on_settings_changed)
        self._on_settings_changed()

    def is_listing(self) -> bool:
        """Whether what is opened is listed."""
        return self._settings.settings.remember_files

    def has_any(self) -> bool:
        """Whether something is listed."""
        return bool(self.recent.paths)

    def open(self, path: Path) -> None:
        """Open a listed path."""
        self._opening.open_paths([path])

    def clear(self) -> None:
        """Forget every path."""
        self.recent.clear()

    def toggle_listing(self) -> None:
        """List what is opened from now on; or no more, and forget what is listed."""
        self._settings.update(remember_files=not self.is_listing())

    def look(self) -> None:
        """Look which of the listed paths are still there; a server that is away makes nobody wait."""
        if self.recent.paths:
            self._runner.start(
                say("Looking for recent files"),
                gone,
                self.recent.paths,
                lane=Lane.PLACES,
                key="recent",
                on_done=self.recent.set_missing,
                quiet=True,
            )

    def close(self) -> None:
        """Write what is not written yet; the runner has stopped."""
        if not self._is_saved and self._path is not None:
            save_recent(self.recent.paths, self._path)

    def _on_looked_through(self, looked: Looked) -> None:
        if self.is_listing():
            self.recent.note(looked.paths)

    def _on_settings_changed(self) -> None:
        if not self.is_listing():
            self.recent.clear()

    def _on_recent_changed(self) -> None:
        if self._path is None:
            return
        self._is_saved = False
        self._runner.start(
            say("Saving the list of recent files"),
            keep,
            self.recent.paths,
            self._path,
            lane=Lane.DISK,
            key="recent list",
            on_done=self._on_saved,
            quiet=True,
        )

    def _on_saved(self, saved: tuple[Path, ...]) -> None:
        self._is_saved = saved == self.recent.paths


def gone(paths: Sequence[Path], *, progress: Progress = silent) -> frozenset[Path]:
    """Return the paths that are not there."""
    missing = set()
    for number, path in enumerate(paths):
        progress(number / len(paths), "")
        try:
            path.stat()
        except (OSError, ValueError):
            missing.add(path)
    return frozenset(missing)


def keep(paths: tuple[Path, ...], path: Path, *, progress: Progress = silent) -> tuple[Path, ...]:
    """Write the list; returns it."""
    save_recent(paths, path)
    progress(1.0, "")
    return paths
