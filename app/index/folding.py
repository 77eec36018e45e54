"""Text as it is searched, without accents, case and punctuation: "Müller" is found by "muller" and by "mueller"."""

from __future__ import annotations

import re
import unicodedata

_OWN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "'": None,
        "’": None,
        "ʼ": None,
        "`": None,
    }
)
"""Letters that Unicode takes for others than their Latin relatives, and apostrophes, which writers leave out."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How these letters are written where a keyboard or a scanner has none."""

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    # Korean syllables fall apart by NFKD; put together they are words again.
    return unicodedata.normalize("NFC", bare.casefold()).translate(_OWN_LETTERS)


def words_of(text: str) -> tuple[str, ...]:
    """Words of a text, folded, in their order; `` ^ = , - / `` and the like part them."""
    return tuple(_WORD.findall(folded(text)))


def spellings(text: str) -> tuple[str, ...]:
    """Ways to write a word: folded, and where it has an umlaut also with ``ae`` and its like."""
    written_out = folded(unicodedata.normalize("NFC", text.casefold()).translate(_UMLAUTS))
    return tuple(dict.fromkeys((folded(text), written_out)))


def searchable(*, texts: tuple[str, ...], codes: tuple[str, ...]) -> str:
    """Put together what a study is searched in: each word after a space, so that starts of words can be looked for.

    Parameters
    ----------
    texts
        Names and descriptions.
    codes
        Numbers and the like, "PAT-0047/b": their words, and all of it in one piece.
    """
    found: list[str] = []
    for text in texts:
        for spelling in spellings(text):
            found += words_of(spelling)
    for code in codes:
        words = words_of(code)
        found += words
        if len(words) > 1:
            found.append("".join(words))
    return "".join(f" {word}" for word in dict.fromkeys(found))
