"""Where SimpleITK is given the files of one volume in our order it must see the same voxels in the same places."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import SimpleITK

from app.dicom.series_load import load_series


def compare(series):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames([str(series.instances[facts.instance].path) for facts in series.slices])
    image = reader.Execute()
    volume = load_series(series).volume
    np.testing.assert_array_equal(volume.voxels, SimpleITK.GetArrayViewFromImage(image))
    for corner in product((0, 1), repeat=3):
        index = np.array(corner) * (np.array(volume.shape) - 1)
        place = image.TransformContinuousIndexToPhysicalPoint([float(one) for one in index[::-1]])
        np.testing.assert_allclose(volume.to_lps_mm(index), place, atol=1e-4)


@pytest.mark.parametrize("orientation", [(1.0, 0.0, 0.0, 0.0, 1.0, 0.0), None, (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)])
def test_volumes_of_a_synthetic_series(tmp_path, phantom, orientation):
    made = [
        phantom.slice_of(
            index,
            3 * echo + time,
            orientation=orientation or phantom.OBLIQUE,
            EchoTime=5 + echo,
            TriggerTime=40 * time + index,
            InstanceNumber=99 - index,
        )
        for echo, time, index in product(range(2), range(3), range(5))
    ]
    found = phantom.found_in(phantom.write(tmp_path, made))
    assert len(found) == 6
    for series in found:
        compare(series)


@pytest.mark.realdata
@pytest.mark.parametrize(("name", "volumes"), [("g01_axial_reversed_instance", 1), ("g10_multi_echo", 3)])
def test_items_18_and_19_volumes_of_the_collection(shared_data, phantom, name, volumes):
    found = phantom.found_in(shared_data / "conformance" / "series" / name)
    assert len(found) == volumes
    for series in found:
        assert series.geometry_fault == ""
        compare(series)


@pytest.mark.realdata
def test_item_20_uneven_series_of_the_collection(shared_data, phantom):
    (series,) = phantom.found_in(shared_data / "conformance" / "series" / "g13_variable_spacing")
    assert "distance between slices varies" in series.geometry_fault
    volume = load_series(series).volume
    heights = [facts.location_mm for facts in series.slices]
    assert volume.slice_positions_mm == tuple(heights)
