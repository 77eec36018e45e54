"""Which differences between modalities a person may overrule."""

from __future__ import annotations

import pytest

from ai.inference.modality_kind import are_radiographs, is_another_kind


@pytest.mark.parametrize(
    ("found", "wanted", "another"),
    [
        ("MR", ("CR", "DX", "RG"), True),
        ("CT", ("MR",), True),
        ("PT", ("CT",), True),
        ("RF", ("CR", "DX"), False),
        ("XA", ("CT",), False),
        ("XA", ("DX",), False),
        ("OT", ("CT",), False),
        ("", ("CT",), False),
        ("MR", (), False),
        # A word that nobody here knows may mean anything.
        ("MR", ("CR", "PANORAMA"), False),
        ("DX", ("CT", "DX"), False),
    ],
)
def test_kinds(found: str, wanted: tuple[str, ...], another: bool) -> None:
    assert is_another_kind(found, wanted) is another


def test_radiographs() -> None:
    assert are_radiographs(("CR", "DX", "RG"))
    assert not are_radiographs(("CR", "CT"))
    assert not are_radiographs(())
