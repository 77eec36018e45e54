"""The user's presets beside the shipped ones: order, keys, names, restoring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import PresetError
from app.imaging.preset_book import PresetBook
from app.imaging.presets import ListedPreset, Preset, presets_for, shipped_presets
from app.imaging.window import Presentation, Window

NO_VOI = Presentation(vois=((),))


def named(name: str, key: int | None = None, *, modality: str = "CT", width: float = 123.0) -> ListedPreset:
    return ListedPreset(Preset(name, key, Window(45.0, width, name=name)), modality, "HU")


def names(book: PresetBook, modality: str = "CT") -> list[str]:
    return [each.preset.name for each in book.listed(modality)]


def keys(book: PresetBook, modality: str = "CT") -> dict[str, int | None]:
    return {each.preset.name: each.preset.key for each in book.listed(modality)}


SHIPPED = [each.preset.name for each in shipped_presets() if each.modality == "CT"]


def test_without_a_user_the_shipped_ones_are_listed() -> None:
    assert names(PresetBook()) == SHIPPED
    assert PresetBook().modalities == ("CT", "MR", "PT", "CR", "DX", "MG")


def test_the_menu_has_file_then_user_then_shipped_then_full_range() -> None:
    book = PresetBook().with_preset(named("Mine"))
    presentation = Presentation(vois=((Window(1, 2, name="FROM SCANNER"),),))
    listed = [preset.name for preset in presets_for("CT", presentation, unit="HU", listed=book.listed("CT"))]
    assert listed == ["FROM SCANNER", "Mine", *SHIPPED, "Full range"]
    assert [each.name for each in presets_for("CT", NO_VOI, unit="", listed=book.listed("CT"))] == [
        "Default",
        "Full range",
    ]


def test_a_key_goes_to_who_asked_for_it_last() -> None:
    book = PresetBook().with_preset(named("Mine", 3))
    assert keys(book)["Mine"] == 3
    assert keys(book)["Lung"] is None
    assert book.key_owner("CT", 3) == "Mine"
    book = book.with_preset(named("Other", 3))
    assert (keys(book)["Mine"], keys(book)["Other"]) == (None, 3)
    assert len([each for each in keys(book).values() if each == 3]) == 1
    assert keys(book, "MR")["0.5–99.5 %"] == 3, "keys of another modality are its own"


def test_a_shipped_preset_is_changed_in_its_place() -> None:
    book = PresetBook().with_preset(named("Lung", 3, width=1400.0), instead_of="Lung")
    assert names(book) == SHIPPED
    lung = book.find("CT", "lung")
    assert lung is not None
    assert lung.preset.voi == Window(45.0, 1400.0, name="Lung")
    assert book.is_own("CT", "Lung")
    assert not book.is_own("CT", "Bone")


def test_a_renamed_preset_leaves_no_other_behind() -> None:
    book = PresetBook().with_preset(named("Lunge", 3), instead_of="Lung")
    assert "Lung" not in names(book)
    assert names(book)[0] == "Lunge"
    assert book.find("CT", "Lunge") == named("Lunge", 3)
    again = book.with_preset(named("Thorax", 3), instead_of="Lunge")
    assert "Lunge" not in names(again)
    assert names(again)[0] == "Thorax"


def test_presets_are_deleted_and_restored() -> None:
    book = PresetBook().with_preset(named("Mine", 5)).without("CT", "Lung").without("CT", "Bone")
    book = book.with_preset(named("Brain", width=90.0), instead_of="Brain")
    assert "Lung" not in names(book)
    assert "Bone" not in names(book)
    restored = book.restored("CT")
    assert names(restored) == ["Mine", *SHIPPED]
    assert keys(restored)["Bone"] == 5
    assert keys(restored)["Mine"] is None
    brain = restored.find("CT", "Brain")
    assert brain is not None
    assert brain.preset.voi == Window(40.0, 80.0, name="Brain")
    assert "Mine" not in names(restored.without("CT", "Mine"))


def test_restoring_one_modality_leaves_the_others() -> None:
    book = PresetBook().without("MR", "ADC").without("CT", "Lung").with_preset(named("M", modality="MR"))
    restored = book.restored("CT")
    assert "ADC" not in names(restored, "MR")
    assert "M" in names(restored, "MR")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("  ", "needs a name"),
        ("lung", "has a preset"),
        ("L u-n/g", "has a preset"),
        ("Full range", "Lightbox itself"),
        ("default", "Lightbox itself"),
    ],
)
def test_names_that_cannot_be(name: str, message: str) -> None:
    with pytest.raises(PresetError, match=message):
        PresetBook().with_preset(named(name))


def test_a_name_may_change_its_case() -> None:
    book = PresetBook().with_preset(named("LUNG", 3), instead_of="Lung")
    assert names(book) == ["LUNG" if each == "Lung" else each for each in SHIPPED]


def test_a_key_must_be_free_to_choose() -> None:
    with pytest.raises(ValueError, match="2 to 9"):
        named("Mine", 1)
    with pytest.raises(ValueError, match="rise"):
        ListedPreset(Preset("Mine", None, None, (99.0, 1.0)), "MR", "")


def test_windows_carry_the_name_of_their_preset() -> None:
    listed = named("A")
    book = PresetBook().with_preset(replace(listed, preset=replace(listed.preset, name=" B ")))
    found = book.find("CT", "B")
    assert found is not None
    assert found.preset.voi == Window(45.0, 123.0, name="B")
