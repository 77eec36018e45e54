"""News is shown over several turns of the event loop where one would take too long."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication

from app.ui.refresh import Refresh
from app.ui.steps import Steps
from app.ui.turn_budget import BUDGET_S, TurnBudget, this_turn


class Shown:
    """What was done in which turn."""

    def __init__(self) -> None:
        self.turns: list[list[str]] = []

    def slow(self, name: str) -> None:
        self.turns[-1].append(name)
        time.sleep(1.5 * BUDGET_S)

    def run(self, turns: int) -> None:
        for _ in range(turns):
            self.turns.append([])
            QCoreApplication.processEvents()


def refresh(shown: Shown, name: str, parent: QObject, *, at_once: bool = False) -> Refresh:
    return Refresh(lambda: shown.slow(name), parent, at_once=at_once)


def test_what_can_wait_comes_in_the_next_turns_and_pictures_in_this_one(qapp: QApplication) -> None:
    parent, shown = QObject(), Shown()
    waiting = [refresh(shown, name, parent) for name in ("panel", "list", "table")]
    pictures = [refresh(shown, name, parent, at_once=True) for name in ("left", "right")]
    this_turn().renew()
    for each in (*waiting, *pictures):
        each.soon()
    shown.run(8)
    turns = [turn for turn in shown.turns if turn]
    assert {"left", "right"} <= set(turns[0])
    assert [len(set(turn) - {"left", "right"}) for turn in turns] == [1, 1, 1]


def test_nothing_waits_for_ever_behind_a_picture_that_moves(qapp: QApplication) -> None:
    parent, shown = QObject(), Shown()
    picture = refresh(shown, "picture", parent, at_once=True)
    panel = refresh(shown, "panel", parent)
    panel.soon()
    for _ in range(4):
        picture.soon()
        shown.run(1)
    done = [name for turn in shown.turns for name in turn]
    assert done.count("panel") == 1
    assert done.count("picture") == 4


def test_quick_work_is_done_in_one_turn(qapp: QApplication) -> None:
    done: list[int] = []
    parent = QObject()
    this_turn().renew()
    for number in range(5):
        Refresh(lambda number=number: done.append(number), parent).soon()
    QCoreApplication.processEvents()
    assert len(done) == 5


def test_long_work_goes_on_in_the_next_turns_in_its_order(qapp: QApplication) -> None:
    shown, parent = Shown(), QObject()
    steps = Steps(parent)

    def work(name: str) -> Iterator[None]:
        for number in range(4):
            shown.slow(f"{name}{number}")
            yield

    shown.turns.append([])
    this_turn().renew()
    steps.start(work("a"))
    assert shown.turns == [["a0"]]
    shown.run(4)
    assert [name for turn in shown.turns for name in turn][:3] == ["a0", "a1", "a2"]
    assert max(map(len, shown.turns)) == 1
    # Other work takes its place.
    steps.start(work("b"))
    steps.finish()
    done = [name for turn in shown.turns for name in turn]
    assert done[-4:] == ["b0", "b1", "b2", "b3"]
    shown.run(3)
    assert [name for turn in shown.turns for name in turn] == done


def test_a_turn_has_its_time_once_and_the_next_one_has_it_again(qapp: QApplication) -> None:
    budget = TurnBudget()
    end = budget.end_s
    assert budget.end_s == end
    time.sleep(1.5 * BUDGET_S)
    assert budget.grants()
    assert not budget.grants()
    QCoreApplication.processEvents()
    assert budget.grants()
    assert budget.end_s > end
