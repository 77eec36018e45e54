"""The log: complete tracebacks of our own code, no values of files."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from app.log import log_file, start_log, stop_log, traceback_text, without_values


def test_only_our_own_loggers_are_kept(tmp_path: Path) -> None:
    handler = start_log(tmp_path / "a" / "l.log")
    try:
        logging.getLogger("app.x").info("ours")
        logging.getLogger("ai.y").error("ours too")
        logging.getLogger("app.x").debug("too much")
        logging.getLogger("pydicom").error("Invalid value 'Doe^John'")
    finally:
        stop_log(handler)
    logging.getLogger("app.x").error("after the end")
    text = (tmp_path / "a" / "l.log").read_text(encoding="utf-8")
    assert [line.split(" ", 2)[2] for line in text.splitlines()] == ["INFO app.x: ours", "ERROR ai.y: ours too"]


def test_an_exception_is_written_with_its_causes_and_without_values(tmp_path: Path) -> None:
    handler = start_log(tmp_path / "l.log")
    try:
        fail()
    except RuntimeError:
        logging.getLogger("app.x").exception("It failed")
    finally:
        stop_log(handler)
    text = (tmp_path / "l.log").read_text(encoding="utf-8")
    assert text.index("KeyError: …") < text.index("which led to:") < text.index("RuntimeError: no tag … in …")
    assert "in fail" in text
    assert "Doe" not in text
    assert "Traceback" not in text


def fail() -> None:
    name = "^".join(["D" + "oe", "John"])
    try:
        {}[name]
    except KeyError as error:
        raise RuntimeError("no tag 1.2.840.10008.1 in /data/doe/1.dcm") from error


def test_a_context_counts_unless_it_was_dropped() -> None:
    def wrapped(*, dropped: bool) -> BaseException:
        try:
            try:
                raise ValueError("first")
            except ValueError:
                if dropped:
                    raise TypeError("second") from None
                raise TypeError("second")  # noqa: B904 - the context is what is tested
        except TypeError as error:
            return error

    assert "ValueError: first" in traceback_text(wrapped(dropped=False))
    assert "ValueError" not in traceback_text(wrapped(dropped=True))


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("could not convert 'DOE^JOHN' to float", "could not convert … to float"),
        ('invalid "19600102"', "invalid …"),
        ("DOE^JOHN is 63", "… is 63"),
        ("id 4711123", "id …"),
        (r"C:\data\doe\1.dcm is gone", "… is gone"),
        ("shape (3, 512, 512) of 1.5", "shape (3, 512, 512) of 1.5"),
    ],
)
def test_values_are_hidden(message: str, written: str) -> None:
    assert without_values(message) == written


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    handler = start_log(tmp_path / "file" / "l.log")
    logging.getLogger("app.x").error("lost")
    stop_log(handler)
    assert isinstance(handler, logging.NullHandler)


def test_the_log_has_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.log.platformdirs.user_log_dir", lambda name, appauthor: str(tmp_path / name))
    assert log_file() == tmp_path / "Lightbox" / "lightbox.log"
    handler = start_log()
    logging.getLogger("app.x").error("here")
    stop_log(handler)
    assert "here" in log_file().read_text(encoding="utf-8")
