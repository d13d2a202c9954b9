"""From values to buffers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func, memref
from xdsl.dialects.builtin import (
    ArrayAttr,
    DictionaryAttr,
    FunctionType,
    MemRefType,
    ModuleOp,
    NoneAttr,
    TensorType,
    UnitAttr,
)
from xdsl.ir import Attribute, Operation, SSAValue
from xdsl.irdl import IRDLOperation
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ...diagnostics import IRError
from ...dialects import nn, pconv, plan
from ...dialects.nn._base import NNOp
from ._convolutions import is_planned
from .assign_layouts import LAYOUT

ENTRY = "plan.entry"
"""The unit attribute of the function that runs the whole network."""

_DENSE = NoneAttr()

MOST_ELEMENTS = 2**31 - 1
"""Of one buffer, halo included: the tables of a convolution hold 32-bit offsets."""


class _Bufferizer:
    """Rewrites one function, whose operations it visits in order."""

    def __init__(self, function: func.FuncOp):
        self._function = function
        self._buffers: dict[SSAValue, SSAValue] = {}

    def run(self) -> None:
        self._check_form()
        block = self._function.body.block
        for argument in block.args:
            self._buffers[argument] = Rewriter.replace_value_with_new_type(
                argument, _buffer_type(argument.type)
            )
        for op in list(block.ops):
            self._bufferize(op)
        for op in reversed(list(block.ops)):
            if any(isinstance(r.type, TensorType) for r in op.results):
                Rewriter.erase_op(op)

    def _check_form(self) -> None:
        function, name = self._function, self._function.sym_name.data
        if len(function.body.blocks) != 1:
            raise IRError(f"function '{name}' must be one block, it is {len(function.body.blocks)}", function)
        for type_ in (*function.function_type.inputs, *function.function_type.outputs):
            if not isinstance(type_, TensorType):
                raise IRError(f"function '{name}' must take and return tensors, not {type_}", function)

    def _bufferize(self, op: Operation) -> None:
        match op:
            case nn.ConstantOp():
                self._replace(op, plan.WeightOp.of(op.array()))
            case pconv.ConstantOp() | pconv.BlockConstantOp():
                pass
            case nn.ReshapeOp() | nn.FlattenOp() | nn.SqueezeOp() | nn.UnsqueezeOp() if self._is_dense(op):
                self._replace(op, plan.AliasOp.of(self._buffer(op.input), _buffer_type(op.results[0].type)))
            case NNOp():
                self._to_destination_form(op)
            case func.ReturnOp():
                self._return(op)
            case nn.SplitOp():
                raise IRError("nn.split has no destination form: run decompose-split before bufferize", op)
            case _:
                raise IRError(f"'{op.name}' has no destination form", op)

    def _replace(self, op: Operation, new: Operation) -> None:
        new.location = op.location
        Rewriter.insert_op(new, InsertPoint.before(op))
        self._buffers[op.results[0]] = new.results[0]

    def _is_dense(self, op: NNOp) -> bool:
        source = self._buffer(op.inputs[0]).type
        return isinstance(source, MemRefType) and source.layout == NoneAttr() and LAYOUT not in op.attributes

    def _to_destination_form(self, op: NNOp) -> None:
        layout = op.attributes.pop(LAYOUT, NoneAttr())
        buffer_type = _buffer_type(op.results[0].type, layout)
        if plan.extent_of(buffer_type) > MOST_ELEMENTS:
            raise IRError(
                f"a value of type {op.results[0].type} is too large: over {MOST_ELEMENTS} elements", op
            )
        alloc = memref.AllocOp([], [], buffer_type)
        self._replace(op, alloc)
        if isinstance(layout, plan.PlanarAttr) and layout.zero_halo and not is_planned(op):
            clear = plan.ClearOp.of(alloc.memref)  # a planned convolution clears the halo itself
            clear.location = op.location
            Rewriter.insert_op(clear, InsertPoint.before(op))
        new = into(op, self._buffer, alloc.memref)
        new.location = op.location
        Rewriter.insert_op(new, InsertPoint.before(op))

    def _buffer(self, value: SSAValue) -> SSAValue:
        return self._buffers.get(value, value)

    def _return(self, op: func.ReturnOp) -> None:
        """Results become trailing arguments, written directly where the value's buffer can be the argument itself."""
        block = self._function.body.block
        for value, type_ in zip(op.operands, self._function.function_type.outputs, strict=True):
            buffer = self._buffer(value)
            argument = block.insert_arg(_buffer_type(type_), len(block.args))
            if _is_allocated(buffer) and buffer.type == argument.type:
                buffer.replace_all_uses_with(argument)
                Rewriter.erase_op(buffer.owner)  # pyright: ignore
                self._buffers[value] = argument
            else:
                copy = nn.IdentityOp.build(operands=(buffer, argument), result_types=((),))
                copy.location = op.location
                Rewriter.insert_op(copy, InsertPoint.before(op))
        Rewriter.replace_op(op, func.ReturnOp(), [])
        self._set_signature([a.type for a in block.args])

    def _set_signature(self, types: Sequence[Attribute]) -> None:
        """The attributes of results, such as their names, go to the arguments they become."""
        function, nothing = self._function, DictionaryAttr({})
        arguments = function.arg_attrs or [nothing] * len(function.function_type.inputs)
        results = function.res_attrs or [nothing] * len(function.function_type.outputs)
        function.properties["function_type"] = FunctionType.from_lists(types, [])
        function.properties["arg_attrs"] = ArrayAttr([*arguments, *results])
        function.properties.pop("res_attrs", None)


def into(op: NNOp, buffer: Callable[[SSAValue], SSAValue], out: SSAValue) -> NNOp:
    """The destination form of `op`: operands mapped by `buffer`, the answer goes to `out`."""
    assert isinstance(op, IRDLOperation)
    names = [name for name, _ in type(op).get_irdl_definition().operands if name != "out"]
    operands = [[buffer(v) for v in _as_sequence(getattr(op, name))] for name in names]
    properties = {k: v for k, v in op.properties.items() if k != "operandSegmentSizes"}
    return type(op).build(
        operands=[*operands, [out]], properties=properties, attributes=dict(op.attributes), result_types=[[]]
    )


def _as_sequence(operand: SSAValue | Sequence[SSAValue] | None) -> Sequence[SSAValue]:
    if operand is None:
        return ()
    return (operand,) if isinstance(operand, SSAValue) else operand


def _is_allocated(buffer: SSAValue) -> bool:
    return isinstance(buffer.owner, memref.AllocOp)


def _buffer_type(tensor: Attribute, layout: Attribute = _DENSE) -> MemRefType[Attribute]:
    assert isinstance(tensor, TensorType)
    return MemRefType(tensor.element_type, tensor.get_shape(), layout)  # pyright: ignore


@dataclass(frozen=True)
class BufferizePass(ModulePass):
    """Put the network into destination form: every value gets a buffer, every layer writes into one.

    Constants become `plan.weight`, arguments memrefs, results trailing arguments, and the function the entry of the program
    (`plan.entry`). A layer's result lies as `assign-layouts` said, in `memref.alloc` until memory is planned. A reshape of
    a dense buffer is an alias; everything else keeps its operation.

    Preconditions: `main` is one block of `nn` and `pconv` operations with one result each (split is decomposed).

    Before:
    ```mlir
    func.func @main(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
      %y = nn.relu %x : tensor<1x4xf32> -> tensor<1x4xf32>
      func.return %y : tensor<1x4xf32>
    }
    ```
    After:
    ```mlir
    func.func @main(%x: memref<1x4xf32>, %y: memref<1x4xf32>) attributes {plan.entry} {
      nn.relu %x into(%y : memref<1x4xf32>) : memref<1x4xf32>
      func.return
    }
    ```
    """

    name = "bufferize"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for function in [o for o in op.ops if isinstance(o, func.FuncOp)]:
            _Bufferizer(function).run()
            function.attributes[ENTRY] = UnitAttr()
