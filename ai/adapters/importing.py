"""Take a model of somebody else into the library: what the window and the command line call. No torch here.

The file is copied into a private folder, converted once in a confined child process, tried on a made-up scan there, and
only what came out of that, safetensors or a checked program with a card, enters the library.
"""

from __future__ import annotations

from pathlib import Path

from ai.adapters.answers import Answers
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.progress import Progress, silent


def import_model(
    path: Path,
    answers: Answers,
    *,
    library: Library,
    licence_accepted: bool = False,
    progress: Progress = silent,
) -> ModelCard:
    """Import a model.

    Parameters
    ----------
    path
        File or folder.
    answers
        What the person or a manifest says; goes before what the file tells.
    library
        Takes the pack.
    licence_accepted
        Whether the person confirmed that its licence (``answers.licence`` or the file's) allows the use here.
    progress
        Told throughout; may raise `ai.progress.Cancelled`, which ends the child.

    Returns
    -------
    ModelCard
        As it stands in the library.

    Raises
    ------
    ai.errors.ReportableError
        Where the file is refused, an answer is missing, or the conversion or the trial fails.
    """
    raise NotImplementedError
