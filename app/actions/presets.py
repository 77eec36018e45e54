"""The presets of the user: kept from the window in use, changed, taken away, restored."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from ai.words import say
from app.errors import PresetError
from app.imaging.levels import as_window
from app.imaging.preset_book import PresetBook
from app.imaging.presets import ListedPreset, Preset, plain_name, shipped_presets
from app.imaging.window import Window
from app.state.session import Session
from app.state.user_presets import UserPresets
from app.state.view_state import View


class PresetActions(QObject):
    """What a reader can do with presets.

    Parameters
    ----------
    session, view
        What is open, and the window it is shown with.
    presets
        What is kept.
    """

    def __init__(self, session: Session, view: View, presets: UserPresets) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._presets = presets

    @property
    def book(self) -> PresetBook:
        """The presets now."""
        return self._presets.book

    @property
    def modality(self) -> str:
        """Modality of the open series; ``""`` where nothing with a window is open."""
        opened = self._session.opened
        return "" if opened is None or opened.volume.is_colour else opened.volume.modality

    def current(self) -> Window | None:
        """Return the window in use; for a table of the file the window that spans it."""
        voi = self._view.state.voi
        return None if not self.modality or voi is None else as_window(voi)

    def add_current(self) -> str:
        """Keep the window in use as a preset of its modality; returns its name.

        Raises
        ------
        PresetError
            Where no picture with a window is open.
        """
        window, opened = self.current(), self._session.opened
        if window is None or opened is None:
            raise PresetError(say("No picture with a window is open."), say("Open a series in grey values first."))
        return self._add(self.modality, window, opened.volume.unit)

    def add(self, modality: str) -> str:
        """Add a preset with plain values, to be changed; returns its name."""
        units = [each.unit for each in shipped_presets() if each.modality == modality]
        return self._add(modality, Window(50.0, 400.0), units[0] if units else "")

    def _add(self, modality: str, window: Window, unit: str) -> str:
        first, number = self.tr("My window"), 1
        name = first
        while self.book.find(modality, name) is not None:
            number += 1
            name = f"{first} {number}"
        self._presets.set_book(
            self.book.with_preset(ListedPreset(Preset(name, None, replace(window, name=name)), modality, unit))
        )
        return name

    def change(self, modality: str, name: str, preset: Preset) -> str | None:
        """Put a preset in the place of the one of that name.

        Returns
        -------
        str | None
            Name of the preset that lost its key by that.

        Raises
        ------
        PresetError
            Where it cannot be kept like that.
        """
        found = self.book.find(modality, name)
        if found is None:
            raise PresetError(
                say("{modality} has no preset {name} any more.", modality=modality, name=name), say("Add it anew.")
            )
        loser = None if preset.key is None else self.book.key_owner(modality, preset.key)
        self._presets.set_book(self.book.with_preset(replace(found, preset=preset), instead_of=name))
        return None if loser is None or plain_name(loser) in (plain_name(name), plain_name(preset.name)) else loser

    def delete(self, modality: str, name: str) -> None:
        """Take a preset away."""
        self._presets.set_book(self.book.without(modality, name))

    def restore(self, modality: str) -> None:
        """Show the shipped presets of a modality as they came."""
        self._presets.set_book(self.book.restored(modality))
