"""What is asked, what goes before what, and the manifest."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from ai.adapters.answers import (
    NOTHING_KNOWN,
    Answers,
    answers_of,
    label_of,
    name_of,
    plain_answers,
    questions,
    read_manifest,
)
from ai.errors import ModelImportError
from ai.library.grid_spec import GridSpec, IntensityStep
from tests.ai.adapters.conftest import answers


def test_what_is_asked_when_nothing_is_known() -> None:
    asked = questions(NOTHING_KNOWN, needs_architecture=True)
    assert [question.field for question in asked] == [
        "title", "task", "labels", "modalities", "grid", "licence", "architecture",
    ]  # fmt: skip
    assert asked[1].choices == ("segmentation", "multi-label-classification", "detection")


def test_a_complete_contract_asks_nothing_and_each_gap_is_asked_alone() -> None:
    assert questions(answers()) == ()
    for field, empty in (
        ("title", ""),
        ("task", ""),
        ("labels", ()),
        ("modalities", ()),
        ("grid", None),
        ("licence", ""),
    ):
        assert [question.field for question in questions(answers(**{field: empty}))] == [field]
    assert [question.field for question in questions(answers(), needs_architecture=True)] == ["architecture"]


def test_what_the_person_says_goes_before_what_the_file_tells() -> None:
    told = Answers(title="By the file", licence="MIT", output=3, threshold=0.3)
    assert Answers(title="By the person").over(told) == Answers(
        title="By the person", licence="MIT", output=3, threshold=0.3
    )
    assert Answers(output=0).over(told).output == 0
    assert answers().over(told) == dataclasses.replace(answers(), output=3, threshold=0.3)
    assert NOTHING_KNOWN.over(told) == told


def test_answers_survive_their_plain_form() -> None:
    said = answers(arguments=(("name", "UNet"), ("channels", [4, 8])), output=1)
    assert answers_of(json.loads(json.dumps(plain_answers(said)))) == said


def test_a_manifest_as_a_person_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        """
        title = "Lungs"
        task = "segmentation"
        labels = ["Right lung", {title = "Left lung", side = "left"}]
        modalities = ["CT"]
        architecture = "monai"

        [arguments]
        name = "UNet"
        channels = [8, 16]

        [grid]
        patch = [32, 64, 64]
        [[grid.intensity]]
        name = "clip"
        arguments = {low = -1000, high = 400}
        """
    )
    said = read_manifest(path)
    assert said.labels[0] == label_of("Right lung")
    assert (said.labels[1].name, said.labels[1].side) == ("left_lung", "left")
    assert dict(said.arguments) == {"name": "UNet", "channels": [8, 16]}
    step = IntensityStep("clip", (("low", -1000), ("high", 400)))
    assert said.grid == GridSpec(patch=(32, 64, 64), intensity=(step,))
    as_json = tmp_path / "m.json"
    as_json.write_text(json.dumps(plain_answers(said)))
    assert read_manifest(as_json) == said


def test_a_manifest_that_is_not_there_or_too_long(tmp_path: Path) -> None:
    with pytest.raises(ModelImportError, match="cannot be read"):
        read_manifest(tmp_path / "m.toml")
    (tmp_path / "m.toml").write_text("#" * (1 << 21))
    with pytest.raises(ModelImportError, match="longer than any manifest"):
        read_manifest(tmp_path / "m.toml")


@pytest.mark.parametrize(("title", "name"), [("Right lung", "right_lung"), ("  Ö-5 ", "5"), ("—", "unnamed")])
def test_names(title: str, name: str) -> None:
    assert name_of(title) == name
