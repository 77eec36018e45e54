"""Two structures never become one because their names do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.library.card import Code, Label
from ai.training.dataset.case import DATASET_FILE, Task
from ai.training.dataset.collect import Added, add_case
from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.file_order import Place
from ai.training.dataset.intake import Content, Offer
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.leaving import leaving
from ai.training.dataset.new_case import NewMask, PlainMask
from ai.training.dataset.salt import Salt
from ai.training.dataset.sources.offered import Offered, import_offered
from ai.training.dataset.structures import STRUCTURES_FILE, Meaning, Named, Structures, meaning_of
from ai.volume import BoolMask, Volume
from tests.ai.training.dataset.new_cases import blob, new, scan

LUNG = "SCT:39607008:left"
EMPTY = Structures(Salt(b"a" * 32), {})


def names(structures: Structures, *meanings: Meaning, base: str = "Tumour_left", apart: bool = False) -> list[str]:
    return list(structures.names_for([Named(base, each) for each in meanings], apart=apart))


@pytest.mark.parametrize(
    ("before", "then", "expected"),
    [
        (Meaning("Tumour (left)"), Meaning("Tumour left"), "Tumour_left_2"),
        (Meaning("Tumour (left)"), Meaning("tumour  (LEFT) "), "Tumour_left"),
        (Meaning("Tumour (left)", LUNG), Meaning("Tumour left", LUNG), "Tumour_left"),
        (Meaning("Tumour (left)", LUNG), Meaning("Tumour left", "SCT:1:"), "Tumour_left_2"),
        (Meaning("Tumour (left)", LUNG), Meaning("Tumour (left)", "SCT:1:"), "Tumour_left"),
        (Meaning("Tumour (left)"), Meaning("Tumour_left"), "Tumour_left"),
    ],
)
def test_the_same_title_or_code_is_the_same_structure(before: Meaning, then: Meaning, expected: str) -> None:
    known = EMPTY.with_meaning(Named("Tumour_left", before))
    assert names(known, then) == [expected]
    # And so it stays the next time.
    again = known.with_meaning(Named(expected, then))
    assert names(again, then, before) == [expected, "Tumour_left"]


def test_a_title_that_is_known_goes_before_one_that_might_be() -> None:
    known = EMPTY.with_meaning(Named("Tumour_left", Meaning("Tumour left", LUNG)))
    found = names(known, Meaning("Tumour (left)", LUNG), Meaning("Tumour left"), apart=True)
    assert found == ["Tumour_left_2", "Tumour_left"]


def test_long_names_stay_files_and_apart() -> None:
    found = names(EMPTY, *(Meaning(f"{n}") for n in range(12)), base="a" * 64)
    assert len(set(found)) == 12
    assert {len(name) for name in found} == {64}


@pytest.mark.parametrize(
    ("code", "side", "expected"),
    [
        (Code("39607008", "SCT", "Lung"), "left", LUNG),
        (Code("LUNG", "99LIGHTBOX", "Lung"), "", ""),
        (Code("", "SCT", ""), "", ""),
        (Code("39607008", "", ""), "", ""),
    ],
)
def test_only_codes_that_others_know_count(code: Code, side: str, expected: str) -> None:
    assert meaning_of(Label("lung", "Lung", code, side)) == Meaning("Lung", expected)


@dataclass(frozen=True)
class Image:
    """An image of a source with masks by title."""

    volume: Volume
    masks: Mapping[str, BoolMask] = field(default_factory=dict)

    def read(self) -> Content:
        return Content(self.volume, self.masks)


def brought(target: Path, *images: tuple[str, ...], codes: Mapping[str, str] | None = None, seed: int = 0) -> Dataset:
    """Import images with masks of these titles."""
    return import_offered(target, offered(*images, codes=codes, seed=seed)).dataset


def offered(*images: tuple[str, ...], codes: Mapping[str, str] | None = None, seed: int = 0) -> Offered:
    offers = tuple(
        Offer(
            f"image{seed + number}",
            "",
            Image(scan(seed + number), {title: blob(len(title)) for title in titles}),
            None,
            Place("row", seed + number, "block"),
        )
        for number, titles in enumerate(images)
    )
    every = tuple(dict.fromkeys(title for titles in images for title in titles))
    return Offered(Task.SEGMENTATION, every, offers, codes=codes or {})


def test_structures_of_two_images_whose_names_collide_stay_two(tmp_path: Path) -> None:
    dataset = brought(tmp_path / "set", ("Tumour (left)",), ("Tumour left", "Heart"), ("tumour (left)",))
    assert dataset.names == ("Tumour_left", "Tumour_left_2", "Heart")
    assert sorted(case.masks for case in dataset.cases) == [
        ("Tumour_left",),
        ("Tumour_left",),
        ("Tumour_left_2", "Heart"),
    ]
    second = next(case for case in dataset.cases if len(case.masks) == 2)
    np.testing.assert_array_equal(second.mask("Tumour_left_2"), blob(len("Tumour left")))


def test_another_import_finds_the_structures_again(tmp_path: Path) -> None:
    target = tmp_path / "set"
    brought(target, ("Tumour (left)",), ("Tumour left",))
    again = brought(target, ("Tumour left",), ("Tumour [left]",), ("Tumour (left)",), seed=10)
    assert again.names == ("Tumour_left", "Tumour_left_2", "Tumour_left_3")
    assert sorted(case.masks[0] for case in again.cases) == [
        *["Tumour_left"] * 2,
        *["Tumour_left_2"] * 2,
        "Tumour_left_3",
    ]
    coded = brought(tmp_path / "coded", ("Lung (l)",), ("Lung l",), codes={"Lung (l)": LUNG, "Lung l": LUNG})
    assert coded.names == ("Lung_l",)


def test_two_masks_of_one_structure_in_one_image_are_refused(tmp_path: Path) -> None:
    imported = import_offered(tmp_path / "set", offered(("Left lung", "left lung"), ("Heart",)))
    assert [one.reason for one in imported.left_out] == ["The image has two masks of 'left lung'."]
    assert [case.masks for case in imported.dataset.cases] == [("Heart",)]
    target = tmp_path / "other"
    assert brought(target, ("Tumour (left)", "Tumour left")).cases[0].masks == ("Tumour_left", "Tumour_left_2")


def added(target: Path, seed: int, *masks: tuple[str, Meaning | None, bool]) -> Added:
    made = [
        NewMask(name, PlainMask(blob(number)), Origin.HUMAN, meaning=meaning, is_chosen=is_chosen)
        for number, (name, meaning, is_chosen) in enumerate(masks)
    ]
    return add_case(target, Task.SEGMENTATION, new(scan(seed), *made))


def test_adding_keeps_structures_apart_and_a_person_may_say_they_are_one(tmp_path: Path) -> None:
    target = tmp_path / "set"
    brought(target, ("Tumour (left)",))
    assert added(target, 20, ("Tumour_left", Meaning("Tumour (left)"), False)).names == ("Tumour_left",)
    assert added(target, 21, ("Tumour_left", Meaning("Tumour left"), False)).names == ("Tumour_left_2",)
    assert added(target, 22, ("tumour_left", Meaning("Neoplasm"), True)).names == ("Tumour_left",)
    # What the person said holds from then on.
    assert added(target, 23, ("Tumour_left", Meaning("neoplasm"), False)).names == ("Tumour_left",)
    both = added(target, 24, ("Tumour_left", Meaning("Neoplasm"), False), ("TUMOUR_LEFT_2", None, True))
    assert both.names == ("Tumour_left", "Tumour_left_2")
    assert brought(target, ("Tumour left",), seed=30).names == ("Tumour_left", "Tumour_left_2")
    assert set(open_dataset(target).names) == {"Tumour_left", "Tumour_left_2"}


def test_segments_that_their_makers_number_stay_apart(tmp_path: Path) -> None:
    target = tmp_path / "set"
    assert added(target, 1, ("segment_1", Meaning("Liver"), False)).names == ("segment_1",)
    assert added(target, 2, ("segment_1", Meaning("Spleen"), False)).names == ("segment_1_2",)


def test_an_older_dataset_takes_its_names_for_what_comes_first(tmp_path: Path) -> None:
    target = tmp_path / "set"
    brought(target, ("Tumour (left)",))
    (target / STRUCTURES_FILE).unlink()
    assert brought(target, ("Tumour left",), seed=5).names == ("Tumour_left",)
    assert brought(target, ("Tumour (left)",), seed=7).names == ("Tumour_left", "Tumour_left_2")


def test_what_structures_are_stays_at_the_site_and_is_no_word_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "set"
    brought(target, ("Tumour of Anna",), codes={"Tumour of Anna": LUNG})
    assert "Anna" not in (target / STRUCTURES_FILE).read_text().replace("Tumour_of_Anna", "")
    shown = leaving(target)
    assert STRUCTURES_FILE in shown.stays
    assert STRUCTURES_FILE not in {file.path for file in shown.files}
    (target / STRUCTURES_FILE).write_text("{")
    with pytest.raises(TrainingDataError, match="cannot be read"):
        brought(target, ("Heart",), seed=3)
    assert "Heart" not in json.loads((target / DATASET_FILE).read_text())["names"]
