"""Words for the reader that can be said in another language: a sentence keeps what it was made of.

A `Sentence` is the English text itself, so that everything below the window handles it as text; the window says it in
its own language (`app.ui.spoken`) by looking the template up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Sentence(str):
    """English words that know their template.

    Parameters
    ----------
    template
        With ``{named}`` places, as `str.format` takes them; what translators see.
    values
        What stands in the places. Values that are sentences themselves are said in the other language, too.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Sentence:
        """Make the English words."""
        made = super().__new__(cls, template.format(**values))
        made.template = template
        made.values = dict(values)
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, Mapping[str, object]]]:
        """Copy it with what it was made of."""
        return Sentence, (self.template, self.values)


def say(template: str, /, **values: object) -> Sentence:
    """Make a sentence.

    Parameters
    ----------
    template
        A literal: translators find it in the source by the name of this function. Braces are written twice.
    **values
        What stands in its ``{named}`` places.
    """
    return Sentence(template, values)


def template(words: str) -> str:
    """Mark a literal that becomes a `Sentence` later, when its values are known: translators find it by this name."""
    return words


def joined(parts: Iterable[str], separator: str = " ") -> str:
    """Join sentences to one text whose parts are still said in the other language; empty parts are left out."""
    kept = [part for part in parts if part]
    if len(kept) == 1:
        return kept[0]
    names = [f"part{number}" for number in range(len(kept))]
    template = separator.replace("{", "{{").replace("}", "}}").join(f"{{{name}}}" for name in names)
    return Sentence(template, dict(zip(names, kept, strict=True)))
