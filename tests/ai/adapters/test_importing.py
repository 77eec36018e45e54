"""The whole way: look, copy, convert in the confined child, try, add to the library."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from monai.networks import nets

from ai.adapters import importing
from ai.adapters.answers import NOTHING_KNOWN, Answers
from ai.adapters.importing import completed, convert, import_model
from ai.adapters.probe import probe
from ai.errors import ModelImportError
from ai.library.library import Library
from ai.library.pack import verify, write_card
from ai.library.pack_file import write_pack_file
from ai.networks.build import load_members
from ai.progress import Cancelled
from tests.ai.adapters.conftest import answers, save_exported, save_torchscript, tiny_network

UNET = {"spatial_dims": 3, "in_channels": 1, "out_channels": 3, "channels": (4, 8), "strides": (2,)}


def test_a_state_dict_enters_the_library_and_leaves_it_as_one_file(tmp_path: Path) -> None:
    network = nets.UNet(**UNET).eval()
    source = tmp_path / "private" / "unet.pth"
    source.parent.mkdir()
    torch.save(network.state_dict(), source)
    library = Library([tmp_path / "shipped", tmp_path / "library"])
    said = answers(architecture="monai", arguments=(("name", "UNet"), *UNET.items()))
    told: list[float] = []

    def progress(fraction: float, message: str) -> None:
        told.append(fraction)

    card = import_model(source, said, library=library, licence_accepted=True, progress=progress)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert card.key == "tiny-segmenter-1.0.0"
    assert library.get("tiny-segmenter") == card
    assert card.origin is not None
    assert card.origin.file == "unet.pth"
    assert card.origin.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert card.origin.licence == "MIT"
    text = (card.folder / "model.json").read_text()
    assert "private" not in text  # where it lay is nobody's business
    verify(card)
    picture = torch.randn(1, 1, 8, 8, 8)
    with torch.inference_mode():
        assert torch.equal(load_members(card)[0](picture), network(picture))

    write_pack_file(card, tmp_path / "given.lbmodel")
    library.remove(card.key)
    assert library.cards() == ()
    again = import_model(tmp_path / "given.lbmodel", NOTHING_KNOWN, library=library, licence_accepted=True)
    assert again.weights_sha256 == card.weights_sha256
    assert again.labels == card.labels
    assert (again.key, again.reading) == (card.key, card.reading)


def test_a_program_enters_and_runs_behind_walls(tmp_path: Path) -> None:
    library = Library([tmp_path / "library"])
    found = probe(save_exported(tiny_network(), tmp_path / "m.pt2"))
    imported = convert(found, completed(found, answers(), licence_accepted=True), library=library)
    assert "hook" in imported.walls
    if sys.platform == "linux":
        assert "memory" in imported.walls
    assert [path.name for path in sorted(imported.card.folder.iterdir())] == ["model.json", "program.pt2"]


def test_what_is_missing_is_asked(tmp_path: Path) -> None:
    path = save_torchscript(tiny_network(), tmp_path / "m.ts")
    library = Library([tmp_path / "library"])
    with pytest.raises(ModelImportError, match=r"What does the model do\?.*Which modalities"):
        import_model(path, NOTHING_KNOWN, library=library, licence_accepted=True)
    with pytest.raises(ModelImportError, match="licence of the model is MIT, and nobody has confirmed it"):
        import_model(path, answers(), library=library)


def child(code: str) -> tuple[str, ...]:
    """A stand-in for the child: it answers what it likes."""
    return (sys.executable, "-c", f"import sys, json, time; say = lambda m: print(json.dumps(m), flush=True); {code}")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("sys.exit(3)", "ended unexpectedly"),
        ("print('no json')", "ended unexpectedly"),
        ("sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush(); time.sleep(9)", "ended unexpectedly"),
        ("print('[' * 100000); time.sleep(9)", "ended unexpectedly"),
        ("say({'progress': 'much'}); time.sleep(9)", "ended unexpectedly"),
        ("say({'progress': [{}, 1]}); time.sleep(9)", "ended unexpectedly"),
        ("say({'error': 'x'}); time.sleep(9)", "ended unexpectedly"),
        ("say({'done': 3}); time.sleep(9)", "ended unexpectedly"),
        ("sys.stdout.write('x' * (3 << 20)); sys.stdout.flush(); time.sleep(9)", "ended unexpectedly"),
        ("say({'done': {'pack': '../../x'}})", "ended unexpectedly"),
        ("say({'error': ['SystemExit', 'Told so.', '']})", "Told so."),
        ("say({'error': ['ModelPackError', 'Told so.', '']})", "Told so."),
    ],
)
def test_a_child_that_fails_leaves_the_library_alone(code: str, sentence: str, tmp_path: Path) -> None:
    found = probe(save_torchscript(tiny_network(), tmp_path / "m.ts"))
    library = Library([tmp_path / "library"])
    with pytest.raises(importing.ReportableError, match=sentence):
        convert(found, answers(), library=library, command=child(code))
    assert library.cards() == ()


def test_a_child_that_hangs_is_stopped(tmp_path: Path) -> None:
    found = probe(save_torchscript(tiny_network(), tmp_path / "m.ts"))
    library = Library([tmp_path / "library"])
    with pytest.raises(ModelImportError, match="longer than any model should"):
        convert(found, answers(), library=library, command=child("time.sleep(60)"), time_limit_s=0.3)

    def progress(fraction: float, message: str) -> None:
        if fraction > 0.1:
            raise Cancelled

    started = time.monotonic()
    with pytest.raises(Cancelled):
        convert(
            found,
            answers(),
            library=library,
            command=child("say({'progress': [0.5, 'Half']}); time.sleep(60)"),
            progress=progress,
        )
    assert time.monotonic() - started < 10


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = save_torchscript(tiny_network(), tmp_path / "m.ts")
    found = probe(path)
    save_torchscript(tiny_network(seed=1), path)
    with pytest.raises(ModelImportError, match="was changed while it was read"):
        convert(found, answers(), library=Library([tmp_path / "library"]))


def test_a_pack_of_the_child_holds_only_what_its_card_names(tmp_path: Path) -> None:
    found = probe(save_torchscript(tiny_network(), tmp_path / "m.ts"))
    library = Library([tmp_path / "library"])
    real = convert(found, answers(), library=library).card
    data = {path.name: path.read_bytes() for path in real.folder.iterdir()}
    library.remove(real.key)
    parts = json.dumps({name: np.frombuffer(value, np.uint8).tolist() for name, value in data.items()})
    (tmp_path / "parts.json").write_text(parts)
    code = (
        "import pathlib; pack = pathlib.Path(sys.argv[1]) / 'pack' / 'tiny-segmenter-1.0.0'; pack.mkdir(parents=True); "
        f"parts = json.load(open({str(tmp_path / 'parts.json')!r})); "
        "[(pack / n).write_bytes(bytes(v)) for n, v in parts.items()]; (pack / 'extra.py').write_text(''); "
        "say({'done': {'pack': pack.name}})"
    )
    with pytest.raises(ModelImportError, match="ended unexpectedly"):
        convert(found, answers(), library=library, command=child(code))
    assert library.cards() == ()


def test_the_names_of_our_own_models_are_not_given_away(tmp_path: Path) -> None:
    path = save_torchscript(tiny_network(), tmp_path / "weights.pt")
    elsewhere = Library([tmp_path / "elsewhere"])
    foreign = import_model(path, answers(id="Cxr-Anatomy"), library=elsewhere, licence_accepted=True)
    write_pack_file(foreign, tmp_path / "given.lbmodel")
    shipped = tmp_path / "shipped"
    pack = shipped / "cxr-anatomy-0.1.1"
    shutil.copytree(foreign.folder, pack)
    write_card(replace(foreign, id="cxr-anatomy", version="0.1.1", folder=pack))
    library = Library([shipped, tmp_path / "library"])
    for source, said in ((path, answers(id="cxr-anatomy")), (tmp_path / "given.lbmodel", NOTHING_KNOWN)):
        with pytest.raises(ModelImportError, match="came with Lightbox"):
            import_model(source, said, library=library, licence_accepted=True)
    assert [card.key for card in library.cards()] == ["cxr-anatomy-0.1.1"]
    # What the manifest says goes before the pack.
    other = Answers(id="other-anatomy")
    assert import_model(tmp_path / "given.lbmodel", other, library=library, licence_accepted=True).id == "other-anatomy"
    # A version that was taught here is none of an import.
    taught = tmp_path / "job" / "cxr-anatomy-0.2.0"
    shutil.copytree(pack, taught)
    weights = taught / foreign.members[0].file
    changed = replace(foreign, id="cxr-anatomy", version="0.2.0", parent="cxr-anatomy-0.1.1", folder=taught)
    weights.write_bytes(weights.read_bytes() + b"\n")
    hashed = hashlib.sha256(weights.read_bytes()).hexdigest()
    write_card(replace(changed, members=(replace(foreign.members[0], sha256=hashed),)))
    assert library.add(taught).key == "cxr-anatomy-0.2.0"
