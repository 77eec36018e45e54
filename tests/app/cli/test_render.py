"""``lightbox render``: pixels as shown, by value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import SimpleITK

from app.cli import render as render_command
from app.cli.choose import choose_series, scan_path
from app.cli.console import Console
from app.imaging.lens import apply_lens
from app.imaging.lens_text import parse_lens
from app.imaging.preset_book import PresetBook
from app.imaging.presets import ListedPreset, Preset
from app.imaging.voi import apply_voi
from app.imaging.window import VoiFunction, Window
from app.state.preset_file import save_presets

Lightbox = Callable[..., Any]

# The phantom of the fixture `ct`: (slice, row, column) -> HU.
INDEX = np.stack(np.meshgrid(range(5), range(6), range(8), indexing="ij"), axis=-1)
HU = (INDEX @ np.array([[0, 0, 3.0], [0, 2.0, 0], [1.0, 0, 0]]) + np.array([-4, -6, 0])) @ np.array([1.0, 10.0, 40.0])


def picture(path: Path) -> np.ndarray:
    return SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))


def shown(plane: np.ndarray, centre: float, width: float) -> np.ndarray:
    return apply_voi(plane, Window(centre, width), inverted=False)


@pytest.fixture
def render(lightbox: Lightbox, tmp_path: Path) -> Callable[..., np.ndarray]:
    def call(path: Path, *words: object) -> np.ndarray:
        done = lightbox("render", path, "-o", tmp_path / "o.png", *words)
        assert done.code == 0, done.err
        assert done.out == ""
        return picture(tmp_path / "o.png")

    return call


def test_the_middle_slice_in_its_own_pixels(render: Callable[..., np.ndarray], ct: Callable[..., Path]) -> None:
    pixels = render(ct(), "--window", "40,400")
    np.testing.assert_array_equal(pixels, shown(HU[2], 40, 400))


@pytest.mark.parametrize("number", [1, 5])
def test_slices_count_from_one(render: Callable[..., np.ndarray], ct: Callable[..., Path], number: int) -> None:
    pixels = render(ct(), "--slice", number, "--window", "-100,900")
    np.testing.assert_array_equal(pixels, shown(HU[number - 1], -100, 900))


def test_a_preset_of_the_user_by_name(
    render: Callable[..., np.ndarray], ct: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config" / "presets.toml"
    mine = ListedPreset(Preset("Mine", None, Window(10.0, 90.0, name="Mine")), "CT", "HU")
    save_presets(PresetBook().with_preset(mine), path)
    monkeypatch.setattr("app.state.preset_file.default_presets_path", lambda: path)
    np.testing.assert_array_equal(render(ct(), "--preset", "mine"), shown(HU[2], 10, 90))


def test_a_preset_by_name(render: Callable[..., np.ndarray], ct: Callable[..., Path]) -> None:
    np.testing.assert_array_equal(render(ct(), "--preset", "bone"), shown(HU[2], 400, 1800))
    full = apply_voi(
        HU[2], Window((HU.min() + HU.max()) / 2, HU.max() - HU.min(), VoiFunction.LINEAR_EXACT), inverted=False
    )
    np.testing.assert_array_equal(render(ct(), "--preset", "full range"), full)


def test_planes_stand_upright(render: Callable[..., np.ndarray], ct: Callable[..., Path]) -> None:
    folder = ct()
    coronal = render(folder, "--plane", "coronal", "--slice", 2, "--window", "200,1000")
    np.testing.assert_array_equal(coronal, shown(HU[::-1, 1, :], 200, 1000))
    sagittal = render(folder, "--plane", "sagittal", "--slice", 8, "--window", "200,1000")
    np.testing.assert_array_equal(sagittal, shown(HU[::-1, :, 7], 200, 1000))
    axial = render(folder, "--plane", "axial", "--slice", 1, "--window", "200,1000")
    np.testing.assert_array_equal(axial, shown(HU[0], 200, 1000))


def test_a_size_keeps_the_proportions(render: Callable[..., np.ndarray], ct: Callable[..., Path]) -> None:
    # 8 x 1 mm wide, 6 x 2 mm high: 60 x 40 leaves 27 columns of picture in the middle.
    pixels = render(ct(), "--size", "60,40", "--window", "-1000,2")
    assert pixels.shape == (40, 60)
    assert np.flatnonzero(pixels.any(axis=0)).tolist() == list(range(16, 43))
    small = render(ct(), "--size", "4x3", "--window", "-1000,2")
    assert small.shape == (3, 4)
    assert np.flatnonzero(small.any(axis=0)).tolist() == [1, 2]


def test_a_file_with_its_own_window_and_monochrome1(
    render: Callable[..., np.ndarray], dicom: Callable[..., Path], tmp_path: Path
) -> None:
    values = np.arange(48, dtype=np.uint16).reshape(6, 8)
    path = dicom(
        tmp_path / "a.dcm",
        values,
        Modality="OT",
        PhotometricInterpretation="MONOCHROME1",
        WindowCenter=20,
        WindowWidth=30,
    )
    np.testing.assert_array_equal(render(path), 255 - shown(values, 20, 30))


def test_colour_stays_colour(
    render: Callable[..., np.ndarray], lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    values = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    path = dicom(tmp_path / "a.dcm", values, SamplesPerPixel=3, Modality="OT")
    np.testing.assert_array_equal(render(path), values)
    assert render(path, "--size", "20,20").shape == (20, 20, 3)
    done = lightbox("render", path, "-o", tmp_path / "o.png", "--preset", "bone")
    assert done.code == 1
    assert "in colour" in done.err


def test_frames_as_they_are_stored(
    render: Callable[..., np.ndarray], lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    values = np.arange(3 * 48, dtype=np.uint8).reshape(3, 6, 8)
    path = dicom(tmp_path / "a.dcm", values, Modality="US", SOPClassUID="1.2.840.10008.5.1.4.1.1.3.1", FrameTime=40)
    np.testing.assert_array_equal(render(path, "--frame", 3, "--window", "70,100"), shown(values[2], 70, 100))
    done = lightbox("render", path, "-o", tmp_path / "o.png", "--frame", 4)
    assert done.code == 1
    assert "There is no frame 4: the file has 3." in done.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--slice", "6"), "There is no slice 6: the slices are 1 to 5."),
        (("--slice", "0"), "There is no slice 0: the slices are 1 to 5."),
        (("--plane", "coronal", "--slice", "7"), "There is no slice 7: the slices are 1 to 6."),
        (("--plane", "coronal", "--frame", "1"), "A reconstructed plane has no stored frames."),
        (("--preset", "teeth"), "There is no preset 'teeth' for this series. It has: Default, Abdomen / soft, Lung"),
        (("--series", "1.2.3"), "None of the 1 series has the UID that was asked for."),
    ],
)
def test_what_does_not_exist_is_one_sentence(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = lightbox("render", ct(), "-o", tmp_path / "o.png", *words)
    assert done.code == 1
    assert sentence in done.err
    assert not (tmp_path / "o.png").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--window", "40"),
        ("--window", "a,b"),
        ("--window", "40,0"),
        ("--window", "nan,5"),
        ("--size", "0,5"),
        ("--size", "10"),
        ("--size", "99999,5"),
        ("--plane", "curved"),
        ("--slice", "two"),
        ("--window", "1,2", "--preset", "bone"),
        ("--window",),
        ("--colour", "hot"),
    ],
)
def test_wrong_usage(lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path, words: tuple[str, ...]) -> None:
    done = lightbox("render", ct(), "-o", tmp_path / "o.png", *words)
    assert done.code == 2
    assert "usage: lightbox" in done.err


def test_planes_of_a_stack_with_a_gap_are_refused(lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path) -> None:
    folder = ct(missing=[2])
    done = lightbox("render", folder, "-o", tmp_path / "o.png", "--plane", "coronal")
    assert done.code == 1
    assert done.err.startswith("Reconstruction in other planes needs evenly spaced slices: ")
    assert lightbox("render", folder, "-o", tmp_path / "o.png", "--slice", 3).code == 0


def test_another_ending_and_a_missing_folder_are_refused(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path
) -> None:
    folder = ct()
    assert "o.jpg does not end in .png." in lightbox("render", folder, "-o", tmp_path / "o.jpg").err
    done = lightbox("render", folder, "-o", tmp_path / "no" / "o.png")
    assert done.code == 1
    assert "o.png cannot be written: its folder does not exist; nothing was written." in done.err


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["d01_linear", "d03_sigmoid", "d04_width_1", "d10_monochrome1_window", "d26_ybr_full_native"]
)
def test_pictures_of_known_truth(render: Callable[..., np.ndarray], shared_data: Path, name: str) -> None:
    folder = shared_data / "conformance" / "display"
    expected = np.squeeze(np.load(folder / f"{name}_expected.npz")["img"])
    difference = render(folder / f"{name}.dcm").astype(int) - expected
    assert np.abs(difference).max() <= 1


@pytest.mark.parametrize("texts", [("mean:size=3",), ("median:size=5",), ("median", "mean:size=5")])
def test_filters_are_the_lens_before_the_window(
    render: Callable[..., np.ndarray], ct: Callable[..., Path], texts: tuple[str, ...]
) -> None:
    lens = parse_lens(texts)
    assert lens is not None
    filtered = apply_lens(HU[2].astype(np.int16), lens)
    assert not np.array_equal(filtered, HU[2])
    words = [word for text in texts for word in ("--filter", text)]
    np.testing.assert_array_equal(render(ct(), "--window", "40,400", *words), shown(filtered, 40, 400))


@pytest.mark.parametrize("text", ["gaussian:sigma=1.5", "clahe:clip=3,tiles=2"])
def test_filters_of_fractions_are_the_same_up_to_ties(
    render: Callable[..., np.ndarray], ct: Callable[..., Path], text: str
) -> None:
    lens = parse_lens((text,))
    assert lens is not None
    filtered = apply_lens(HU[2].astype(np.int16), lens.within(Window(40, 403)))
    expected = shown(filtered, 40, 403)
    pixels = render(ct(), "--window", "40,403", "--filter", text)
    assert np.abs(pixels.astype(int) - expected).max() <= 1
    assert (pixels != expected).sum() <= 2
    assert (pixels != shown(HU[2], 40, 403)).sum() > 20


def test_filters_work_on_the_plane_that_is_shown(render: Callable[..., np.ndarray], ct: Callable[..., Path]) -> None:
    lens = parse_lens(("mean",))
    assert lens is not None
    coronal = apply_lens(HU[::-1, 1, :].astype(np.int16), lens)
    pixels = render(ct(), "--plane", "coronal", "--slice", 2, "--window", "200,1000", "--filter", "mean")
    np.testing.assert_array_equal(pixels, shown(coronal, 200, 1000))


def test_a_filtered_picture_says_so(lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path) -> None:
    done = lightbox("render", ct(), "-o", tmp_path / "o.png", "--filter", "median", "--filter", "clahe")
    assert "Pixels altered: Median 3×3 → CLAHE 2.0, 8×8." in done.err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sharpen", "There is no filter 'sharpen'. There are clahe, mean, gaussian, median, "),
        ("mean:size=4", "Mean: size cannot be 4. It goes from 3 to 31, odd."),
        ("gaussian:sigma=99", "Gaussian: sigma cannot be 99. It goes from 0.3 to 10."),
        ("mean:radius=2", "Mean has no parameter 'radius'. It has size."),
        ("mean:size", "The filter 'mean:size' cannot be read."),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused_before_anything_is_read(
    lightbox: Lightbox, tmp_path: Path, text: str, sentence: str
) -> None:
    done = lightbox("render", tmp_path / "nothing", "-o", tmp_path / "o.png", "--filter", text)
    assert done.code == 1
    assert sentence in done.err


def test_colour_has_no_lens(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    path = dicom(tmp_path / "a.dcm", np.zeros((6, 8, 3), np.uint8), SamplesPerPixel=3, Modality="OT")
    done = lightbox("render", path, "-o", tmp_path / "o.png", "--filter", "mean")
    assert done.code == 1
    assert "the lens works on grey pictures" in done.err
    assert not (tmp_path / "o.png").exists()


def add_overlay(path: Path) -> None:
    """One bit, in row 2, column 3 from 0."""
    dataset = pydicom.dcmread(path)
    for element, vr, value in (
        (0x10, "US", 1),
        (0x11, "US", 1),
        (0x40, "CS", "G"),
        (0x50, "SS", [3, 4]),
        (0x100, "US", 1),
        (0x102, "US", 0),
        (0x3000, "OW", b"\x01\x00"),
    ):
        dataset.add_new((0x6000, element), vr, value)
    dataset.save_as(path)


def test_overlays_are_left_out_unless_they_are_asked_for(
    render: Callable[..., np.ndarray], lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path
) -> None:
    folder = ct()
    dark = ("--window", "9000,10")
    assert "The slice has no overlays." in lightbox("render", folder, "-o", tmp_path / "o.png", "--overlays").err
    add_overlay(folder / "2.dcm")
    assert not render(folder, *dark).any()
    assert np.argwhere(render(folder, *dark, "--overlays")).tolist() == [[2, 3]]
    assert not render(folder, *dark, "--overlays", "--slice", 1).any()
    for words in (["--plane", "coronal"], ["--correct-tilt"]):
        done = lightbox("render", folder, "-o", tmp_path / "o.png", "--overlays", *words)
        assert done.code == 1
        assert done.err.startswith("Overlays lie on the slices as they are stored.")


def test_a_tilt_is_corrected_on_demand(
    render: Callable[..., np.ndarray], lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    # Each slice lies one row (2 mm) further down than the one before; a bright column of the patient stands upright.
    for number in range(5):
        pixels = np.zeros((12, 8), np.int16)
        pixels[8 - number] = 1000
        dicom(
            tmp_path / "tilted" / f"{number}.dcm",
            pixels,
            ImagePositionPatient=[0, 2 * number, 10 * number],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[2, 1],
            InstanceNumber=number + 1,
        )
    window = ("--window", "500,500")
    refused = lightbox("render", tmp_path / "tilted", "-o", tmp_path / "o.png", "--plane", "coronal", *window)
    assert refused.code == 1
    rows = [
        np.flatnonzero(render(tmp_path / "tilted", *window, "--correct-tilt", "--slice", number).any(axis=1))
        for number in (1, 5)
    ]
    np.testing.assert_array_equal(rows[0], rows[1])
    assert render(tmp_path / "tilted", *window, "--correct-tilt", "--plane", "coronal", "--slice", 9).shape == (5, 8)


def test_a_slice_that_is_broken_elsewhere_does_not_hide_this_one(
    lightbox: Lightbox, ct: Callable[..., Path], tmp_path: Path
) -> None:
    folder = ct()
    broken = folder / "4.dcm"
    content = broken.read_bytes()
    broken.write_bytes(content[:-20])
    done = lightbox("render", folder, "-o", tmp_path / "o.png", "--slice", 1)
    assert done.code == 0
    assert picture(tmp_path / "o.png").shape == (6, 8)


def test_the_sop_class_does_not_decide_whether_a_picture_is_readable(
    render: Callable[..., np.ndarray], dicom: Callable[..., Path], tmp_path: Path
) -> None:
    values = np.arange(48, dtype=np.uint16).reshape(6, 8)
    path = dicom(tmp_path / "a.dcm", values, Modality="OT", SOPClassUID="1.2.3.4.5.6.7")
    np.testing.assert_array_equal(render(path, "--window", "20,30"), shown(values, 20, 30))


def test_what_only_the_decoding_showed_is_said(lightbox: Lightbox, dicom: Callable[..., Path], tmp_path: Path) -> None:
    values = np.arange(3 * 48, dtype=np.uint8).reshape(3, 6, 8)
    path = dicom(tmp_path / "a.dcm", values, Modality="OT", NumberOfFrames=1)
    done = lightbox("render", path, "-o", tmp_path / "o.png", "--window", "70,100")
    assert done.code == 0
    assert "The file holds 3 frames and announces one frame; the others are not shown." in done.err
    np.testing.assert_array_equal(picture(tmp_path / "o.png"), shown(values[0], 70, 100))


def test_a_window_of_the_slices_that_can_be_read(
    dicom: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    values = np.arange(48, dtype=np.uint16).reshape(6, 8)
    for number in range(3):
        dicom(
            tmp_path / "series" / f"{number}.dcm",
            values + 48 * number,
            Modality="OT",
            ImagePositionPatient=[0, 0, number],
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            PixelSpacing=[1, 1],
            RescaleSlope=2 if number == 2 else 1,
            RescaleIntercept=0,
        )
    # Found out only when it is decoded: the last file loses its end after the scan.
    console = Console(as_json=False)
    series = choose_series(scan_path(tmp_path / "series", console), None, console)
    path = tmp_path / "series" / "2.dcm"
    path.write_bytes(path.read_bytes()[:-20])
    pixels = render_command.picture(series, render_command.Shown(slice_number=1), console)
    np.testing.assert_array_equal(pixels[0], np.rint(np.arange(8) / 95 * 255))
    assert "The window follows from the slices that can be read." in capfd.readouterr().err
