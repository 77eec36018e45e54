"""How numbers of a model are written: UCUM units as radiologists say them, decimals that mean something."""

from __future__ import annotations

_WORDS = {"1": "", "[hnsf'U]": "HU"}
"""UCUM unit -> what a reader knows it by; others are written as UCUM has them."""

_DECIMALS = {"1": 2, "": 2, "L": 2, "[hnsf'U]": 0}
"""UCUM unit -> decimals: two of a ratio or of litres, none of HU; one of millimetres and the rest."""


def unit_words(unit: str) -> str:
    """Write a UCUM unit as a reader says it: " mm", " HU"; ``""`` for a plain number."""
    words = _WORDS.get(unit, unit)
    return f" {words}" if words else ""


def number_text(value: float, unit: str) -> str:
    """Write a number with the decimals that its unit deserves, and a minus that is as wide as a plus."""
    return f"{value:.{_DECIMALS.get(unit, 1)}f}".replace("-", "\N{MINUS SIGN}")
