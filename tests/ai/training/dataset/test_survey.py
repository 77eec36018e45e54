from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Grouping, ImageFacts, Task
from ai.training.dataset.check import Finding, Weight
from ai.training.dataset.class_folders import offer_classes
from ai.training.dataset.faults import BadBox, MaskOffGrid, UnknownValue
from ai.training.dataset.file_order import Place
from ai.training.dataset.image_file import picture_affine
from ai.training.dataset.intake import Content, Offer, Person
from ai.training.dataset.mask_pairs import offer_pairs
from ai.training.dataset.sources.offered import Offered, without
from ai.training.dataset.survey import Survey, survey
from ai.training.dataset.wanted import Intake
from ai.volume import SpacingKind, Volume

from .conftest import draw


def film(seed: int, **facts: Any) -> Content:
    """A film with a picture of its own."""
    pixels = facts.pop("pixels", draw(seed))
    step_mm = float(facts.pop("step_mm", 0.2))
    content = {name: facts.pop(name) for name in ("masks", "boxes", "burned_in", "captured") if name in facts}
    told = {"modality": "DX", "spacing_kind": SpacingKind.DETECTOR, "bones_bright": True, **facts}
    volume = Volume(pixels[np.newaxis], picture_affine((step_mm, step_mm)), axes_known=False, **told)
    return Content(volume, **content)


class Told:
    """Content that is there, or the error instead."""

    def __init__(self, content: Content | Exception) -> None:
        self._content = content

    def read(self) -> Content:
        if isinstance(self._content, Exception):
            raise self._content
        return self._content


def offer(number: int, content: Content | Exception, label: str = "", *, person: str = "", study: str = "") -> Offer:
    who = Person(Grouping.NAME, (person or str(number),))
    words = (study,) if study else ()
    return Offer(f"f{number}", label, Told(content), who, Place("", number, "0"), f"f{number}.png", words)


def source(*offers: Offer, names: tuple[str, ...] = (), task: Task = Task.CLASSIFICATION) -> Offered:
    return Offered(task, names or tuple(dict.fromkeys(one.label for one in offers)), offers)


def finding(found: Survey, kind: str) -> Finding:
    (one,) = (each for each in found.findings if each.kind == kind)
    return one


def kinds(found: Survey) -> list[str]:
    return [one.kind for one in found.findings]


def test_counts_per_class_and_person() -> None:
    offers = [offer(number, film(number), "ab"[number % 2], person=f"P{number // 3}") for number in range(9)]
    found = survey(source(*offers))
    assert (found.images, found.persons, found.per_person) == (9, 3, (3, 3.0, 3))
    assert [(one.name, one.images, one.persons, one.most) for one in found.counts] == [("a", 5, 3, 2), ("b", 4, 3, 2)]
    assert found.grouping == "Split by person, from the file names with the pattern that was given."
    assert kinds(found) == ["persons_in_classes"]
    assert finding(found, "persons_in_classes").cases == tuple(f"f{number}.png" for number in range(9))
    assert found.can_import


def test_refused_images_by_reason() -> None:
    offers = [offer(number, film(number), "ab"[number % 2]) for number in range(4)]
    offers += [
        offer(10, TrainingDataError("The file ends too early."), "a"),
        offer(11, MaskOffGrid("elsewhere"), "a"),
        offer(12, UnknownValue("value 7"), "a"),
        offer(13, BadBox("outside"), "a"),
        offer(14, BadBox("no side"), "b"),
    ]
    found = survey(source(*offers))
    assert {one.kind: (one.weight, one.cases) for one in found.findings} == {
        "unreadable": (Weight.WARN, ("f10.png",)),
        "mask_grid": (Weight.STOP, ("f11.png",)),
        "label_value": (Weight.STOP, ("f12.png",)),
        "box": (Weight.STOP, ("f13.png", "f14.png")),
    }
    assert finding(found, "unreadable").sentence.endswith("left out: f10.png: The file ends too early.")
    assert found.findings[0].weight is Weight.STOP
    assert not found.can_import
    stopping = frozenset(("f11.png", "f12.png", "f13.png", "f14.png"))
    assert found.can_import_without(stopping)
    assert not found.can_import_without(stopping - {"f14.png"})
    assert survey(without(source(*offers), stopping)).can_import


def test_nothing_can_be_read_or_there_is_nothing() -> None:
    found = survey(source(*(offer(number, TrainingDataError("no"), "a") for number in range(3))))
    assert finding(found, "unreadable").weight is Weight.STOP
    assert not found.can_import
    found = survey(Offered(Task.SEGMENTATION, (), ()))
    assert finding(found, "nothing").weight is Weight.STOP
    assert not found.can_import


def test_empty_masks_and_unused_names() -> None:
    mask = np.zeros((1, 48, 40), bool)
    mask[0, 3] = True
    masks = [{"lung": mask, "heart": mask if number else np.zeros_like(mask)} for number in range(4)]
    offers = [offer(number, film(number, masks=masks[number])) for number in range(4)]
    found = survey(source(*offers, names=("lung", "heart", "rib"), task=Task.SEGMENTATION))
    assert [(one.name, one.images) for one in found.counts] == [("lung", 4), ("heart", 3), ("rib", 0)]
    assert finding(found, "mask_empty").cases == ("f0.png",)
    assert finding(found, "unused").sentence == "No image has 'rib'."


def test_boxes_are_counted_with_pictures_without_any() -> None:
    box = Box("nodule", (-0.5, 1, 1), (0.5, 9, 9))
    offers = [offer(number, film(number, boxes=(box, box) if number else ())) for number in range(5)]
    found = survey(source(*offers, names=("nodule",), task=Task.DETECTION))
    assert [(one.name, one.images) for one in found.counts] == [("nodule", 4)]
    assert found.unmarked == 1


def test_mixed_spacing_polarity_and_modality() -> None:
    offers = [offer(number, film(number), "ab"[number % 2]) for number in range(6)]
    offers += [offer(7, film(7, step_mm=0.4), "a"), offer(8, film(8, bones_bright=False), "b")]
    offers += [offer(9, film(9, modality="CT", bones_bright=True), "b")]
    found = survey(source(*offers))
    assert finding(found, "mixed_spacing").sentence == "The spacing is mixed: from 0.2 × 0.2 to 0.4 × 0.4 mm."
    assert finding(found, "mixed_spacing").cases == ("f7.png",)
    assert finding(found, "mixed_polarity").cases == ("f8.png",)
    assert finding(found, "mixed_modality").sentence == "The images are of several kinds: DX (8), CT (1)."
    unknown = [offer(10, film(10, spacing_kind=SpacingKind.UNKNOWN), "a")]
    found = survey(source(*offers[:6], *unknown))
    assert finding(found, "mixed_spacing").cases == ("f10.png",)


def test_a_little_difference_of_spacing_is_none() -> None:
    offers = [offer(number, film(number, step_mm=0.2 + 0.005 * number), "ab"[number % 2]) for number in range(7)]
    assert kinds(survey(source(*offers))) == []


def test_names_that_may_be_one() -> None:
    offers = [offer(number, film(number), ("Left lung", "left_lung")[number % 2]) for number in range(4)]
    found = survey(source(*offers))
    assert finding(found, "names").sentence == "'Left lung' (2) and 'left_lung' (2) may be meant as one name."


def test_copies_in_two_classes_and_of_two_persons() -> None:
    other = np.pad(cv2.resize(draw(1), (60, 72)), 5)
    offers = [offer(number, film(number), "a" if number < 3 else "b") for number in range(6)]
    offers += [offer(10, film(0), "b"), offer(11, film(2), "a"), offer(12, film(0, pixels=other), "a")]
    found = survey(source(*offers))
    assert finding(found, "two_classes").cases == ("f0.png", "f10.png")
    assert finding(found, "two_classes").weight is Weight.STOP
    assert finding(found, "duplicates").cases == ("f11.png",)
    assert finding(found, "near_duplicates").cases == ("f12.png",)
    moved = [replace(one, label="b") if one.file == "f12.png" else one for one in offers]
    assert finding(survey(source(*moved)), "near_two_classes").cases == ("f1.png", "f12.png")
    same = [replace(one, person=Person(Grouping.NAME, ("1",))) if one.file == "f12.png" else one for one in offers]
    assert "near_duplicates" not in kinds(survey(source(*same)))


def test_one_study_in_two_classes() -> None:
    offers = [
        offer(number, film(number), "ab"[number % 2], study="S" if number < 2 else f"S{number}") for number in range(5)
    ]
    assert finding(survey(source(*offers)), "same_study").cases == ("f0.png", "f1.png")


def test_what_may_show_a_name() -> None:
    written = cv2.resize(draw(3), (512, 512))
    written[:60] = 0
    cv2.putText(written, "DOE JOHN 1961", (12, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    offers = [offer(0, film(0, burned_in=True), "a"), offer(1, film(1, captured=True), "b")]
    offers += [offer(2, film(2, burned_in=False), "a"), offer(3, film(3, pixels=written), "a")]
    found = survey(source(*offers))
    assert {one.kind: one.cases for one in found.findings} == {
        "burned_in": ("f0.png",),
        "captured": ("f1.png",),
        "text": ("f3.png",),
    }


def test_one_class_only() -> None:
    found = survey(source(*(offer(number, film(number), "a") for number in range(3)), names=("a", "b")))
    assert finding(found, "one_class").weight is Weight.STOP


def test_many_images_are_not_compared_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.training.dataset.survey_findings.MOST_COMPARED", 3)
    offers = [offer(number, film(number % 5), "ab"[number % 2]) for number in range(6)]
    assert kinds(survey(source(*offers))) == ["two_classes", "not_compared"]


def test_it_can_be_cancelled_and_tells_how_far() -> None:
    told: list[float] = []

    def watch(fraction: float, message: str) -> None:
        told.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    offers = [offer(number, film(number), "ab"[number % 2]) for number in range(10)]
    with pytest.raises(Cancelled):
        survey(source(*offers), progress=watch)
    assert told == sorted(told)
    assert len(told) == 7


def test_sources_that_exist(class_folders: Callable[..., Path], pairs: Callable[..., tuple[Path, Path]]) -> None:
    folder = class_folders(cat=6, dog=4)
    (folder / "cat" / "cat_0002.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    found = survey(offer_classes(folder, intake=Intake(facts=ImageFacts("CR"))))
    assert [(one.name, one.images, one.persons) for one in found.counts] == [("cat", 5, 2), ("dog", 4, 1)]
    assert finding(found, "unreadable").cases == ("cat/cat_0002.png",)
    found = survey(offer_pairs(*pairs(6), bits={"upper": 1, "left": 2}))
    assert [(one.name, one.images) for one in found.counts] == [("upper", 6), ("left", 6)]
    assert kinds(found) == []
