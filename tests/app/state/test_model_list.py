"""One card per model, the newest."""

from __future__ import annotations

from ai.library.card import ROUTING
from app.state.model_list import ModelList


def test_newest_version_of_each_model(make) -> None:
    cards = (make.card("a", version="0.2.0"), make.card("a", version="0.1.0"), make.card("b"))
    models = ModelList(make.library(*cards))
    told: list[int] = []
    models.models_changed.connect(lambda: told.append(len(models.cards)))
    assert models.cards == ()
    models.refresh()
    assert [card.key for card in models.cards] == ["a-0.2.0", "b-0.1.0"]
    assert told == [2]
    assert models.card("a") == cards[0]
    assert models.card("c") is None


def test_models_that_serve_others_are_not_offered(make) -> None:
    models = ModelList(make.library(make.card("a"), make.card("router", task=ROUTING)))
    models.refresh()
    assert [card.id for card in models.cards] == ["a"]
