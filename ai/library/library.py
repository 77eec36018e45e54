"""The model library: folders of packs, shipped and the user's own."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.choice import Choices, required_reason
from ai.library.pack import CARD_FILE, contract_sha256, read_card, verify, write_card
from ai.words import say

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "models"
"""Packs that come with the product."""


@dataclass(frozen=True)
class BrokenPack:
    """A pack that is listed but cannot be used, with the reason."""

    name: str
    error: ModelPackError


def default_folders() -> tuple[Path, ...]:
    """Shipped packs, then the user's."""
    return SHIPPED, Path(platformdirs.user_data_dir("Lightbox", appauthor=False)) / "models"


class Library:
    """Finds model packs in folders; an earlier folder wins where two hold the same id and version.

    Parameters
    ----------
    folders
        Each holds packs as sub-folders; a folder that does not exist holds none. The last one takes new packs.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self.choices = Choices(self._folders[-1] if self._folders else None)
        """Which of the models a person chose."""

    def scan(self) -> tuple[tuple[ModelCard, ...], tuple[BrokenPack, ...]]:
        """Read every card anew: usable ones by id with the newest version first and drafts last, and broken ones."""
        cards: dict[str, ModelCard] = {}
        broken = []
        for path in self._packs():
            try:
                card = read_card(path)
            except ModelPackError as error:
                broken.append(BrokenPack(path.name, error))
            else:
                cards.setdefault(card.key, card)
        newest_first = sorted(cards.values(), key=_version, reverse=True)
        return tuple(sorted(newest_first, key=_draft_and_id)), tuple(broken)

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the usable cards, by id, newest version first, drafts last."""
        return self.scan()[0]

    def comes_with_us(self, model_id: str) -> bool:
        """Whether a model of this id, in small letters or capitals, came with the product."""
        shipped = {card.id.casefold() for card in self.scan()[0] if card.folder.parent != self._folders[-1]}
        return model_id.casefold() in shipped

    def get(self, name: str) -> ModelCard:
        """Find a model by ``ID`` (its newest version that is no draft) or ``ID-VERSION``.

        Raises
        ------
        ModelPackError
            When there is none; a broken pack of that name tells what is wrong with it.
        """
        cards, broken = self.scan()
        for card in cards:
            if name == card.key or (name == card.id and not card.draft):
                return card
        for pack in broken:
            if pack.name == name or pack.name.rpartition("-")[0] == name:
                raise pack.error
        known = ", ".join(sorted({card.id for card in cards})) or say("none")
        raise ModelPackError(
            say("There is no model {name!r}.", name=name), say("Installed models: {known}.", known=known)
        )

    def add(self, pack: Path, *, draft: bool = False) -> ModelCard:
        """Copy a pack into the user's folder, whole or not at all; nothing there is overwritten.

        A pack whose weights are there already is not copied again: only whether it is a draft changes. A pack of
        other weights and the same version takes the next free version.

        Parameters
        ----------
        pack
            Folder ``ID-VERSION`` of the pack.
        draft
            Whether it is only kept, not adopted.

        Returns
        -------
        ModelCard
            As it stands in the library.

        Raises
        ------
        ModelPackError
            When the pack is damaged, or the library cannot be written.
        """
        card = read_card(pack)
        verify(card)
        target = self._folders[-1]
        same = [
            known
            for known in self.scan()[0]
            if known.id == card.id and _runs_alike(known, card) and known.folder.parent == target
        ]
        if same:
            return self._marked(same[0], draft=draft)
        card = dataclasses.replace(card, version=self._free_version(card), draft=draft)
        copied = dataclasses.replace(card, folder=target / card.key)
        _written(lambda: _copy(pack, copied), card.title)
        return copied

    def remove(self, name: str) -> ModelCard:
        """Delete a pack of the user's own folder, found by ``ID-VERSION``.

        Raises
        ------
        ModelPackError
            When there is none, it came with the product, or cannot be deleted.
        """
        target = self._folders[-1]
        here = {path.name for path in self._packs() if path.parent == target}
        card = self.get(name)
        if card.key != name or name not in here or card.folder.parent != target:
            raise ModelPackError(
                say("Only a model that was added here can be removed, by its ID with the version."),
                say("The command models list tells the names."),
            )
        # Renamed first: half a pack is never seen.
        gone = target / f".removed-{card.key}"
        _written(lambda: _delete(card.folder, gone), card.title)
        return card

    def adopt(self, pack: Path, *, verdict: str, reason: str = "") -> ModelCard:
        """Copy a taught pack into the user's folder and make it the default for its question.

        Parameters
        ----------
        pack
            Folder ``ID-VERSION`` of the pack.
        verdict, reason
            See `ai.library.choice.Choices.adopt`.

        Returns
        -------
        ModelCard
            As it stands in the library.

        Raises
        ------
        ModelPackError
            When a reason is missing, the pack is damaged, or the library cannot be written.
        """
        required_reason(verdict, reason)
        # A draft until the choice is on the disk: what is adopted halfway is never offered.
        kept = self.add(pack, draft=True)
        self.choices.adopt(kept, verdict=verdict, reason=reason)
        return self._marked(kept, draft=False)

    def take_back(self, card: ModelCard) -> ModelCard:
        """Make a taught model of the user's own a draft again; what was the default before it is that again.

        Raises
        ------
        ModelPackError
            When it was not taught here, or the library cannot be written.
        """
        if not self.can_take_back(card):
            raise ModelPackError(
                say("{model} was not taught and adopted here, so it cannot be returned.", model=card.title),
                say("A model that was imported is removed by its ID with the version."),
            )
        draft = self._marked(card, draft=True)
        self.choices.take_back(draft)
        return draft

    def can_take_back(self, card: ModelCard) -> bool:
        """Whether a model was taught here and adopted."""
        is_own = card.folder.parent == self._folders[-1] and card.origin is None and not card.draft
        return is_own and (bool(card.parent) or self.choices.adopted(card) is not None)

    def _marked(self, card: ModelCard, *, draft: bool) -> ModelCard:
        changed = dataclasses.replace(card, draft=draft)
        _written(lambda: write_card(changed), card.title)
        return changed

    def _free_version(self, card: ModelCard) -> str:
        taken = {path.name for path in self._packs()}
        version = card.version
        while f"{card.id}-{version}" in taken:
            *numbers, last = _version(dataclasses.replace(card, version=version))
            version = ".".join(str(number) for number in (*numbers, last + 1))
        return version

    def _packs(self) -> list[Path]:
        packs = []
        for folder in self._folders:
            if folder.is_dir():
                packs += sorted(path for path in folder.iterdir() if (path / CARD_FILE).is_file())
        return packs


def _runs_alike(one: ModelCard, other: ModelCard) -> bool:
    """Whether two packs hold the same weights, or the same rules, and read their scores alike."""
    if one.rules or other.rules:
        return (one.rules, contract_sha256(one)) == (other.rules, contract_sha256(other))
    # A model that was only calibrated again has the weights of its base.
    calibrations = [card.reference.get("calibration") for card in (one, other)]
    return one.weights_sha256 == other.weights_sha256 and calibrations[0] == calibrations[1]


def _copy(pack: Path, card: ModelCard) -> None:
    """Copy into a folder beside, then rename: a pack half copied is never seen."""
    target = card.folder.parent
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=target) as name:
        unfinished = Path(name) / card.key
        shutil.copytree(pack, unfinished)
        write_card(dataclasses.replace(card, folder=unfinished))
        verify(dataclasses.replace(card, folder=unfinished))
        os.rename(unfinished, card.folder)


def _delete(folder: Path, gone: Path) -> None:
    os.rename(folder, gone)
    shutil.rmtree(gone)


def _written(write: Callable[[], None], title: str) -> None:
    try:
        write()
    except OSError as error:
        raise ModelPackError(
            say(
                "{model} cannot be copied into the library ({reason}).",
                model=title,
                reason=error.strerror or say("the disk may be full"),
            ),
            say("Free some space, then try again; nothing in the library has changed."),
        ) from error


def _draft_and_id(card: ModelCard) -> tuple[bool, str]:
    return card.draft, card.id


def _version(card: ModelCard) -> tuple[int, ...]:
    return tuple(int(number) if number.isdigit() else 0 for number in card.version.split("."))
