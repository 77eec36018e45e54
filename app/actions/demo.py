"""The demo: makes the phantom study, opens its radiograph and lets the suggested model run on it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QObject

from ai.progress import Progress, silent
from ai.words import say
from app.actions.actions import Actions
from app.dicom.phantom_study import write_phantom_study
from app.dicom.series import Series
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session

_RADIOGRAPHS = frozenset({"CR", "DX"})


class Demo(QObject):
    """Phantoms in a temporary folder that is removed by `close`.

    Parameters
    ----------
    session, actions, runner
        What the demo acts on, as a reader would.
    """

    def __init__(self, session: Session, actions: Actions, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._actions = actions
        self._runner = runner
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._runs_model = False
        session.volume_changed.connect(self._on_volume_changed)
        session.slices_arrived.connect(self._on_volume_changed)

    def start(self, *, seed: int = 0, runs_model: bool = False) -> None:
        """Make a phantom and open its radiograph.

        Parameters
        ----------
        seed
            Which phantom.
        runs_model
            Whether the suggested model runs as soon as the picture is there.
        """
        if self._folder is None:
            # A virus scanner that holds a file must not make removing it an error.
            self._folder = tempfile.TemporaryDirectory(prefix="lightbox-demo-", ignore_cleanup_errors=True)
        self._runs_model = runs_model
        folder = Path(self._folder.name) / f"phantom-{seed}"
        self._runner.start(
            say("Making the phantom"), phantom_files, folder, seed, lane=Lane.SCAN, key="scan", on_done=self._open
        )

    def close(self) -> None:
        """Remove the files; nothing may be open from them any more."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _open(self, folder: Path) -> None:
        self._actions.opening.open_paths([folder], prefer=is_radiograph, lasting=False)

    def _on_volume_changed(self) -> None:
        opened = self._session.opened
        if self._runs_model and opened is not None and is_radiograph(opened.series):
            self._runs_model = False
            self._actions.models.run_suggested()


def is_radiograph(series: Series) -> bool:
    """Whether a series is a projection, by (0008,0060) Modality."""
    return series.modality in _RADIOGRAPHS


def phantom_files(folder: Path, seed: int, *, progress: Progress = silent) -> Path:
    """Write the phantom study into a folder, unless it is there; returns the folder."""
    if not folder.is_dir() or not any(folder.iterdir()):
        write_phantom_study(folder, seed=seed, progress=progress)
    return folder
