"""The presets of a user beside those that are shipped: added, changed, hidden, with their number keys."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ai.words import say
from app.errors import PresetError
from app.imaging.levels import FULL_RANGE
from app.imaging.presets import DEFAULT, ListedPreset, plain_name, shipped_presets

_RESERVED = frozenset({plain_name(DEFAULT), plain_name(FULL_RANGE)})


@dataclass(frozen=True)
class PresetBook:
    """What a user made of the shipped presets.

    Parameters
    ----------
    own
        Presets of the user. One with the modality and the name of a shipped one stands in its place.
    hidden
        (modality, name) of shipped presets that the user took away.
    """

    own: tuple[ListedPreset, ...] = ()
    hidden: frozenset[tuple[str, str]] = frozenset()

    @property
    def modalities(self) -> tuple[str, ...]:
        """Modalities that have presets, those of the product first."""
        return tuple(dict.fromkeys(each.modality for each in (*shipped_presets(), *self.own)))

    def listed(self, modality: str) -> tuple[ListedPreset, ...]:
        """List the presets of a modality: the user's, then the shipped ones, changed or not; each key once."""
        own = {plain_name(each.preset.name): each for each in self.own if each.modality == modality}
        shipped = {plain_name(each.preset.name): each for each in shipped_presets() if each.modality == modality}
        taken = {each.preset.key for each in own.values()} - {None}
        rest = [
            own[name] if name in own else _without_key(each) if each.preset.key in taken else each
            for name, each in shipped.items()
            if (modality, each.preset.name) not in self.hidden or name in own
        ]
        return (*(each for name, each in own.items() if name not in shipped), *rest)

    def is_own(self, modality: str, name: str) -> bool:
        """Whether the user added or changed a preset."""
        return any(_is(each, modality, name) for each in self.own)

    def find(self, modality: str, name: str) -> ListedPreset | None:
        """Find a preset of a modality by its name."""
        return next((each for each in self.listed(modality) if _is(each, modality, name)), None)

    def key_owner(self, modality: str, key: int) -> str | None:
        """Tell which preset has a number key."""
        return next((each.preset.name for each in self.listed(modality) if each.preset.key == key), None)

    def with_preset(self, listed: ListedPreset, *, instead_of: str | None = None) -> PresetBook:
        """Add a preset, or put it in the place of another one; a key that it asks for is taken from who has it.

        Raises
        ------
        PresetError
            Where the name is empty, taken or reserved.
        """
        name, modality = listed.preset.name.strip(), listed.modality
        if not name:
            raise PresetError(say("A preset needs a name."), say("Type one, or delete the row."))
        if plain_name(name) in _RESERVED:
            raise PresetError(say("The name {name} belongs to Lightbox itself.", name=name), say("Choose another one."))
        is_other = instead_of is None or plain_name(instead_of) != plain_name(name)
        if is_other and self.find(modality, name) is not None:
            raise PresetError(
                say("{modality} has a preset {name} already.", modality=modality, name=name),
                say("Choose another name."),
            )
        book = self if instead_of is None or not is_other else self._hiding(modality, instead_of)
        own = [
            _without_key(each)
            if each.modality == modality and each.preset.key == listed.preset.key and not _is(each, modality, name)
            else each
            for each in book.own
        ]
        voi = None if listed.preset.voi is None else replace(listed.preset.voi, name=name)
        kept = replace(listed, preset=replace(listed.preset, name=name, voi=voi))
        places = [number for number, each in enumerate(own) if _is(each, modality, instead_of or name)]
        if places:
            own[places[0]] = kept
        else:
            own.append(kept)
        return replace(book, own=tuple(own))

    def without(self, modality: str, name: str) -> PresetBook:
        """Take a preset away; a shipped one can be restored."""
        own = tuple(each for each in self.own if not _is(each, modality, name))
        return replace(self._hiding(modality, name), own=own)

    def restored(self, modality: str) -> PresetBook:
        """Show the shipped presets of a modality as they came, with their keys; what the user added stays."""
        shipped = [each for each in shipped_presets() if each.modality == modality]
        names, keys = {plain_name(each.preset.name) for each in shipped}, {each.preset.key for each in shipped}
        own = tuple(
            _without_key(each) if each.modality == modality and each.preset.key in keys else each
            for each in self.own
            if each.modality != modality or plain_name(each.preset.name) not in names
        )
        return PresetBook(own, frozenset(each for each in self.hidden if each[0] != modality))

    def _hiding(self, modality: str, name: str) -> PresetBook:
        """Hide a shipped preset; one of the user is left as it is."""
        same = {(modality, each.preset.name) for each in shipped_presets() if _is(each, modality, name)}
        return replace(self, hidden=self.hidden | same)


def _is(listed: ListedPreset, modality: str, name: str) -> bool:
    return listed.modality == modality and plain_name(listed.preset.name) == plain_name(name)


def _without_key(listed: ListedPreset) -> ListedPreset:
    return replace(listed, preset=replace(listed.preset, key=None))
