"""Whatever headers say: every frame is shown once, and a volume without a fault mixes nothing and is even."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dicom.frames.marks import ACQUISITION, B_VALUE, ECHO_TIME, IMAGE_TYPE, MARKS, TIME, TIME_POSITION, TRIGGER_TIME
from app.dicom.frames.place import FramePlace
from app.dicom.frames.plane import normal_of, unit_orientation
from app.dicom.headers.header import Header, StudyFacts
from app.dicom.series import Instance
from app.dicom.series_load import load_series
from app.dicom.stacking.order import order_series
from app.dicom.stacking.regularity import is_even

MR = "1.2.840.10008.5.1.4.1.1.4"
STUDY = StudyFacts(*[""] * len(StudyFacts.__dataclass_fields__))

ORIENTATIONS = (
    (1.0, 0.0, 0.0, 0.0, 1.0, 0.0),
    (0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
    unit_orientation((0.8, 0.6, 0.0, -0.36, 0.48, 0.8)),
    None,
)
VALUES = {
    IMAGE_TYPE: ("", "M", "P"),
    ECHO_TIME: ("", "5", "10"),
    B_VALUE: ("", "0", "1000"),
    TIME_POSITION: ("", "1", "2", "3"),
    TRIGGER_TIME: ("", "0", "40", "41", "80"),
    TIME: ("", "100000", "100001", "100002.5", "broken"),
    ACQUISITION: ("", "1", "2"),
}

coordinates = st.sampled_from((0.0, 0.004, 0.5, 2.5, 5.0, 7.5, 10.0, -3.0, 1e6))
positions = st.one_of(st.none(), st.tuples(st.sampled_from((0.0, 100.0)), st.just(0.0), coordinates))
frames = st.builds(
    lambda position, orientation, marks: FramePlace(
        position, orientation, (1.0, 1.0), 2.0, marks=tuple(marks.get(mark, "") for mark in MARKS)
    ),
    positions,
    st.sampled_from(ORIENTATIONS),
    st.fixed_dictionaries({mark: st.sampled_from(values) for mark, values in VALUES.items()}),
)
files = st.lists(st.lists(frames, min_size=1, max_size=4), min_size=1, max_size=25)


def header(number, places):
    first = places[0]
    instance = Instance(
        Path(f"{number:03d}"),
        f"1.2.{number}",
        MR,
        "1.2.840.10008.1.2.1",
        number % 5,
        len(places),
        8,
        8,
        first.position_lps_mm,
        first.orientation,
        first.pixel_spacing_mm,
    )
    return Header(instance, STUDY, "1.2", 1, "", "MR", "", tuple(places))


@settings(max_examples=150, deadline=None)
@given(files)
def test_every_frame_once_and_no_mixture(given_files):
    headers = [header(number, places) for number, places in enumerate(given_files)]
    found = order_series(headers)

    shown = Counter(
        (str(series.instances[facts.instance].path), facts.frame) for series in found for facts in series.slices
    )
    wanted = {(str(one.instance.path), frame) for one in headers for frame in range(len(one.places))}
    assert set(shown) == wanted
    assert set(shown.values()) == {1}

    places = {str(one.instance.path): one.places for one in headers}
    for series in found:
        own = [places[str(series.instances[facts.instance].path)][facts.frame] for facts in series.slices]
        if series.geometry_fault or len(own) == 1:
            continue
        assert len({place.orientation for place in own}) == 1
        heights = np.array([place.position_lps_mm for place in own]) @ normal_of(own[0].orientation)
        assert (np.diff(heights) > 0.009).all()
        assert is_even(heights)

    axes = {}
    for series in found:
        if series.axis is not None:
            axes.setdefault(series.axis.stack, []).append(series.axis)
    for places_on_axis in axes.values():
        assert sorted(one.index for one in places_on_axis) == list(range(places_on_axis[0].count))
        assert len({one.name for one in places_on_axis}) == 1


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 3), st.integers(2, 3), st.integers(2, 5))
def test_the_order_of_files_changes_nothing(random, echoes, times, slices):
    def value_of(mark, echo, time):
        return {ECHO_TIME: str(echo + 5), TIME_POSITION: str(time)}.get(mark, "")

    headers = []
    for echo in range(echoes):
        for time in range(times):
            marks = tuple(value_of(mark, echo, time) for mark in MARKS)
            headers += [
                header(
                    1000 * echo + 100 * time + index,
                    [FramePlace((0.0, 0.0, 3.0 * index), ORIENTATIONS[0], (1.0, 1.0), marks=marks)],
                )
                for index in range(slices)
            ]
    expected = order_series(headers)
    random.shuffle(headers)
    found = order_series(headers)
    assert [(one.part, one.axis, one.slices) for one in found] == [(one.part, one.axis, one.slices) for one in expected]
    assert len(found) == echoes * times
    assert all(one.slice_count == slices and one.geometry_fault == "" for one in found)


def test_volumes_of_any_fault_can_be_loaded(tmp_path, phantom):
    places = [0, 0, 0, 1e-5, 0.02, 3, 3, 9]
    made = [phantom.slice_of(index, 0, InstanceNumber=number) for number, index in enumerate(places)]
    for series in phantom.found_in(phantom.write(tmp_path, made)):
        assert load_series(series).volume.shape[0] == series.slice_count
