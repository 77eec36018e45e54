"""The model library: folders of packs, shipped and the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.pack import CARD_FILE, read_card

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
        Each holds packs as sub-folders; a folder that does not exist holds none.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def scan(self) -> tuple[tuple[ModelCard, ...], tuple[BrokenPack, ...]]:
        """Read every card anew: the usable ones by id with the newest version first, and the broken ones."""
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
        return tuple(sorted(newest_first, key=_id)), tuple(broken)

    def cards(self) -> tuple[ModelCard, ...]:
        """Return the usable cards, by id, newest version first."""
        return self.scan()[0]

    def get(self, name: str) -> ModelCard:
        """Find a model by ``ID`` (its newest version) or ``ID-VERSION``.

        Raises
        ------
        ModelPackError
            When there is none; a broken pack of that name tells what is wrong with it.
        """
        cards, broken = self.scan()
        for card in cards:
            if name in (card.id, card.key):
                return card
        for pack in broken:
            if pack.name == name or pack.name.rpartition("-")[0] == name:
                raise pack.error
        known = ", ".join(sorted({card.id for card in cards})) or "none"
        raise ModelPackError(f"There is no model {name!r}.", f"Installed models: {known}.")

    def _packs(self) -> list[Path]:
        packs = []
        for folder in self._folders:
            if folder.is_dir():
                packs += sorted(path for path in folder.iterdir() if (path / CARD_FILE).is_file())
        return packs


def _id(card: ModelCard) -> str:
    return card.id


def _version(card: ModelCard) -> tuple[int, ...]:
    return tuple(int(number) if number.isdigit() else 0 for number in card.version.split("."))
