from __future__ import annotations

from app.dicom.loading.fill_order import FillOrder


def test_from_the_start_outwards():
    order = FillOrder([0, 1, 2, 4, 5, 6, 7], 3)
    assert order.take(2) == (2, 4)
    assert len(order) == 5
    assert order.take(100) == (1, 5, 0, 6, 7)
    assert order.take(1) == ()
    assert not order


def test_the_slice_that_is_looked_at_comes_next_then_where_the_reader_scrolls_to():
    looked_at = [50]
    order = FillOrder(range(100), 50, lambda: looked_at[0])
    assert order.take(3) == (50, 49, 51)
    looked_at[0] = 80
    assert order.take(5) == (80, 81, 82, 83, 79)
    looked_at[0] = 20
    assert order.take(5) == (20, 19, 18, 17, 16)
    # Not asked for again what is there.
    looked_at[0] = 80
    assert order.take(2) == (84, 85)
    rest = order.take(1000)
    assert sorted((*rest, 50, 49, 51, 80, 81, 82, 83, 79, 20, 19, 18, 17, 16, 84, 85)) == list(range(100))


def test_a_focus_that_stays_changes_nothing():
    order = FillOrder(range(6), 2, lambda: 2)
    assert [order.take(1)[0] for _ in range(6)] == [2, 1, 3, 0, 4, 5]
