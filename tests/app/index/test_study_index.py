"""What is remembered is found, by the index of words as without it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.index.database import Database, has_trigrams
from app.index.query import parse
from app.index.record import StudyRecord, record_of
from app.index.study_index import StudyIndex


@pytest.fixture(params=[True, False], ids=["trigrams", "plain"])
def index(request, tmp_path: Path) -> StudyIndex:
    if request.param and not has_trigrams():
        pytest.skip("this SQLite has no trigrams")
    return StudyIndex(Database(tmp_path / "studies.sqlite3", uses_trigrams=request.param))


def uids(index: StudyIndex, text: str) -> list[str]:
    return [study.uid for study in index.find(parse(text)).studies]


def test_all_of_a_study_comes_back(index: StudyIndex, record, make) -> None:
    known = record_of(make.study(make.series(slices=3), make.series("7", "MR")), [Path("/scans")])
    odd = record(2, places=(str(Path("/scans/b\udce4d").absolute()),), modalities=(), body_parts=(), date="", time="x")
    index.remember([known, odd])
    assert index.find(()).studies == (known, odd)
    assert (known.modalities, known.body_parts) == (("CR", "MR"), ("CHEST",))
    assert (known.series_count, known.image_count, known.first_series_uid) == (2, 4, "1.2.3")


@pytest.mark.parametrize(
    "text",
    [
        *("muller", "MÜLLER", "mueller", "müller anna", "an mul", "Müller^Anna", "üll"),
        *("pat-0001", "PAT0001", "0001", "a0001", "chest", "ct", "CT chest", "ches"),
        *("2024", "2024-03", "20240312", "12.03.2024", "03/12/2024", "2024-01..2024-03", "2024..", "12.04.1958"),
        *("1958-04-12", "19580412", "1.2.3.4.5.6.1", "ct 2024-03 chest", '"ct"', ""),
    ],
)
def test_found_by(index: StudyIndex, record, text: str) -> None:
    index.remember([record(1, uid="1.2.3.4.5.6.1")])
    assert uids(index, text) == ["1.2.3.4.5.6.1"]


@pytest.mark.parametrize(
    "text", ["smith", "nna", "mr", "2023", "2024-04", "..2023", "13.03.2024", "muller smith", '"mr"', "1.2.3.4.5.6.2"]
)
def test_not_found_by(index: StudyIndex, record, text: str) -> None:
    index.remember([record(1, uid="1.2.3.4.5.6.1", patient_name="Müller, Ann", description="CT", body_parts=())])
    assert uids(index, text) == []


@pytest.mark.parametrize(
    "text", ["%", "_", "a%b", '"; DROP TABLE study; --', "x' OR '1'='1", "AND OR NOT", "words:*", "NEAR("]
)
def test_nothing_that_is_typed_is_a_command(index: StudyIndex, record, text: str) -> None:
    index.remember([record(1)])
    index.find(parse(text))
    assert uids(index, "muller") == ["1.2.1"]


def test_a_modality_that_nobody_has_is_the_start_of_a_word(index: StudyIndex, record) -> None:
    index.remember([record(1), record(2, patient_name="Smith, John", modalities=("CR",))])
    assert uids(index, "sm") == ["1.2.2"]
    assert uids(index, "ct sm") == []
    index.remember([record(3, modalities=("SM",), patient_name="X"), record(4, modalities=("SM", "DX"))])
    assert uids(index, "sm") == ["1.2.4", "1.2.3"]
    assert uids(index, "xray") == ["1.2.4", "1.2.2"]
    assert uids(index, "sm x-ray mul") == ["1.2.4"]
    assert uids(index, "x-ray ct") == []


def test_a_year_is_no_part_of_longer_numbers_but_may_be_a_number(index: StudyIndex, record) -> None:
    numbers = {"1.2.1": ("20230101", "X-2024-7"), "1.2.2": ("20230101", "20240007"), "1.2.3": ("20240101", "9")}
    index.remember(
        record(int(uid[-1]), date=day, patient_id=number, accession_number="") for uid, (day, number) in numbers.items()
    )
    assert uids(index, "2024") == ["1.2.3", "1.2.1"]
    assert set(uids(index, '"2024"')) == {"1.2.1", "1.2.2"}


def test_the_newest_first_and_no_more_than_asked(index: StudyIndex, record) -> None:
    days = ["20240101", "20230101", "", "20250101"]
    index.remember(record(number, date=day) for number, day in enumerate(days))
    found = index.find(parse("muller"), limit=3)
    assert [study.date for study in found.studies] == ["20250101", "20240101", "20230101"]
    assert found.has_more
    assert found.total == 4
    assert not index.find(parse("muller"), limit=4).has_more


def test_without_a_query_those_opened_last(index: StudyIndex, record) -> None:
    index.remember([record(1), record(2, date="20200101"), record(3)])
    index.note_opened(record(2).key, 2000)
    index.note_opened(record(9).key, 3000)
    assert uids(index, "") == ["1.2.2", "1.2.3", "1.2.1"]
    assert index.find(()).studies[0].opened_at == 2000


def test_what_is_opened_in_part_keeps_what_was_known(index: StudyIndex, record) -> None:
    whole = record(1, modalities=("CT", "PT"), opened_at=0)
    index.remember([whole])
    index.note_opened(whole.key, 5)
    part = record(1, image_count=1, series_count=1, modalities=("CT", "SR"), first_series_uid="x", body_parts=("HEAD",))
    index.remember([whole])  # Nothing new.
    index.remember([replace(part, places=(str(Path("/elsewhere/x").absolute()), *whole.places))])
    (known,) = index.find(parse("muller")).studies
    assert (known.image_count, known.series_count, known.first_series_uid) == (100, 2, whole.first_series_uid)
    assert (known.modalities, known.body_parts) == (("CT", "PT", "SR"), ("CHEST", "HEAD"))
    assert known.paths == (Path("/elsewhere/x").absolute(), *whole.paths)
    assert known.opened_at == 5


def test_a_study_whose_date_was_corrected_is_found_by_the_new_one_only(index: StudyIndex, record) -> None:
    index.remember([record(1)])
    index.remember([record(1, date="20250101", description="MR Head", modalities=("MR",))])
    assert uids(index, "2024") == []
    assert uids(index, "2025 head mr") == ["1.2.1"]
    assert uids(index, "chest") == ["1.2.1"]  # The body part is still known.
    assert index.find(()).total == 1


def test_two_patients_under_one_uid_are_two(index: StudyIndex, record) -> None:
    index.remember([record(1), record(1, patient_name="Smith, John")])
    assert index.find(()).total == 2


def test_one_second_may_have_more_studies_than_numbers(index: StudyIndex, record, monkeypatch) -> None:
    monkeypatch.setattr("app.index.study_index.SECOND", 2)
    index.remember([record(number) for number in range(5)])
    assert set(uids(index, "20240312")) == {f"1.2.{number}" for number in range(5)}
    index.remember([record(number, date="") for number in range(5, 9)])
    assert index.find(()).total == 9


def test_forgotten_is_gone_from_the_files(index: StudyIndex, record, tmp_path: Path) -> None:
    secret = record(2, patient_name="Unforgettable, X")
    index.remember([record(1), secret])
    aside = tmp_path / "studies-damaged-20240101-000000.sqlite3"
    aside.write_bytes(b"UNFORGETTABLE")
    index.forget([secret.key])
    assert uids(index, "unforgettable") == []
    assert uids(index, "ct") == ["1.2.1"]
    index.forget_all()
    assert index.find(()).total == 0
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"nforgettable" not in left.lower()
    assert b"ller" not in left
    assert not aside.exists()


def fits(study: StudyRecord, text: str) -> bool:
    """The same, said in Python."""
    words = f" {study.patient_name} {study.description}".lower()
    return all((word if len(word) > 2 else f" {word}") in words for word in text.split())


def test_a_thousand_studies_as_python_finds_them(index: StudyIndex, record) -> None:
    dice = random.Random(7)
    letters = "abcde"
    studies = [
        record(
            number,
            date=f"20{dice.randrange(10, 25)}0{dice.randrange(1, 10)}1{dice.randrange(10)}",
            patient_name=" ".join("".join(dice.choices(letters, k=dice.randrange(1, 6))) for _ in range(3)),
            patient_id="",
            accession_number="",
            body_parts=(),
            description="",
        )
        for number in range(1000)
    ]
    index.remember(studies)
    for _ in range(60):
        text = " ".join("".join(dice.choices(letters, k=dice.randrange(1, 5))) for _ in range(dice.randrange(1, 3)))
        expected = {study.uid for study in studies if fits(study, text)}
        found = index.find(parse(f'"{text}"'), limit=2000).studies
        assert {study.uid for study in found} == expected, text
        dates = [study.date for study in found]
        assert dates == sorted(dates, reverse=True)
