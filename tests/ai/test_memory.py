from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ai import memory

SAYS = """
from ai.memory import ask_for_large_pages
ask_for_large_pages()
import torch
print(torch.empty(1 << 25).data_ptr() % 4096)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such pages")
def test_torch_takes_large_arrays_in_large_pages():
    usual = {name: value for name, value in os.environ.items() if name != "THP_MEM_ALLOC_ENABLE"}
    # Such arrays begin on a page; others behind a few bytes of the allocator.
    for environment, large in ((usual, True), (usual | {"THP_MEM_ALLOC_ENABLE": "0"}, False)):
        said = subprocess.run(
            [sys.executable, "-c", SAYS], capture_output=True, text=True, check=True, env=environment
        ).stdout
        assert (int(said) == 0) is large


KEEPS = """
import resource
from ai.memory import keep_memory
keep_memory()
def new_pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    bytearray(1 << 26)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(new_pages(), new_pages())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the allocator of other systems is not asked")
def test_memory_that_was_let_go_is_there_for_the_next_array():
    usual = KEEPS.replace("keep_memory()\ndef", "def")
    for program, kept in ((KEEPS, True), (usual, False)):
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        first, again = map(int, said.split())
        assert first > 0
        assert (again < first / 4) is kept


@pytest.mark.parametrize(("platform", "library"), [("win32", None), ("linux", SimpleNamespace())])
def test_where_the_allocator_cannot_be_asked_it_stays_as_it_is(monkeypatch, platform, library):
    monkeypatch.setattr(memory.sys, "platform", platform)
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _: library)
    memory.keep_memory()


def test_free_memory_is_a_sensible_number():
    free = memory.available_bytes()
    assert free is not None
    assert 1 << 20 < free < 1 << 50


def test_systems_that_tell_less(monkeypatch):
    def no_meminfo(self, *_):
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", no_meminfo)
    whole = memory.os.sysconf("SC_PHYS_PAGES") * memory.os.sysconf("SC_PAGE_SIZE")
    assert memory.available_bytes() == whole // 2

    def no_sysconf(_name):
        raise ValueError

    monkeypatch.setattr(memory.os, "sysconf", no_sysconf)
    assert memory.available_bytes() is None
    monkeypatch.setattr(memory.sys, "platform", "win32")
    assert memory.available_bytes() is None


def test_meminfo_without_the_line(monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda *_: "MemTotal: 5 kB")
    whole = memory.os.sysconf("SC_PHYS_PAGES") * memory.os.sysconf("SC_PAGE_SIZE")
    assert memory.available_bytes() == whole // 2


def test_windows_tells_through_its_kernel(monkeypatch):
    def tell(status):
        status._obj.free = 12345
        return 1

    kernel = SimpleNamespace(kernel32=SimpleNamespace(GlobalMemoryStatusEx=tell))
    monkeypatch.setattr(memory.ctypes, "windll", kernel, raising=False)
    monkeypatch.setattr(memory.sys, "platform", "win32")
    assert memory.available_bytes() == 12345
