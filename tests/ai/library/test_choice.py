"""Which model is the default: kept on the disk, by question, with its history."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.card import ModelCard, Weights
from ai.library.choice import ADOPTED, CHOICES_FILE, LONGEST_REASON, RETURNED, Choices
from ai.library.library import Library

WritePack = Callable[..., ModelCard]


@pytest.fixture
def library(tmp_path: Path, write_pack: WritePack) -> Library:
    """Make a library with the shipped ``tiny`` and room for the user's own."""
    write_pack(tmp_path / "shipped")
    return Library([tmp_path / "shipped", tmp_path / "user"])


@pytest.fixture
def pack(write_pack: WritePack, tmp_path: Path) -> Callable[[str], Path]:
    """Write the pack of a run that was taught from ``tiny``, with weights of its own."""

    def make(name: str) -> Path:
        card = write_pack(tmp_path / "jobs", id=name, parent="tiny-1.2.0", draft=True)
        return card.folder

    return make


def chosen(library: Library) -> set[str]:
    return set(library.choices.chosen(library.cards()))


def test_a_better_model_is_the_default_until_it_is_returned(library: Library, pack, tmp_path: Path) -> None:
    assert chosen(library) == set()
    card = library.adopt(pack("site"), verdict="better")
    assert not card.draft
    assert chosen(library) == {"site-1.2.0"}
    # Another window, or a command.
    again = Library([tmp_path / "shipped", tmp_path / "user"])
    assert chosen(again) == {"site-1.2.0"}
    returned = again.take_back(card)
    assert returned.draft
    assert library.get("site-1.2.0").draft
    assert chosen(library) == set()
    kept = json.loads((tmp_path / "user" / CHOICES_FILE).read_text())
    assert [line["deed"] for line in kept["history"]] == [ADOPTED, RETURNED]
    assert kept["history"][0]["verdict"] == "better"


@pytest.mark.parametrize("verdict", ["no proof", "worse", "too few cases", "not worse", "", "Better"])
def test_any_other_verdict_asks_for_a_reason(library: Library, pack, verdict: str) -> None:
    for reason in ("", "  \n\t ", "\x00\u200b"):
        with pytest.raises(ModelPackError, match="needs a reason"):
            library.adopt(pack("site") if not reason else library.cards()[0].folder, verdict=verdict, reason=reason)
    assert chosen(library) == set()
    assert [card.key for card in library.cards()] == ["tiny-1.2.0"]


def test_a_reason_is_kept_in_one_line_and_no_longer_than_a_page(library: Library, pack) -> None:
    library.adopt(pack("site"), verdict="worse", reason="fewer\nfalse marks " + "x" * 9999)
    kept = library.choices.history[0]
    assert kept.reason.startswith("fewer false marks xxx")
    assert len(kept.reason) == LONGEST_REASON
    assert chosen(library) == {"site-1.2.0"}


def test_returning_brings_back_what_was_adopted_before(library: Library, pack) -> None:
    first = library.adopt(pack("first"), verdict="better")
    second = library.adopt(pack("second"), verdict="better")
    # The tiny packs hold the same weights; the names tell them apart.
    assert chosen(library) == {"second-1.2.0"}
    library.take_back(second)
    assert chosen(library) == {"first-1.2.0"}
    library.take_back(first)
    assert chosen(library) == set()


def test_questions_are_apart(library: Library, pack) -> None:
    site = library.adopt(pack("site"), verdict="better")
    other = replace(site, id="other", labels=site.labels[:1], folder=site.folder)
    library.choices.adopt(other, verdict="better")
    assert library.choices.chosen((site, other)) == {"site-1.2.0", "other-1.2.0"}


def test_a_model_that_is_gone_or_a_draft_is_passed_over(library: Library, pack) -> None:
    first, second = (library.adopt(pack(name), verdict="better") for name in ("first", "second"))
    library.add(second.folder, draft=True)
    assert chosen(library) == {"first-1.2.0"}
    library.remove(first.key)
    assert chosen(library) == set()
    # Another pack that takes the name is another model.
    stranger = replace(first, members=(Weights("member0.safetensors", "cd" * 32),))
    assert library.choices.chosen((stranger,)) == frozenset()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 2, "history": []}', '{"format": 1, "history": [{}]}', "[" * 100_000, '{"format": 1}'],
)
def test_a_damaged_file_means_the_shipped_default(library: Library, pack, tmp_path: Path, text: str) -> None:
    path = tmp_path / "user" / CHOICES_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert chosen(library) == set()
    assert "choices.json cannot be read" in library.choices.trouble
    library.adopt(pack("site"), verdict="better")
    assert chosen(library) == {"site-1.2.0"}
    assert library.choices.trouble == ""
    assert (tmp_path / "user" / "choices.damaged.json").read_text() == text


def test_a_disk_that_is_full_adopts_nothing(library: Library, pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    ready = pack("site")
    with monkeypatch.context() as patched:
        patched.setattr("ai.library.choice.os.fsync", full)
        with pytest.raises(ModelPackError, match="cannot be written down"):
            library.adopt(ready, verdict="better")
    assert chosen(library) == set()
    assert library.get("site-1.2.0").draft
    assert library.choices.trouble == ""


def test_only_what_was_taught_here_is_returned(library: Library, write_pack: WritePack, tmp_path: Path) -> None:
    shipped = library.get("tiny")
    assert not library.can_take_back(shipped)
    with pytest.raises(ModelPackError, match="cannot be returned"):
        library.take_back(shipped)
    assert not library.get("tiny").draft
    # One that was adopted before there were choices.
    old = library.add(write_pack(tmp_path / "jobs", id="old", parent="tiny-1.2.0").folder)
    assert library.take_back(old).draft


def test_without_a_folder_nothing_is_written(library: Library) -> None:
    choices = Choices()
    choices.adopt(library.get("tiny"), verdict="better")
    assert choices.chosen(library.cards()) == {"tiny-1.2.0"}
