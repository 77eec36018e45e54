"""The tree of marks that pictures of one direction differ in; its leaves are volumes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.dicom.frames.marks import Mark

Indices: TypeAlias = npt.NDArray[np.intp]
"""(n,) numbers of pictures."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """Pictures that are one volume, or stay together for want of anything better.

    Parameters
    ----------
    members
        Numbers of the pictures.
    words
        What they are called besides the marks on the way, or ``""``.
    warning, fault
        As those of `app.dicom.stacking.stacks.Stack`, or ``""``.
    """

    members: Indices
    words: str = ""
    warning: str = ""
    fault: str = ""


@dataclass(frozen=True, eq=False)
class Fork:
    """Pictures that differ in a mark.

    Parameters
    ----------
    mark
        In which they differ.
    values
        Its values in order, as texts.
    children
        One per value.
    """

    mark: Mark
    values: tuple[str, ...]
    children: tuple[Node, ...]


Node: TypeAlias = "Leaf | Fork"

Path: TypeAlias = tuple[tuple[Mark, str], ...]
"""Marks on the way to a node, each with the value that was taken."""


def ends_of(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Nodes below a fork that are no axis themselves, each with the axis marks on the way."""
    if isinstance(node, Leaf) or not node.mark.axis:
        yield path, node
        return
    for value, child in zip(node.values, node.children, strict=True):
        yield from ends_of(child, (*path, (node.mark, value)))


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Volumes of a node."""
    if isinstance(node, Leaf):
        yield node
        return
    for child in node.children:
        yield from leaves_of(child)


def is_product(fork: Fork) -> bool:
    """Whether all children fork by the same marks into the same values; times need only be as many."""
    shapes = {_shape(child) for child in fork.children}
    return len(shapes) == 1


def _shape(node: Node) -> tuple[object, ...]:
    if isinstance(node, Leaf) or not node.mark.axis:
        return ()
    values = len(node.values) if node.mark.ranked else node.values
    return node.mark.name, values, tuple(sorted({_shape(child) for child in node.children}, key=repr))
