"""What the names of structures of a dataset stand for, so that two structures never become one by their names alone.

Names of structures are names of files: ``"Tumour (left)"`` and ``"Tumour left"`` are both ``Tumour_left``. They are one
structure where what the reader sees is the same, or their code is; else the second gets a name of its own. What is seen
is kept as a salted key, beside the salt: it stays at the site.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ai.library.card import Label
from ai.training.dataset.salt import Salt
from ai.training.dataset.sources.structure_name import LONGEST_NAME, safe_name
from ai.training.dataset.whole_file import read_json, write_json

STRUCTURES_FORMAT = 1
"""Version of ``structures.json``; another number is refused, not guessed."""

STRUCTURES_FILE = "structures.json"

_PRIVATE = "99"
"""Start of schemes that mean something to their maker only, PS3.16 8."""


@dataclass(frozen=True)
class Meaning:
    """What a structure is.

    Parameters
    ----------
    title
        What the reader sees: ``"Tumour (left)"``.
    code
        Scheme, value and side, ``"SCT:39607008:left"``; ``""`` where there is none that others know.
    """

    title: str = field(repr=False)
    code: str = ""


@dataclass(frozen=True)
class Named:
    """A structure that is to get a name in a dataset: the name that it would have, and what it is."""

    name: str
    meaning: Meaning


@dataclass(frozen=True)
class Known:
    """What is known of a structure of a dataset: salted keys of what readers saw, and codes; empty for nothing."""

    name: str
    titles: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StructuresRecord:
    """The content of ``structures.json``."""

    format: int
    structures: tuple[Known, ...]


@dataclass(frozen=True)
class Structures:
    """The structures of a dataset.

    Parameters
    ----------
    salt
        Of the dataset.
    known
        By the name in small letters: some disks do not tell capitals apart.
    """

    salt: Salt
    known: Mapping[str, Known]

    def names_for(self, wanted: Sequence[Named], *, taken: Collection[str] = (), apart: bool) -> tuple[str, ...]:
        """Find the names that structures get.

        Parameters
        ----------
        wanted
            The structures.
        taken
            Names that none of them may have.
        apart
            Whether each must have a name of its own, as those of one image; else two that are the same share one.
        """
        found: dict[int, str] = {}
        now = self
        used = {name.casefold() for name in taken}
        for surely in (True, False):
            for number, one in enumerate(wanted):
                if number not in found:
                    name = now._name_of(one, used, surely=surely)
                    if name is not None:
                        found[number] = name
                        now = now.with_meaning(Named(name, one.meaning))
                        used |= {name.casefold()} if apart else set()
        return tuple(found[number] for number in range(len(wanted)))

    def spelling(self, name: str) -> str:
        """Return a name as the dataset spells it."""
        known = self.known.get(name.casefold())
        return name if known is None else known.name

    def with_meaning(self, named: Named) -> Structures:
        """Add what a structure of this name is."""
        before = self.known.get(named.name.casefold(), Known(named.name))
        titles = dict.fromkeys((*before.titles, self._key(named.meaning.title)))
        codes = dict.fromkeys((*before.codes, *filter(None, (named.meaning.code,))))
        after = Known(before.name, tuple(titles), tuple(codes))
        return Structures(self.salt, {**self.known, named.name.casefold(): after})

    def write(self, folder: Path) -> None:
        """Write ``structures.json``; raises `OSError`. `ai.training.dataset.dataset_lock.Lock.CASES` is held."""
        told = tuple(each for each in self.known.values() if each.titles or each.codes)
        if told:
            write_json(StructuresRecord(STRUCTURES_FORMAT, told), folder / STRUCTURES_FILE)

    def _name_of(self, one: Named, used: Collection[str], *, surely: bool) -> str | None:
        """Find the name of a structure; with ``surely`` only one that has its title already."""
        for name in _numbered(one.name):
            known = self.known.get(name.casefold())
            if known is None and surely:
                return None
            if name.casefold() not in used and (known is None or self._is_same(known, one.meaning, surely=surely)):
                return name if known is None else known.name
        raise AssertionError("names do not end")

    def _is_same(self, known: Known, meaning: Meaning, *, surely: bool) -> bool:
        if self._key(meaning.title) in known.titles or _seen(meaning.title) == known.name.casefold():
            return True
        if surely:
            return False
        # Of what was named before anything was written down nothing else is known.
        return not (known.titles or known.codes) or (bool(meaning.code) and meaning.code in known.codes)

    def _key(self, title: str) -> str:
        return self.salt.key("structure", _seen(title))


def load_structures(folder: Path, names: Sequence[str], salt: Salt) -> Structures:
    """Read what the structures of a dataset are.

    Parameters
    ----------
    folder, names, salt
        Of the dataset.

    Raises
    ------
    TrainingDataError
        Where ``structures.json`` is damaged.
    """
    path = folder / STRUCTURES_FILE
    told = read_json(StructuresRecord, path, format=STRUCTURES_FORMAT).structures if path.is_file() else ()
    by_name = {each.name: each for each in told}
    return Structures(salt, {name.casefold(): by_name.get(name, Known(name)) for name in names})


def take_in(folder: Path, names: Sequence[str], meanings: Sequence[Meaning], salt: Salt) -> dict[str, str]:
    """Give the structures of a source names in a dataset, and write down what they are; `Lock.CASES` is held.

    Parameters
    ----------
    folder, names, salt
        Of the dataset.
    meanings
        Of the source.

    Returns
    -------
    dict
        Name by title.
    """
    structures = load_structures(folder, names, salt)
    named = [Named(safe_name(each.title), each) for each in meanings]
    found = structures.names_for(named, apart=False)
    for name, meaning in zip(found, meanings, strict=True):
        structures = structures.with_meaning(Named(name, meaning))
    structures.write(folder)
    return {meaning.title: name for meaning, name in zip(meanings, found, strict=True)}


def meaning_of(label: Label) -> Meaning:
    """Tell what a label stands for."""
    scheme, value = label.code.scheme.strip(), label.code.value.strip()
    is_known = bool(scheme and value) and not scheme.startswith(_PRIVATE)
    return Meaning(label.title, f"{scheme}:{value}:{label.side}" if is_known else "")


def _seen(title: str) -> str:
    """Write a title without what readers do not tell apart: capitals, spaces."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _numbered(name: str) -> Iterator[str]:
    """Give a name, then with numbers from 2 on."""
    yield name
    number = 2
    while True:
        yield f"{name[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        number += 1
