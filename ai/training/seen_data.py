"""Make the list of what a model was taught with again from its data: ``python -m ai seen``. No torch here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.library.card import ModelCard
from ai.library.pack import write_card
from ai.library.seen_cases import NONE_SEEN, after, seen_set, write_seen
from ai.progress import Progress, silent
from ai.training.dataset.case import DATASET_FILE, ImageFacts
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.foreign_picture import is_picture
from ai.training.dataset.intake import grey, pixels_sha256
from ai.training.dataset.sources.nifti_pairs import folder_pair
from ai.training.dataset.sources.site_pair import is_volume, read_volume


def remember_data(card: ModelCard, folders: Sequence[Path], *, progress: Progress = silent) -> ModelCard:
    """Write the salted hashes of all pictures of some folders into a pack, in place of those that it has.

    A picture has the hash that it has after an import into a dataset: shape, type and values of its pixels, grey.

    Parameters
    ----------
    card
        Of a pack without a parent.
    folders
        Of the training data: datasets; two folders with images and labels (`folder_pair`), whose labels are left
        out; or pictures in any folders.
    progress
        Called once per picture.

    Returns
    -------
    ModelCard
        As it was written.

    Raises
    ------
    TrainingDataError
        When the model comes from another, a folder holds no picture, or one cannot be read.
    """
    if card.parent:
        raise TrainingDataError(
            f"{card.title} was taught from {card.parent}, whose cases it keeps.", "Teach it again instead."
        )
    hashes: list[str] = []
    for number, folder in enumerate(folders):
        before = len(hashes)
        for each in _hashes(folder):
            hashes.append(each)
            progress(number / len(folders), f"{folder.name}: picture {len(hashes) - before}")
        if len(hashes) == before:
            raise TrainingDataError(f"The folder {folder.name} holds no pictures.", "Give the folder of the data set.")
    told = write_seen(card, after(NONE_SEEN, seen_set(card.key, hashes)))
    write_card(told)
    progress(1.0, f"{len(hashes)} pictures")
    return told


def _hashes(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise TrainingDataError(f"There is no folder {folder.name}.", "Check the path.")
    if (folder / DATASET_FILE).is_file() and (dataset := _dataset(folder)):
        yield from dataset
        return
    pair = folder_pair(folder)
    for path in files_below(folder if pair is None else pair[0]):
        if is_volume(path) or is_picture(path):
            yield pixels_sha256(grey(read_volume(path, ImageFacts())).voxels)


def _dataset(folder: Path) -> list[str]:
    """Hashes of a dataset of ours; none where the file of that name is of somebody else's."""
    try:
        dataset = open_dataset(folder)
    except TrainingDataError:
        return []
    return [case.record.pixels_sha256 for case in (*dataset.cases, *dataset.unsure)]
