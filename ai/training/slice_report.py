"""Report on a folder of single slices: honest groups, contact sheets of them, and the shortcut audit in one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch

from ai.device import choose_device
from ai.errors import TrainingDataError
from ai.library.card import PICTURE_ENCODER, ModelCard
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.encoders import Encoder
from ai.progress import Progress, part, silent
from ai.training.dataset.honest_groups import Groups
from ai.training.encoder_comparison import settle_norms
from ai.training.gray_encoder import ARCHITECTURE, describer, prepare_pictures
from ai.training.shortcut_audit import audit
from ai.training.slice_sets import SliceSet, groups_of, read_slice_set

SHEET_ROWS, SHEET_COLUMNS, SHEET_PX = 40, 20, 72
"""Groups on a contact sheet, slices of each, and the side of a slice in pixels."""

_SETTLED_ON = 48
"""Pictures that the batch statistics of a random network are taken from."""


def slice_report(
    folder: Path,
    *,
    base: ModelCard | None = None,
    sheets: Path | None = None,
    only_groups: bool = False,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Find the groups of a folder per class, and what a split by slice would flatter by.

    Parameters
    ----------
    folder
        Holds a folder per class.
    base
        Encoder that describes the pictures; a network of random weights unless told.
    sheets
        Takes a contact sheet per class, a row per group. They show the pictures: keep them where those are.
    only_groups
        Leave out the audit.

    Returns
    -------
    tuple of str
        Lines to be read.

    Raises
    ------
    TrainingDataError
        When the folder cannot be read, or the base learned from these very pictures.
    """
    slices = read_slice_set(folder, progress=part(progress, 0, 0.1))
    if base is not None:
        require_unseen(base, slices.name)
    groups = groups_of(slices, progress=part(progress, 0.1, 0.3))
    if sheets is not None:
        sheets.mkdir(parents=True, exist_ok=True)
        for name, sheet in contact_sheets(slices, groups):
            cv2.imwrite(str(sheets / f"{name}.png"), sheet)
    lines = list(_group_lines(slices, groups))
    if not only_groups:
        describe = describer(_encoder(base, slices))
        share = part(progress, 0.3, 1)
        found = audit(slices.pictures, slices.truth, slices.numbers, groups, describe, progress=share)
        lines += ["", *found.lines(), f"A split by slice adds {100 * found.flattery:.0f} points to the model."]
    progress(1.0, "Done")
    return tuple(lines)


def require_unseen(base: ModelCard, name: str) -> None:
    """Refuse an encoder that has learned from the pictures that it shall describe.

    Raises
    ------
    TrainingDataError
        When the card of the base counts pictures of this folder.
    """
    if base.task != PICTURE_ENCODER:
        raise TrainingDataError(f"{base.title} is no encoder of pictures.", "Choose gray-encoder, or none.")
    if any(kind.partition("/")[0] == name for kind in base.metrics.get("pictures", {})):
        raise TrainingDataError(
            f"{base.title} has learned from the pictures of {name}: what it scores there says nothing.",
            "Leave the base out.",
        )


def contact_sheets(slices: SliceSet, groups: Groups) -> Iterator[tuple[str, npt.NDArray[np.uint8]]]:
    """Draw the groups of each class, a row per group, the number of the file on each slice.

    Yields
    ------
    str, array
        Name of the class; (rows, columns) uint8.
    """
    for label, name in enumerate(slices.classes):
        rows = []
        own = groups.groups[slices.truth == label]
        for group in np.unique(own)[:SHEET_ROWS]:
            row = np.zeros((SHEET_PX, SHEET_PX * SHEET_COLUMNS), dtype=np.uint8)
            members = np.flatnonzero((groups.groups == group) & (slices.truth == label))[:SHEET_COLUMNS]
            for place, index in enumerate(members.tolist()):
                small = cv2.resize(slices.pictures[index], (SHEET_PX, SHEET_PX), interpolation=cv2.INTER_AREA)
                cv2.putText(small, str(slices.numbers[index]), (2, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.35, 255, 1)
                row[:, place * SHEET_PX : (place + 1) * SHEET_PX] = small
            rows.append(row)
        yield name, np.vstack(rows)


def _group_lines(slices: SliceSet, groups: Groups) -> Iterator[str]:
    counts = groups.counts(slices.truth, len(slices.classes))
    yield f"{'class':20}{'slices':>10}{'groups':>10}  numbering"
    for label, (name, count, step) in enumerate(zip(slices.classes, counts, groups.steps, strict=True)):
        order = "shuffled: groups hold little more than copies" if not step else f"every {step}. file is the next slice"
        order = "in the order of the scans" if step == 1 else order
        yield f"{name:20}{int((slices.truth == label).sum()):10}{count:10}  {order}"
    mixed = sum(len(set(slices.truth[groups.groups == group].tolist())) > 1 for group in range(groups.groups.max() + 1))
    joins = ", ".join(f"{reason} {count}" for reason, count in groups.joins.items())
    yield f"{groups.groups.max() + 1} groups in all, {mixed} with more than one class. Pairs joined: {joins}."


def _encoder(base: ModelCard | None, slices: SliceSet) -> Encoder:
    if base is not None:
        verify(base)
        member = load_members(base)[0]
        assert isinstance(member, Encoder)
        return member
    torch.manual_seed(0)
    encoder = build(ARCHITECTURE)
    assert isinstance(encoder, Encoder)
    some = [slices.pictures[place] for place in np.linspace(0, len(slices.pictures) - 1, _SETTLED_ON).astype(int)]
    settle_norms(encoder.to(choose_device()), prepare_pictures(some))
    return encoder.eval()
