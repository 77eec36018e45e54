"""Keys of commands: who has which, who loses one, what a damaged file may bring along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.state.shortcuts import Claim, Shortcuts, is_focus_key, is_plain, key_code, portable, shortcuts_of

DEFAULTS = {
    "fit": ("F",),
    "zoom_in": ("+", "Ctrl++"),
    "invert": ("I",),
    "teach": (),
    "next_pane": ("Tab",),
    "hide_ai": ("Q",),
}
HELD = frozenset({"hide_ai"})


@pytest.fixture
def keys() -> Shortcuts:
    return shortcuts_of(DEFAULTS, {}, held=HELD)


def test_the_program_comes_without_changes(keys: Shortcuts) -> None:
    assert {command: keys.keys_of(command) for command in DEFAULTS} == DEFAULTS
    assert keys.changes == {}
    assert keys.conflicts() == ()


def test_other_keys_are_a_change_and_the_same_are_none(keys: Shortcuts) -> None:
    changed = keys.with_keys("fit", ["K", "K", "Ctrl+F"])
    assert changed.keys_of("fit") == ("K", "Ctrl+F")
    assert changed.is_changed("fit")
    assert not changed.is_changed("invert")
    assert changed.with_keys("fit", ["F"]).changes == {}
    assert keys.changes == {}


@pytest.mark.parametrize(
    ("key", "owner"),
    [("F", "fit"), ("Ctrl++", "zoom_in"), ("Q", "hide_ai"), ("Tab", ""), ("Shift+Tab", ""), ("Alt+F", "")],
)
def test_a_taken_key_tells_whose_it_is(keys: Shortcuts, key: str, owner: str) -> None:
    assert keys.claim_on(key, "invert", {"Alt+F"}) == Claim(key, owner)


def test_a_free_key_and_an_own_one_are_no_conflict(keys: Shortcuts) -> None:
    assert keys.claim_on("K", "invert") is None
    assert keys.claim_on("I", "invert") is None
    assert keys.claim_on("Tab", "next_pane") is None


def test_a_held_key_clashes_only_without_modifiers(keys: Shortcuts) -> None:
    assert keys.claim_on("Shift+Q", "invert") is None
    assert keys.claim_on("F", "hide_ai") == Claim("F", "fit")


def test_taking_over_adds_here_and_takes_there(keys: Shortcuts) -> None:
    taken = keys.take_over("F", "invert")
    assert taken.keys_of("invert") == ("I", "F")
    assert taken.keys_of("fit") == ()
    assert taken.conflicts() == ()


def test_a_held_command_has_one_key(keys: Shortcuts) -> None:
    assert keys.take_over("K", "hide_ai").keys_of("hide_ai") == ("K",)


def test_resetting_one_takes_its_keys_back(keys: Shortcuts) -> None:
    reset = keys.take_over("F", "invert").with_keys("teach", ["T"]).reset("fit")
    assert reset.keys_of("fit") == ("F",)
    assert reset.keys_of("invert") == ("I",)
    assert reset.keys_of("teach") == ("T",)
    assert reset.changes == {"teach": ("T",)}
    assert reset.reset_all().changes == {}


def test_conflicts_are_listed_in_the_order_of_the_table(keys: Shortcuts) -> None:
    both = Shortcuts(DEFAULTS, {"teach": ("F",), "invert": ("F",)})
    assert both.conflicts() == (("F", ("fit", "invert", "teach")),)


def test_saved_keys_of_unknown_commands_are_left_out_with_a_log(caplog: pytest.LogCaptureFixture) -> None:
    keys = shortcuts_of(DEFAULTS, {"fly": ("F",), "fit": ("K",)})
    assert keys.changes == {"fit": ("K",)}
    assert "fly" in caplog.text


@pytest.mark.parametrize(
    ("saved", "kept"),
    [
        (("nonsense",), ("F",)),
        (("",), ("F",)),
        (("Ctrl+K, Ctrl+S",), ("F",)),
        (("Tab",), ("F",)),
        (("Tab", "k"), ("K",)),
        ((), ()),
        (("ctrl+shift+k",), ("Ctrl+Shift+K",)),
    ],
)
def test_saved_keys_that_are_none_are_left_out(saved: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert shortcuts_of(DEFAULTS, {"fit": saved}).keys_of("fit") == kept


def test_a_pane_may_keep_tab() -> None:
    assert shortcuts_of(DEFAULTS, {"next_pane": ("Tab", "N")}).keys_of("next_pane") == ("Tab", "N")


def test_a_held_command_refuses_modifiers(caplog: pytest.LogCaptureFixture) -> None:
    assert shortcuts_of(DEFAULTS, {"hide_ai": ("Ctrl+H",)}, held=HELD).keys_of("hide_ai") == ("Q",)
    assert shortcuts_of(DEFAULTS, {"hide_ai": ("Ctrl+H", "H", "J")}, held=HELD).keys_of("hide_ai") == ("H",)
    assert "hide_ai" in caplog.text


def test_the_users_key_wins_over_one_that_a_new_version_brings(caplog: pytest.LogCaptureFixture) -> None:
    keys = shortcuts_of(DEFAULTS | {"new": ("K",)}, {"fit": ("K",)})
    assert keys.keys_of("fit") == ("K",)
    assert keys.keys_of("new") == ()
    assert keys.conflicts() == ()
    assert "K is claimed by fit and new" in caplog.text


def test_unknown_commands_are_not_allowed_in() -> None:
    with pytest.raises(ValueError, match="fly"):
        Shortcuts(DEFAULTS, {"fly": ("F",)})


@given(
    st.dictionaries(
        st.sampled_from([*DEFAULTS, "unknown"]),
        st.lists(st.sampled_from(["F", "I", "K", "Q", "Tab", "Ctrl+K", "+", "junk"]), max_size=3).map(tuple),
    )
)
def test_whatever_is_saved_leaves_every_key_to_one_command(saved: dict[str, tuple[str, ...]]) -> None:
    keys = shortcuts_of(DEFAULTS, saved, held=HELD)
    assert keys.conflicts() == ()
    assert all(is_plain(key) for key in keys.keys_of("hide_ai"))


@pytest.mark.parametrize(
    ("written", "spelt"),
    [("del", "Del"), ("Delete", "Del"), ("ctrl+o", "Ctrl+O"), ("PgDown", "PgDown"), ("x, y", ""), ("foo", "")],
)
def test_keys_have_one_spelling(written: str, spelt: str) -> None:
    assert portable(written) == spelt


def test_what_a_key_is() -> None:
    assert key_code("Ctrl+F") == key_code("F")
    assert is_plain("F")
    assert not is_plain("Shift+F")
    assert is_focus_key("Shift+Tab")
    assert not is_focus_key("Ctrl+Tab")
