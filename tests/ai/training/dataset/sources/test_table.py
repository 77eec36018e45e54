from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.progress import Cancelled
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import Grouping, ImageFacts, Task
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.sources.offered import import_offered
from ai.training.dataset.sources.table import offer_table
from ai.training.dataset.wanted import Intake

from .conftest import draw, save

Write = Callable[..., Path]


def reasons(offered) -> dict[str, str]:
    return {one.name: one.reason for one in offered.left_out}


def test_classes_with_persons(write_table: Write, tmp_path: Path) -> None:
    rows = [f"images/film{index:02d}.png,{'sick' if index % 2 else 'well'},P{index // 2}" for index in range(8)]
    offered = offer_table(write_table("file,class,patient", *rows))
    assert (offered.task, offered.names, offered.left_out) == (Task.CLASSIFICATION, ("well", "sick"), ())
    dataset = import_offered(tmp_path / "set", offered).dataset
    assert len({case.group for case in dataset.cases}) == 4
    assert {case.record.grouping for case in dataset.cases} == {Grouping.TABLE}
    by_pixels = {case.volume().voxels.tobytes(): case for case in load_dataset(tmp_path / "set").cases}
    for index in range(8):
        assert by_pixels[draw(index).tobytes()].label == ("sick" if index % 2 else "well")


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("utf-8", ",")]
)
def test_what_spreadsheets_write(encoding: str, separator: str, films: Path) -> None:
    save(draw(70), films / "Läufe" / "a b.png")
    lines = ["Datei;Größe;Label", "Läufe\\a b.png;1,5;Rötung", "images/film01.png;2;gesund", ""]
    path = films / "t.csv"
    path.write_bytes("\r\n".join(lines).replace(";", separator).replace("1,5", "1").encode(encoding))
    offered = offer_table(path, columns={"path": "Datei"})
    assert {offer.shown: offer.label for offer in offered.offers} == {
        "Läufe/a b.png": "Rötung",
        "images/film01.png": "gesund",
    }


@pytest.mark.parametrize(
    ("header", "rows", "columns"), [("x", (19.5, 29.5), (9.5, 19.5)), ("xcenter", (15.0, 25.0), (5.0, 15.0))]
)
def test_bare_x_and_y_beside_width_and_height_are_a_corner(
    write_table: Write, tmp_path: Path, header: str, rows: tuple[float, float], columns: tuple[float, float]
) -> None:
    other = header.replace("x", "y")
    lines = [f"case,{header},{other},width,height,label", "film00,10,20,10,10,mass", "film01,,,,,"]
    imported = import_offered(tmp_path / "set", offer_table(write_table(*lines)))
    (box,) = [box for case in imported.dataset.cases for box in case.boxes]
    assert ((box.low_index[1], box.high_index[1]), (box.low_index[2], box.high_index[2])) == (rows, columns)


def test_boxes_around_centres_with_decimal_commas(write_table: Write, tmp_path: Path) -> None:
    lines = ["case;x;y;size_mm", "film00;20,5;30;4", "film00;8;9;2", "film01;;;", "film02;39;47;2", "film03;5;60;2"]
    intake = Intake(facts=ImageFacts("CR", pixel_mm=0.5))
    offered = offer_table(write_table(*lines), label="nodule", intake=intake)
    assert (offered.task, offered.names) == (Task.DETECTION, ("nodule",))
    imported = import_offered(tmp_path / "set", offered)
    # The third reaches 1.5 pixels over the corner, the fourth lies below the picture: both are no boxes.
    assert imported.added == 2
    assert {one.name for one in imported.left_out} == {"images/film02", "images/film03"}
    boxes = {case.volume().voxels.tobytes(): case.boxes for case in load_dataset(tmp_path / "set").cases}
    assert boxes[draw(1).tobytes()] == ()
    first, second = boxes[draw(0).tobytes()]
    assert (first.low_index, first.high_index) == ((-0.5, 26.0, 16.5), (0.5, 34.0, 24.5))
    # Pixels of 0.5 mm: x to the right, y downwards.
    assert first.low_lps_mm == pytest.approx((8.25, 13.0, -0.5))
    assert second.high_lps_mm == pytest.approx((5.0, 5.5, 0.5))


def test_boxes_from_corners(write_table: Write) -> None:
    offered = offer_table(
        write_table("path,x_min,y_min,x_max,y_max,label", "film00,0,0,40,48,all", "film01,1,2,3,,one")
    )
    (offer,) = offered.offers
    assert offer.content.read().boxes == (Box("all", (-0.5, -0.5, -0.5), (0.5, 47.5, 39.5)),)
    assert reasons(offered) == {"film01": "A corner of its box is missing."}


def test_masks_by_table_and_two_masks_for_one_label(films: Path, write_table: Write, tmp_path: Path) -> None:
    for index in range(3):
        mask = np.zeros(draw(0).shape, np.uint8)
        mask[index] = 255
        save(mask, films / "masks" / f"m{index}.png")
    rows = [
        "film00,masks/m0.png,left",
        "film00,masks/m1.png,right",
        "film01,masks/m2.png,left",
        "film01,masks/m1.png,left",
    ]
    offered = offer_table(write_table("path,mask,label", *rows))
    assert offered.names == ("left", "right")
    assert reasons(offered) == {"images/film01.png": "The image has two masks of 'left'."}
    masks = offered.offers[0].content.read().masks
    assert [np.flatnonzero(masks[name][0].all(axis=1)).tolist() for name in ("left", "right")] == [[0], [1]]


def test_paths_of_a_table_are_never_trusted(films: Path, write_table: Write, tmp_path: Path) -> None:
    secret = save(draw(99), tmp_path / "secret.png")
    (films / "link.png").symlink_to(secret)
    (films / "linked").symlink_to(tmp_path)
    hostile = ["../secret.png", str(secret), "images/../../secret.png", "C:\\secret.png", "~/secret.png"]
    hostile += ["link.png", "linked/secret.png", "\\\\server\\secret.png"]
    rows = [f"{path},a" for path in hostile]
    offered = offer_table(write_table("path,label", *rows, "film00,a", "film01,b"))
    assert [offer.shown for offer in offered.offers] == ["images/film00.png", "images/film01.png"]
    assert set(reasons(offered)) == set(hostile)
    assert set(reasons(offered).values()) == {
        "Its path leads out of the folder.",
        "Its path is a link that leads out of the folder.",
    }


def test_rows_that_do_not_fit(write_table: Write) -> None:
    rows = ["film00,a,P1", "film00,a,P1", "film00,b,P1", "film00,c,P2", "film01,,P1", "nowhere,a,P1", ",a,P1", "film02"]
    offered = offer_table(write_table("path,label,patient", *rows))
    assert [(offer.shown, offer.label) for offer in offered.offers] == [
        ("images/film00.png", "a"),
        ("images/film00.png", "b"),
    ]
    assert [one.reason for one in offered.left_out] == [
        "The list names it twice.",
        "Another row says that it is of another person.",
        "The row names no class.",
        "There is no such file.",
        "It names no file.",
        "The row names no class.",
    ]


def test_names_that_several_files_have(films: Path, write_table: Write) -> None:
    save(draw(1), films / "masks" / "film00.png")
    save(draw(2), films / "one" / "x.png")
    save(draw(3), films / "two" / "x.png")
    offered = offer_table(write_table("path,label", "film00,a", "x,b"))
    assert [offer.shown for offer in offered.offers] == ["images/film00.png"]
    assert reasons(offered) == {"x": "2 files have this name."}


@pytest.mark.parametrize(
    ("lines", "columns", "words"),
    [
        (("",), {}, "has no rows"),
        (("path,label",), {}, "has no rows"),
        (("name,label", "a,b"), {}, "No column of the table names the images"),
        (("path,age", "a,3"), {}, "no column with a class"),
        (("path,path", "a,3"), {}, "'path' twice"),
        (("path,label", "a,b"), {"label": "klasse"}, "no column 'klasse'"),
        (("path,label", "a,b"), {"colour": "label"}, "nothing that a column can say"),
        (("path,x,y,size_mm", "film00,1,2,3"), {}, "size of a pixel is not known"),
        (("path,label", '"' + "a" * 200_000 + ",b"), {}, "no table"),
    ],
)
def test_tables_that_say_nothing(
    lines: tuple[str, ...], columns: dict[str, str], words: str, write_table: Write
) -> None:
    with pytest.raises(TrainingDataError, match=words):
        offer_table(write_table(*lines), columns=columns)


def test_a_hundred_thousand_rows(films: Path, write_table: Write) -> None:
    rows = [f"images/film{index % 8:02d}.png,{'ab'[index % 2]}" for index in range(50_000)]
    rows += [f"gone/film{index}.png,a" for index in range(50_000)]
    started = time.process_time()
    offered = offer_table(write_table("path,label", *rows))
    assert len(offered.offers) == 8
    assert len(offered.left_out) == 100_000 - 8
    assert time.process_time() - started < 20


def test_it_can_be_cancelled(write_table: Write) -> None:
    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        offer_table(write_table("path,label", "film00,a"), progress=stop)


def test_boxes_with_missing_parts(write_table: Write) -> None:
    rows = ["film00,5,6,,4", "film01,5,,3,4", "film02,five,6,3,4", "film03,5,6,3,4"]
    offered = offer_table(write_table("path,x,y,w,h", *rows))
    assert reasons(offered) == {
        "film00": "The place or the size of its box is missing.",
        "film01": "The place or the size of its box is missing.",
        "film02": "'five' is no number.",
    }
    assert offered.names == ("finding",)
    offered = offer_table(write_table("path,x1,y1,x2,y2", "film00,,,,", "film01,1,2,3,4"))
    assert [len(offer.content.read().boxes) for offer in offered.offers] == [0, 1]


def test_more_boxes_and_longer_names_than_there_are(write_table: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.training.dataset.sources.table.MOST_BOXES", 1)
    offered = offer_table(
        write_table("path,x,y,size,label", "film00,5,6,3,a", "film00,5,9,3,a", f"film01,5,9,3,{'a' * 101}")
    )
    assert [one.reason for one in offered.left_out] == [
        "It has more boxes than a picture can have.",
        "The name of a class is too long or has characters that cannot be shown.",
    ]


def test_masks_of_a_table_whose_values_are_looked_at(films: Path, write_table: Write) -> None:
    mask = np.zeros(draw(0).shape, np.uint8)
    mask[3], mask[9] = 1, 2
    save(mask, films / "masks" / "m.png")
    offered = offer_table(write_table("path,mask", "images/film00.png,masks/m.png", "film01,masks/gone.png"))
    assert offered.names == ("structure_1", "structure_2")
    assert reasons(offered) == {"film01": "There is no such file."}


def test_tables_that_cannot_be_read(films: Path, write_table: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TrainingDataError, match="cannot be read"):
        offer_table(films / "gone.csv")
    monkeypatch.setattr("ai.training.dataset.sources.site_table.LARGEST_BYTES", 5)
    with pytest.raises(TrainingDataError, match="larger than a list"):
        offer_table(write_table("path,label", "a,b"))
