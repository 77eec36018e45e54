"""Names of classes and structures as sites write them: safe as file names, and which of them may be meant as one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from itertools import combinations

LONGEST_NAME = 64

SPELLING_FROM = 5
"""Letters from which two names that differ in one letter are taken for one; shorter ones are often different things."""


def safe_name(name: str) -> str:
    """Make a name of letters, digits and _ : ``"Left lung (L)"`` -> ``"Left_lung_L"``, ``"Öl"`` -> ``"Ol"``.

    One in other letters gets a name that is always the same, and another one for another name.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    safe = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:LONGEST_NAME]
    if safe or not any(each.isalnum() for each in plain):
        return safe or "structure"
    return f"structure_{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def alike(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Find pairs of names that a site may mean as one.

    They differ in upper and lower case, in spaces, hyphens and underscores, or in a single letter of a long name. Names
    that differ in a digit (``grade1``, ``grade2``) or in a word of one letter (``lung_l``, ``lung_r``) are different.

    Returns
    -------
    tuple
        Pairs in the order of ``names``, each once.
    """
    return tuple((one, other) for one, other in combinations(dict.fromkeys(names), 2) if _is_alike(one, other))


def _is_alike(one: str, other: str) -> bool:
    first, second = _letters(one), _letters(other)
    if first == second:
        return True
    if min(len(first), len(second)) < SPELLING_FROM:
        return False
    words, others = _words(one), _words(other)
    apart = set(words) ^ set(others)
    if any(len(word) == 1 for word in apart):
        return False
    return _is_one_letter_apart(first, second)


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _is_one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter was changed, left out, added, or two neighbours changed places; digits never."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    tails = (one[start:], other[start:])
    rests = ((tails[0][1:], tails[1][1:]), (tails[0][1:], tails[1]), (tails[0], tails[1][1:]))
    changed = tails[0][:1] + tails[1][:1]
    swapped = tails[0][:2] == tails[1][:2][::-1] and tails[0][2:] == tails[1][2:]
    return not any(character.isdigit() for character in changed) and (swapped or any(a == b for a, b in rests))
