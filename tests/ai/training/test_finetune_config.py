from __future__ import annotations

from pathlib import Path

import pytest

from ai.errors import TrainingDataError
from ai.training.augmentation_choice import Augmentation
from ai.training.finetune_config import FinetuneConfig, read_config, write_config

GOOD = 'dataset = "cases"\noutput = "job"\nbase = "cxr-anatomy"\n'


def _read(tmp_path: Path, text: str) -> FinetuneConfig:
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def test_defaults_and_folders(tmp_path: Path) -> None:
    config = _read(tmp_path, GOOD)
    assert config.dataset == tmp_path / "cases"
    assert config.output == tmp_path / "job"
    assert config.scope == "probe"


def test_written_and_read_back(tmp_path: Path) -> None:
    config = FinetuneConfig(
        tmp_path / "a",
        tmp_path / "b",
        base="x",
        scope="all",
        epochs=3,
        title='Dr "No"\n\\ é',
        optimiser="sgd",
        loss="focal",
        weight_decay=0.0,
        frozen=("encoder.0", "head"),
        augmentation=Augmentation(rotation_deg=12.5, elastic=0.02, flip_columns=True),
        reference=tmp_path / "other",
    )
    write_config(config, tmp_path / "plan.toml")
    assert read_config(tmp_path / "plan.toml") == config


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dataset = ", "is not valid TOML"),
        (GOOD + 'colour = "red"', "unknown field 'colour'"),
        ('dataset = "a"\nbase = "b"', "does not say 'output'"),
        (GOOD + 'scope = "everything"', "scope 'everything' is unknown"),
        (GOOD + "epochs = 2.5", "epochs must be a whole number, found 2.5"),
        (GOOD + "epochs = 0", "epochs is 0; it must lie between 1 and 10000"),
        (GOOD + 'learning_rate = "fast"', "learning_rate must be a number"),
        (GOOD + "learning_rate = inf", "learning_rate is inf"),
        (GOOD + "seed = true", "seed must be a whole number"),
        (GOOD + "title = 3", "title must be text in quotes"),
        (GOOD + 'loss = "hinge"', "The loss 'hinge' is unknown"),
        (GOOD + 'optimiser = "lion"', "The optimiser 'lion' is unknown"),
        (GOOD + 'frozen = "head"', "frozen must be a list of names"),
        (GOOD + "augmentation = 3", "augmentation must be a table"),
        (GOOD + "[augmentation]\nblur = 1", "unknown field 'blur'"),
        (GOOD + "[augmentation]\nshift = 3", "augmentation.shift is 3; it must lie between 0 and 0.5"),
        (GOOD + "[augmentation]\nshift = nan", "augmentation.shift is nan"),
        (GOOD + "[augmentation]\nflip_rows = 1", "augmentation.flip_rows must be true or false"),
        (GOOD + 'architecture = "resnet18"', "either a base model or an architecture"),
        ('dataset = "a"\noutput = "b"', "either a base model or an architecture"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(TrainingDataError) as caught:
        _read(tmp_path, text)
    assert words in caught.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="cannot be read"):
        read_config(tmp_path / "nowhere.toml")
