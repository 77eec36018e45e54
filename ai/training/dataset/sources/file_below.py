"""Files that a table or list of a site names: found below one folder, never outside it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from ai.errors import TrainingDataError
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.faults import Unsafe
from ai.words import say

ENDINGS = (".nii.gz", ".nii", ".nrrd", ".png", ".jpg", ".jpeg", ".dcm")
"""Endings that a name may be without."""

IMAGE_FOLDERS = ("images", "imagestr", "image", "img", "imgs")
"""Folders whose file is meant where several have the name."""

_LONGEST_PATH = 1024


class FilesBelow:
    """Finds files by what is written about them.

    A path in a file is never trusted: absolute ones, those with ``..`` and links that lead out of the folder are
    refused. A bare name without folder or ending is looked for in all folders below.

    Parameters
    ----------
    top
        The folder that a person chose.
    """

    def __init__(self, top: Path) -> None:
        self.top = top
        self._real_top = Path(os.path.realpath(top))
        self._real_folders: dict[Path, Path] = {}

    def find(self, written: str) -> Path:
        """Find a file.

        Raises
        ------
        Unsafe
            Where the path leads out of the folder.
        TrainingDataError
            Where there is none, or more than one.
        """
        words = written.strip().replace("\\", "/")
        while words.startswith("./"):
            words = words[2:]
        self._require_inside(words)
        path = self.top / words
        if path.is_file():
            if not self._is_inside(path):
                raise Unsafe(say("Its path is a link that leads out of the folder."))
            return path
        found = self._by_name.get(words.casefold(), [])
        if len(found) > 1:
            folders = [one for one in found if one.parent.name.casefold() in IMAGE_FOLDERS]
            found = folders if len(folders) == 1 else found
        if not found:
            raise TrainingDataError(say("There is no such file."))
        if len(found) > 1:
            raise TrainingDataError(
                say("{count} files have this name.", count=len(found)), say("Write the path with its folders.")
            )
        return found[0]

    def _require_inside(self, words: str) -> None:
        if not words or len(words) > _LONGEST_PATH or not words.isprintable():
            raise Unsafe(say("It names no file."))
        if words.startswith(("/", "~")) or re.match(r"[A-Za-z]:", words) or ".." in words.split("/"):
            raise Unsafe(say("Its path leads out of the folder."))

    def _is_inside(self, path: Path) -> bool:
        """Whether a file lies in the folder when all links are followed."""
        folder = self._real_folders.get(path.parent)
        if folder is None:
            folder = self._real_folders[path.parent] = Path(os.path.realpath(path.parent))
        real = Path(os.path.realpath(path)) if path.is_symlink() else folder / path.name
        return real.is_relative_to(self._real_top)

    @cached_property
    def _by_name(self) -> dict[str, list[Path]]:
        """Files by every way to write them short: name with and without ending, with its last folders."""
        found: dict[str, list[Path]] = defaultdict(list)
        for path in files_below(self.top):
            if not self._is_inside(path):
                continue
            parts = path.relative_to(self.top).as_posix().casefold().split("/")
            for start in range(len(parts)):
                name = "/".join(parts[start:])
                for written in dict.fromkeys((name, bare(name))):
                    found[written].append(path)
        return found


def bare(name: str) -> str:
    """Take the ending of an image off a file name: ``a/b.nii.gz`` -> ``a/b``."""
    for ending in ENDINGS:
        if name.casefold().endswith(ending):
            return name[: -len(ending)]
    return name
