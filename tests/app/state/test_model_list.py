"""One card per model, the newest."""

from __future__ import annotations

from ai.library.card import ROUTING
from ai.library.choice import CHOICES_FILE, Choices
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


def test_a_chosen_version_stands_for_its_model(make) -> None:
    shipped, taught = make.card("a", version="0.2.0"), make.card("a", version="0.1.0", parent="a-0.2.0")
    models = ModelList(make.library(shipped, taught))
    models.refresh()
    assert [card.key for card in models.cards] == ["a-0.2.0"]
    # The packs of the test hold the same weights: the version tells them apart.
    models._library.choices.adopt(taught, verdict="better")
    models.refresh()
    assert [card.key for card in models.cards] == ["a-0.1.0"]
    assert models.chosen == {"a-0.1.0"}


def test_a_damaged_choice_is_told(make, tmp_path) -> None:
    library = make.library(make.card("a"))
    library.choices = Choices(tmp_path)
    (tmp_path / CHOICES_FILE).write_text("{")
    models = ModelList(library)
    models.refresh()
    assert "choices.json cannot be read" in models.trouble
    assert models.chosen == frozenset()
