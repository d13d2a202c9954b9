"""Which nodes Prunir can import, decided before the first is converted."""

from __future__ import annotations

from collections.abc import Iterable

from onnx import GraphProto, NodeProto

from ...errors import FrontendError
from .checking import subgraphs
from .converters import CONVERTERS
from .folding import is_foldable
from .loading import DEFAULT_DOMAIN, domain_name

ALWAYS_KNOWN = {"Constant", "Shape", "Size"}
"""Operators whose results are known whatever their operands are, since all shapes are static."""
PASS_THROUGH = {"Dropout", "Identity"}
"""Operators that give a known operand on."""
LISTED_NODES = 5
"""Nodes named for each operator in the message."""


def require_supported(graph: GraphProto, known: Iterable[str], source: str) -> None:
    """One FrontendError with all operators of `graph` that are not supported, and the nodes that use them.

    `known` names the values known so far. An operator without converter is supported where its operands are known. Branches
    of `If` are looked at when the condition has chosen one.
    """
    unsupported: dict[str, list[str]] = {}
    values = set(known)
    for node in graph.node:
        if _is_known(node, values):
            values.update(node.output)
        elif reason := _unsupported(node, values):
            unsupported.setdefault(reason, []).append(node.name or next(filter(None, node.output), "unnamed"))
    if unsupported:
        listed = "; ".join(f"{reason}: {_names(names)}" for reason, names in sorted(unsupported.items()))
        raise FrontendError(f"{source}: operators that are not supported: {listed}")


def _is_known(node: NodeProto, known: set[str]) -> bool:
    """Whether the results of `node` will be known."""
    if domain_name(node.domain) != DEFAULT_DOMAIN:
        return False
    operands_known = known.issuperset(filter(None, node.input))
    if node.op_type == "If" and operands_known:
        return all(_are_outputs_known(branch, known) for branch in subgraphs(node))
    foldable = is_foldable(node) or node.op_type in PASS_THROUGH
    return node.op_type in ALWAYS_KNOWN or (operands_known and foldable)


def _are_outputs_known(graph: GraphProto, known: set[str]) -> bool:
    values = known | {tensor.name for tensor in graph.initializer}
    for node in graph.node:
        if _is_known(node, values):
            values.update(node.output)
    return values.issuperset(value.name for value in graph.output)


def _unsupported(node: NodeProto, known: set[str]) -> str | None:
    """The operator of `node` as the message names it, None if it is supported."""
    if domain_name(node.domain) != DEFAULT_DOMAIN:
        return f"{node.domain}.{node.op_type}"
    if node.op_type == "If":
        return None if known.issuperset(node.input) else "If (its condition is not known at import)"
    return None if node.op_type in CONVERTERS else node.op_type


def _names(names: list[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in names[:LISTED_NODES])
    return listed if len(names) <= LISTED_NODES else f"{listed} and {len(names) - LISTED_NODES} more"
