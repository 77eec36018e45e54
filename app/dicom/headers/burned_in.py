"""Which pictures often carry text in their pixels."""

from __future__ import annotations

OFTEN_BURNED_IN = frozenset({"US", "IVUS", "SC", "XC", "ES", "OT", "GM", "SM", "RF", "DOC", "OP"})
"""Modalities whose pictures often carry text; (0008,0060)."""
