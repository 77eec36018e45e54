"""Find studies in folders and files, and open a series: first one picture, then the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.actions.first_picture import FirstPicture, first_picture, index_of, of_one_slice, shown_picture
from app.dicom.headers.objects import nothing_to_see
from app.dicom.series import ScanResult, Series, Study, Unreadable
from app.dicom.series_load import OpenSeries, fill
from app.dicom.study_scan import scan
from app.jobs.runner import JobRunner, Lane, Task
from app.state.axis_volumes import by_axis, volumes_beside
from app.state.session import Session, series_key
from app.state.view_state import View

_VOLUME = "volume"
"""Opening and filling share a key: whoever chooses another series no longer waits for the old one."""


def is_whole(opened: OpenSeries, series: Series) -> bool:
    """Whether what is open is this series, and not a part of it that a running scan had found."""
    return series_key(opened.series) == series_key(series) and opened.series.slice_count == series.slice_count


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
    scan_warned(tuple of str)
        Sentences about all that a finished scan looked through.
    """

    studies_came_in = Signal(tuple)
    scan_warned = Signal(tuple)

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._filling: Task | None = None
        self._prefer: Callable[[Series], bool] = always
        self._before_scan: tuple[Study, ...] | None = None
        self._glimpse: OpenSeries | None = None
        self._glimpsed: set[str] = set()
        self._chosen: Series | None = None
        self.studies_came_in.connect(self._on_studies_came_in)
        runner.job_progressed.connect(self._on_job_progressed)

    def open_paths(self, paths: Sequence[Path], *, prefer: Callable[[Series], bool] = always) -> None:
        """Look through files and folders; the studies found are added to the list, and one series is shown.

        Where nothing is open, one picture of the first series that comes in is shown at once, and the whole of that
        series once every file was seen.

        Parameters
        ----------
        paths
            Files and folders.
        prefer
            The first series that it accepts is shown; the first of all where it accepts none.
        """
        self._prefer = prefer
        self._before_scan = self._session.studies
        self._chosen = None
        self._glimpsed.clear()
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
        self._chosen = series
        opened = self._session.opened
        if opened is not None and opened is not self._glimpse and is_whole(opened, series):
            self._fill()
            return
        self._start_opening(series, None, self._show)

    def step_axis(self, steps: int) -> None:
        """Show the next (1) or previous (-1) volume of the fourth axis: echo, b-value, moment. Stays at the ends.

        Slice, window, zoom and lens stay as they are.
        """
        opened, study = self._session.opened, self._session.study
        if opened is None or study is None or opened.series.axis is None:
            return
        volumes = volumes_beside(opened.series, study.series)
        keys = [series_key(series) for series in volumes]
        key = series_key(opened.series)
        index = keys.index(key) + steps if key in keys else -1
        if 0 <= index < len(volumes):
            self._chosen = volumes[index]
            first = min(self._view.state.index, volumes[index].slice_count - 1)
            self._start_opening(volumes[index], first, self._show_beside)

    def step_series(self, steps: int) -> None:
        """Show the next (1) or previous (-1) series of the study; stays at the ends."""
        opened, study = self._session.opened, self._session.study
        if opened is None or study is None:
            return
        # The volumes of one fourth axis are one series to the reader.
        key = series_key(opened.series)
        entries = by_axis(study.series)
        here = [number for number, volumes in enumerate(entries) if key in map(series_key, volumes)]
        index = here[0] + steps if here else -1
        if 0 <= index < len(entries):
            self.open(entries[index][0])

    def close_all(self) -> None:
        """Close every study."""
        self._runner.cancel_key("scan")
        self._before_scan = self._glimpse = None
        self._runner.cancel_key(_VOLUME)
        self._session.clear()
        self._view.update(index=0, voi=None, inverted=False, zoom=1.0, pan=None, lens=None)

    def looked_at(self) -> int:
        """Slice that the reader looks at, from 0; may be asked from any thread."""
        return self._view.state.index

    def _start_opening(self, series: Series, first: int | None, on_done: Callable[[FirstPicture], None]) -> None:
        self._runner.start(
            f"Opening {series.title}",
            first_picture,
            series,
            first=first,
            lane=Lane.DISK,
            key=_VOLUME,
            on_done=on_done,
            on_stopped=self._fill,
        )

    def _on_studies_came_in(self, found: tuple[Study, ...]) -> None:
        if self._before_scan is None:
            return
        self._session.set_studies(merged(self._before_scan, found), self._session.unreadable)
        if self._session.opened is None and not self._runner.is_active(_VOLUME):
            self._start_glimpse(found)

    def _start_glimpse(self, found: Sequence[Study]) -> None:
        """Show one picture while the scan goes on; each series is tried once."""
        for series in filter(self._prefer, all_series(found)):
            if series.uid not in self._glimpsed:
                self._glimpsed.add(series.uid)
                self._runner.start(
                    f"Opening {series.title}",
                    first_picture,
                    of_one_slice(series),
                    lane=Lane.DISK,
                    key=_VOLUME,
                    on_done=self._show_glimpse,
                    quiet=True,
                )
                return

    def _forget_scan(self) -> None:
        """Take back what a scan listed that was cancelled or failed, and the picture shown meanwhile."""
        before, self._before_scan = self._before_scan, None
        if before is None:
            return
        opened = self._session.opened
        if opened is None:
            self._runner.cancel_key(_VOLUME)
        elif opened is self._glimpse:
            self.close_all()
        self._session.set_studies(before, self._session.unreadable)

    def _show_found(self, found: ScanResult) -> None:
        before = self._before_scan or ()
        self._before_scan = None
        self._session.set_studies(
            merged(before, found.studies), merged_unreadable(self._session.unreadable, found.unreadable)
        )
        if found.warnings:
            self.scan_warned.emit(found.warnings)
        if self._open_whole(all_series(found.studies)):
            return
        # A folder that is dropped on a running reading adds to the list; the first study that is new is shown.
        known = {study_key(study) for study in before}
        fresh = [study for study in found.studies if study_key(study) not in known]
        candidates = all_series(fresh) or all_series(found.studies)
        if candidates:
            self.open(next(filter(self._prefer, candidates), candidates[0]))
        else:
            self.scan_warned.emit((str(nothing_to_see(found.studies)),))

    def _open_whole(self, found: Sequence[Series]) -> bool:
        """Open what the finished scan made of the series that was shown or chosen meanwhile; tells whether it did."""
        opened, chosen = self._session.opened, self._chosen
        if chosen is not None and self._runner.is_active(_VOLUME):
            # The reader waits for another one than is open.
            same = [series for series in found if (series.uid, series.part) == (chosen.uid, chosen.part)]
            if same:
                self.open(same[0])
            return True
        if opened is None or (opened is not self._glimpse and chosen is None):
            return False
        picture = shown_picture(opened, self._view.state.index)
        for series in found:
            index = index_of(series, picture) if series.uid == opened.series.uid else None
            if index is not None:
                if not is_whole(opened, series) or (series.slice_count > 1 and opened is self._glimpse):
                    self._start_opening(series, index, self._show_whole)
                elif opened is self._glimpse:
                    # One picture is all of it.
                    self._glimpse = None
                    self._session.set_opened(replace(opened, series=series))
                return True
        return opened is not self._glimpse

    def _show_glimpse(self, first: FirstPicture) -> None:
        self._glimpse = first.opened
        self._take(first)

    def _show(self, first: FirstPicture) -> None:
        self._glimpse = None
        self._take(first)
        self._fill()

    def _show_whole(self, first: FirstPicture) -> None:
        """Show the whole of what is open in part: nothing that the reader sees or chose may jump."""
        opened, self._glimpse = self._session.opened, None
        index = None
        if opened is not None:
            index = index_of(first.opened.series, shown_picture(opened, self._view.state.index))
        if index is None:
            self._show(first)
            return
        is_own_window = self._view.state.voi != self._session.panes.active.starting_voi
        self._note_window(first)
        self._session.set_opened(first.opened)
        self._view.update(index=index, **({} if is_own_window else {"voi": first.voi}))
        self._fill()

    def _show_beside(self, first: FirstPicture) -> None:
        """Show another volume of the same axis as the one before was looked at."""
        self._glimpse = None
        self._note_window(first)
        voi = self._view.state.voi
        self._session.set_opened(first.opened)
        self._view.update(index=first.index, voi=first.voi if voi is None or first.voi is None else voi)
        self._fill()

    def _take(self, first: FirstPicture) -> None:
        """Show a series as it comes."""
        self._note_window(first)
        self._session.set_opened(first.opened)
        self._view.update(index=first.index, voi=first.voi, inverted=False, zoom=1.0, pan=None, lens=None)

    def _note_window(self, first: FirstPicture) -> None:
        """Remember in the pane what the series starts with."""
        pane = self._session.panes.active
        pane.drag_scale, pane.starting_voi = first.drag_scale, first.voi

    def _fill(self) -> None:
        """Decode what is missing of the series that is open; also after another one could not be opened."""
        opened = self._session.opened
        if opened is None or opened is self._glimpse or bool(opened.filled.all()):
            return
        self._filling = self._runner.start(
            f"Loading {opened.series.title}",
            fill,
            opened,
            focus=self.looked_at,
            lane=Lane.DISK,
            key=_VOLUME,
            on_done=self._session.set_opened,
        )

    def _on_job_progressed(self, task: Task, fraction: float, message: str) -> None:
        if task == self._filling and self._session.opened is not None:
            self._session.note_slices_arrived(self._session.opened)


def all_series(studies: Sequence[Study]) -> list[Series]:
    """List the series of studies, in their order."""
    return [series for study in studies for series in study.series]


def merged(listed: Sequence[Study], found: Sequence[Study]) -> tuple[Study, ...]:
    """Add what a scan found to the list.

    A study that is listed already keeps its series, except those that were found again.
    """
    studies = {study_key(study): study for study in listed}
    for study in found:
        key = study_key(study)
        before = studies.get(key)
        studies[key] = study if before is None else _joined(before, study)
    return tuple(studies.values())


def _joined(before: Study, study: Study) -> Study:
    """Keep what was listed of a study before and not found again."""
    again = {series_key(each) for each in study.series}
    series = (*(each for each in before.series if series_key(each) not in again), *study.series)
    named = {each.sop_instance_uid for each in study.objects}
    objects = (*(each for each in before.objects if each.sop_instance_uid not in named), *study.objects)
    return replace(study, series=tuple(sorted(series, key=_place)), objects=objects)


def study_key(study: Study) -> tuple[str, str, str]:
    """Tell studies apart; two patients never share one, not even under one Study Instance UID."""
    return study.uid, study.patient_id, study.patient_name


def merged_unreadable(listed: Sequence[Unreadable], found: Sequence[Unreadable]) -> tuple[Unreadable, ...]:
    """Add what a scan left out to the list, in the place of what was said of the same files before."""
    again = {each.path for each in found}
    return (*(each for each in listed if each.path not in again), *found)


def _place(series: Series) -> tuple[float, str]:
    return (series.number if series.number is not None else float("inf"), series.description)
