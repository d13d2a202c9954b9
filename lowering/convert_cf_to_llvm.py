"""Pass `convert-cf-to-llvm`: branches, and the block arguments that they feed."""

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import cf, llvm
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.passes import ModulePass

from ._conversion import ConversionTable, Emitter, array_attr, convert_ops, fail, retype_arguments


def _convert_branch(op: cf.BranchOp, emit: Emitter) -> None:
    retype_arguments(op.successor, emit.sweep)
    emit.replace_by(llvm.BrOp.create(operands=emit.operands(), successors=op.successors))


def _convert_conditional_branch(op: cf.ConditionalBranchOp, emit: Emitter) -> None:
    if op.then_block is op.else_block and op.then_block.args:
        fail(op, "both branches go to one block with arguments, which llvm cannot tell apart")
    retype_arguments(op.then_block, emit.sweep)
    retype_arguments(op.else_block, emit.sweep)
    sizes = (1, len(op.then_arguments), len(op.else_arguments))
    branch = llvm.CondBrOp.create(
        operands=emit.operands(),
        successors=op.successors,
        properties={"operandSegmentSizes": array_attr(sizes)},
    )
    emit.replace_by(branch)


def _refuse(op: Operation, emit: Emitter) -> None:
    fail(op, "the llvm dialect has no counterpart")


CONVERSIONS: ConversionTable = {
    cf.BranchOp: _convert_branch,
    cf.ConditionalBranchOp: _convert_conditional_branch,
    cf.SwitchOp: _refuse,
    cf.AssertOp: _refuse,
}


@dataclass(frozen=True)
class ConvertCfToLlvmPass(ModulePass):
    """
    Turns `cf.br` and `cf.cond_br` into `llvm.br` and `llvm.cond_br`, and gives the arguments of their target blocks
    `llvm` types.

    Preconditions: the two targets of a `cf.cond_br` differ, unless their block takes no arguments. `cf.switch` and
    `cf.assert` are refused.

    Before:
    ```mlir
    ^head(%i: index):
      %more = arith.cmpi slt, %i, %n : index
      cf.cond_br %more, ^body, ^exit
    ```
    After:
    ```mlir
    ^head(%i: i64):
      %0 = builtin.unrealized_conversion_cast %i : i64 to index
      %more = arith.cmpi slt, %0, %n : index
      llvm.cond_br %more, ^body, ^exit
    ```
    """

    name = "convert-cf-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)
