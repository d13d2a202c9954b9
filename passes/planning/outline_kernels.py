"""One function for all layers of equal configuration."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import func
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, FunctionType, ModuleOp, StringAttr, UnitAttr
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ._program import entries, layers

Key = tuple[object, ...]


def _key(op: Operation) -> Key:
    """Equal for operations of equal kind, configuration and types, and with equal regions."""
    return (
        op.name,
        tuple(sorted(op.properties.items())),
        tuple(o.type for o in op.operands),
        *(_region_key(region.block) for region in op.regions),
    )


def _region_key(block: Block) -> Key:
    """Values by their number."""
    values: list[SSAValue] = [*block.args, *(result for op in block.ops for result in op.results)]
    number = {value: i for i, value in enumerate(values)}
    return tuple((_key(op), tuple(number.get(o) for o in op.operands)) for op in block.ops)


def _kernel(op: Operation, name: str) -> func.FuncOp:
    """A private function whose arguments are the operands of `op`, and whose body is `op`."""
    types: list[Attribute] = [o.type for o in op.operands]
    block = Block(arg_types=types)
    body = op.clone()
    body.attributes.clear()
    body.operands = block.args
    block.add_ops([body, func.ReturnOp()])
    disjoint = ArrayAttr([DictionaryAttr({"llvm.noalias": UnitAttr()})] * len(types))
    kernel = func.FuncOp(
        name, FunctionType.from_lists(types, []), Region(block), StringAttr("private"), arg_attrs=disjoint
    )
    kernel.location = op.location
    kernel.attributes["no_inline"] = UnitAttr()
    return kernel


def _outline(module: ModuleOp, entry: func.FuncOp) -> None:
    kernels: dict[Key, func.FuncOp] = {}
    for op in layers(entry):
        key = _key(op)
        if key not in kernels:
            kernels[key] = _kernel(op, f"{op.name.replace('.', '_')}_{len(kernels)}")
            Rewriter.insert_op(kernels[key], InsertPoint.before(entry))
        call = func.CallOp(kernels[key].sym_name.data, list(op.operands), [])
        call.location = op.location
        Rewriter.replace_op(op, call, [])


@dataclass(frozen=True)
class OutlineKernelsPass(ModulePass):
    """Move every layer into a private function and call it; layers that differ only in their buffers share one.

    A kernel's arguments never overlap in memory, which lets LLVM keep values in registers across stores. Kernels are not inlined:
    LLVM's passes take more than linear time in the length of a function, and a network of 100 layers would be one of 60 000
    instructions.

    Preconditions: memory is planned.

    Before:
    ```mlir
    nn.relu %a into(%b : memref<1x4xf32>) : memref<1x4xf32>
    nn.relu %b into(%c : memref<1x4xf32>) : memref<1x4xf32>
    ```
    After:
    ```mlir
    func.func private @nn_relu_0(%x: memref<1x4xf32> {llvm.noalias}, %y: memref<1x4xf32> {llvm.noalias})
        attributes {no_inline} {
      nn.relu %x into(%y : memref<1x4xf32>) : memref<1x4xf32>
      func.return
    }
    …
    func.call @nn_relu_0(%a, %b) : (memref<1x4xf32>, memref<1x4xf32>) -> ()
    func.call @nn_relu_0(%b, %c) : (memref<1x4xf32>, memref<1x4xf32>) -> ()
    ```
    """

    name = "outline-kernels"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for entry in list(entries(op)):
            _outline(op, entry)
