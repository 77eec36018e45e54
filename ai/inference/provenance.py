"""Where a result comes from: which model or person made it, and whether the scan is what the model was made for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ai.prepare.placed_box import PlacedBox

PERSON = "@person"
"""`Provenance.model_id` of what a person drew here."""

_NO_MODEL = "@"
"""What no id of a model begins with: the keys of packs begin with a letter, a digit or _."""


class Making(Enum):
    """How a mask came to be."""

    MODEL = "model"
    """A model marked it."""
    HAND = "hand"
    """A person drew it, stroke by stroke."""
    AIDED = "aided"
    """A person drew it, and the program reckoned some of it: from a range of values, another mask, an operation."""


class GateVerdict(Enum):
    """Whether the scan is what the model was made for."""

    OK = "ok"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Gate:
    """The verdict with its reasons as sentences (empty for OK).

    Parameters
    ----------
    verdict, reasons
        What the layers of the gate say.
    overridden
        Whether a person ran the model in spite of a refusal; marked on every overlay and in every export.
    final
        Whether no person can override the refusal: the network cannot read such a scan at all.
    """

    verdict: GateVerdict
    reasons: tuple[str, ...] = ()
    overridden: bool = False
    final: bool = False


PASSED = Gate(GateVerdict.OK)
"""Nothing speaks against it."""


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from.

    Parameters
    ----------
    model_id, model_version, weights_sha256, contract_sha256
        The model, its weights and its input contract.
    gate
        The verdict on this scan.
    thresholds
        (label name, probability) pairs that turned probabilities into masks.
    device, seconds
        Where and how long it ran.
    app_version, source_id
        The program, and the `ai.volume.Volume` that was read.
    slice_index
        The one slice of it that was read, from 0; None where the model read all.
    rules
        Name and version of the set of rules, where the model is made of rules and has no weights; else ``""``.
    maker
        Who made the result, as its file says, where it was read from a file and not made here; else ``""``.
    box
        Where the model looked; None where it read all.
    """

    model_id: str
    model_version: str
    weights_sha256: str
    contract_sha256: str
    gate: Gate
    thresholds: tuple[tuple[str, float], ...]
    device: str
    seconds: float
    app_version: str
    source_id: str
    slice_index: int | None = None
    maker: str = ""
    rules: str = ""
    box: PlacedBox | None = None

    @property
    def is_by_person(self) -> bool:
        """Whether a person drew it here: no model took part."""
        return self.model_id.startswith(_NO_MODEL)


class BoxOrigin(Enum):
    """Who says that something lies in a box, and where."""

    MODEL = "model"
    CORRECTED = "corrected"
    """A model marked it; a person changed its place, size or class."""
    PERSON = "person"
