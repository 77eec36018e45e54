"""Copies of one file, and other images that carry the same identity; PS3.3 C.12.1 (SOP Instance UID)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path

from ai.words import say
from app.dicom.headers.header import Header

SAMPLES = 16
SAMPLE_BYTES = 4096
"""Places of two files that are compared: other pixels differ nearly everywhere."""

MOST_COMPARED = 8
"""Files that one is compared with, where many carry one identity."""


def without_copies(headers: Sequence[Header]) -> tuple[list[Header], tuple[str, ...]]:
    """Keep the first file of every image.

    Returns
    -------
    list of Header
        In their order, or by path where some were left out.
    tuple of str
        Sentences about what was left out, and about different images under one identity, which are all kept.
    """
    uses = Counter(header.instance.sop_instance_uid for header in headers)
    seen: dict[Hashable, list[Header]] = {}
    known: set[str] = set()
    kept: list[Header] = []
    copies = doubtful = 0
    for header in sorted(headers, key=_path) if len(uses) < len(headers) else headers:
        uid = header.instance.sop_instance_uid
        if not uid or uses[uid] == 1:
            kept.append(header)
            continue
        alike = seen.setdefault(_content(header), [])
        if any(not _pixels_differ(header, other) for other in alike[:MOST_COMPARED]):
            copies += 1
            continue
        doubtful += uid in known
        known.add(uid)
        alike.append(header)
        kept.append(header)
    sentences = []
    if copies:
        sentences.append(_copies(copies))
    if doubtful:
        sentences.append(_doubtful(doubtful))
    return kept, tuple(sentences)


def _copies(count: int) -> str:
    if count == 1:
        return say("{count} file is a copy of an image that is already here, and left out.", count=count)
    return say("{count} files are copies of an image that is already here, and left out.", count=count)


def _doubtful(count: int) -> str:
    if count == 1:
        return say(
            "{count} image carries the identity (SOP Instance UID) of another image with other content.", count=count
        )
    return say("{count} images carry the identity (SOP Instance UID) of another image with other content.", count=count)


def _path(header: Header) -> str:
    return str(header.instance.path)


def _content(header: Header) -> Hashable:
    """All that the header tells of an image, without its file."""
    return replace(header.instance, path=Path(), plain=None), header.places, header.marks


def _pixels_differ(first: Header, second: Header) -> bool:
    """Whether the pixels of two files of one content differ where they are looked at."""
    try:
        with first.instance.path.open("rb", buffering=0) as one, second.instance.path.open("rb", buffering=0) as other:
            files = one, other
            sizes = [os.fstat(file.fileno()).st_size for file in files]
            starts, length = _pixel_bytes(first, second, sizes)
            for at in range(0, length, max(SAMPLE_BYTES, length // SAMPLES)):
                for file, start in zip(files, starts, strict=True):
                    file.seek(start + at)
                count = min(SAMPLE_BYTES, length - at)
                if one.read(count) != other.read(count):
                    return True
    except OSError:
        return False
    return False


def _pixel_bytes(first: Header, second: Header, sizes: Sequence[int]) -> tuple[tuple[int, int], int]:
    """Where the pixels of both files start, and how many bytes of them to look at."""
    one, other = first.instance.plain, second.instance.plain
    if one is not None and other is not None:
        return (one.offset, other.offset), min(one.size, other.size)
    # Pixels stand at the end of a file, and take most of it.
    length = min(sizes) // 2
    return (sizes[0] - length, sizes[1] - length), length
