"""A command: something the reader can call by menu, button, key or name; all that a table row says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate
"""Words of the table: ``translate("Commands", "…")``, called while the table is built, after the language is set."""


class Menu(Enum):
    """Menus in their order; also what commands are listed under on the sheet and in the editor of shortcuts."""

    FILE = "file"
    EDIT = "edit"
    VIEW = "view"
    WINDOW = "window"
    MEASURE = "measure"
    LAYOUT = "layout"
    AI = "ai"
    HELP = "help"

    def title(self) -> str:
        """Return its words, with the letter that opens it by Alt."""
        return _titles()[self]

    def words(self) -> str:
        """Return its words alone."""
        return self.title().replace("&", "")


class Bar(Enum):
    """Sections of the toolbar, in their order; a line stands between two."""

    OPEN = "open"
    TOOL = "tool"
    PICTURE = "picture"
    LAYOUT = "layout"
    HELP = "help"


class KeyMode(Enum):
    """When keys mean something else than usual; several at once lend their keys together."""

    MASK = "mask"
    BOX = "box"
    LABEL = "label"


@dataclass(frozen=True, eq=False)
class Condition:
    """When a command makes sense.

    Parameters
    ----------
    is_met
        Asked at every news.
    reason
        Why not, where it does not: a sentence for the reader.
    """

    is_met: Callable[[], bool]
    reason: str

    def __call__(self) -> bool:
        """Whether it is met now."""
        return self.is_met()


@dataclass(frozen=True, eq=False)
class Command:
    """Something the reader can call by menu, button or key.

    Parameters
    ----------
    id
        Stable name: the user's shortcuts are saved under it.
    text
        For menu, tooltip, palette and sheet; translated.
    menu
        What it belongs to, and where it stands unless ``in_menu`` says no.
    run
        Bound method; of a held command it takes True when the key goes down and False when it comes up.
    argument
        Handed to ``run`` where not None.
    keys
        Shortcuts as the program comes; the first is shown. The user may change them.
    icon
        Name of its icon, or ``""``.
    enabled
        Whether it makes sense now; None for always.
    toolbar
        Where its button stands; None without.
    group
        Commands of one menu with another group are set apart by a line.
    in_menu
        Whether the menu lists it; one that it does not list has its key, and is in the palette.
    submenu
        Words of the submenu it stands in; ``""`` for the menu itself.
    context
        Whether the menu of the picture (right click) lists it.
    checked
        Whether it is on now; None for what is not switched.
    help
        What it does, in a sentence, where the text does not say it all: tooltip, palette, sheet.
    detail
        What it stands for just now, e.g. the name of the preset under a number: for the palette.
    held
        Whether it works only while its key is held.
    editing_keys
        Keys that it has besides while ``keys_in`` is on, and that whoever has them else goes without meanwhile.
    keys_in
        When it has them.
    """

    id: str
    text: str
    menu: Menu
    run: Callable[..., None]
    argument: int | str | None = None
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Condition | None = None
    toolbar: Bar | None = None
    group: int = 0
    in_menu: bool = True
    submenu: str = ""
    context: bool = False
    checked: Callable[[], bool] | None = None
    help: str = ""
    detail: Callable[[], str] | None = None
    held: bool = False
    editing_keys: tuple[str, ...] = ()
    keys_in: KeyMode = KeyMode.MASK

    @property
    def name(self) -> str:
        """Its words without the dots that promise a question."""
        return self.text.rstrip("…")


def _titles() -> dict[Menu, str]:
    return {
        Menu.FILE: translate("Commands", "&File"),
        Menu.EDIT: translate("Commands", "&Edit"),
        Menu.VIEW: translate("Commands", "&View"),
        Menu.WINDOW: translate("Commands", "&Window"),
        Menu.MEASURE: translate("Commands", "&Measure"),
        Menu.LAYOUT: translate("Commands", "&Layout"),
        Menu.AI: translate("Commands", "&AI"),
        Menu.HELP: translate("Commands", "&Help"),
    }
