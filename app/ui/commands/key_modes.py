"""Which keys mean something else than usual just now."""

from __future__ import annotations

from app.state.session import Session
from app.ui.commands.command import KeyMode


def key_modes(session: Session) -> frozenset[KeyMode]:
    """List the modes that lend keys."""
    modes = set()
    if session.editing.mask is not None:
        modes.add(KeyMode.MASK)
    if session.editing.boxes.is_on:
        modes.add(KeyMode.BOX)
    if session.editing.labelling.is_on:
        modes.add(KeyMode.LABEL)
    return frozenset(modes)
