"""Programs as networks: TorchScript, torch.export and ONNX behind the call of every other network.

Tensor in, tensor out; of several outputs one is chosen. Loaded only in a confined process, and only after
`ai.library.program_check` looked at the file.
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ai.confined import is_confined
from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.library.program_check import ONNX, PROGRAM_SUFFIXES, TORCH_EXPORT, TORCHSCRIPT, onnx_graph, require_safe_program
from ai.networks.zoo import choose
from ai.words import say

_FILES = frozenset({"aten::from_file", "aten::save"})

_SAFE_NAMESPACES = frozenset({"aten", "prim", "quantized", "torchvision"})


_NEEDED: Mapping[str, tuple[str, ...]] = {
    TORCH_EXPORT: ("torch.export.passes", "torch._inductor.cpp_builder", "torch._dynamo"),
    ONNX: ("onnxruntime",),
}
"""Modules that must be imported before the process is confined: they load libraries of code, and some ask the system
for its name by another program."""


def import_needed(name: str) -> None:
    """Import what running a program of this architecture needs; packages that are not installed are told later."""
    for module in _NEEDED.get(name, ()):
        if importlib.util.find_spec(module.partition(".")[0]) is not None:
            importlib.import_module(module)


class Program(nn.Module, ABC):
    """A program that is called like a network.

    Parameters
    ----------
    output
        Which of several outputs, from 0; None where there is one.
    batch
        Size of the batch that the program was saved for; 0 where it takes any. A larger batch is run in parts.
    """

    def __init__(self, output: int | None, batch: int) -> None:
        super().__init__()
        self.output = output
        self.batch = batch
        # Tells the device of programs that hold their weights where torch does not see them.
        self.place = nn.Parameter(torch.zeros(1), requires_grad=False)

    def forward(self, values: Tensor) -> Tensor:
        """Run on (batch, channels, ...) float."""
        if not self.batch or values.shape[0] == self.batch:
            return choose(self.compute(values.float()), self.output)
        parts = []
        for part in torch.split(values.float(), self.batch):
            # The last part is filled up, since the program takes no smaller one.
            missing = self.batch - part.shape[0]
            whole = torch.cat([part, part[-1:].expand(missing, *part.shape[1:])]) if missing else part
            parts.append(choose(self.compute(whole), self.output)[: part.shape[0]])
        return torch.cat(parts)

    @abstractmethod
    def compute(self, values: Tensor) -> object:
        """Run the program itself on a batch of its own size."""


class ScriptProgram(Program):
    """TorchScript."""

    def __init__(self, path: Path, output: int | None) -> None:
        super().__init__(output, 0)
        with warnings.catch_warnings():
            # torch 2.15 warns that the format is old; models in it are still given away.
            warnings.simplefilter("ignore")
            load: Callable[..., nn.Module] = torch.jit.load
            self.script = load(str(path), map_location="cpu")
        _check_operators(self.script, path)

    def compute(self, values: Tensor) -> object:
        """Run the program itself."""
        # Autocast rewrites saved code on its first calls, and not always to the same numbers.
        with torch.autocast(values.device.type, enabled=False):
            return self.script(values)


class ExportedProgram(Program):
    """torch.export."""

    def __init__(self, path: Path, output: int | None) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exported = torch.export.load(str(path))
        sizes = _exported_input(exported)
        super().__init__(output, sizes[0] if sizes else 0)
        self._exported = exported
        self._device = torch.device("cpu")
        self.module = exported.module()

    def compute(self, values: Tensor) -> object:
        """Run the program itself; on another device its constants are moved, too."""
        if values.device != self._device:
            passes = importlib.import_module("torch.export.passes")
            self._exported = passes.move_to_device_pass(self._exported, values.device)
            self.module = self._exported.module()
            self._device = values.device
        with torch.autocast(values.device.type, enabled=False):
            return self.module(values)

    def train(self, mode: bool = True) -> ExportedProgram:
        """Stay as it was exported: its modes are fixed."""
        self.training = mode
        return self


class OnnxProgram(Program):
    """ONNX by the ONNX Runtime, on the CPU or an NVIDIA card."""

    def __init__(self, path: Path, output: int | None) -> None:
        graph = onnx_graph(path)
        if len(graph.inputs) != 1:
            raise ModelPackError(
                say("The program {file} wants {count} inputs; one is given.", file=path.name, count=len(graph.inputs))
            )
        shape = graph.inputs[0].shape
        super().__init__(output, shape[0] if shape else 0)
        self._path = path
        self._sessions: dict[str, Any] = {}

    def compute(self, values: Tensor) -> object:
        """Run the program itself."""
        session = self._session(values.device.type)
        array = values.detach().cpu().contiguous().numpy()
        found = session.run(None, {session.get_inputs()[0].name: array})
        return [torch.from_numpy(each).to(values.device) for each in found]

    def _session(self, device: str) -> Any:
        if device not in self._sessions:
            runtime = onnx_runtime()
            options = runtime.SessionOptions()
            options.log_severity_level = 4  # it writes warnings of its own past everything
            options.intra_op_num_threads = torch.get_num_threads()
            wanted = ["CUDAExecutionProvider"] if device == "cuda" else []
            there = [name for name in wanted if name in runtime.get_available_providers()]
            try:
                self._sessions[device] = runtime.InferenceSession(
                    str(self._path), options, providers=[*there, "CPUExecutionProvider"]
                )
            except (RuntimeError, ValueError) as error:
                raise _unloadable(self._path, error) from error
        return self._sessions[device]


def onnx_runtime() -> Any:
    """Import the package that runs ONNX.

    Raises
    ------
    ModelPackError
        When it is not installed.
    """
    try:
        return importlib.import_module("onnxruntime")
    except ImportError as error:
        raise ModelPackError(
            say("The network {name!r} needs the package {package}.", name=ONNX, package="onnxruntime"),
            say("Install it with: pip install {package}", package="onnxruntime"),
        ) from error


_LOADERS: Mapping[str, Callable[[Path, int | None], Program]] = {
    TORCHSCRIPT: ScriptProgram,
    TORCH_EXPORT: ExportedProgram,
    ONNX: OnnxProgram,
}


def is_program(architecture: Architecture) -> bool:
    """Whether a card names a program instead of a network that is built."""
    return architecture.name in PROGRAM_SUFFIXES


def load_program(path: Path, architecture: Architecture) -> Program:
    """Load a program, in a process that is confined.

    Raises
    ------
    ModelPackError
        When this process is not confined, the file asks for what no network needs, or cannot be loaded.
    """
    if not is_confined():
        raise ModelPackError(
            say("The model is a program, and programs run only in the process that is made for them."),
            say("Start the run from the window or with the command predict."),
        )
    require_safe_program(path, architecture.name)
    arguments = dict(architecture.arguments)
    try:
        return _LOADERS[architecture.name](path, arguments.get("output"))
    except (RuntimeError, ValueError, TypeError, KeyError, AttributeError, AssertionError, OSError) as error:
        raise _unloadable(path, error) from error


def _check_operators(script: Any, path: Path) -> None:
    """Look at what the code was compiled to: the names in the text were only the first look."""
    _check_block(script.inlined_graph, path)


def _check_block(block: Any, path: Path) -> None:
    for node in block.nodes():
        kind = node.kind()
        if kind in _FILES or kind.partition("::")[0] not in _SAFE_NAMESPACES:
            raise ModelPackError(
                say(
                    "The program {file} asks for {what}, which no network needs, so it is not run.",
                    file=path.name,
                    what=kind,
                )
            )
        for inner in node.blocks():
            _check_block(inner, path)


def _exported_input(exported: torch.export.ExportedProgram) -> tuple[int, ...]:
    """Sizes of the input, 0 where an axis is free."""
    names = exported.graph_signature.user_inputs
    for node in exported.graph.nodes:
        if node.op == "placeholder" and node.name in names and isinstance(node.meta.get("val"), Tensor):
            return tuple(each if isinstance(each, int) else 0 for each in node.meta["val"].shape)
    return ()


def _unloadable(path: Path, error: Exception) -> ModelPackError:
    first = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return ModelPackError(say("The program {file} cannot be loaded: {reason}", file=path.name, reason=first))
