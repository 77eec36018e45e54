"""The list of images of MONAI and of the Medical Segmentation Decathlon, ``dataset.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.sources.file_below import FilesBelow, bare
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.label_table import table_of_json
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.nifti_pairs import found_table
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.site_json import Fields, objects, read_object
from ai.training.dataset.sources.site_pair import MaskFile, SiteCase, require_readable
from ai.training.dataset.wanted import Intake
from ai.words import say

LISTS = ("training", "train", "validation", "val")
"""Lists whose images have labels; those of the test have none."""


def offer_datalist(
    path: Path, *, parts: Sequence[MaskPart] = (), intake: Intake | None = None, progress: Progress = silent
) -> Offered:
    """List the images of a datalist: masks where ``label`` is a file, classes where it is a number or a name.

    Parameters
    ----------
    path
        The JSON file; files that it names lie in its folder or below.
    parts
        Structures by value; without them ``labels`` of the file, else one per value that is found.
    intake
        What to take.
    progress
        Called once per image.

    Raises
    ------
    TrainingDataError
        Where the file cannot be understood.
    """
    intake = intake or Intake()
    data = read_object(path)
    rows = [row for name in LISTS for row in objects(data.get(name))]
    if not rows:
        raise TrainingDataError(
            say("The file {file} lists no images for training.", file=path.name),
            say('It must have a list "training" of images with their labels.'),
        )
    files = FilesBelow(path.parent)
    masks: list[tuple[str, Path, Path]] = []
    classes: list[tuple[str, Path, str]] = []
    left_out: list[LeftOut] = []
    seen: set[tuple[str, str]] = set()
    for at, row in enumerate(rows):
        progress(at / len(rows), say("Image {number} of {count}", number=at + 1, count=len(rows)))
        written = _written(row.get("image"))
        try:
            image = files.find(written)
            require_readable(image)
            label = row.get("label")
            name = image.relative_to(path.parent).as_posix()
            if (name, str(label)) in seen:
                raise TrainingDataError(say("The list names it twice."))
            seen.add((name, str(label)))
            if isinstance(label, str) and _is_file_name(label):
                masks.append((name, image, files.find(label)))
            else:
                classes.append((name, image, _class(label, data.get("labels"))))
        except TrainingDataError as error:
            left_out.append(LeftOut(written, error.message))
    if masks and classes:
        raise TrainingDataError(
            say("The file {file} has masks for some images and classes for others.", file=path.name)
        )
    if classes:
        return _classes(classes, left_out, intake)
    table = tuple(parts) or table_of_json(data.get("labels")) or found_table([mask for _, _, mask in masks])
    listed = [
        Listed(bare(name), name, SiteCase(image, intake.facts, (MaskFile(mask, table),))) for name, image, mask in masks
    ]
    offers, refused = offers_of(listed, intake)
    return Offered(Task.SEGMENTATION, tuple(one.name for one in table), offers, (*left_out, *refused))


def _classes(found: Sequence[tuple[str, Path, str]], left_out: list[LeftOut], intake: Intake) -> Offered:
    listed = [Listed(bare(name), name, SiteCase(image, intake.facts), label) for name, image, label in found]
    offers, refused = offers_of(listed, intake)
    names = tuple(dict.fromkeys(offer.label for offer in offers))
    return Offered(Task.CLASSIFICATION, names, offers, (*left_out, *refused))


def _written(image: object) -> str:
    if isinstance(image, list):
        return str(image[0]) if len(image) == 1 else ""
    return image if isinstance(image, str) else ""


def _is_file_name(label: str) -> bool:
    return "/" in label or "\\" in label or bare(label) != label


def _class(label: object, labels: object) -> str:
    """Name the class of a row; a number is looked up in the ``labels`` of the file."""
    if isinstance(label, list) and len(label) == 1:
        label = label[0]
    if isinstance(label, bool) or not isinstance(label, int | str) or label == "":
        raise TrainingDataError(say("It has no label that is a file, a name or a whole number."))
    table: Fields = labels if isinstance(labels, dict) else {}
    return _name_of(table, label) if isinstance(label, int) else label


def _name_of(table: Mapping[str, object], label: int) -> str:
    name = table.get(str(label))
    if isinstance(name, str):
        return name
    return next((key for key, value in table.items() if value == label and not isinstance(value, bool)), str(label))
