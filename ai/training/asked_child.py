"""A process of our own that is asked one thing and answers with one line of JSON. No torch here, but there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ai.confined import own_modules
from ai.errors import TrainingDataError
from ai.words import say

_LOOK_EVERY_S = 0.1


class NoAnswerError(TrainingDataError):
    """The process ended without a sentence: the system killed it, or it broke."""


def ask_child(words: Sequence[str], wait: Callable[[], None]) -> dict[str, Any]:
    """Run ``python -m ai WORDS`` and give the JSON of its last line.

    Parameters
    ----------
    words
        The command and its options.
    wait
        Called often while the process works; raising from it ends the process.

    Raises
    ------
    TrainingDataError
        With the sentence of the process, where its answer has a ``message``; `NoAnswerError` when it gives none.
    """
    # Nothing is written there: the system closes it when we are gone, and then the process ends too.
    listens, held = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "ai", "--with-parent", *words],
            stdin=listens,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own_modules(),
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
    except OSError as error:
        os.close(held)
        raise TrainingDataError(say("The training process cannot be started."), error.strerror or "") from error
    finally:
        os.close(listens)
    try:
        while True:
            try:
                output, _ = process.communicate(timeout=_LOOK_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        os.close(held)
    try:
        said = json.loads(output.decode("utf-8").strip().rpartition("\n")[2])
    except ValueError as error:
        raise no_answer() from error
    if not isinstance(said, dict):
        raise no_answer()
    if "message" in said:
        raise TrainingDataError(str(said["message"]), str(said.get("hint", "")))
    return said


def no_answer() -> NoAnswerError:
    """Say that a process ended without an answer."""
    return NoAnswerError(
        say("The training process ended without an answer."), say("Start the run all the same, or restart Lightbox.")
    )
