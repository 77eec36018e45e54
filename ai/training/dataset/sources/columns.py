"""What the columns of a site's table mean: found by their names, corrected by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from ai.errors import TrainingDataError
from ai.training.dataset.case import Task
from ai.words import say


class Role(Enum):
    """What a column says."""

    PATH = "path"
    LABEL = "label"
    MASK = "mask"
    PERSON = "person"
    X = "x"
    """Centre of a box: index of the column, counted from 0 at the centre of the first pixel."""
    Y = "y"
    WIDTH = "width"
    """In pixels."""
    HEIGHT = "height"
    SIZE = "size"
    """Side of a square box in pixels."""
    SIZE_MM = "size_mm"
    """Side of a square box in mm; needs the size of a pixel."""
    X_MIN = "x_min"
    """Border of a box: distance in pixels from the left border of the picture."""
    Y_MIN = "y_min"
    X_MAX = "x_max"
    Y_MAX = "y_max"


SYNONYMS: Mapping[Role, tuple[str, ...]] = {
    Role.PATH: ("path", "file", "filename", "imagepath", "image", "filepath", "img", "imagefile", "imageid", "case"),
    Role.LABEL: ("label", "labels", "class", "classname", "category", "finding", "target", "labelname"),
    Role.MASK: ("mask", "maskpath", "maskfile", "segmentation", "segmentationpath", "seg", "labelpath"),
    Role.PERSON: ("patient", "patientid", "person", "personid", "subject", "subjectid", "pid", "participant"),
    Role.X: ("x", "xcenter", "xcentre", "centerx", "centrex", "cx"),
    Role.Y: ("y", "ycenter", "ycentre", "centery", "centrey", "cy"),
    Role.WIDTH: ("width", "w", "boxwidth"),
    Role.HEIGHT: ("height", "h", "boxheight"),
    Role.SIZE: ("size", "sizepx", "diameter", "diameterpx"),
    Role.SIZE_MM: ("sizemm", "diametermm"),
    Role.X_MIN: ("xmin", "x1", "left"),
    Role.Y_MIN: ("ymin", "y1", "top"),
    Role.X_MAX: ("xmax", "x2", "right"),
    Role.Y_MAX: ("ymax", "y2", "bottom"),
}
"""Usual names, without case, spaces and signs; the first that a table has is taken."""

CORNERS = (Role.X_MIN, Role.Y_MIN, Role.X_MAX, Role.Y_MAX)
CENTRE = (Role.X, Role.Y)
SIZES = ((Role.WIDTH, Role.HEIGHT), (Role.SIZE,), (Role.SIZE_MM,))
"""Ways to tell the size of a box around a centre, the most exact first."""


def is_corner(columns: Mapping[Role, str]) -> bool:
    """Whether x and y are the upper left corner: columns of just these names beside width and height, as RSNA has."""
    bare = columns.get(Role.X, "").strip().casefold() == "x" and columns.get(Role.Y, "").strip().casefold() == "y"
    return bare and Role.WIDTH in columns and Role.HEIGHT in columns


def guess(headers: Sequence[str]) -> dict[Role, str]:
    """Find the column of each role by its name."""
    plain = {"".join(filter(str.isalnum, header.casefold())): header for header in reversed(headers)}
    return {
        role: plain[name] for role, names in SYNONYMS.items() if (name := next(filter(plain.__contains__, names), ""))
    }


def chosen(headers: Sequence[str], told: Mapping[str, str]) -> dict[Role, str]:
    """Find the columns, as a person told and the rest by name.

    Parameters
    ----------
    headers
        Of the table.
    told
        Header by role; ``""`` for a role that no column has.

    Raises
    ------
    TrainingDataError
        Where a role or column is unknown, or no column names the images.
    """
    found = guess(headers)
    roles = {role.value: role for role in Role}
    for name, header in told.items():
        if name not in roles:
            raise TrainingDataError(
                say("{name!r} is nothing that a column can say.", name=name),
                say("It may be: {names}.", names=", ".join(roles)),
            )
        if header and header not in headers:
            raise TrainingDataError(
                say("The table has no column {name!r}.", name=header),
                say("It has: {names}.", names=", ".join(headers)),
            )
        if header:
            found[roles[name]] = header
        else:
            found.pop(roles[name], None)
    if Role.PATH not in found:
        raise TrainingDataError(
            say("No column of the table names the images."),
            say("Name it path, or tell which one it is. The table has: {names}.", names=", ".join(headers)),
        )
    return found


def parse_columns(text: str) -> dict[str, str]:
    """Parse ``path=case, label=``; nothing where the words are empty.

    Raises
    ------
    TrainingDataError
        With what was expected.
    """
    told: dict[str, str] = {}
    for word in filter(None, (word.strip() for word in text.split(","))):
        role, equals, header = (part.strip() for part in word.partition("="))
        if not equals or not role or role in told:
            raise TrainingDataError(
                say("The columns {text!r} are not understood.", text=text), say("Write path=file, label=class.")
            )
        told[role] = header
    return told


def size_roles(columns: Mapping[Role, str]) -> tuple[Role, ...]:
    """Tell which columns say how large boxes are; empty where none do."""
    return next((roles for roles in SIZES if all(role in columns for role in roles)), ())


def task_of(columns: Mapping[Role, str]) -> Task:
    """Tell what a table can teach by its columns.

    Raises
    ------
    TrainingDataError
        Where it is nothing.
    """
    if all(role in columns for role in CORNERS) or (all(role in columns for role in CENTRE) and size_roles(columns)):
        return Task.DETECTION
    if Role.MASK in columns:
        return Task.SEGMENTATION
    if Role.LABEL in columns:
        return Task.CLASSIFICATION
    raise TrainingDataError(
        say("The table has no column with a class, a mask or a box."),
        say("Name it label or mask, or tell which one it is."),
    )
