from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import ModelPackError
from ai.library.card import Label, ModelCard
from ai.library.library import SHIPPED, Library
from ai.library.pack import CARD_FILE, contract_sha256, read_card, verify, write_card

CODE = {"value": "", "scheme": "", "meaning": ""}

WritePack = Callable[..., ModelCard]


def _edit(card: ModelCard, **changes: object) -> None:
    path = card.folder / CARD_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_written_card_reads_back_equal(write_pack: WritePack) -> None:
    card = write_pack()
    assert read_card(card.folder) == card
    verify(card)


def test_changed_weights_are_not_run(write_pack: WritePack) -> None:
    card = write_pack()
    path = card.folder / card.members[0].file
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelPackError, match="SHA-256 differs"):
        verify(card)


def test_missing_weights(write_pack: WritePack) -> None:
    card = write_pack()
    (card.folder / card.members[0].file).unlink()
    with pytest.raises(ModelPackError, match="are missing"):
        verify(card)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": 99}, "another format"),
        ({"threshold": 1.0}, "must lie between 0 and 1"),
        ({"threshold": "0.5"}, r"ModelCard\.threshold: expected a number"),
        ({"members": [{"file": "../../etc/passwd.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "weights.pt", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "a\0.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "model.json:x.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "sub/a.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "nul.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"members": [{"file": "com1 .x.safetensors", "sha256": ""}]}, "outside its pack"),
        ({"id": "con.x"}, "no name of a folder"),
        ({"members": []}, "no weights or no labels"),
        ({"architecture": {"name": "chest-ct-rules", "arguments": []}}, "made of rules, which outline structures"),
        ({"architecture": {"name": "chest-ct-rules", "arguments": []}, "members": []}, "and have no weights"),
        ({"version": "9"}, "the names must be equal"),
        ({"surprise": 1}, "unknown field 'surprise'"),
        ({"labels": [{"name": "../x", "title": "x", "code": CODE}]}, "characters"),
    ],
)
def test_a_card_that_is_not_valid_is_refused(write_pack: WritePack, changes: dict[str, object], words: str) -> None:
    card = write_pack()
    _edit(card, **changes)
    with pytest.raises(ModelPackError, match=words):
        read_card(card.folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "\x00", " " * (5 << 20)])
def test_a_broken_card_is_one_sentence(write_pack: WritePack, text: str) -> None:
    card = write_pack()
    (card.folder / CARD_FILE).write_text(text)
    with pytest.raises(ModelPackError):
        read_card(card.folder)


def test_a_pack_of_rules_has_no_weights_and_is_told_apart_by_its_figures(tmp_path: Path) -> None:
    shipped = Library([SHIPPED]).get("ct-lungs")
    assert (shipped.rules, shipped.weights_sha256, shipped.members) == (f"chest-ct-rules {shipped.version}", "", ())
    verify(shipped)
    library = Library([tmp_path])
    added = library.add(shipped.folder, draft=True)
    assert added.draft
    assert not library.add(shipped.folder).draft  # the same pack: only adopted
    assert len(library.cards()) == 1
    other = tmp_path / "given" / shipped.key
    shutil.copytree(shipped.folder, other)
    card = read_card(other)
    figures = tuple(
        (name, -960.0 if name == "low_density_hu" else value) for name, value in card.architecture.arguments
    )
    write_card(replace(card, architecture=replace(card.architecture, arguments=figures)))
    assert library.add(other).version != shipped.version
    assert len(library.cards()) == 2


def test_label_side_is_checked() -> None:
    with pytest.raises(ModelPackError, match="must be right, left or empty"):
        Label("lung", "Lung", code=None, side="middle")  # type: ignore[arg-type]


def test_the_contract_hash_changes_with_the_contract_only(write_pack: WritePack, tmp_path: Path) -> None:
    card = write_pack(tmp_path / "a")
    assert contract_sha256(write_pack(tmp_path / "b", title="Another title")) == contract_sha256(card)
    assert contract_sha256(write_pack(tmp_path / "c", threshold=0.6)) != contract_sha256(card)


def test_the_library_lists_newest_first_and_broken_ones_apart(write_pack: WritePack, tmp_path: Path) -> None:
    root = tmp_path / "models"
    old, new = write_pack(root, version="1.9.0"), write_pack(root, version="1.10.0")
    broken = write_pack(root, id="broken")
    (broken.folder / CARD_FILE).write_text("{")
    library = Library([tmp_path / "absent", root])
    cards, problems = library.scan()
    assert [card.key for card in cards] == [new.key, old.key]
    assert [problem.name for problem in problems] == ["broken-1.2.0"]
    assert library.get("tiny") == new
    assert library.get("tiny-1.9.0") == old
    with pytest.raises(ModelPackError, match=r"There is no model 'other'. Installed models: tiny\."):
        library.get("other")
    with pytest.raises(ModelPackError, match=r"no readable model\.json"):
        library.get("broken")


def test_an_earlier_folder_wins(write_pack: WritePack, tmp_path: Path) -> None:
    first = write_pack(tmp_path / "first")
    write_pack(tmp_path / "second", title="Another")
    assert Library([tmp_path / "first", tmp_path / "second"]).cards() == (first,)


def test_writing_again_replaces_the_card_whole(write_pack: WritePack) -> None:
    card = write_pack()
    write_card(card)
    assert read_card(card.folder) == card
    assert not list(card.folder.glob("*.tmp"))
