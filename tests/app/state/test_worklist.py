"""Order and filter of a worklist, by value."""

from __future__ import annotations

from ai.inference.uncertainty import Uncertainty, UncertaintyKind
from ai.training.dataset.reads import CaseState
from ai.training.dataset.uncertainties import Asked, Outcome
from app.state.worklist import Order, Worklist, WorkRow, WorkSource, ordered


def _row(key: str, value: float | None = None, outcome: Outcome | None = None, **changes: object) -> WorkRow:
    asked = None
    if value is not None:
        asked = Asked(1, "m", Outcome.MEASURED, Uncertainty(UncertaintyKind.ENTROPY, value))
    elif outcome is not None:
        asked = Asked(1, "m", outcome, reason="no chest")
    return WorkRow(key, key, asked=asked, **changes)  # type: ignore[arg-type]


ROWS = (
    _row("a", 0.2),
    _row("b"),
    _row("c", outcome=Outcome.REFUSED),
    _row("d", 0.9),
    _row("e", outcome=Outcome.SILENT),
    _row("f", 0.2),
)


def _keys(rows: tuple[WorkRow, ...]) -> str:
    return "".join(row.key for row in rows)


def test_orders() -> None:
    assert _keys(ordered(ROWS, Order.LISTED)) == "abcdef"
    assert _keys(ordered(ROWS, Order.UNSURE_FIRST)) == "dafbec"
    assert _keys(ordered(ROWS, Order.UNSURE_REFUSED_FIRST)) == "cdafbe"


def test_steps_follow_what_is_shown() -> None:
    work = Worklist()
    assert work.next_of(1) is None
    work.set_rows(WorkSource("set"), ROWS)
    first, last = work.next_of(1), work.next_of(-1)
    assert first is not None
    assert last is not None
    assert (first.key, last.key) == ("a", "f")
    work.set_order(Order.UNSURE_FIRST)
    work.set_current("a")
    after, before = work.next_of(1), work.next_of(-1)
    assert after is not None
    assert before is not None
    assert (after.key, before.key) == ("f", "d")
    assert work.next_of(-2) is None


def test_the_open_case_stays_in_sight() -> None:
    work = Worklist()
    work.set_rows(WorkSource("set"), (_row("a"), _row("b", state=CaseState.COMPLETE), _row("c")))
    work.set_current("b")
    work.set_shown(frozenset({CaseState.NOT_STARTED}))
    assert _keys(work.listed) == "abc"
    work.set_current("a")
    assert _keys(work.listed) == "ac"


def test_another_list_begins_as_it_comes() -> None:
    work = Worklist()
    work.set_rows(WorkSource("set"), ROWS)
    work.set_order(Order.UNSURE_FIRST)
    work.set_current("a")
    work.set_rows(WorkSource("set"), ROWS[:3])
    assert (work.order, work.current) == (Order.UNSURE_FIRST, ROWS[0])
    work.set_rows(None, ())
    assert (work.order, work.current, work.rows) == (Order.LISTED, None, ())


def test_it_tells_only_what_differs() -> None:
    work = Worklist()
    told: list[None] = []
    work.set_rows(WorkSource("set"), ROWS)
    work.worklist_changed.connect(lambda: told.append(None))
    work.set_row(ROWS[0])
    work.set_row(_row("z"))
    work.set_order(Order.LISTED)
    work.set_blinded(True)
    work.set_current("")
    assert told == []
    work.set_row(_row("a", 0.3))
    work.set_blinded(False)
    assert len(told) == 2
    assert work.is_revealed(ROWS[0])
