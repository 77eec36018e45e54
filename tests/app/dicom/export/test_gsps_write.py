"""What the reader drew as presentation states: figures at their pixels, the window, checked by dcmtk."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from app.dicom import load, scan, series_of
from app.dicom.export.gsps_write import Drawn, write_gsps
from app.dicom.series import PixelFormat
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, SeriesMark, new_id, points_of
from app.imaging.cut import Cut, Direction
from app.imaging.cut_stack import cut_stack
from app.imaging.voi import apply_voi
from app.imaging.window import VoiFunction, VoiLut, Window

MARK = SeriesMark("", "", "", "")
WINDOW = Window(40, 400, name="Soft tissue")


def drawn(
    opened: OpenSeries, kind: Kind, *pixels: tuple[float, float], index: int = 0, cut: Cut | None = None
) -> Drawn:
    """An annotation at (row, column) pixels of a plane."""
    cut = cut or Cut()
    frame = cut_stack(opened.volume, cut).frame(index)
    points = points_of(frame.to_lps_mm(np.array(pixels, dtype=float)))
    return Drawn(Annotation(new_id(), kind, points, DrawnOn(frame, cut, index), MARK), ("12.3 mm", "second line"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gsps.dcm"


FIGURES = [
    (Kind.LENGTH, [(2, 3), (8, 9.5)], [("POLYLINE", [3.5, 2.5, 10, 8.5])]),
    (Kind.ANGLE, [(2, 3), (8, 9), (2, 12)], [("POLYLINE", [3.5, 2.5, 9.5, 8.5, 12.5, 2.5])]),
    (
        Kind.COBB,
        [(2, 3), (2, 9), (8, 3), (9, 9)],
        [("POLYLINE", [3.5, 2.5, 9.5, 2.5]), ("POLYLINE", [3.5, 8.5, 9.5, 9.5])],
    ),
    (Kind.POLYGON, [(5, 6), (9, 9), (3, 12)], [("POLYLINE", [6.5, 5.5, 9.5, 9.5, 12.5, 3.5, 6.5, 5.5])]),
    (Kind.ELLIPSE, [(10, 10), (10, 14), (7, 10)], [("ELLIPSE", [6.5, 10.5, 14.5, 10.5, 10.5, 13.5, 10.5, 7.5])]),
    (Kind.ELLIPSE, [(10, 10), (10, 12), (4, 10)], [("ELLIPSE", [10.5, 16.5, 10.5, 4.5, 8.5, 10.5, 12.5, 10.5])]),
    (Kind.POINT, [(4, 5)], [("POINT", [5.5, 4.5])]),
    (Kind.ARROW, [(4, 5), (9, 11)], [("POLYLINE", [11.5, 9.5, 5.5, 4.5])]),
    (Kind.TEXT, [(4, 5)], []),
]


@pytest.mark.parametrize(("kind", "pixels", "figures"), FIGURES)
def test_figures_stand_at_their_pixels(
    radiograph: OpenSeries,
    path: Path,
    kind: Kind,
    pixels: list[tuple[float, float]],
    figures: list[tuple[str, list[float]]],
) -> None:
    assert write_gsps([drawn(radiograph, kind, *pixels)], radiograph, path, voi=WINDOW) == 0
    (item,) = dcmread(path).GraphicAnnotationSequence
    graphics = item.get("GraphicObjectSequence", [])
    assert [each.GraphicType for each in graphics] == [name for name, _ in figures]
    for each, (_, data) in zip(graphics, figures, strict=True):
        np.testing.assert_allclose(each.GraphicData, data, atol=1e-4)
        assert each.GraphicAnnotationUnits == "PIXEL"
    (text,) = item.TextObjectSequence
    assert text.UnformattedTextValue == "12.3 mm\r\nsecond line"


def test_every_figure_refers_to_its_slice(stack: OpenSeries, path: Path) -> None:
    count = stack.volume.shape[0]
    lengths = [drawn(stack, Kind.LENGTH, (2, 3), (8, 9), index=index) for index in range(count)]
    assert write_gsps(lengths, stack, path, voi=WINDOW) == 0
    items = dcmread(path).GraphicAnnotationSequence
    assert len(items) == count
    for index, item in enumerate(items):
        facts = stack.series.slices[index]
        (image,) = item.ReferencedImageSequence
        assert image.ReferencedSOPInstanceUID == stack.series.instances[facts.instance].sop_instance_uid
        assert int(image.get("ReferencedFrameNumber", 1)) == facts.frame + 1
        np.testing.assert_allclose(item.GraphicObjectSequence[0].GraphicData, [3.5, 2.5, 9.5, 8.5], atol=1e-3)


def test_figures_of_other_planes_are_left_out_and_counted(ct: OpenSeries, path: Path) -> None:
    coronal = drawn(ct, Kind.LENGTH, (2, 3), (4, 9), index=3, cut=Cut(Direction.CORONAL))
    outside = drawn(ct, Kind.LENGTH, (-5, 3), (4, 9))
    inside = drawn(ct, Kind.LENGTH, (2, 3), (4, 9))
    assert write_gsps([coronal, inside, outside], ct, path, voi=WINDOW) == 2
    assert len(dcmread(path).GraphicAnnotationSequence) == 1
    with pytest.raises(ExportError, match="lies on no slice"):
        write_gsps([coronal], ct, path, voi=WINDOW)


@pytest.mark.parametrize("function", VoiFunction)
def test_the_window_is_that_of_the_pane(ct: OpenSeries, path: Path, function: VoiFunction) -> None:
    write_gsps([], ct, path, voi=Window(-600.5, 1500, function, "Lung"), inverted=True)
    state = dcmread(path)
    (item,) = state.SoftcopyVOILUTSequence
    assert (item.WindowCenter, item.WindowWidth, item.VOILUTFunction) == (-600.5, 1500, function.value)
    assert state.PresentationLUTShape == "INVERSE"
    assert (state.RescaleSlope, state.RescaleIntercept, state.RescaleType) == (1, 0, "HU")
    images = state.ReferencedSeriesSequence[0].ReferencedImageSequence
    assert len(images) == ct.volume.shape[0]


@pytest.mark.parametrize(("first", "count"), [(-100, 300), (5, 300), (-1024, 40000)])
def test_a_window_that_is_a_table(ct: OpenSeries, path: Path, first: int, count: int) -> None:
    write_gsps([], ct, path, voi=VoiLut(first, np.linspace(0, 1, count), "Film"))
    (table,) = dcmread(path).SoftcopyVOILUTSequence[0].VOILUTSequence
    entries, start, bits = table.LUTDescriptor
    assert (entries % (1 << 16), start, bits) == (count, first, 16)
    assert ("SS" if first < 0 else "US") == table["LUTDescriptor"].VR
    data = table.LUTData
    read = np.frombuffer(data, "<u2") if isinstance(data, bytes) else np.array(data, dtype=np.uint16)
    np.testing.assert_array_equal(read, np.rint(np.linspace(0, 1, count) * 65535))


def test_without_a_window_the_file_has_its_own(ct: OpenSeries, path: Path) -> None:
    write_gsps([], ct, path, voi=None)
    assert "SoftcopyVOILUTSequence" not in dcmread(path)


@pytest.mark.skipif(shutil.which("dcmpschk") is None, reason="dcmtk is not installed")
def test_dcmtk_finds_a_valid_state(stack: OpenSeries, path: Path) -> None:
    figures = [drawn(stack, kind, *pixels) for kind, pixels, _ in FIGURES]
    write_gsps(figures, stack, path, voi=WINDOW)
    done = subprocess.run(["dcmpschk", str(path)], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0
    assert not [line for line in said.splitlines() if line.startswith(("E:", "F:"))], said


@pytest.mark.skipif(shutil.which("dcmp2pgm") is None, reason="dcmtk is not installed")
@pytest.mark.realdata
def test_dcmtk_shows_the_picture_as_we_do(shared_data: Path, path: Path, tmp_path: Path) -> None:
    opened = load(series_of(scan([shared_data / "dicom" / "ct_head_ge"]))[0])
    write_gsps([], opened, path, voi=WINDOW)
    index = opened.series.slice_count // 2
    source = opened.series.instances[opened.series.slices[index].instance].path
    subprocess.run(["dcmp2pgm", "-p", str(path), str(source), str(tmp_path / "a.pgm")], check=True, capture_output=True)
    shown = cv2.imread(str(tmp_path / "a.pgm"), cv2.IMREAD_UNCHANGED)
    assert shown is not None
    ours = apply_voi(opened.volume.voxels[index], WINDOW, inverted=False)
    assert np.abs(shown.astype(int) - ours).max() <= 1


def test_colour_and_several_scales_are_refused(ct: OpenSeries, path: Path) -> None:
    voxels = np.zeros((*ct.volume.shape, 3), np.uint8)
    colour = dataclasses.replace(ct, volume=dataclasses.replace(ct.volume, voxels=voxels))
    with pytest.raises(ExportError, match="in colour"):
        write_gsps([], colour, path, voi=None)
    first, *others = ct.series.instances
    scaled = dataclasses.replace(first, pixels=PixelFormat(rescales=((0.5, 0.0),)))
    several = dataclasses.replace(ct, series=dataclasses.replace(ct.series, instances=(scaled, *others)))
    with pytest.raises(ExportError, match="each scaled in another way"):
        write_gsps([], several, path, voi=None)


def test_letters_of_every_script_are_kept(
    make_radiograph: Callable[[Callable[[Dataset], None]], OpenSeries], path: Path
) -> None:
    def change(header: Dataset) -> None:
        header.SpecificCharacterSet = "ISO_IR 100"

    opened = make_radiograph(change)
    length = dataclasses.replace(drawn(opened, Kind.LENGTH, (2, 3), (8, 9)), lines=("Größe 山田 Ω",))
    write_gsps([length], opened, path, voi=None)
    text = dcmread(path).GraphicAnnotationSequence[0].TextObjectSequence[0]
    assert text.UnformattedTextValue == "Größe 山田 Ω"
