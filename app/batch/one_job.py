"""One job: open a series, run the model, write the results; all of them or nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ai.errors import DeviceMissing, GeometryError, InputMismatch, ModelPackError, ReportableError
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.progress import Progress, part, silent
from ai.words import Sentence, say
from ai.worker.client import ModelHere
from app.batch.feed import Claimed, folder_of
from app.batch.result_files import write_results
from app.batch.table import JobState, Outcome
from app.dicom.series import Series
from app.imaging.atomic import export_error, make_folder
from app.jobs.job import Done, Failed, attempt

_LOADING_SHARE = 0.3
"""Part of the progress that reading the series takes."""

_REFUSALS = (InputMismatch, GeometryError)
"""What says that the series is not for this model; trying again would say the same."""

_FOR_ALL = (ModelPackError, DeviceMissing)
"""What every other job would meet, too."""


class ModelWork:
    """Does jobs with one model, which stays loaded between them; goes by pickle before the first one.

    Parameters
    ----------
    card
        The model.
    output
        Folder of the results.
    device
        As `ai.inference.options.RunOptions.device`.
    also
        Of `app.batch.also.ALSO`.
    """

    def __init__(self, card: ModelCard, output: Path, *, device: str = "auto", also: Sequence[str] = ()) -> None:
        self._card = card
        self._output = output
        self._options = RunOptions(device=device)
        self._also = tuple(also)
        self._models = ModelHere()

    def __call__(self, claimed: Claimed, *, progress: Progress = silent) -> Outcome:
        """Do one job; what goes wrong is in the outcome, with no name of a file or patient."""
        started = time.perf_counter()
        folder = folder_of(self._output, claimed.job)

        def work(progress: Progress) -> Outcome:
            return self._do(claimed.series, folder, progress)

        ended = attempt(folder.name, work, progress)
        seconds = round(time.perf_counter() - started, 3)
        if isinstance(ended, Done) and isinstance(ended.value, Outcome):
            return replace(ended.value, seconds=seconds)
        error = ended.error if isinstance(ended, Failed) else ReportableError(say("The work was stopped."))
        state = JobState.REFUSED if isinstance(error, _REFUSALS) else JobState.FAILED
        return Outcome(
            state,
            without_names(error.message, claimed.series),
            without_names(error.hint, claimed.series),
            seconds,
            stops_all=isinstance(error, _FOR_ALL),
        )

    def close(self) -> None:
        """Let the model go."""
        self._models.close()

    def _do(self, series: Series, folder: Path, progress: Progress) -> Outcome:
        from app.dicom.series_load import fill, open_series

        if folder.exists():
            # Folders take their name when they are complete: whoever wrote this one died before telling.
            return Outcome(JobState.DONE)
        opened = open_series(series)
        opened.volume.require_uniform("The AI model")
        opened = fill(opened, progress=part(progress, 0.0, _LOADING_SHARE))
        result = self._models.run(
            self._card, opened.volume, options=self._options, progress=part(progress, _LOADING_SHARE, 1.0)
        )
        with new_folder(folder) as unfinished:
            write_results(result, opened, self._card, unfinished, also=self._also)
        return Outcome(JobState.DONE, facts=facts_of(result))


def facts_of(result: ModelResult) -> dict[str, str]:
    """Return what the audit trail keeps of a result."""
    provenance = result.provenance
    return {"verdict": provenance.gate.verdict.value, "device": provenance.device}


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; it takes its own name when the body ends without error, and is gone otherwise.

    What a killed process left of an earlier attempt is removed.

    Raises
    ------
    ExportError
        Where it cannot be made or take its name.
    """
    make_folder(folder.parent)
    for left in folder.parent.glob(f".{folder.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    unfinished = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    make_folder(unfinished)
    try:
        yield unfinished
        try:
            os.rename(unfinished, folder)
        except OSError as error:
            if not folder.is_dir():
                raise export_error(error, folder) from error
            # Another process that was taken for dead has written the same.
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def without_names(words: str, series: Series) -> str:
    """Return a sentence without what the files of a series are called: their names may hold a patient's."""
    names = {instance.path.name for instance in series.instances} | {series.title, series.description}
    if series.image is not None:
        names.add(series.image.path.name)
    if isinstance(words, Sentence):
        return Sentence(words.template, {key: _plain(value, names, series) for key, value in words.values.items()})
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, say("a file")) if len(name) >= _TELLING else words
    return words


_TELLING = 3
"""Letters of a name from which on it is looked for in words that do not tell what they were made of."""


def _plain(value: object, names: set[str], series: Series) -> object:
    if isinstance(value, Sentence):
        return without_names(value, series)
    return say("a file") if isinstance(value, str) and value in names else value
