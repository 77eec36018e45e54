"""What a pickle would make, told without making it: nothing is imported and nothing is called.

The opcodes are walked by `pickletools`, and a small stack keeps inert stand-ins for everything that unpickling would
import or build. That gives the names of all imports, and the names and shapes of the tensors of a checkpoint, before
any library that could run code has touched the file. No torch here.

References
----------
PEP 307, PEP 3154; `pickletools` of Python's library tells what each opcode does.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

MAX_OPERATIONS = 3_000_000
"""A checkpoint of ten thousand tensors with its optimiser has some 500 000."""

_MARK = object()

_DISTINCT = 1 << 60
"""Whole numbers below this have hashes of their own; keys of equal hash would make a dict as slow as a list."""

_DICTS = ("collections.OrderedDict", "builtins.dict", "collections.defaultdict")


class UnreadablePickle(ValueError):  # noqa: N818 - a condition, turned into a sentence by the caller
    """No valid pickle, or one that is longer than any checkpoint's."""


@dataclass
class Inert:
    """Stands for something that unpickling would import, or build by calling it.

    Parameters
    ----------
    name
        Dotted name that would be imported; ``"persistent"`` for a reference to a storage.
    arguments
        Of the call; None where it is only imported.
    state
        What would be set on it.
    items
        What would be put into it.
    """

    name: str
    arguments: tuple[Any, ...] | None = None
    state: object = None
    items: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Pickled:
    """A pickle as inert data, and the dotted names that it would import."""

    value: object
    globals: frozenset[str]


def read_pickle(stream: BinaryIO | bytes) -> Pickled:
    """Walk one pickle from where a stream stands, up to its end.

    Raises
    ------
    UnreadablePickle
        When it is damaged, uses an extension registry, or is too long.
    """
    machine = _Machine()
    source = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(source)):
            if count > MAX_OPERATIONS:
                raise UnreadablePickle("too long")
            machine.step(opcode.name, argument)
        return Pickled(machine.stack[-1] if machine.stack else None, frozenset(machine.globals))
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, MemoryError, RecursionError) as error:
        raise UnreadablePickle(str(error)) from error


class _Machine:
    """The stack and the memo of an unpickler that makes nothing."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.globals: set[str] = set()
        self._memo: dict[int, Any] = {}

    def step(self, name: str, argument: Any) -> None:
        """Carry out one opcode."""
        if name in _SILENT:
            return
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in _VALUES:
            self.stack.append(argument)
        elif name in _OPERATIONS:
            _OPERATIONS[name](self, argument)
        else:
            # EXT1, EXT2 and EXT4 name what they import by a number in a table of the program.
            raise UnreadablePickle(f"opcode {name}")

    def mark(self) -> None:
        self.stack.append(_MARK)

    def pop_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise UnreadablePickle("no mark")
        items = self.stack[at + 1 :]
        del self.stack[at:]
        return items

    def import_name(self, module: object, name: object) -> None:
        known = isinstance(module, str) and isinstance(name, str)
        dotted = f"{module}.{name}" if known else "a name that is computed"
        # Python 2's name of the module of built-in functions.
        dotted = "builtins." + dotted[len("__builtin__.") :] if dotted.startswith("__builtin__.") else dotted
        self.globals.add(dotted)
        self.stack.append(Inert(dotted))

    def call(self, maker: object, arguments: object) -> None:
        made = maker.name if isinstance(maker, Inert) else "something that is computed"
        if made in _DICTS:
            self.stack.append(_items_as_dict(arguments))
            return
        self.stack.append(Inert(made, arguments if isinstance(arguments, tuple) else (arguments,)))

    def put(self, index: int) -> None:
        self._memo[index] = self.stack[-1]

    def memoize(self) -> None:
        self._memo[len(self._memo)] = self.stack[-1]

    def get(self, index: int) -> None:
        self.stack.append(self._memo[index])

    def append_all(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, list):
            target.extend(items)
        elif isinstance(target, Inert):
            target.items.extend(items)
        else:
            raise UnreadablePickle("append")

    def set_items(self, items: list[Any]) -> None:
        target = self.stack[-1]
        pairs = zip(items[::2], items[1::2], strict=True)
        if isinstance(target, dict):
            target.update((key, value) for key, value in pairs if _is_key(key))
        elif isinstance(target, Inert):
            target.items.extend(pairs)
        else:
            raise UnreadablePickle("setitem")

    def build(self) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, Inert):
            target.state = state


def _items_as_dict(arguments: object) -> dict[Any, Any]:
    """Make a dict of the pairs that an ordered dict of the oldest files is called with."""
    if isinstance(arguments, tuple) and len(arguments) == 1 and isinstance(arguments[0], list):
        pairs = [tuple(pair) for pair in arguments[0] if isinstance(pair, list | tuple) and len(pair) == 2]
        return {key: value for key, value in pairs if _is_key(key)}
    return {}


def _is_key(key: object) -> bool:
    """Whether it may be the name of something in a checkpoint; other keys are left out with what they hold."""
    return isinstance(key, str | float) or (isinstance(key, int) and abs(key) < _DISTINCT)


def _two(text: object) -> tuple[str, str]:
    module, _, name = str(text).partition(" ")
    return module, name


def _inst(machine: _Machine, argument: object) -> None:
    arguments = tuple(machine.pop_mark())
    machine.import_name(*_two(argument))
    machine.call(machine.stack.pop(), arguments)


def _obj(machine: _Machine, _: object) -> None:
    maker, *arguments = machine.pop_mark()
    machine.call(maker, tuple(arguments))


def _stack_global(machine: _Machine, _: object) -> None:
    name, module = machine.stack.pop(), machine.stack.pop()
    machine.import_name(module, name)


def _reduce(machine: _Machine, _: object) -> None:
    arguments, maker = machine.stack.pop(), machine.stack.pop()
    machine.call(maker, arguments)


def _newobj_ex(machine: _Machine, _: object) -> None:
    named, arguments, maker = machine.stack.pop(), machine.stack.pop(), machine.stack.pop()
    machine.call(maker, (arguments, named))


def _persistent(machine: _Machine, argument: object) -> None:
    machine.stack.append(Inert("persistent", (argument,)))


def _binary_persistent(machine: _Machine, _: object) -> None:
    _persistent(machine, machine.stack.pop())


def _tuple_of(count: int) -> Callable[[_Machine, object], None]:
    def make(machine: _Machine, _: object) -> None:
        if len(machine.stack) < count:
            raise UnreadablePickle("tuple")
        items = tuple(machine.stack[len(machine.stack) - count :])
        del machine.stack[len(machine.stack) - count :]
        machine.stack.append(items)

    return make


def _dict(machine: _Machine, _: object) -> None:
    items = machine.pop_mark()
    machine.stack.append({})
    machine.set_items(items)


def _one_item(machine: _Machine, _: object) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    machine.set_items([key, value])


def _one(machine: _Machine, _: object) -> None:
    machine.append_all([machine.stack.pop()])


def _pop(machine: _Machine, _: object) -> None:
    machine.stack.pop()


def _pop_mark(machine: _Machine, _: object) -> None:
    machine.pop_mark()


def _duplicate(machine: _Machine, _: object) -> None:
    machine.stack.append(machine.stack[-1])


_SILENT = frozenset({"PROTO", "FRAME", "STOP", "READONLY_BUFFER"})

_CONSTANTS: Mapping[str, Callable[[], object]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_TUPLE": tuple,
    "EMPTY_SET": list,
}

_VALUES = frozenset(
    {
        "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
        "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "UNICODE", "BINUNICODE",
        "SHORT_BINUNICODE", "BINUNICODE8",
    }
)  # fmt: skip

_OPERATIONS: Mapping[str, Callable[[_Machine, Any], None]] = {
    "GLOBAL": lambda machine, argument: machine.import_name(*_two(argument)),
    "STACK_GLOBAL": _stack_global,
    "INST": _inst,
    "OBJ": _obj,
    "NEWOBJ": _reduce,
    "NEWOBJ_EX": _newobj_ex,
    "REDUCE": _reduce,
    "BUILD": lambda machine, _: machine.build(),
    "PERSID": _persistent,
    "BINPERSID": _binary_persistent,
    "MARK": lambda machine, _: machine.mark(),
    "POP": _pop,
    "POP_MARK": _pop_mark,
    "DUP": _duplicate,
    "PUT": lambda machine, index: machine.put(int(index)),
    "BINPUT": lambda machine, index: machine.put(index),
    "LONG_BINPUT": lambda machine, index: machine.put(index),
    "MEMOIZE": lambda machine, _: machine.memoize(),
    "GET": lambda machine, index: machine.get(int(index)),
    "BINGET": lambda machine, index: machine.get(index),
    "LONG_BINGET": lambda machine, index: machine.get(index),
    "TUPLE": lambda machine, _: machine.stack.append(tuple(machine.pop_mark())),
    "TUPLE1": _tuple_of(1),
    "TUPLE2": _tuple_of(2),
    "TUPLE3": _tuple_of(3),
    "LIST": lambda machine, _: machine.stack.append(machine.pop_mark()),
    "FROZENSET": lambda machine, _: machine.stack.append(machine.pop_mark()),
    "DICT": _dict,
    "APPEND": _one,
    "APPENDS": lambda machine, _: machine.append_all(machine.pop_mark()),
    "ADDITEMS": lambda machine, _: machine.append_all(machine.pop_mark()),
    "SETITEM": _one_item,
    "SETITEMS": lambda machine, _: machine.set_items(machine.pop_mark()),
}
