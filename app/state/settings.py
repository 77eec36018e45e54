"""What the program remembers between two starts; nothing of a patient."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import platformdirs

from app.errors import ExportError
from app.imaging.atomic import atomic_path, make_folder

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Remembered values.

    Parameters
    ----------
    window_geometry, window_columns
        Place and size of the window and of its columns, as Qt writes them, hexadecimal; ``""`` for the default.
    """

    window_geometry: str = ""
    window_columns: str = ""


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
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in table.items() if name in known and isinstance(value, str)})


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings; a disk that refuses is logged, the program ends all the same."""
    lines = [f'{name} = "{value}"' for name, value in asdict(settings).items()]
    try:
        make_folder(path.parent)
        with atomic_path(path) as temporary:
            temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except ExportError as error:
        _log.warning("The settings cannot be saved: %s", error)
