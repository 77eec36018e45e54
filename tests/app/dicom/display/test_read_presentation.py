from __future__ import annotations

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from app.dicom.display.modality import ModalityTransform
from app.dicom.display.read_presentation import is_inverted, padding_of, vois_of
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.pixels.lookup_table import lookup_table
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of
from app.imaging.voi import apply_voi
from app.imaging.window import VoiFunction, VoiLut, Window


def dataset(**attributes):
    result = Dataset()
    for keyword, value in attributes.items():
        setattr(result, keyword, value)
    return result


def vois(**attributes):
    header = dataset(**attributes)
    return vois_of(header, FunctionalGroups(header), 0, ModalityTransform())


def lut(descriptor, data, explanation="", **attributes):
    item = dataset(LUTDescriptor=descriptor, LUTExplanation=explanation, **attributes)
    if data is not None:
        item.add_new("LUTData", "OW" if isinstance(data, bytes) else "US", data)
    return item


def test_every_window_with_its_name():
    assert vois(WindowCenter=[40, -600], WindowWidth=[400, 1500], WindowCenterWidthExplanation=["SOFT", "LUNG"]) == (
        Window(40, 400, VoiFunction.LINEAR, "SOFT"),
        Window(-600, 1500, VoiFunction.LINEAR, "LUNG"),
    )
    assert vois(WindowCenter=40, WindowWidth=400) == (Window(40, 400),)
    assert vois(WindowCenter=[40, 40], WindowWidth=[400, 400]) == (Window(40, 400),)


@pytest.mark.parametrize(
    ("said", "width", "function"),
    [
        ("LINEAR", 100, VoiFunction.LINEAR),
        ("SIGMOID", 100, VoiFunction.SIGMOID),
        ("LINEAR_EXACT", 0.5, VoiFunction.LINEAR_EXACT),
        ("LINEAR", 1, VoiFunction.LINEAR),
        # Narrower than LINEAR is defined for, PS3.3 C.11.2.1.2.
        ("LINEAR", 0.21, VoiFunction.LINEAR_EXACT),
        ("SIGMOID", 0.21, VoiFunction.SIGMOID),
        ("NONSENSE", 100, VoiFunction.LINEAR),
    ],
)
def test_functions(said, width, function):
    assert vois(WindowCenter=10, WindowWidth=width, VOILUTFunction=said) == (Window(10, width, function),)


def window_file(tmp_path, write_image, centre, width):
    """Write a file whose window is any text, as broken writers do."""
    path = write_image(tmp_path / "x", np.zeros((2, 2), np.uint8), WindowCenter="11111111", WindowWidth="22222222")
    content = path.read_bytes()
    content = content.replace(b"11111111", centre.ljust(8)).replace(b"22222222", width.ljust(8))
    path.write_bytes(content)
    (series,) = series_of(scan([path]))
    return load_series(series).presentation.vois[0]


@pytest.mark.parametrize(
    ("centre", "width"),
    [(b"40", b"0"), (b"40", b"-5"), (b"40,5", b"400"), (b"abc", b"400"), (b"", b"400"), (b"nan", b"4"), (b"1", b"inf")],
)
def test_a_bad_window_is_ignored_without_an_error(tmp_path, write_image, centre, width):
    assert window_file(tmp_path, write_image, centre, width) == ()


def test_a_good_window_beside_a_bad_one_is_kept(tmp_path, write_image):
    assert window_file(tmp_path, write_image, b"40\\x\\60", b"9\\8\\7") == (Window(40, 9), Window(60, 7))
    assert window_file(tmp_path, write_image, b"40\\50", b"9") == (Window(40, 9),)


def test_voi_lut_comes_first_and_windows_stay_to_choose():
    table = np.arange(0, 4096, 1024, dtype=np.uint16)
    found = vois(WindowCenter=40, WindowWidth=400, VOILUTSequence=[lut([4, 100, 12], table.tobytes(), "NORMAL")])
    first, second = found
    assert isinstance(first, VoiLut)
    assert (first.first_value, first.name) == (100, "NORMAL")
    np.testing.assert_allclose(first.entries, table / 4095)
    assert not first.entries.flags.writeable
    assert second == Window(40, 400)


def test_empty_lut_items_are_ignored():
    empty = [Dataset(), lut([4, 0], b"12345678"), lut([4, 0, 8], None), lut([4, 0, 8], b"12")]
    assert vois(VOILUTSequence=empty, WindowCenter=1, WindowWidth=2) == (Window(1, 2),)


def test_wrong_bits_of_a_lut_are_judged_by_its_entries():
    words = np.array([0, 100, 255], np.uint16).tobytes()
    for bits in (0, 8, 16, 99):
        (found,) = vois(VOILUTSequence=[lut([3, 0, bits], words)])
        np.testing.assert_allclose(found.entries, [0, 100 / 255, 1])
    (found,) = vois(VOILUTSequence=[lut([2, 0, 8], np.array([0, 4095], np.uint16).tobytes())])
    np.testing.assert_allclose(found.entries, [0, 1])


@pytest.mark.parametrize(
    ("word", "inputs", "first"),
    [
        (64536, (-32768, 32767), -1000),
        (64536, (-1024, 3071), -1000),
        (64536, (0, 65535), 64536),
        (-1000, (-1024, 3071), -1000),
        (-1000, (0, 65535), 64536),
        (70, (0, 255), 70),
        (70, (0, 60), 70),
    ],
)
def test_first_value_of_a_lut_is_signed_where_its_inputs_are(word, inputs, first):
    assert lookup_table(lut([2, word, 8], b"\x00\xff"), inputs=inputs).first_value == first


def test_presentation_lut_comes_behind_window_and_lut():
    backwards = lut([256, 0, 8], np.arange(255, -1, -1, dtype=np.uint8).tobytes())
    window, table = (
        vois(WindowCenter=100, WindowWidth=51, PresentationLUTSequence=[backwards])[0],
        vois(VOILUTSequence=[lut([3, 5, 8], b"\x00\x64\xff")], PresentationLUTSequence=[backwards])[0],
    )
    values = np.arange(0, 200, dtype=np.int16)[np.newaxis]
    plain = apply_voi(values, Window(100, 51), inverted=True)
    assert np.abs(apply_voi(values, window, inverted=False).astype(int) - plain).max() <= 1
    np.testing.assert_allclose(table.entries, [1, 155 / 255, 0])
    assert vois(WindowCenter=1, WindowWidth=9, PresentationLUTSequence=[Dataset()]) == (Window(1, 9),)
    # Too far for a table of whole values.
    far = vois(WindowCenter=1e300, WindowWidth=9, PresentationLUTSequence=[backwards])
    assert far == (Window(1e300, 9),)


def test_lookup_table_forms():
    words = lookup_table(lut([3, 65535, 16], [1, 2, 65535]), inputs=(-32768, 32767))
    assert words.first_value == -1
    assert words.apply(np.array([-9, -1, 0, 1, 9])).tolist() == [1, 1, 2, 65535, 65535]
    assert lookup_table(lut([3, 65535, 16], [1, 2, 3]), inputs=(0, 65535)).first_value == 65535
    packed = lookup_table(lut([4, 0, 8], b"\x01\x02\x03\x04"), inputs=(0, 65535))
    assert packed.entries.tolist() == [1, 2, 3, 4]
    single = lookup_table(lut([1, 0, 8], 7), inputs=(0, 65535))
    assert single.entries.tolist() == [7]
    full = lookup_table(lut([0, 0, 16], bytes(2 * 65536)), inputs=(0, 65535))
    assert len(full.entries) == 65536
    assert lookup_table(lut([3, 0, 16], [1, 2]), inputs=(0, 65535)) is None
    pairs = lookup_table(lut([3, 0, 8], [0x0201, 0x0003]), inputs=(0, 65535))
    assert pairs.entries.tolist() == [1, 2, 3]
    words = lut([2, 0, 8], None)
    words.add_new("LUTData", "LO", ["1", "x"])
    assert lookup_table(words, inputs=(0, 65535)) is None


def test_polarity_is_inverted_once():
    assert not is_inverted(dataset(PhotometricInterpretation="MONOCHROME2"))
    assert is_inverted(dataset(PhotometricInterpretation="MONOCHROME1"))
    assert is_inverted(dataset(PhotometricInterpretation="MONOCHROME1", PresentationLUTShape="INVERSE"))
    assert is_inverted(dataset(PhotometricInterpretation="MONOCHROME2", PresentationLUTShape="INVERSE"))
    assert not is_inverted(dataset(PhotometricInterpretation="MONOCHROME2", PresentationLUTShape="IDENTITY"))


def test_padding_in_modality_values():
    hounsfield = ModalityTransform(1.0, -1024.0)
    signed = dataset(PixelRepresentation=1, BitsAllocated=16)
    assert padding_of(signed, hounsfield) is None
    signed.add_new("PixelPaddingValue", "SS", -2000)
    assert padding_of(signed, hounsfield) == (-3024, -3024)
    signed.add_new("PixelPaddingRangeLimit", "SS", -1500)
    assert padding_of(signed, hounsfield) == (-3024, -2524)
    # The same number written with the wrong VR.
    unsigned_vr = dataset(PixelRepresentation=1, BitsAllocated=16)
    unsigned_vr.add_new("PixelPaddingValue", "US", 63536)
    assert padding_of(unsigned_vr, hounsfield) == (-3024, -3024)
    negative = dataset(PixelRepresentation=0, BitsAllocated=16)
    negative.add_new("PixelPaddingValue", "SS", -1)
    assert padding_of(negative, ModalityTransform(-2.0, 0.0)) == (-131070, -131070)


def test_windows_of_every_slice(tmp_path, write_image):
    for index in range(3):
        write_image(
            tmp_path / str(index),
            np.zeros((2, 2), np.int16),
            ImagePositionPatient=[0, 0, index],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
            WindowCenter=100 * index,
            WindowWidth=10,
        )
    (series,) = series_of(scan([tmp_path]))
    assert [slice_vois[0].centre for slice_vois in load_series(series).presentation.vois] == [0, 100, 200]


def test_modality_lut_takes_the_place_of_the_slope(tmp_path, write_image):
    pixels = np.array([[0, 1, 2, 9]], dtype=np.int16)
    path = write_image(tmp_path / "x", pixels, Modality="OT", RescaleSlope=5, RescaleIntercept=3)
    written = pydicom.dcmread(path)
    written.ModalityLUTSequence = [lut([3, 1, 16], np.array([10, 20, 30], np.uint16).tobytes(), ModalityLUTType="US")]
    written.save_as(path)
    (series,) = series_of(scan([path]))
    volume = load_series(series).volume
    assert volume.voxels.ravel().tolist() == [10, 10, 20, 30]
    written.ModalityLUTSequence[0].LUTDescriptor = [3, 1]
    damaged = tmp_path / "damaged"
    written.save_as(damaged)
    (series,) = series_of(scan([damaged]))
    assert load_series(series).volume.voxels.ravel().tolist() == [3, 8, 13, 48]
    # XA tables linearise the detector and are not for viewing.
    written.Modality = "XA"
    written.save_as(path)
    (series,) = series_of(scan([path]))
    assert load_series(series).volume.voxels.ravel().tolist() == [3, 8, 13, 48]


def test_padding_of_real_numbers():
    header = dataset(FloatPixelPaddingValue=-9.5)
    assert padding_of(header, ModalityTransform(2.0, 1.0)) == (-18.0, -18.0)
    header.FloatPixelPaddingRangeLimit = -4.5
    assert padding_of(header, ModalityTransform()) == (-9.5, -4.5)
    double = dataset(DoubleFloatPixelPaddingValue=1e300)
    assert padding_of(double, ModalityTransform()) == (1e300, 1e300)
