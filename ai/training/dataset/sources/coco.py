"""Boxes in the form of COCO: ``images``, ``annotations`` with ``bbox`` and ``categories`` in one JSON file."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.boxes import MOST_BOXES, Box
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.sources.file_below import FilesBelow, bare
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.site_json import Fields, number, objects, read_object
from ai.training.dataset.sources.site_pair import SiteCase, require_readable
from ai.training.dataset.wanted import Intake
from ai.words import say


def offer_coco(
    path: Path, *, images: Path | None = None, intake: Intake | None = None, progress: Progress = silent
) -> Offered:
    """List pictures with their boxes; outlines are not read.

    Parameters
    ----------
    path
        The JSON file.
    images
        Folder of the pictures; without it that of the file. Nothing outside it is looked at.
    intake
        What to take.
    progress
        Called once per picture.

    Raises
    ------
    TrainingDataError
        Where the file is no such file.

    References
    ----------
    https://cocodataset.org/#format-data: ``bbox`` is [x, y, width, height] in pixels; 0, 0 is the upper left corner of
    the first pixel, whose centre is 0, 0 of our index.
    """
    data = read_object(path)
    rows = objects(data.get("images"))
    if not rows or not isinstance(data.get("annotations"), list):
        raise TrainingDataError(
            say("The file {file} is no COCO file.", file=path.name),
            say('It must have the lists "images", "annotations" and "categories".'),
        )
    names = {one.get("id"): str(one.get("name", "")) for one in objects(data.get("categories")) if _is_id(one)}
    marks: dict[object, list[Fields]] = defaultdict(list)
    for one in objects(data["annotations"]):
        key = one.get("image_id")
        if isinstance(key, int | str):
            marks[key].append(one)
    intake = intake or Intake()
    top = images or path.parent
    files = FilesBelow(top)
    listed: list[Listed] = []
    left_out: list[LeftOut] = []
    seen: set[Path] = set()
    for at, row in enumerate(rows):
        progress(at / len(rows), say("Image {number} of {count}", number=at + 1, count=len(rows)))
        written = str(row.get("file_name", ""))
        key = row.get("id")
        try:
            file = files.find(written)
            if file in seen:
                raise TrainingDataError(say("The list names it twice."))
            require_readable(file)
            own = marks.get(key, []) if isinstance(key, int | str) else []
            if len(own) > MOST_BOXES:
                raise TrainingDataError(say("It has more boxes than a picture can have."))
            boxes = tuple(_box(one, names) for one in own)
        except TrainingDataError as error:
            left_out.append(LeftOut(written, error.message))
            continue
        seen.add(file)
        size = (number(row.get("height")), number(row.get("width")))
        told = None if size[0] is None or size[1] is None else (int(size[0]), int(size[1]))
        name = file.relative_to(top).as_posix()
        listed.append(Listed(bare(name), name, SiteCase(file, intake.facts, boxes=boxes, told_px=told)))
    known = {image.get("id") for image in rows if _is_id(image)}
    left_out += [
        LeftOut(str(key), say("It has boxes, but the file does not list it among its images."))
        for key in marks
        if key not in known
    ]
    offers, refused = offers_of(listed, intake)
    return Offered(Task.DETECTION, tuple(dict.fromkeys(names.values())), offers, (*left_out, *refused))


def _box(mark: Fields, names: dict[object, str]) -> Box:
    """Read one annotation; whether it lies in its picture is seen when that is read."""
    if mark.get("iscrowd"):
        raise TrainingDataError(say("One of its boxes is around a group, not around one finding."))
    category = mark.get("category_id")
    name = names.get(category, "") if isinstance(category, int | str) else ""
    if not name:
        raise TrainingDataError(say("One of its boxes has a class that the file does not name."))
    bbox = mark.get("bbox")
    values = [number(value) for value in bbox] if isinstance(bbox, list) else []
    x, y, width, height = values if len(values) == 4 else (None,) * 4
    if x is None or y is None or width is None or height is None:
        raise TrainingDataError(say("One of its boxes is not four numbers."))
    return Box(name, (-0.5, y - 0.5, x - 0.5), (0.5, y - 0.5 + height, x - 0.5 + width))


def _is_id(row: Fields) -> bool:
    return isinstance(row.get("id"), int | str)
