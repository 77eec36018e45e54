"""Small pieces of work on threads of their own."""

from __future__ import annotations

import threading
import time

import pytest
import torch

from ai.device import alone, each_alone


def test_each_thread_of_small_work_computes_alone() -> None:
    before = torch.get_num_threads()
    both = threading.Barrier(2, timeout=20)
    seen: list[tuple[str, int]] = []

    def look(number: int) -> None:
        both.wait()
        seen.append((threading.current_thread().name, torch.get_num_threads()))

    try:
        torch.set_num_threads(2)
        assert len(list(each_alone(look, range(4), threads=2))) == 4
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
    assert len({name for name, _ in seen}) == 2
    assert {count for _, count in seen} == {1}


@pytest.mark.parametrize("threads", [1, 2])
def test_small_work_stops_at_its_first_error(threads: int) -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 1:
            raise ValueError("broken")
        time.sleep(0.01)
        done.append(number)

    with pytest.raises(ValueError, match="broken"):
        list(each_alone(work, range(50), threads=threads))
    assert len(done) < 10


def test_small_steps_compute_in_one_thread_and_leave_the_rest_as_it_was() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with alone():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
