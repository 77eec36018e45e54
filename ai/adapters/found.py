"""What a model file of somebody else is, before anything of it is trusted. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai.adapters.answers import NOTHING_KNOWN, Answers


@dataclass(frozen=True)
class Recognised:
    """What a format says of a file that is its own.

    Parameters
    ----------
    suggested
        What the file itself tells of the contract; what it does not tell is empty there and asked for.
    licence
        As the file names it; ``""`` where it does not.
    refusal, hint
        Sentences, where a file of this format cannot be taken: what was found, what to do. ``""``: it can.
    notes
        Sentences for the reader, e.g. what is left out.
    title
        Better words than the format's own: "TorchXRayVision DenseNet-121"; ``""`` keeps those.
    globals
        Dotted names that the pickles inside a folder or archive would import; checked as those of a single file.
    has_card
        Whether the file brings a whole card along, so that nothing is asked.
    """

    suggested: Answers = NOTHING_KNOWN
    licence: str = ""
    refusal: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    title: str = ""
    globals: tuple[str, ...] = ()
    has_card: bool = False


@dataclass(frozen=True)
class Found:
    """What `ai.adapters.probe.probe` found.

    Parameters
    ----------
    path
        The file or folder.
    format
        Name of an entry of `ai.adapters.formats.FORMATS`; ``""`` where none knows it.
    title
        For the reader: "PyTorch weights".
    size_bytes
        Of the file, or of all files of the folder.
    sha256
        Of the file; of a folder, of the lines "hash  name" of its files in order of their names.
    licence
        As the file names it; ``""`` where it does not.
    pickle_globals
        Dotted names that unpickling the file would import, found without unpickling; sorted.
    suggested
        What the file tells of the contract.
    refusal, hint
        Why it cannot be taken, and what to do; ``""`` where it can.
    notes
        Sentences for the reader.
    has_card
        Whether it brings a whole card along: one that was exported here.
    """

    path: Path
    format: str
    title: str
    size_bytes: int
    sha256: str
    licence: str = ""
    pickle_globals: tuple[str, ...] = ()
    suggested: Answers = NOTHING_KNOWN
    refusal: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    has_card: bool = False
