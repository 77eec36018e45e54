"""Commands are found by what a reader would type."""

from __future__ import annotations

import pytest

from app.ui.commands.search import Entry, found

ENTRIES = (
    Entry("open", "Open folder", "File", "Open every series in a folder.", keys=("Ctrl+O",)),
    Entry("close", "Close all", "File", keys=("Ctrl+W",)),
    Entry("seg", "Export segmentation as DICOM SEG", "File"),
    Entry("fit", "Fit to pane", "View", keys=("F",)),
    Entry("invert", "Invert", "View", "Turn black and white round.", keys=("I",)),
    Entry("window", "Window", "View", "Drag across for contrast.", keys=("W",)),
    Entry("preset", "Window preset 3", "Window", detail="Lung", keys=("3",)),
    Entry("oeffnen", "Öffnen: Übersicht", "Datei"),
)


def ids(query: str, **options) -> list[str]:
    return [entry.id for entry in found(query, ENTRIES, **options)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("invert", "invert"),
        ("INV", "invert"),
        ("window", "window"),
        ("lung", "preset"),
        ("white", "invert"),
        ("contrast", "window"),
        ("folder open", "open"),
        ("ctrl+w", "close"),
        ("i", "invert"),
        ("dicom seg", "seg"),
        ("eds", "seg"),
        ("offnen ubersicht", "oeffnen"),
        ("invret", "invert"),
        ("segmentaton", "seg"),
        ("view fit", "fit"),
    ],
)
def test_the_best_comes_first(query: str, first: str) -> None:
    assert ids(query)[0] == first


def test_every_word_has_to_be_found() -> None:
    assert ids("open lung") == []
    assert ids("xyz") == []


def test_nothing_typed_lists_all_with_recent_ones_first() -> None:
    assert ids("", recent=("fit", "close"))[:3] == ["fit", "close", "open"]
    assert len(ids("  ")) == len(ENTRIES)


def test_recent_ones_come_first_only_among_equals() -> None:
    assert ids("window", recent=("preset",))[0] == "window"


def test_what_can_be_called_goes_before_what_fits_as_well() -> None:
    entries = (Entry("grey", "Window map", is_enabled=False), Entry("live", "Window together"))
    assert [entry.id for entry in found("window", entries)] == ["live", "grey"]
    assert [entry.id for entry in found("", entries)] == ["live", "grey"]
    assert [entry.id for entry in found("map", entries)] == ["grey"]


def test_misspelt_words_count_only_where_nothing_is_right() -> None:
    assert ids("invret", forgiving=False) == []
    assert "close" not in ids("close")[1:]
