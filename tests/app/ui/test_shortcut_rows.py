"""The sheet as values: what the mouse does, what a search leaves, even columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.state.tool import Buttons, Tool, Wheel
from app.ui.shortcut_rows import Row, Section, in_columns, mouse_section, sections_with

NAMES = {Tool.PAN: "Pan"}


def test_the_sheet_says_what_the_buttons_do_now() -> None:
    rows = {row.keys: row.text for row in mouse_section(Buttons(), NAMES).rows}
    assert rows["Drag middle"] == "Pan"
    assert rows["Wheel"] == "Next or previous image"
    assert rows["Ctrl+Wheel"] == "Zoom at the cursor"
    other = {row.keys: row.text for row in mouse_section(Buttons(Tool.SCROLL, wheel=Wheel.ZOOM), NAMES).rows}
    assert other["Drag left"] == "Scroll through the images"
    assert other["Wheel"] == "Zoom at the cursor"
    assert other["Ctrl+Wheel"] == "Next or previous image"


def test_a_search_keeps_rows_by_words_keys_and_section() -> None:
    sections = (
        Section("File", (Row("Ctrl+O", "Open folder"), Row("Ctrl+W", "Close all"))),
        Section("View", (Row("+ / Ctrl++", "Zoom in"), Row("F", "Fit", "Whole picture."))),
    )
    assert sections_with("", sections) == sections
    assert sections_with("open", sections) == (Section("File", (Row("Ctrl+O", "Open folder"),)),)
    assert [row.text for each in sections_with("ctrl++", sections) for row in each.rows] == ["Zoom in"]
    assert [row.text for each in sections_with("whole", sections) for row in each.rows] == ["Fit"]
    assert sections_with("view", sections) == (sections[1],)
    assert sections_with("nothing", sections) == ()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9), st.integers(1, 4))
def test_columns_have_all_rows_in_order_and_about_one_height(counts: list[int], count: int) -> None:
    sections = [
        Section(f"S{number}", tuple(Row(f"{number}.{row}", "") for row in range(rows)))
        for number, rows in enumerate(counts)
    ]
    columns = in_columns(sections, count)
    assert len(columns) <= count
    assert [row for column in columns for section in column for row in section.rows] == [
        row for section in sections for row in section.rows
    ]
    heights = [sum(len(section.rows) + 2 for section in column) for column in columns]
    assert max(heights) <= sum(heights) / count + 2 * count + 12
