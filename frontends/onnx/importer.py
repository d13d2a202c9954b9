"""From a checked ONNX graph to a module: walk the nodes, evaluate what is known, convert the rest."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx.checker
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto
from xdsl.dialects import func
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr, TensorType
from xdsl.ir import Block, Region, SSAValue
from xdsl.utils.exceptions import VerifyException

from ...dialects.nn import dtype_of, element_of, element_type
from ...errors import FrontendError
from .converters import CONVERTERS
from .folding import fold, is_foldable
from .loading import Model, domain_name, first_line, load
from .node import DATA_FILES, NAME, Known, Node, Value, materialize, name_hint, name_location
from .shapes import StaticType, static_types, tensor_type_of
from .supported import require_supported
from .tensors import data_files, dtype_of_onnx, sparse_array, tensor_array

REFUSALS = (VerifyException, ValueError, ArithmeticError, MemoryError)
"""What verifiers raise, and numpy for sizes that no check foresaw."""


def import_model(
    model: str | Path | bytes | ModelProto,
    *,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    constants: Mapping[str, np.ndarray] | None = None,
) -> ModuleOp:
    """The ONNX `model` as a module with one function `main` of `nn` operations.

    ```mlir
    func.func @main(%image: tensor<1x3x8x8xf32> {onnx.name = "image"}) -> (tensor<1x8x6x6xf32> {onnx.name = "features"}) {
      %weight = nn.constant #nn.weight<"…"> : tensor<8x3x3x3xf32> {onnx.initializer = "conv.weight"}
      %features = nn.conv %image, %weight {…} : … loc("conv")
      func.return %features : tensor<1x8x6x6xf32>
    }
    ```

    `input_shapes` binds dynamic dimensions: input name → whole shape. `constants` fixes inputs to values, which are then no
    arguments any more. An initializer that is also an input is a constant, unless `constants` replaces its value or
    `input_shapes` names it: then it becomes an argument. Names of inputs and outputs stay as `onnx.name` on arguments and
    results, names of nodes as locations; a constant tells by `onnx.initializer` from where in the file it comes unchanged. The
    module has `onnx.data_files`, if weights lie in other files.

    Whatever is wrong with the model is a FrontendError that names the file, the node and the cause.
    """
    loaded = load(model)
    importer = _Importer(loaded)
    importer.add_inputs(input_shapes or {}, constants or {})
    importer.add_nodes(loaded.proto.graph)
    return importer.module()


class _Importer:
    """The function under construction, and what each ONNX name stands for."""

    def __init__(self, model: Model):
        self._model = model
        self._block = Block()
        self._scope: dict[str, Value] = {}
        self._inputs: list[str] = []

    def _error(self, cause: object) -> FrontendError:
        return FrontendError(f"{self._model.source}: {cause}")

    # Inputs

    def add_inputs(self, shapes: Mapping[str, Sequence[int]], constants: Mapping[str, np.ndarray]) -> None:
        """Put initializers, fixed inputs and arguments into scope."""
        graph = self._model.proto.graph
        names = [value.name for value in graph.input]
        if unknown := sorted(set(constants) - set(names)):
            raise self._error(f"a value is given for '{unknown[0]}', but the inputs are: {', '.join(names)}")
        if both := sorted(set(constants) & set(shapes)):
            raise self._error(f"input '{both[0]}' is given both a value and a shape")
        self._add_initializers(graph, skip={*constants, *shapes})
        arrays = {name: np.asarray(value) for name, value in constants.items()}
        fixed = {name: array.shape for name, array in arrays.items()}
        inputs = [value for value in graph.input if value.name not in self._scope]
        for name, declared in static_types(inputs, shapes, fixed, self._model.source).items():
            if name in arrays:
                self._add_fixed(name, arrays[name], declared)
            else:
                self._add_argument(name, declared)

    def _add_initializers(
        self, graph: GraphProto, skip: Container[str] = (), *, branch: bool = False
    ) -> None:
        folder = self._model.folder
        try:
            for tensor in graph.initializer:
                if tensor.name not in skip:
                    raw_data = None if branch else self._model.raw_data(tensor.name)
                    array = tensor_array(tensor, folder, raw_data)
                    self._scope[tensor.name] = Known(array, tensor.name, tensor.name)
            for sparse in graph.sparse_initializer:
                name = sparse.values.name
                self._scope[name] = Known(sparse_array(sparse, folder), name)
        except (FrontendError, OSError) as error:
            raise self._error(error) from error

    def _add_fixed(self, name: str, array: np.ndarray, declared: StaticType) -> None:
        if array.dtype != declared[0]:
            raise self._error(
                f"input '{name}' is of type {declared[0].name}, its value of type {array.dtype.name}"
            )
        self._scope[name] = Known(array, name)

    def _add_argument(self, name: str, declared: StaticType) -> None:
        dtype, shape = declared
        argument = self._block.insert_arg(TensorType(element_type(dtype), shape), len(self._block.args))
        argument.location = name_location(name)
        argument.name_hint = name_hint(name)
        self._scope[name] = argument
        self._inputs.append(name)

    # Nodes

    def add_nodes(self, graph: GraphProto) -> None:
        """Import the nodes of `graph`, or say at once all that is not supported."""
        known = {name for name, value in self._scope.items() if isinstance(value, Known)}
        require_supported(graph, known, self._model.source)
        for proto in graph.node:
            self._add_node(proto)

    def _add_node(self, proto: NodeProto) -> None:
        node = self._node(proto)
        try:
            results = self._results(node)
        except REFUSALS as error:
            raise node.error(error) from error
        for name, result in zip(proto.output, results, strict=False):
            if name and result is not None:
                self._define(name, result)

    def _node(self, proto: NodeProto) -> Node:
        opset = self._model.opsets[domain_name(proto.domain)]
        inputs = [self._scope.get(name) for name in proto.input]
        node = Node(proto, inputs, opset, self._block, self._model)
        for name in filter(None, proto.input):
            if name not in self._scope:  # checked to be an output of an earlier node
                raise node.error(f"it uses '{name}', an optional output that is not supported")
        return node

    def _define(self, name: str, value: Value) -> None:
        """Let `name` stand for `value`, and the value be called so, unless it has a name already."""
        if isinstance(value, Known):
            value.name = value.name or name
        elif value.name_hint is None:
            value.name_hint = name_hint(name)
        self._scope[name] = value

    def _results(self, node: Node) -> Sequence[Value | None]:
        if node.op_type == "If":
            return self._inline_branch(node)
        self._check(node)
        all_known = all(value is None or isinstance(value, Known) for value in node.inputs)
        if all_known and is_foldable(node.proto):
            return [Known(array) for array in fold(node)]
        results = CONVERTERS[node.op_type](node)
        return results if isinstance(results, Sequence) else (results,)

    def _check(self, node: Node) -> None:
        """Hold a node against its operator's specification: the number of operands, names and types of attributes."""
        if node.op_type == "Constant":  # may be large, and its converter looks at everything
            return
        if any(attribute.t.data_location == TensorProto.EXTERNAL for attribute in node.proto.attribute):
            raise node.error("external data is supported for initializers and Constant nodes only")
        context = onnx.checker.C.CheckerContext()
        context.ir_version = self._model.proto.ir_version
        context.opset_imports = self._model.opsets
        try:
            onnx.checker.check_node(node.proto, context)
        except (onnx.checker.ValidationError, UnicodeDecodeError) as error:
            raise node.error(first_line(error)) from error

    def _inline_branch(self, node: Node) -> Sequence[Value]:
        """The results of the branch that a known condition takes."""
        condition = node.known(0, "condition")
        if condition is None or condition.size != 1:
            raise node.error("its condition must be one truth value")
        branch = node.attributes.get("then_branch" if condition.item() else "else_branch")
        if branch is None or len(branch.output) != len(node.proto.output):
            raise node.error("it needs two branches with as many outputs as the node")
        outer, self._scope = self._scope, dict(self._scope)
        try:
            self._add_initializers(branch, branch=True)
            self.add_nodes(branch)
            return [self._output(value) for value in branch.output]
        finally:
            self._scope = outer

    # Outputs

    def _output(self, value: ValueInfoProto) -> Value:
        if value.name not in self._scope:
            raise self._error(f"output '{value.name}' is an optional output that is not supported")
        return self._scope[value.name]

    def _result(self, value: ValueInfoProto) -> SSAValue:
        """The value of an output of the model, of the element type that is declared for it."""
        found = self._output(value)
        try:
            result = materialize(found, self._block, name_location(value.name))
            declared = dtype_of_onnx(tensor_type_of(value, self._model.source).elem_type)
        except VerifyException as error:
            raise self._error(f"output '{value.name}': {error}") from error
        actual = dtype_of(element_of(result))
        if actual != declared:
            raise self._error(
                f"output '{value.name}' is declared as {declared.name}, but computed as {actual.name}"
            )
        return result

    def module(self) -> ModuleOp:
        """The finished module."""
        outputs = self._model.proto.graph.output
        results = [self._result(value) for value in outputs]
        self._block.add_op(func.ReturnOp(*results))
        main = func.FuncOp(
            "main",
            ([argument.type for argument in self._block.args], [result.type for result in results]),
            Region(self._block),
            arg_attrs=_names(self._inputs),
            res_attrs=_names([value.name for value in outputs]),
        )
        files = data_files(self._model.proto.graph)
        attributes = {DATA_FILES: ArrayAttr([StringAttr(file) for file in files])} if files else None
        return ModuleOp([main], attributes)


def _names(names: Sequence[str]) -> ArrayAttr[DictionaryAttr]:
    return ArrayAttr([DictionaryAttr({NAME: StringAttr(name)}) for name in names])
