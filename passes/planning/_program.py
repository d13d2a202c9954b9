"""The planned program, seen as a list of layers."""

from __future__ import annotations

from collections.abc import Iterator

from xdsl.dialects import func
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation

from ...dialects import plan
from .bufferize import ENTRY


def entries(module: ModuleOp) -> Iterator[func.FuncOp]:
    """The functions that run a whole network."""
    for op in module.ops:
        if isinstance(op, func.FuncOp) and ENTRY in op.attributes:
            yield op


def layers(entry: func.FuncOp) -> list[Operation]:
    """What computes: operations that read buffers and write the last of them, in order."""
    return [op for op in entry.body.block.ops if _is_layer(op)]


def _is_layer(op: Operation) -> bool:
    others = plan.BarrierOp | plan.TimestampOp | func.ReturnOp
    return bool(op.operands) and not op.results and not isinstance(op, others)
