"""Volumes and label maps of equal names in two folders: ``images`` and ``labels``, ``imagesTr`` and ``labelsTr``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import Task
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.sources.file_below import bare
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.label_table import proposed_table, table_of_json
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.site_pair import MaskFile, SiteCase, is_volume, mask_values
from ai.training.dataset.wanted import Intake
from ai.words import say

FOLDER_PAIRS = (
    ("imagestr", "labelstr"),
    ("images", "labels"),
    ("images", "masks"),
    ("image", "label"),
    ("image", "mask"),
    ("images", "segmentations"),
    ("img", "seg"),
)
"""Names of the two folders, in lower case."""

TABLE_FILE = "dataset.json"

LOOKED_AT = 12
"""Masks that are read to propose a table, spread over all."""

LARGEST_TABLE_BYTES = 1 << 28


def folder_pair(folder: Path) -> tuple[Path, Path] | None:
    """Find the folders of the images and of the masks, or None."""
    try:
        below = {path.name.casefold(): path for path in folder.iterdir() if path.is_dir()}
    except OSError:
        return None
    return next(((below[one], below[other]) for one, other in FOLDER_PAIRS if one in below and other in below), None)


def offer_nifti(
    folder: Path, *, parts: Sequence[MaskPart] = (), intake: Intake | None = None, progress: Progress = silent
) -> Offered:
    """List volumes with the label maps of equal names.

    Parameters
    ----------
    folder
        Holds the two folders, and perhaps a ``dataset.json`` with the names of the values.
    parts
        Structures by value; without them those of ``dataset.json``, else one per value that is found, without a name.
    intake
        What to take.
    progress
        Called once per file that is looked at.

    Raises
    ------
    TrainingDataError
        Where the folders are not there.
    """
    intake = intake or Intake()
    found = folder_pair(folder)
    if found is None:
        raise TrainingDataError(
            say("The folder holds no images and labels."),
            say("It must hold two folders, such as images and labels, with files of equal names."),
        )
    images, masks = found
    by_case = {bare(path.relative_to(masks).as_posix()): path for path in files_below(masks) if is_volume(path)}
    table = tuple(parts) or known_table(folder) or found_table(tuple(by_case.values()), progress=progress)
    listed: list[Listed] = []
    left_out: list[LeftOut] = []
    used: set[str] = set()
    for path in files_below(images):
        file = path.relative_to(folder).as_posix()
        name = bare(path.relative_to(images).as_posix())
        # nnU-Net numbers the channels of an image: CASE_0000, CASE_0001.
        channel = re.fullmatch(r"(.+)_(\d{4})", name)
        if name not in by_case and channel is not None and channel[1] in by_case:
            if channel[2] != "0000":
                left_out.append(LeftOut(file, say("Another channel of an image; only the first is taken.")))
                continue
            name = channel[1]
        if not is_volume(path):
            left_out.append(LeftOut(file, say("This is no NIfTI or NRRD file.")))
        elif name not in by_case:
            left_out.append(LeftOut(file, say("The image has no mask of its name.")))
        else:
            used.add(name)
            content = SiteCase(path, intake.facts, (MaskFile(by_case[name], table),))
            listed.append(Listed(name, file, content))
    left_out += [
        LeftOut(path.relative_to(folder).as_posix(), say("The mask has no image of its name."))
        for name, path in by_case.items()
        if name not in used
    ]
    offers, refused = offers_of(listed, intake)
    return Offered(Task.SEGMENTATION, tuple(one.name for one in table), offers, (*left_out, *refused))


def known_table(folder: Path) -> tuple[MaskPart, ...]:
    """Read the names of the values from ``dataset.json``; empty where there is none that can be read."""
    path = folder / TABLE_FILE
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_TABLE_BYTES:
            return ()
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return ()
    return table_of_json(data.get("labels")) if isinstance(data, dict) else ()


def found_table(masks: Sequence[Path], *, progress: Progress = silent) -> tuple[MaskPart, ...]:
    """Propose a table from the values of some masks; those that cannot be read are passed over."""
    step = max(1, len(masks) // LOOKED_AT)
    chosen = masks[::step][:LOOKED_AT]
    values: set[int] = set()
    for number, path in enumerate(chosen):
        progress(number / len(chosen), say("Looking at mask {number} of {count}", number=number + 1, count=len(chosen)))
        try:
            values |= set(mask_values(path))
        except TrainingDataError:
            # The check names it.
            continue
    return proposed_table(tuple(sorted(values)))
