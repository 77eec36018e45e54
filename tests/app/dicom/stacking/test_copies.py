"""Item 25 of the pitfalls: images and series under an identity that others carry too."""

from __future__ import annotations

import numpy as np


def test_item_25_same_identity_with_other_pixels_is_said(tmp_path, phantom):
    made = [phantom.slice_of(index, 0, SOPInstanceUID=f"1.2.3.4.{index}") for index in range(4)]
    other = phantom.slice_of(1, 5, SOPInstanceUID="1.2.3.4.1")
    main, beside = phantom.found_in(phantom.write(tmp_path, [*made, other]))
    sentence = "1 image carries the identity (SOP Instance UID) of another image with other content."
    assert sentence in main.warnings
    assert (main.slice_count, beside.slice_count) == (4, 1)


def test_item_25_patients_under_one_uid_never_mix(tmp_path, phantom):
    made = [phantom.slice_of(index, index % 2, PatientID=f"P{index % 2}") for index in range(8)]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert [series.slice_count for series in found] == [4, 4]
    for volume, series in enumerate(found):
        phantom.check_voxels(series, volume)


def test_item_25_copies_of_plain_and_other_files(tmp_path, phantom):
    def colour(value):
        made = phantom.dataset(np.full((4, 4), value, np.uint16), SOPInstanceUID="1.2.3.5", InstanceNumber=1)
        made.BitsAllocated = 8
        made.BitsStored, made.HighBit, made.SamplesPerPixel, made.Columns = 8, 7, 1, 8
        return made

    (series,) = phantom.found_in(phantom.write(tmp_path / "a", [colour(1), colour(1)]))
    assert series.warnings == ("1 file is a copy of an image that is already here, and left out.",)
    found = phantom.found_in(phantom.write(tmp_path / "b", [colour(1), colour(2)]))
    sentence = "1 image carries the identity (SOP Instance UID) of another image with other content."
    assert sum(series.slice_count for series in found) == 2
    assert all(sentence in series.warnings for series in found)
