"""A folder per class becomes a dataset: PNG, JPEG, NIfTI and NRRD here, other files by a reader of the caller's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.file_order import natural_key, places
from ai.training.dataset.foreign_picture import is_picture
from ai.training.dataset.intake import Imported, Offer, Person, Readable, prepare
from ai.training.dataset.sources.offered import Offered, import_offered
from ai.training.dataset.sources.site_pair import SiteCase, is_volume
from ai.training.dataset.wanted import Intake
from ai.words import say

LONGEST_CLASS = 100
"""Characters of the name of a class."""

LONGEST_ENDING = 6
"""Characters of the ending of a file name, with its dot."""

_LISTING_SHARE = 0.1
"""Part of the progress that listing the files takes."""


@dataclass(frozen=True, eq=False)
class Foreign:
    """An image: its name in the order of files, how to read it, who it is of, its file, words that mean its study."""

    name: str
    content: Readable
    person: Person | None
    file: str = ""
    study: tuple[str, ...] = field(default=(), repr=False)


class ForeignReader(Protocol):
    """Finds images in other files, such as DICOM."""

    def __call__(
        self, files: Sequence[Path], top: Path, *, progress: Progress
    ) -> tuple[Sequence[Foreign], Sequence[LeftOut]]:
        """Find the images of one class among files below ``top``; tells every file that it leaves out."""


def import_classes(
    source: Path,
    target: Path,
    *,
    intake: Intake | None = None,
    foreign: ForeignReader | None = None,
    progress: Progress = silent,
) -> Imported:
    """Import a folder that holds one folder per class.

    Parameters
    ----------
    source
        Read to the bottom; links to folders are not followed. Nothing in it is changed.
    target
        Folder of the dataset, new or extended.
    intake
        What to take.
    foreign
        Reads what is none of PNG, JPEG, NIfTI and NRRD; without it such files are left out.
    progress
        Called once per file.

    Raises
    ------
    TrainingDataError
        Where there are fewer than two classes, no images, or the dataset cannot be written.
    """
    require_apart(source, target)
    known = prepare(target, Task.CLASSIFICATION)
    offered = offer_classes(source, intake=intake, foreign=foreign, progress=part(progress, 0, _LISTING_SHARE))
    require_two_classes(offered.names, known)
    return import_offered(target, offered, progress=part(progress, _LISTING_SHARE, 1))


def offer_classes(
    source: Path, *, intake: Intake | None = None, foreign: ForeignReader | None = None, progress: Progress = silent
) -> Offered:
    """List the images of a folder that holds one folder per class; parameters as for `import_classes`.

    Raises
    ------
    TrainingDataError
        Where there are no classes, or the pattern for persons is none.
    """
    intake = intake or Intake()
    intake.pattern()
    folders = _class_folders(source, intake.only)
    offers: list[Offer] = []
    left_out: list[LeftOut] = []
    for number, folder in enumerate(folders):
        start, stop = (each / len(folders) for each in (number, number + 1))
        found, refused = _offers(folder, intake, foreign, progress=part(progress, start, stop))
        offers += found
        left_out += refused
    return Offered(Task.CLASSIFICATION, tuple(folder.name for folder in folders), tuple(offers), tuple(left_out))


def require_two_classes(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a source with one class only, where the dataset has no other.

    Raises
    ------
    TrainingDataError
        With its name.
    """
    if len(set(names) | set(known)) < 2:
        raise TrainingDataError(
            say("There is only one class, {name!r}; a model learns to tell at least two apart.", name=names[0]),
            say("Give a folder that holds one folder per class."),
        )


def files_below(folder: Path) -> Iterator[Path]:
    """List the regular files of a folder and its folders, hidden ones left out; links to folders are not followed."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: natural_key(entry.name))
    except OSError as error:
        raise TrainingDataError(
            say("The folder cannot be read: {reason}.", reason=error.strerror), say("Check the path.")
        ) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def inner_name(path: Path, top: Path) -> str:
    """Path of a file inside a folder without its ending, with / between its parts."""
    name = path.relative_to(top)
    # A name such as 1.2.840.10008 has no ending.
    has_ending = len(name.suffix) <= LONGEST_ENDING and any(character.isalpha() for character in name.suffix)
    return (name.with_suffix("") if has_ending else name).as_posix()


def require_apart(source: Path, target: Path) -> None:
    """Refuse a source that is no folder, and a dataset inside its own source.

    Raises
    ------
    TrainingDataError
        With the reason.
    """
    if not source.is_dir():
        raise TrainingDataError(
            say("There is no folder at the path of the source."), say("Check the path and its spelling.")
        )
    if target.resolve().is_relative_to(source.resolve()):
        raise TrainingDataError(
            say("The folder for the dataset lies inside the source, which is never changed."),
            say("Choose another folder."),
        )


def _class_folders(source: Path, only: Sequence[str]) -> tuple[Path, ...]:
    folders = sorted(
        (entry for entry in source.iterdir() if entry.is_dir() and not entry.name.startswith(".")),
        key=lambda entry: natural_key(entry.name),
    )
    if not folders:
        raise TrainingDataError(
            say("The source holds no folders."), say("It must hold one folder per class with its images.")
        )
    names = [folder.name for folder in folders]
    for name in only:
        if name not in names:
            raise TrainingDataError(
                say("The source has no class {name!r}.", name=name), say("It has: {names}.", names=", ".join(names))
            )
    for name in only or names:
        if not name.isprintable() or len(name) > LONGEST_CLASS:
            raise TrainingDataError(say("The name of a class is too long or has characters that cannot be shown."))
    return tuple(folder for folder in folders if not only or folder.name in only)


def _offers(
    folder: Path, intake: Intake, foreign: ForeignReader | None, *, progress: Progress
) -> tuple[list[Offer], list[LeftOut]]:
    """List the images of one class in their natural order, with their neighbours."""
    images: list[Foreign] = []
    others: list[Path] = []
    left_out: list[LeftOut] = []
    for path in files_below(folder):
        name = inner_name(path, folder).removesuffix(".nii")  # of .nii.gz
        try:
            if not is_volume(path) and not is_picture(path):
                others.append(path)
                continue
            file = path.relative_to(folder).as_posix()
            images.append(Foreign(name, SiteCase(path, intake.facts), intake.person_in(name), file))
        except TrainingDataError as error:
            left_out.append(LeftOut(f"{folder.name}/{name}", error.message))
        except OSError as error:
            left_out.append(
                LeftOut(f"{folder.name}/{name}", say("The file cannot be read ({reason}).", reason=error.strerror))
            )
    if others and foreign is not None:
        found, refused = foreign(others, folder, progress=progress)
        left_out += refused
        for image in found:
            try:
                # What the site says of its names goes before what the files say.
                images.append(replace(image, person=intake.person_in(image.name) or image.person))
            except TrainingDataError as error:
                left_out.append(LeftOut(f"{folder.name}/{image.name}", error.message))
    else:
        left_out += [
            LeftOut(f"{folder.name}/{path.name}", say("This is no PNG, JPEG, NIfTI or NRRD file.")) for path in others
        ]
    placed = zip(images, places([image.name for image in images]), strict=True)
    offers = [
        Offer(
            image.name,
            folder.name,
            image.content,
            image.person,
            place,
            f"{folder.name}/{image.file or image.name}",
            image.study,
        )
        for image, place in placed
    ]
    offers.sort(key=lambda offer: natural_key(offer.name))
    return spread(offers, intake.limit), left_out


def spread(offers: Sequence[Offer], limit: int | None) -> list[Offer]:
    """Take at most so many, evenly from the first to the last."""
    if limit is None or len(offers) <= limit:
        return list(offers)
    return [offers[index * len(offers) // limit] for index in range(limit)]
