"""The structure of a graph: every name is defined once, before it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from graphlib import CycleError, TopologicalSorter

from onnx import AttributeProto, GraphProto, NodeProto

from ...errors import FrontendError


def describe(node: NodeProto) -> str:
    """How messages name a node: by its name, or by what it computes."""
    if node.name:
        return f"node '{node.name}' ({node.op_type})"
    return f"the {node.op_type or 'unnamed'} node that computes '{', '.join(filter(None, node.output))}'"


def check_graph(graph: GraphProto, source: str, outer: Set[str] = frozenset()) -> None:
    """Check names, order and subgraphs of `graph`; `outer` are the names that a subgraph sees around it."""
    defined = _named_inputs(graph, source)
    for node in graph.node:
        _require_text(source, node.name, node.op_type, node.domain, *node.input, *node.output)
        where = f"{source}: {describe(node)}"
        if not node.op_type:
            raise FrontendError(f"{where}: it has no operator type")
        for name in filter(None, node.input):
            if name not in defined and name not in outer:
                raise FrontendError(f"{where}: {_why_undefined(name, graph)}")
        for subgraph in subgraphs(node):
            check_graph(subgraph, source, defined | outer)
        for name in filter(None, node.output):
            if name in defined:
                raise FrontendError(
                    f"{where}: the name '{name}' is already taken; each value has one definition"
                )
            defined.add(name)
    _check_outputs(graph, source, defined | outer)


def _named_inputs(graph: GraphProto, source: str) -> set[str]:
    """Names of inputs and initializers; an initializer may share the name of an input, for which it is the default."""
    inputs = [value.name for value in graph.input]
    initializers = [tensor.name for tensor in graph.initializer]
    initializers += [tensor.values.name for tensor in graph.sparse_initializer]
    _require_text(source, *inputs, *initializers)
    for kind, names in ("input", inputs), ("initializer", initializers):
        if "" in names:
            raise FrontendError(f"{source}: an {kind} has no name")
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise FrontendError(f"{source}: two {kind}s have the name '{twice[0]}'")
    return {*inputs, *initializers}


def _require_text(source: str, *names: object) -> None:
    """Protobuf hands out text that is not UTF-8 as bytes."""
    if broken := [name for name in names if not isinstance(name, str)]:
        raise FrontendError(f"{source}: the name {broken[0]!r} is not UTF-8")


def _check_outputs(graph: GraphProto, source: str, names: Set[str]) -> None:
    if not graph.output:
        raise FrontendError(f"{source}: the graph has no outputs")
    _require_text(source, *(value.name for value in graph.output))
    for value in graph.output:
        if value.name not in names:
            raise FrontendError(f"{source}: the output '{value.name}' is computed by no node")


def subgraphs(node: NodeProto) -> Iterator[GraphProto]:
    """The graphs that `node` holds as attributes."""
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            yield attribute.g
        yield from attribute.graphs


def _why_undefined(name: str, graph: GraphProto) -> str:
    """The reason why `name` is not there: no node makes it, or the nodes form a cycle, or they are in the wrong order."""
    producers = {output: node for node in graph.node for output in node.output}
    if name not in producers:
        return f"its input '{name}' is neither an input nor an initializer, and no node computes it"
    order = TopologicalSorter({o: [i for i in n.input if i in producers] for o, n in producers.items()})
    try:
        order.prepare()
    except CycleError as error:
        cycle = " → ".join(f"'{value}'" for value in error.args[1])
        return f"the graph has a cycle: {cycle}"
    return f"its input '{name}' is computed by a later node; nodes must stand in topological order"
