"""The list of what a model was taught with: who has a picture can ask, nobody else learns anything."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.pack import SEEN_FILE, read_card, write_card
from ai.library.pack_file import write_pack_file
from ai.library.seen_cases import NONE_SEEN, SEEN_KEY, after, read_seen, seen_set, without_seen, write_seen

WritePack = Callable[..., ModelCard]

PIXELS = [hashlib.sha256(bytes([each])).hexdigest() for each in range(50)]
OTHERS = [hashlib.sha256(bytes([each])).hexdigest() for each in range(100, 150)]


def test_only_the_very_pixels_are_found() -> None:
    seen = seen_set("a-1", PIXELS)
    assert all(seen.has(each) for each in PIXELS)
    assert not any(seen.has(each) for each in OTHERS)


def test_nothing_else_can_be_told_from_it() -> None:
    one, other = seen_set("a-1", PIXELS), seen_set("a-1", reversed(PIXELS))
    assert one.salt != other.salt
    assert not set(one.hashes) & set(other.hashes)  # two lists of the same cases have nothing in common
    assert list(one.hashes) == sorted(one.hashes)  # nor does their order tell anything
    assert not any(each[:16] in one.hashes for each in PIXELS)
    assert len(seen_set("a-1", [PIXELS[0]] * 9).hashes) == 1  # how often a picture was there is not kept


def test_it_is_read_back_and_the_line_is_kept(write_pack: WritePack, tmp_path: Path) -> None:
    card = write_pack()
    assert read_seen(card) is None
    grandparent = after(NONE_SEEN, seen_set("a-1", PIXELS[:20]))
    told = write_seen(card, after(grandparent, seen_set("b-1", PIXELS[20:])))
    write_card(told)
    found = read_seen(read_card(card.folder))
    assert found is not None
    assert found.complete
    assert found.count == 50
    assert found.models_that_saw(PIXELS[0]) == ("a-1",)
    assert found.models_that_saw(PIXELS[30]) == ("b-1",)
    assert found.models_that_saw(OTHERS[0]) == ()
    assert told.reference[SEEN_KEY]["cases"] == 50
    assert SEEN_KEY not in without_seen(told.reference)

    write_pack_file(told, tmp_path / "pack.lbmodel")
    with zipfile.ZipFile(tmp_path / "pack.lbmodel") as archive:
        assert f"{told.key}/{SEEN_FILE}" in archive.namelist()


def test_a_base_of_which_nothing_is_known_makes_the_list_incomplete() -> None:
    assert not after(None, seen_set("b-1", PIXELS)).complete


def test_a_list_that_was_changed_is_refused(write_pack: WritePack) -> None:
    told = write_seen(write_pack(), after(NONE_SEEN, seen_set("a-1", PIXELS)))
    path = told.folder / SEEN_FILE
    whole = path.read_text()
    path.write_text(whole.replace("a-1", "a-2"))
    with pytest.raises(ModelPackError, match="was changed"):
        read_seen(told)
    path.unlink()
    with pytest.raises(ModelPackError, match="is missing"):
        read_seen(told)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"sets": [{"model": "a-1", "salt": "zz", "hashes": []}]},
        {
            "sets": [{"model": "a-1", "salt": "0" * 32, "hashes": ["f" * 16, "0" * 16]}]
        },  # not sorted: would not be found
        {"sets": [{"model": "a-1", "salt": "0" * 32, "hashes": ["name"]}]},
        {"sets": 3},
    ],
)
def test_a_list_that_makes_no_sense_is_refused(write_pack: WritePack, change: dict[str, object]) -> None:
    told = write_seen(write_pack(), after(NONE_SEEN, seen_set("a-1", PIXELS)))
    path = told.folder / SEEN_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    entry = {**told.reference[SEEN_KEY], "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    with pytest.raises(ModelPackError, match="cannot be read"):
        read_seen(replace(told, reference={SEEN_KEY: entry}))
