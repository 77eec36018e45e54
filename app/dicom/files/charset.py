"""Bytes of a text → characters: the character sets of PS3.5 6.1 with code extensions, and what writers make of them.

Nothing here raises: text that breaks its own declaration is read as well as it can be.

References
----------
PS3.5 6.1.2.3 to 6.1.2.5, annexes H to K; PS3.3 C.12.1.1.2 (the terms of (0008,0005) Specific Character Set).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ESCAPE = 0x1B

LATIN_1, UTF_8 = "iso8859_1", "utf_8"

_BY_REGISTRATION = {
    13: "shift_jis",
    58: "gb2312",
    87: "iso2022_jp",
    100: LATIN_1,
    101: "iso8859_2",
    109: "iso8859_3",
    110: "iso8859_4",
    126: "iso8859_7",
    127: "iso8859_6",
    138: "iso8859_8",
    144: "iso8859_5",
    148: "iso8859_9",
    149: "euc_kr",
    159: "iso2022_jp_2",
    166: "tis_620",
    192: UTF_8,
    203: "iso8859_15",
}
"""Codecs by the number in the international register (ISO-IR), PS3.3 tables C.12-2 to C.12-5.

The half-width katakana of ISO-IR 13 are the single bytes above 127 of Shift JIS.
"""

_BY_NAME = {
    "GB18030": "gb18030",
    "GBK": "gbk",
    "ISO 2022 GBK": "gbk",
    "ISO 2022 58": "gb2312",
    "GB2312": "gb2312",
    "UTF8": UTF_8,
    "UTF 8": UTF_8,
    "UNICODE": UTF_8,
    "LATIN1": LATIN_1,
    "LATIN 1": LATIN_1,
    "BIG5": "big5",
    "EUC KR": "euc_kr",
    "SHIFT JIS": "shift_jis",
    "SJIS": "shift_jis",
    "WINDOWS 1251": "cp1251",
    "WINDOWS 1252": "cp1252",
}
"""Codecs by terms of PS3.3 table C.12-5, and by names that writers use though the standard has others."""

_REGISTRATION = re.compile(r"(?:ISO *)?(?:2022 *)?IR *(\d+)")
_ISO_8859 = re.compile(r"(?:ISO *)?8859 *(\d+)")

_G1 = {
    b"\x1b)I": "shift_jis",
    b"\x1b-A": LATIN_1,
    b"\x1b-B": "iso8859_2",
    b"\x1b-C": "iso8859_3",
    b"\x1b-D": "iso8859_4",
    b"\x1b-F": "iso8859_7",
    b"\x1b-G": "iso8859_6",
    b"\x1b-H": "iso8859_8",
    b"\x1b-L": "iso8859_5",
    b"\x1b-M": "iso8859_9",
    b"\x1b-T": "tis_620",
    b"\x1b-b": "iso8859_15",
    b"\x1b$)C": "euc_kr",
    b"\x1b$)A": "gb2312",
}
"""Escape sequences that say what bytes above 127 mean, PS3.3 tables C.12-3 and C.12-4."""

_G0 = {b"\x1b(B": b"", b"\x1b(J": b"", b"\x1b$B": b"\x1b$B", b"\x1b$@": b"\x1b$B", b"\x1b$(D": b"\x1b$(D"}
"""Escape sequences that say what bytes below 128 mean: one byte each (nothing), or two each."""

_PARTS = re.compile(rb"\x1b\$[()][A-Z]|\x1b\$[@B]|\x1b[()-][A-Za-z]|\x1b|[^\x1b]+")
_CONTROLS = re.compile(rb"([\t\n\f\r])")
_DELIMITERS = re.compile(rb"([\t\n\f\r\\])")
_NAME_DELIMITERS = re.compile(rb"([\t\n\f\r\\^=])")


def codec_of(term: str) -> str:
    """Codec for a value of (0008,0005) Specific Character Set, also for usual misspellings; ``""`` if unknown or none.

    Parameters
    ----------
    term
        For example ``ISO_IR 100``, ``ISO 2022 IR 87``, ``GB18030``.
    """
    words = " ".join(re.sub(r"[_\-]", " ", term.upper()).split())
    if words in _BY_NAME:
        return _BY_NAME[words]
    if found := _REGISTRATION.fullmatch(words):
        return _BY_REGISTRATION.get(int(found[1][:6]), "")
    if (found := _ISO_8859.fullmatch(words)) and 1 <= int(found[1][:6]) <= 16 and int(found[1]) != 12:
        return f"iso8859_{int(found[1])}"
    return ""


def decode(raw: bytes, codecs: Sequence[str], *, is_name: bool = False) -> str:
    """Decode a value.

    Parameters
    ----------
    raw
        The value as it stands in the file, several values with their backslashes.
    codecs
        Of `codec_of`, one per value of (0008,0005); ``""`` stands for the default repertoire. May be empty.
    is_name
        The value is a PN: its ``^`` and ``=`` end what an escape sequence began, PS3.5 6.1.2.5.3.

    Returns
    -------
    str
        Never raises; what cannot be read becomes U+FFFD.
    """
    if ESCAPE in raw:
        return _with_extensions(raw, codecs, _NAME_DELIMITERS if is_name else _DELIMITERS)
    return raw.decode("ascii") if raw.isascii() else _best(raw, codecs)


def _best(raw: bytes, codecs: Sequence[str]) -> str:
    """Text without escape sequences: as declared; where that cannot be, UTF-8, then what else was declared."""
    first, *others = codecs or ("",)
    if first:
        read = _strictly(raw, first)
        # ISO 8859 fits any bytes, but its texts hold no C1 controls; UTF-8 hardly ever fits by chance.
        if read is not None and not (first.startswith("iso8859") and _has_c1(read)):
            return read
    for codec in (UTF_8, first, *others):
        read = _strictly(raw, codec) if codec else None
        if read is not None:
            return read
    if first == UTF_8:
        read = raw.decode(UTF_8, errors="replace")
        # One character that was cut off must not spoil the rest, and one stray byte is some Latin letter.
        if any(ord(character) > 127 and character != "\ufffd" for character in read):
            return read
    elif first:
        return raw.decode(first, errors="replace")
    return raw.decode(LATIN_1)


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _has_c1(read: str) -> bool:
    return any("\x80" <= character <= "\x9f" for character in read)


def _with_extensions(raw: bytes, codecs: Sequence[str], delimiters: re.Pattern[bytes]) -> str:
    """Text with escape sequences; every delimiter brings back the first character set."""
    shift, codec, result = b"", "", []
    for part in _PARTS.findall(raw):
        if part[0] == ESCAPE:
            if part in _G0:
                shift = _G0[part]
            codec = _G1.get(part, codec)
            continue
        if shift:
            # Two bytes a character, and any of them may look like a delimiter; only controls cannot.
            for piece in _CONTROLS.split(part):
                if _CONTROLS.fullmatch(piece):
                    shift = b""
                result.append(_pairs(piece, shift) if shift else _single(piece, codec, codecs))
            continue
        for piece in delimiters.split(part):
            if delimiters.fullmatch(piece) and codecs and codecs[0]:
                # Without a first set for the upper half the last one stays: writers forget to say it again.
                codec = ""
            result.append(_single(piece, codec, codecs))
    return "".join(result)


def _single(raw: bytes, codec: str, codecs: Sequence[str]) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    return raw.decode(codec, errors="replace") if codec else _best(raw, codecs)


def _pairs(raw: bytes, shift: bytes) -> str:
    codec = "iso2022_jp" if shift == b"\x1b$B" else "iso2022_jp_2"
    return (shift + raw).decode(codec, errors="replace")
