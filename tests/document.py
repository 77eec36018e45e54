"""Typed values out of a document of names, lists and numbers, as JSON and the tables of cards are."""

from __future__ import annotations


def at(document: object, *names: str) -> object:
    """What stands under these names, one inside the other."""
    for name in names:
        assert isinstance(document, dict), f"{name!r} is looked for in {document!r}"
        document = document[name]
    return document


def number_at(document: object, *names: str) -> float:
    found = at(document, *names)
    assert isinstance(found, int | float), found
    return found


def text_at(document: object, *names: str) -> str:
    found = at(document, *names)
    assert isinstance(found, str), found
    return found


def rows_at(document: object, *names: str) -> list[object]:
    found = at(document, *names)
    assert isinstance(found, list), found
    return found
