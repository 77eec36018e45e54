"""The file of the user's window presets, in the folder of the settings."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path

from app.errors import ExportError
from app.imaging.atomic import atomic_path, make_folder
from app.imaging.preset_book import PresetBook
from app.imaging.presets import ListedPreset, parse_preset, preset_entry
from app.state.settings import default_path
from app.state.toml_text import TomlValue, toml_text

_log = logging.getLogger(__name__)

FILE_NAME = "presets.toml"
"""In the folder of the settings."""


def default_presets_path() -> Path:
    """Return the user's presets file."""
    return default_path().with_name(FILE_NAME)


def load_presets(path: Path) -> PresetBook:
    """Read the presets of a user; entries that are none are left out, since the window must open in any case."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return PresetBook()
    except (OSError, ValueError) as error:
        _log.warning("The presets cannot be read (%s); those that are shipped are used.", type(error).__name__)
        return PresetBook()
    own: list[ListedPreset] = []
    entries = table.get("preset", [])
    for entry in entries if isinstance(entries, list) else []:
        try:
            own.append(parse_preset(entry))
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("A preset of the user cannot be read and is left out (%s).", type(error).__name__)
    hidden = table.get("hidden", [])
    pairs = [each for each in hidden if isinstance(each, list) and len(each) == 2] if isinstance(hidden, list) else []
    return PresetBook(tuple(own), frozenset((str(modality), str(name)) for modality, name in pairs))


def save_presets(book: PresetBook, path: Path) -> None:
    """Write the presets; a disk that refuses is logged, the program goes on all the same."""
    table: dict[str, TomlValue] = {
        "hidden": [list(each) for each in sorted(book.hidden)],
        "preset": [preset_entry(each) for each in book.own],
    }
    try:
        make_folder(path.parent)
        with atomic_path(path) as temporary:
            temporary.write_text(toml_text(table), encoding="utf-8")
    except ExportError as error:
        _log.warning("The presets cannot be saved: %s", error)
