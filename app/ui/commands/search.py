"""Finding a command by its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ALIKE = 0.74
"""From here a word counts as misspelt and not as another one: "invret" and "invert"."""

_DISABLED = 0.7
"""What cannot be called now gives way to what fits nearly as well."""


@dataclass(frozen=True)
class Entry:
    """What a command is found by.

    Parameters
    ----------
    id
        Of the command.
    name, detail
        Its words, and what it stands for just now.
    category
        Words of its menu.
    help
        Its sentence.
    keys
        As they are shown.
    is_enabled
        Whether it can be called now.
    """

    id: str
    name: str
    category: str = ""
    help: str = ""
    detail: str = ""
    keys: tuple[str, ...] = ()
    is_enabled: bool = True


def found(
    query: str, entries: Sequence[Entry], *, recent: Sequence[str] = (), forgiving: bool = True
) -> tuple[Entry, ...]:
    """List the entries that a query means, the best first.

    Every word of the query has to be found: at the beginning of a word, inside one, as first letters, in the category
    or in the help; where nothing has all of them, misspelt words count too.

    Parameters
    ----------
    query
        As typed; capitals and accents make no difference.
    entries
        All that could be meant.
    recent
        Ids called lately, latest first: they come first, where the query fits them as well as others.
    forgiving
        Whether misspelt words may count.
    """
    wanted = _plain(query).split()
    order = {command: number for number, command in enumerate(recent)}
    for misspelt in (False, True) if forgiving else (False,):
        scores = [(_score(wanted, entry, forgiving=misspelt), entry) for entry in entries]
        hits = [(score, entry) for score, entry in scores if score is not None]
        if hits:
            # Sorting is stable: what fits equally well stays in the order of the table.
            hits.sort(key=lambda hit: (-hit[0], order.get(hit[1].id, len(order))))
            return tuple(entry for _, entry in hits)
    return ()


def _score(wanted: Iterable[str], entry: Entry, *, forgiving: bool) -> float | None:
    """Rate how well an entry fits, higher is better; None where a word is not found."""
    total = 0.0
    for word in wanted:
        best = max(
            _in_name(word, _plain(entry.name)),
            _in_name(word, _plain(entry.detail)) - 0.1,
            3.5 if any(word == _plain(key) for key in entry.keys) else 0.0,
            2.0 if _begins(word, _plain(entry.category)) else 0.0,
            1.0 if _begins(word, _plain(entry.help)) else 0.0,
            0.5 if forgiving and _is_alike(word, f"{_plain(entry.name)} {_plain(entry.detail)}") else 0.0,
        )
        if best <= 0:
            return None
        total += best
    return total if entry.is_enabled else total - _DISABLED


def _in_name(word: str, name: str) -> float:
    parts = name.split()
    if not parts:
        return 0.0
    if parts == [word]:
        return 5.0
    if word in parts:
        return 4.5 if parts[0] == word else 4.0
    if any(part.startswith(word) for part in parts):
        return 3.6 if parts[0].startswith(word) else 3.0
    if word in name:
        return 2.5
    return 1.5 if _are_initials(word, parts) else 0.0


def _are_initials(word: str, parts: list[str]) -> bool:
    """Whether letters begin words in their order: "eds" means "Export DICOM SEG"."""
    if len(word) < 2:
        return False
    rest = iter(part[0] for part in parts)
    return all(letter in rest for letter in word)


def _begins(word: str, text: str) -> bool:
    return any(part.startswith(word) for part in text.split())


def _is_alike(word: str, text: str) -> bool:
    return len(word) > 3 and any(SequenceMatcher(None, word, part).ratio() >= _ALIKE for part in text.split())


def _plain(text: str) -> str:
    """Drop capitals, accents and punctuation at the ends of words."""
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(part.strip("…,.;:()&") or part for part in bare.split())
