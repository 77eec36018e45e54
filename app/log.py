"""The log file: what went wrong inside the program, without patient data."""

from __future__ import annotations

import logging
import logging.handlers
import re
import traceback
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import platformdirs

LOG_NAME = "lightbox.log"

LOGGERS = ("app", "ai")
"""Only our own loggers: libraries quote values of files, and these may be a patient's."""

_LARGEST_BYTES = 1_000_000
_KEPT_FILES = 3

_HIDDEN = re.compile(
    r"""
      '[^']*' | "[^"]*"               # quoted values
    | (?:[A-Za-z]:)?[\\/][^\s:,;]+    # paths, which may be named for a patient
    | \S*\^\S*                        # names as DICOM writes them
    | \d+(?:\.\d+){3,}                # UIDs
    | \d{5,}                          # numbers of patients, dates
    """,
    re.VERBOSE,
)

ExceptionInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def log_file() -> Path:
    """Where the log is kept."""
    return Path(platformdirs.user_log_dir("Lightbox", appauthor=False)) / LOG_NAME


def start_log(path: Path | None = None) -> logging.Handler:
    """Write what our own loggers say to a file that rolls over; a folder that cannot be written gives no log.

    Parameters
    ----------
    path
        Another place than `log_file`.

    Returns
    -------
    logging.Handler
        For `stop_log`.
    """
    target = path or log_file()
    handler: logging.Handler
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            target, maxBytes=_LARGEST_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        # A locked-down computer must not keep the scan from being read.
        handler = logging.NullHandler()
    handler.setFormatter(PrivateFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
        # Nothing on the terminal besides our own words.
        logger.propagate = False
    return handler


def stop_log(handler: logging.Handler) -> None:
    """Undo `start_log`."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.removeHandler(handler)
        logger.propagate = True
    handler.close()


class PrivateFormatter(logging.Formatter):
    """Writes tracebacks whole but hides values in the messages of exceptions, which may quote a file."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - name of logging
        """Write the exception and what led to it."""
        return "" if ei[1] is None else traceback_text(ei[1])


def traceback_text(error: BaseException) -> str:
    """Write an exception with its causes, outermost last, as Python does, the messages without values."""
    parts: list[str] = []
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        parts += [traceback_text(earlier), "", "which led to:", ""]
    parts.append("".join(traceback.format_tb(error.__traceback__)).rstrip("\n"))
    parts.append(f"{type(error).__name__}: {without_values(str(error))}")
    return "\n".join(part for part in parts if part is not None)


def without_values(message: str) -> str:
    """Hide what may be a value of a file: quoted text, paths, names, UIDs, long numbers."""
    return _HIDDEN.sub("…", message)
