"""Every attribute of the table is handled as the table says, at every depth; what it does not name is judged."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from app.dicom.deidentify.cleaned import Cleaner
from app.dicom.deidentify.profile import Rule, rule_of, table
from app.dicom.deidentify.pseudonyms import Pseudonyms

SECRET = "Mustermann"

VALUES = {
    "AE": SECRET,
    "AS": "063Y",
    "AT": 0x00100010,
    "CS": SECRET.upper(),
    "DA": "20260312",
    "DS": "63.25",
    "DT": "20260312101500",
    "FD": 63.25,
    "FL": 63.25,
    "IS": "6325",
    "LO": SECRET,
    "LT": SECRET,
    "OB": SECRET.encode(),
    "OW": SECRET.encode(),
    "PN": f"{SECRET}^Erika",
    "SH": SECRET,
    "SL": 6325,
    "SS": 6325,
    "ST": SECRET,
    "TM": "101500",
    "UC": SECRET,
    "UI": "1.2.276.0.7230010.3.1.2.1234",
    "UL": 6325,
    "UN": SECRET.encode(),
    "UR": f"http://{SECRET}.de",
    "US": 6325,
    "UT": SECRET,
}

LISTED = [tag for tag in table.ALL_TAGS if len(tag) == 2 and tag[0] != 0x0002 and not tag[0] % 2]
SINGLE = [tag for tag in LISTED if dictionary_has_tag(Tag(tag))]


def vr_of(tag: tuple[int, int]) -> str:
    return dictionary_VR(Tag(tag)).split(" or ")[0]


def with_value(tag: tuple[int, int]) -> Dataset:
    dataset = Dataset()
    vr = vr_of(tag)
    if vr == "SQ":
        inner = Dataset()
        inner.PatientName = f"{SECRET}^Erika"
        inner.ReferencedSOPInstanceUID = VALUES["UI"]
        inner.CodeMeaning = f"by {SECRET}"
        inner.TextValue = SECRET
        dataset.add_new(tag, "SQ", Sequence([inner]))
    else:
        dataset.add_new(tag, vr, VALUES[vr])
    return dataset


def clean(dataset: Dataset, **options: bool) -> Dataset:
    Cleaner(Pseudonyms(), **options).clean(dataset)
    return dataset


def all_values(dataset: Dataset) -> list[object]:
    return [element.value for element in dataset.iterall() if element.VR != "SQ"]


@pytest.mark.parametrize("nested", [False, True], ids=["top", "nested"])
def test_every_attribute_of_the_table_is_handled_as_it_says(nested: bool) -> None:
    assert len(SINGLE) > 600
    for tag in SINGLE:
        dataset = with_value(tag)
        dataset.PatientName = f"{SECRET}^Erika"
        if nested:
            outer = Dataset()
            outer.PatientName = f"{SECRET}^Erika"
            outer.ReferencedSeriesSequence = [dataset]
            dataset = outer
        clean(dataset)
        left = [dataset.ReferencedSeriesSequence[0]] if nested else [dataset]
        for each in left:
            require(each, tag, nested)
        assert not any(SECRET.casefold() in str(value).casefold() for value in all_values(dataset)), keyword(tag)


def test_what_is_newer_than_the_dictionary_goes() -> None:
    newer = set(LISTED) - set(SINGLE)
    assert len(newer) < 30
    for tag in newer:
        assert rule_of(Tag(tag), "UN") is Rule.REMOVE


def keyword(tag: tuple[int, int]) -> str:
    return keyword_for_tag(Tag(tag)) or str(tag)


def require(dataset: Dataset, tag: tuple[int, int], nested: bool) -> None:
    """The code of the table that this attribute has."""
    name = keyword(tag)
    codes = {
        "D_TAGS": table.D_TAGS,
        "Z_TAGS": table.Z_TAGS,
        "X_TAGS": table.X_TAGS,
        "U_TAGS": table.U_TAGS,
        "Z_D_TAGS": table.Z_D_TAGS,
        "X_Z_TAGS": table.X_Z_TAGS,
        "X_D_TAGS": table.X_D_TAGS,
        "X_Z_D_TAGS": table.X_Z_D_TAGS,
        "X_Z_U_STAR_TAGS": table.X_Z_U_STAR_TAGS,
    }
    (code,) = (each for each, tags in codes.items() if tag in tags)
    if name in OWN and not nested:
        return
    if code == "X_TAGS":
        assert tag not in dataset, name
        return
    assert tag in dataset, name
    value, vr = dataset[tag].value, dataset[tag].VR
    if vr == "SQ":
        assert code in ("D_TAGS", "X_Z_U_STAR_TAGS", "Z_D_TAGS", "X_D_TAGS", "X_Z_D_TAGS") or len(value) == 0, name
        for item in value:
            assert item.get("ReferencedSOPInstanceUID", "2.25.1") != VALUES["UI"], name
            assert not item.get("PatientName")
        return
    original = VALUES[vr]
    if code == "U_TAGS" or (vr == "UI" and code != "X_Z_TAGS"):
        assert value.startswith("2.25."), name
    elif code in ("Z_TAGS", "X_Z_TAGS"):
        assert value in (None, ""), name
    else:
        assert value != original, name
        assert value not in (None, ""), name


OWN = ("PatientName", "PatientID", "DeidentificationMethod", "DeidentificationMethodCodeSequence")
"""What is written anew."""

WORDS = """
PatientName PatientID IssuerOfPatientID PatientBirthDate PatientBirthTime PatientSex OtherPatientIDs
OtherPatientIDsSequence OtherPatientNames PatientBirthName PatientAge PatientSize PatientWeight PatientAddress
PatientMotherBirthName MilitaryRank BranchOfService CountryOfResidence RegionOfResidence PatientTelephoneNumbers
EthnicGroup Occupation AdditionalPatientHistory PregnancyStatus PatientReligiousPreference PatientComments
MedicalRecordLocator MedicalAlerts Allergies PatientInsurancePlanCodeSequence PatientState ResponsiblePerson
ResponsibleOrganization CurrentPatientLocation PatientInstitutionResidence StudyDate SeriesDate AcquisitionDate
ContentDate StudyTime SeriesTime AcquisitionTime ContentTime AcquisitionDateTime AccessionNumber InstitutionName
InstitutionAddress InstitutionalDepartmentName ReferringPhysicianName ReferringPhysicianAddress
ReferringPhysicianTelephoneNumbers PerformingPhysicianName NameOfPhysiciansReadingStudy PhysiciansOfRecord
OperatorsName AdmittingDiagnosesDescription StudyDescription SeriesDescription StudyID StationName DeviceSerialNumber
ProtocolName RequestingPhysician RequestingService RequestedProcedureDescription PerformedProcedureStepDescription
PerformedProcedureStepID ScheduledProcedureStepDescription RequestedProcedureID ImageComments DerivationDescription
StudyComments AdmissionID IssuerOfAdmissionID VisitComments TextString ContentCreatorName PersonName
VerifyingObserverName StudyInstanceUID SeriesInstanceUID SOPInstanceUID FrameOfReferenceUID ReferencedSOPInstanceUID
SynchronizationFrameOfReferenceUID DeviceUID IrradiationEventUID TransactionUID InstanceCreatorUID
OriginalAttributesSequence RequestAttributesSequence IconImageSequence CurveData InterpretationAuthor ROIName
ReviewerName PatientTransportArrangements HumanPerformerName PersonAddress PersonTelephoneNumbers
DigitalSignaturesSequence EncryptedAttributesSequence
"""
DANGEROUS = WORDS.split()


def test_the_most_dangerous_attributes_keep_nothing() -> None:
    known = [each for each in DANGEROUS if tag_for_keyword(each) is not None and dictionary_VR(each) != "SQ"]
    assert len(known) >= 60
    dataset = Dataset()
    for each in known:
        setattr(dataset, each, VALUES[dictionary_VR(each).split(" or ")[0]])
    for each in DANGEROUS:
        if tag_for_keyword(each) is not None and dictionary_VR(each) == "SQ":
            setattr(dataset, each, [with_value((0x10, 0x20))])
    before = {each: dataset[each].value for each in known}
    clean(dataset)
    for each in known:
        assert each not in dataset or dataset[each].value != before[each], each
    assert SECRET.casefold() not in str(dataset).casefold()
    assert dataset.PatientName == "Anonymous 0001"
    assert dataset.PatientIdentityRemoved == "YES"
    assert "2026c" in dataset.DeidentificationMethod
    assert [each.CodeValue for each in dataset.DeidentificationMethodCodeSequence] == ["113100"]
    assert dataset.LongitudinalTemporalInformationModified == "REMOVED"


def test_private_elements_curves_overlays_and_the_unknown_go_at_every_depth() -> None:
    inner, dataset = Dataset(), Dataset()
    for each in (inner, dataset):
        each.private_block(0x0029, SECRET, create=True).add_new(0x01, "LO", SECRET)
        each.add_new((0x6000, 0x3000), "OW", SECRET.encode())
        each.add_new((0x6000, 0x0022), "LO", SECRET)
        each.add_new((0x5002, 0x3000), "OW", SECRET.encode())
        each.add_new((0x0018, 0xFFFE), "LO", SECRET)
        each.add_new((0xFFFC, 0xFFFC), "OB", SECRET.encode())
    dataset.ReferencedSeriesSequence = [inner]
    clean(dataset)
    assert len(dataset.ReferencedSeriesSequence[0]) == 0
    assert {element.tag.group for element in dataset} <= {0x0008, 0x0012, 0x0028}


def test_what_the_table_does_not_name_is_judged_by_its_kind() -> None:
    assert rule_of(Tag("PixelData"), "OW") is Rule.KEEP
    assert rule_of(Tag("SOPClassUID"), "UI") is Rule.UID
    assert rule_of(Tag("SegmentDescription"), "ST") is Rule.REMOVE
    assert rule_of(Tag("Rows"), "US") is Rule.KEEP
    dataset = Dataset()
    dataset.PatientName = f"{SECRET}^Li"
    dataset.PatientID = "4711-08"
    dataset.SegmentLabel = f"Lesion of {SECRET.lower()}s"
    dataset.ManufacturerModelName = "Scanner of LI"
    dataset.ConvolutionKernel = "Linear"
    dataset.ContentLabel = SECRET.upper()
    dataset.CodeMeaning = "no 4711-08"
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    clean(dataset)
    assert dataset.SegmentLabel == dataset.ManufacturerModelName == dataset.CodeMeaning == "REMOVED"
    assert dataset.ConvolutionKernel == "Linear"
    assert dataset.SOPClassUID == "1.2.840.10008.5.1.4.1.1.2"


def test_uids_stay_consistent_within_a_job_and_differ_between_jobs() -> None:
    job, other = Pseudonyms(), Pseudonyms()
    assert job.uid("1.2.3") == job.uid("1.2.3") != job.uid("1.2.4")
    assert job.uid("1.2.3") != other.uid("1.2.3")
    assert len(job.uid("1.2.3")) <= 64
    assert job.uid("1.2.840.10008.1.4.1.1") == "1.2.840.10008.1.4.1.1"
    assert job.patient_id("A") != other.patient_id("A")


def test_shifted_dates_keep_their_distance_but_not_the_birthday() -> None:
    cleaner = Cleaner(Pseudonyms(), shift_dates=True)
    dates = []
    for day in ("20260312", "20260319"):
        dataset = Dataset()
        dataset.PatientID, dataset.PatientBirthDate = "P1", "19580412"
        dataset.StudyDate, dataset.StudyTime, dataset.AcquisitionDateTime = day, "101500", f"{day}101500.123"
        cleaner.clean(dataset)
        assert not dataset.PatientBirthDate
        assert dataset.StudyTime == "101500"
        assert dataset.AcquisitionDateTime == f"{dataset.StudyDate}101500.123"
        assert dataset.LongitudinalTemporalInformationModified == "MODIFIED"
        assert "113107" in [each.CodeValue for each in dataset.DeidentificationMethodCodeSequence]
        dates.append(datetime.strptime(dataset.StudyDate, "%Y%m%d"))
    assert (dates[1] - dates[0]).days == 7
    assert (datetime(2026, 3, 12) - dates[0]).days >= 365
    other = Dataset()
    other.PatientID, other.StudyDate = "P2", "20260312"
    cleaner.clean(other)
    assert other.StudyDate != f"{dates[0]:%Y%m%d}"


def test_a_date_that_is_none_goes() -> None:
    dataset = Dataset()
    dataset.PatientID = "P1"
    dataset.add_new("StudyDate", "DA", "12.3.2026")
    clean(dataset, shift_dates=True)
    assert not dataset.StudyDate


def test_what_cannot_be_read_goes() -> None:
    dataset = Dataset()
    dataset.PatientID = "P1"
    dataset[0x00280010] = RawDataElement(Tag(0x00280010), "US", 3, b"abc", 0, False, True)
    clean(dataset)
    assert "Rows" not in dataset


def test_what_was_done_before_is_said_once() -> None:
    dataset = Dataset()
    dataset.PatientID = "P1"
    clean(clean(dataset))
    assert [each.CodeValue for each in dataset.DeidentificationMethodCodeSequence] == ["113100"]


def test_days_before_the_calendar_go() -> None:
    dataset = Dataset()
    dataset.PatientID, dataset.StudyDate = "P1", "00010101"
    clean(dataset, shift_dates=True)
    assert not dataset.StudyDate
