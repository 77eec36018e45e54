"""Programs: TorchScript, torch.export, ONNX. They bring their network along, but no contract."""

from __future__ import annotations

from ai.adapters.answers import NOTHING_KNOWN
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.errors import ModelImportError, ModelPackError
from ai.library.onnx_card import card_in
from ai.library.program_check import ONNX, TORCH_EXPORT, TORCHSCRIPT, exported_model, onnx_graph, require_safe_program
from ai.words import say


def torchscript(contents: Contents) -> Recognised | None:
    """Own ``.pt`` and ``.ts`` files with code inside."""
    return _recognise(contents, TORCHSCRIPT) if contents.kind == "torchscript" else None


def exported(contents: Contents) -> Recognised | None:
    """Own ``.pt2`` files."""
    return _recognise(contents, TORCH_EXPORT) if contents.kind == "torch-export" else None


def onnx(contents: Contents) -> Recognised | None:
    """Own ``.onnx`` files."""
    if contents.kind != "onnx":
        return None
    found = _recognise(contents, ONNX)
    if found.refusal:
        return found
    graph = onnx_graph(contents.path)
    ports = [f"{port.name} ({' × '.join(str(size or '?') for size in port.shape)})" for port in graph.inputs]
    results = [f"{port.name} ({' × '.join(str(size or '?') for size in port.shape)})" for port in graph.outputs]
    notes = (
        say("Inputs: {inputs}. Outputs: {outputs}.", inputs=", ".join(ports), outputs=", ".join(results)),
        *found.notes,
    )
    if len(graph.inputs) != 1:
        return Recognised(
            refusal=say("The model wants {count} inputs; models of one picture are taken.", count=len(graph.inputs)),
            notes=notes,
        )
    try:
        card = card_in(graph, contents.path)
    except ModelPackError as error:
        return Recognised(refusal=error.message, hint=error.hint, notes=notes)
    if card is None:
        return Recognised(notes=notes)
    title = say("ONNX with the card of {model}", model=card.key)
    return Recognised(licence=card.reading.licence, title=title, notes=notes, has_card=True)


def _recognise(contents: Contents, kind: str) -> Recognised:
    try:
        if kind == TORCH_EXPORT:
            exported_model(contents.path)  # what only its loader would run is left out when it is taken in
        else:
            require_safe_program(contents.path, kind)
    except ModelImportError as error:
        return Recognised(NOTHING_KNOWN, refusal=error.message, hint=error.hint)
    return Recognised(notes=(say("It is a program: it runs only in a process without network and files."),))
