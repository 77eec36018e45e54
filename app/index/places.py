"""What to open to see a study again: as little as possible, but all that was found of it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.dicom.files.archive import is_unpacked
from app.dicom.series import Study

MOST_PLACES = 16
"""So many paths are kept of one study; more become the folder that holds them all."""


def places_of(study: Study, roots: Sequence[Path]) -> tuple[Path, ...]:
    """Name what to open to see a study again.

    Of a folder that was opened only the part that holds the study; of an archive, whose content lies in a temporary
    folder, the archive itself; of a DICOMDIR the folder with the files of the study.

    Parameters
    ----------
    study
        As the scan found it.
    roots
        The files, folders and archives that the scan was asked for.
    """
    asked = [os.path.abspath(root) for root in roots]
    paths = [instance.path for series in study.series for instance in series.instances]
    files = {os.path.abspath(path) for path in (*paths, *(each.path for each in study.objects))}
    alone = [root for root in asked if root in files]
    below: dict[str, list[str]] = defaultdict(list)
    is_packed = False
    for folder in {os.path.dirname(file) for file in files.difference(alone)}:
        if is_unpacked(folder):
            is_packed = True
            continue
        # A DICOMDIR stands for files beside and below it.
        root = next((root for root in asked if _holds(root, folder)), "") or next(
            (root for root in asked if root not in files and _holds(os.path.dirname(root), folder)), ""
        )
        below[root or folder].append(folder)
    found = [*alone, *(os.path.commonpath(folders) for folders in below.values())]
    if is_packed:
        # An archive that was opened by itself, or one that lies in a folder that was.
        found += [root for root in asked if root not in files and root not in below] or asked
    return least(map(Path, found))


def least(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Leave out what lies in another one; where there are very many, their folder stands for all."""
    kept: list[str] = []
    for path in sorted({os.path.abspath(path) for path in paths}, key=len):
        if not any(_holds(other, path) for other in kept):
            kept.append(path)
    if len(kept) > MOST_PLACES and len({os.path.splitdrive(path)[0] for path in kept}) == 1:
        kept = [os.path.commonpath(kept)]
    return tuple(map(Path, sorted(kept)))


def _holds(folder: str, path: str) -> bool:
    """Whether a path is a folder or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
