"""Look through folders and files for studies; one picture is shown while that goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.words import say
from app.actions.first_picture import index_of, shown_picture
from app.actions.open_in_pane import PaneOpening, is_whole
from app.dicom.headers.objects import nothing_to_see
from app.dicom.results_read.kinds import image_series, result_files
from app.dicom.series import ScanResult, Series, Study, Unreadable
from app.dicom.study_scan import scan
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session, series_key


def always(series: Series) -> bool:
    """Accept any series."""
    return True


@dataclass(frozen=True, eq=False)
class Looked:
    """A look through files that has come to its end.

    Parameters
    ----------
    paths
        Files, folders and archives, as they were given.
    found
        What is there.
    """

    paths: tuple[Path, ...]
    found: ScanResult


class LookThrough(QObject):
    """Scans, lists what comes in, and shows a series of it in one pane.

    Parameters
    ----------
    session
        Where studies are listed.
    runner
        Runs the scan.
    places
        What opens a series, for each pane.

    Signals
    -------
    studies_came_in(tuple of Study)
        A scan that is not finished found these so far; emitted in its thread.
    scan_warned(tuple of str)
        Sentences about all that a finished scan looked through.
    looked_through(Looked)
        A scan of files that outlast the program is finished, and its studies are listed.
    results_came_in(tuple of Path)
        A finished scan found nothing but results of others, and the images of their study are listed.
    """

    studies_came_in = Signal(tuple)
    scan_warned = Signal(tuple)
    looked_through = Signal(object)
    results_came_in = Signal(tuple)

    def __init__(self, session: Session, runner: JobRunner, places: Sequence[PaneOpening]) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._places = places
        self._place = places[0]
        self._prefer: Callable[[Series], bool] = always
        self._only = False
        self._lasting: tuple[Path, ...] = ()
        self._before: tuple[Study, ...] | None = None
        self._glimpsed: set[str] = set()
        self.studies_came_in.connect(self._on_studies_came_in)

    def start(
        self,
        paths: Sequence[Path],
        place: PaneOpening,
        *,
        prefer: Callable[[Series], bool],
        only: bool = False,
        lasting: bool = True,
    ) -> None:
        """Look through files and folders and show one series in a pane.

        Parameters
        ----------
        paths
            Files and folders.
        place
            Where it is shown.
        prefer
            The first series that it accepts is shown; the first of all where it accepts none.
        only
            Where it accepts none, none is shown: another patient must not come in the place of the one asked for.
        lasting
            Whether the files outlast the program.
        """
        self._place = place
        self._prefer = prefer
        self._only = only
        self._lasting = tuple(paths) if lasting else ()
        self._before = self._session.studies
        self._glimpsed.clear()
        for each in self._places:
            each.chosen = None
        self._runner.start(
            say("Looking for images"),
            scan,
            tuple(paths),
            lane=Lane.SCAN,
            key="scan",
            on_done=self._show_found,
            on_stopped=self._forget,
            on_found=self.studies_came_in.emit,
        )

    def add(self, found: ScanResult) -> None:
        """List what another scan found; nothing of it is shown."""
        if self._before is not None:
            self._before = merged(self._before, found.studies)
        session = self._session
        session.set_studies(
            merged(session.studies, found.studies), merged_unreadable(session.unreadable, found.unreadable)
        )

    def stop(self) -> None:
        """Look no further; what is listed stays."""
        self._runner.cancel_key("scan")
        self._before = None

    def _on_studies_came_in(self, found: tuple[Study, ...]) -> None:
        if self._before is None:
            return
        self._session.set_studies(merged(self._before, found), self._session.unreadable)
        if self._place.pane.opened is None and not self._place.is_waiting:
            self._start_glimpse(found)

    def _start_glimpse(self, found: Sequence[Study]) -> None:
        """Show one picture while the scan goes on; each series is tried once."""
        for series in filter(self._prefer, all_series(found)):
            if series.uid not in self._glimpsed:
                self._glimpsed.add(series.uid)
                self._place.glimpse(series)
                return

    def _forget(self) -> None:
        """Take back what a scan listed that was cancelled or failed, and the picture shown meanwhile."""
        before, self._before = self._before, None
        if before is None:
            return
        if self._place.pane.opened is None:
            self._place.cancel()
        elif self._place.shows_glimpse:
            self._place.clear()
            self._session.empty(self._place.pane)
        self._session.set_studies(before, self._session.unreadable)

    def _show_found(self, found: ScanResult) -> None:
        before = self._before or ()
        self._before = None
        self._session.set_studies(
            merged(before, found.studies), merged_unreadable(self._session.unreadable, found.unreadable)
        )
        if found.warnings:
            self.scan_warned.emit(found.warnings)
        results = self._results_alone(found)
        if results:
            self.results_came_in.emit(results)
        else:
            self._show_first(before, found)
        if self._lasting:
            self.looked_through.emit(Looked(self._lasting, found))

    def _results_alone(self, found: ScanResult) -> tuple[Path, ...]:
        """List the results of others where a scan found nothing else, and the images of their study are there."""
        if any(image_series(study) for study in found.studies):
            return ()
        listed = {study_key(study): study for study in self._session.studies}
        beside_images = (study for study in found.studies if image_series(listed.get(study_key(study), study)))
        return tuple(path for study in beside_images for path in result_files(study))

    def _show_first(self, before: Sequence[Study], found: ScanResult) -> None:
        """Show what the reader waits for, else the first of what is new."""
        listed = all_series(found.studies)
        had_series = [each for each in self._places if self._show_whole(each, listed)]
        if self._place in had_series:
            return
        # A folder that is dropped on a running reading adds to the list; the first study that is new is shown.
        known = {study_key(study) for study in before}
        fresh = [study for study in found.studies if study_key(study) not in known]
        candidates = list(filter(self._prefer, listed)) if self._only else all_series(fresh) or listed
        if self._only and not candidates:
            return
        if candidates:
            self._place.choose(next(filter(self._prefer, candidates), candidates[0]))
        else:
            self.scan_warned.emit((nothing_to_see(found.studies).words,))

    def _show_whole(self, place: PaneOpening, found: Sequence[Series]) -> bool:
        """Open what the finished scan made of the series that a pane showed or waited for meanwhile.

        Returns
        -------
        bool
            Whether the reader or the scan had a series there: then nothing else is shown unasked.
        """
        opened, chosen = place.pane.opened, place.chosen
        if chosen is not None and place.is_waiting:
            # The reader waits for another one than is open.
            same = [series for series in found if (series.uid, series.part) == (chosen.uid, chosen.part)]
            if same and not is_same_extent(same[0], chosen):
                place.choose(same[0])
            return True
        if opened is None or (not place.shows_glimpse and chosen is None):
            return False
        picture = shown_picture(opened, place.pane.source_index)
        for series in found:
            index = index_of(series, picture) if series.uid == opened.series.uid else None
            if index is not None:
                if place.shows_glimpse or not is_whole(opened, series):
                    place.grow(series, index)
                return True
        return not place.shows_glimpse


def is_same_extent(one: Series, other: Series) -> bool:
    """Whether two scans found equally much of a series."""
    return series_key(one) == series_key(other) and one.slice_count == other.slice_count


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
    """Keep what was listed of a study before and not found again, be it as a part of more."""
    again = {series_key(each) for each in study.series}
    files = {(each.uid, instance.sop_instance_uid) for each in study.series for instance in each.instances}
    kept = (each for each in before.series if series_key(each) not in again and not _is_of(each, files))
    series = (*kept, *study.series)
    named = {each.sop_instance_uid for each in study.objects}
    objects = (*(each for each in before.objects if each.sop_instance_uid not in named), *study.objects)
    return replace(study, series=tuple(sorted(series, key=_place_in_study)), objects=objects)


def _is_of(series: Series, files: Set[tuple[str, str]]) -> bool:
    return all((series.uid, instance.sop_instance_uid) in files for instance in series.instances)


def study_key(study: Study) -> tuple[str, str, str]:
    """Tell studies apart; two patients never share one, not even under one Study Instance UID."""
    return study.uid, study.patient_id, study.patient_name


def merged_unreadable(listed: Sequence[Unreadable], found: Sequence[Unreadable]) -> tuple[Unreadable, ...]:
    """Add what a scan left out to the list, in the place of what was said of the same files before."""
    again = {each.path for each in found}
    return (*(each for each in listed if each.path not in again), *found)


def _place_in_study(series: Series) -> tuple[float, str]:
    return (series.number if series.number is not None else float("inf"), series.description)
