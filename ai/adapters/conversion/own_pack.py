"""Packs of our own from elsewhere: checked like any other file, programs in them written anew."""

from __future__ import annotations

import shutil

from ai.adapters.contents import look
from ai.adapters.conversion.job import Converted, Job
from ai.adapters.conversion.program import take
from ai.adapters.own_pack import pack_prefix, read_inside
from ai.errors import ModelPackError
from ai.library import archive
from ai.library.card import Weights
from ai.library.pack import EXTRA_FILES, check_hash
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.words import say


def convert(job: Job) -> Converted:
    """Take the files that the card names, and no other."""
    contents = look(job.source)
    prefix = pack_prefix(contents)
    if prefix is None:
        raise ModelPackError(
            say("The model pack {pack} has no readable {file}.", pack=job.source.name, file="model.json")
        )
    card = read_inside(contents, prefix)
    wanted = [member.file for member in card.members]
    wanted += [name for name in EXTRA_FILES if f"{prefix}{name}" in contents.members]
    for index, name in enumerate(wanted):
        job.progress(index / len(wanted), say("Unpacking"))
        if contents.kind == "folder":
            shutil.copyfile(job.source / name, job.pack / name)
        else:
            archive.extract(job.source, f"{prefix}{name}", job.pack / name)
    members = []
    for member in card.members:
        check_hash(job.pack / member.file, member.sha256, card.id)
        digest = member.sha256
        if card.architecture.name in PROGRAM_SUFFIXES:
            unchecked = job.pack / f"unchecked-{member.file}"
            (job.pack / member.file).rename(unchecked)
            digest = take(unchecked, job.pack / member.file, card.architecture.name, progress=job.progress)
            unchecked.unlink()
        members.append(Weights(member.file, digest))
    return Converted(card.architecture, tuple(members), job.answers, card=card)
