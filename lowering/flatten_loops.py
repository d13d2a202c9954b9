"""Pass `flatten-loops`: loops and conditions become branches between blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xdsl.context import Context
from xdsl.dialects import scf
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern
from xdsl.transforms.convert_scf_to_cf import ForLowering, IfLowering, SwitchLowering

_PATTERNS: Mapping[type[Operation], RewritePattern] = MappingProxyType(
    {scf.ForOp: ForLowering(), scf.IfOp: IfLowering(), scf.IndexSwitchOp: SwitchLowering()}
)


@dataclass(frozen=True)
class FlattenLoopsPass(ModulePass):
    """
    Turns `scf.for`, `scf.if` and `scf.index_switch` into blocks and `cf` branches.

    The rewrites are those of xDSL's `convert-scf-to-cf`, which offers every operation of the module to each of them; here each
    loop is visited once, the last one first, so that what follows a loop moves to its new block only once. Dead operations stay.

    Before:
    ```mlir
    scf.for %i = %begin to %end step %one {
      "test.op"(%i) : (index) -> ()
    }
    ```
    After:
    ```mlir
      cf.br ^head(%begin : index)
    ^head(%i : index):
      %more = arith.cmpi slt, %i, %end : index
      cf.cond_br %more, ^body, ^exit
    ^body:
      "test.op"(%i) : (index) -> ()
      %next = arith.addi %i, %one : index
      cf.br ^head(%next : index)
    ^exit:
    ```
    """

    name = "flatten-loops"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for nested in reversed([nested for nested in op.walk() if type(nested) in _PATTERNS]):
            _PATTERNS[type(nested)].match_and_rewrite(nested, PatternRewriter(nested))
