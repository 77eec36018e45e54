"""Names in all character sets, DICOM.md §3.26: by the standard's own examples, and as writers get them wrong."""

from __future__ import annotations

import os
import unicodedata
import warnings
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from app.dicom.files.attribute import codecs_of, person, quiet_pydicom, raw_value, text
from app.dicom.files.charset import codec_of, decode
from app.dicom.files.dicom_file import open_dicom
from app.dicom.headers.header import Header
from app.dicom.headers.objects import FoundObject
from app.dicom.study_scan import read_file, scan


def raw_name(value: bytes, character_set: bytes | None) -> Dataset:
    """Make a name as a file gives it, undecoded."""
    dataset = Dataset()
    if character_set is not None:
        dataset[0x00080005] = RawDataElement(Tag(0x00080005), "CS", len(character_set), character_set, 0, False, True)
    dataset[0x00100010] = RawDataElement(Tag(0x00100010), "PN", len(value), value, 0, False, True)
    return dataset


KOREAN = b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf"
JAPANESE = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B"  # PS3.5 H.3.1
KATAKANA = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J"


@pytest.mark.parametrize(
    ("value", "character_set", "name"),
    [
        pytest.param(KOREAN, b"\\ISO 2022 IR 149", "Hong, Gildong (洪 吉洞)", id="Korean, PS3.5 I.2"),
        pytest.param(JAPANESE, b"\\ISO 2022 IR 87", "Yamada, Tarou (山田 太郎)", id="Japanese, PS3.5 H.3.1"),
        pytest.param(KATAKANA, b"ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔﾏﾀﾞ, ﾀﾛｳ (山田 太郎)", id="Japanese, PS3.5 H.3.2"),
        pytest.param(
            b"Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1", b"ISO_IR 192", "Wang, XiaoDong (王 小東)", id="X1"
        ),
        pytest.param(b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", b"GB18030", "Wang, XiaoDong (王 小东)", id="X2"),
        pytest.param(b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", b"GBK", "Wang, XiaoDong (王 小东)", id="GBK"),
        pytest.param(
            b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab",
            b"\\ISO 2022 IR 58",
            "Zhang, XiaoDong (张 小东)",
            id="PS3.5 K.2",
        ),
        pytest.param("สมชาย^ใจดี".encode("tis_620"), b"ISO_IR 166", "สมชาย, ใจดี", id="Thai"),
        pytest.param(b"Zhang=\x1b$(D\x30\x21\x1b(B", b"\\ISO 2022 IR 159", "Zhang (丂)", id="JIS X 0212"),
        pytest.param("Æneas^Rüdiger".encode("latin-1"), b"ISO_IR 100", "Æneas, Rüdiger", id="Latin 1"),
        pytest.param("Люкceмбypг".encode("iso8859_5"), b"ISO_IR 144", "Люкceмбypг", id="Russian"),
        pytest.param("Διονυσιος".encode("iso8859_7"), b"ISO_IR 126", "Διονυσιος", id="Greek"),
        pytest.param("قباني^لنزار".encode("iso8859_6"), b"ISO_IR 127", "قباني, لنزار", id="Arabic"),
        pytest.param("שרון^דבורה".encode("iso8859_8"), b"ISO_IR 138", "שרון, דבורה", id="Hebrew"),
        pytest.param(b"\x1b-AM\xfcller^\x1b-FDi\xef", b"\\ISO 2022 IR 100\\ISO 2022 IR 126", "Müller, Diο", id="two"),
    ],
)
def test_item_26_names_as_the_standard_writes_them(value, character_set, name):
    assert person(raw_name(value, character_set), "PatientName") == name


@pytest.mark.parametrize(
    ("value", "character_set", "name"),
    [
        pytest.param("Müller^Zoë".encode(), None, "Müller, Zoë", id="none, and UTF-8"),
        pytest.param("Müller^Zoë".encode("latin-1"), None, "Müller, Zoë", id="none, and Latin 1"),
        pytest.param("Müller^Zoë".encode(), b"ISO_IR 6", "Müller, Zoë", id="ASCII, and UTF-8"),
        pytest.param("Müller^Zoë".encode(), b"UTF-8", "Müller, Zoë", id="a name of no standard"),
        pytest.param("Müller".encode("latin-1"), b"ISO 8859-1", "Müller", id="another one"),
        pytest.param("Müller".encode("latin-1"), b"ISO_IR_100", "Müller", id="underscores"),
        pytest.param("山田^太郎".encode(), b"NONSENSE", "山田, 太郎", id="nonsense, and UTF-8"),
        pytest.param("Müller".encode("latin-1"), b"NONSENSE", "Müller", id="nonsense, and Latin 1"),
        pytest.param(b"M\xfcller^A", b"ISO_IR 192", "Müller, A", id="UTF-8 that is Latin 1"),
        pytest.param("山田^太郎".encode()[:-1], b"ISO_IR 192", "山田, 太\ufffd", id="UTF-8 that was cut off"),
        pytest.param("Люк".encode(), b"ISO_IR 100", "Люк", id="Latin 1 that can only be UTF-8"),
        pytest.param("Müller".encode(), b"ISO_IR 100", "MÃ¼ller", id="as declared where that can be"),
        pytest.param(b"\xc8\xab^\xb1\xe6", b"\\ISO 2022 IR 149", "홍, 길", id="Korean without its escapes"),
        pytest.param(b"\x1b$)C\xc8\xab^\xb1\xe6", b"\\ISO 2022 IR 149", "홍, 길", id="Korean, escaped once"),
        pytest.param(b"A\x1b$B;3ED^B", b"\\ISO 2022 IR 87", None, id="Japanese never shifted back"),
        pytest.param(b"\x1b$B;3E\x1b(B", b"ISO 2022 IR 87", None, id="half a character"),
        pytest.param(b"\x1b$B;3\nED^B", b"\\ISO 2022 IR 87", "山 ED, B", id="a new line shifts back"),
        pytest.param(b"A\x1bZB\x1b", b"ISO 2022 IR 87", "AZB", id="escapes of no standard"),
        pytest.param(b"\x1b-A\xe9\x1b(B^A", b"", "é, A", id="not announced"),
        pytest.param(b"\xa1\xff\xfe", b"ISO_IR 166", None, id="bytes that Thai has not"),
        pytest.param(b"Doe^\x00Jane\x00", None, "Doe, Jane", id="NUL"),
        pytest.param("Doe\u202e^enaJ".encode(), b"ISO_IR 192", "Doe, enaJ", id="turn of direction"),
        pytest.param(b"<b>&amp;</b>^%s{0}%n", None, "<b>&amp;</b>, %s{0}%n", id="markup and formats stay text"),
        pytest.param(b"A^B\\C^D", None, "A, B", id="the first of several"),
        pytest.param(b"==\xa4", None, "¤", id="nothing but sounds"),
        pytest.param(b"", b"ISO_IR 192", "", id="empty"),
    ],
)
def test_item_26_names_as_writers_get_them_wrong(value, character_set, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = person(raw_name(value, character_set), "PatientName")
    assert read.isprintable()
    assert name is None or read == name


def test_nothing_that_a_file_says_raises():
    random = np.random.default_rng(4)
    sets = ["ISO_IR 192", "ISO 2022 IR 87", "ISO 2022 IR 13", "ISO 2022 IR 149", "GB18030", "ISO_IR 166", "", "X"]
    for _ in range(2000):
        value = bytes(random.choice([*range(256), 0x1B, 0x24, 0x29, 0x28, 0x42], size=12).astype(np.uint8))
        chosen = "\\".join(random.choice(sets, size=2))
        dataset = raw_name(value, chosen.encode())
        assert not {unicodedata.category(letter) for letter in person(dataset, "PatientName")} & {"Cc", "Cs", "Zl"}
        assert isinstance(decode(value, codecs_of(dataset)), str)


def test_terms_and_what_is_none():
    assert codec_of("ISO_IR 100") == codec_of("ISO 2022 IR 100") == codec_of(" iso-ir 100 ") == "iso8859_1"
    assert codec_of("ISO_IR 99") == codec_of("ISO 8859-12") == codec_of("ISO 8859-99999999999") == codec_of("") == ""
    assert codec_of("ISO_IR 13") == "shift_jis"


def test_an_item_reads_with_the_set_of_its_parent(tmp_path, write_image):
    inner = Dataset()
    inner.CodeMeaning = "Übersicht"
    path = write_image(
        tmp_path / "x.dcm",
        np.zeros((2, 2), np.uint8),
        SpecificCharacterSet="ISO_IR 100",
        ProcedureCodeSequence=[inner],
    )
    header = open_dicom(path).header
    (item,) = raw_value(header, "ProcedureCodeSequence")
    assert text(item, "CodeMeaning") == "Übersicht"


def test_a_value_that_pydicom_has_decoded_is_read_too():
    dataset = Dataset()
    dataset.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    dataset.PatientName = ["Yamada^Tarou=山田^太郎", "B"]
    assert person(dataset, "PatientName") == "Yamada, Tarou (山田 太郎)"
    assert codecs_of(dataset) == ("", "iso2022_jp")
    assert codecs_of(Dataset()) == ("",)


def test_threads_leave_the_filters_of_warnings_as_they_were():
    before = list(warnings.filters)
    first, second = quiet_pydicom(), quiet_pydicom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    warnings.warn("nobody hears it", stacklevel=1)
    second.__exit__(None, None, None)
    assert list(warnings.filters) == before


FILES = Path(pydicom.__file__).parent / "data" / "charset_files"

NAMES = {
    "chrArab": "قباني, لنزار",
    "chrFren": "Buc, Jérôme",
    "chrFrenMulti": "Buc, Jérôme",
    "chrGerm": "Äneas, Rüdiger",
    "chrGreek": "Διονυσιος",
    "chrH31": "Yamada, Tarou (山田 太郎)",
    "chrH32": "ﾔﾏﾀﾞ, ﾀﾛｳ (山田 太郎)",
    "chrHbrw": "שרון, דבורה",
    "chrI2": "Hong, Gildong (洪 吉洞)",
    "chrJapMulti": "やまだ, たろう",
    "chrJapMultiExplicitIR6": "やまだ, たろう",
    "chrKoreanMulti": "김희중",
    "chrRuss": "Люкceмбypг",
    "chrX1": "Wang, XiaoDong (王 小東)",
    "chrX2": "Wang, XiaoDong (王 小东)",
}


@pytest.mark.parametrize("name", NAMES)
def test_item_26_real_files(name):
    found = read_file(FILES / f"{name}.dcm")
    assert isinstance(found, Header | FoundObject)
    assert found.study.patient_name == NAMES[name]


def test_item_27_identifiers_are_only_text(tmp_path, write_image):
    """DICOM.md §3.27: nothing of a file becomes a path, and nothing is too long."""
    hostile = ["../../etc/passwd", "/abs", "a\\b", "x" * 5000, "1.2\0.3", "CON", "%n%s", "-rf"]
    for number, word in enumerate(hostile):
        write_image(
            tmp_path / "in" / f"{number}.dcm",
            np.zeros((2, 2), np.uint8),
            StudyInstanceUID="A" * len(word),
            PatientID="B" * len(word),
            SeriesInstanceUID="C" * len(word),
        )
        path = tmp_path / "in" / f"{number}.dcm"
        content = path.read_bytes()
        for letter in b"ABC":
            content = content.replace(bytes([letter]) * len(word), word.encode())
        path.write_bytes(content)
    before = sorted(os.listdir(tmp_path))
    result = scan([tmp_path])
    assert len(result.studies) == len(hostile)
    assert all(len(study.uid) <= 1024 and study.uid.isprintable() for study in result.studies)
    assert all(len(study.patient_id) <= 1024 for study in result.studies)
    assert sorted(os.listdir(tmp_path)) == before
