"""What a report says in plain text."""

from __future__ import annotations

import pytest

from ai.training.report_text import report_text

SCORE = {"value": 0.9, "low": 0.8, "high": 0.95}


def report(new: int | None, base: int | None) -> str:
    """Write the text of a report whose models have so many members; None: written before they were counted."""
    members = [{} if count is None else {"members": count} for count in (new, base)]
    return report_text(
        {
            "new": {"title": "New", "key": "new-1", "kind": "model"} | members[0],
            "base": {"title": "Base", "key": "base-1", "kind": "model"} | members[1],
            "cases": 12,
            "groups": 12,
            "grouping": "",
            "comparison": {
                "rows": [{"title": "Dice", "new": SCORE, "base": SCORE, "difference": SCORE}],
                "verdict": {"sentence": "No proof."},
                "confusion_new": [],
                "intervals": "95 % intervals.",
            },
        }
    )


def test_one_network_against_several_is_told() -> None:
    assert "The new model is 1 network, the base 5 that answer together" in report(1, 5)
    assert "The new model is 2 networks, the base 5" in report(2, 5)


@pytest.mark.parametrize(("new", "base"), [(1, 1), (2, 1), (1, 0), (None, None), (1, None)])
def test_nothing_is_told_where_it_makes_no_difference(new: int | None, base: int | None) -> None:
    assert "network" not in report(new, base)
