from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from ai.errors import TrainingDataError
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.faults import MaskOffGrid, UnknownValue, Unsafe
from ai.training.dataset.picture_volume import picture_volume
from ai.training.dataset.sources.label_masks import CountedMasks, MaskPart
from ai.training.dataset.sources.label_table import looks_like_flags, parse_table, proposed_table, table_of_json
from ai.training.dataset.sources.nifti_pairs import offer_nifti
from ai.training.dataset.sources.offered import RenamedMasks, import_offered, renamed, without
from ai.training.dataset.sources.pattern_pairs import compiled, offer_pattern
from ai.training.dataset.sources.site_pair import MaskFile, SiteCase, require_readable
from ai.training.dataset.wanted import Intake

from .conftest import OBLIQUE, draw, label_map, save, save_volume, stack

TABLE = (MaskPart("front", 1), MaskPart("back part", 2))


def test_volumes_come_back_with_voxels_grid_and_labels(volumes: Path, tmp_path: Path) -> None:
    offered = offer_nifti(volumes, parts=TABLE, intake=Intake(facts=ImageFacts("MR")))
    imported = import_offered(tmp_path / "set", offered)
    assert (imported.added, imported.left_out) == (7, ())
    dataset = load_dataset(tmp_path / "set")
    assert dataset.names == ("front", "back_part")
    found = {case.volume().voxels.tobytes(): case for case in dataset.cases}
    for index in range(7):
        case = found[stack(index).tobytes()]
        volume = case.volume()
        assert (volume.voxels.dtype, volume.shape, volume.modality) == (np.int16, (5, 20, 24), "MR")
        np.testing.assert_allclose(volume.affine_lps, OBLIQUE, atol=1e-6)
        np.testing.assert_array_equal(case.mask("front"), label_map(index) == 1)
        np.testing.assert_array_equal(case.mask("back_part"), label_map(index) == 2)


def test_names_come_from_the_list_or_are_proposed(volumes: Path) -> None:
    assert offer_nifti(volumes).names == ("structure_1", "structure_2")
    (volumes / "dataset.json").write_text('{"labels": {"background": 0, "front": 1, "back": "2"}}')
    with pytest.raises(TrainingDataError, match="not understood"):
        offer_nifti(volumes)
    (volumes / "dataset.json").write_text('{"labels": {"0": "background", "1": "front", "2": "back"}}')
    assert offer_nifti(volumes).names == ("front", "back")


def test_channels_and_strays(volumes: Path) -> None:
    (volumes / "imagesTr" / "scan_000.nii.gz").rename(volumes / "imagesTr" / "scan_000_0000.nii.gz")
    save_volume(stack(0), volumes / "imagesTr" / "scan_000_0001.nii.gz")
    (volumes / "labelsTr" / "scan_001.nii.gz").unlink()
    save_volume(label_map(0), volumes / "labelsTr" / "other.nii.gz")
    (volumes / "imagesTr" / "readme.txt").write_text("words")
    offered = offer_nifti(volumes, parts=TABLE)
    assert len(offered.offers) == 6
    assert {one.name: one.reason for one in offered.left_out} == {
        "imagesTr/scan_000_0001.nii.gz": "Another channel of an image; only the first is taken.",
        "imagesTr/scan_001.nii.gz": "The image has no mask of its name.",
        "imagesTr/readme.txt": "This is no NIfTI or NRRD file.",
        "labelsTr/other.nii.gz": "The mask has no image of its name.",
    }


def case_with(mask: np.ndarray, tmp_path: Path, *, affine: np.ndarray = OBLIQUE, parts=TABLE) -> SiteCase:
    image = save_volume(stack(1), tmp_path / "image.nii.gz")
    return SiteCase(image, ImageFacts(), (MaskFile(save_volume(mask, tmp_path / "mask.nii.gz", affine), parts),))


def test_a_mask_beside_its_image_is_refused(tmp_path: Path) -> None:
    moved = OBLIQUE.copy()
    moved[0, 3] += 0.04  # of 1 mm: rounding
    assert case_with(label_map(0), tmp_path, affine=moved).read().masks["front"].any()
    moved[0, 3] += 0.1
    with pytest.raises(MaskOffGrid, match="beside its image"):
        case_with(label_map(0), tmp_path, affine=moved).read()
    flipped = OBLIQUE.copy()
    flipped[:3, 3] += 4 * flipped[:3, 0]
    flipped[:3, 0] *= -1
    with pytest.raises(MaskOffGrid, match="beside its image"):
        case_with(label_map(0), tmp_path, affine=flipped).read()
    with pytest.raises(MaskOffGrid, match="24 × 19 × 5 pixels, its image 24 × 20 × 5"):
        case_with(label_map(0)[:, 1:], tmp_path).read()


def test_values_that_no_structure_has(tmp_path: Path) -> None:
    values = label_map(0)
    values[0, 0, 0] = 7
    with pytest.raises(UnknownValue, match="the value 7"):
        case_with(values, tmp_path).read()
    flags = (MaskPart("front", 1, True), MaskPart("back", 2, True))
    with pytest.raises(UnknownValue, match="the value 7"):
        case_with(values, tmp_path, parts=flags).read()
    values[0, 0, 0] = 3
    masks = case_with(values, tmp_path, parts=flags).read().masks
    assert masks["front"][0, 0, 0]
    assert masks["back"][0, 0, 0]


def test_masks_of_broken_or_negative_values(tmp_path: Path) -> None:
    for values, words in ((label_map(0) - 0.5, "whole numbers"), (label_map(0) * 0.5 + 0.25, "broken values")):
        with pytest.raises(TrainingDataError, match=words):
            case_with(values.astype(np.float32), tmp_path).read()


def test_volumes_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.nii.gz").write_bytes(b"no volume")
    with pytest.raises(TrainingDataError, match="damaged"):
        SiteCase(tmp_path / "a.nii.gz", ImageFacts()).read()


def huge_png(rows: int, columns: int) -> bytes:
    """A few hundred bytes that say they unpack into so many pixels."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(1000)))]
    data = b"\x89PNG\r\n\x1a\n"
    for kind, content in [*chunks, (b"IEND", b"")]:
        data += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(huge_png(60_000, 60_000))
    with pytest.raises(TrainingDataError, match="60000 × 60000 pixels, more than 100 million"):
        picture_volume(path, ImageFacts())
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\xea\x60\xea\x60\x01\x01\x11\x00" + bytes(20) + b"\xff\xd9"
    path.write_bytes(jpeg)
    with pytest.raises(TrainingDataError, match="60000 × 60000 pixels"):
        picture_volume(path, ImageFacts())


@pytest.mark.parametrize(
    ("images", "masks"),
    [
        ("images/{case}.png", "seg/{case}_{structure}.png"),
        ("images/*.png", "seg/{case}_{structure}.png"),
        ("**/film{case}.png", "**/film{case}_{structure}.png"),
    ],
)
def test_patterns(images: str, masks: str, films: Path) -> None:
    for index in range(3):
        for at, structure in enumerate(("heart", "lung")):
            mask = np.zeros(draw(0).shape, np.uint8)
            mask[index, at] = 1
            save(mask, films / "seg" / f"film{index:02d}_{structure}.png")
    offered = offer_pattern(films, images, masks)
    assert offered.names == ("heart", "lung")
    assert [offer.shown for offer in offered.offers] == [f"images/film{index:02d}.png" for index in range(3)]
    assert len(offered.left_out) == 5
    read = offered.offers[2].content.read()
    np.testing.assert_array_equal(read.volume.voxels[0], draw(2))
    assert [np.argwhere(read.masks[name]).tolist() for name in ("heart", "lung")] == [[[0, 2, 0]], [[0, 2, 1]]]


def test_patterns_with_flags_and_persons(films: Path) -> None:
    for index in range(8):
        flags = np.zeros(draw(0).shape, np.uint8)
        flags[:24] |= 1
        flags[:, :20] |= 2
        save(flags, films / "masks" / f"film{index:02d}.png")
    parts = (MaskPart("upper", 1, True), MaskPart("left", 2, True))
    offered = offer_pattern(films, "images/film{person}{case}.png", "masks/film0{case}.png", parts=parts)
    # {person} takes one digit, {case} the other.
    assert [offer.person.identity for offer in offered.offers if offer.person] == [("0",)] * 8
    masks = offered.offers[0].content.read().masks
    assert masks["upper"][0, :24].all()
    assert not masks["upper"][0, 24:].any()
    assert masks["left"][0, :, :20].all()
    assert not masks["left"][0, :, 20:].any()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("images/a.png", "does not tell cases apart"), ("../{case}.png", "leads out"), ("{file}*.png", "names {file}")],
)
def test_patterns_that_say_nothing(pattern: str, words: str) -> None:
    with pytest.raises(TrainingDataError, match=words):
        compiled(pattern)


def test_leaving_out_and_renaming(volumes: Path, tmp_path: Path) -> None:
    offered = without(offer_nifti(volumes, parts=TABLE), {"imagesTr/scan_003.nii.gz"})
    offered = renamed(offered, {"back part": "rear", "nothing": "x"})
    assert offered.names == ("front", "rear")
    assert [one.name for one in offered.left_out] == ["imagesTr/scan_003.nii.gz"]
    masks = offered.offers[0].content.read().masks
    assert set(masks) == {"front", "rear"}
    np.testing.assert_array_equal(masks["rear"], label_map(0) == 2)
    joined = renamed(offered, {"rear": "front"})
    assert joined.names == ("front",)
    with pytest.raises(TrainingDataError, match="two masks of 'front'"):
        joined.offers[0].content.read()


def test_limits_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = save_volume(stack(1), tmp_path / "image.nii.gz")
    monkeypatch.setattr("ai.training.dataset.sources.site_pair.LARGEST_VOXELS", 100)
    with pytest.raises(TrainingDataError, match="larger than a scan"):
        SiteCase(image, ImageFacts()).read()
    picture = save(draw(1), tmp_path / "picture.png")
    monkeypatch.setattr("ai.training.dataset.foreign_picture.LARGEST_BYTES", 100)
    with pytest.raises(TrainingDataError, match="larger than a picture"):
        SiteCase(picture, ImageFacts()).read()


def test_four_dimensions(tmp_path: Path) -> None:
    volumes = [SimpleITK.ReadImage(str(save_volume(stack(k), tmp_path / f"{k}.nii.gz"))) for k in range(2)]
    SimpleITK.WriteImage(SimpleITK.JoinSeries(volumes[:1]), str(tmp_path / "one.nii.gz"))
    read = SiteCase(tmp_path / "one.nii.gz", ImageFacts()).read()
    np.testing.assert_array_equal(read.volume.voxels, stack(0))
    np.testing.assert_allclose(read.volume.affine_lps, OBLIQUE, atol=1e-5)
    SimpleITK.WriteImage(SimpleITK.JoinSeries(volumes), str(tmp_path / "two.nii.gz"))
    with pytest.raises(TrainingDataError, match="several volumes"):
        SiteCase(tmp_path / "two.nii.gz", ImageFacts()).read()


def test_pictures_that_are_cut_or_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nIEND")
    with pytest.raises(TrainingDataError, match="cannot be decoded"):
        SiteCase(path, ImageFacts()).read()
    path.write_bytes(b"\xff\xd8\xff\xff\xe0\x00\x04ab\xff\xd9")
    with pytest.raises(TrainingDataError, match="cannot be decoded"):
        SiteCase(path, ImageFacts()).read()
    picture = save(draw(1), tmp_path / "b.png")
    gone = MaskFile(tmp_path / "gone.png", (MaskPart("a"),))
    with pytest.raises(TrainingDataError, match="mask cannot be read"):
        SiteCase(picture, ImageFacts(), (gone,)).read()
    with pytest.raises(TrainingDataError, match="cannot be read"):
        require_readable(tmp_path / "gone.png")
    (tmp_path / "c.txt").write_text("words")
    with pytest.raises(TrainingDataError, match="no PNG, JPEG, NIfTI or NRRD"):
        require_readable(tmp_path / "c.txt")


def test_two_files_for_one_structure(tmp_path: Path) -> None:
    mask = save_volume(label_map(0), tmp_path / "mask.nii.gz")
    case = SiteCase(save_volume(stack(0), tmp_path / "image.nii.gz"), ImageFacts(), (MaskFile(mask, TABLE),) * 2)
    with pytest.raises(TrainingDataError, match="two masks of 'front'"):
        case.read()


def test_counts_without_making_masks(tmp_path: Path) -> None:
    masks = case_with(label_map(1), tmp_path).read().masks
    assert isinstance(masks, CountedMasks)
    assert len(masks) == 2
    assert masks.voxels() == {name: int(masks[name].sum()) for name in masks}
    flags = (MaskPart("one", 1, True), MaskPart("two", 2, True))
    both = case_with(label_map(1) | 1, tmp_path, parts=flags).read().masks
    assert isinstance(both, CountedMasks)
    assert both.voxels() == {name: int(both[name].sum()) for name in both}
    whole = RenamedMasks({"a": masks["front"], "b": masks["back part"]}, {"c": "a", "d": "b"})
    assert len(whole) == 2
    assert whole.voxels() == {"c": int(masks["front"].sum()), "d": int(masks["back part"].sum())}
    again = RenamedMasks(masks, {"x": "front"})
    assert again.voxels() == {"x": int(masks["front"].sum())}


def test_two_images_of_one_case_and_files_of_neither(films: Path) -> None:
    save(draw(40), films / "images" / "film00.jpg")
    mask = save(np.full((48, 40), 255, np.uint8), films / "masks" / "film00.png")
    (films / "masks" / "film00.txt").write_text("words")
    offered = offer_pattern(films, "images/{case}.*", "masks/{case}.png")
    assert mask.is_file()
    assert offered.names == ("structure",)
    assert ("images/film00.png", "Another image has the same name.") in [(o.name, o.reason) for o in offered.left_out]


def test_persons_that_a_pattern_does_not_find(volumes: Path) -> None:
    offered = offer_nifti(volumes, parts=TABLE, intake=Intake(person="scan_00([0-3])"))
    assert len(offered.offers) == 4
    assert {one.reason for one in offered.left_out} == {"The pattern for persons finds nothing in its name."}


def test_tables_are_proposed_without_what_cannot_be_read(volumes: Path) -> None:
    (volumes / "dataset.json").write_text("no list")
    for path in sorted((volumes / "labelsTr").iterdir())[1:]:
        path.write_bytes(b"no mask")
    assert offer_nifti(volumes).names == ("structure_1", "structure_2")
    next(iter(sorted((volumes / "labelsTr").iterdir()))).write_bytes(b"no mask")
    assert offer_nifti(volumes).names == ("structure",)


@pytest.mark.parametrize(
    ("text", "words"), [("a=1,b", "not understood"), ("a=0", "not understood"), ("a=1,b=1", "have the same value")]
)
def test_tables_that_are_none(text: str, words: str) -> None:
    with pytest.raises(TrainingDataError, match=words):
        parse_table(text)


@pytest.mark.parametrize("labels", [{"a": 1, "b": 70_000}, {"1": "a", "2": "a"}, {"a": [1, 2]}])
def test_labels_of_lists_that_are_none(labels: object) -> None:
    with pytest.raises(TrainingDataError, match="not understood"):
        table_of_json(labels)


def test_labels_of_lists() -> None:
    assert table_of_json(None) == ()
    assert [(one.name, one.value) for one in table_of_json({"background": 0, "b": 2, "a": 1})] == [("a", 1), ("b", 2)]
    assert [one.value for one in proposed_table((3, 7))] == [3, 7]
    assert [one.is_flag for one in proposed_table((1, 2, 4, 6))] == [True, True, True]
    assert not looks_like_flags((1, 2, 3))


def test_a_header_that_sends_to_another_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.raw"
    secret.write_bytes(bytes(24))
    lines = ["NRRD0004", "type: uint8", "dimension: 3", "sizes: 4 3 2", "encoding: raw"]
    path = tmp_path / "a.nrrd"
    for sent in (f"data file: {secret}", f"DataFile: {secret}"):
        path.write_text("\n".join([*lines, sent, "", ""]))
        with pytest.raises(Unsafe, match="sends to another file"):
            SiteCase(path, ImageFacts()).read()
    padded = "\n".join([*lines, *["# nothing"] * 7000, f"data file: {secret}", "", ""])
    path.write_text(padded)
    with pytest.raises(Unsafe, match="longer than one can be"):
        SiteCase(path, ImageFacts()).read()
    path.write_bytes("\n".join([*lines, "", ""]).encode() + bytes(range(24)))
    assert SiteCase(path, ImageFacts()).read().volume.voxels.ravel().tolist() == list(range(24))
    with pytest.raises(TrainingDataError, match="cannot be read"):
        SiteCase(tmp_path / "gone.nrrd", ImageFacts()).read()
