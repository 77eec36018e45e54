from __future__ import annotations

from ai.training.dataset.file_order import BLOCK_FILES, natural_key, places


def test_counted_names_are_placed_by_their_number() -> None:
    found = places([f"glioma_{number:04d}" for number in range(12)])
    assert [place.number for place in found] == list(range(12))
    assert len({place.row for place in found}) == 1
    assert len({place.block for place in found}) == -(-12 // BLOCK_FILES)
    assert found[0].block == found[BLOCK_FILES - 1].block != found[BLOCK_FILES].block


def test_numbers_in_brackets_count_and_two_series_are_two_rows() -> None:
    found = places([f"Case ({number})" for number in (1, 2, 10)] + [f"Normal {number}" for number in (1, 2, 3)])
    assert [place.number for place in found] == [1, 2, 10, 1, 2, 3]
    assert len({place.row for place in found}) == 2


def test_a_row_per_patient_stays_one_block() -> None:
    names = [f"patient{patient:03d}_slice{number}" for patient in range(12) for number in range(30)]
    found = places(names)
    assert len({place.block for place in found}) == 12
    few = places(names[:60])
    assert len({place.block for place in few}) == 12  # two patients are no pattern: blocks of five of thirty each


def test_names_without_numbers_keep_the_order_of_names() -> None:
    found = places(["beta", "alpha", "gamma"])
    assert [place.number for place in found] == [1, 0, 2]
    assert {place.row for place in found} == {""}


def test_identifiers_are_no_counts() -> None:
    found = places([f"1234567890{number}" for number in (3, 1, 2)])
    assert [place.number for place in found] == [2, 0, 1]


def test_natural_order() -> None:
    assert sorted(["a10", "a9", "b1", "a"], key=natural_key) == ["a", "a9", "a10", "b1"]
