"""Pictures of the cases of a report that went worst, made in a job, and where their dataset lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.progress import Progress, silent
from ai.training.dataset.case import Case, read_case
from ai.training.dataset.dataset import read_record
from ai.training.dataset.image_file import read_pixels
from ai.training.finetune_config import read_config
from ai.words import say
from app.jobs.runner import JobRunner, Lane

SIDE_PX = 320
"""Longest side: 160 logical pixels on a screen of twice the density."""

_TRUTH = (108, 192, 139)
"""Outlines of what the label says; the green of what is done, seen on grey."""

_TAILS = (0.5, 99.5)
"""Percentiles of the values that become black and white."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns, 3) RGB."""


@dataclass(frozen=True, eq=False)
class Pictured:
    """What a job made.

    Parameters
    ----------
    dataset
        Folder of the dataset; None where the run does not tell it, or it is gone.
    pictures
        By the key of the case; one that cannot be read is left out.
    """

    dataset: Path | None
    pictures: Mapping[str, Pixels]


class WorstCases(QObject):
    """Makes the pictures of one report at a time.

    Signals
    -------
    pictures_made()
        They are there, and the dataset is known.
    """

    pictures_made = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._made = Pictured(None, {})

    @property
    def dataset(self) -> Path | None:
        """Folder of the dataset whose cases are pictured; None where it is not known, or not yet."""
        return self._made.dataset

    def of(self, key: str) -> Pixels | None:
        """Return the picture of a case; None where there is none, or not yet."""
        return self._made.pictures.get(key)

    def request(self, config: Path, keys: Sequence[str]) -> None:
        """Make the pictures of some cases, and forget those of another report.

        Parameters
        ----------
        config
            Plan of the run, which names the dataset.
        keys
            Of the cases.
        """
        self._made = Pictured(None, {})
        self._runner.start(
            say("Thumbnail"),
            case_pictures,
            config,
            tuple(dict.fromkeys(keys)),
            lane=Lane.ASIDE,
            key=("worst cases",),
            on_done=self._on_made,
            quiet=True,
        )

    def _on_made(self, made: Pictured) -> None:
        self._made = made
        self.pictures_made.emit()


def case_pictures(config: Path, keys: Sequence[str], *, progress: Progress = silent) -> Pictured:
    """Read the cases and draw them; what cannot be read is left out.

    Parameters
    ----------
    config, keys
        See `WorstCases.request`. A key comes from a file: only one that is the name of a folder of the dataset is read.
    progress
        Called once a case.
    """
    try:
        folder = read_config(config).dataset
        record = read_record(folder)
        names = {entry.name for entry in folder.iterdir() if entry.is_dir()}
    except (ReportableError, OSError):
        return Pictured(None, {})
    pictures: dict[str, Pixels] = {}
    for number, key in enumerate(keys):
        progress(number / len(keys), say("Thumbnail"))
        if key in names:
            try:
                pictures[key] = case_picture(read_case(folder / key, record.task, record.names))
            except ReportableError:
                continue
    return Pictured(folder, pictures)


def case_picture(case: Case) -> Pixels:
    """Draw a case: the picture, or of a scan the slice with most of its label, with what the label says in green.

    Raises
    ------
    TrainingDataError
        Where the image or a mask cannot be read.
    """
    voxels, _ = read_pixels(case.image)
    masks = [case.mask(name) for name in case.masks]
    place = _slice_of(case, masks, len(voxels))
    plane = np.asarray(voxels[place], np.float32)
    known = plane[np.isfinite(plane)]
    low, high = np.percentile(known, _TAILS) if known.size else (0.0, 1.0)
    grey = (np.clip((np.nan_to_num(plane) - low) / max(float(high - low), 1e-6), 0, 1) * 255).astype(np.uint8)
    scale = SIDE_PX / max(grey.shape)
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    drawn = cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
    for mask in masks:
        large = cv2.resize(mask[place].astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        outlines, _ = cv2.findContours(large, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(drawn, outlines, -1, _TRUTH, 2)
    for box in case.boxes:
        if box.low_index[0] - 0.5 <= place <= box.high_index[0] + 0.5:
            ends = [
                (round((corner[2] + 0.5) * scale), round((corner[1] + 0.5) * scale))
                for corner in (box.low_index, box.high_index)
            ]
            cv2.rectangle(drawn, ends[0], ends[1], _TRUTH, 2)
    return np.ascontiguousarray(drawn, dtype=np.uint8)


def _slice_of(case: Case, masks: Sequence[npt.NDArray[np.bool_]], slices: int) -> int:
    if masks and any(mask.any() for mask in masks):
        counts = np.sum([mask.sum(axis=(1, 2)) for mask in masks], axis=0)
        return int(counts.argmax())
    if case.boxes:
        middle = round((case.boxes[0].low_index[0] + case.boxes[0].high_index[0]) / 2)
        return min(max(middle, 0), slices - 1)
    return slices // 2
