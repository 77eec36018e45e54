"""Colours and words of marked structures."""

from __future__ import annotations

from typing import TypeAlias

from ai.library.card import Label
from ai.words import say

Colour: TypeAlias = tuple[int, int, int]
"""(red, green, blue), 0 to 255."""

BLUE: Colour = (60, 130, 255)
MINT: Colour = (0, 240, 153)
CORAL: Colour = (255, 96, 60)
YELLOW: Colour = (255, 223, 36)
PINK: Colour = (223, 116, 191)
LIME: Colour = (190, 255, 130)
LILAC: Colour = (210, 150, 255)

PALETTE: tuple[Colour, ...] = (BLUE, MINT, CORAL, YELLOW, PINK, LIME, LILAC)
"""The colours of Okabe and Ito moved until each differs from every other by a CIELAB distance of 15 or more (the first
five by 30), and from every grey of a film by 12, for full sight and for readers without one of the three cones."""

_FIXED: dict[str, Colour] = {
    "right_lung": BLUE,
    "left_lung": MINT,
    "heart": CORAL,
    "right_clavicle": YELLOW,
    "left_clavicle": PINK,
}
"""Structures that always have the same colour, whatever else is shown."""


def structure_colour(name: str, index: int) -> Colour:
    """Choose the colour of a structure.

    Parameters
    ----------
    name
        `ai.library.card.Label.name`; known ones have their own colour.
    index
        Position among the structures of its result; decides the colour of unknown ones.
    """
    return _FIXED.get(name, PALETTE[index % len(PALETTE)])


_TITLES = {
    "right_lung": say("Right lung"),
    "left_lung": say("Left lung"),
    "heart": say("Heart"),
    "right_clavicle": say("Right clavicle"),
    "left_clavicle": say("Left clavicle"),
    "body": say("Body"),
    "bone": say("Bone"),
    "anterior_hippocampus": say("Anterior hippocampus"),
    "posterior_hippocampus": say("Posterior hippocampus"),
    "nodule": say("Nodule?"),
    "nodule_present": say("Nodule present"),
}
"""Titles that can be said in another language."""

_STRUCTURES = {"Lung": say("Lung"), "Clavicle": say("Clavicle")}
"""The same without their side."""


def display_title(label: Label, *, axes_known: bool) -> str:
    """Word a label for the reader.

    Parameters
    ----------
    label
        Of a structure.
    axes_known
        `ai.volume.Volume.axes_known`. Without it nobody knows which side of the patient is left in the picture: the
        label then tells the side of the picture, as on a film hung in the usual way (the patient's right is left).

    Returns
    -------
    str
        "Right lung", or "Lung, image left".
    """
    if axes_known or not label.side:
        title = _TITLES.get(label.name, label.title)
        return title if title == label.title else label.title
    words = [word for word in label.title.replace(",", " ").split() if word.casefold() != label.side]
    structure = " ".join(words) or label.title
    title = f"{structure[:1].upper()}{structure[1:]}"
    title = _STRUCTURES.get(title, title)
    # The patient's left is right in the picture.
    if label.side == "left":
        return say("{structure}, image right", structure=title)
    return say("{structure}, image left", structure=title)
