"""What goes to which stream."""

from __future__ import annotations

import io
import json
import sys

import pytest

from ai.errors import ReportableError
from app.cli.console import Console, plain


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        monkeypatch.setattr(sys, "stderr", stream)
        console = Console(as_json=False)
        console.progress(0.5, "Reading\nfile 3")
        console.progress(0.51, "too soon")
        console.progress(1.0, "done")
        console.note("Wrote it.")
        console.finish()
    shown = terminal.getvalue()
    assert " 50%  Readingfile 3" in shown
    assert "too soon" not in shown
    assert shown.endswith("\rWrote it.\n")
    assert pipe.getvalue() == "Wrote it.\n"


def test_a_refusal_is_words_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    error = ReportableError("It is too large: “µ”.", "Take less.")
    Console(as_json=False).refuse(error)
    assert capsys.readouterr() == ("", "It is too large: “µ”. Take less.\n")
    Console(as_json=True).refuse(error)
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"error": error.message, "hint": error.hint}


def test_a_terminal_of_another_alphabet_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    console = Console(as_json=False)
    console.line("512 × 512")
    console.finish()
    assert raw.getvalue() == b"512 \\xd7 512\n".replace(b"\n", b"\r\n" if sys.platform == "win32" else b"\n")


def test_plain_text_has_no_controls() -> None:
    assert plain("A\x1b[2J\u202eB\x00é漢") == "A[2JBé漢"
