"""Window presets: the file's own windows first, then those of the modality, each with its number key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ai.volume import BoolMask, Volume
from app.imaging.levels import (
    DEFAULT_PERCENTILES,
    FULL_RANGE,
    PERCENTILE_MODALITIES,
    default_voi,
    file_vois,
    percentile_window,
)
from app.imaging.window import Presentation, Voi, VoiFunction, Window

PRESETS_FILE = Path(__file__).resolve().parents[2] / "resources" / "presets.toml"
"""The presets that are shipped."""

DEFAULT_KEY = 1
"""Number key of the file's own or the default window."""

FULL_RANGE_KEY = 0
"""Number key of the full range."""

DEFAULT = "Default"
"""Name of the first preset where the file has no window."""

LAST_KEY = 9
"""Largest number key; 2 to 9 are free to choose."""

_WIDEST_READING_HU = 3000.0
"""Wider than any window that a CT is read with; the widest, of the temporal bone, has 2800."""

_SOFT_TISSUE_KEY = 2
"""Number key of the soft tissue preset of CT."""

_FULL = (0.0, 100.0)


@dataclass(frozen=True)
class Preset:
    """One entry of the window menu.

    Parameters
    ----------
    name
        For the menu and for ``render --preset``; unique within what `presets_for` returns.
    key
        Number key 0 to 9, or None.
    voi
        What it sets, or None where ``percentiles`` say it.
    percentiles
        (low, high) in percent of the scan's values; see `preset_voi`.
    """

    name: str
    key: int | None
    voi: Voi | None
    percentiles: tuple[float, float] = _FULL


@dataclass(frozen=True)
class ListedPreset:
    """A preset with what it is for.

    Parameters
    ----------
    preset
        Its key is 2 to 9 or None: 1 and 0 are taken.
    modality
        (0008,0060) Modality.
    unit
        Of the volumes it makes sense for; ``""`` for any.
    """

    preset: Preset
    modality: str
    unit: str

    def __post_init__(self) -> None:
        key, (low, high) = self.preset.key, self.preset.percentiles
        if key is not None and not DEFAULT_KEY < key <= LAST_KEY:
            raise ValueError(f"the key of preset {self.preset.name!r} must be 2 to 9, got {key}")
        if not 0 <= low < high <= 100:
            raise ValueError(f"the percentiles of preset {self.preset.name!r} must rise within 0 to 100")


def presets_for(
    modality: str,
    presentation: Presentation,
    *,
    slice_index: int = 0,
    unit: str | None = None,
    listed: Sequence[ListedPreset] | None = None,
) -> tuple[Preset, ...]:
    """List the presets of a series in the order of the menu.

    Parameters
    ----------
    modality
        (0008,0060) Modality.
    presentation
        How the file wants to be shown: its own windows and LUTs come first, under their explanation (0028,1055),
        (0028,3003).
    slice_index
        From 0; enhanced files have windows per frame.
    unit
        Unit of the volume. Presets of another unit are left out: HU presets mean nothing on values that are not HU.
        None takes the unit of the modality for granted.
    listed
        What is offered besides, from `app.imaging.preset_book.PresetBook.listed`: those of the user and the shipped
        ones. None for the shipped ones alone.

    Returns
    -------
    tuple[Preset, ...]
        Key 1 is the first window of the file, else the default of the modality; the full range (key 0) comes last.
    """
    offered = [
        each.preset
        for each in (shipped_presets() if listed is None else listed)
        if each.modality == modality and (unit is None or each.unit in ("", unit))
    ]
    ours = [*offered, Preset(FULL_RANGE, FULL_RANGE_KEY, None)]
    own = _own_presets(file_vois(presentation, slice_index), reserved={plain_name(preset.name) for preset in ours})
    if not own:
        percentiles = DEFAULT_PERCENTILES if modality in PERCENTILE_MODALITIES else _FULL
        own = [Preset(DEFAULT, DEFAULT_KEY, None, percentiles)]
    return (*own, *ours)


def preset_voi(preset: Preset, volume: Volume, presentation: Presentation, *, filled: BoolMask | None = None) -> Voi:
    """Return what a preset sets on a volume, percentiles counted on its values without padding.

    Parameters
    ----------
    preset
        From `presets_for`.
    volume, presentation
        The open series, not in colour.
    filled
        (slices,) bool: slices that are decoded, the only ones that count; None means all.
    """
    if preset.voi is not None:
        return preset.voi
    return percentile_window(volume, presentation, preset.percentiles, name=preset.name, filled=filled)


def preset_named(presets: Iterable[Preset], name: str) -> Preset | None:
    """Find a preset by its name or a beginning that only one has, without regard to case, spaces and hyphens."""
    wanted = plain_name(name)
    named = [(plain_name(preset.name), preset) for preset in presets]
    same = [preset for plain, preset in named if plain == wanted]
    if same:
        return same[0]
    begun = [preset for plain, preset in named if wanted and plain.startswith(wanted)]
    return begun[0] if len(begun) == 1 else None


def preset_at(presets: Iterable[Preset], key: int) -> Preset | None:
    """Find the preset of a number key; None where there is none."""
    return next((preset for preset in presets if preset.key == key), None)


def parse_presets(text: str) -> tuple[ListedPreset, ...]:
    """Read the presets of a TOML text.

    Raises
    ------
    ValueError
        Where an entry is not a preset: the file is part of the product, so this is a fault of ours.
    """
    return tuple(parse_preset(entry) for entry in tomllib.loads(text)["preset"])


@cache
def shipped_presets() -> tuple[ListedPreset, ...]:
    """Read the presets that the product comes with, once."""
    return parse_presets(PRESETS_FILE.read_text(encoding="utf-8"))


def parse_preset(entry: Mapping[str, Any]) -> ListedPreset:
    """Read one entry of a preset file.

    Raises
    ------
    ValueError, KeyError, TypeError
        Where it is none.
    """
    name = str(entry["name"])
    key = None if "key" not in entry else int(entry["key"])
    if "percentiles" in entry:
        low, high = (float(limit) for limit in entry["percentiles"])
        preset = Preset(name, key, None, (low, high))
    else:
        function = VoiFunction(entry.get("function", "LINEAR"))
        preset = Preset(name, key, Window(float(entry["centre"]), float(entry["width"]), function, name))
    return ListedPreset(preset, str(entry["modality"]), str(entry.get("unit", "")))


def preset_entry(listed: ListedPreset) -> dict[str, str | int | float | list[float]]:
    """Write a preset as `parse_preset` reads it.

    Raises
    ------
    ValueError
        For a LUT, which no preset file can hold.
    """
    preset = listed.preset
    entry: dict[str, str | int | float | list[float]] = {"name": preset.name, "modality": listed.modality}
    if listed.unit:
        entry["unit"] = listed.unit
    if preset.voi is None:
        entry["percentiles"] = list(preset.percentiles)
    elif isinstance(preset.voi, Window):
        entry |= {"width": preset.voi.width, "centre": preset.voi.centre, "function": preset.voi.function.value}
    else:
        raise ValueError(f"preset {preset.name!r} is a table, which a preset file cannot hold")
    if preset.key is not None:
        entry["key"] = preset.key
    return entry


def _own_presets(vois: Iterable[Voi], *, reserved: set[str]) -> list[Preset]:
    """Name the windows of a file, each unlike the others and unlike ours: a file may call its window "LUNG" too."""
    taken = set(reserved)
    own: list[Preset] = []
    for voi in vois:
        explanation = voi.name.strip() or "From file"
        base = f"{explanation} (file)" if plain_name(explanation) in reserved else explanation
        name, number = base, 1
        while plain_name(name) in taken:
            number += 1
            name = f"{base} {number}"
        taken.add(plain_name(name))
        own.append(Preset(name, None if own else DEFAULT_KEY, replace(voi, name=name)))
    return own


def plain_name(name: str) -> str:
    """Reduce a name to what two presets may not share: no case, no spaces, no hyphens."""
    return "".join(character for character in name.casefold() if character not in " -_/")


def starting_voi(
    volume: Volume, presentation: Presentation, slice_index: int, *, filled: BoolMask | None = None
) -> Voi | None:
    """Choose what a reader first sees a series with; `app.imaging.levels.default_voi` is what the file alone asks for.

    The file's own window, where it has one that was chosen for reading. A CT without any, or with the range of its
    values from air to metal (some programs write that for every slice), would be nothing but grey: it starts with soft
    tissue. Other `PERCENTILE_MODALITIES` without a window start between the 1st and 99th percentile. None in colour.

    Parameters
    ----------
    volume, presentation, slice_index, filled
        As for `app.imaging.levels.default_voi`.
    """
    own = file_vois(presentation, slice_index)
    is_range = not own or (isinstance(own[0], Window) and own[0].width > _WIDEST_READING_HU)
    if volume.modality == "CT" and volume.unit == "HU" and is_range:
        presets = presets_for(volume.modality, presentation, slice_index=slice_index, unit=volume.unit)
        soft_tissue = preset_at(presets, _SOFT_TISSUE_KEY)
        if soft_tissue is not None and soft_tissue.voi is not None:
            return soft_tissue.voi
    if not own and volume.modality in PERCENTILE_MODALITIES and not volume.is_colour:
        return percentile_window(volume, presentation, DEFAULT_PERCENTILES, filled=filled)
    return default_voi(volume, presentation, slice_index, filled=filled)
