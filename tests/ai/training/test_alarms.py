"""What each alarm says, and what leaks do to the verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.library.seen_cases import NONE_SEEN, after, seen_set
from ai.training.alarms import (
    Alarm,
    Flatters,
    Severity,
    area_of_card,
    auc_alarm,
    control_alarm,
    control_of_card,
    copies_alarm,
    judged,
    labels_alarm,
    persons_alarm,
    remembered,
    seen_alarm,
)
from ai.training.compare import Verdict, Word
from ai.training.dataset.case import Case, CaseRecord, Grouping, Task
from ai.training.dataset.dataset import Dataset, Part, Placed, Split
from ai.training.dataset.label_origin import LabelRecord, Origin
from ai.training.random_labels import Features, random_label_control
from ai.training.roc import Estimate


def _case(
    key: str, group: str = "", *, way: Grouping = Grouping.PATIENT_ID, labels: tuple[LabelRecord, ...] = ()
) -> Case:
    record = CaseRecord(
        2, key, group or f"person-{key}", way, "", 0, "image.png", "", f"pixels of {key}", "0" * 16, "", labels=labels
    )
    return Case(Path(key), record, "", (), "", "")


def _dataset(parts: dict[str, Part], cases: list[Case]) -> Dataset:
    placed = tuple(Placed(case.key, case.group, "", parts[case.key]) for case in cases)
    split = Split((0.6, 0.2, 0.2), 0, (), placed, "")
    return Dataset(Path(), Task.CLASSIFICATION, ("a", "b"), tuple(cases), split)


PARTS = {"a": Part.TRAIN, "b": Part.VALIDATION, "c": Part.TEST, "d": Part.LEFT_OUT}


@pytest.mark.parametrize(
    ("cases", "severity", "words"),
    [
        ([_case("a"), _case("b"), _case("c")], Severity.PASSED, "No person"),
        (
            [_case("a", "p"), _case("b"), _case("c", "p")],
            Severity.LEAK,
            "1 persons or blocks are on more than one side",
        ),
        ([_case("a", "p"), _case("c"), _case("d", "p")], Severity.PASSED, "No person"),  # left out is no side
        ([_case("a", way=Grouping.BLOCK), _case("c")], Severity.CAUTION, "1 cases are of unknown persons"),
        ([_case("a", way=Grouping.STUDY), _case("c")], Severity.CAUTION, "told apart by study"),
    ],
)
def test_the_same_person_on_two_sides(cases: list[Case], severity: Severity, words: str) -> None:
    alarm = persons_alarm(_dataset(PARTS, cases))
    assert alarm.severity is severity
    assert words in alarm.sentence


@pytest.mark.parametrize(
    ("pairs", "severity"),
    [
        ({("a", "c")}, Severity.LEAK),
        ({("c", "b")}, Severity.LEAK),
        ({("a", "b")}, Severity.CAUTION),
        ({("a", "d"), ("c", "d"), ("a", "gone")}, Severity.PASSED),
        (set(), Severity.PASSED),
    ],
)
def test_nearly_equal_pictures(pairs: set[tuple[str, str]], severity: Severity) -> None:
    assert copies_alarm(pairs, PARTS).severity is severity


def test_held_out_cases_that_a_model_has_seen() -> None:
    tested = [_case("x"), _case("y"), _case("z")]
    fresh = after(NONE_SEEN, seen_set("fresh-1", ["pixels of q"]))
    knows = after(fresh, seen_set("knows-1", ["pixels of x", "pixels of z"]))
    alarm = seen_alarm(tested, knows, fresh, has_base=True)
    assert (alarm.severity, alarm.flatters) == (Severity.LEAK, Flatters.NEW)
    assert "2 of 3 held-out cases were among the training cases of knows-1" in alarm.sentence
    both = seen_alarm(tested, knows, knows, has_base=True)
    assert both.flatters is Flatters.NEW
    assert "2 of 3" in both.sentence
    alarm = seen_alarm(tested, fresh, knows, has_base=True)
    assert (alarm.severity, alarm.flatters) == (Severity.LEAK, Flatters.BASE)
    assert seen_alarm(tested, fresh, fresh, has_base=True).severity is Severity.PASSED
    assert seen_alarm(tested, fresh, None, has_base=False).severity is Severity.PASSED
    assert seen_alarm(tested, fresh, None, has_base=True).severity is Severity.NOT_CHECKED
    unknown = after(None, seen_set("x-1", []))
    assert "Not wholly checked" in seen_alarm(tested, unknown, fresh, has_base=True).sentence
    assert "damaged" in seen_alarm(tested, None, fresh, has_base=True, reason="damaged").sentence


def test_labels_that_came_from_the_model_itself() -> None:
    accepted = _case("x", labels=(LabelRecord("lung", Origin.ACCEPTED_AI, "base-1"),))
    corrected = _case("y", labels=(LabelRecord("lung", Origin.CORRECTED_AI, "base-1"),))
    by_hand = _case("z", labels=(LabelRecord("lung", Origin.HUMAN),))
    alarm = labels_alarm([accepted, corrected, by_hand], {"base-1", "new-1"})
    assert alarm.severity is Severity.CAUTION
    assert "1 of 3 held-out cases have labels that base-1 proposed and a person accepted unchanged" in alarm.sentence
    assert "corrected" in labels_alarm([corrected, by_hand], {"base-1"}).sentence
    assert labels_alarm([by_hand], {"base-1"}).severity is Severity.PASSED
    assert labels_alarm([accepted], {"other-1"}).severity is Severity.PASSED


def test_an_area_that_is_too_good() -> None:
    assert auc_alarm(0.9951).severity is Severity.CAUTION
    assert auc_alarm(0.995).severity is Severity.PASSED
    assert auc_alarm(None).severity is Severity.NOT_CHECKED
    assert area_of_card({"validation_auc": 1.0}) == 1.0
    assert area_of_card({"validation_auc": "high"}) is None
    assert control_of_card({"random_labels": [0.5, 0.4, 0.6]}) == Estimate(0.5, 0.4, 0.6)
    assert control_of_card({"random_labels": [0.5]}) is None


def _features(persons: list[str], rng: np.random.Generator, own: dict[str, np.ndarray], noise: float) -> Features:
    """Cases of persons who each look alike in all their pictures."""
    for person in persons:
        own.setdefault(person, rng.normal(size=40))
    values = np.stack([own[person] + noise * rng.normal(size=40) for person in persons]).astype(np.float32)
    classes = np.asarray([int(person[1:]) % 2 for person in persons], dtype=np.int64)
    return Features(values, classes, persons)


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_labels_teach_nothing_where_persons_are_apart(seed: int) -> None:
    rng = np.random.default_rng(seed)
    own: dict[str, np.ndarray] = {}
    train = _features([f"p{each}" for each in range(40) for _ in range(3)], rng, own, 0.1)
    validation = _features([f"p{each}" for each in range(40, 60) for _ in range(3)], rng, own, 0.1)
    found = random_label_control(train, validation)
    assert found is not None
    assert control_alarm(found).severity is Severity.PASSED
    assert abs(found.value - 0.5) < 0.06


def test_shuffled_labels_show_persons_who_are_on_both_sides() -> None:
    rng = np.random.default_rng(0)
    own: dict[str, np.ndarray] = {}
    train = _features([f"p{each}" for each in range(40) for _ in range(3)], rng, own, 0.1)
    validation = _features([f"p{each}" for each in range(20, 50)], rng, own, 0.1)
    found = random_label_control(train, validation)
    assert found is not None
    assert found.low > 0.6
    alarm = control_alarm(found)
    assert (alarm.severity, alarm.flatters) == (Severity.LEAK, Flatters.NEW)
    assert "still reaches an AUC" in alarm.sentence


def test_the_control_needs_persons_of_two_classes() -> None:
    rng = np.random.default_rng(0)
    own: dict[str, np.ndarray] = {}
    train = _features(["p1", "p2", "p3"], rng, own, 0.1)
    assert random_label_control(train, _features(["p5", "p7"], rng, own, 0.1)) is None
    assert control_alarm(None).severity is Severity.NOT_CHECKED


def _leak(flatters: Flatters) -> Alarm:
    return Alarm("held_out_seen", Severity.LEAK, "3 cases were seen.", flatters)


@pytest.mark.parametrize(
    ("word", "flatters", "expected"),
    [
        (Word.BETTER, Flatters.NEW, Word.NO_PROOF),
        (Word.NOT_WORSE, Flatters.NEW, Word.NO_PROOF),
        (Word.WORSE, Flatters.NEW, Word.NO_PROOF),
        (Word.TOO_FEW, Flatters.NEW, Word.TOO_FEW),
        (Word.BETTER, Flatters.BASE, Word.BETTER),
        (Word.NOT_WORSE, Flatters.BASE, Word.NOT_WORSE),
        (Word.WORSE, Flatters.BASE, Word.NO_PROOF),
    ],
)
def test_a_leak_is_in_the_sentence_and_takes_words_back(word: Word, flatters: Flatters, expected: Word) -> None:
    verdict = Verdict(word, "AUC differs by +0.100.", "AUC", 0.05)
    found = judged(verdict, [Alarm("x", Severity.PASSED, "fine"), _leak(flatters)])
    assert found.word is expected
    assert found.sentence.startswith("Leak: 3 cases were seen.")
    assert found.sentence.endswith("AUC differs by +0.100.")
    cautions = [Alarm("x", severity, "hm") for severity in (Severity.CAUTION, Severity.NOT_CHECKED)]
    assert judged(verdict, cautions) == verdict


def test_what_was_forgotten_takes_better_back() -> None:
    better = Verdict(Word.BETTER, "The new model is better.", "AUC", 0.05)
    worse = {"word": "worse", "sentence": "On the reference data set: worse."}
    found = remembered(better, worse)
    assert found.word is Word.NO_PROOF
    assert "On the reference data set: worse." in found.sentence
    assert "The new model is better." in found.sentence
    assert remembered(better, {"word": "too few cases", "sentence": ""}) == better
    assert remembered(better, {}) == better
    too_few = replace(better, word=Word.TOO_FEW)
    assert remembered(too_few, worse) == too_few
