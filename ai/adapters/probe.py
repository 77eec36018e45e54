"""What is this file? A static look: executes nothing, loads nothing, imports no torch."""

from __future__ import annotations

from pathlib import Path

from ai.adapters.found import Found
from ai.progress import Progress, silent


def probe(path: Path, *, progress: Progress = silent) -> Found:
    """Tell what a model file or folder is.

    A file that cannot be taken is no error: `Found.refusal` says why.

    Parameters
    ----------
    path
        File or folder.
    progress
        Told while the hash is computed.

    Raises
    ------
    ai.errors.ModelImportError
        When there is nothing that can be read.
    """
    raise NotImplementedError
