"""Results of others over the images that they were made from, which are opened where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.inference.results import ModelResult
from ai.progress import Progress, part, silent
from ai.words import say
from app.actions.open import OpenActions
from app.dicom.results_read.kinds import image_series, result_files
from app.dicom.results_read.read import read_result, series_for
from app.dicom.series import Series, Study
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session, series_key


@dataclass(frozen=True, eq=False)
class _Wanted:
    """Files that wait for their series to be open."""

    paths: tuple[Path, ...]
    series: Series


class ShowResultsActions(QObject):
    """What a reader can do with segmentations, contours, reports and maps that were made elsewhere.

    Parameters
    ----------
    session, opening, runner
        What is open, what opens a series, and what reads files.

    Signals
    -------
    refused(ReportableError)
        Something cannot be drawn.
    """

    refused = Signal(object)

    def __init__(self, session: Session, opening: OpenActions, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._opening = opening
        self._runner = runner
        self._wanted: _Wanted | None = None
        session.volume_changed.connect(self._on_volume_changed)
        opening.results_came_in.connect(self.show)

    def has_any(self) -> bool:
        """Whether the open study holds results of others."""
        return self._session.study is not None and bool(result_files(self._session.study))

    def show_all(self) -> None:
        """Draw all results of the open study that belong to the open series; others stay what they are."""
        study, opened = self._session.study, self._session.opened
        if study is None or opened is None:
            return
        self._runner.start(
            say("Reading results"),
            read_fitting,
            result_files(study),
            image_series(study),
            opened,
            lane=Lane.DISK,
            on_done=self._add_all,
        )

    def show(self, paths: Sequence[Path]) -> None:
        """Draw the results of files on the images that they were made from, which are opened where they are not."""
        study = self._study_of(paths)
        if study is None:
            return
        opened = self._session.opened
        self._runner.start(
            say("Looking for the images of the results"),
            find_series,
            tuple(paths),
            image_series(study),
            None if opened is None or self._session.study is not study else opened.series,
            lane=Lane.DISK,
            on_done=self._open,
        )

    def _open(self, wanted: _Wanted) -> None:
        for pane in self._session.panes.laid_out:
            if pane.opened is not None and series_key(pane.opened.series) == series_key(wanted.series):
                self._read(wanted, pane.opened)
                return
        self._wanted = wanted
        self._opening.open(wanted.series)

    def _on_volume_changed(self) -> None:
        opened, wanted = self._session.opened, self._wanted
        if wanted is None or opened is None:
            return
        # Whatever else is opened meanwhile: the reader chose something else.
        self._wanted = None
        if series_key(opened.series) == series_key(wanted.series):
            self._read(wanted, opened)

    def _read(self, wanted: _Wanted, opened: OpenSeries) -> None:
        self._runner.start(
            say("Reading results"), read_all, wanted.paths, opened, lane=Lane.DISK, on_done=self._add_all
        )

    def _add_all(self, results: tuple[ModelResult, ...]) -> None:
        for result in results:
            self._session.add_result(result)
        if not results:
            self.refused.emit(
                ReportableError(
                    say("None of the results of this study belongs to the open series."),
                    say("Open the series that they were made from."),
                )
            )

    def _study_of(self, paths: Sequence[Path]) -> Study | None:
        wanted = set(paths)
        return next((study for study in self._session.studies if wanted.intersection(result_files(study))), None)


def find_series(
    paths: Sequence[Path], listed: Sequence[Series], opened: Series | None, *, progress: Progress = silent
) -> _Wanted:
    """Find the series that results are drawn on.

    Parameters
    ----------
    paths
        The files; they belong together.
    listed
        Series with images of their study.
    opened
        The open series where it is of that study: taken where the files name no series.

    Raises
    ------
    app.errors.DicomReadError
        When there is none.
    """
    progress(0.0, say("Looking for the images of the results"))
    found = next((series for path in paths if (series := series_for(path, listed)) is not None), opened)
    if found is None:
        raise DicomReadError(
            say("The images that these results were made from are not listed."),
            say("Open the folder that holds the images of the study, then show the results again."),
        )
    return _Wanted(tuple(paths), found)


def read_all(paths: Sequence[Path], opened: OpenSeries, *, progress: Progress = silent) -> tuple[ModelResult, ...]:
    """Read files with results; raises what `read_result` raises."""
    share = 1 / len(paths)
    return tuple(
        read_result(path, opened, progress=part(progress, number * share, (number + 1) * share))
        for number, path in enumerate(paths)
    )


def read_fitting(
    paths: Sequence[Path], listed: Sequence[Series], opened: OpenSeries, *, progress: Progress = silent
) -> tuple[ModelResult, ...]:
    """Read those files whose results were made from the open series, or lie in its space."""
    found: list[ModelResult] = []
    share = 1 / max(len(paths), 1)
    for number, path in enumerate(paths):
        own = part(progress, number * share, (number + 1) * share)
        own(0.0, say("Reading results"))
        try:
            source = series_for(path, listed)
            if source is None or series_key(source) == series_key(opened.series):
                found.append(read_result(path, opened, progress=own))
        except DicomReadError:
            # One of another series of the study: it is drawn there.
            continue
    return tuple(found)
