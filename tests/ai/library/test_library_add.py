from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.library.pack import verify

WritePack = Callable[..., ModelCard]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library([tmp_path / "shipped", tmp_path / "user"])


def test_a_pack_is_copied_into_the_last_folder(write_pack: WritePack, library: Library, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "job", draft=True).folder
    card = library.add(pack)
    assert card.folder == tmp_path / "user" / "tiny-1.2.0"
    assert not card.draft
    verify(card)
    assert library.get("tiny") == card
    assert [entry.name for entry in (tmp_path / "user").iterdir()] == ["tiny-1.2.0"]


def test_a_draft_is_found_by_its_full_name_only(write_pack: WritePack, library: Library, tmp_path: Path) -> None:
    shipped = write_pack(tmp_path / "shipped")
    other = write_pack(tmp_path / "job", id="another", title="Another")
    draft = library.add(other.folder, draft=True)
    assert library.cards() == (shipped, draft)  # drafts come last: they are never the suggested model
    with pytest.raises(ModelPackError, match="no model 'another'"):
        library.get("another")
    assert library.get("another-1.2.0") == draft
    adopted = library.add(other.folder)
    assert library.get("another") == adopted
    assert len(library.cards()) == 2


def test_nothing_is_overwritten(write_pack: WritePack, library: Library, tmp_path: Path) -> None:
    before = [write_pack(tmp_path / "shipped"), write_pack(tmp_path / "shipped", version="1.2.1")]
    card = library.add(write_pack(tmp_path / "job", title="Mine").folder)
    assert card.key == "tiny-1.2.2"
    assert library.get("tiny").title == "Mine"
    assert library.cards() == (card, *reversed(before))


def test_a_damaged_pack_and_a_full_disk(
    write_pack: WritePack, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_pack(tmp_path / "job").folder

    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", full)
        with pytest.raises(ModelPackError, match=r"cannot be copied into the library \(No space left on device\)"):
            library.add(pack)
    assert list((tmp_path / "user").iterdir()) == []
    (pack / "member0.safetensors").write_bytes(b"x")
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        library.add(pack)
