"""NIfTI and NRRD in and out: exact, hostile files refused in a sentence, SimpleITK as oracle."""

from __future__ import annotations

import gzip
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError, MemoryShort, ReportableError
from ai.itk_image import itk_affine, to_itk
from ai.phantom.ct import CtGrid
from ai.volume import SpacingKind, Volume
from app.errors import ExportError, VolumeFileError
from app.imaging.nifti_read import read_nifti_grid
from app.imaging.untilt import untilted
from app.imaging.volume_file import is_volume_file, read_volume, write_volume

GRID = CtGrid((4, 5, 6), (2.5, 0.8, 0.7), (-170.5, 33.25, -902.125))
SUFFIXES = [".nii", ".nii.gz", ".nrrd"]
DTYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "i8", "u8", "f4", "f8"]


def scan(dtype: str = "i2", grid: CtGrid = GRID, **facts: object) -> Volume:
    values = np.random.default_rng(3).integers(0, 100, grid.shape).astype(dtype)
    if values.dtype.kind == "f":
        values[0, 0, :3] = [np.nan, np.inf, -0.0]
    return Volume(values, grid.affine_lps, **facts)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_round_trip_is_exact(tmp_path: Path, suffix: str, dtype: str) -> None:
    volume = scan(dtype, GRID.turned((20, -15, 30)), unit="HU", modality="CT")
    path = tmp_path / f"v{suffix}"
    write_volume(volume, path)
    back = read_volume(path)
    assert back.voxels.dtype == volume.voxels.dtype
    assert back.voxels.tobytes() == volume.voxels.tobytes()
    np.testing.assert_allclose(back.affine_lps, volume.affine_lps, atol=1e-4)
    assert (back.unit, back.modality, back.geometry_fault, back.axes_known) == ("HU", "", "", True)
    peer = SimpleITK.ReadImage(str(path))
    np.testing.assert_allclose(back.affine_lps, itk_affine(peer), atol=1e-4)
    if volume.voxels.dtype.kind != "f":
        np.testing.assert_array_equal(back.voxels, SimpleITK.GetArrayFromImage(peer))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_unknown_stays_unknown(tmp_path: Path, suffix: str) -> None:
    write_volume(
        scan(axes_known=False, spacing_kind=SpacingKind.DETECTOR), tmp_path / f"a{suffix}", more="slices evened"
    )
    back = read_volume(tmp_path / f"a{suffix}")
    assert not back.axes_known
    assert (back.spacing_kind, back.unit) == (SpacingKind.DETECTOR, "")
    np.testing.assert_allclose(back.spacing_mm, (2.5, 0.8, 0.7), rtol=1e-6)
    write_volume(scan(spacing_kind=SpacingKind.UNKNOWN), tmp_path / f"b{suffix}")
    assert read_volume(tmp_path / f"b{suffix}").spacing_kind is SpacingKind.UNKNOWN


def nifti(version: int = 1, order: str = "<", **fields: object) -> bytes:
    """A NIfTI file of 2 slices x 3 rows x 4 columns, int16, 0 to 23, identity in RAS; fields by name are changed."""
    from app.imaging.nifti_read import _FIELDS_1, _FIELDS_2

    record = np.zeros((), np.dtype(_FIELDS_1 if version == 1 else _FIELDS_2).newbyteorder(order))
    record["sizeof_hdr"] = 348 if version == 1 else 540
    record["magic"] = np.void(b"n+1\0" if version == 1 else b"n+2\0\r\n\x1a\n")
    record["dim"] = [3, 4, 3, 2, 1, 1, 1, 1]
    record["datatype"], record["bitpix"], record["pixdim"] = 4, 16, [1, 0.5, 2, 3, 1, 1, 1, 1]
    offset = 352 if version == 1 else 544
    record["vox_offset"], record["xyzt_units"], record["sform_code"] = offset, 2, 1
    record["srow"] = [[0.5, 0, 0, 10], [0, 2, 0, 20], [0, 0, 3, 30]]
    voxels = fields.pop("voxels", np.arange(24, dtype=f"{order}i2").tobytes())
    for name, value in fields.items():
        record[name] = value
    return record.tobytes() + bytes(4) + voxels


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("order", ["<", ">"])
def test_both_versions_and_byte_orders(tmp_path: Path, version: int, order: str) -> None:
    (tmp_path / "v.nii").write_bytes(nifti(version, order))
    volume = read_volume(tmp_path / "v.nii")
    np.testing.assert_array_equal(volume.voxels, np.arange(24).reshape(2, 3, 4))
    assert volume.voxels.dtype == np.int16
    assert volume.voxels.dtype.isnative
    np.testing.assert_allclose(volume.to_lps_mm([1, 2, 3]), [-11.5, -24, 33])
    if version == 1:
        # The other one is not among what SimpleITK reads.
        peer = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
        np.testing.assert_allclose(volume.affine_lps, itk_affine(peer), atol=1e-6)
    (tmp_path / "v.nii.gz").write_bytes(gzip.compress(nifti(version, order)))
    np.testing.assert_array_equal(read_volume(tmp_path / "v.nii.gz").voxels, volume.voxels)


@pytest.mark.parametrize(
    ("slope", "intercept", "dtype", "expected"),
    [
        (1, -1024, np.int16, -1024.0),
        (2000, 0, np.int32, 0.0),
        (0.5, 1, np.float32, 1.0),
        (1e9, 0, np.float32, 0.0),
        (0, 5, np.int16, 0.0),
        (np.nan, 5, np.int16, 0.0),
    ],
)
def test_slope_and_intercept(tmp_path: Path, slope: float, intercept: float, dtype: type, expected: float) -> None:
    (tmp_path / "v.nii").write_bytes(nifti(scl_slope=slope, scl_inter=intercept))
    voxels = read_volume(tmp_path / "v.nii").voxels
    assert voxels.dtype == dtype
    assert voxels[0, 0, 0] == expected
    if slope and np.isfinite(slope):
        np.testing.assert_array_equal(voxels, (np.arange(24).reshape(2, 3, 4) * slope + intercept).astype(dtype))
        np.testing.assert_array_equal(voxels, SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "v.nii"))))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(turn=st.tuples(*[st.floats(-180, 180)] * 3), backwards=st.booleans())
def test_the_qform_is_read_as_itk_reads_it(tmp_path: Path, turn: tuple[float, float, float], backwards: bool) -> None:
    grid = GRID.turned(turn)
    grid = grid.reversed() if backwards else grid
    SimpleITK.WriteImage(to_itk(np.zeros(GRID.shape, np.uint8), grid.affine_lps), str(tmp_path / "v.nii"))
    content = bytearray((tmp_path / "v.nii").read_bytes())
    content[254:256] = struct.pack("<h", 0)
    (tmp_path / "q.nii").write_bytes(content)
    affine = read_nifti_grid(tmp_path / "q.nii").affine_lps
    np.testing.assert_allclose(affine, grid.affine_lps, atol=2e-3)
    np.testing.assert_allclose(affine, itk_affine(SimpleITK.ReadImage(str(tmp_path / "q.nii"))), atol=1e-3)


def test_which_of_two_transforms_counts(tmp_path: Path) -> None:
    """The scanner's own, else that of the qform: as SimpleITK decides."""
    for sform, qform in ((1, 1), (2, 1), (1, 2), (2, 2), (2, 0), (0, 1)):
        (tmp_path / "v.nii").write_bytes(nifti(sform_code=sform, qform_code=qform, qoffset=[-1, -2, -3]))
        peer = SimpleITK.ReadImage(str(tmp_path / "v.nii"))
        np.testing.assert_allclose(read_volume(tmp_path / "v.nii").affine_lps, itk_affine(peer), atol=1e-6)


def test_without_a_transform_the_axes_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "v.nii").write_bytes(nifti(sform_code=0))
    volume = read_volume(tmp_path / "v.nii")
    assert not volume.axes_known
    assert volume.spacing_mm == (3, 2, 0.5)
    (tmp_path / "v.nii").write_bytes(nifti(sform_code=0, qform_code=1, quatern=[np.inf, 0, 0]))
    assert not read_volume(tmp_path / "v.nii").axes_known
    (tmp_path / "v.nii").write_bytes(nifti(sform_code=1, srow=np.zeros((3, 4)), pixdim=[np.nan] * 8))
    volume = read_volume(tmp_path / "v.nii")
    assert not volume.axes_known
    assert volume.spacing_kind is SpacingKind.UNKNOWN


@pytest.mark.parametrize(("units", "factor"), [(1, 1000), (3, 0.001), (2, 1), (0, 1)])
def test_units_of_space(tmp_path: Path, units: int, factor: float) -> None:
    (tmp_path / "v.nii").write_bytes(nifti(xyzt_units=units))
    np.testing.assert_allclose(read_volume(tmp_path / "v.nii").spacing_mm, np.array([3, 2, 0.5]) * factor)


def test_a_sheared_transform_is_kept_and_told(tmp_path: Path) -> None:
    (tmp_path / "v.nii").write_bytes(nifti(srow=[[0.5, 0, 0, 10], [0, 2, 1.0, 20], [0, 0, 3, 30]]))
    volume = read_volume(tmp_path / "v.nii")
    np.testing.assert_allclose(volume.to_lps_mm([1, 0, 0]), [-10, -21, 33])
    assert volume.geometry_fault == "The slices of this file are sheared by 18.4° against each other."
    with pytest.raises(GeometryError, match=r"sheared by 18\.4"):
        write_volume(volume, tmp_path / "w.nii")
    write_volume(untilted(volume), tmp_path / "w.nii")
    (tmp_path / "v.nii").write_bytes(nifti(srow=[[0.5, 1, 0, 10], [0, 2, 0, 20], [0, 0, 3, 30]]))
    volume = read_volume(tmp_path / "v.nii")
    assert volume.geometry_fault == "The rows and columns of this file do not stand at right angles."
    assert not volume.places_known


def test_one_of_several_volumes(tmp_path: Path) -> None:
    values = np.arange(72, dtype="<i2")
    for name, pack in (("v.nii", bytes), ("v.nii.gz", gzip.compress)):
        (tmp_path / name).write_bytes(pack(nifti(dim=[4, 4, 3, 2, 3, 1, 1, 1], voxels=values.tobytes())))
        with pytest.raises(VolumeFileError, match="holds 3 volumes"):
            read_volume(tmp_path / name)
        for place in range(3):
            np.testing.assert_array_equal(
                read_volume(tmp_path / name, place=place).voxels.ravel(), values[24 * place : 24 * place + 24]
            )
        with pytest.raises(VolumeFileError, match="There is no volume 4"):
            read_volume(tmp_path / name, place=3)


def test_colour_and_single_slices(tmp_path: Path) -> None:
    colours = np.random.default_rng(0).integers(0, 255, 72).astype(np.uint8)
    (tmp_path / "v.nii").write_bytes(nifti(datatype=128, bitpix=24, voxels=colours.tobytes()))
    volume = read_volume(tmp_path / "v.nii")
    assert volume.is_colour
    np.testing.assert_array_equal(volume.voxels.ravel(), colours)
    with pytest.raises(ExportError, match="in colour"):
        write_volume(volume, tmp_path / "w.nrrd")
    (tmp_path / "v.nii").write_bytes(nifti(dim=[2, 4, 3, 0, 0, 0, 0, 0]))
    assert read_volume(tmp_path / "v.nii").shape == (1, 3, 4)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no NIfTI file"),
        (b"nothing at all", "is no NIfTI file"),
        (nifti()[:100], "is incomplete or damaged"),
        (nifti()[:-1], "is incomplete or damaged"),
        (nifti(dim=[3, 32767, 32767, 32767, 1, 1, 1, 1]), "is incomplete or damaged"),
        (nifti(dim=[3, -4, 3, 2, 1, 1, 1, 1]), "is incomplete or damaged"),
        (nifti(dim=[99, 4, 3, 2, 1, 1, 1, 1]), "is incomplete or damaged"),
        (nifti(dim=[7, 32767, 32767, 32767, 32767, 32767, 32767, 32767]), "holds .* volumes"),
        (nifti(vox_offset=-1), "is incomplete or damaged"),
        (nifti(vox_offset=np.nan), "is incomplete or damaged"),
        (nifti(2, vox_offset=2**62), "is incomplete or damaged"),
        (nifti(datatype=32), "datatype 32"),
        (nifti(magic=np.void(b"ni1\0")), "second file"),
        (gzip.compress(nifti(), mtime=0)[:-12], "is incomplete or damaged"),
        (gzip.compress(nifti(), mtime=0)[:60] + b"\0" * 40, "is incomplete or damaged"),
        (gzip.compress(nifti(dim=[3, 32767, 32767, 32767, 1, 1, 1, 1]), mtime=0), "is incomplete or damaged"),
        (b"\x1f\x8b nothing", "is incomplete or damaged"),
        (gzip.compress(nifti(vox_offset=9000), mtime=0) + bytes(4000), "is incomplete or damaged"),
    ],
)
def test_a_hostile_nifti_is_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "v.nii").write_bytes(content)
    with pytest.raises(VolumeFileError, match=sentence) as caught:
        read_volume(tmp_path / "v.nii")
    assert caught.value.message.endswith(".")


def test_a_damaged_byte_shows_in_the_checksum(tmp_path: Path) -> None:
    voxels = np.random.default_rng(0).integers(0, 256, 48, dtype=np.uint8).tobytes()
    packed = bytearray(gzip.compress(nifti(voxels=voxels), compresslevel=0))
    packed[-20] ^= 1
    (tmp_path / "v.nii.gz").write_bytes(packed)
    with pytest.raises(VolumeFileError, match="damaged"):
        read_volume(tmp_path / "v.nii.gz")


def test_memory_is_asked_before_it_is_taken(tmp_path: Path) -> None:
    bomb = nifti(dim=[3, 1000, 1000, 1000, 1, 1, 1, 1], voxels=bytes(4_000_000))
    (tmp_path / "v.nii.gz").write_bytes(gzip.compress(bomb) + os.urandom(2_000_000))
    with pytest.raises(MemoryShort, match=r"v.nii.gz needs 2.0 GB"):
        read_volume(tmp_path / "v.nii.gz", may_use_bytes=10**9)


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VolumeFileError, match=r"v.nii cannot be read \(No such file"):
        read_volume(tmp_path / "v.nii")
    (tmp_path / "f.nii").mkdir()
    with pytest.raises(VolumeFileError, match="is no file"):
        read_volume(tmp_path / "f.nii")
    os.mkfifo(tmp_path / "p.nii")
    with pytest.raises(VolumeFileError, match="is no file"):
        read_volume(tmp_path / "p.nii")
    with pytest.raises(VolumeFileError, match="does not end in"):
        read_volume(tmp_path / "v.mha")
    with pytest.raises(ExportError, match="does not end in"):
        write_volume(scan(), tmp_path / "v.mha")
    assert is_volume_file(Path("A.NRRD"))
    assert not is_volume_file(Path("A.dcm"))


NRRD = {
    "type": "short",
    "dimension": "3",
    "space": "left-posterior-superior",
    "sizes": "4 3 2",
    "space directions": "(0.5,0,0) (0,2,0) (0,0,3)",
    "kinds": "domain domain domain",
    "endian": "little",
    "encoding": "raw",
    "space origin": "(10,20,30)",
}


def nrrd(voxels: bytes | None = None, **fields: str | None) -> bytes:
    told = {**NRRD, **{name.replace("_", " "): value for name, value in fields.items()}}
    lines = ["NRRD0004", "# a comment", *(f"{name}: {value}" for name, value in told.items() if value is not None)]
    content = np.arange(24, dtype="<i2").tobytes() if voxels is None else voxels
    return ("\n".join(lines) + "\n\n").encode() + content


@pytest.mark.parametrize(
    ("space", "signs"),
    [
        ("left-posterior-superior", (1, 1, 1)),
        ("LPS", (1, 1, 1)),
        ("right-anterior-superior", (-1, -1, 1)),
        ("RAS", (-1, -1, 1)),
        ("left-anterior-superior", (1, -1, 1)),
    ],
)
def test_spaces_of_nrrd(tmp_path: Path, space: str, signs: tuple[int, int, int]) -> None:
    (tmp_path / "v.nrrd").write_bytes(nrrd(space=space))
    volume = read_volume(tmp_path / "v.nrrd")
    np.testing.assert_array_equal(volume.to_lps_mm([1, 2, 3]), np.array([11.5, 24, 33]) * signs)
    np.testing.assert_array_equal(volume.voxels, np.arange(24).reshape(2, 3, 4))
    assert volume.axes_known
    peer = SimpleITK.ReadImage(str(tmp_path / "v.nrrd"))
    np.testing.assert_allclose(volume.affine_lps, itk_affine(peer), atol=1e-12)


def test_forms_of_nrrd(tmp_path: Path) -> None:
    path = tmp_path / "v.nrrd"
    expected = np.arange(24).reshape(2, 3, 4)
    little, big = np.arange(24, dtype="<i2").tobytes(), np.arange(24, dtype=">i2").tobytes()
    for content in (
        nrrd(big, endian="big"),
        nrrd(gzip.compress(little), encoding="gzip"),
        nrrd(gzip.compress(little), encoding="gz"),
        nrrd(b"junk" + little, byte_skip="4"),
        nrrd(b"junkjunk" + little, byte_skip="-1"),
        nrrd(b"a line\nanother\n" + little, line_skip="2"),
        nrrd().replace(b"\n", b"\r\n", 12),
    ):
        path.write_bytes(content)
        np.testing.assert_array_equal(read_volume(path).voxels, expected)
    path.write_bytes(nrrd(space=None))
    assert not read_volume(path).axes_known
    path.write_bytes(nrrd(space=None, space_directions=None, space_origin=None, spacings="0.5 2 3"))
    assert read_volume(path).spacing_mm == (3, 2, 0.5)
    assert not read_volume(path).axes_known
    path.write_bytes(nrrd(space=None, space_directions=None, space_origin=None))
    assert read_volume(path).spacing_kind is SpacingKind.UNKNOWN
    path.write_bytes(
        nrrd(bytes(range(24)) * 3, sizes="3 4 3 2", dimension="4", kinds="RGB-color domain domain domain", type="uchar",
             space_directions="none (0.5,0,0) (0,2,0) (0,0,3)")
    )  # fmt: skip
    assert read_volume(path).is_colour
    path.write_bytes(
        nrrd(np.arange(48, dtype="<i2").tobytes(), sizes="4 3 2 2", dimension="4", kinds="domain domain domain list",
             space_directions="(0.5,0,0) (0,2,0) (0,0,3) none")
    )  # fmt: skip
    np.testing.assert_array_equal(read_volume(path, place=1).voxels, expected + 24)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no NRRD file"),
        (b"NRRD0009\n", "is no NRRD file"),
        (b"NRRD0004\ntype: short", "is incomplete"),
        (b"NRRD0004\n" + b"a" * 100_000, "is incomplete"),
        (b"NRRD0004\n" + b"a: b\n" * 300_000, "is incomplete"),
        (nrrd()[:-1], "is incomplete"),
        (nrrd(sizes="4 3"), "is incomplete"),
        (nrrd(sizes="4 3 0"), "is incomplete"),
        (nrrd(sizes="4 3 x"), "is incomplete"),
        (nrrd(sizes="100000 100000 100000"), "is incomplete"),
        (nrrd(encoding="gzip", sizes="100000 100000 100000"), "is incomplete"),
        (nrrd(encoding="gzip"), "is incomplete"),
        (nrrd(endian=None), "is incomplete"),
        (nrrd(space_directions="(0,0,0) (0,2,0) (0,0,3)"), "is incomplete"),
        (nrrd(space_directions="(a,0,0) (0,2,0) (0,0,3)"), "is incomplete"),
        (nrrd(byte_skip="-1", encoding="gzip"), "is incomplete"),
        (nrrd(line_skip="5"), "is incomplete"),
        (nrrd(encoding="hex"), "encoding that is not read"),
        (nrrd(type="block"), "kind that is not read"),
        (nrrd(data_file="../../secret.raw"), "in another file"),
        (nrrd(sizes="3 4 3 2", dimension="4", kinds=None, space_directions="none (1,0,0) (0,1,0) (0,0,1)"), "3 values"),
        (
            nrrd(sizes="3 4 3 2", dimension="4", kinds="vector domain domain domain", space_directions=None),
            "3 values for each voxel",
        ),
        (nrrd(sizes="1 1 1 1 1 1", dimension="6", kinds=None, space_directions=None), "has 6 axes"),
        (nrrd(space_directions="(1,0,0) (0,1,0)"), "is incomplete"),
        (nrrd(space_directions=None, space_origin=None, spacings="1e-9 1e-9 1e-9"), "is incomplete"),
        (nrrd(space_units='"m" "m" "m"'), "another unit"),
    ],
)
def test_a_hostile_nrrd_is_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "v.nrrd").write_bytes(content)
    with pytest.raises(VolumeFileError, match=sentence):
        read_volume(tmp_path / "v.nrrd")


@pytest.mark.parametrize("make", [nifti, nrrd])
def test_no_damage_escapes_as_another_error(tmp_path: Path, make: Callable[[], bytes]) -> None:
    """Seeded: bytes of the header and the voxels flipped, cut, doubled."""
    random = np.random.default_rng(11)
    path = tmp_path / ("v.nii" if make is nifti else "v.nrrd")
    whole = make()
    for number in range(300):
        content = bytearray(gzip.compress(whole) if make is nifti and number % 3 == 0 else whole)
        for at in random.integers(0, len(content), random.integers(1, 6)):
            content[at] = random.integers(0, 256)
        path.write_bytes(content[: random.integers(1, len(content) + 1)] if number % 4 == 0 else content)
        try:
            volume = read_volume(path, may_use_bytes=10**7)
        except ReportableError:
            continue
        assert volume.voxels.nbytes <= 10**7
