"""Sentences of the layers below, in the language of the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from ai.words import Sentence

CONTEXT = "Sentences"
"""Of the templates in the files of a language."""


def spoken(text: str) -> str:
    """Say a text in the language of the window: a `Sentence` by its template, other text as it is."""
    if not isinstance(text, Sentence):
        return text
    template = QCoreApplication.translate(CONTEXT, text.template)
    values = {name: spoken(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return template.format(**values)


def all_spoken(texts: Iterable[str]) -> tuple[str, ...]:
    """Say many texts."""
    return tuple(spoken(text) for text in texts)
