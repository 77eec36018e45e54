"""The report of a run that has ended, read beside the window's own thread."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ai.errors import ReportableError
from ai.progress import Progress
from ai.words import say
from app.state.teach_run import TeachRun

READING = say("Reading the report")
"""Title of the job."""


def read_report(run: TeachRun, *, progress: Progress) -> tuple[TeachRun, Mapping[str, Any]]:
    """Read the report of a run that is done: a large one takes longer than the window may stand still.

    Raises
    ------
    ReportableError
        When the file cannot be read or holds no report.
    """
    progress(0.0, READING)
    try:
        return run, dict(json.loads((run.job.path / str(run.result["report"])).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReportableError(say("The report of the run cannot be read."), type(error).__name__) from error
