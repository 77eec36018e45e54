"""What the members of the router say about pictures they never saw: right or wrong, calibrated, refused or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ai.errors import InputMismatch
from ai.inference.calibration import calibrate
from ai.inference.provenance import GateVerdict
from ai.inference.router import INVERTED_AT, KIND, MIRRORED_AT, TURN, Answer, answers, verdict_on
from ai.inference.tagged_kind import open_kinds
from ai.library.card import InputSpec
from ai.library.router_kinds import CHEST_FILM, KINDS, RouterReading
from ai.prepare.glance import KEPT_PX, glance
from ai.progress import Progress, silent
from ai.training.metrics import wilson
from ai.training.radiograph_augment import augment as other_machine
from ai.training.router_data import Picture, square
from ai.volume import Volume

AS_IT_IS, COVERED, OTHER_MACHINE = "as it is", "border covered", "as of another machine"
"""Looks at a film."""

COVER = 0.1
"""Share of each side of a film that is covered to see whether its frame gave the answer."""

BINS = 15
"""Of the expected calibration error."""

Hung = tuple[int, int, int]
"""Quarters turned against the clock, mirrored, inverted."""

UPRIGHT: Hung = (0, 0, 0)

Logits = npt.NDArray[np.float64]
"""(outputs,) float64."""


@dataclass(frozen=True, eq=False)
class Scored:
    """What a member said about a picture that it never saw.

    Parameters
    ----------
    picture
        Which one.
    logits
        (outputs,) of the member.
    hung
        How a film was turned, mirrored and inverted; `UPRIGHT` for all else.
    look
        One of `AS_IT_IS`, `COVERED`, `OTHER_MACHINE`.
    """

    picture: Picture
    logits: Logits
    hung: Hung = UPRIGHT
    look: str = AS_IT_IS

    @property
    def is_plain(self) -> bool:
        """Whether the picture is just as it lies in its set."""
        return self.look == AS_IT_IS and self.hung == UPRIGHT


def score(
    network: nn.Module, held_out: Sequence[Picture], spec: InputSpec, *, progress: Progress = silent
) -> list[Scored]:
    """Show a member what it never saw.

    Pictures of one even grey are left out: the router is not asked about them. Films come in all sixteen ways, with
    covered borders in the eight with bones bright, and as of another machine.
    """
    found = []
    for index, picture in enumerate(held_out):
        progress(index / len(held_out), f"Scoring picture {index + 1} of {len(held_out)}")
        if picture.kind != CHEST_FILM:
            # Of one even grey others say so; the router is not asked.
            with suppress(InputMismatch):
                found.append(Scored(picture, member_logits(network, picture.volume, spec)))
            continue
        film = thinned(picture.volume.voxels[0])
        for look, plane in ((AS_IT_IS, film), (COVERED, covered(film))):
            for hung in ways():
                if look == COVERED and hung[2]:
                    continue
                volume = replace(picture.volume, voxels=hang(plane, hung)[np.newaxis])
                found.append(Scored(picture, member_logits(network, volume, spec), hung, look))
        found.append(Scored(picture, _of_another_machine(network, picture, spec, index), look=OTHER_MACHINE))
    return found


def thinned(plane: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Thin a (rows, columns) film out as `ai.prepare.glance` would, once for all ways of hanging it."""
    every = max(1, min(plane.shape) // KEPT_PX)
    return plane[::every, ::every]


def ways() -> Iterator[Hung]:
    """All sixteen ways in which a film may come."""
    yield from ((quarters, mirror, invert) for quarters in range(4) for mirror in range(2) for invert in range(2))


def hang(plane: npt.NDArray[np.generic], hung: Hung) -> npt.NDArray[np.generic]:
    """Mirror, turn and invert an upright (rows, columns) uint8 film."""
    quarters, mirror, invert = hung
    turned = np.rot90(np.fliplr(plane) if mirror else plane, quarters)
    return np.ascontiguousarray(255 - turned if invert else turned)


def covered(plane: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Cover a tenth of each side of a (rows, columns) film with its middle grey."""
    result = np.full_like(plane, np.median(plane.astype(np.float32)))
    rows, columns = (int(COVER * side) for side in plane.shape)
    inner = slice(rows, -rows), slice(columns, -columns)
    result[inner] = plane[inner]
    return result


def member_logits(network: nn.Module, volume: Volume, spec: InputSpec) -> Logits:
    """Ask one member about one picture: (outputs,)."""
    return _logits(network, torch.from_numpy(np.ascontiguousarray(glance(volume, spec)))[None, None])


def answer_of(logits: Logits, reading: RouterReading) -> Answer:
    """Calibrated probabilities of one member."""
    return Answer(tuple(answers(torch.from_numpy(logits)[None], reading)[0].tolist()))


def temperatures(scored: Sequence[Scored], sure: float) -> RouterReading:
    """Fit the temperature of each question on held-out pictures as they lie in their sets, films in all ways."""
    plain = [each for each in scored if each.is_plain]
    films = [each for each in scored if each.picture.kind == CHEST_FILM and each.look == AS_IT_IS]
    kinds = [KINDS.index(each.picture.kind) for each in plain]
    kind = calibrate(np.stack([each.logits[KIND] for each in plain]), kinds)
    turned = calibrate(np.stack([each.logits[TURN] for each in films]), [each.hung[0] for each in films])
    mirrored, inverted = (
        calibrate(np.stack([[0.0, each.logits[at]] for each in films]), [each.hung[asked] for each in films])
        for at, asked in ((MIRRORED_AT, 1), (INVERTED_AT, 2))
    )
    return RouterReading(
        kind.temperature, inverted.temperature, turned.temperature, mirrored.temperature, sure, len(plain) + len(films)
    )


def summary(scored: Sequence[Scored], reading: RouterReading) -> dict[str, object]:
    """Make the tables of the card."""
    plain = [each for each in scored if each.is_plain]
    sources = dict.fromkeys(each.picture.source for each in plain)
    by_kind = [np.mean([_kind_right(each) for each in plain if each.picture.kind == kind]) for kind in KINDS]
    films = {look: [each for each in scored if _is_film(each) and each.look == look] for look in (AS_IT_IS, COVERED)}
    return {
        "held_out_pictures": len(plain),
        "kind": _counted(plain, _kind_right),
        "kind_balanced_accuracy": round(float(np.mean(by_kind)), 4),
        "kind_by_source": {
            source: _counted([each for each in plain if each.picture.source == source], _kind_right)
            for source in sources
        },
        "kind_with_tags_by_source": {
            source: _counted([each for each in plain if each.picture.source == source], _kind_right_with_tags)
            for source in dict.fromkeys(each.picture.source for each in plain if each.picture.volume.modality)
        },
        "films_turned_mirrored_inverted": {
            look: {name: _counted(some, right) for name, right in _ASKED_OF_FILMS.items()}
            for look, some in films.items()
        },
        "mirror_of_films_upright_and_bones_bright": {
            look: _counted([each for each in some if each.hung[0] == each.hung[2] == 0], _mirror_right)
            for look, some in films.items()
        },
        "calibration": _calibration(scored, reading.sure),
        "gate_before_a_model_of_chest_films": gate_table(scored, reading),
    }


def gate_table(scored: Sequence[Scored], reading: RouterReading) -> dict[str, dict[str, str]]:
    """Count what the gate of a model of chest films says: of good films, hung wrongly ones, and of all else."""
    rows: dict[str, list[GateVerdict]] = {}
    for each in scored:
        verdict = verdict_on("", CHEST_FILM, answer_of(each.logits, reading), reading.sure).verdict
        rows.setdefault(_row(each), []).append(verdict)
    rows.pop("", None)
    return {name: told(verdicts) for name, verdicts in rows.items()}


def told(verdicts: Sequence[GateVerdict]) -> dict[str, str]:
    """Share refused with its 95 % Wilson interval, in per cent, and how many were refused, warned of, let through."""
    count = {verdict: verdicts.count(verdict) for verdict in GateVerdict}
    share = wilson(count[GateVerdict.REFUSE], len(verdicts))
    return {
        "refused": f"{count[GateVerdict.REFUSE]} of {len(verdicts)} "
        f"({share.value:.1%}, {share.low:.1%} to {share.high:.1%})",
        "warned": str(count[GateVerdict.WARN]),
        "passed": str(count[GateVerdict.OK]),
    }


def _row(each: Scored) -> str:
    """Row of the table of the gate; empty for what is not counted there."""
    if not _is_film(each):
        return each.picture.source
    if each.look != AS_IT_IS:
        return f"film, {each.look}" if each.look == OTHER_MACHINE or each.hung == UPRIGHT else ""
    quarters, mirror, invert = each.hung
    words = (("inverted",) * invert, (f"turned by {90 * quarters} degrees",) * (quarters > 0), ("mirrored",) * mirror)
    return ", ".join(("film", *(word for some in words for word in some))) + ("" if any(each.hung) else ", as it is")


def _counted(some: Sequence[Scored], right: Callable[[Scored], bool]) -> dict[str, object]:
    """Share that is right with its interval, and groups in which all is right: pictures of one person are alike."""
    if not some:
        return {}
    groups: dict[tuple[str, str], bool] = {}
    for each in some:
        key = each.picture.source, each.picture.group
        groups[key] = groups.get(key, True) and right(each)
    hits = sum(map(right, some))
    share, clean = wilson(hits, len(some)), wilson(sum(groups.values()), len(groups))
    return {
        "right": f"{hits} of {len(some)}",
        "share": round(share.value, 4),
        "interval_95": [round(share.low, 4), round(share.high, 4)],
        "groups_all_right": f"{sum(groups.values())} of {len(groups)}",
        "groups_interval_95": [round(clean.low, 4), round(clean.high, 4)],
    }


def _is_film(each: Scored) -> bool:
    return each.picture.kind == CHEST_FILM


def _kind_right(each: Scored) -> bool:
    return int(each.logits[KIND].argmax()) == KINDS.index(each.picture.kind)


def _kind_right_with_tags(each: Scored) -> bool:
    open_to = [KINDS.index(kind) for kind in open_kinds(each.picture.volume)]
    return open_to[int(each.logits[KIND][open_to].argmax())] == KINDS.index(each.picture.kind)


def _polarity_right(each: Scored) -> bool:
    return bool(each.logits[INVERTED_AT] > 0) == bool(each.hung[2])


def _turn_right(each: Scored) -> bool:
    return int(each.logits[TURN].argmax()) == each.hung[0]


def _mirror_right(each: Scored) -> bool:
    return bool(each.logits[MIRRORED_AT] > 0) == bool(each.hung[1])


_ASKED_OF_FILMS: dict[str, Callable[[Scored], bool]] = {
    "kind": _kind_right,
    "polarity": _polarity_right,
    "rotation": _turn_right,
    "mirror": _mirror_right,
}


def _calibration(scored: Sequence[Scored], sure: float) -> dict[str, object]:
    """Judge the temperatures nested: fitted on the members of four folds, counted on the fifth."""
    sureness: dict[str, list[float]] = {}
    right: dict[str, list[bool]] = {}
    for fold in sorted({each.picture.fold for each in scored}):
        others = [each for each in scored if each.picture.fold != fold]
        reading = temperatures(others or scored, sure)
        for each in scored:
            if each.picture.fold != fold or each.look != AS_IT_IS:
                continue
            answer = answer_of(each.logits, reading)
            if each.hung == UPRIGHT:
                sureness.setdefault("kind", []).append(answer.of(answer.kind))
                right.setdefault("kind", []).append(_kind_right(each))
            if not _is_film(each):
                continue
            values = np.asarray(answer.probabilities)
            for name, probability in (
                ("polarity", max(values[INVERTED_AT], 1 - values[INVERTED_AT])),
                ("rotation", values[TURN].max()),
                ("mirror", max(values[MIRRORED_AT], 1 - values[MIRRORED_AT])),
            ):
                sureness.setdefault(name, []).append(float(probability))
                right.setdefault(name, []).append(_ASKED_OF_FILMS[name](each))
    table: dict[str, object] = {"protocol": f"temperature of four folds, counted on the fifth; {BINS} bins"}
    for name, values_of in sureness.items():
        probabilities, hits = np.asarray(values_of), np.asarray(right[name])
        is_sure = probabilities >= sure
        table[name] = {
            "expected_calibration_error": round(calibration_error(probabilities, hits), 4),
            "brier_of_the_answer": round(float(np.mean((probabilities - hits) ** 2)), 4),
            "not_sure": f"{int((~is_sure).sum())} of {len(hits)}",
            "wrong_though_sure": f"{int((~hits[is_sure]).sum())} of {int(is_sure.sum())}",
        }
    return table


def calibration_error(probabilities: npt.NDArray[np.float64], hits: npt.NDArray[np.bool_]) -> float:
    """Mean gap between the probability of an answer and how often it is right, over even bins, weighted by cases.

    References
    ----------
    Guo et al., ICML 2017.
    """
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(probabilities[bins == each].mean()) - float(hits[bins == each].mean())) * float((bins == each).mean())
        for each in np.unique(bins)
    ]
    return float(sum(gaps))


def _of_another_machine(network: nn.Module, picture: Picture, spec: InputSpec, seed: int) -> Logits:
    """Ask about a film as another machine, exposure and patient would have made it: (outputs,)."""
    generator = torch.Generator().manual_seed(seed)
    twice = cv2.resize(square(picture.volume.voxels[0]), (2 * spec.size_px[1], 2 * spec.size_px[0]))
    plane = torch.from_numpy(twice)[None, None].float() / 255
    changed, _ = other_machine(plane, torch.zeros_like(plane), spec, generator)
    return _logits(network, changed)


def _logits(network: nn.Module, picture: torch.Tensor) -> Logits:
    device = next(network.parameters()).device
    with torch.inference_mode():
        logits: Logits = network(picture.to(device)).float()[0].double().cpu().numpy()
    return logits
