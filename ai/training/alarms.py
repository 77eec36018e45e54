"""Alarms: what may make a comparison too good or too bad, told in words, and what it does to the verdict.

No torch here. An alarm is a value; each function makes one of what is known. Order and names: `NAMES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ai.library.seen_cases import SeenCases
from ai.training.compare import Verdict, Word
from ai.training.dataset.case import Case, Grouping
from ai.training.dataset.dataset import SIDES, Dataset, Part
from ai.training.dataset.label_origin import Origin
from ai.training.roc import Estimate
from ai.words import say

SAME_PERSON, NEAR_COPIES, HELD_OUT_SEEN = "same_person", "near_duplicates", "held_out_seen"
OWN_LABELS, VALIDATION_AUC, RANDOM_LABELS = "own_labels", "validation_auc", "random_labels"

NAMES = (SAME_PERSON, NEAR_COPIES, HELD_OUT_SEEN, OWN_LABELS, VALIDATION_AUC, RANDOM_LABELS)
"""In the order of the report."""

TOO_GOOD_AUC = 0.995
"""On the validation part: pictures that are told apart so well mostly differ in something else than their content."""


class Severity(StrEnum):
    """What an alarm says."""

    LEAK = "leak"
    """Answers of the test part, or the persons in it, were known: see `judged`."""
    CAUTION = "caution"
    PASSED = "passed"
    NOT_CHECKED = "not checked"


class Flatters(StrEnum):
    """Whose figures a leak makes too good."""

    NOBODY = ""
    NEW = "new"
    BASE = "base"


@dataclass(frozen=True)
class Alarm:
    """One check and what came of it.

    Parameters
    ----------
    name
        One of `NAMES`.
    severity
        See `Severity`.
    sentence
        For the reader.
    flatters
        Of a leak: `Flatters.NEW` also where both models had it.
    """

    name: str
    severity: Severity
    sentence: str
    flatters: Flatters = Flatters.NOBODY

    @property
    def is_told_early(self) -> bool:
        """Whether a reader should hear of it before hours are spent."""
        return self.severity in (Severity.LEAK, Severity.CAUTION)

    def plain(self) -> dict[str, str]:
        """As ``report.json`` and ``events.jsonl`` have it."""
        return {"name": self.name, "severity": self.severity.value, "sentence": str(self.sentence)}


def persons_alarm(dataset: Dataset) -> Alarm:
    """Tell whether a person can be on both sides: the split by keys was held against the cases when it was read."""
    sides: dict[str, set[Part]] = {}
    for part in SIDES:
        for case in dataset.part(part):
            sides.setdefault(case.group, set()).add(part)
    shared = [group for group, parts in sides.items() if len(parts) > 1]
    if shared:
        sentence = say("{count} persons or blocks are on more than one side of the split.", count=len(shared))
        return Alarm(SAME_PERSON, Severity.LEAK, sentence, Flatters.NEW)
    ways = Counter(case.record.grouping for part in SIDES for case in dataset.part(part))
    if ways[Grouping.BLOCK]:
        sentence = say(
            "{count} cases are of unknown persons and are kept together in blocks of neighbouring files; a person may "
            "still be on both sides.",
            count=ways[Grouping.BLOCK],
        )
        return Alarm(SAME_PERSON, Severity.CAUTION, sentence)
    if ways[Grouping.STUDY]:
        sentence = say(
            "{count} cases are told apart by study; a person with two studies may be on both sides.",
            count=ways[Grouping.STUDY],
        )
        return Alarm(SAME_PERSON, Severity.CAUTION, sentence)
    return Alarm(SAME_PERSON, Severity.PASSED, say("No person is on two sides of the split."))


def copies_alarm(pairs: Collection[tuple[str, str]], parts: Mapping[str, Part]) -> Alarm:
    """Tell of nearly equal pictures in different parts.

    Parameters
    ----------
    pairs
        Keys of two cases each.
    parts
        Of each case by its key; of no part where it is not there.
    """
    across = [(parts.get(one), parts.get(other)) for one, other in pairs]
    across = [(one, other) for one, other in across if one in SIDES and other in SIDES and one is not other]
    tested = sum(Part.TEST in pair for pair in across)
    if tested:
        sentence = say(
            "{count} pairs of nearly equal pictures lie in the held-out part and in a part that was taught with; the "
            "two may be of one person.",
            count=tested,
        )
        return Alarm(NEAR_COPIES, Severity.LEAK, sentence, Flatters.NEW)
    if across:
        sentence = say(
            "{count} pairs of nearly equal pictures lie in training and validation: what is chosen on the validation "
            "part looks too good.",
            count=len(across),
        )
        return Alarm(NEAR_COPIES, Severity.CAUTION, sentence)
    return Alarm(NEAR_COPIES, Severity.PASSED, say("No nearly equal pictures lie in different parts."))


def seen_alarm(
    tested: Sequence[Case], new: SeenCases | None, base: SeenCases | None, *, has_base: bool, reason: str = ""
) -> Alarm:
    """Tell whether held-out cases were among the training cases of a model that is compared.

    Parameters
    ----------
    tested
        The held-out cases.
    new, base
        What the models saw; None where it is not known.
    has_base
        Whether a model is compared with.
    reason
        Why it is not known, where a list could not be read.
    """
    by_new, by_base = _seen_by(tested, new), _seen_by(tested, base)
    if by_new or by_base:
        sentence = say(
            "{count} of {all} held-out cases were among the training cases of {models}; test on cases that no model "
            "has seen.",
            count=len(by_new.keys() | by_base.keys()),
            all=len(tested),
            models=", ".join(
                sorted({model for each in (by_new, by_base) for models in each.values() for model in models})
            ),
        )
        return Alarm(HELD_OUT_SEEN, Severity.LEAK, sentence, Flatters.NEW if by_new else Flatters.BASE)
    known = [new, *([base] if has_base else [])]
    if reason or any(each is None for each in known):
        unknown = say("Not checked: the card of a model does not tell what it was taught with.")
        return Alarm(HELD_OUT_SEEN, Severity.NOT_CHECKED, reason or unknown)
    if not all(each is not None and each.complete for each in known):
        sentence = say(
            "Not wholly checked: no held-out case is among the known training cases, but a model of the line does not "
            "tell what it was taught with."
        )
        return Alarm(HELD_OUT_SEEN, Severity.NOT_CHECKED, sentence)
    return Alarm(HELD_OUT_SEEN, Severity.PASSED, say("No held-out case was among the training cases of the models."))


def labels_alarm(tested: Sequence[Case], models: Collection[str]) -> Alarm:
    """Tell whether labels of held-out cases came from a model that is compared, or one that it comes from.

    Parameters
    ----------
    tested
        The held-out cases.
    models
        ID-VERSION of them.
    """
    accepted = _labelled(tested, models, Origin.ACCEPTED_AI)
    corrected = _labelled(tested, models, Origin.CORRECTED_AI) - accepted
    names = sorted({each.model for case in tested for each in case.record.labels if each.model in models})
    if accepted:
        sentence = say(
            "{count} of {all} held-out cases have labels that {models} proposed and a person accepted unchanged: they "
            "favour that model.",
            count=len(accepted),
            all=len(tested),
            models=", ".join(names),
        )
        return Alarm(OWN_LABELS, Severity.CAUTION, sentence)
    if corrected:
        sentence = say(
            "{count} of {all} held-out cases have labels that {models} proposed and a person corrected: they may "
            "favour that model.",
            count=len(corrected),
            all=len(tested),
            models=", ".join(names),
        )
        return Alarm(OWN_LABELS, Severity.CAUTION, sentence)
    return Alarm(OWN_LABELS, Severity.PASSED, say("No held-out label came from the models that are compared."))


def auc_alarm(area: float | None) -> Alarm:
    """Tell of a validation AUC that is too good; None where the task has none."""
    if area is None:
        return Alarm(VALIDATION_AUC, Severity.NOT_CHECKED, say("Not checked: no AUC of a validation part is known."))
    shown = f"{area:.4f}"
    if area > TOO_GOOD_AUC:
        sentence = say(
            "The AUC on the validation part is {area}, more than {most}: the classes may differ in something else than "
            "what they stand for, such as their source, machine or size.",
            area=shown,
            most=TOO_GOOD_AUC,
        )
        return Alarm(VALIDATION_AUC, Severity.CAUTION, sentence)
    sentence = say("The AUC on the validation part is {area}, not more than {most}.", area=shown, most=TOO_GOOD_AUC)
    return Alarm(VALIDATION_AUC, Severity.PASSED, sentence)


def control_alarm(area: Estimate | None) -> Alarm:
    """Tell what a probe learned of shuffled labels (`ai.training.random_labels`); None where it was not tried."""
    if area is None:
        sentence = say("Not checked: there are no cached features of enough persons in each part.")
        return Alarm(RANDOM_LABELS, Severity.NOT_CHECKED, sentence)
    shown = f"{area.value:.3f} ({area.low:.3f} to {area.high:.3f})"
    if area.low > 0.5:
        sentence = say(
            "With labels shuffled by person a linear probe still reaches an AUC of {area} on the validation part: "
            "something lets it recognise cases across the parts.",
            area=shown,
        )
        return Alarm(RANDOM_LABELS, Severity.LEAK, sentence, Flatters.NEW)
    sentence = say(
        "With labels shuffled by person a linear probe reaches an AUC of {area} on the validation part: no better than "
        "chance, as it must be.",
        area=shown,
    )
    return Alarm(RANDOM_LABELS, Severity.PASSED, sentence)


def area_of_card(metrics: Mapping[str, Any]) -> float | None:
    """AUC on the validation part that a card tells."""
    value = metrics.get(VALIDATION_AUC)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def control_of_card(metrics: Mapping[str, Any]) -> Estimate | None:
    """Area of the random-label control that a card tells: value, low and high."""
    told = metrics.get(RANDOM_LABELS)
    if not isinstance(told, list | tuple) or len(told) != 3 or not all(isinstance(each, int | float) for each in told):
        return None
    return Estimate(*(float(each) for each in told))


def judged(verdict: Verdict, alarms: Sequence[Alarm]) -> Verdict:
    """Say the leaks in the sentence of the verdict, and take back a word that they may have made.

    What makes the figures of the new model too good, or those of both in a way that nobody can weigh, leaves no word
    but "no proof". What makes only the base too good leaves "better" and "not worse" as they are, for the new model had
    the harder task, and takes back "worse". "Too few cases" stays: it promises nothing.

    Parameters
    ----------
    verdict
        As the difference alone gives it.
    alarms
        All of them.
    """
    leaks = [alarm for alarm in alarms if alarm.severity is Severity.LEAK]
    if not leaks:
        return verdict
    void = any(alarm.flatters is Flatters.NEW for alarm in leaks)
    void |= verdict.word is Word.WORSE and any(alarm.flatters is Flatters.BASE for alarm in leaks)
    word = Word.NO_PROOF if void and verdict.word is not Word.TOO_FEW else verdict.word
    said = " ".join(str(alarm.sentence) for alarm in leaks)
    if word is not verdict.word:
        said += " There is no proof of anything. Without regard to it:"
    return replace(verdict, word=word, sentence=f"Leak: {said} {verdict.sentence}")


def remembered(verdict: Verdict, forgetting: Mapping[str, Any]) -> Verdict:
    """Take back "better" and "not worse" where the new model is worse on the reference data set.

    ``forgetting`` is what `ai.training.forgetting.check_forgetting` gives. What proves neither there leaves the word:
    few reference cases are no fault of the model. The sentence says it.
    """
    if forgetting.get("word") != Word.WORSE.value or verdict.word not in (Word.BETTER, Word.NOT_WORSE):
        return verdict
    words = say(
        "It has forgotten what the base could, so this is no proof. {reference} On the site's own cases: {verdict}",
        reference=forgetting["sentence"],
        verdict=verdict.sentence,
    )
    return replace(verdict, word=Word.NO_PROOF, sentence=str(words))


def _seen_by(tested: Sequence[Case], seen: SeenCases | None) -> dict[str, tuple[str, ...]]:
    """Models that saw a case, by its key."""
    if seen is None:
        return {}
    told = {case.key: seen.models_that_saw(case.record.pixels_sha256) for case in tested}
    return {key: models for key, models in told.items() if models}


def _labelled(tested: Sequence[Case], models: Collection[str], origin: Origin) -> set[str]:
    return {
        case.key for case in tested for label in case.record.labels if label.model in models and label.origin is origin
    }
