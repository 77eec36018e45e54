"""What the program remembers between two starts; nothing of a patient."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs

from ai.progress import Progress, silent
from app.errors import ExportError
from app.imaging.atomic import atomic_path, make_folder
from app.state.toml_text import TomlValue, toml_text
from app.state.tool import Buttons

_log = logging.getLogger(__name__)

_Value = TypeVar("_Value")


class Theme(StrEnum):
    """Colours of the window."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


class Language(StrEnum):
    """Language of the window; takes effect at the next start."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True)
class Settings:
    """Remembered values. Whoever needs another one adds a field here: its default says what kind it is.

    A field may be text, a switch, a number, a `StrEnum`, a tuple of texts, a table of tuples of texts, or a frozen
    dataclass of such fields.

    Parameters
    ----------
    window_geometry, window_columns
        Place and size of the window and of its columns, as Qt writes them, hexadecimal; ``""`` for the default.
    theme, language
        How the window looks and speaks.
    remember_files, remember_studies
        Whether opened files are listed under "Open recent", and studies in the index.
    start_private
        Whether names of patients are hidden from the start on.
    run_ahead
        Whether the suggested model runs as soon as a series is open, before anybody asks.
    buttons
        What the buttons of the mouse do at start.
    shortcuts
        Keys that the user changed: id of the command to its keys, none for no key.
    recent_commands
        Ids of commands called by the palette, latest first.
    datasets
        Folders of datasets that cases were added to, latest first; those in the program's own folder are found there.
    reader
        What the reader of worklists is called; it stays on this computer, datasets know a salted key.
    """

    window_geometry: str = ""
    window_columns: str = ""
    theme: Theme = Theme.DARK
    language: Language = Language.SYSTEM
    remember_files: bool = True
    remember_studies: bool = True
    start_private: bool = False
    run_ahead: bool = False
    buttons: Buttons = field(default_factory=Buttons)
    shortcuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recent_commands: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    reader: str = ""


def default_path() -> Path:
    """Return the user's settings file."""
    return Path(platformdirs.user_config_dir("Lightbox", appauthor=False)) / "settings.toml"


def load_settings(path: Path) -> Settings:
    """Read the settings; what is missing or unreadable is the default, since the window must open in any case."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.warning("The settings cannot be read (%s); the defaults are used.", type(error).__name__)
        return Settings()
    return _read(Settings(), table)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings; a disk that refuses is logged, the program goes on all the same."""
    try:
        make_folder(path.parent)
        with atomic_path(path) as temporary:
            temporary.write_text(toml_text(_table(settings)), encoding="utf-8")
    except ExportError as error:
        _log.warning("The settings cannot be saved: %s", error)


def remember(settings: Settings, path: Path, *, progress: Progress = silent) -> None:
    """Write the settings while the window is in use: the disk may be slow."""
    save_settings(settings, path)
    progress(1.0, "")


def _table(value: Any) -> dict[str, TomlValue]:
    """List the fields of a dataclass as TOML knows them."""
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: _table(each) if is_dataclass(each) else each for name, each in given.items()}


def _read(default: _Value, found: object, name: str = "settings") -> _Value:
    """Take what a file says in place of a default, where it is of its kind and range."""
    kind = type(default)
    if is_dataclass(default):
        if isinstance(found, Mapping):
            known = {each.name: getattr(default, each.name) for each in fields(default)}
            taken = {each: _read(value, found[each], each) for each, value in known.items() if each in found}
            return cast(_Value, replace(cast(Any, default), **taken))
    elif isinstance(default, StrEnum):
        if isinstance(found, str) and found in [each.value for each in type(default)]:
            return cast(_Value, type(default)(found))
    elif isinstance(default, bool) or isinstance(found, bool):
        if isinstance(default, bool) and isinstance(found, bool):
            return cast(_Value, found)
    elif isinstance(default, float):
        if isinstance(found, int | float):
            return cast(_Value, float(found))
    elif isinstance(default, tuple):
        if _are_words(found):
            return cast(_Value, tuple(cast(list[str], found)))
    elif isinstance(default, Mapping):
        if isinstance(found, Mapping):
            return cast(_Value, {each: tuple(value) for each, value in found.items() if _are_words(value)})
    elif isinstance(found, kind):
        return found
    _log.warning("The setting %s is not of its kind; the default is used.", name)
    return default


def _are_words(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)
