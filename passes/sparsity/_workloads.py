"""What a layer with zeros would be to the planner, dense and pruned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xdsl.dialects.builtin import f32
from xdsl.ir import Operation, SSAValue

from ...diagnostics import IRError
from ...dialects import nn, pconv, plan
from ...schemes import FKW, SchemeError, Structure, block_pruned
from ...schemes.block_pruned import BlockColumns, PackedBlocks
from ..planning._workload import Workload, conv_workload, linear_workload
from ._layers import weight_constant, weights_at_hand
from ._matrices import by_outputs, matrix_constant, objection
from .detect_sparsity import SCHEME

PASSED_OVER = "pconv.passed_over"
"""Attribute of a layer that stays dense although it need not: the scheme that its weights follow."""

Layouts = Mapping[SSAValue, plan.PlanarAttr]


class Workloads(NamedTuple):
    """The ways to compute a layer."""

    dense: Workload
    pruned: Workload | None
    """None where the weights follow no scheme, as far as was noted."""


def workloads(layer: Operation, planes: Layouts) -> Workloads | None:
    """The workloads of a layer in tensor form, pruned already or with a scheme noted on it; None where it has no kernel of its own.

    planes: what `assign_layouts.layouts` says of the module.
    """
    match layer:
        case nn.ConvOp() | pconv.ConvOp() if layer.answer in planes:
            found, layout = _structure(layer), planes[layer.answer]
            pruned = None if found is None else conv_workload(layer, layout, found)
            return Workloads(conv_workload(layer, layout), pruned)
        case nn.GemmOp() if matrix_constant(layer) is None or objection(layer) is not None:
            return None
        case nn.GemmOp() | pconv.LinearOp() if nn.element_of(layer.operands[0]) == f32:
            columns = _columns(layer)
            return Workloads(
                linear_workload(layer), None if columns is None else linear_workload(layer, columns)
            )
        case _:
            return None


def _structure(conv: nn.ConvOp | pconv.ConvOp) -> Structure | FKW | None:
    if isinstance(conv, pconv.ConvOp):
        return conv.weight.owner.fkw() if isinstance(conv.weight.owner, pconv.ConstantOp) else conv.sparsity()
    scheme, constant = conv.attributes.get(SCHEME, conv.attributes.get(PASSED_OVER)), weight_constant(conv)
    if not isinstance(scheme, pconv.SchemeAttr) or constant is None:
        return None
    w, value = weights_at_hand(conv, constant), constant.value
    try:  # remembered under the question that the verifier of pconv.conv will ask
        return (
            value.data.recall(scheme, scheme.sparsity)
            if isinstance(value, nn.WeightAttr)
            else scheme.sparsity(w)
        )
    except SchemeError as error:
        raise IRError(str(error), conv) from error


def _columns(layer: nn.GemmOp | pconv.LinearOp) -> BlockColumns | PackedBlocks | None:
    if isinstance(layer, pconv.LinearOp):
        packed = layer.weight.owner
        return packed.packed() if isinstance(packed, pconv.BlockConstantOp) else layer.structure()
    scheme, constant = layer.attributes.get(SCHEME, layer.attributes.get(PASSED_OVER)), matrix_constant(layer)
    if not isinstance(scheme, pconv.BlockPrunedSchemeAttr) or constant is None:
        return None
    return block_pruned.fit(by_outputs(layer, weights_at_hand(layer, constant)), scheme.group.data)
