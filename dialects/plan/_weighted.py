"""What planned layers with one buffer of weights have in common."""

from __future__ import annotations

from xdsl.dialects.builtin import MemRefType
from xdsl.irdl import (
    AttrSizedOperandSegments,
    IRDLOperation,
    ParsePropInAttrDict,
    operand_def,
    opt_operand_def,
    opt_prop_def,
    prop_def,
)

from ..nn import ActivationAttr
from .schedule import ScheduleAttr


class WeightedOp(IRDLOperation):
    """Source, weights, epilogue and destination; schedule and activation are among the properties."""

    input = operand_def(MemRefType)
    weights = operand_def(MemRefType)
    bias = operand_def(MemRefType)
    residual = opt_operand_def(MemRefType)
    out = operand_def(MemRefType)
    schedule = prop_def(ScheduleAttr)
    activation = opt_prop_def(ActivationAttr)

    irdl_options = (ParsePropInAttrDict(), AttrSizedOperandSegments(as_property=True))
    assembly_format = (
        "$input `weights` `(` $weights `:` type($weights) `)` `bias` `(` $bias `:` type($bias) `)`"
        "(`residual` `(` $residual^ `:` type($residual) `)`)?"
        "`into` `(` $out `:` type($out) `)` attr-dict `:` type($input)"
    )
