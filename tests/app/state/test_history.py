"""One stack of steps for whoever keeps values."""

from __future__ import annotations

from app.state.history import HISTORY_STEPS, Change, History, Step


class Keeper:
    def __init__(self) -> None:
        self.values: dict[object, object] = {}

    def put(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.values[change.key] = change.after


def do(history: History, keeper: Keeper, words: str, **values: int) -> None:
    changes = tuple(Change(key, keeper.values.get(key), value) for key, value in values.items())
    keeper.put(changes)
    history.note(Step(words, keeper, changes))


def test_steps_of_two_keepers_are_taken_back_in_their_order() -> None:
    history, one, other = History(), Keeper(), Keeper()
    do(history, one, "one", a=1)
    do(history, other, "other", a=2, b=3)
    do(history, one, "more", a=4)
    history.undo()
    assert (one.values, history.undo_words, history.redo_words) == ({"a": 1}, "other", "more")
    history.undo()
    assert other.values == {"a": None, "b": None}
    history.redo()
    history.redo()
    history.redo()
    assert (one.values, other.values) == ({"a": 4}, {"a": 2, "b": 3})
    assert (history.undo_words, history.redo_words) == ("more", "")


def test_what_is_done_anew_ends_what_was_taken_back() -> None:
    history, keeper = History(), Keeper()
    do(history, keeper, "one", a=1)
    history.undo()
    do(history, keeper, "two", a=2)
    assert history.redo_words == ""
    history.note(Step("nothing", keeper, ()))
    assert history.undo_words == "two"


def test_values_that_go_take_their_steps_with_them() -> None:
    history, keeper = History(), Keeper()
    do(history, keeper, "both", a=1, b=1)
    do(history, keeper, "gone", a=2)
    do(history, keeper, "stays", b=2)
    history.undo()
    history.forget({"a"})
    assert history.undo_words == "both"
    history.redo()
    assert keeper.values == {"a": 2, "b": 2}
    history.undo()
    history.undo()
    assert keeper.values == {"a": 2, "b": None}
    history.forget(set())
    history.clear()
    assert (history.undo_words, history.redo_words) == ("", "")


def test_memory_has_a_bound() -> None:
    history, keeper = History(), Keeper()
    for number in range(HISTORY_STEPS + 3):
        do(history, keeper, "step", a=number)
    for _ in range(HISTORY_STEPS + 3):
        history.undo()
    assert keeper.values == {"a": 2}
