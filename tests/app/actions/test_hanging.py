"""A film without Patient Orientation is looked at; what looks turned is told, and nothing is turned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.library.card import ROUTING
from ai.volume import Volume
from app.actions.hanging import LOOK, HangingHint, may_hang_wrongly
from app.state.model_list import ModelList

HINT = ("This looks like a frontal chest radiograph.", "It looks upside down: turn it by half.")


@pytest.fixture
def hints(session, runner, worker, make, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    models = ModelList(make.library(make.card("a"), make.card("router", task=ROUTING)))
    models.refresh()
    run = worker.run

    def look(*arguments, **named):
        return replace(run(*arguments, **named), notes=HINT)

    monkeypatch.setattr(worker, "run", look)
    told: list[str] = []
    HangingHint(session, models, runner, worker).hinted.connect(told.append)
    return told


def untagged(opened):
    return replace(opened, volume=replace(opened.volume, axes_known=False))


@pytest.fixture
def film(make):
    return untagged(make.opened(make.series("1", modality="CR", slices=1)))


def test_a_film_without_tags_is_told_how_it_looks(hints, session, worker, runner, film) -> None:
    session.set_opened(film)
    assert worker.ran == ["router"]
    assert runner.started[-1][2] == LOOK
    assert hints == [" ".join(HINT)]
    assert session.result is None
    session.volume_changed.emit()
    assert worker.ran == ["router"]


def test_tags_are_believed_and_scans_left_alone(hints, session, worker, make) -> None:
    session.set_opened(make.opened(make.series("1", modality="CR", slices=1)))
    session.set_opened(untagged(make.opened(make.series("2", modality="CR", slices=3))))
    assert (worker.ran, hints) == ([], [])


def test_nothing_while_pixels_are_missing_and_nothing_of_a_film_that_was_closed(
    hints, session, worker, runner, film
) -> None:
    film.filled[:] = False
    session.set_opened(film)
    assert worker.ran == []
    film.filled[:] = True
    runner.held = True
    session.slices_arrived.emit()
    assert runner.is_active(LOOK)


def test_without_a_router_nothing_is_looked_at(session, runner, worker, make, film) -> None:
    models = ModelList(make.library(make.card("a")))
    models.refresh()
    HangingHint(session, models, runner, worker)
    session.set_opened(film)
    assert worker.ran == []


def test_what_may_be_a_film_of_which_nobody_says_how_it_hangs() -> None:
    film = Volume(np.zeros((1, 4, 5), np.uint8), np.eye(4), modality="DX", axes_known=False)
    assert may_hang_wrongly(film)
    assert may_hang_wrongly(replace(film, modality=""))
    assert not may_hang_wrongly(replace(film, axes_known=True))
    assert not may_hang_wrongly(replace(film, modality="MG"))
    assert not may_hang_wrongly(replace(film, voxels=np.zeros((2, 4, 5), np.uint8)))
    assert not may_hang_wrongly(replace(film, voxels=np.zeros((1, 4, 5, 3), np.uint8)))
