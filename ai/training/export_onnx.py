"""A model as ONNX, kept only where the ONNX Runtime computes the same from it as torch does."""

from __future__ import annotations

import importlib.util
import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference.gate import STATISTICS
from ai.library.card import ModelCard
from ai.library.onnx_card import card_for, write_into
from ai.library.pack import verify
from ai.networks.build import load_members
from ai.networks.program import onnx_runtime
from ai.progress import Progress, silent
from ai.training.export_contract import contract, read_me
from ai.training.export_form import ExportForm, hindrance
from ai.training.export_members import joined_card, joined_network
from ai.words import say

SUFFIX = ".onnx"

MOST_DIFFERENCE = 1e-3
"""Between an output of torch and of the exported file, float32; more and the file is not kept."""

OPSET = 18

FREE_PX = {2: (96, 160), 3: (32, 48)}
"""Two sides with which networks of any size are tried, by dimensions."""

INPUTS = 3
"""Made-up inputs of each kind that both must agree on."""


def export_onnx(card: ModelCard, path: Path, *, progress: Progress = silent) -> float:
    """Write ``path``, and beside it ``path.json`` (contract and card) and ``path.md`` (the same for people).

    The card stands in the file itself, too: Lightbox takes it in again without asking anything.

    Parameters
    ----------
    card
        Of the model; several networks that answer together become one that says their mean.
    path
        The file to write; older files of these names are replaced, whole or not at all.

    Returns
    -------
    float
        Largest difference between the outputs of torch and of the file.

    Raises
    ------
    ModelPackError
        When the model cannot be written as ONNX, both compute different numbers, or the files cannot be written.
    """
    require_possible(card, ExportForm.ONNX)
    verify(card)
    network = joined_network(card, [member.eval() for member in load_members(card)])
    if importlib.util.find_spec("onnx") is None:
        raise ModelPackError(
            say("Writing ONNX needs the package {package}.", package="onnx"),
            say("Install it with: pip install {package}", package="onnx"),
        )
    shapes = input_shapes(card)
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.absolute().parent) as folder:
            unfinished = Path(folder) / path.name
            progress(0.1, say("Writing the program"))
            _write(network, torch.zeros(1, *shapes[0]), unfinished, is_free=len(shapes) > 1)
            progress(0.5, say("Comparing it with the model"))
            difference = largest_difference(network, unfinished, shapes)
            if not difference < MOST_DIFFERENCE:  # said this way round, NaN is refused too
                raise ModelPackError(
                    say(
                        "The exported file computes something else than {model}: outputs differ by up to {found}, "
                        "allowed is {most}. It was not kept.",
                        model=card.title,
                        found=f"{difference:.2g}",
                        most=f"{MOST_DIFFERENCE:g}",
                    ),
                    say("Export it as a pack of this product (.lbmodel)."),
                )
            write_into(unfinished, card_for(joined_card(card), leave_out=(STATISTICS,)))
            _write_beside(joined_card(card), unfinished, difference)
            for suffix in (".json", ".md", ""):  # the model last: where it stands, its words stand
                name = f"{path.name}{suffix}"
                _to_disk(Path(folder) / name)
                os.replace(Path(folder) / name, path.with_name(name))
    except OSError as error:
        raise ModelPackError(
            say("{file} cannot be written ({reason}).", file=path.name, reason=error.strerror or ""),
            say("Choose another folder, or free some space."),
        ) from error
    progress(1.0, say("Done"))
    return difference


def require_possible(card: ModelCard, form: ExportForm) -> None:
    """Refuse a kind of file that a model cannot be written as.

    Raises
    ------
    ModelPackError
        With the reason of `ai.training.export_form.hindrance`.
    """
    if reason := hindrance(card, form):
        raise ModelPackError(reason, say("Export it as a pack of this product (.lbmodel)."))


def input_shapes(card: ModelCard) -> list[tuple[int, ...]]:
    """(channels, ...) of what the network is given: one where the contract fixes it, else some of different sizes."""
    grid = card.input.grid
    if grid is None:
        return [(1, *card.input.size_px)]
    if fixed := grid.patch or grid.size:
        return [(grid.channels, *fixed)]
    sides = [-(-side // grid.multiple_of) * grid.multiple_of for side in FREE_PX[grid.dimensions]]
    low, high = sides
    return [(grid.channels, *(low,) * grid.dimensions), (grid.channels, *(low,) * (grid.dimensions - 1), high)]


def largest_difference(network: nn.Module, path: Path, shapes: Sequence[tuple[int, ...]]) -> float:
    """Run both on noise, on ramps and on a batch of several; the file on the CPU by the ONNX Runtime."""
    runtime = onnx_runtime()
    options = runtime.SessionOptions()
    options.log_severity_level = 4  # it writes warnings of its own past everything
    try:
        session = runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        largest = 0.0
        for shape in shapes:
            for batch in made_up(shape):
                with torch.inference_mode():
                    expected = network(batch).float()
                (found,) = session.run(None, {session.get_inputs()[0].name: batch.numpy()})
                if tuple(found.shape) != tuple(expected.shape):
                    return float("inf")
                distance = float((torch.from_numpy(found) - expected).abs().max())
                largest = max(largest, distance if distance == distance else float("inf"))
        return largest
    except (RuntimeError, ValueError) as error:  # what the runtime raises where it cannot run a file
        raise _cannot(error) from error


def made_up(shape: tuple[int, ...]) -> list[Tensor]:
    """Batches of one, and one of `INPUTS`: standard noise, and ramps of the usual range."""
    chance = torch.Generator().manual_seed(0)
    noise = [torch.randn(1, *shape, generator=chance) for _ in range(INPUTS)]
    ramps = [torch.linspace(-low, 2, shape[-1]).expand(1, *shape).contiguous() for low in range(INPUTS)]
    return [*noise, *ramps, torch.cat([*noise, *ramps])[:INPUTS]]


def _write(network: nn.Module, example: Tensor, path: Path, *, is_free: bool) -> None:
    """Trace the network: its modules decide by shapes alone; `hindrance` refuses one that decides by values."""
    axes = {0: "pictures"}
    if is_free:
        axes |= {axis: f"side_{axis - 1}" for axis in range(2, example.ndim)}
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            # torch 2.15 calls this way of writing old; the new one needs a further package. Its notes on numbers that
            # a trace freezes are answered by the comparison.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network,
                (example,),
                str(path),
                dynamo=False,
                opset_version=OPSET,
                input_names=["picture"],
                output_names=["output"],
                dynamic_axes={"picture": axes, "output": {0: "pictures"}},
            )
    except (RuntimeError, ValueError, TypeError) as error:
        raise _cannot(error) from error


def _write_beside(card: ModelCard, path: Path, difference: float) -> None:
    facts = {"format": "onnx", "opset": OPSET, "largest_difference_to_torch": difference, "allowed": MOST_DIFFERENCE}
    checked = (
        f"Checked when it was written: outputs of the ONNX Runtime and of torch differ by at most {difference:.1e} "
        f"(allowed {MOST_DIFFERENCE:g}) on made-up inputs.",
        "Lightbox takes the file in again with: lightbox models import FILE. Its card stands in the file.",
    )
    path.with_name(f"{path.name}.json").write_text(contract(card, facts), encoding="utf-8")
    path.with_name(f"{path.name}.md").write_text(read_me(card, checked), encoding="utf-8")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _cannot(error: Exception) -> ModelPackError:
    first = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return ModelPackError(
        say("The model cannot be written as ONNX: {reason}", reason=first),
        say("Export it as a pack of this product (.lbmodel)."),
    )
