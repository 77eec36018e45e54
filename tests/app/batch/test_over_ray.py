"""The same jobs over a Ray of two actors on this computer: one that is killed loses nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.batch.feed import Feed
from app.batch.over_ray import run_over_ray
from app.batch.table import JobState, JobTable, Outcome
from app.errors import BatchError

from .stand_in import StandIn, made_up


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    module = pytest.importorskip("ray", reason="Ray is not installed (extra cluster)")
    pytest.importorskip("ray.data", reason="Ray Data is not installed (extra cluster)")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    yield
    module.shutdown()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_actor_loses_nothing(tmp_path: Path, ray: None) -> None:
    refused = (4, Outcome(JobState.REFUSED, "It is a foot."))
    work = StandIn(tmp_path, killed=(2,), outcomes=(refused,))
    table = JobTable(tmp_path)
    numbers = table.add([made_up(number) for number in range(6)])
    ended: list[int] = []
    feed = Feed(table, numbers, on_news=lambda job, outcome: ended.append(job.number))
    run_over_ray(feed, work, 2)
    expected = [JobState.DONE] * 6
    expected[3] = JobState.REFUSED
    assert [job.state for job in table.jobs()] == expected
    assert work.begun(2) == 2
    assert sorted(ended) == [1, 2, 3, 4, 5, 6]
    assert not list(tmp_path.glob(".*"))
    assert len(list(tmp_path.glob("*/done.txt"))) == 5
    # Nothing is left: Ray is not even asked.
    run_over_ray(Feed(table, numbers), work, 2)
    assert work.begun(1) == 1


def test_without_ray_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    table = JobTable(tmp_path)
    with pytest.raises(BatchError, match="Ray is not installed") as told:
        run_over_ray(Feed(table, table.add([made_up(1)])), StandIn(tmp_path), 2)
    assert "lightbox[cluster]" in told.value.hint
    assert table.jobs()[0].state is JobState.WAITING
