from __future__ import annotations

from pathlib import Path

import pytest

from ai import cli
from ai.errors import TrainingDataError
from ai.progress import silent
from ai.training.recipes import RECIPES, Order, train

DATA, WORK = Path("data"), Path("work")


@pytest.mark.parametrize(
    ("name", "option", "order"),
    [
        ("router", "fold", Order(DATA, WORK, fold=1)),
        ("gray-encoder", "folds", Order(DATA, WORK, folds=3)),
        ("cxr-nodule", "effort", Order(DATA, WORK, effort=2.0)),
        ("hippocampus", "others", Order(DATA, WORK, others={"noise": Path("noise")})),
        ("cxr-anatomy", "fold", Order(DATA, WORK, fold=0)),
    ],
)
def test_what_a_recipe_does_not_know_is_refused(name: str, option: str, order: Order) -> None:
    with pytest.raises(TrainingDataError, match=f"--{option}"):
        train(name, order, silent)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_folder_without_data_is_refused_in_a_sentence(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["train", name, "--data", str(tmp_path), "--work", str(tmp_path / "work")])
    said = capsys.readouterr().err.strip()
    assert code == 1
    assert said.endswith(".")
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("*.safetensors"))
