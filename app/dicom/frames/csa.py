"""The header that Siemens keeps in one private element (CSA): a list of named values; read without trust.

References
----------
There is no document of the maker; the layout is known from open converters: "SV10" and four bytes, the number of tags,
77; per tag a name of 64 bytes, six 4 byte words of which the fourth is the number of items; per item four 4 byte
words, of which the second is the length (in the older form the first, and counted too long), then the text padded to
4 bytes.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

MOST_TAGS = 1024
MOST_ITEMS = 4096
LONGEST_ITEM = 1 << 16
"""Far beyond what these headers hold; lengths beyond are lies."""

NEW_FORM = b"SV10"


def csa_numbers(header: bytes, name: str) -> tuple[float, ...]:
    """Finite numbers of one entry; ``()`` where it is absent or the header is damaged.

    Parameters
    ----------
    header
        Value of (0029,xx10) or (0029,xx20).
    name
        Of the entry: "SliceNormalVector".
    """
    if not header:
        return ()
    try:
        for found, texts in _entries(header):
            if found == name:
                values = tuple(float(text) for text in texts if text)
                return values if all(map(math.isfinite, values)) else ()
    except (struct.error, ValueError):
        return ()
    return ()


def _entries(header: bytes) -> Iterator[tuple[str, list[str]]]:
    """Names and texts of the entries, up to the first that is damaged."""
    is_new = header.startswith(NEW_FORM)
    at = 8 if is_new else 0
    (count,) = struct.unpack_from("<I", header, at)
    at += 8
    surplus = None
    for _ in range(min(count, MOST_TAGS)):
        name = header[at : at + 64].split(b"\0", 1)[0].decode("ascii", errors="replace")
        _, _, _, items, _ = struct.unpack_from("<i4siii", header, at + 64)
        at += 84
        # The older form adds the number of items of the first entry to every length.
        surplus = items if surplus is None else surplus
        texts = []
        for _ in range(min(items, MOST_ITEMS)):
            words = struct.unpack_from("<4i", header, at)
            at += 16
            length = words[1] if is_new else words[0] - surplus
            if not 0 <= length <= LONGEST_ITEM or at + length > len(header):
                return
            texts.append(header[at : at + length].split(b"\0", 1)[0].decode("ascii", errors="replace").strip())
            at += -(-length // 4) * 4
        yield name, texts
