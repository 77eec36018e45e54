"""Find studies in folders and files, and open a series: first one picture, then the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.progress import Progress, silent
from app.dicom.load import OpenSeries, fill, open_series
from app.dicom.scan import scan
from app.dicom.series import ScanResult, Series, Study, Unreadable
from app.imaging.levels import drag_scale
from app.imaging.presets import starting_voi
from app.imaging.slices import take
from app.imaging.window import Voi
from app.jobs.runner import JobRunner, Lane, Task
from app.state.session import Session, series_key
from app.state.view_state import View

_VOLUME = "volume"
"""Opening and filling share a key: whoever chooses another series no longer waits for the old one."""


@dataclass(frozen=True, eq=False)
class FirstPicture:
    """A series with its first picture, and what the pane needs to show it.

    Parameters
    ----------
    opened
        The series, one slice decoded.
    index
        That slice.
    voi
        What it is first shown with; None in colour.
    drag_scale
        Change of centre or width per screen pixel of a window drag, in the unit of the volume.
    """

    opened: OpenSeries
    index: int
    voi: Voi | None
    drag_scale: float


def always(series: Series) -> bool:
    """Accept any series."""
    return True


class OpenActions(QObject):
    """What a reader can open and close.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    runner
        Runs scan and decoding.

    Signals
    -------
    studies_came_in(tuple of Study)
        A scan that is not finished found these so far; emitted in its thread.
    """

    studies_came_in = Signal(tuple)

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._filling: Task | None = None
        self._drag_scale = 1.0
        self._starting_voi: Voi | None = None
        self._prefer: Callable[[Series], bool] = always
        self._before_scan: tuple[Study, ...] | None = None
        self.studies_came_in.connect(self._on_studies_came_in)
        runner.job_progressed.connect(self._on_job_progressed)

    @property
    def drag_scale(self) -> float:
        """Change of centre or width per screen pixel of a window drag, in the unit of the open volume."""
        return self._drag_scale

    @property
    def starting_voi(self) -> Voi | None:
        """What the open series was first shown with."""
        return self._starting_voi

    def open_paths(self, paths: Sequence[Path], *, prefer: Callable[[Series], bool] = always) -> None:
        """Look through files and folders; the studies found are added to the list, and one series is shown.

        Parameters
        ----------
        paths
            Files and folders.
        prefer
            The first series that it accepts is shown; the first of all where it accepts none.
        """
        self._prefer = prefer
        self._before_scan = self._session.studies
        self._runner.start(
            "Looking for images",
            scan,
            tuple(paths),
            lane=Lane.SCAN,
            key="scan",
            on_done=self._show_found,
            on_stopped=self._forget_scan,
            on_found=self.studies_came_in.emit,
        )

    def open(self, series: Series) -> None:
        """Show a series. What is open stays until the first picture is there, and also when there is none."""
        opened = self._session.opened
        if opened is not None and series_key(opened.series) == series_key(series):
            self._fill()
            return
        self._runner.start(
            f"Opening {series.title}",
            first_picture,
            series,
            lane=Lane.DISK,
            key=_VOLUME,
            on_done=self._show,
            on_stopped=self._fill,
        )

    def step_series(self, steps: int) -> None:
        """Show the next (1) or previous (-1) series of the study; stays at the ends."""
        opened, study = self._session.opened, self._session.study
        if opened is None or study is None:
            return
        keys = [series_key(series) for series in study.series]
        index = keys.index(series_key(opened.series)) + steps
        if 0 <= index < len(study.series):
            self.open(study.series[index])

    def close_all(self) -> None:
        """Close every study."""
        self._runner.cancel_key("scan")
        self._before_scan = None
        self._runner.cancel_key(_VOLUME)
        self._session.clear()
        self._view.update(index=0, voi=None, inverted=False, zoom=1.0, pan=None, lens=None)

    def _on_studies_came_in(self, found: tuple[Study, ...]) -> None:
        if self._before_scan is not None:
            self._session.set_studies(merged(self._before_scan, found), self._session.unreadable)

    def _forget_scan(self) -> None:
        """Take back what a scan listed that was cancelled or failed."""
        if self._before_scan is not None:
            self._session.set_studies(self._before_scan, self._session.unreadable)
        self._before_scan = None

    def _show_found(self, found: ScanResult) -> None:
        before = self._before_scan or ()
        self._before_scan = None
        self._session.set_studies(
            merged(before, found.studies), merged_unreadable(self._session.unreadable, found.unreadable)
        )
        # A folder that is dropped on a running reading adds to the list; the first study that is new is shown.
        known = {study_key(study) for study in before}
        fresh = [study for study in found.studies if study_key(study) not in known] or list(found.studies)
        candidates = [series for study in fresh for series in study.series]
        if candidates:
            self.open(next(filter(self._prefer, candidates), candidates[0]))

    def _show(self, first: FirstPicture) -> None:
        self._drag_scale = first.drag_scale
        self._starting_voi = first.voi
        self._session.set_opened(first.opened)
        self._view.update(index=first.index, voi=first.voi, inverted=False, zoom=1.0, pan=None, lens=None)
        self._fill()

    def _fill(self) -> None:
        """Decode what is missing of the series that is open; also after another one could not be opened."""
        opened = self._session.opened
        if opened is None or bool(opened.filled.all()):
            return
        self._filling = self._runner.start(
            f"Loading {opened.series.title}",
            fill,
            opened,
            lane=Lane.DISK,
            key=_VOLUME,
            on_done=self._session.set_opened,
        )

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        if task == self._filling:
            self._session.note_slices_arrived()


def first_picture(series: Series, *, progress: Progress = silent) -> FirstPicture:
    """Open a series and prepare its first picture.

    Raises
    ------
    app.errors.DicomReadError
        When it cannot be decoded.
    ai.errors.MemoryShort
        When it does not fit into memory.
    """
    progress(0.0, "Reading the first picture")
    opened = open_series(series)
    index = int(opened.filled.argmax())
    progress(0.5, "Reading the first picture")
    voi = starting_voi(opened.volume, opened.presentation, index, filled=opened.filled)
    scale = 1.0
    if not opened.volume.is_colour:
        scale = drag_scale(take(opened.volume, index), padding=opened.presentation.padding)
    progress(1.0, "Reading the first picture")
    return FirstPicture(opened, index, voi, scale)


def merged(listed: Sequence[Study], found: Sequence[Study]) -> tuple[Study, ...]:
    """Add what a scan found to the list.

    A study that is listed already keeps its series, except those that were found again.
    """
    studies = {study_key(study): study for study in listed}
    for study in found:
        before = studies.get(study_key(study))
        series = study.series
        if before is not None:
            again = {series_key(each) for each in series}
            kept = (each for each in before.series if series_key(each) not in again)
            series = tuple(sorted((*kept, *series), key=_place))
        studies[study_key(study)] = replace(study, series=series)
    return tuple(studies.values())


def study_key(study: Study) -> tuple[str, str, str]:
    """Tell studies apart; two patients never share one, not even under one Study Instance UID."""
    return study.uid, study.patient_id, study.patient_name


def merged_unreadable(listed: Sequence[Unreadable], found: Sequence[Unreadable]) -> tuple[Unreadable, ...]:
    """Add what a scan left out to the list, each file once."""
    return tuple({each.path: each for each in (*listed, *found)}.values())


def _place(series: Series) -> tuple[float, str]:
    return (series.number if series.number is not None else float("inf"), series.description)
