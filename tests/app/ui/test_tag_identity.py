"""Which values of a file tell who the patient is."""

from __future__ import annotations

import pytest

from app.dicom.tags import TagRow
from app.ui.tag_identity import Identity, identity_of, is_personal

NAME, ID, BIRTH, SEX = 0x00100010, 0x00100020, 0x00100030, 0x00100040
ACCESSION, REFERRING, PRIVATE, COMMENTS = 0x00080050, 0x00080090, 0x00191020, 0x00204000


def row(tag: int, vr: str, value: str) -> TagRow:
    return TagRow(tag, "", "", vr, value)


@pytest.fixture
def identity() -> Identity:
    return identity_of(
        (
            row(NAME, "PN", "Müller^Eva Ng=山田^花子"),
            row(ID, "LO", "PAT-47/b"),
            row(BIRTH, "DA", "19580412"),
            row(SEX, "CS", "F"),
            row(ACCESSION, "SH", "A7"),
            row(REFERRING, "PN", "House^Gregory"),
            row(0x00080060, "CS", "CT"),
        )
    )


@pytest.mark.parametrize("tag", [NAME, ID, SEX, ACCESSION, REFERRING])
def test_the_standard_ones_are_personal(tag: int) -> None:
    assert is_personal(row(tag, "PN" if tag == REFERRING else "LO", "x"))


@pytest.mark.parametrize(
    ("vr", "value"),
    [
        ("LO", "PAT-47/b"),
        ("UN", "PAT47B"),
        ("SH", "A7"),
        ("LT", "scan of MULLER, repeated"),
        ("ST", "eva"),
        ("UT", "id=PAT-47/b;series=2"),
        ("LO", "Eva Müller"),
        ("PN", "Anybody"),
        ("LO", "1958-04-12"),
        ("LO", "12.04.1958"),
        ("LO", "born 04/12/1958"),
        ("LO", "花子"),
        ("LO", "for Dr. House"),
        ("LO", "山田^花子"),
    ],
)
def test_elements_of_makers_that_repeat_it_are_known(identity: Identity, vr: str, value: str) -> None:
    assert identity.is_in(row(PRIVATE, vr, value))


@pytest.mark.parametrize("value", ["CT", "F", "A70", "evaluation", "ng", "1958", "47", "1.2.840.113619", "", "SIEMENS"])
def test_others_of_makers_are_shown(identity: Identity, value: str) -> None:
    assert not identity.is_in(row(PRIVATE, "LO", value))


def test_comments_that_tell_all_of_it_are_known_too(identity: Identity) -> None:
    assert identity.is_in(row(COMMENTS, "LT", "Müller Eva Ng was restless"))
    assert identity.is_in(row(COMMENTS, "LT", "see PAT-47/b"))
    # A word alone may be anything: a name of a patient may be that of an organ.
    assert not identity.is_in(row(COMMENTS, "LT", "house dust"))


def test_a_file_that_names_nobody_hides_nothing_more() -> None:
    nobody = identity_of((row(NAME, "PN", ""), row(ID, "LO", ""), row(SEX, "CS", "F")))
    assert nobody == Identity()
    assert not nobody.is_in(row(PRIVATE, "LO", "anything"))
