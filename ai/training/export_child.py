"""Write a model as a file, in a process of its own where that needs its network. No torch here."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ai.errors import ModelPackError, TrainingDataError
from ai.library.card import ModelCard
from ai.library.pack_file import write_pack_file
from ai.progress import Progress, silent
from ai.training.asked_child import NoAnswerError, ask_child
from ai.training.export_form import ExportForm, hindrance
from ai.words import say

BESIDE = (".json", ".md", "")
"""What an exported model consists of, by what is added to its name; the model last: its words stand before it."""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Parameters
    ----------
    path
        The file.
    difference
        Largest difference between outputs of the file and of the model; None where the weights themselves were copied.
    """

    path: Path
    difference: float | None = None


def export(card: ModelCard, form: ExportForm, path: Path, *, progress: Progress = silent) -> Exported:
    """Write a model; whole or not at all, also where it is cancelled.

    Parameters
    ----------
    card
        Of a pack in its folder.
    form
        Kind of file.
    path
        The file; an older one of that name is replaced.
    progress
        Called often; raising from it ends the process, and nothing is left behind.

    Raises
    ------
    ReportableError
        With the reason against it.
    """
    if reason := hindrance(card, form):
        raise ModelPackError(reason, say("Export it as a pack of this product (.lbmodel)."))
    if form is ExportForm.PACK:
        write_pack_file(card, path, progress=progress)
        return Exported(path)
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.absolute().parent) as folder:
            unfinished, told = Path(folder) / path.name, Path(folder) / "progress.txt"
            last: list[tuple[float, str]] = [(0.0, say("Loading the model"))]

            def wait() -> None:
                with suppress(OSError, LookupError, ValueError, TypeError):  # not there yet, or half written
                    fraction, message = json.loads(told.read_text(encoding="utf-8").splitlines()[-1])
                    last[:] = [(float(fraction), str(message))]
                progress(*last[0])

            words = ["export", str(card.folder), form.name.lower(), str(unfinished), "--progress", str(told)]
            said = ask_child(words, wait)
            for suffix in BESIDE:
                name = f"{path.name}{suffix}"
                if (Path(folder) / name).is_file():
                    os.replace(Path(folder) / name, path.with_name(name))
    except OSError as error:
        raise ModelPackError(
            say("{file} cannot be written ({reason}).", file=path.name, reason=error.strerror or ""),
            say("Choose another folder, or free some space."),
        ) from error
    except NoAnswerError as error:  # whose words are those of a trial run
        raise ModelPackError(
            say("The export of {model} ended without an answer; nothing was written.", model=card.title),
            say("Close other programs, for memory may have been short, then export it again."),
        ) from error
    except TrainingDataError as error:
        raise ModelPackError(error.message, error.hint) from error
    difference = said.get("difference")
    return Exported(path, float(difference) if isinstance(difference, int | float) else None)
