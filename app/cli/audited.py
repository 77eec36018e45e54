"""What commands do with models is written into the user's audit trail, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ai.errors import InputMismatch, ReportableError
from ai.library.card import ModelCard
from app.audit.event import Deed, Event
from app.cli.console import Console


def write_down(console: Console, *events: Event) -> None:
    """Write lines into the trail; one that cannot be written does not undo what was done, it is told."""
    from app.audit.trail import AuditTrail, default_path

    try:
        AuditTrail(default_path()).write(events)
    except ReportableError as error:
        console.note(f"Not in the audit trail: {error}")


def model_event(deed: Deed, card: ModelCard, series_uid: str = "", **details: str | int | float) -> Event:
    """Say what was done with a model."""
    return Event(deed, card.key, card.weights_sha256, series_uid, details)


@contextmanager
def written_when_it_fails(console: Console, card: ModelCard, series_uid: str) -> Iterator[None]:
    """Write down that a model refused a series or failed on it, where the body raises that."""
    try:
        yield
    except ReportableError as error:
        deed = Deed.REFUSED if isinstance(error, InputMismatch) else Deed.FAILED
        write_down(console, model_event(deed, card, series_uid, error=type(error).__name__))
        raise


def gate_details(provenance: Mapping[str, object]) -> dict[str, str | int | float]:
    """Return the numbers and fixed words of a result's provenance, as ``result.json`` has it."""
    gate = provenance["gate"]
    seconds = provenance["seconds"]
    return {
        "verdict": str(gate["verdict"]) if isinstance(gate, Mapping) else "",
        "device": str(provenance["device"]),
        "seconds": seconds if isinstance(seconds, int | float) else 0.0,
    }
