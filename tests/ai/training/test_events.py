from __future__ import annotations

from pathlib import Path

from ai.training.events import EventLog, read_events


def test_what_is_written_is_read_from_an_offset(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert read_events(path) == ((), 0)
    log = EventLog(path)
    log.add("epoch", epoch=1, loss=0.5)
    events, offset = read_events(path)
    assert [(event["event"], event["epoch"]) for event in events] == [("epoch", 1)]
    assert read_events(path, offset) == ((), offset)
    log.add("done")
    assert [event["event"] for event in read_events(path, offset)[0]] == ["done"]


def test_half_a_line_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).add("epoch", epoch=1)
    whole = path.stat().st_size
    with path.open("ab") as file:
        file.write(b'{"event": "epo')
    assert read_events(path)[1] == whole


def test_a_line_that_a_kill_cut_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).add("epoch", epoch=1)
    with path.open("ab") as file:
        file.write(b'{"event": "epo')
    EventLog(path).add("resumed", step=4)
    assert [event["event"] for event in read_events(path)[0]] == ["epoch", "resumed"]


def test_progress_is_told_sparingly(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    for step in range(100):
        log.progress(step / 100, "working")
    log.progress(1.0, "done")
    assert [event["fraction"] for event in read_events(tmp_path / "events.jsonl")[0]] == [0.0, 1.0]
