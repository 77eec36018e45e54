"""Images and masks that a pattern brings together: ``images/{case}.nii.gz`` and ``masks/{case}_{structure}.nii.gz``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.case import Grouping, Task
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.file_order import natural_key
from ai.training.dataset.intake import Person
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.listing import Listed, offers_of
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.site_pair import MaskFile, SiteCase, require_readable
from ai.training.dataset.wanted import Intake
from ai.words import say

PLACES = ("case", "structure", "person")
"""What a pattern may name in braces."""

ONE = "structure"
"""Name of the only structure, where nothing names it."""


def offer_pattern(
    folder: Path,
    images: str,
    masks: str,
    *,
    parts: Sequence[MaskPart] = (),
    intake: Intake | None = None,
    progress: Progress = silent,
) -> Offered:
    """List images and masks of equal ``{case}``.

    Parameters
    ----------
    folder
        Both patterns are relative to it; nothing outside it is looked at.
    images, masks
        As paths with ``{case}``, ``{structure}``, ``{person}``, ``*`` (inside one folder) and ``**`` (any folders). A
        pattern without ``{case}`` takes its last ``*`` for it.
    parts
        Structures by the value in the mask, where one file has several.
    intake
        What to take.
    progress
        Called once per file.

    Raises
    ------
    TrainingDataError
        Where a pattern cannot be understood.
    """
    patterns = tuple(compiled(pattern) for pattern in (images, masks))
    found_images: dict[str, tuple[Path, str]] = {}
    found_masks: dict[str, list[tuple[Path, str]]] = {}
    left_out: list[LeftOut] = []
    for number, path in enumerate(files_below(folder)):
        name = path.relative_to(folder).as_posix()
        if number % 100 == 0:
            progress(0.0, say("{count} files listed", count=number))
        mask = patterns[1].fullmatch(name)
        image = None if mask is not None else patterns[0].fullmatch(name)
        if mask is not None:
            found_masks.setdefault(mask["case"], []).append((path, _group(mask, "structure")))
        elif image is not None and image["case"] in found_images:
            left_out.append(LeftOut(name, say("Another image has the same name.")))
        elif image is not None:
            found_images[image["case"]] = (path, _group(image, "person"))
    listed: list[Listed] = []
    names: dict[str, None] = dict.fromkeys(one.name for one in parts)
    for case, (path, person) in sorted(found_images.items(), key=_by_case):
        file = path.relative_to(folder).as_posix()
        try:
            require_readable(path)
            files = mask_files(found_masks.get(case, ()), parts)
        except TrainingDataError as error:
            left_out.append(LeftOut(file, error.message))
            continue
        names |= dict.fromkeys(one.name for mask in files for one in mask.parts)
        who = Person(Grouping.NAME, (person,)) if person else None
        content = SiteCase(path, (intake or Intake()).facts, files)
        listed.append(Listed(case, file, content, person=who))
    alone = (path for case, found in found_masks.items() if case not in found_images for path, _ in found)
    left_out += [
        LeftOut(path.relative_to(folder).as_posix(), say("The mask has no image of its name.")) for path in alone
    ]
    offers, refused = offers_of(listed, intake or Intake())
    return Offered(Task.SEGMENTATION, tuple(names), offers, (*left_out, *refused))


def mask_files(found: Sequence[tuple[Path, str]], parts: Sequence[MaskPart]) -> tuple[MaskFile, ...]:
    """Say what is in the masks of one image.

    Parameters
    ----------
    found
        Files with the name of their structure, or ``""``.
    parts
        Structures by value where the file names none.

    Raises
    ------
    TrainingDataError
        Where there is none, or two for one structure.
    """
    if not found:
        raise TrainingDataError(say("The image has no mask of its name."))
    files = [
        MaskFile(path, (MaskPart(structure),) if structure else tuple(parts) or (MaskPart(ONE),))
        for path, structure in sorted(found)
    ]
    seen: set[str] = set()
    for one in (one for file in files for one in file.parts):
        if one.name in seen:
            raise TrainingDataError(say("The image has two masks of {name!r}.", name=one.name))
        seen.add(one.name)
    return tuple(files)


def compiled(pattern: str) -> re.Pattern[str]:
    """Turn a pattern of a person into a regular expression with the group ``case``.

    Raises
    ------
    TrainingDataError
        Where it names another place, or nothing that tells cases apart.
    """
    words = pattern.strip().replace("\\", "/").removeprefix("./")
    if words.startswith("/") or ".." in words.split("/"):
        raise TrainingDataError(say("The pattern {pattern!r} leads out of the folder.", pattern=pattern))
    if "{case}" not in words:
        before, star, after = words.rpartition("*")
        if not star or before.endswith("*"):
            raise TrainingDataError(
                say("The pattern {pattern!r} does not tell cases apart.", pattern=pattern),
                say("An example: images/{{case}}.png"),
            )
        words = f"{before}{{case}}{after}"
    expression = ""
    seen: set[str] = set()
    for word in re.split(r"(\{[^{}]*\}|\*\*/|\*)", words):
        if word.startswith("{"):
            name = word[1:-1]
            if name not in PLACES:
                raise TrainingDataError(
                    say("The pattern {pattern!r} names {{{name}}}.", pattern=pattern, name=name),
                    say("It may name {{case}}, {{structure}} and {{person}}."),
                )
            expression += f"(?P={name})" if name in seen else f"(?P<{name}>[^/]+?)"
            seen.add(name)
        else:
            expression += {"**/": "(?:[^/]+/)*", "*": "[^/]*"}.get(word, re.escape(word))
    return re.compile(expression, re.DOTALL)


def _group(found: re.Match[str], name: str) -> str:
    return found.groupdict().get(name) or ""


def _by_case(item: tuple[str, tuple[Path, str]]) -> tuple[tuple[int, int, str], ...]:
    return natural_key(item[0])
