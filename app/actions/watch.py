"""Watch a folder: what newly appears in it is listed as soon as it is complete, and nothing else changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from ai.progress import Progress, silent
from ai.words import say
from app.actions.open import OpenActions
from app.dicom.files.folder import listing
from app.dicom.series import ScanResult, Study
from app.dicom.study_scan import scan
from app.errors import DicomReadError
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session

LOOK_MS = 2000
"""Pause between two looks. Folders of a server tell nobody that they change, so the folder is looked at."""

Stamps: TypeAlias = dict[Path, tuple[int, int]]
"""Files with (bytes, time of the last change in ns)."""


@dataclass(frozen=True)
class Arrivals:
    """What is known of a watched folder.

    Parameters
    ----------
    known
        Files that were there at first, or were handed out, as they were then.
    growing
        Files that are new or changed, as they were at the last look.
    """

    known: Stamps = field(default_factory=dict)
    growing: Stamps = field(default_factory=dict)

    def after(self, seen: Mapping[Path, tuple[int, int]]) -> tuple[Arrivals, tuple[Path, ...]]:
        """Compare with another look.

        Parameters
        ----------
        seen
            Files as they are now.

        Returns
        -------
        Arrivals
            What is known now.
        tuple of Path
            New files that are as they were at the last look: nobody writes to them any more.
        """
        new = {path: stamp for path, stamp in seen.items() if self.known.get(path) != stamp}
        ready = {path: stamp for path, stamp in new.items() if self.growing.get(path) == stamp and stamp[0] > 0}
        growing = {path: stamp for path, stamp in new.items() if path not in ready}
        # A file that went away and comes back is a new one.
        known = {path: stamp for path, stamp in self.known.items() if path in seen}
        return Arrivals(known | ready, growing), tuple(ready)


class FolderWatch(QObject):
    """Watches one folder.

    Parameters
    ----------
    session, opening
        Where new images are listed.
    runner
        Looks at the folder and reads what is new.

    Signals
    -------
    watch_changed()
        Another folder is watched, or none.
    images_came(int, str)
        So many new images are listed from the folder of this name.
    folder_lost(str)
        The folder of this name is not there; it is watched again when it is back.
    """

    watch_changed = Signal()
    images_came = Signal(int, str)
    folder_lost = Signal(str)

    def __init__(self, session: Session, opening: OpenActions, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._opening = opening
        self._runner = runner
        self._folder: Path | None = None
        self._arrivals: Arrivals | None = None
        self._is_lost = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """What is watched."""
        return self._folder

    def is_watching(self) -> bool:
        """Whether a folder is watched."""
        return self._folder is not None

    def watch(self, folder: Path) -> None:
        """Watch a folder from now on, in the place of another one; what is in it already counts as known."""
        self._forget()
        self._folder = folder
        self._look()
        self.watch_changed.emit()

    def stop(self) -> None:
        """Watch nothing; what was listed stays."""
        if self._folder is not None:
            self._forget()
            self._folder = None
            self.watch_changed.emit()

    def _forget(self) -> None:
        self._timer.stop()
        for key in ("watch look", "watch read"):
            self._runner.cancel_key(key)
        self._arrivals = None
        self._is_lost = False

    def _look(self) -> None:
        if self._folder is not None:
            self._runner.start(
                say("Watching a folder"),
                files_in,
                self._folder,
                lane=Lane.PLACES,
                key="watch look",
                on_done=self._on_looked,
                on_stopped=self._timer.start,
                quiet=True,
            )

    def _on_looked(self, seen: Stamps | None) -> None:
        folder = self._folder
        if folder is None:
            return
        if seen is None:
            if not self._is_lost:
                self._is_lost = True
                self.folder_lost.emit(folder.name)
        elif self._arrivals is None:
            self._arrivals = Arrivals(known=seen)
        else:
            self._is_lost = False
            self._arrivals, ready = self._arrivals.after(seen)
            if ready:
                self._read(ready)
                return
        self._timer.start()

    def _read(self, paths: Sequence[Path]) -> None:
        self._runner.start(
            say("Looking at new images"),
            look_through,
            paths,
            self._session.studies,
            lane=Lane.SCAN,
            key="watch read",
            on_done=self._take,
            on_stopped=self._timer.start,
            quiet=True,
        )

    def _take(self, found: ScanResult | None) -> None:
        self._timer.start()
        if found is None or self._folder is None:
            return
        listed = images_of(self._session.studies)
        came = len(images_of(found.studies) - listed)
        self._opening.add(found)
        if came:
            self.images_came.emit(came, self._folder.name)


def files_in(folder: Path, *, progress: Progress = silent) -> Stamps | None:
    """List the files of a folder and below it, links left out; None where the folder cannot be looked at."""
    try:
        found = listing(folder, progress=progress)
    except DicomReadError:
        return None
    if not found.is_folder:
        return None
    stamps: Stamps = {}
    for number, path in enumerate(found.files):
        if number % 1000 == 0:
            progress(number / len(found.files), "")
        try:
            status = os.lstat(path)
        except OSError:
            continue
        stamps[path] = (status.st_size, status.st_mtime_ns)
    return stamps


def look_through(paths: Sequence[Path], listed: Sequence[Study], *, progress: Progress = silent) -> ScanResult | None:
    """Read new files, with those of the same series that are listed already: a series comes in bit by bit.

    Returns
    -------
    ScanResult or None
        None where none of the files is an image.
    """
    try:
        found = scan(paths, progress=progress)
    except DicomReadError:
        return None
    uids = {series.uid for study in found.studies for series in study.series}
    begun = [
        instance.path
        for study in listed
        for series in study.series
        if series.uid in uids and series.image is None
        for instance in series.instances
    ]
    files = [path for path in dict.fromkeys((*begun, *paths)) if path.exists()]
    return scan(files, progress=progress) if len(files) > len(paths) else found


def images_of(studies: Sequence[Study]) -> set[tuple[str, str, int]]:
    """Name every image that is listed: series, instance, frame."""
    return {
        (series.uid, series.instances[facts.instance].sop_instance_uid, facts.frame)
        for study in studies
        for series in study.series
        for facts in series.slices
    }
