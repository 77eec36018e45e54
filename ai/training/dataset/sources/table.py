"""A table of images: a class, masks or boxes for each, and who it is of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.boxes import MOST_BOXES, Box
from ai.training.dataset.case import Grouping, Task
from ai.training.dataset.class_folders import LONGEST_CLASS
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.intake import Person
from ai.training.dataset.sources.columns import CORNERS, Role, chosen, is_corner, size_roles, task_of
from ai.training.dataset.sources.file_below import FilesBelow, bare
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.nifti_pairs import found_table
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.pattern_pairs import mask_files
from ai.training.dataset.sources.site_pair import SiteCase, require_readable
from ai.training.dataset.sources.site_table import SiteTable, read_table
from ai.training.dataset.wanted import Intake
from ai.words import say

FINDING = "finding"
"""Class of boxes, where neither a column nor a person names one."""

_ROWS_PER_NEWS = 200


@dataclass
class _Row:
    """What the rows of one image say together."""

    file: str
    image: Path
    person: str = ""
    labels: list[str] = field(default_factory=list)
    masks: list[tuple[Path, str]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def offer_table(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    label: str = "",
    parts: Sequence[MaskPart] = (),
    images: Path | None = None,
    intake: Intake | None = None,
    progress: Progress = silent,
) -> Offered:
    """List the images of a table.

    Parameters
    ----------
    path
        Text with a line of headers; ``case`` may name a file without its ending and folder.
    columns
        Header by what it says (`columns.Role`), where its name does not tell; ``""`` for none.
    label
        Class of boxes or name of masks where no column has one.
    parts
        Structures by the value in the mask, where one file has several.
    images
        Folder of the images; without it that of the table. Nothing outside it is looked at.
    intake
        What to take; ``facts.pixel_mm`` is needed where the size of boxes is in mm.
    progress
        Called once per few rows.

    Raises
    ------
    TrainingDataError
        Where the table cannot be read, or its columns say nothing that can be taught.
    """
    intake = intake or Intake()
    table = read_table(path)
    found = chosen(table.headers, columns or {})
    task = task_of(found)
    if task is Task.DETECTION and size_roles(found) == (Role.SIZE_MM,) and not all(one in found for one in CORNERS):
        _require_pixel_mm(intake)
    reader = _Reader(table, found, FilesBelow(images or path.parent), label, intake)
    left_out: list[LeftOut] = []
    rows: dict[Path, _Row] = {}
    for at, cells in enumerate(table.rows):
        if at % _ROWS_PER_NEWS == 0:
            progress(at / len(table.rows), say("Row {number} of {count}", number=at + 1, count=len(table.rows)))
        try:
            reader.take(cells, rows, task)
        except TrainingDataError as error:
            written = reader.cell(cells, Role.PATH)
            left_out.append(LeftOut(written or say("row {number}", number=at + 2), error.message))
    if task is Task.SEGMENTATION and not parts and Role.LABEL not in found and not label:
        parts = found_table([mask for row in rows.values() for mask, _ in row.masks])
    listed: list[Listed] = []
    for row in rows.values():
        who = Person(Grouping.TABLE, (row.person,)) if row.person else None
        try:
            files = mask_files(row.masks, parts) if task is Task.SEGMENTATION else ()
        except TrainingDataError as error:
            left_out.append(LeftOut(row.file, error.message))
            continue
        content = SiteCase(row.image, intake.facts, files, tuple(row.boxes))
        # An image in two classes is offered twice: the check says so, and nobody guesses which one is right.
        listed += [Listed(bare(row.file), row.file, content, name, who) for name in row.labels or [""]]
    offers, refused = offers_of(listed, intake)
    names = _names(task, listed, parts)
    return Offered(task, names, offers, (*left_out, *refused))


@dataclass(frozen=True)
class _Reader:
    """Reads rows."""

    table: SiteTable
    columns: Mapping[Role, str]
    files: FilesBelow
    label: str
    intake: Intake

    def cell(self, cells: Sequence[str], role: Role) -> str:
        """Text of a role; ``""`` where no column has it."""
        header = self.columns.get(role)
        return "" if header is None else cells[self.table.headers.index(header)].strip()

    def take(self, cells: Sequence[str], rows: dict[Path, _Row], task: Task) -> None:
        """Add what a row says to what is known of its image; raises `TrainingDataError`."""
        image = self.files.find(self.cell(cells, Role.PATH))
        label, person = self.cell(cells, Role.LABEL) or self.label, self.cell(cells, Role.PERSON)
        if len(label) > LONGEST_CLASS or not label.isprintable():
            raise TrainingDataError(say("The name of a class is too long or has characters that cannot be shown."))
        row = rows.get(image)
        if row is None:
            require_readable(image)
            row = _Row(image.relative_to(self.files.top).as_posix(), image, person)
        elif person != row.person:
            raise TrainingDataError(say("Another row says that it is of another person."))
        if task is Task.CLASSIFICATION:
            if not label:
                raise TrainingDataError(say("The row names no class."))
            if label in row.labels:
                raise TrainingDataError(say("The list names it twice."))
            row.labels.append(label)
        elif task is Task.SEGMENTATION:
            row.masks.append((self.files.find(self.cell(cells, Role.MASK)), label))
        else:
            box = self._box(cells, label or FINDING)
            row.boxes += [] if box is None else [box]
            if len(row.boxes) > MOST_BOXES:
                raise TrainingDataError(say("It has more boxes than a picture can have."))
        rows[image] = row

    def _box(self, cells: Sequence[str], label: str) -> Box | None:
        """Read the box of a row; None where it says that nothing is found."""
        if all(role in self.columns for role in CORNERS):
            left, top, right, bottom = (self.table.number(self.cell(cells, role)) for role in CORNERS)
            if left is None and top is None and right is None and bottom is None:
                return None
            if left is None or top is None or right is None or bottom is None:
                raise TrainingDataError(say("A corner of its box is missing."))
            return Box(label, (-0.5, top - 0.5, left - 0.5), (0.5, bottom - 0.5, right - 0.5))
        x, y = (self.table.number(self.cell(cells, role)) for role in (Role.X, Role.Y))
        if x is None and y is None:
            return None
        sizes = [self.table.number(self.cell(cells, role)) for role in size_roles(self.columns)]
        width, height = sizes[0], sizes[-1]
        if x is None or y is None or width is None or height is None:
            raise TrainingDataError(say("The place or the size of its box is missing."))
        if size_roles(self.columns) == (Role.SIZE_MM,):
            pixel_mm = self.intake.facts.pixel_mm or 1.0
            width, height = width / pixel_mm, height / pixel_mm
        if is_corner(self.columns):
            return Box(label, (-0.5, y - 0.5, x - 0.5), (0.5, y + height - 0.5, x + width - 0.5))
        return Box(label, (-0.5, y - height / 2, x - width / 2), (0.5, y + height / 2, x + width / 2))


def _names(task: Task, listed: Sequence[Listed], parts: Sequence[MaskPart]) -> tuple[str, ...]:
    """Classes or structures, in the order in which they come."""
    names: dict[str, None] = dict.fromkeys(one.name for one in parts)
    for one in listed:
        content = one.content
        if task is Task.CLASSIFICATION:
            names[one.label] = None
        elif isinstance(content, SiteCase):
            names |= dict.fromkeys(part.name for mask in content.masks for part in mask.parts)
            names |= dict.fromkeys(box.label for box in content.boxes)
    return tuple(names)


def _require_pixel_mm(intake: Intake) -> None:
    if intake.facts.pixel_mm is None:
        raise TrainingDataError(
            say("The table gives the size of boxes in mm, but the size of a pixel is not known."),
            say("Tell the size of a pixel."),
        )
