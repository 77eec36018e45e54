"""The shipped router: what it says of a phantom's film however it hangs, before which runs it speaks, how fast."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest

from ai.errors import InputRefused
from ai.inference.options import RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.router import Router, load_router, router_for, verdict_on
from ai.inference.run import load_model, run_model
from ai.library.library import SHIPPED, Library
from ai.library.router_kinds import CHEST_FILM
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.radiograph import radiograph_phantom
from ai.training.jsrt import read_films
from ai.training.router import OTHER_SOURCES, SURE
from ai.volume import Volume
from app.cli.entry import main
from app.dicom.phantom_study import write_phantom_study
from tests.flows.router_sources import table

LONGEST_LOOK_S = 0.05
"""What a look may cost before a run, at its best of some tries: others may work on the machine that tests."""


@pytest.fixture(scope="module")
def router() -> Router:
    found = load_router()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def film() -> Volume:
    return radiograph_phantom(draw_anatomy(21), size_px=512, spacing_mm=0.7).volume


def _hung(film: Volume, change: Callable[[np.ndarray], np.ndarray]) -> Volume:
    return replace(film, voxels=np.ascontiguousarray(change(film.voxels[0]))[np.newaxis])


def test_a_good_film_passes_and_one_that_hangs_wrongly_does_not(router: Router, film: Volume) -> None:
    def verdict(volume: Volume) -> GateVerdict:
        answer = router.look(volume)
        assert answer is not None
        return verdict_on("", CHEST_FILM, answer, SURE).verdict

    assert verdict(film) is GateVerdict.OK
    for change in (np.rot90, lambda plane: np.rot90(plane, 2), lambda plane: np.rot90(plane, 3)):
        assert verdict(_hung(film, change)) is GateVerdict.REFUSE
    assert verdict(_hung(film, lambda plane: plane.max() - plane)) is GateVerdict.REFUSE
    noise = np.random.default_rng(0).integers(0, 4096, film.shape[1:]).astype(np.uint16)
    assert verdict(_hung(film, lambda _: noise)) is GateVerdict.REFUSE


def test_the_model_of_films_is_kept_from_a_film_on_its_head(film: Volume) -> None:
    model = load_model(Library([SHIPPED]).get("cxr-anatomy"), device="cpu")
    assert model.router is not None
    on_its_head = _hung(film, lambda plane: np.rot90(plane, 2))
    with pytest.raises(InputRefused, match="This film looks upside down"):
        run_model(model, on_its_head)
    result = run_model(model, on_its_head, options=RunOptions(override=True))
    assert result.provenance.gate.overridden
    assert "upside down" in result.notes[0]


def test_models_of_other_pictures_run_without_it() -> None:
    cards = {card.id: card for card in Library([SHIPPED]).cards()}
    assert router_for(cards["hippocampus"]) is None
    assert router_for(cards["router"]) is None


def test_a_look_is_quick(router: Router) -> None:
    large = Volume(
        np.random.default_rng(0).integers(0, 4096, (1, 2800, 2300)).astype(np.uint16), np.eye(4), axes_known=False
    )
    took = []
    for _ in range(8):
        started = time.thread_time()
        router.look(large)
        took.append(time.thread_time() - started)
    assert min(took) < LONGEST_LOOK_S


def test_predict_tells_how_a_film_without_tags_hangs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = write_phantom_study(tmp_path / "study", seed=3, with_ct=False, size_px=512)
    dataset = pydicom.dcmread(truth.radiograph_path)
    for name in ("PatientOrientation", "ViewPosition"):
        if name in dataset:
            delattr(dataset, name)
    dataset.PixelData = np.ascontiguousarray(np.rot90(dataset.pixel_array)).tobytes()
    dataset.Rows, dataset.Columns = dataset.Columns, dataset.Rows
    (tmp_path / "turned").mkdir()
    dataset.save_as(tmp_path / "turned" / "film.dcm")
    capsys.readouterr()
    assert main(["predict", "router", str(tmp_path / "turned"), "-o", str(tmp_path / "out"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    verdicts = {each["name"]: each["verdict"] for each in document["classifications"]}
    assert verdicts["chest_film"] == verdicts["turned_left"] == "yes"
    assert verdicts["upright"] == "no"
    assert "It looks turned: turn it a quarter to the right." in document["notes"]
    assert main(["predict", "cxr-anatomy", str(tmp_path / "turned"), "-o", str(tmp_path / "out2")]) == 1
    assert "This film looks turned a quarter to the left" in capsys.readouterr().err


@pytest.mark.realdata
def test_other_sources_are_as_the_card_says(router: Router, shared_data: Path) -> None:
    assert table(router, shared_data) == router.card.metrics[OTHER_SOURCES]


@pytest.mark.realdata
def test_real_films_pass_before_the_model_of_films(router: Router, shared_data: Path) -> None:
    films = read_films(shared_data / "jsrt")[::20]
    answers = [router.look(film.volume()) for film in films]
    verdicts = [verdict_on("", CHEST_FILM, each, SURE).verdict for each in answers if each is not None]
    assert verdicts.count(GateVerdict.REFUSE) == 0
    assert len(verdicts) == len(films)
