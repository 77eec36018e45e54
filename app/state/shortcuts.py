"""Which keys call which command: as the program comes, with the user's changes, and where two claim one key."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

_log = logging.getLogger(__name__)

Keys = tuple[str, ...]
"""Keys of one command in Qt's portable spelling, "Ctrl+Shift+O"; the first is shown in menus."""

_PLAIN = Qt.KeyboardModifier.NoModifier
_FOCUS_KEYS = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


@dataclass(frozen=True)
class Claim:
    """Somebody who has a key already.

    Parameters
    ----------
    key
        Which.
    owner
        Id of the command; ``""`` for what the program needs it for itself and does not give away.
    """

    key: str
    owner: str


@dataclass(frozen=True)
class Shortcuts:
    """Keys of all commands.

    Parameters
    ----------
    defaults
        Id of each command to its keys as the program comes.
    changes
        Ids whose keys the user changed; ids that are not among the defaults are not allowed: see `shortcuts_of`.
    held
        Ids that work while their key is held: they take one key without modifiers.
    """

    defaults: Mapping[str, Keys]
    changes: Mapping[str, Keys] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = set(self.changes) - set(self.defaults)
        if unknown:
            raise ValueError(f"no such commands: {sorted(unknown)}")

    def keys_of(self, command: str) -> Keys:
        """Keys of a command now."""
        return self.changes.get(command, self.defaults[command])

    def is_changed(self, command: str) -> bool:
        """Whether its keys are not those that the program came with."""
        return command in self.changes

    def claim_on(self, key: str, command: str, reserved: Iterable[str] = ()) -> Claim | None:
        """Tell who else has a key that a command wants; None where it is free.

        Parameters
        ----------
        key
            As `portable` spells it.
        command
            Who wants it.
        reserved
            Keys that the program needs itself, e.g. those that open menus.
        """
        if key not in self.defaults[command] and (is_focus_key(key) or key in reserved):
            return Claim(key, "")
        for owner in self.defaults:
            if owner != command and key in self.keys_of(owner):
                return Claim(key, owner)
        return None

    def conflicts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List keys that several commands claim, with their ids in the order of the table."""
        owners: dict[str, list[str]] = {}
        for command in self.defaults:
            for key in self.keys_of(command):
                owners.setdefault(key, []).append(command)
        return tuple((key, tuple(ids)) for key, ids in owners.items() if len(ids) > 1)

    def with_keys(self, command: str, keys: Iterable[str]) -> Shortcuts:
        """Give a command other keys; those it came with are no change."""
        taken = tuple(dict.fromkeys(keys))
        changes = {each: value for each, value in self.changes.items() if each != command}
        if taken != self.defaults[command]:
            changes[command] = taken
        return replace(self, changes=changes)

    def take_over(self, key: str, command: str) -> Shortcuts:
        """Give a key to a command, besides those it has, and take it from whoever had it."""
        taken = self
        for owner in self.defaults:
            if owner != command and key in taken.keys_of(owner):
                taken = taken.with_keys(owner, [each for each in taken.keys_of(owner) if each != key])
        kept = () if command in self.held else taken.keys_of(command)
        return taken.with_keys(command, [*kept, key])

    def reset(self, command: str) -> Shortcuts:
        """Give a command the keys that it came with, and take them from whoever was given one since."""
        free = self
        for key in self.defaults[command]:
            for owner in self.defaults:
                if owner != command and key in free.keys_of(owner):
                    free = free.with_keys(owner, [each for each in free.keys_of(owner) if each != key])
        return free.with_keys(command, self.defaults[command])

    def reset_all(self) -> Shortcuts:
        """Forget every change."""
        return replace(self, changes={})


def shortcuts_of(
    defaults: Mapping[str, Keys], saved: Mapping[str, Keys], *, held: frozenset[str] = frozenset()
) -> Shortcuts:
    """Join the keys that the program comes with and those that were saved.

    What was saved may come from another version or another hand: unknown commands, keys that are none and keys that a
    held command cannot have are left out, which the log tells.

    Parameters
    ----------
    defaults
        Id of each command to its keys.
    saved
        As in the settings.
    held
        Ids that work while their key is held.
    """
    spelt = {command: tuple(portable(key) for key in keys) for command, keys in defaults.items()}
    shortcuts = Shortcuts(spelt, held=held)
    for command, keys in saved.items():
        if command not in spelt:
            _log.warning("The settings have keys for a command that does not exist (%s); they are left out.", command)
            continue
        fit = [key for key in map(portable, keys) if key and (key in spelt[command] or not is_focus_key(key))]
        if command in held:
            fit = [key for key in fit if is_plain(key)][:1]
        if len(fit) < len(keys):
            _log.warning("Some keys in the settings for %s cannot be used; they are left out.", command)
            if not fit:
                continue
        shortcuts = shortcuts.with_keys(command, fit)
    return _settled(shortcuts)


def _settled(shortcuts: Shortcuts) -> Shortcuts:
    """Leave a key that several claim to the first whose keys the user changed: two owners would block each other."""
    for key, owners in shortcuts.conflicts():
        winner = next((each for each in owners if shortcuts.is_changed(each)), owners[0])
        _log.warning("%s is claimed by %s; it calls %s.", key, " and ".join(owners), winner)
        for owner in owners:
            if owner != winner:
                shortcuts = shortcuts.with_keys(owner, [each for each in shortcuts.keys_of(owner) if each != key])
    return shortcuts


def portable(key: str) -> str:
    """Spell a key as Qt does on every system and in every language; ``""`` for what is not one key with modifiers."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1 or _chord(key).key() == Qt.Key.Key_unknown:
        return ""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def shown_key(key: str) -> str:
    """Spell a key as the system and its language do."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def key_code(key: str) -> Qt.Key:
    """Return the key without its modifiers."""
    return _chord(key).key()


def is_plain(key: str) -> bool:
    """Whether it is a key without modifiers."""
    return _chord(key).keyboardModifiers() == _PLAIN


def is_focus_key(key: str) -> bool:
    """Whether the keyboard goes through the window by it: no command can have it that did not come with it."""
    chord = _chord(key)
    return chord.key() in _FOCUS_KEYS and not chord.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier


def _chord(key: str) -> QKeyCombination:
    # Qt's own type hints do not know that a sequence has an index.
    sequence = cast("Sequence[QKeyCombination]", QKeySequence(key, QKeySequence.SequenceFormat.PortableText))
    return sequence[0]
