"""``lightbox finetune``: teach a model on a dataset, in a process of its own.

The job folder of the plan (``output``) takes ``events.jsonl``, checkpoints, ``pack/ID-VERSION`` (the draft) and
``report/``. Interrupting the command ends the run at its next step; ``--resume`` goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ai.errors import TrainingDataError
from app.audit.event import Deed
from app.cli.audited import model_event, write_down
from app.cli.console import Console
from app.cli.evaluate import PDF_FILE, print_report


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("config", metavar="CONFIG.toml", type=Path, help="the plan")
    parser.add_argument("--resume", action="store_true", help="go on where the job folder stands")
    parser.add_argument("--keep", choices=("draft", "adopt"), help="put the result into the library at the end")
    parser.add_argument(
        "--reason", metavar="TEXT", default="", help="for --keep adopt, needed unless the verdict is better"
    )
    parser.add_argument("--pdf", action="store_true", help="print the report as PDF, too")
    parser.add_argument("--json", action="store_true", help="the report as one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Run a plan to its end and tell the report."""
    import json

    from ai.training.finetune_config import read_config
    from ai.training.job import follow, start
    from ai.training.job_folder import CANCEL, JobFolder

    config = read_config(options.config)
    job = JobFolder(config.output)
    known = job.events.stat().st_size if job.events.is_file() else 0
    process = start(config, resume=options.resume)
    last: dict[str, Any] = {}
    try:
        for event in follow(job, process, offset=known):
            last = dict(event)
            _tell(last, console)
    except KeyboardInterrupt:
        job.ask(CANCEL)
        process.wait()
        console.note("The run was ended; --resume goes on.")
        raise
    if last["event"] != "done":
        raise TrainingDataError(last.get("message", "The run was ended on request."), last.get("hint", "Use --resume."))
    report = job.path / last["report"]
    if console.as_json:
        console.document(json.loads(report.read_text(encoding="utf-8")))
    else:
        for text in report.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
            console.line(text)
    console.note(f"The report with its curves is in {config.output.name}/{Path(last['report']).with_suffix('.html')}.")
    if options.pdf:
        print_report(json.loads(report.read_text(encoding="utf-8")), report.with_name(PDF_FILE), console)
    if options.keep:
        document = json.loads(report.read_text(encoding="utf-8"))
        _keep(options, job.path / last["pack"], document["comparison"]["verdict"], console)
    else:
        console.note(f"The base stays. The draft is in {config.output.name}/{last['pack']}.")


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where a reason is given for nothing."""
    if options.reason and options.keep != "adopt":
        parser.error("--reason belongs to --keep adopt")


def _keep(options: argparse.Namespace, pack: Path, verdict: Mapping[str, Any] | None, console: Console) -> None:
    """Put the model into the library; one that nobody gave the needed reason for stays where it is."""
    from ai.library.choice import BETTER
    from ai.library.library import Library, default_folders
    from ai.training.job_folder import write_json

    library, word = Library(default_folders()), "" if verdict is None else str(verdict["word"])
    if options.keep == "draft":
        card = library.add(pack, draft=True)
    elif word != BETTER and not options.reason.strip():
        place = "/".join((pack.parents[1].name, pack.parent.name, pack.name))
        raise TrainingDataError(
            f"The verdict is '{word or 'none'}', so adopting the model needs a reason; the base stays.",
            f"Run the command again with --resume --keep adopt --reason TEXT; the model is in {place}.",
        )
    else:
        card = library.adopt(pack, verdict=word, reason=options.reason)
        if library.choices.trouble:
            console.note(library.choices.trouble)
    adopted = None if card.draft else library.choices.adopted(card)
    decision, reason = "draft" if card.draft else "adopted", "" if adopted is None else adopted.reason
    noted = {"decision": decision, "model": card.key, "verdict": word, "reason": reason}
    try:
        write_json(pack.parents[1] / "decision.json", noted)
    except OSError as error:
        console.note(f"The decision cannot be noted in the job folder ({error.strerror}).")
    write_down(console, model_event(Deed.ADOPTED, card, state=decision, report=word))
    console.note(f"{card.title} is in the library as {card.key}.")
    if not card.draft:
        console.note(f"It is the default for what it answers; 'lightbox models return {card.key}' takes that back.")


def _tell(event: dict[str, Any], console: Console) -> None:
    kind = event["event"]
    if kind == "progress":
        console.progress(event["fraction"], event["message"])
    elif kind == "stage":
        console.note(f"{event['message']} …")
    elif kind == "epoch":
        console.note(
            f"  {event['stage']} {event['epoch']} of {event['epochs']}: loss {event['loss']:.4f}, "
            f"{event['metric_name']} {event['metric']:.4f}{' (best)' if event['best'] else ''}, "
            f"{event['images_per_s']:.0f} pictures/s, {event['seconds_left']:.0f} s left"
        )
